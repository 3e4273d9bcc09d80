//! Small sizes for the symbols of a graph, at which every node is defined.

use super::random::Random;
use crate::dim::{Dim, Nature, Symbol};
use crate::graph::{Attribute, Contract, Graph, Id, Kind};
use crate::interpret::{length, shape, work};
use crate::rules::{self, Rule};

/// What sizes must satisfy.
enum Condition {
    /// The dimension is not negative; an axis of a parameter is not empty.
    AtLeast(Dim, i64),
    /// Two dimensions that only run time compares.
    Equal(Dim, Dim),
    /// As many elements.
    Same(Vec<Dim>, Vec<Dim>),
    /// `0 ≤ start + step·i < limit` for each row.
    Inside {
        start: Dim,
        step: i64,
        rows: Option<Dim>,
        limit: Dim,
    },
}

/// Draws sizes for one graph.
pub(super) struct Sizes<'a> {
    graph: &'a Graph,
    order: Vec<Id>,
    conditions: Vec<Condition>,
}

const TRIES: usize = 500;

impl<'a> Sizes<'a> {
    pub(super) fn new(graph: &'a Graph, roots: &[Id]) -> Self {
        let order = graph.schedule(roots);
        let mut conditions = Vec::new();
        for id in &order {
            node_conditions(graph, *id, &mut conditions);
        }
        Self {
            graph,
            order,
            conditions,
        }
    }

    /// A size for each symbol: all different if there are few, and small. `None` if none was
    /// found.
    pub(super) fn draw(&self, random: &mut Random) -> Option<Vec<i64>> {
        for attempt in 0..TRIES {
            // Sizes that differ tell most; what run time compares may leave none of them.
            let sizes = match attempt {
                0..200 => self.candidate(random, 4),
                200..300 => self.graph.dims.sample(random.bits())?,
                _ => self.candidate(random, 8),
            };
            if self.conditions.iter().all(|c| self.holds(c, &sizes)) {
                return Some(sizes);
            }
        }
        None
    }

    fn candidate(&self, random: &mut Random, widest: i64) -> Vec<i64> {
        let symbols: Vec<Symbol> = self.graph.dims.symbols().collect();
        let mut sizes = vec![0; symbols.len()];
        let mut free: Vec<i64> = Vec::new();
        for symbol in symbols {
            let integer = matches!(self.graph.dims.nature(symbol), Nature::Integer(_));
            sizes[symbol.0 as usize] = if integer {
                i64::try_from(random.below(5)).unwrap_or(0)
            } else {
                if free.is_empty() {
                    free = (2..=widest).collect();
                }
                free.swap_remove(random.below(free.len()))
            };
        }
        sizes
    }

    fn holds(&self, condition: &Condition, sizes: &[i64]) -> bool {
        let of = |symbol: Symbol| sizes[symbol.0 as usize];
        let length = |dim: &Dim| length(self.graph, *dim, &of);
        match condition {
            Condition::AtLeast(dim, least) => length(dim) >= *least,
            Condition::Equal(left, right) => length(left) == length(right),
            Condition::Same(left, right) => {
                left.iter().map(length).product::<i64>() == right.iter().map(length).product()
            }
            Condition::Inside {
                start,
                step,
                rows,
                limit,
            } => {
                let first = length(start);
                let rows = rows.as_ref().map_or(1, length);
                let last = first + step * (rows - 1);
                let inside = |at: i64| (0..length(limit)).contains(&at);
                rows == 0 || (inside(first) && inside(last))
            }
        }
    }

    /// About how many products one evaluation forms.
    pub(super) fn work(&self, sizes: &[i64]) -> usize {
        let of = |symbol: Symbol| sizes[symbol.0 as usize];
        let elements = |id: Id| {
            shape(self.graph, self.graph.shape(id), &of)
                .iter()
                .product()
        };
        self.order.iter().fold(0_usize, |total, id| {
            let work = match self.graph.kind(*id) {
                Kind::Contract(Contract {
                    dims,
                    rank,
                    factors,
                }) => {
                    let labels = factors.iter().map(|factor| factor.labels.as_slice());
                    work(&shape(self.graph, dims, &of), *rank, labels)
                }
                _ => elements(*id),
            };
            total.saturating_add(work)
        })
    }
}

fn node_conditions(graph: &Graph, id: Id, conditions: &mut Vec<Condition>) {
    let own = graph.shape(id);
    let least = i64::from(matches!(graph.kind(id), Kind::Input(_)));
    let mut at_least = |dim: Dim| {
        let constant = graph.dims.polynomial(dim).as_constant();
        if constant.is_none_or(|value| value < least) {
            conditions.push(Condition::AtLeast(dim, least));
        }
    };
    for dim in own {
        at_least(*dim);
    }
    let mut equal = |left: Dim, right: Dim| {
        if left != right {
            conditions.push(Condition::Equal(left, right));
        }
    };
    match graph.kind(id) {
        Kind::Contract(contract) => {
            for factor in &contract.factors {
                for (label, dim) in factor.labels.iter().zip(graph.shape(factor.node)) {
                    equal(contract.dims[usize::from(*label)], *dim);
                }
            }
        }
        Kind::Combine(_) | Kind::Map { .. } => {
            for child in graph.children(id) {
                for (left, right) in own.iter().zip(graph.shape(child)) {
                    equal(*left, *right);
                }
            }
        }
        Kind::Apply {
            rule,
            attribute,
            arguments,
        } => {
            let mut known: Vec<(char, Dim)> = Vec::new();
            for (letter, dim) in lettered(graph, rules::rule(*rule), *attribute, arguments) {
                match known.iter().find(|(other, _)| *other == letter) {
                    Some((_, other)) => equal(*other, dim),
                    None => known.push((letter, dim)),
                }
            }
        }
        Kind::Reshape(x) => {
            conditions.push(Condition::Same(own.to_vec(), graph.shape(*x).to_vec()));
        }
        Kind::Pick { start, step } => conditions.push(Condition::Inside {
            start: *start,
            step: *step,
            rows: (own.len() == 2).then(|| own[0]),
            limit: own[own.len() - 1],
        }),
        Kind::Input(_) | Kind::Number(_) | Kind::Size(_) | Kind::Triangle => {}
    }
}

/// The dimensions of a primitive's arguments, each with its letter in the form that applies.
fn lettered(
    graph: &Graph,
    rule: &Rule,
    attribute: Attribute,
    arguments: &[Id],
) -> Vec<(char, Dim)> {
    let ranks: Vec<usize> = arguments.iter().map(|id| graph.rank(*id)).collect();
    let Some(form) = rule.form(attribute, &ranks) else {
        return Vec::new();
    };
    let form = rule.forms[form];
    let form = form.split_once(':').map_or(form, |(_, form)| form);
    let left = form.split_once("->").map_or(form, |(left, _)| left);
    let letters = left.chars().filter(|letter| letter.is_alphabetic());
    let dims = arguments.iter().flat_map(|id| graph.shape(*id));
    letters.zip(dims.copied()).collect()
}
