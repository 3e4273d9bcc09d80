//! The distributive law, from right to left: a common factor is taken out where the cost falls.

use super::contract::{as_contract, parameter, product};
use super::cost;
use super::{Law, Scope};
use crate::differential::{identity, relabel};
use crate::dim::Dim;
use crate::graph::{Contract, Factor, Graph, Id, Kind, Label};

pub(super) const LAWS: &[Law] = &[Law {
    name: "distributivity",
    before: "A B + A C",
    after: "A (B + C)",
    condition: "the cost falls",
    apply: common_factor,
    example: |graph| {
        let (x, y, z) = (parameter(graph), parameter(graph), parameter(graph));
        let left = graph.einsum("ij,jk->ik", &[x, y]);
        let right = graph.einsum("ij,jk->ik", &[x, z]);
        graph.combine(vec![(1.0, left), (1.0, right)])
    },
}];

/// Sums longer than this are left as they are: pairs of terms are tried.
const MOST_TERMS: usize = 12;

fn common_factor(scope: &mut Scope, id: Id) -> Option<Id> {
    let Kind::Combine(terms) = scope.graph.kind(id) else {
        return None;
    };
    if terms.len() < 2 || terms.len() > MOST_TERMS {
        return None;
    }
    let terms = terms.clone();
    for (later, (c2, right)) in terms.iter().enumerate() {
        for (earlier, (c1, left)) in terms[..later].iter().enumerate() {
            if scope.is_shared(*left) || scope.is_shared(*right) {
                continue;
            }
            let pair = [(c1.get(), *left), (c2.get(), *right)];
            let Some(joined) = join(scope.graph, pair) else {
                continue;
            };
            let mut rest: Vec<(f64, Id)> = terms.iter().map(|(c, node)| (c.get(), *node)).collect();
            rest.remove(later);
            rest[earlier] = joined;
            return Some(match rest.as_slice() {
                [(scale, only)] => scope.graph.scale(*scale, *only),
                _ => scope.graph.combine(rest),
            });
        }
    }
    None
}

/// `c1 X Y + c2 X Z` as `c · X (±Y ± Z)`, if the two share a factor and that is cheaper.
fn join(graph: &mut Graph, [left, right]: [(f64, Id); 2]) -> Option<(f64, Id)> {
    let first = as_contract(graph, left.1)?.clone();
    let second = as_contract(graph, right.1)?.clone();
    for i in 0..first.factors.len() {
        for j in 0..second.factors.len() {
            if first.factors[i].node != second.factors[j].node {
                continue;
            }
            let Some(aligned) = align(&first, i, &second, j) else {
                continue;
            };
            let scales = (left.0, right.0);
            if let Some(joined) = distribute(graph, scales, (&first, i), (&second, &aligned, j)) {
                return Some(joined);
            }
        }
    }
    None
}

/// The labels of `second` renamed so that its factor `j` carries the labels of `first`'s factor
/// `i`; its other summed labels come behind those of `first`. `None` if results would not agree.
fn align(first: &Contract, i: usize, second: &Contract, j: usize) -> Option<Aligned> {
    let unset = Label::MAX;
    let mut new = identity(second.rank);
    new.resize(second.dims.len(), unset);
    for (theirs, ours) in second.factors[j]
        .labels
        .iter()
        .zip(&first.factors[i].labels)
    {
        let slot = &mut new[usize::from(*theirs)];
        let summed = usize::from(*ours) >= first.rank;
        if (*slot == unset && !summed) || (*slot != unset && *slot != *ours) {
            return None;
        }
        *slot = *ours;
    }
    let mut targets: Vec<Label> = new
        .iter()
        .copied()
        .filter(|label| *label != unset)
        .collect();
    targets.sort_unstable();
    targets.dedup();
    if targets.len() != new.iter().filter(|label| **label != unset).count() {
        return None;
    }
    let mut dims = first.dims.clone();
    for (label, slot) in new.iter_mut().enumerate() {
        if *slot == unset {
            *slot = Label::try_from(dims.len()).ok()?;
            dims.push(second.dims[label]);
        }
    }
    let rename = |factor: &Factor| Factor {
        node: factor.node,
        labels: factor
            .labels
            .iter()
            .map(|label| new[usize::from(*label)])
            .collect(),
    };
    Some(Aligned {
        dims,
        factors: second.factors.iter().map(rename).collect(),
    })
}

struct Aligned {
    dims: Vec<Dim>,
    factors: Vec<Factor>,
}

fn distribute(
    graph: &mut Graph,
    (c1, c2): (f64, f64),
    (first, i): (&Contract, usize),
    (second, aligned, j): (&Contract, &Aligned, usize),
) -> Option<(f64, Id)> {
    let common = &first.factors[i];
    let outside = |label: &Label| usize::from(*label) < first.rank || common.labels.contains(label);
    let without = |factors: &[Factor], position: usize| -> Vec<Factor> {
        let rest = factors.iter().enumerate().filter(|(k, _)| *k != position);
        rest.map(|(_, factor)| factor.clone()).collect()
    };
    let (rest1, rest2) = (without(&first.factors, i), without(&aligned.factors, j));
    let interface = |rest: &[Factor]| -> Vec<Label> {
        let mut labels: Vec<Label> = rest
            .iter()
            .flat_map(|f| f.labels.clone())
            .filter(outside)
            .collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    };
    let labels = interface(&rest1);
    if labels != interface(&rest2) || (rest1.is_empty() && rest2.is_empty()) {
        return None;
    }
    // Labels that only the remainder of a term sums over stay inside it.
    let (dims1, rest1) = relabel_used(&first.dims, &labels, rest1);
    let (dims2, rest2) = relabel_used(&aligned.dims, &labels, rest2);
    let rank = labels.len();
    let inner1 = Contract {
        dims: dims1,
        rank,
        factors: rest1,
    };
    let inner2 = Contract {
        dims: dims2,
        rank,
        factors: rest2,
    };
    let before = cost::contraction(graph, first)
        + cost::contraction(graph, second)
        + cost::size(graph, first.dims[..first.rank].iter().copied());
    let sum_size = cost::size(graph, inner1.dims[..rank].iter().copied());
    let probe = Factor {
        node: common.node,
        labels: labels.clone(),
    };
    let (dims, factors) = relabel_used(
        &first.dims,
        &identity(first.rank),
        vec![common.clone(), probe],
    );
    let outer = Contract {
        dims,
        rank: first.rank,
        factors,
    };
    let after = cost::contraction(graph, &inner1)
        + cost::contraction(graph, &inner2)
        + sum_size
        + cost::contraction(graph, &outer);
    if after >= before {
        return None;
    }
    #[allow(clippy::float_cmp)] // equal magnitudes move out exactly
    let scale = if c1.abs() == c2.abs() { c1.abs() } else { 1.0 };
    let (inner1, inner2) = (whole(graph, inner1), whole(graph, inner2));
    let sum = graph.combine(vec![(c1 / scale, inner1), (c2 / scale, inner2)]);
    let mut outer = outer;
    outer.factors[1].node = sum;
    Some((scale, product(graph, 1.0, outer)))
}

/// [`relabel`], dropping dimensions that neither `out` nor a factor mentions.
fn relabel_used(dims: &[Dim], out: &[Label], factors: Vec<Factor>) -> (Vec<Dim>, Vec<Factor>) {
    let mut used: Vec<Label> = out.to_vec();
    used.extend(
        factors
            .iter()
            .flat_map(|factor| factor.labels.iter().copied()),
    );
    used.sort_unstable();
    used.dedup();
    let count = used.len();
    let (mut dims, factors) = relabel(dims, out, factors);
    dims.truncate(count);
    (dims, factors)
}

/// A contraction as a node; a lone factor stays itself.
fn whole(graph: &mut Graph, contract: Contract) -> Id {
    match contract.factors.as_slice() {
        [] if contract.dims.is_empty() => graph.number(1.0),
        [only]
            if contract.dims.len() == contract.rank && only.labels == identity(contract.rank) =>
        {
            only.node
        }
        _ => product(graph, 1.0, contract),
    }
}
