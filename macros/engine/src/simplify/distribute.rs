//! The distributive law, from right to left: a common factor is taken out where the cost falls.

use super::contract::product;
use super::cost;
use super::{Law, Pass, Pattern, parameter};
use crate::dim::Dim;
use crate::graph::{Contract, Factor, Graph, Id, Kind, Label, identity, relabel};

pub(super) const LAWS: &[Law] = &[Law {
    name: "distributivity",
    before: "A B + A C",
    after: "A (B + C)",
    condition: "the cost falls; or does not rise, and B is 1",
    pattern: Pattern::Combine,
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

fn common_factor(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Combine(terms) = pass.graph.kind(id) else {
        return None;
    };
    if terms.len() < 2 || terms.len() > MOST_TERMS {
        return None;
    }
    let terms = terms.clone();
    for (later, (c2, right)) in terms.iter().enumerate() {
        for (earlier, (c1, left)) in terms[..later].iter().enumerate() {
            // A product that others use as well would be computed twice.
            let kept = |id| pass.graph.as_contract(id).is_some() && pass.is_shared(id);
            if kept(*left) || kept(*right) {
                continue;
            }
            let pair = [(c1.get(), *left), (c2.get(), *right)];
            let Some(joined) = join(pass.graph, pair) else {
                continue;
            };
            let mut rest: Vec<(f64, Id)> = terms.iter().map(|(c, node)| (c.get(), *node)).collect();
            rest.remove(later);
            rest[earlier] = joined;
            return Some(match rest.as_slice() {
                [(scale, only)] => pass.graph.scale(*scale, *only),
                _ => pass.graph.combine(rest),
            });
        }
    }
    None
}

/// `c1 X Y + c2 X Z` as `c · X (±Y ± Z)`, if the two share a factor and that is cheaper.
fn join(graph: &mut Graph, [left, right]: [(f64, Id); 2]) -> Option<(f64, Id)> {
    if !share_a_factor(graph, left.1, right.1) {
        return None;
    }
    let (first, second) = (graph.as_product(left.1), graph.as_product(right.1));
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

/// Most pairs of terms do not, which is seen before anything is copied.
fn share_a_factor(graph: &Graph, left: Id, right: Id) -> bool {
    let has = |id: Id, factor: Id| match graph.as_contract(id) {
        Some(contract) => contract.factors.iter().any(|f| f.node == factor),
        None => id == factor,
    };
    match graph.as_contract(left) {
        Some(contract) => contract.factors.iter().any(|f| has(right, f.node)),
        None => has(right, left),
    }
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
    let counted = second.counted();
    Some(Aligned {
        dims,
        factors: second
            .factors
            .iter()
            .map(|factor| factor.at(&new))
            .collect(),
        counted: counted.map(|label| usize::from(new[label])).collect(),
    })
}

struct Aligned {
    dims: Vec<Dim>,
    factors: Vec<Factor>,
    /// The summed labels that no factor carries.
    counted: Vec<usize>,
}

fn distribute(
    graph: &mut Graph,
    (c1, c2): (f64, f64),
    (first, i): (&Contract, usize),
    (second, aligned, j): (&Contract, &Aligned, usize),
) -> Option<(f64, Id)> {
    let (labels, [inner1, inner2]) = remainders((first, i), (aligned, j))?;
    let sum_size = cost::size(graph, inner1.dims[..labels.len()].iter().copied());
    let mut outer = around(first, i, labels);
    let before = cost::contraction(graph, first)
        + cost::contraction(graph, second)
        + cost::size(graph, first.dims[..first.rank].iter().copied());
    let after = cost::contraction(graph, &inner1)
        + cost::contraction(graph, &inner2)
        + sum_size
        + cost::contraction(graph, &outer);
    let alone = inner1.factors.is_empty() || inner2.factors.is_empty();
    let pays = if alone {
        after <= before
    } else {
        after < before
    };
    if !pays {
        return None;
    }
    #[allow(clippy::float_cmp)] // equal magnitudes move out exactly
    let scale = if c1.abs() == c2.abs() { c1.abs() } else { 1.0 };
    let (inner1, inner2) = (whole(graph, inner1), whole(graph, inner2));
    let sum = graph.combine(vec![(c1 / scale, inner1), (c2 / scale, inner2)]);
    outer.factors[1].node = sum;
    Some((scale, product(graph, 1.0, outer)))
}

/// What is left of the two terms without the common factor, and the labels that it shares with
/// the rest; `None` if these differ, or if nothing is left.
fn remainders(
    (first, i): (&Contract, usize),
    (second, j): (&Aligned, usize),
) -> Option<(Vec<Label>, [Contract; 2])> {
    let common = &first.factors[i];
    let outside = |label: &Label| usize::from(*label) < first.rank || common.labels.contains(label);
    let without = |factors: &[Factor], position: usize| -> Vec<Factor> {
        let rest = factors.iter().enumerate().filter(|(k, _)| *k != position);
        rest.map(|(_, factor)| factor.clone()).collect()
    };
    let interface = |rest: &[Factor]| -> Vec<Label> {
        let labels = rest.iter().flat_map(|f| f.labels.clone());
        let mut labels: Vec<Label> = labels.filter(outside).collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    };
    let (rest1, rest2) = (without(&first.factors, i), without(&second.factors, j));
    let labels = interface(&rest1);
    if labels != interface(&rest2) || (rest1.is_empty() && rest2.is_empty()) {
        return None;
    }
    // Labels that only the remainder of a term sums over stay inside it, and those that nothing carries.
    let inner = |dims: &[Dim], rest: Vec<Factor>, counted: &[usize]| {
        let (dims, factors) = relabel_used(dims, (&labels, counted), rest);
        let rank = labels.len();
        Contract {
            dims,
            rank,
            factors,
        }
    };
    let both = [
        inner(&first.dims, rest1, &first.counted().collect::<Vec<_>>()),
        inner(&second.dims, rest2, &second.counted),
    ];
    Some((labels, both))
}

/// The common factor times a sum yet to be made, in whose place it stands twice.
fn around(first: &Contract, i: usize, labels: Vec<Label>) -> Contract {
    let common = first.factors[i].clone();
    let sum = Factor {
        node: common.node,
        labels,
    };
    let out = identity(first.rank);
    let (dims, factors) = relabel_used(&first.dims, (&out, &[]), vec![common, sum]);
    Contract {
        dims,
        rank: first.rank,
        factors,
    }
}

/// [`relabel`], dropping dimensions that neither `out` nor a factor mentions, and that are not `counted`.
fn relabel_used(
    dims: &[Dim],
    (out, counted): (&[Label], &[usize]),
    factors: Vec<Factor>,
) -> (Vec<Dim>, Vec<Factor>) {
    let mut used: Vec<Label> = out.to_vec();
    used.extend(factors.iter().flat_map(|factor| &factor.labels));
    used.sort_unstable();
    used.dedup();
    let count = used.len();
    let (mut kept, factors) = relabel(dims, out, factors);
    kept.truncate(count);
    kept.extend(counted.iter().map(|label| dims[*label]));
    (kept, factors)
}

/// A contraction as a node; a lone factor stays itself.
fn whole(graph: &mut Graph, contract: Contract) -> Id {
    let lone = graph.lone_factor(&contract);
    lone.unwrap_or_else(|| match contract.dims.as_slice() {
        [] if contract.factors.is_empty() => graph.number(1.0),
        _ => product(graph, 1.0, contract),
    })
}
