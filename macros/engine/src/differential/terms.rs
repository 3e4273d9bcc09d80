//! Differentials of primitives, from the rule table's text to [`Linear`] terms.
//!
//! ```text
//! line   ::= term (('+' | '-') term)*
//! term   ::= '-'? number? factor*
//! factor ::= ('d' name | operand) '[' letters ']'
//! operand ::= name | rule '(' operand (',' operand)* ')'
//! ```
//! Names are `A`, `B`, … for the arguments and `Y` for the value; `..` stands for all letters
//! that the operand has in the form. The axes of a value made of a square matrix are `p` and `q`.

use super::cursor::Cursor;
use super::{Action, Coefficient, Linear};
use crate::dim::Dim;
use crate::graph::{Attribute, Factor, Graph, Id, Kind, Label, label};
use crate::rules::{Call, Differential, Meaning, Rule, named, rule};

/// The terms of the differential of `node`, an application of `rule`.
pub fn terms(graph: &mut Graph, node: Id, rule: &Rule) -> Vec<Linear> {
    let Kind::Apply {
        attribute,
        arguments,
        ..
    } = graph.kind(node).clone()
    else {
        unreachable!("rows on arrays are applied")
    };
    let Meaning::Primitive { differential, .. } = &rule.meaning else {
        unreachable!("an application is of a primitive")
    };
    let Differential::Terms(lines) = differential else {
        return Vec::new();
    };
    let ranks: Vec<usize> = arguments.iter().map(|id| graph.rank(*id)).collect();
    let form = rule.form(attribute, &ranks);
    let form = form.expect("an application has one of its rule's forms");
    let letters = Form::read(rule.forms[form]);
    let mut reader = Reader {
        graph,
        node,
        attribute,
        arguments,
        letters,
        labels: Vec::new(),
        text: Cursor::new(""),
    };
    split_terms(lines[form.min(lines.len() - 1)])
        .into_iter()
        .map(|(scale, text)| reader.term(scale, text))
        .collect()
}

/// The letters of each argument and of the value in one form.
struct Form {
    arguments: Vec<Vec<char>>,
    value: Vec<char>,
}

impl Form {
    fn read(form: &str) -> Self {
        let form = form.split_once(':').map_or(form, |(_, rest)| rest).trim();
        let (left, value) = form.split_once("->").unwrap_or((form, ""));
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect();
        let arguments: Vec<Vec<char>> = left.split(',').map(letters).collect();
        let square = arguments.iter().any(|a| a.len() == 2 && a[0] == a[1]);
        let value: Vec<char> = letters(value);
        let value = if square {
            ['p', 'q'][..value.len()].to_vec()
        } else {
            value
        };
        Self { arguments, value }
    }
}

fn split_terms(line: &str) -> Vec<(f64, &str)> {
    let mut terms = Vec::new();
    let (mut start, mut sign) = (0, 1.0);
    for (position, symbol) in line.char_indices().filter(|(_, c)| matches!(c, '+' | '-')) {
        if !line[start..position].trim().is_empty() {
            terms.push((sign, line[start..position].trim()));
        }
        sign = if symbol == '-' { -1.0 } else { 1.0 };
        start = position + 1;
    }
    terms.push((sign, line[start..].trim()));
    terms
}

struct Reader<'a> {
    graph: &'a mut Graph,
    node: Id,
    attribute: Attribute,
    arguments: Vec<Id>,
    letters: Form,
    /// The letters met so far, by label, with their dimensions.
    labels: Vec<(char, Dim)>,
    text: Cursor<'a>,
}

impl<'a> Reader<'a> {
    fn term(&mut self, mut scale: f64, text: &'a str) -> Linear {
        self.labels.clear();
        self.text = Cursor::new(text);
        let shape = self.graph.shape(self.node).to_vec();
        self.labels
            .extend(self.letters.value.iter().copied().zip(shape));
        let (mut factors, mut differential) = (Vec::new(), None);
        while !self.text.is_empty() {
            let word = self.text.word();
            if let Ok(number) = word.parse::<f64>() {
                scale *= number;
            } else if let Some(position) = word.strip_prefix('d').and_then(argument) {
                let letters = self.letters.arguments[position].clone();
                let operand = self.arguments[position];
                let labels = self.bracket(operand, &letters);
                differential = Some((operand, factors.len(), labels));
            } else {
                let (node, letters) = self.operand(word);
                let labels = self.bracket(node, &letters);
                factors.push(Factor { node, labels });
            }
        }
        let (operand, position, labels) = differential.expect("a term is linear in a differential");
        let dims = self.labels.iter().map(|(_, dim)| *dim).collect();
        let rank = self.letters.value.len();
        Linear {
            operand,
            action: Action::Contraction(Coefficient {
                scale,
                dims,
                rank,
                factors,
                position,
                labels,
            }),
        }
    }

    /// An operand and the letters that `..` stands for behind it.
    fn operand(&mut self, word: &str) -> (Id, Vec<char>) {
        if word == "Y" {
            return (self.node, self.letters.value.clone());
        }
        if let Some(position) = argument(word) {
            return (
                self.arguments[position],
                self.letters.arguments[position].clone(),
            );
        }
        let mut operands = Vec::new();
        if self.text.take('(') {
            loop {
                let word = self.text.word();
                operands.push(self.operand(word));
                if !self.text.take(',') {
                    break;
                }
            }
            self.text.take(')');
        }
        let nodes: Vec<Id> = operands.iter().map(|operand| operand.0).collect();
        let applied = apply(self.graph, word, self.attribute, &nodes);
        let first = operands.into_iter().next();
        (applied, first.expect("an operand of a rule").1)
    }

    /// Reads `[letters]` behind `node`.
    fn bracket(&mut self, node: Id, all: &[char]) -> Vec<Label> {
        self.text.take('[');
        let inside = self.text.until(']');
        let letters: Vec<char> = if inside == ".." {
            all.to_vec()
        } else {
            inside.chars().collect()
        };
        let dims = self.graph.shape(node).to_vec();
        letters
            .into_iter()
            .zip(dims)
            .map(|(letter, dim)| self.label(letter, dim))
            .collect()
    }

    fn label(&mut self, letter: char, dim: Dim) -> Label {
        let found = self.labels.iter().position(|(known, _)| *known == letter);
        let position = found.unwrap_or_else(|| {
            self.labels.push((letter, dim));
            self.labels.len() - 1
        });
        label(position)
    }
}

/// A rule applied to nodes.
fn apply(graph: &mut Graph, name: &str, attribute: Attribute, nodes: &[Id]) -> Id {
    let rule = rule(named(name));
    match &rule.meaning {
        Meaning::Elementwise { .. } => graph.map(name, Attribute::None, nodes),
        Meaning::Composite(define) => {
            let arrays = nodes.to_vec();
            let call = Call {
                arrays,
                attribute,
                ..Call::default()
            };
            define(graph, &call)
        }
        Meaning::Contraction | Meaning::Primitive { .. } => {
            let ranks: Vec<usize> = nodes.iter().map(|id| graph.rank(*id)).collect();
            let shape = rule.shape(graph, attribute, &ranks, nodes);
            graph.apply(name, attribute, nodes, shape)
        }
    }
}

/// `A` is argument 0, `B` 1, ….
fn argument(word: &str) -> Option<usize> {
    let mut letters = word.chars();
    let position = u32::from(letters.next()?).checked_sub(u32::from('A'))?;
    (letters.next().is_none() && position < 8).then_some(position as usize)
}
