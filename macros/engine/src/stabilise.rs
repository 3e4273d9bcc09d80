//! Naive spellings of stable functions, recognised: the same function on a wider domain.
//!
//! One pass over the source, children first: each node is rebuilt on its stable children, and the
//! laws for its kind are applied until none does. Invariants: wherever the source is finite, so
//! is the result, with the source's value; every use of a law is recorded. Knows nothing of
//! derivatives: these follow from the stable nodes. Nodes are dispatched on their kind, and laws
//! look a bounded number of steps down, so that time is linear in the graph.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::gradient::Applied;
use crate::graph::{Attribute, Graph, Id, Kind};
use crate::index::Index;
use crate::laws::parameter;
use crate::rules;

mod determinant;
mod difference;
mod direction;
mod exponential;
mod logarithm;
mod norm;
mod normal;
mod product;
mod quotient;
mod share;
mod shift;
mod sum;
mod view;

/// A rewrite that keeps the value where there is one.
pub struct Law {
    /// What documentation and tests call it.
    pub name: &'static str,
    /// The spelling, on paper; several, with semicolons between them.
    pub before: &'static str,
    /// What it becomes, or what each does.
    pub after: &'static str,
    /// The rewrite; `None` where it does not apply.
    pub apply: fn(&mut Scope, Id) -> Option<Id>,
    /// A node at which it applies, for its own test.
    pub example: fn(&mut Graph) -> Id,
}

/// A source on a wider domain.
pub struct Stable {
    /// The value.
    pub value: Id,
    /// The rewrites, in order.
    pub laws: Vec<Applied>,
}

/// What a law sees.
pub struct Scope<'a> {
    /// The graph, to which rewritten nodes are added.
    pub graph: &'a mut Graph,
    applied: Vec<Applied>,
    settled: BTreeMap<Id, Id>,
    depth: usize,
}

/// Laws shrink what they match; these only bound one that would not.
const STEPS_PER_NODE: usize = 16;
const DEPTH: usize = 16;

/// All laws.
pub fn laws() -> impl Iterator<Item = &'static Law> {
    [
        view::LAWS,
        view::PRODUCTS,
        logarithm::LN,
        logarithm::LN_1P,
        quotient::RECIP,
        quotient::PRODUCTS,
        share::RECIP,
        share::POWERS,
        share::PRODUCTS,
        share::LESS_ONE,
        share::EXP,
        product::LAWS,
        sum::LAWS,
        difference::LAWS,
        normal::SUMS,
        normal::LN,
        normal::LN_1P,
        shift::LAWS,
        norm::ROOTS,
        norm::POWERS,
        norm::PRODUCTS,
        direction::PRODUCTS,
        determinant::LAWS,
        determinant::OF_PRODUCTS,
    ]
    .into_iter()
    .flatten()
}

/// The law of a name, if it makes a function stable: not one that only clears the view of others.
#[must_use]
pub fn law(name: &str) -> Option<&'static Law> {
    static STABLE: LazyLock<Index<&Law>> = LazyLock::new(|| {
        let clearing = view::LAWS.len() + view::PRODUCTS.len();
        let others = laws().skip(clearing);
        Index::new(others.map(|law| (law.name, law)))
    });
    STABLE.get(name)
}

/// The laws that may apply to a node of this kind, in the order in which they are tried.
fn laws_for(kind: &Kind) -> &'static [&'static [Law]] {
    match kind {
        Kind::Contract(contract) => match contract.factors.len() {
            0 => &[],
            1 => &[view::PRODUCTS],
            _ => &[
                view::PRODUCTS,
                quotient::PRODUCTS,
                share::PRODUCTS,
                share::LESS_ONE,
                norm::PRODUCTS,
                direction::PRODUCTS,
                determinant::LAWS,
                product::LAWS,
            ],
        },
        Kind::Combine(terms) if terms.len() > 1 => &[difference::LAWS, normal::SUMS, sum::LAWS],
        Kind::Map { rule, .. } => match rules::rule(*rule).name {
            "exp" => &[view::LAWS, share::EXP],
            "ln" => &[view::LAWS, determinant::LAWS, normal::LN, logarithm::LN],
            "ln_1p" => &[view::LAWS, normal::LN_1P, logarithm::LN_1P],
            "recip" => &[view::LAWS, quotient::RECIP, share::RECIP],
            "sqrt" => &[view::LAWS, norm::ROOTS],
            "powi" | "square" | "powf" | "pow" => {
                &[view::LAWS, norm::POWERS, share::POWERS, share::RECIP]
            }
            _ => &[view::LAWS],
        },
        Kind::Apply { rule, .. } => match rules::rule(*rule).name {
            name if is_exponential(name) => &[shift::LAWS],
            "det" | "logdet" => &[determinant::OF_PRODUCTS],
            _ => &[],
        },
        _ => &[],
    }
}

fn is_exponential(name: &str) -> bool {
    name.starts_with("logsumexp") || name.contains("softmax")
}

/// The value of `source` by stable functions.
pub fn stabilise(graph: &mut Graph, source: Id) -> Stable {
    let order = graph.schedule(&[source]);
    let mut scope = Scope::new(graph);
    let mut new: Vec<Id> = (0..=source.0).map(Id).collect();
    for old in order {
        let rebuilt = scope.graph.rebuild(old, &new);
        let id = scope.settle(rebuilt);
        if let (true, Some(name)) = (id != old, scope.graph.names.get(&old).cloned()) {
            scope.graph.names.entry(id).or_insert(name);
        }
        new[old.0 as usize] = id;
    }
    Stable {
        value: new[source.0 as usize],
        laws: scope.applied,
    }
}

impl<'a> Scope<'a> {
    fn new(graph: &'a mut Graph) -> Self {
        Self {
            graph,
            applied: Vec::new(),
            settled: BTreeMap::new(),
            depth: 0,
        }
    }

    /// The node with every law applied, its children being stable already.
    fn settle(&mut self, id: Id) -> Id {
        if let Some(known) = self.settled.get(&id) {
            return *known;
        }
        if self.depth == DEPTH {
            return id;
        }
        self.depth += 1;
        let mut now = id;
        for _ in 0..STEPS_PER_NODE {
            let laws = laws_for(self.graph.kind(now)).iter().copied().flatten();
            let mut tried = laws.map(|law| Some((law, (law.apply)(self, now)?)));
            let Some((law, after)) = tried.find_map(|step| step) else {
                break;
            };
            debug_assert_eq!(
                self.graph.shape(now),
                self.graph.shape(after),
                "{} keeps shapes",
                law.name
            );
            self.applied.push(Applied {
                law: law.name,
                before: now,
                after,
            });
            now = after;
        }
        self.depth -= 1;
        self.settled.insert(id, now);
        now
    }

    /// An elementwise function of stable arguments, itself stable.
    fn map(&mut self, name: &str, arguments: &[Id]) -> Id {
        let node = self.graph.map(name, Attribute::None, arguments);
        self.settle(node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::{Dual, Tensor};
    use crate::interpret::evaluate;

    fn point(seed: u32) -> Tensor {
        Tensor::build(vec![3, 3], |at| {
            let k = u32::try_from(3 * at[0] + at[1] + 1).unwrap();
            Dual {
                // Larger on the diagonal, so that the matrix is far from singular.
                value: (f64::from(k * seed) * 0.37).sin().abs()
                    + 0.2
                    + f64::from(u8::from(at[0] == at[1])),
                slope: (f64::from(k) * 0.91).cos(),
            }
        })
    }

    #[test]
    fn every_law_applies_to_its_example_and_keeps_value_and_slope() {
        for law in laws() {
            let mut graph = Graph::default();
            let example = (law.example)(&mut graph);
            let mut scope = Scope::new(&mut graph);
            let after = (law.apply)(&mut scope, example);
            let after = after.filter(|after| *after != example);
            let after = after.unwrap_or_else(|| panic!("{} does not apply", law.name));
            let inputs: Vec<Tensor> = (0..graph.inputs.len())
                .map(|k| point(u32::try_from(k + 3).unwrap()))
                .collect();
            let values = evaluate(&graph, &[example, after], &|_| 3, &inputs);
            assert_eq!(values[0].shape, values[1].shape, "{}", law.name);
            for (before, after) in values[0].data.iter().zip(&values[1].data) {
                let near = |x: f64, y: f64| (x - y).abs() <= 1e-13 * x.abs().max(1.0);
                let both = near(before.value, after.value) && near(before.slope, after.slope);
                assert!(both, "{}: {before:?} became {after:?}", law.name);
            }
        }
    }

    #[test]
    fn every_example_reaches_its_law_through_the_pass() {
        for law in laws() {
            let mut graph = Graph::default();
            let example = (law.example)(&mut graph);
            let stable = stabilise(&mut graph, example);
            let names: Vec<&str> = stable.laws.iter().map(|step| step.law).collect();
            assert!(
                names.contains(&law.name),
                "{}: only {names:?} apply",
                law.name
            );
        }
    }

    #[test]
    fn names_and_texts_are_those_of_one_law_each() {
        for law in laws() {
            let [before, after] = [law.before, law.after].map(|text| text.split("; ").count());
            assert_eq!(before, after, "{}", law.name);
        }
        let simplifying = crate::simplify::laws().map(|law| law.name);
        let mut names: Vec<&str> = laws().map(|law| law.name).chain(simplifying).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
