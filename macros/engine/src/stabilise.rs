//! Naive spellings of stable functions, recognised: the same function on a wider domain.
//!
//! One pass over the source. Invariant: wherever the source is finite, so is the result, with the
//! source's value. Knows nothing of derivatives: these follow from the stable nodes. Laws look a bounded number
//! of steps down, so that time is linear in the graph.

use std::sync::LazyLock;

use crate::gradient::Applied;
use crate::graph::{Graph, Id};
use crate::index::Index;
use crate::laws::{Law, Pass, Pattern, Table, parameter};

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

/// A source on a wider domain.
pub struct Stable {
    /// The value.
    pub value: Id,
    /// The rewrites, in order.
    pub laws: Vec<Applied>,
}

/// All laws, in the order in which they are tried.
pub fn laws() -> impl Iterator<Item = &'static Law> {
    [
        view::LAWS,
        view::PRODUCTS,
        quotient::RECIP,
        quotient::PRODUCTS,
        norm::ROOTS,
        norm::POWERS,
        share::POWERS,
        share::RECIP,
        share::PRODUCTS,
        share::LESS_ONE,
        share::EXP,
        norm::PRODUCTS,
        direction::PRODUCTS,
        determinant::LAWS,
        determinant::OF_PRODUCTS,
        product::LAWS,
        difference::LAWS,
        normal::SUMS,
        sum::LAWS,
        normal::LN,
        normal::LN_1P,
        logarithm::LN,
        logarithm::LN_1P,
        shift::LAWS,
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

/// The value of `source` by stable functions.
pub fn stabilise(graph: &mut Graph, source: Id) -> Stable {
    static TABLE: LazyLock<Table<'static>> = LazyLock::new(|| Table::new(laws()));
    let mut pass = Pass::new(graph, vec![source], &TABLE);
    let new = pass.walk(&[source]);
    Stable {
        value: new[source.0 as usize],
        laws: pass.applied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
