//! The standard order of a contraction, which makes equal ones one node.

use std::cmp::Ordering;

use super::{Contract, Factor, Graph, Label, identity, renumber};
use crate::structure::Structure;

/// Whether a symmetric matrix has its indices in the other order.
pub(crate) fn is_turned(graph: &Graph, contract: &Contract) -> bool {
    let turned = |factor: &Factor| {
        graph.structure(factor.node).is(Structure::SYMMETRIC) && !factor.labels.is_sorted()
    };
    contract.factors.iter().any(turned)
}

/// The standard order, with the indices of each symmetric matrix in theirs.
pub(crate) fn oriented(graph: &Graph, mut contract: Contract) -> Contract {
    contract = standard(contract);
    // Turning a matrix may rename what is summed, which may turn another: a few turns settle it.
    for _ in 0..=contract.factors.len() {
        if is_standard(&contract) && !is_turned(graph, &contract) {
            break;
        }
        for factor in &mut contract.factors {
            if graph.structure(factor.node).is(Structure::SYMMETRIC) {
                factor.labels.sort_unstable();
            }
        }
        contract = standard(contract);
    }
    contract
}

/// Factors by age, summed labels by first appearance.
pub(crate) fn standard(mut contract: Contract) -> Contract {
    if is_standard(&contract) {
        return contract;
    }
    let rank = contract.rank;
    contract.factors.sort_by(|a, b| blurred_order(rank, a, b));
    let out = identity(rank);
    for _ in 0..2 {
        renumber(&mut contract.dims, &out, &mut contract.factors);
        contract.factors.sort();
    }
    renumber(&mut contract.dims, &out, &mut contract.factors);
    contract
}

/// Whether [`standard`] would leave a contraction as it is.
pub(crate) fn is_standard(contract: &Contract) -> bool {
    let mut next = contract.rank;
    let mut previous: Option<&Factor> = None;
    for factor in &contract.factors {
        for label in &factor.labels {
            match usize::from(*label).cmp(&next) {
                Ordering::Less => {}
                Ordering::Equal => next += 1,
                Ordering::Greater => return false,
            }
        }
        if let Some(previous) = previous
            && (previous > factor || blurred_order(contract.rank, previous, factor).is_gt())
        {
            return false;
        }
        previous = Some(factor);
    }
    true
}

/// The order of factors by age, then by labels, all those that are summed being equal.
fn blurred_order(rank: usize, a: &Factor, b: &Factor) -> Ordering {
    let blurred = |label: Label| {
        if usize::from(label) < rank {
            label
        } else {
            Label::MAX
        }
    };
    if a.node != b.node {
        return a.node.cmp(&b.node);
    }
    for (a, b) in a.labels.iter().zip(&b.labels) {
        let (a, b) = (blurred(*a), blurred(*b));
        if a != b {
            return a.cmp(&b);
        }
    }
    a.labels.len().cmp(&b.labels.len())
}
