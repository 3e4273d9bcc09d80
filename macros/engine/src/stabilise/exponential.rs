//! What laws of exponentials match on: sums of them, and where they are in a product.

use super::Scope;
use super::shift::along;
use super::view::{Sum, are_distinct, argument, carries, expanded, is_softmax, product, whole};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind};
use crate::rules;

/// Whether a product has a factor eˣ, or one that a softmax makes.
pub(super) fn has_exponential(graph: &Graph, factors: &[Factor]) -> bool {
    let shares = |node| is_softmax(graph, argument(graph, node, "recip").unwrap_or(node));
    factors
        .iter()
        .any(|f| argument(graph, f.node, "exp").is_some() || shares(f.node))
}

/// A factor eˣ some of whose labels are summed: its position, `x`, and the axis that is summed,
/// or none if all are.
pub(super) fn summed_exponential(
    graph: &Graph,
    contract: &Contract,
) -> Option<(usize, Id, Attribute)> {
    contract.factors.iter().enumerate().find_map(|(at, f)| {
        let x = argument(graph, f.node, "exp")?;
        let distinct = are_distinct(&f.labels);
        let summed = |axis: &usize| usize::from(f.labels[*axis]) >= contract.rank;
        let axes: Vec<usize> = (0..f.labels.len()).filter(summed).collect();
        match (distinct, axes.as_slice(), f.labels.len()) {
            (false, ..) | (_, [], _) => None,
            (_, axes, rank @ 1..=2) if axes.len() == rank => Some((at, x, Attribute::None)),
            (_, [axis], 2) => Some((at, x, Attribute::Axis(*axis))),
            _ => None,
        }
    })
}

/// `node`, a reduction of the factor at `position`, spread over the result of `contract`.
pub(super) fn over_result(graph: &mut Graph, contract: &Contract, position: usize, node: Id) -> Id {
    let labels = contract.factors[position].labels.iter().copied();
    let labels = labels.filter(|l| usize::from(*l) < contract.rank).collect();
    let spread = Contract {
        dims: contract.dims[..contract.rank].to_vec(),
        rank: contract.rank,
        factors: vec![Factor { node, labels }],
    };
    whole(graph, spread)
}

/// Σ eˣ: the contraction, `x`, and the axis that is summed, or none if all are.
pub(super) fn total(graph: &Graph, id: Id) -> Option<(Contract, Id, Attribute)> {
    let contract = expanded(graph, id, has_exponential)?;
    let (_, x, axis) = summed_exponential(graph, &contract)?;
    let mut labels = contract.rank..contract.dims.len();
    let lone = contract.factors.len() == 1 && labels.all(|l| carries(&contract.factors, l));
    lone.then_some((contract, x, axis))
}

/// Whether a node is a sum of the elements of one array of exponentials.
pub(super) fn is_total(graph: &Graph, id: Id) -> bool {
    total(graph, id).is_some()
}

/// What is to be subtracted from `x` along an axis, or from all of it, so that its exponentials are numbers.
pub(super) fn shift(scope: &mut Scope, axis: Attribute, x: Id) -> Id {
    let largest = along(scope.graph, "max", axis, x);
    let excess = scope.map("excess", &[largest]);
    scope.map("stop_gradient", &[excess])
}

/// Whether a largest element is subtracted already.
pub(super) fn is_shifted(graph: &Graph, x: Id) -> bool {
    Sum::of(graph, x).terms.iter().any(|(scale, node)| {
        let base = match product(graph, *node) {
            Some(contract) => contract.factors.first().map_or(*node, |f| f.node),
            None => *node,
        };
        let name = match graph.kind(base) {
            Kind::Map { rule, .. } | Kind::Apply { rule, .. } => rules::rule(*rule).name,
            _ => "",
        };
        *scale < 0.0 && matches!(name, "stop_gradient" | "max" | "max_axis")
    })
}
