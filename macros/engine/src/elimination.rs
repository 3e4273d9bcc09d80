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
        // Sizes are far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        let length = table.polynomial(dim).evaluate(&mut |_| NOMINAL) as f64;
        size *= length.max(1.0);
    }
    size
}

/// The operations that eliminate `label` from factors with these sets of labels, and the sets after it.
pub fn eliminate(
    table: &Dims,
    dims: &[Dim],
    sets: &[Vec<Label>],
    label: Label,
) -> (f64, Vec<Vec<Label>>) {
    let (group, mut rest): (Vec<_>, Vec<_>) =
        sets.iter().cloned().partition(|set| set.contains(&label));
    let mut union: Vec<Label> = group.iter().flatten().copied().collect();
    union.sort_unstable();
    union.dedup();
    let volume = size(table, union.iter().map(|one| dims[usize::from(*one)]));
    union.retain(|one| *one != label);
    rest.push(union);
    // The factors of a group beyond two are multiplied in beside the sum.
    #[allow(clippy::cast_precision_loss)]
    let factors = group.len().max(2) as f64;
    (volume * factors, rest)
}
