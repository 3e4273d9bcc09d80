//! The value from its gradient: `tr(A X B) = G : X` with `G = Aᵀ Bᵀ`, which is computed anyway.

use crate::differential::relabel;
use crate::graph::{Contract, Factor, Graph, Id, Kind};
use crate::simplify::standard;

/// A value that is a product linear in one root, its partial being the product of the other
/// factors, as the Frobenius product of the two. Without such a root, the value as it is.
pub(super) fn from_gradient(graph: &mut Graph, value: Id, partials: &[(Id, Id)]) -> Id {
    let Kind::Contract(contract) = graph.kind(value).clone() else {
        return value;
    };
    for (parameter, partial) in partials {
        let mut occurrences = contract
            .factors
            .iter()
            .filter(|factor| factor.node == *parameter);
        let (Some(factor), None) = (occurrences.next(), occurrences.next()) else {
            continue;
        };
        let mut others = contract.factors.clone();
        others.retain(|other| other.node != *parameter);
        let (dims, factors) = relabel(&contract.dims, &factor.labels, others);
        let rank = factor.labels.len();
        // Without a sum inside, the value's own loop computes the product as cheaply.
        if contract.rank != 0 || dims.len() == rank || has_repetition(&factor.labels) {
            continue;
        }
        let cotangent = standard(Contract {
            dims: dims.clone(),
            rank,
            factors,
        });
        if graph.find(&Kind::Contract(cotangent), &dims[..rank]) != Some(*partial) {
            continue;
        }
        let labels = crate::differential::identity(rank);
        let factors = [*parameter, *partial].map(|node| Factor {
            node,
            labels: labels.clone(),
        });
        let dims = dims[..rank].to_vec();
        return graph.contract(Contract {
            dims,
            rank: 0,
            factors: factors.to_vec(),
        });
    }
    value
}

fn has_repetition(labels: &[crate::graph::Label]) -> bool {
    labels
        .iter()
        .enumerate()
        .any(|(position, label)| labels[..position].contains(label))
}
