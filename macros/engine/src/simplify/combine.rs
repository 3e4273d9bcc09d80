//! Laws of linear combinations.

use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Id, Kind, Number};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "sum in a sum",
        before: "a + (b + c)",
        after: "a + b + c",
        condition: "the inner sum is used once, or is a multiple",
        pattern: Pattern::Combine,
        apply: sum_in_sum,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let inner = graph.combine(vec![(2.0, x), (1.0, y)]);
            let z = parameter(graph);
            graph.combine(vec![(1.0, z), (-1.0, inner)])
        },
    },
    Law {
        name: "like terms",
        before: "a x + b x",
        after: "(a + b) x",
        condition: "",
        pattern: Pattern::Combine,
        apply: like_terms,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            graph.combine(vec![(1.0, x), (1.0, y), (1.0, x)])
        },
    },
    Law {
        name: "one term",
        before: "1 x",
        after: "x",
        condition: "",
        pattern: Pattern::Combine,
        apply: one_term,
        example: |graph| {
            let x = parameter(graph);
            graph.combine(vec![(1.0, x)])
        },
    },
];

fn terms_of(pass: &Pass, id: Id) -> Option<Vec<(Number, Id)>> {
    match pass.graph.kind(id) {
        Kind::Combine(terms) if !terms.is_empty() => Some(terms.clone()),
        _ => None,
    }
}

fn sum_in_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let terms = terms_of(pass, id)?;
    let inner = |pass: &Pass, node: Id| {
        let inner = terms_of(pass, node)?;
        let free = inner.len() == 1 || (terms.len() > 1 && !pass.is_shared(node));
        free.then_some(inner)
    };
    terms.iter().find_map(|(_, node)| inner(pass, *node))?;
    let mut flat = Vec::with_capacity(terms.len() + 1);
    for (scale, node) in &terms {
        match inner(pass, *node) {
            Some(inner) => {
                flat.extend(inner.iter().map(|(c, node)| (scale.get() * c.get(), *node)));
            }
            None => flat.push((scale.get(), *node)),
        }
    }
    Some(pass.graph.combine(flat))
}

fn like_terms(pass: &mut Pass, id: Id) -> Option<Id> {
    let terms = terms_of(pass, id)?;
    let mut merged: Vec<(f64, Id)> = Vec::with_capacity(terms.len());
    for (scale, node) in &terms {
        // A scalar constant is a multiple of the number 1.
        let (scale, node) = match pass.graph.kind(*node) {
            Kind::Number(number) => (scale.get() * number.get(), pass.graph.number(1.0)),
            _ => (scale.get(), *node),
        };
        match merged.iter_mut().find(|(_, known)| *known == node) {
            Some(known) => known.0 += scale,
            None => merged.push((scale, node)),
        }
    }
    merged.retain(|(scale, node)| *scale != 0.0 && !pass.graph.is_zero(*node));
    let shape = pass.graph.shape(id).to_vec();
    let after = match merged.as_slice() {
        [] => pass.graph.zeros(shape),
        [(scale, node)] if matches!(pass.graph.kind(*node), Kind::Number(_)) => {
            pass.graph.number(*scale)
        }
        _ => pass.graph.combine(merged),
    };
    (after != id).then_some(after)
}

fn one_term(pass: &mut Pass, id: Id) -> Option<Id> {
    match terms_of(pass, id)?.as_slice() {
        #[allow(clippy::float_cmp)] // exactly the number 1
        [(scale, node)] if scale.get() == 1.0 => Some(*node),
        _ => None,
    }
}
