//! Cholesky factorization A = L Lᵀ of a symmetric positive definite matrix, and what is computed from it.
//!
//! Held as U = Lᵀ, whose rows are contiguous where L's columns are needed. Recursive: half of the matrix,
//! a triangular solve, a symmetric product, the other half. Where the matrix is not positive definite the
//! factor is NaN from the first such pivot on.
//! Golub, Van Loan, Matrix Computations (4th ed., 2013), §4.2.

#![allow(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]
#![allow(
    clippy::inline_always,
    reason = "a kernel has to be inlined where wide vectors are enabled"
)]

use super::blocks::for_each_below;
use super::product::{ln_product, product};
use super::triangular::{Triangle, half, inverse_in, solve_in};
use super::wide::{Task, divide, subtract, widest};
use super::{RightSide, assert_rows, assert_square, rows_of};
use crate::products::matmul_add;
use crate::real::Real;
use ndarray::{Array, Array2, ArrayView, ArrayView2, ArrayViewMut2, Axis, s};

/// The size up to which rows are eliminated one by one.
const BASE: usize = 32;

/// The size up to which the inverse of the factor is kept on the stack.
const SMALL: usize = 8;

/// The size up to which a symmetric product computes both triangles.
const SQUARE: usize = 96;

/// A = L Lᵀ.
#[derive(Clone, Debug)]
pub struct Cholesky<T> {
    /// Lᵀ on and above the diagonal; below, anything.
    upper: Array2<T>,
}

/// The factorization of `a`, of which only the lower triangle is read. A pivot that is not positive
/// gives NaN from there on.
///
/// # Panics
/// If `a` is not square.
#[track_caller]
pub fn cholesky<T: Real>(a: ArrayView2<'_, T>) -> Cholesky<T> {
    assert_square("cholesky", a);
    let mut upper = Array2::zeros(a.raw_dim());
    turn(a, &mut upper.view_mut());
    factor(upper.view_mut());
    Cholesky { upper }
}

/// L; exactly 0 above the diagonal.
pub fn cholesky_lower<T: Real>(cholesky: &Cholesky<T>) -> Array2<T> {
    let mut lower = Array2::zeros(cholesky.upper.raw_dim());
    turn(cholesky.upper.t(), &mut lower.view_mut().reversed_axes());
    lower
}

/// det A; 1 of the 0 × 0 matrix. Overflows and underflows only if the determinant does.
pub fn cholesky_det<T: Real>(cholesky: &Cholesky<T>) -> T {
    let pivots = cholesky.upper.diag();
    product(pivots.iter().chain(&pivots).copied())
}

/// ln det A; NaN where A is not positive definite.
pub fn cholesky_logdet<T: Real>(cholesky: &Cholesky<T>) -> T {
    T::lit(2.0) * ln_product(cholesky.upper.diag().iter().copied())
}

/// A⁻¹ = L⁻ᵀ L⁻¹, exactly symmetric.
pub fn cholesky_inverse<T: Real>(cholesky: &Cholesky<T>) -> Array2<T> {
    let n = cholesky.upper.nrows();
    let mut inverse = Array2::zeros((n, n));
    // What is small needs no memory of its own.
    let (mut few, mut many) = ([T::zero(); SMALL * SMALL], Vec::new());
    let elements = if n <= SMALL {
        &mut few[..n * n]
    } else {
        many.resize(n * n, T::zero());
        &mut many[..]
    };
    let mut root = ArrayViewMut2::from_shape((n, n), elements).expect("n² elements");
    inverse_in(cholesky.upper.t(), root.view_mut(), Triangle::Lower);
    if n <= BASE {
        widest(Square {
            root: root.as_ptr(),
            result: inverse.as_mut_ptr(),
            n,
        });
    } else {
        // Row block by row block of the lower triangle; column i of L⁻¹ starts in row i.
        for start in (0..n).step_by(SQUARE) {
            let end = (start + SQUARE).min(n);
            matmul_add(
                T::one(),
                root.slice(s![start.., start..end]).reversed_axes(),
                root.slice(s![start.., ..end]),
                T::zero(),
                &mut inverse.slice_mut(s![start..end, ..end]),
            );
        }
    }
    mirror(&mut inverse);
    inverse
}

/// x with A x = b, for one right-hand side or the columns of many; of `b`'s shape.
///
/// # Panics
/// If the rows of `b` are not as many as those of A.
#[track_caller]
pub fn cholesky_solve<T: Real, D: RightSide>(
    cholesky: &Cholesky<T>,
    b: ArrayView<'_, T, D>,
) -> Array<T, D> {
    let upper = cholesky.upper.view();
    assert_rows("cholesky_solve", upper, b.shape()[0]);
    let mut x = rows_of(b);
    let mut columns = D::columns_mut(&mut x);
    solve_in(upper.reversed_axes(), columns.view_mut(), Triangle::Lower);
    solve_in(upper, columns, Triangle::Upper);
    x
}

/// Writes the transpose of the lower triangle of `a` over the upper triangle of `to`.
fn turn<T: Real>(a: ArrayView2<'_, T>, to: &mut ArrayViewMut2<'_, T>) {
    let strides = |s: &[isize]| [s[0], s[1]];
    let [down, right] = strides(a.strides());
    let [to_down, to_right] = strides(to.strides());
    let (from, to) = (a.as_ptr(), to.as_mut_ptr());
    for_each_below(a.nrows(), |i, j| {
        // SAFETY: i and j are below the size of both; `to` is borrowed mutably.
        unsafe {
            *to.offset(j * to_down + i * to_right) = *from.offset(i * down + j * right);
        }
    });
}

/// Copies the lower triangle over the upper one.
fn mirror<T: Real>(a: &mut Array2<T>) {
    let (stride, first) = (a.strides()[0], a.as_mut_ptr());
    for_each_below(a.nrows(), |i, j| {
        // SAFETY: i and j are below the size; rows are contiguous.
        unsafe {
            *first.offset(j * stride + i) = *first.offset(i * stride + j);
        }
    });
}

/// Factors what is on and above the diagonal, in place.
fn factor<T: Real>(mut a: ArrayViewMut2<'_, T>) {
    let n = a.nrows();
    if n <= BASE {
        widest(Elimination {
            stride: a.strides()[0],
            first: a.as_mut_ptr(),
            n,
        });
        return;
    }
    let (top, bottom) = a.split_at(Axis(0), half(n));
    let (mut u11, mut u12) = top.split_at(Axis(1), half(n));
    let (_, mut u22) = bottom.split_at(Axis(1), half(n));
    factor(u11.view_mut());
    solve_in(u11.t(), u12.view_mut(), Triangle::Lower);
    subtract_square(u12.view(), u22.view_mut());
    factor(u22);
}

/// `c ← c − xᵀ x` on and above the diagonal; below, anything.
fn subtract_square<T: Real>(x: ArrayView2<'_, T>, mut c: ArrayViewMut2<'_, T>) {
    let n = c.nrows();
    if n <= SQUARE {
        matmul_add(-T::one(), x.reversed_axes(), x, T::one(), &mut c);
        return;
    }
    let (x1, x2) = x.split_at(Axis(1), half(n));
    let (top, bottom) = c.split_at(Axis(0), half(n));
    let (c11, mut c12) = top.split_at(Axis(1), half(n));
    let (_, c22) = bottom.split_at(Axis(1), half(n));
    subtract_square(x1, c11);
    matmul_add(-T::one(), x1.reversed_axes(), x2, T::one(), &mut c12);
    subtract_square(x2, c22);
}

struct Elimination<T> {
    first: *mut T,
    stride: isize,
    n: usize,
}

impl<T: Real> Task for Elimination<T> {
    type Output = ();

    /// Row by row: what the rows above did to it, then the root of its pivot.
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Self { first, stride, n } = self;
        for i in 0..n {
            let above = first.wrapping_add(i).cast_const();
            // SAFETY: row i and the i rows above it, from column i on, exist; rows are contiguous.
            unsafe {
                let row = first.offset(i.cast_signed() * (stride + 1));
                subtract::<T, FUSED>(row, n - i, (above, stride), (above, stride), i);
                let pivot = *row;
                let root = if pivot > T::zero() {
                    pivot.sqrt()
                } else {
                    T::nan()
                };
                divide(row.add(1), n - i - 1, root);
                *row = root;
            }
        }
    }
}

struct Square<T> {
    root: *const T,
    result: *mut T,
    n: usize,
}

impl<T: Real> Task for Square<T> {
    type Output = ();

    /// The lower triangle of VᵀV for a lower triangular V of n ≤ BASE: row i is Σ vₖᵢ (row k of V), over k ≥ i.
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Self { root, result, n } = self;
        let mut column = [T::zero(); BASE];
        for i in 0..n {
            for (k, coefficient) in column.iter_mut().enumerate().take(n).skip(i) {
                // SAFETY: inside the n × n elements.
                *coefficient = -unsafe { *root.add(k * n + i) };
            }
            let below = (root.wrapping_add(i * n), n.cast_signed());
            // SAFETY: rows i to n exist in both, rows are contiguous and n elements apart.
            unsafe {
                let coefficients = (column.as_ptr().wrapping_add(i), 1);
                subtract::<T, FUSED>(result.add(i * n), i + 1, coefficients, below, n - i);
            }
        }
    }
}
