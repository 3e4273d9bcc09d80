//! Sums inside sums as one contraction, where that takes fewer operations: `(A B) v` multiplies
//! no matrices even if `A B` is written once and used twice.

use super::cost;
use crate::graph::{Contract, Factor, Graph, Id, Kind, Label};

/// Factors of a merged contraction.
const MOST: usize = 8;

/// The graph below `roots` with contractions merged. Gives the new roots.
pub(super) fn merge(graph: &mut Graph, roots: &[Id]) -> Vec<Id> {
    let order = graph.schedule(roots);
    let uses = graph.uses(roots);
    let mut new: Vec<Id> = (0..u32::try_from(graph.len()).unwrap_or(0))
        .map(Id)
        .collect();
    for old in order {
        let merged = match graph.kind(old) {
            Kind::Contract(before) => {
                let (mut contract, mut shares) = (before.clone(), Vec::new());
                for factor in &mut contract.factors {
                    shares.push(uses[factor.node.0 as usize]);
                    factor.node = new[factor.node.0 as usize];
                }
                cheaper(graph, contract, shares)
            }
            _ => None,
        };
        new[old.0 as usize] = match merged {
            Some(contract) => graph.contract(contract),
            None => graph.rebuild(old, &new),
        };
    }
    roots.iter().map(|root| new[root.0 as usize]).collect()
}

/// The contraction with the inner sums that it is cheaper to take in.
fn cheaper(graph: &Graph, mut contract: Contract, mut shares: Vec<u32>) -> Option<Contract> {
    let mut changed = false;
    let mut position = 0;
    while position < contract.factors.len() {
        let joined = inner(graph, contract.factors[position].node).and_then(|inner| {
            if contract.factors.len() + inner.factors.len() > MOST + 1 {
                return None;
            }
            let joined = contract.taking_in(position, inner);
            let apart =
                least(graph, &contract) + least(graph, inner) / f64::from(shares[position].max(1));
            (least(graph, &joined) < apart).then_some((joined, inner.factors.len()))
        });
        if let Some((joined, count)) = joined {
            contract = joined;
            // What it was made of is not tried again: it was merged when it was made.
            shares.splice(position..=position, std::iter::repeat_n(1, count));
            position += count;
            changed = true;
        } else {
            position += 1;
        }
    }
    changed.then_some(contract)
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
    cost::least(&graph.dims, &contract.dims, &sets, &left)
}
