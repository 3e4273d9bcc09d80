//! An estimate of what a contraction costs, to decide whether a rewrite pays. The plan counts exactly.

use crate::dim::Dim;
use crate::elimination::{self, eliminate};
use crate::graph::{Contract, Factor, Graph, Label, label};

/// The nominal number of elements of a shape.
pub(super) fn size(graph: &Graph, dims: impl IntoIterator<Item = Dim>) -> f64 {
    elimination::size(&graph.dims, dims)
}

/// Operations of a contraction, by eliminating its summed labels, the cheapest first.
pub(super) fn contraction(graph: &Graph, contract: &Contract) -> f64 {
    let mut sets: Vec<Vec<Label>> = contract.factors.iter().map(labels).collect();
    let mut left: Vec<usize> = (contract.rank..contract.dims.len()).collect();
    let lengths = elimination::lengths(&graph.dims, &contract.dims);
    let mut total = 0.0;
    while !left.is_empty() {
        let costs = left.iter().enumerate().map(|(position, place)| {
            let (cost, after) = eliminate(&lengths, &sets, label(*place));
            (position, cost, after)
        });
        let Some((position, cost, after)) = costs.min_by(|a, b| a.1.total_cmp(&b.1)) else {
            break;
        };
        left.swap_remove(position);
        total += cost;
        sets = after;
    }
    let out = size(graph, contract.dims[..contract.rank].iter().copied());
    // The remaining factors are multiplied as the result is written.
    #[allow(clippy::cast_precision_loss)]
    let products = sets.len().saturating_sub(1) as f64;
    total + out * products
}

fn labels(factor: &Factor) -> Vec<Label> {
    let mut labels = factor.labels.clone();
    labels.sort_unstable();
    labels.dedup();
    labels
}
