//! The value from its gradient: `tr(A X B) = G : X` with `G = Aᵀ Bᵀ`, which is computed anyway.

use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Contract, Factor, Id, Kind, are_distinct, identity, relabel, standard};

pub(super) const LAWS: &[Law] = &[
    // A contraction is linear in each of its factors.
    Law {
        name: "value from its gradient",
        before: "tr(A X B)",
        after: "G : X, G = Aᵀ Bᵀ",
        condition: "G is a result, too, and sums",
        pattern: Pattern::Contract,
        apply: from_gradient,
        example: |graph| {
            let (a, x, b) = (parameter(graph), parameter(graph), parameter(graph));
            let value = graph.einsum("ij,jk,ki->", &[a, x, b]);
            graph.einsum("ij,ki->jk", &[a, b]);
            value
        },
    },
];

/// A number that is a product linear in one factor, where the product of the others is a result, as the
/// Frobenius product of the two.
fn from_gradient(pass: &mut Pass, value: Id) -> Option<Id> {
    let Kind::Contract(contract) = pass.graph.kind(value) else {
        return None;
    };
    if contract.rank != 0 {
        return None;
    }
    let (factor, gradient) = contract.factors.iter().find_map(|factor| {
        let is_other = |other: &&Factor| other.node != factor.node;
        let others: Vec<Factor> = contract.factors.iter().filter(is_other).cloned().collect();
        if others.len() + 1 < contract.factors.len() || !are_distinct(&factor.labels) {
            return None;
        }
        let rank = factor.labels.len();
        // Without a sum inside, the value's own loop computes the product as cheaply.
        if contract.dims.len() == rank {
            return None;
        }
        let (dims, factors) = relabel(&contract.dims, &factor.labels, others);
        let shape = dims[..rank].to_vec();
        let gradient = standard(Contract {
            dims,
            rank,
            factors,
        });
        let gradient = pass.graph.find(&Kind::Contract(gradient), &shape)?;
        pass.roots
            .contains(&gradient)
            .then_some((factor.node, gradient))
    })?;
    let dims = pass.graph.shape(gradient).to_vec();
    let labels = identity(dims.len());
    let factors = [factor, gradient].map(|node| Factor {
        node,
        labels: labels.clone(),
    });
    Some(pass.graph.contract(Contract {
        dims,
        rank: 0,
        factors: factors.to_vec(),
    }))
}
