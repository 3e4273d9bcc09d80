//! Sums inside sums as one contraction, where that takes fewer operations: `(A B) v` multiplies
//! no matrices even if `A B` is written once and used twice.

use super::{Law, Pass, Pattern, parameter};
use crate::elimination;
use crate::graph::{Contract, Factor, Graph, Id, Kind, Label};

pub(super) const LAWS: &[Law] = &[Law {
    name: "inner sum",
    before: "(A B) v",
    after: "A B v",
    condition: "summing all in the best order takes fewer operations, those of A B being shared by its users",
    pattern: Pattern::Contract,
    apply: sum_in_sum,
    example: |graph| {
        let (a, b) = (parameter(graph), parameter(graph));
        let product = graph.einsum("ij,jk->ik", &[a, b]);
        graph.einsum("ij,jk->i", &[product, b])
    },
}];

/// Factors of a merged contraction.
const MOST: usize = 8;

/// The contraction with an inner sum that it is cheaper to take in.
fn sum_in_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let graph = &*pass.graph;
    let Kind::Contract(contract) = graph.kind(id) else {
        return None;
    };
    let joined = (0..contract.factors.len()).find_map(|position| {
        let node = contract.factors[position].node;
        let inner = inner(graph, node)?;
        if contract.factors.len() + inner.factors.len() > MOST + 1 {
            return None;
        }
        let joined = contract.taking_in(position, inner);
        let shares = f64::from(pass.uses(node).max(1));
        let apart = least(graph, contract) + least(graph, inner) / shares;
        (least(graph, &joined) < apart).then_some(joined)
    })?;
    Some(pass.graph.contract(joined))
}

/// The sum that a factor is. Selections and triangles become views and scans where they stand.
fn inner(graph: &Graph, id: Id) -> Option<&Contract> {
    let Kind::Contract(inner) = graph.kind(id) else {
        return None;
    };
    let plain =
        |factor: &Factor| !matches!(graph.kind(factor.node), Kind::Pick { .. } | Kind::Triangle);
    let sums = inner.rank > 0 && inner.dims.len() > inner.rank;
    (sums && inner.factors.iter().all(plain)).then_some(inner)
}

/// What summing in the best order takes.
fn least(graph: &Graph, contract: &Contract) -> f64 {
    let sets: Vec<Vec<Label>> = contract
        .factors
        .iter()
        .map(|factor| factor.labels.clone())
        .collect();
    let mut left: Vec<Label> = sets.iter().flatten().copied().collect();
    left.sort_unstable();
    left.dedup();
    left.retain(|label| usize::from(*label) >= contract.rank);
    elimination::least(&graph.dims, &contract.dims, &sets, &left)
}
