//! Laws of sums whose terms cancel.

use super::shift::{along, reduction, shares, spread_over};
use super::view::{Sum, are_opposite, negated, product};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Id};

pub(super) const LAWS: &[Law] = &[
    // ln(1 + eʸ) − y = ln((1 + eʸ) e⁻ʸ) = ln(1 + e⁻ʸ).
    Law {
        name: "softplus minus its argument",
        before: "softplus(y) − y; x + softplus(−x)",
        after: "softplus(−y); softplus(x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: softplus_minus_argument,
        example: |graph| {
            let x = parameter(graph);
            let opposite = graph.scale(-1.0, x);
            let softplus = graph.map("softplus", Attribute::None, &[opposite]);
            graph.combine(vec![(1.0, x), (1.0, softplus)])
        },
    },
    // By definition.
    Law {
        name: "hyperbolic functions",
        before: "eˣ + e⁻ˣ; eˣ − e⁻ˣ",
        after: "2 cosh x; 2 sinh x",
        condition: "",
        pattern: Pattern::Sum,
        apply: hyperbolic,
        example: |graph| {
            let x = parameter(graph);
            let opposite = graph.scale(-1.0, x);
            let [e, f] = [x, opposite].map(|x| graph.map("exp", Attribute::None, &[x]));
            graph.combine(vec![(3.0, e), (-3.0, f)])
        },
    },
    // By definition.
    Law {
        name: "array minus its logsumexp",
        before: "x − logsumexp(x)",
        after: "log_softmax(x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: minus_total,
        example: |graph| {
            let x = parameter(graph);
            let total = along(graph, "logsumexp", Attribute::Axis(1), x);
            let total = spread_over(graph, total, x, Attribute::Axis(1));
            graph.combine(vec![(2.0, x), (-2.0, total)])
        },
    },
    // By associativity.
    Law {
        name: "terms that cancel",
        before: "a + (b − a)",
        after: "b",
        condition: "a term meets its opposite",
        pattern: Pattern::Sum,
        apply: cancelling,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let inner = graph.combine(vec![(1.0, y), (-1.0, x)]);
            graph.combine(vec![(1.0, x), (1.0, inner)])
        },
    },
];

fn softplus_minus_argument(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, id);
    let (y, scale, rest) = sum.terms.iter().enumerate().find_map(|(position, term)| {
        let y = pass.graph.argument(term.1, "softplus")?;
        let rest = minus(
            sum.without(position),
            &Sum::of(pass.graph, y).scaled(-term.0),
        )?;
        Some((y, term.0, rest))
    })?;
    let opposite = negated(pass.graph, y);
    let softplus = pass.map("softplus", &[opposite]);
    let shape = pass.graph.shape(id).to_vec();
    Some(rest.plus(scale, softplus).node(pass.graph, &shape))
}

fn hyperbolic(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, id);
    let [(a, e), (b, f)] = *sum.terms.as_slice() else {
        return None;
    };
    let x = pass.graph.argument(e, "exp")?;
    let y = pass.graph.argument(f, "exp")?;
    #[allow(clippy::float_cmp)] // the same number
    let balanced = a.abs() == b.abs() && sum.constant == 0.0;
    if !balanced || !are_opposite(pass.graph, x, y) {
        return None;
    }
    let name = if a.signum() == b.signum() {
        "cosh"
    } else {
        "sinh"
    };
    let half = pass.map(name, &[x]);
    Some(pass.graph.scale(2.0 * a, half))
}

fn minus_total(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, id);
    let shape = pass.graph.shape(id).to_vec();
    let found = sum.terms.iter().enumerate().find_map(|(position, term)| {
        let spread = product(pass.graph, term.1)?;
        let total = spread.factors.first()?.node;
        let (x, axis) = reduction(pass.graph, total, "logsumexp")?;
        // Over the axis that it was taken along, and no other.
        let along = spread_over(pass.graph, total, x, axis);
        let fits = pass.graph.shape(x) == shape && product(pass.graph, along) == Some(spread);
        let parts = Sum::of(pass.graph, x).scaled(-term.0);
        let rest = minus(sum.without(position), &parts).filter(|_| fits)?;
        Some((x, axis, -term.0, rest))
    });
    let (x, axis, scale, rest) = found?;
    let logarithm = shares(pass.graph, "log_softmax", axis, x);
    let logarithm = pass.settle(logarithm);
    Some(rest.plus(scale, logarithm).node(pass.graph, &shape))
}

/// `sum` without `part`, if all terms of `part` are in it.
fn minus(mut sum: Sum, part: &Sum) -> Option<Sum> {
    if part.terms.is_empty() {
        return None;
    }
    for term in &part.terms {
        let position = sum.terms.iter().position(|known| known == term)?;
        sum.terms.remove(position);
    }
    #[allow(clippy::float_cmp)] // the same number
    if part.constant != 0.0 && sum.constant != part.constant {
        return None;
    }
    sum.constant -= part.constant;
    Some(sum)
}

fn cancelling(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, id);
    let shape = pass.graph.shape(id).to_vec();
    sum.cancelled.then(|| sum.node(pass.graph, &shape))
}
