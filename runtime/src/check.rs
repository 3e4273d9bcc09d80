//! The entry check of emitted code: the one place where it may panic.
//!
//! The test is inlined, the message is built in a cold function; both report the caller's location.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use crate::real::Real;
use ndarray::ArrayView2;

/// Panics unless `found == expected`: the length of `parameter` along `axis` against the size that
/// `rule` (the words in parentheses) ties it to.
#[inline]
#[track_caller]
pub fn check(
    function: &'static str,
    parameter: &'static str,
    axis: usize,
    found: usize,
    expected: usize,
    rule: &'static str,
) {
    if found != expected {
        mismatch(function, parameter, axis, found, expected, rule);
    }
}

/// Panics unless `index < bound`: `what` names the position in `parameter` that is read.
#[inline]
#[track_caller]
pub fn check_index(
    function: &'static str,
    parameter: &'static str,
    what: &'static str,
    index: usize,
    bound: usize,
) {
    if index >= bound {
        outside(function, parameter, what, index, bound, "below");
    }
}

/// Panics unless `index ≤ bound`: as [`check_index`], for the end of a range.
#[inline]
#[track_caller]
pub fn check_slice(
    function: &'static str,
    parameter: &'static str,
    what: &'static str,
    index: usize,
    bound: usize,
) {
    if index > bound {
        outside(function, parameter, what, index, bound, "at most");
    }
}

/// Whether a symmetric matrix is positive definite is left to its factorization, and NaN keeps any promise.
///
/// # Panics
/// Unless `a`, n × n, has the structure that its parameter promises, up to √ε where rounding may break it.
#[track_caller]
pub fn check_structure<T: Real>(
    function: &'static str,
    parameter: &'static str,
    promise: &'static str,
    a: ArrayView2<'_, T>,
) {
    let slack = T::epsilon().sqrt();
    let largest = a.fold(T::zero(), |largest, x| largest.max(x.abs()));
    for ((i, j), &x) in a.indexed_iter() {
        let broken = match promise {
            "symmetric" | "posdef" => {
                let mirror = a[[j, i]];
                let apart = (x - mirror).abs() > slack * largest;
                apart.then(|| format!("[{i}, {j}] is {x} and [{j}, {i}] is {mirror}"))
            }
            "orthogonal" => {
                let product = a.column(i).dot(&a.column(j));
                let eye = if i == j { T::one() } else { T::zero() };
                let apart = (product - eye).abs() > slack;
                apart.then(|| format!("column {i} · column {j} is {product}, not {eye}"))
            }
            _ => {
                let outside = match promise {
                    "lower" => i < j,
                    "upper" => i > j,
                    _ => i != j,
                };
                let filled = outside && x != T::zero() && !x.is_nan();
                filled.then(|| format!("[{i}, {j}] is {x}, not 0"))
            }
        };
        if let Some(found) = broken {
            panic!("{function}: `{parameter}` is promised to be {promise}, but {found}");
        }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn mismatch(
    function: &str,
    parameter: &str,
    axis: usize,
    found: usize,
    expected: usize,
    rule: &str,
) -> ! {
    panic!(
        "{function}: `{parameter}` has length {found} along axis {axis}, expected {expected} ({rule})"
    );
}

#[cold]
#[inline(never)]
#[track_caller]
fn outside(
    function: &str,
    parameter: &str,
    what: &str,
    index: usize,
    bound: usize,
    relation: &str,
) -> ! {
    panic!("{function}: {what} of `{parameter}` is {index}, expected {relation} {bound}");
}
