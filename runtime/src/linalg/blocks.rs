//! Walking over matrices in an order in which both rows and columns are near each other in memory.
//!
//! A transposition reads along the one and writes along the other; some rows at a time, both use whole
//! cache lines.

#![allow(
    clippy::inline_always,
    reason = "a body of one assignment, and a loop around it"
)]

use ndarray::{ArrayView2, ArrayViewMut2};

/// Rows walked at a time: a cache line of double precision.
const ROWS: usize = 8;

/// Each i < n with each j < m.
#[inline(always)]
pub(super) fn for_each(n: usize, m: usize, mut f: impl FnMut(isize, isize)) {
    for first in (0..n).step_by(ROWS) {
        let end = (first + ROWS).min(n);
        for j in 0..m {
            for i in first..end {
                f(i.cast_signed(), j.cast_signed());
            }
        }
    }
}

/// Each i < n with each j ≤ i.
#[inline(always)]
pub(super) fn for_each_below(n: usize, mut f: impl FnMut(isize, isize)) {
    for first in (0..n).step_by(ROWS) {
        let end = (first + ROWS).min(n);
        for j in 0..end {
            for i in first.max(j)..end {
                f(i.cast_signed(), j.cast_signed());
            }
        }
    }
}

/// Writes `from` over `to`, of the same shape.
pub(super) fn copy<T: Copy>(from: ArrayView2<'_, T>, mut to: ArrayViewMut2<'_, T>) {
    assert!(from.dim() == to.dim(), "copy: shapes differ");
    let (n, m) = from.dim();
    let [down, right] = [from.strides()[0], from.strides()[1]];
    let [to_down, to_right] = [to.strides()[0], to.strides()[1]];
    let (from, to) = (from.as_ptr(), to.as_mut_ptr());
    for_each(n, m, |i, j| {
        // SAFETY: i and j are inside both; `to` is borrowed mutably.
        unsafe {
            *to.offset(i * to_down + j * to_right) = *from.offset(i * down + j * right);
        }
    });
}
