//! An estimate of what a contraction costs, to decide whether a rewrite pays.
//!
//! Every symbol counts as one nominal size, so what is compared is mainly the degree. The plan
//! counts exactly.

use crate::dim::Dim;
use crate::graph::{Contract, Factor, Graph, Label};

const NOMINAL: i64 = 64;

/// The nominal number of elements of a shape.
pub(super) fn size(graph: &Graph, dims: impl IntoIterator<Item = Dim>) -> f64 {
    let mut size = 1.0;
    for dim in dims {
        // Sizes are far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        let length = graph.dims.polynomial(dim).evaluate(&mut |_| NOMINAL) as f64;
        size *= length.max(1.0);
    }
    size
}

/// Operations of a contraction, by eliminating its summed labels, the cheapest first.
pub(super) fn contraction(graph: &Graph, contract: &Contract) -> f64 {
    let mut operands: Vec<Vec<Label>> = contract.factors.iter().map(labels).collect();
    let mut left: Vec<usize> = (contract.rank..contract.dims.len()).collect();
    let mut total = 0.0;
    while !left.is_empty() {
        let costs = left
            .iter()
            .enumerate()
            .map(|(position, label)| (position, elimination(graph, contract, &operands, *label)));
        let cheapest = costs.min_by(|a, b| a.1.0.total_cmp(&b.1.0));
        let Some((position, (cost, mut union))) = cheapest else {
            break;
        };
        let label = left.swap_remove(position);
        total += cost;
        operands.retain(|operand| !operand.iter().any(|l| usize::from(*l) == label));
        union.retain(|l| usize::from(*l) != label);
        operands.push(union);
    }
    let out = size(graph, contract.dims[..contract.rank].iter().copied());
    // The remaining factors are multiplied as the result is written.
    #[allow(clippy::cast_precision_loss)]
    let products = operands.len().saturating_sub(1) as f64;
    total + out * products
}

fn labels(factor: &Factor) -> Vec<Label> {
    let mut labels = factor.labels.clone();
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn elimination(
    graph: &Graph,
    contract: &Contract,
    operands: &[Vec<Label>],
    label: usize,
) -> (f64, Vec<Label>) {
    let mut union: Vec<Label> = Vec::new();
    let mut count = 0.0;
    for operand in operands
        .iter()
        .filter(|o| o.iter().any(|l| usize::from(*l) == label))
    {
        count += 1.0;
        union.extend(operand);
    }
    union.sort_unstable();
    union.dedup();
    (
        count * size(graph, union.iter().map(|l| contract.dims[usize::from(*l)])),
        union,
    )
}
