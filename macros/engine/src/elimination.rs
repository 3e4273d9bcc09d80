//! An estimate of what it costs to sum a contraction's labels, one after the other.
//!
//! Eliminating a label multiplies the factors that carry it, over the union of their labels, and leaves
//! one factor without it. Every symbol counts as one nominal size, so that mainly degrees are compared:
//! `simplify` and `arrange` by it decide whether a rewrite pays, `plan` in which order to sum.

use crate::dim::{Dim, Dims};
use crate::graph::Label;

/// The size that every symbol counts as.
const NOMINAL: i64 = 64;
/// Labels up to which all orders are tried.
const EXACT: usize = 5;

/// The nominal number of elements of a shape.
pub fn size(table: &Dims, dims: impl IntoIterator<Item = Dim>) -> f64 {
    let mut size = 1.0;
    for dim in dims {
        size *= length(table, dim);
    }
    size
}

/// The nominal length of each label.
pub fn lengths(table: &Dims, dims: &[Dim]) -> Vec<f64> {
    dims.iter().map(|dim| length(table, *dim)).collect()
}

fn length(table: &Dims, dim: Dim) -> f64 {
    // Sizes are far below 2⁵³.
    #[allow(clippy::cast_precision_loss)]
    let length = table.polynomial(dim).evaluate(&mut |_| NOMINAL) as f64;
    length.max(1.0)
}

/// The operations that eliminate `label` from factors with these sets of labels, and the sets after it.
pub fn eliminate(lengths: &[f64], sets: &[Vec<Label>], label: Label) -> (f64, Vec<Vec<Label>>) {
    let mut rest = Vec::with_capacity(sets.len());
    let (mut union, mut factors) = (Vec::new(), 0.0_f64);
    for set in sets {
        if set.contains(&label) {
            union.extend_from_slice(set);
            factors += 1.0;
        } else {
            rest.push(set.clone());
        }
    }
    union.sort_unstable();
    union.dedup();
    let mut volume = 1.0;
    for one in &union {
        volume *= lengths[usize::from(*one)];
    }
    union.retain(|one| *one != label);
    rest.push(union);
    // The factors of a group beyond two are multiplied in beside the sum.
    (volume * factors.max(2.0), rest)
}

/// The label of `left` to sum first: of the cheapest order of all, or the cheapest by itself.
pub fn cheapest(table: &Dims, dims: &[Dim], sets: &[Vec<Label>], left: &[Label]) -> Label {
    if let [only] = left {
        return *only;
    }
    let lengths = lengths(table, dims);
    let costs = left.iter().map(|label| {
        let (own, after) = eliminate(&lengths, sets, *label);
        let rest: Vec<Label> = left.iter().copied().filter(|l| l != label).collect();
        let rest = if left.len() <= EXACT {
            remaining(&lengths, &after, &rest)
        } else {
            0.0
        };
        (own + rest, *label)
    });
    costs
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(0, |found| found.1)
}

/// The cost of the cheapest order; beyond [`EXACT`] labels none counts as cheap.
pub fn least(table: &Dims, dims: &[Dim], sets: &[Vec<Label>], left: &[Label]) -> f64 {
    if left.len() <= EXACT {
        remaining(&lengths(table, dims), sets, left)
    } else {
        f64::INFINITY
    }
}

fn remaining(lengths: &[f64], sets: &[Vec<Label>], left: &[Label]) -> f64 {
    let costs = left.iter().map(|label| {
        let (own, after) = eliminate(lengths, sets, *label);
        if left.len() == 1 {
            return own;
        }
        let rest: Vec<Label> = left.iter().copied().filter(|l| l != label).collect();
        own + remaining(lengths, &after, &rest)
    });
    costs.min_by(f64::total_cmp).unwrap_or(0.0)
}
