//! Long sums in parts, so that no loop reads more lanes than it can.

use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Id, Kind, Number};

pub(super) const LAWS: &[Law] = &[Law {
    name: "long sum",
    before: "a + b + …",
    after: "(a + b + …) + …",
    condition: "more than eight terms",
    pattern: Pattern::Combine,
    apply: long_sum,
    example: |graph| {
        let terms = (0..=MOST).map(|_| (0.5, parameter(graph)));
        let terms = terms.collect();
        graph.combine(terms)
    },
}];

/// Terms a node may keep: half of what a loop can read, since operands may read two lanes each.
const MOST: usize = 8;

fn long_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Combine(terms) = pass.graph.kind(id) else {
        return None;
    };
    if terms.len() <= MOST {
        return None;
    }
    let (mut terms, shape) = (terms.clone(), pass.graph.shape(id).to_vec());
    while terms.len() > MOST {
        let parts = terms.chunks(MOST).map(|part| {
            let part = Kind::Combine(part.to_vec());
            (Number::new(1.0), pass.graph.intern(part, shape.clone()))
        });
        terms = parts.collect();
    }
    Some(pass.graph.intern(Kind::Combine(terms), shape))
}
