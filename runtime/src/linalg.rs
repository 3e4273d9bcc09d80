//! Linear algebra: factorizations, and what is computed from them.
//!
//! A factorization is made once and asked for determinants, solutions and inverses. Nearly all work is in
//! products of matrices; what is left are small kernels. Views come in any memory layout, results are
//! owned. Whatever the values, nothing panics: singular matrices, NaN and ±∞ give what IEEE 754 gives.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

pub use adjugate::{adjugate, adjugate_frechet};
pub use cholesky::{
    Cholesky, cholesky, cholesky_det, cholesky_inverse, cholesky_logdet, cholesky_lower,
    cholesky_solve,
};
pub use expm::{expm, expm_frechet};
pub use lu::{Lu, lu, lu_det, lu_inverse, lu_logdet, lu_solve, lu_solve_transposed};
pub use power::matrix_power;
#[cfg(feature = "faer")]
pub use spectra::{eigh, eigvalsh, norm_nuclear, pinv, polar, svd, svdvals};
pub use triangular::{inverse_lower, inverse_upper, solve_lower, solve_triangular, solve_upper};

use crate::operand::Rank;
use crate::real::Real;
use ndarray::{Array, ArrayView, ArrayView2, ArrayViewMut2, Axis, Ix1, Ix2};

mod adjugate;
mod blocks;
#[cfg(feature = "faer")]
pub(crate) mod bridge;
mod cholesky;
mod expm;
mod lu;
mod power;
mod product;
pub mod reading;
#[cfg(feature = "faer")]
mod spectra;
mod triangular;
mod wide;

/// The rank of a right-hand side: a vector, or a matrix whose columns are many of them.
#[diagnostic::on_unimplemented(
    message = "no right-hand side of this rank",
    label = "expected a vector or a matrix"
)]
pub trait RightSide: Rank<Smaller: Rank> {
    /// The columns.
    #[doc(hidden)]
    fn columns<T>(b: ArrayView<'_, T, Self>) -> ArrayView2<'_, T>;

    /// The columns, to be written.
    #[doc(hidden)]
    fn columns_mut<T>(b: &mut Array<T, Self>) -> ArrayViewMut2<'_, T>;
}

impl RightSide for Ix1 {
    #[inline]
    fn columns<T>(b: ArrayView<'_, T, Self>) -> ArrayView2<'_, T> {
        b.insert_axis(Axis(1))
    }

    #[inline]
    fn columns_mut<T>(b: &mut Array<T, Self>) -> ArrayViewMut2<'_, T> {
        b.view_mut().insert_axis(Axis(1))
    }
}

impl RightSide for Ix2 {
    #[inline]
    fn columns<T>(b: ArrayView<'_, T, Self>) -> ArrayView2<'_, T> {
        b
    }

    #[inline]
    fn columns_mut<T>(b: &mut Array<T, Self>) -> ArrayViewMut2<'_, T> {
        b.view_mut()
    }
}

/// A copy with contiguous rows.
#[inline]
fn rows_of<T: Real, D: RightSide>(b: ArrayView<'_, T, D>) -> Array<T, D> {
    b.as_standard_layout().into_owned()
}

#[inline]
#[track_caller]
pub(crate) fn assert_square<T>(name: &str, a: ArrayView2<'_, T>) {
    let (n, m) = a.dim();
    assert!(n == m, "{name}: rows of a ({n}) ≠ columns of a ({m})");
}

#[inline]
#[track_caller]
pub(crate) fn assert_rows<T>(name: &str, a: ArrayView2<'_, T>, rows: usize) {
    let n = a.nrows();
    assert!(n == rows, "{name}: rows of a ({n}) ≠ rows of b ({rows})");
}

/// The largest column sum of magnitudes; NaN if an element is.
fn norm<T: Real>(a: ArrayView2<'_, T>) -> T {
    let mut sums = vec![T::zero(); a.ncols()];
    for row in a.rows() {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += value.abs();
        }
    }
    sums.into_iter().fold(T::zero(), crate::math::maximum)
}

/// Replaces what is finite by NaN: the answer of a singular system has no other values.
fn spoil<T: Real>(mut x: ArrayViewMut2<'_, T>) {
    x.map_inplace(|value| {
        if value.is_finite() {
            *value = T::nan();
        }
    });
}
