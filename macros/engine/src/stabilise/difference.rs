//! Laws of differences from 1 that cancel.

use super::view::{Sum, negated, scaled};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Graph, Id};

pub(super) const LAWS: &[Law] = &[
    // 1 − 1/(1 + e⁻ˣ) = e⁻ˣ/(1 + e⁻ˣ) = 1/(1 + eˣ).
    Law {
        name: "one minus a sigmoid",
        before: "1 − σ(x)",
        after: "σ(−x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: one_minus_sigmoid,
        example: |graph| one_and(graph, -1.0, "sigmoid"),
    },
    // tanh′ = 1 − tanh².
    Law {
        name: "one minus tanh squared",
        before: "1 − tanh² x",
        after: "tanh′(x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: one_minus_tanh_squared,
        example: |graph| {
            let x = parameter(graph);
            let tanh = graph.map("tanh", Attribute::None, &[x]);
            let square = graph.hadamard(&[tanh, tanh]);
            let shape = graph.shape(x).to_vec();
            let sum = Sum::default().plus(2.0, square).with(-2.0);
            sum.node(graph, &shape)
        },
    },
    // tanh x = 2 σ(2x) − 1, and tanh is odd.
    Law {
        name: "one and a tanh",
        before: "1 ± tanh x",
        after: "2 σ(±2x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: one_and_tanh,
        example: |graph| one_and(graph, -1.0, "tanh"),
    },
    // By definition; exp_m1 sees what eˣ rounds away.
    Law {
        name: "one less than an exponential",
        before: "eˣ − 1",
        after: "exp_m1(x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: one_less_than_exponential,
        example: |graph| one_and(graph, -1.0, "exp"),
    },
];

fn one_and(graph: &mut Graph, scale: f64, function: &str) -> Id {
    let x = parameter(graph);
    let shape = graph.shape(x).to_vec();
    let value = graph.map(function, Attribute::None, &[x]);
    let sum = Sum::default().plus(scale, value).with(1.0);
    sum.node(graph, &shape)
}

/// A term whose coefficient the constant is `ratio` times, and that `seen` finds something in:
/// what that is, the coefficient, and the sum without constant and term.
pub(super) fn beside_constant(
    graph: &Graph,
    id: Id,
    ratio: f64,
    seen: impl Fn(&Graph, Id) -> Option<Id>,
) -> Option<(Id, f64, Sum)> {
    let sum = Sum::of(graph, id);
    let found = sum.terms.iter().enumerate().find_map(|(position, term)| {
        #[allow(clippy::float_cmp)] // the same number
        let fits = sum.constant == ratio * term.0;
        Some((position, seen(graph, term.1).filter(|_| fits)?, term.0))
    });
    let (position, found, scale) = found?;
    let mut rest = sum.without(position);
    rest.constant = 0.0;
    Some((found, scale, rest))
}

pub(super) fn with_term(pass: &mut Pass, id: Id, rest: Sum, scale: f64, node: Id) -> Id {
    let shape = pass.graph.shape(id).to_vec();
    rest.plus(scale, node).node(pass.graph, &shape)
}

fn one_minus_sigmoid(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, scale, rest) = beside_constant(pass.graph, id, -1.0, |graph, node| {
        graph.argument(node, "sigmoid")
    })?;
    let opposite = negated(pass.graph, x);
    let sigmoid = pass.map("sigmoid", &[opposite]);
    Some(with_term(pass, id, rest, -scale, sigmoid))
}

fn one_minus_tanh_squared(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, scale, rest) = beside_constant(pass.graph, id, -1.0, |graph, node| {
        graph.argument(graph.as_square(node)?, "tanh")
    })?;
    let slope = pass.map("tanh_dx", &[x]);
    Some(with_term(pass, id, rest, -scale, slope))
}

fn one_and_tanh(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, scale, rest, sign) = [1.0, -1.0].into_iter().find_map(|ratio| {
        let found = beside_constant(pass.graph, id, ratio, |graph, node| {
            graph.argument(node, "tanh")
        });
        found.map(|(x, scale, rest)| (x, scale, rest, ratio))
    })?;
    let twice = scaled(pass.graph, 2.0 * sign, x);
    let sigmoid = pass.map("sigmoid", &[twice]);
    Some(with_term(pass, id, rest, 2.0 * sign * scale, sigmoid))
}

fn one_less_than_exponential(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, scale, rest) = beside_constant(pass.graph, id, -1.0, |graph, node| {
        graph.argument(node, "exp")
    })?;
    let value = pass.map("exp_m1", &[x]);
    Some(with_term(pass, id, rest, scale, value))
}
