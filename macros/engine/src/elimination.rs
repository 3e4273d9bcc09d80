//! An estimate of what it costs to sum a contraction's labels, one after the other.
//!
//! Eliminating a label multiplies the factors that carry it, over the union of their labels, and leaves
//! one factor without it. Every symbol counts as one nominal size, so that mainly degrees are compared:
//! `simplify` by it decides whether a rewrite pays, `plan` in which order to sum.

use crate::dim::{Dim, Dims};
use crate::graph::Label;

/// The size that every symbol counts as.
const NOMINAL: i64 = 64;

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
