//! Eigenvalues of symmetric matrices, singular values, and what is made of them. Feature `faer`.
//!
//! Matrices are scaled by a power of two first, so that no square of an element leaves the range. What is
//! not finite gives NaN throughout, as does a decomposition that does not converge.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use super::assert_square;
use super::product::Scaled;
use crate::arguments::constant;
use crate::products::matmul;
use crate::real::Real;
use ndarray::{Array1, Array2, ArrayView2, s};
use num_traits::ToPrimitive;

/// The eigenvalues of a symmetric matrix, ascending; only the lower triangle is read.
///
/// # Panics
/// If `a` is not square.
#[track_caller]
pub fn eigvalsh<T: Real>(a: ArrayView2<'_, T>) -> Array1<T> {
    assert_square("eigvalsh", a);
    let n = a.nrows();
    let (a, scale) = scaled(lower(a));
    let values = decomposes(&a).then(|| T::eigenvalues(a.view())).flatten();
    values.map_or_else(|| Array1::from_elem(n, T::nan()), |values| values * scale)
}

/// The eigenvalues of a symmetric matrix, ascending, and its eigenvectors as columns in the same order;
/// only the lower triangle is read.
///
/// # Panics
/// If `a` is not square.
#[track_caller]
pub fn eigh<T: Real>(a: ArrayView2<'_, T>) -> (Array1<T>, Array2<T>) {
    assert_square("eigh", a);
    let n = a.nrows();
    let (a, scale) = scaled(lower(a));
    match decomposes(&a).then(|| T::eigen(a.view())).flatten() {
        Some((values, vectors)) => (values * scale, vectors),
        None => (
            Array1::from_elem(n, T::nan()),
            Array2::from_elem((n, n), T::nan()),
        ),
    }
}

/// The singular values, descending; as many as the shorter side.
pub fn svdvals<T: Real>(a: ArrayView2<'_, T>) -> Array1<T> {
    let k = a.nrows().min(a.ncols());
    let (a, scale) = scaled(a.to_owned());
    let values = decomposes(&a)
        .then(|| T::singular_values(a.view()))
        .flatten();
    values.map_or_else(|| Array1::from_elem(k, T::nan()), |values| values * scale)
}

/// U, σ, Vᵀ with A = U diag(σ) Vᵀ: `n × k`, `k` descending, `k × m`, with k the shorter side.
pub fn svd<T: Real>(a: ArrayView2<'_, T>) -> (Array2<T>, Array1<T>, Array2<T>) {
    let (n, m) = a.dim();
    let k = n.min(m);
    let (a, scale) = scaled(a.to_owned());
    match decomposes(&a).then(|| T::singular(a.view())).flatten() {
        Some((u, values, v)) => (u, values * scale, v.reversed_axes()),
        None => (
            Array2::from_elem((n, k), T::nan()),
            Array1::from_elem(k, T::nan()),
            Array2::from_elem((k, m), T::nan()),
        ),
    }
}

/// The Moore–Penrose inverse, `m × n` of an `n × m` matrix: V diag(1/σ) Uᵀ over the singular values that
/// are not zero to rounding.
pub fn pinv<T: Real>(a: ArrayView2<'_, T>) -> Array2<T> {
    let (u, mut values, vt) = support(a);
    values.map_inplace(|value| *value = value.recip());
    let mut v = vt.reversed_axes();
    v *= &values;
    matmul(v.view(), u.t())
}

/// Σ σ, the nuclear norm.
pub fn norm_nuclear<T: Real>(a: ArrayView2<'_, T>) -> T {
    svdvals(a).sum()
}

/// U Vᵀ over the singular values that are not zero to rounding, of `a`'s shape: the partial isometry of
/// the polar decomposition, and the subgradient of least norm of the nuclear norm (Watson,
/// Characterization of the subdifferential of some matrix norms, Linear Algebra Appl. 170 (1992)).
pub fn polar<T: Real>(a: ArrayView2<'_, T>) -> Array2<T> {
    let (u, _, vt) = support(a);
    matmul(u.view(), vt.view())
}

/// [`svd`] without the singular values that are zero to rounding: σ ≤ max(n, m) ε σ₁.
fn support<T: Real>(a: ArrayView2<'_, T>) -> (Array2<T>, Array1<T>, Array2<T>) {
    let (mut u, mut values, mut vt) = svd(a);
    let longer = constant::<T, _>(a.nrows().max(a.ncols()));
    let largest = values.first().copied().unwrap_or(T::zero());
    let least = longer * T::epsilon() * largest;
    let rank = values
        .iter()
        .take_while(|&&value| value > least || value.is_nan())
        .count();
    u.slice_collapse(s![.., ..rank]);
    values.slice_collapse(s![..rank]);
    vt.slice_collapse(s![..rank, ..]);
    (u, values, vt)
}

/// The lower triangle and its mirror image.
fn lower<T: Real>(a: ArrayView2<'_, T>) -> Array2<T> {
    Array2::from_shape_fn(a.raw_dim(), |(i, j)| a[[i.max(j), i.min(j)]])
}

/// The matrix over a power of two that brings its largest element near 1, and that power.
fn scaled<T: Real>(mut a: Array2<T>) -> (Array2<T>, T) {
    let largest = a.fold(T::zero(), |largest, value| largest.max(value.abs()));
    let largest = largest.to_f64().expect("a float as an `f64`");
    // Kept away from the ends, where the power or its inverse is not a normal number.
    let limit = T::max_value().log2().to_i32().expect("an exponent") - 2;
    let exponent = Scaled::new(largest)
        .exponent
        .to_i32()
        .unwrap_or(0)
        .clamp(-limit, limit);
    a *= T::lit(2.0).powi(-exponent);
    (a, T::lit(2.0).powi(exponent))
}

/// Whether there is a decomposition to ask for: faer refuses what is empty and may loop on NaN.
fn decomposes<T: Real>(a: &Array2<T>) -> bool {
    !a.is_empty() && a.iter().all(|value| value.is_finite())
}
