//! LU factorization with partial pivoting, P A = L U, and what is computed from it.
//!
//! Recursive on columns: left half, its swaps and a triangular solve on the right half, a product, the
//! right half. Panels of [`PANEL`] columns are factored left-looking, in a buffer where columns are
//! contiguous. Toledo, Locality of reference in LU decomposition with partial pivoting, SIAM J. Matrix
//! Anal. Appl. 18 (1997).

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]
#![allow(
    clippy::inline_always,
    reason = "a kernel has to be inlined where wide vectors are enabled"
)]

use super::blocks::copy;
use super::product::{ln_product, product};
use super::triangular::{Triangle, half, inverse_in, solve_in, subtract_product};
use super::wide::{Task, largest_at, subtract, widest};
use super::{RightSide, assert_rows, assert_square, rows_of, spoil};
use crate::real::Real;
use ndarray::{
    Array, Array2, ArrayRef, ArrayView, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis,
    Ix2, ShapeBuilder, s,
};

/// The number of columns up to which columns are eliminated one by one.
const PANEL: usize = 32;

/// Rows of a column that are solved one by one before the next are brought up to date.
const ROWS: usize = 4;

/// P A = L U: L has ones on its diagonal and magnitudes up to 1 below, U is upper triangular.
#[derive(Clone, Debug)]
pub struct Lu<T> {
    /// U on and above the diagonal, L below.
    factors: Array2<T>,
    /// Row i of P A is row `rows[i]` of A.
    rows: Vec<usize>,
    /// Whether P is an odd permutation.
    odd: bool,
}

/// The factorization of `a`; exists for every square matrix, a singular one has a zero pivot.
///
/// # Panics
/// If `a` is not square.
#[track_caller]
pub fn lu<T: Real>(a: ArrayView2<'_, T>) -> Lu<T> {
    assert_square("lu", a);
    let n = a.nrows();
    let mut swaps = vec![0; n];
    let factors = if n <= PANEL {
        let mut factors = Array2::zeros((n, n).f());
        copy(a, factors.view_mut());
        let columns = factors.as_slice_memory_order_mut();
        eliminate(columns.expect("contiguous"), n, &mut swaps);
        factors
    } else {
        let mut factors = rows_of(a);
        let mut buffer = vec![T::zero(); n * PANEL];
        factor(factors.view_mut(), &mut swaps, &mut buffer);
        factors
    };
    let mut rows: Vec<usize> = (0..n).collect();
    let mut odd = false;
    for (i, &other) in swaps.iter().enumerate() {
        rows.swap(i, other);
        odd ^= i != other;
    }
    Lu { factors, rows, odd }
}

/// det A; 1 of the 0 × 0 matrix. Overflows and underflows only if the determinant does.
pub fn lu_det<T: Real>(lu: &Lu<T>) -> T {
    let det = product(lu.factors.diag().iter().copied());
    if lu.odd { -det } else { det }
}

/// ln |det A|; −∞ of a singular matrix.
pub fn lu_logdet<T: Real>(lu: &Lu<T>) -> T {
    ln_product(lu.factors.diag().iter().copied())
}

/// A⁻¹ = U⁻¹ L⁻¹ P; ±∞ and NaN of a singular matrix.
pub fn lu_inverse<T: Real>(lu: &Lu<T>) -> Array2<T> {
    let mut x = Array2::zeros(lu.factors.raw_dim());
    inverse_in(lu.factors.view(), x.view_mut(), Triangle::UnitLower);
    solve_in(lu.factors.view(), x.view_mut(), Triangle::Upper);
    let mut row = vec![T::zero(); lu.rows.len()];
    for mut of in x.rows_mut() {
        for (&value, &column) in of.iter().zip(&lu.rows) {
            row[column] = value;
        }
        of.iter_mut().zip(&row).for_each(|(to, &value)| *to = value);
    }
    spoil_if_singular(lu, x.view_mut());
    x
}

/// x with A x = b, for one right-hand side or the columns of many; of `b`'s shape. ±∞ and NaN if A is
/// singular.
///
/// # Panics
/// If the rows of `b` are not as many as those of A.
#[track_caller]
pub fn lu_solve<T: Real, D: RightSide>(lu: &Lu<T>, b: ArrayView<'_, T, D>) -> Array<T, D> {
    let factors = lu.factors.view();
    assert_rows("lu_solve", factors, b.shape()[0]);
    let mut x = Array::zeros(b.raw_dim());
    let mut columns = D::columns_mut(&mut x);
    let b = D::columns(b);
    for (to, &row) in columns.rows_mut().into_iter().zip(&lu.rows) {
        assign(b.row(row), to);
    }
    solve_in(factors, columns.view_mut(), Triangle::UnitLower);
    solve_in(factors, columns.view_mut(), Triangle::Upper);
    spoil_if_singular(lu, columns);
    x
}

/// x with Aᵀ x = b, for one right-hand side or the columns of many; of `b`'s shape. ±∞ and NaN if A is
/// singular.
///
/// # Panics
/// If the rows of `b` are not as many as those of A.
#[track_caller]
pub fn lu_solve_transposed<T: Real, D: RightSide>(
    lu: &Lu<T>,
    b: ArrayView<'_, T, D>,
) -> Array<T, D> {
    let factors = lu.factors.t();
    assert_rows("lu_solve_transposed", factors, b.shape()[0]);
    let mut x = Array::zeros(b.raw_dim());
    let mut permuted = rows_of(D::columns(b));
    let mut columns = permuted.view_mut();
    solve_in(factors, columns.view_mut(), Triangle::Lower);
    solve_in(factors, columns.view_mut(), Triangle::UnitUpper);
    spoil_if_singular(lu, columns.view_mut());
    let mut rows = D::columns_mut(&mut x);
    for (from, &to) in columns.rows().into_iter().zip(&lu.rows) {
        assign(from, rows.row_mut(to));
    }
    x
}

fn assign<T: Real>(from: ArrayView1<'_, T>, mut to: ArrayViewMut1<'_, T>) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from;
    }
}

/// With a zero pivot some elements may still come out finite; 1/0 has none.
fn spoil_if_singular<T: Real>(lu: &Lu<T>, x: ArrayViewMut2<'_, T>) {
    if lu.factors.diag().iter().any(|&pivot| pivot == T::zero()) {
        spoil(x);
    }
}

/// Factors `a`, of at least as many rows as columns, in place; `swaps[k]` is the row that row `k` was
/// exchanged with.
fn factor<T: Real>(a: ArrayViewMut2<'_, T>, swaps: &mut [usize], buffer: &mut [T]) {
    let n = a.ncols();
    if n <= PANEL {
        let panel = &mut buffer[..a.len()];
        copy(a.view(), columns_of(panel, &a));
        eliminate(panel, a.nrows(), swaps);
        copy(columns_of(panel, &a).view(), a);
        return;
    }
    let middle = half(n);
    let (left_swaps, right_swaps) = swaps.split_at_mut(middle);
    let (mut left, mut right) = a.split_at(Axis(1), middle);
    factor(left.view_mut(), left_swaps, buffer);
    exchange(&mut right, left_swaps);
    let (mut top, mut bottom) = right.split_at(Axis(0), middle);
    let (l11, l21) = left.view().split_at(Axis(0), middle);
    solve_in(l11, top.view_mut(), Triangle::UnitLower);
    subtract_product(l21, top.view(), &mut bottom);
    factor(bottom, right_swaps, buffer);
    exchange(&mut left.slice_mut(s![middle.., ..]), right_swaps);
    for swap in right_swaps {
        *swap += middle;
    }
}

/// The elements as columns, in the shape of `a`.
fn columns_of<'a, T>(elements: &'a mut [T], a: &ArrayRef<T, Ix2>) -> ArrayViewMut2<'a, T> {
    ArrayViewMut2::from_shape(a.raw_dim().f(), elements).expect("as many elements")
}

/// Exchanges row k with row `swaps[k]`, in order.
fn exchange<T: Real>(a: &mut ArrayViewMut2<'_, T>, swaps: &[usize]) {
    for (i, &other) in swaps.iter().enumerate() {
        if i != other {
            let (mut top, mut bottom) = a.view_mut().split_at(Axis(0), other);
            let (mut upper, mut lower) = (top.row_mut(i), bottom.row_mut(0));
            let slices = upper.as_slice_mut().zip(lower.as_slice_mut());
            let (upper, lower) = slices.expect("rows are contiguous");
            upper.swap_with_slice(lower);
        }
    }
}

/// Factors a panel whose columns, of `m` elements, follow each other.
fn eliminate<T: Real>(columns: &mut [T], m: usize, swaps: &mut [usize]) {
    assert!(columns.len() == m * swaps.len() && swaps.len() <= m);
    widest(Elimination { columns, m, swaps });
}

struct Elimination<'a, T> {
    columns: &'a mut [T],
    m: usize,
    swaps: &'a mut [usize],
}

impl<T: Real> Task for Elimination<'_, T> {
    type Output = ();

    /// Column by column: what the columns before did to it, then its pivot.
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Self { columns, m, swaps } = self;
        for j in 0..swaps.len() {
            let (before, rest) = columns.split_at_mut(j * m);
            let column = &mut rest[..m];
            for (k, &other) in swaps[..j].iter().enumerate() {
                column.swap(k, other);
            }
            let first = column.as_mut_ptr();
            let less = |from: usize, len: usize, start: usize, count: usize| {
                let left = before.as_ptr().wrapping_add(start * m + from);
                // SAFETY: rows of columns before this one, and elements above those written.
                unsafe {
                    let left = (left, m.cast_signed());
                    let above = (first.add(start).cast_const(), 1);
                    subtract::<T, FUSED>(first.add(from), len, above, left, count);
                }
            };
            // Above the diagonal each row needs the one before; some at a time, most of it is vectors.
            for k in (0..j).step_by(ROWS) {
                let len = ROWS.min(j - k);
                less(k, len, 0, k);
                for i in 1..len {
                    less(k + i, 1, k, i);
                }
            }
            less(j, m - j, 0, j);
            let pivot = j + largest_at(&column[j..]);
            swaps[j] = pivot;
            if pivot != j {
                for column in columns[..(j + 1) * m].chunks_exact_mut(m) {
                    column.swap(j, pivot);
                }
            }
            let column = &mut columns[j * m..(j + 1) * m];
            let pivot = column[j];
            // All below a zero pivot is zero, or NaN, already.
            if pivot != T::zero() {
                for value in &mut column[j + 1..] {
                    *value /= pivot;
                }
            }
        }
    }
}
