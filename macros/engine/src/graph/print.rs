//! The graph as text, in index notation: for messages of internal errors, and for tests.
//!
//! ```text
//! %0 = q[i j] w[j]           : p
//! %1 = %0[i] − 2 ones        : p
//! ```

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Attribute, Contract, Graph, Id, Kind, Label, Number, label};
use crate::rules;

const LETTERS: [char; 12] = ['i', 'j', 'k', 'l', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

impl Graph {
    /// The nodes that `roots` depend on, a line each, children first.
    #[must_use]
    pub fn print(&self, roots: &[Id]) -> String {
        let mut lines = String::new();
        let mut numbers: HashMap<Id, usize> = HashMap::new();
        for id in self.schedule(roots) {
            if self.leaf(id).is_some() {
                continue;
            }
            let shape = self.dims.display_shape(self.shape(id));
            let body = self.body(id, &numbers);
            let number = numbers.len();
            _ = writeln!(lines, "%{number} = {body} : {shape}");
            numbers.insert(id, number);
        }
        let roots: Vec<String> = roots
            .iter()
            .map(|id| self.reference(*id, &numbers))
            .collect();
        lines + &roots.join(", ")
    }

    /// What is printed in place, without a line of its own.
    fn leaf(&self, id: Id) -> Option<String> {
        match self.kind(id) {
            Kind::Input(index) => Some(match self.inputs.get(*index) {
                Some(input) => input.name.clone(),
                None => "element".into(),
            }),
            Kind::Number(number) => Some(print_number(*number)),
            Kind::Size(dim) => Some(format!("size({})", self.dims.display(*dim))),
            Kind::Pick { start, step } => {
                let start = self.dims.display(*start);
                let square = self.rank(id) == 2 && self.shape(id)[0] == self.shape(id)[1];
                Some(match (start.as_str(), step) {
                    ("0", 1) if square => "eye".into(),
                    (start, 1) => format!("pick({start})"),
                    (start, step) => format!("pick({start}; {step})"),
                })
            }
            Kind::Triangle => Some("triangle".into()),
            _ => None,
        }
    }

    fn reference(&self, id: Id, numbers: &HashMap<Id, usize>) -> String {
        self.leaf(id).unwrap_or_else(|| match numbers.get(&id) {
            Some(number) => format!("%{number}"),
            None => "%?".into(),
        })
    }

    fn body(&self, id: Id, numbers: &HashMap<Id, usize>) -> String {
        let list = |arguments: &[Id]| {
            let texts: Vec<String> = arguments
                .iter()
                .map(|a| self.reference(*a, numbers))
                .collect();
            texts.join(", ")
        };
        match self.kind(id) {
            Kind::Contract(contract) => self.print_contract(contract, numbers),
            Kind::Combine(terms) => {
                let terms = terms.iter().map(|(coefficient, id)| {
                    let reference = self.reference(*id, numbers);
                    match coefficient.get() {
                        1.0 => format!("+ {reference}"),
                        -1.0 => format!("- {reference}"),
                        c if c < 0.0 => format!("- {} {reference}", -c),
                        c => format!("+ {c} {reference}"),
                    }
                });
                let text = terms.collect::<Vec<_>>().join(" ");
                text.strip_prefix("+ ").map_or(text.clone(), Into::into)
            }
            Kind::Map {
                rule,
                attribute,
                arguments,
            }
            | Kind::Apply {
                rule,
                attribute,
                arguments,
            } => {
                let name = rules::rule(*rule).name;
                let arguments = list(arguments);
                match attribute {
                    Attribute::None => format!("{name}({arguments})"),
                    Attribute::Axis(axis) => format!("{name}({arguments}; axis {axis})"),
                    Attribute::Exponent(n) | Attribute::Order(n) => {
                        format!("{name}({arguments}; {n})")
                    }
                }
            }
            Kind::Reshape(x) => format!("reshape({})", self.reference(*x, numbers)),
            _ => self.reference(id, numbers),
        }
    }

    fn print_contract(&self, contract: &Contract, numbers: &HashMap<Id, usize>) -> String {
        let all: Vec<Label> = (0..contract.rank).map(label).collect();
        let mut parts = vec![format!("[{}]", letters(&all))];
        for place in contract.rank..contract.dims.len() {
            let own = label(place);
            if !contract.factors.iter().any(|f| f.labels.contains(&own)) {
                let dim = self.dims.display(contract.dims[place]);
                parts.push(format!("sum over {dim}"));
            }
        }
        for factor in &contract.factors {
            let reference = self.reference(factor.node, numbers);
            parts.push(match factor.labels.as_slice() {
                [] => reference,
                labels => format!("{reference}[{}]", letters(labels)),
            });
        }
        if contract.factors.is_empty() {
            format!("{} 1", parts.join(" "))
        } else {
            parts.join(" ")
        }
    }
}

fn letters(labels: &[Label]) -> String {
    let names = labels.iter().map(|label| {
        let label = usize::from(*label);
        LETTERS
            .get(label)
            .map_or_else(|| format!("x{label}"), ToString::to_string)
    });
    names.collect::<Vec<_>>().join(" ")
}

fn print_number(number: Number) -> String {
    format!("{}", number.get())
}
