//! What laws of exponentials match on: sums of them, and where they are in a product.

use super::Pass;
use super::shift::{along, spread_over};
use super::view::{Sum, expanded, is_softmax, product, reduced, whole};
use crate::graph::{Attribute, Contract, Factor, Graph, Id};

/// Whether a product has a factor eˣ, or one that a softmax makes.
pub(super) fn has_exponential(graph: &Graph, factors: &[Factor]) -> bool {
    let shares = |node| is_softmax(graph, graph.argument(node, "recip").unwrap_or(node));
    factors
        .iter()
        .any(|f| graph.argument(f.node, "exp").is_some() || shares(f.node))
}

/// A factor eˣ some of whose labels are summed: its position, `x`, and the axis that is summed,
/// or none if all are.
pub(super) fn summed_exponential(
    graph: &Graph,
    contract: &Contract,
) -> Option<(usize, Id, Attribute)> {
    contract.factors.iter().enumerate().find_map(|(at, f)| {
        let x = graph.argument(f.node, "exp")?;
        Some((at, x, reduced(&f.labels, contract.rank)?))
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
    let lone = contract.factors.len() == 1 && labels.all(|l| contract.carries(l));
    lone.then_some((contract, x, axis))
}

/// Whether a node is a sum of the elements of one array of exponentials.
pub(super) fn is_total(graph: &Graph, id: Id) -> bool {
    total(graph, id).is_some()
}

/// Σ w eˣ, not shifted yet.
pub(super) struct Weighted {
    contract: Contract,
    /// Where the exponential is.
    position: usize,
    x: Id,
    /// Which axis of it is summed, or none if all are.
    axis: Attribute,
}

impl Weighted {
    pub fn of(graph: &Graph, id: Id) -> Option<Self> {
        let contract = expanded(graph, id, has_exponential)?;
        let (position, x, axis) = summed_exponential(graph, &contract)?;
        (!is_shifted(graph, x)).then_some(Self {
            contract,
            position,
            x,
            axis,
        })
    }

    /// Whether there is more than the exponentials.
    pub fn has_weights(&self) -> bool {
        self.contract.factors.len() > 1
    }

    /// `m`, of the shape of the sum, and Σ w e^(x − m): the exponentials of the largest are numbers.
    pub fn shifted(mut self, pass: &mut Pass) -> (Id, Id) {
        let largest = along(pass.graph, "max", self.axis, self.x);
        let excess = pass.map("excess", &[largest]);
        let shift = pass.map("stop_gradient", &[excess]);
        let spread = spread_over(pass.graph, shift, self.x, self.axis);
        let shape = pass.graph.shape(self.x).to_vec();
        let shifted = Sum::of(pass.graph, self.x).plus(-1.0, spread);
        let shifted = shifted.node(pass.graph, &shape);
        let shift = over_result(pass.graph, &self.contract, self.position, shift);
        self.contract.factors[self.position].node = pass.map("exp", &[shifted]);
        (shift, pass.graph.contract(self.contract))
    }
}

/// Whether a largest element is subtracted already.
fn is_shifted(graph: &Graph, x: Id) -> bool {
    Sum::of(graph, x).terms.iter().any(|(scale, node)| {
        let base = match product(graph, *node) {
            Some(contract) => contract.factors.first().map_or(*node, |f| f.node),
            None => *node,
        };
        let name = graph.operation(base);
        *scale < 0.0 && matches!(name, "stop_gradient" | "max" | "max_axis")
    })
}
