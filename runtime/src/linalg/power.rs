//! Integer powers of matrices.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use super::{assert_square, lu, lu_inverse};
use crate::products::matmul;
use crate::real::Real;
use ndarray::{Array2, ArrayView2};

/// Aᵏ by repeated squaring; I for k = 0, the inverse's power for k < 0.
///
/// # Panics
/// If `a` is not square.
#[track_caller]
pub fn matrix_power<T: Real>(a: ArrayView2<'_, T>, k: i32) -> Array2<T> {
    assert_square("matrix_power", a);
    let mut square = if k < 0 {
        lu_inverse(&lu(a))
    } else {
        a.to_owned()
    };
    let mut left = k.unsigned_abs();
    let mut power: Option<Array2<T>> = None;
    while left > 0 {
        if left & 1 == 1 {
            power = Some(match power {
                Some(power) => matmul(power.view(), square.view()),
                None => square.clone(),
            });
        }
        left >>= 1;
        if left > 0 {
            square = matmul(square.view(), square.view());
        }
    }
    power.unwrap_or_else(|| Array2::eye(a.nrows()))
}
