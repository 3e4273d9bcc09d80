//! Laws of logsumexp and softmax: what all elements share is taken out.

use super::view::{Sum, product, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::dim::Dim;
use crate::graph::{Attribute, Graph, Id, Label};

/// What a shift of all that is summed does not change, or changes by itself.
const SHIFTED: &[&str] = &[
    "logsumexp",
    "logsumexp_axis",
    "softmax",
    "softmax_axis",
    "log_softmax",
    "log_softmax_axis",
];

pub(super) const LAWS: &[Law] = &[
    // Σ e^(x + m) = e^m Σ eˣ.
    Law {
        name: "logsumexp of a shifted array",
        before: "logsumexp(x + m)",
        after: "logsumexp(x) + m",
        condition: "m is the same for all elements that are summed",
        pattern: Pattern::Primitive(SHIFTED),
        apply: shifted_total,
        example: |graph| {
            let x = shifted_by_largest(graph);
            along(graph, "logsumexp", Attribute::Axis(1), x)
        },
    },
    // e^(x + m) / Σ e^(x + m) = eˣ / Σ eˣ.
    Law {
        name: "softmax of a shifted array",
        before: "softmax(x + m); log_softmax(x + m)",
        after: "softmax(x); log_softmax(x)",
        condition: "m is the same for all elements that are summed",
        pattern: Pattern::Primitive(SHIFTED),
        apply: shifted_shares,
        example: |graph| {
            let x = shifted_by_largest(graph);
            shares(graph, "softmax", Attribute::Axis(1), x)
        },
    },
];

fn shifted_by_largest(graph: &mut Graph) -> Id {
    let x = parameter(graph);
    let largest = along(graph, "max", Attribute::Axis(1), x);
    let spread = spread_over(graph, largest, x, Attribute::Axis(1));
    graph.combine(vec![(1.0, x), (-1.0, spread)])
}

/// The axes that a reduction keeps.
fn kept(attribute: Attribute, rank: usize) -> Vec<usize> {
    (0..rank)
        .filter(|axis| matches!(attribute, Attribute::Axis(along) if along != *axis))
        .collect()
}

/// A reduction of `x`, whole or along an axis, by the name of its whole form.
pub(super) fn along(graph: &mut Graph, name: &str, attribute: Attribute, x: Id) -> Id {
    let shape = graph.shape(x).to_vec();
    let kept: Vec<Dim> = kept(attribute, shape.len())
        .iter()
        .map(|axis| shape[*axis])
        .collect();
    match attribute {
        Attribute::Axis(_) => graph.apply(&format!("{name}_axis"), attribute, &[x], kept),
        _ => graph.apply(name, attribute, &[x], kept),
    }
}

/// An array of the shape of `x` that softmax or its logarithm makes, whole or along an axis.
pub(super) fn shares(graph: &mut Graph, name: &str, attribute: Attribute, x: Id) -> Id {
    let shape = graph.shape(x).to_vec();
    match attribute {
        Attribute::Axis(_) => graph.apply(&format!("{name}_axis"), attribute, &[x], shape),
        _ => graph.apply(name, attribute, &[x], shape),
    }
}

/// A reduction of `x`, whole or along an axis, spread over the shape of `x` again.
pub(super) fn spread_over(graph: &mut Graph, reduced: Id, x: Id, attribute: Attribute) -> Id {
    let shape = graph.shape(x).to_vec();
    let labels: Vec<Label> = kept(attribute, shape.len())
        .iter()
        .map(|axis| crate::graph::label(*axis))
        .collect();
    graph.spread(reduced, &shape, &labels)
}

/// What varies along the reduced axes, and what does not, reduced.
fn split(graph: &mut Graph, x: Id, attribute: Attribute) -> Option<(Id, Sum)> {
    let shape = graph.shape(x).to_vec();
    let kept = kept(attribute, shape.len());
    let reduced: Vec<usize> = (0..shape.len()).filter(|a| !kept.contains(a)).collect();
    let sum = Sum::of(graph, x);
    let (mut inner, mut outer) = (Sum::default(), Sum::default().with(sum.constant));
    for (scale, node) in sum.terms {
        match constant_along(graph, node, &reduced) {
            Some(node) => outer = outer.plus(scale, node),
            None => inner = inner.plus(scale, node),
        }
    }
    if inner.terms.is_empty() || (outer.terms.is_empty() && outer.constant == 0.0) {
        return None;
    }
    Some((inner.node(graph, &shape), outer))
}

/// The array that `node` repeats along the reduced axes.
pub(super) fn constant_along(graph: &mut Graph, node: Id, reduced: &[usize]) -> Option<Id> {
    let mut contract = product(graph, node)?;
    let varies = |label: &usize| contract.carries(*label);
    if contract.factors.is_empty() || reduced.iter().any(varies) {
        return None;
    }
    for label in reduced.iter().rev() {
        contract = contract.without_label(*label);
    }
    Some(whole(graph, contract))
}

fn shifted_total(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, axis) = reduction(pass.graph, id, "logsumexp")?;
    let (inner, outer) = split(pass.graph, x, axis)?;
    let total = along(pass.graph, "logsumexp", axis, inner);
    let total = pass.settle(total);
    let shape = pass.graph.shape(id).to_vec();
    Some(outer.adding(pass.graph, total).node(pass.graph, &shape))
}

fn shifted_shares(pass: &mut Pass, id: Id) -> Option<Id> {
    let (name, (x, axis)) = ["softmax", "log_softmax"]
        .into_iter()
        .find_map(|name| Some((name, reduction(pass.graph, id, name)?)))?;
    let (inner, _) = split(pass.graph, x, axis)?;
    Some(shares(pass.graph, name, axis, inner))
}

/// The argument and the axis of a primitive, whole or along an axis.
pub(super) fn reduction(graph: &Graph, id: Id, name: &str) -> Option<(Id, Attribute)> {
    let call = graph.as_call(id)?;
    let found = call.rule.name;
    let known = found == name || found.strip_suffix("_axis") == Some(name);
    known.then(|| (call.arguments[0], call.attribute))
}
