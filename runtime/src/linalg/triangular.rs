//! Triangular systems and inverses, for every memory layout of the triangle; the other triangle is never
//! read.
//!
//! Both are recursive: half of the triangle, a product, the other half; so that nearly all work is in
//! products of matrices. Below [`BASE`] rows the rows are substituted one by one.
//! Golub, Van Loan, Matrix Computations (4th ed., 2013), §3.1.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]
#![allow(
    clippy::inline_always,
    reason = "a kernel has to be inlined where wide vectors are enabled"
)]

use super::wide::{Task, divide, subtract, widest};
use super::{RightSide, assert_rows, assert_square, rows_of};
use crate::products::{matmul_add, matvec_add};
use crate::real::Real;
use ndarray::{Array, Array2, ArrayView, ArrayView2, ArrayViewMut2, Axis, s};

/// The number of rows up to which rows are substituted one by one.
const BASE: usize = 32;

/// Which triangle is read, and whether its diagonal is taken for ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Triangle {
    Lower,
    UnitLower,
    Upper,
    UnitUpper,
}

impl Triangle {
    #[inline(always)]
    fn is_upper(self) -> bool {
        matches!(self, Self::Upper | Self::UnitUpper)
    }

    #[inline(always)]
    fn is_unit(self) -> bool {
        matches!(self, Self::UnitLower | Self::UnitUpper)
    }
}

/// x with L x = b, for one right-hand side or the columns of many; of `b`'s shape.
///
/// Only the lower triangle is read. A zero on the diagonal gives ±∞ or NaN.
///
/// # Panics
/// If `l` is not square or its rows are not as many as those of `b`.
#[track_caller]
pub fn solve_lower<T: Real, D: RightSide>(
    l: ArrayView2<'_, T>,
    b: ArrayView<'_, T, D>,
) -> Array<T, D> {
    solve("solve_lower", l, b, Triangle::Lower)
}

/// x with U x = b, for one right-hand side or the columns of many; of `b`'s shape.
///
/// Only the upper triangle is read. A zero on the diagonal gives ±∞ or NaN.
///
/// # Panics
/// If `u` is not square or its rows are not as many as those of `b`.
#[track_caller]
pub fn solve_upper<T: Real, D: RightSide>(
    u: ArrayView2<'_, T>,
    b: ArrayView<'_, T, D>,
) -> Array<T, D> {
    solve("solve_upper", u, b, Triangle::Upper)
}

/// x with A x = b for a lower or upper triangular `a`; which one is seen from its exact zeros.
///
/// # Panics
/// If `a` is not square, has an element other than 0 on both sides of its diagonal, or its rows are not
/// as many as those of `b`.
#[track_caller]
pub fn solve_triangular<T: Real, D: RightSide>(
    a: ArrayView2<'_, T>,
    b: ArrayView<'_, T, D>,
) -> Array<T, D> {
    assert_square("solve_triangular", a);
    let zero_above = |a: ArrayView2<'_, T>| {
        (0..a.nrows()).all(|i| a.slice(s![i, i + 1..]).iter().all(|&v| v == T::zero()))
    };
    let triangle = if zero_above(a) {
        Triangle::Lower
    } else if zero_above(a.reversed_axes()) {
        Triangle::Upper
    } else {
        panic!("solve_triangular: a is neither lower nor upper triangular");
    };
    solve("solve_triangular", a, b, triangle)
}

/// L⁻¹, reading the lower triangle only; exactly 0 above the diagonal.
///
/// # Panics
/// If `l` is not square.
#[track_caller]
pub fn inverse_lower<T: Real>(l: ArrayView2<'_, T>) -> Array2<T> {
    assert_square("inverse_lower", l);
    let mut x = Array2::zeros(l.raw_dim());
    inverse_in(l, x.view_mut(), Triangle::Lower);
    x
}

/// U⁻¹, reading the upper triangle only; exactly 0 below the diagonal.
///
/// # Panics
/// If `u` is not square.
#[track_caller]
pub fn inverse_upper<T: Real>(u: ArrayView2<'_, T>) -> Array2<T> {
    assert_square("inverse_upper", u);
    let mut x = Array2::zeros(u.raw_dim());
    inverse_in(u, x.view_mut(), Triangle::Upper);
    x
}

#[track_caller]
fn solve<T: Real, D: RightSide>(
    name: &str,
    t: ArrayView2<'_, T>,
    b: ArrayView<'_, T, D>,
    triangle: Triangle,
) -> Array<T, D> {
    assert_square(name, t);
    assert_rows(name, t, b.shape()[0]);
    let mut x = rows_of(b);
    solve_in(t, D::columns_mut(&mut x), triangle);
    x
}

/// `b ← T⁻¹ b`; the rows of `b` are contiguous.
pub(super) fn solve_in<T: Real>(
    t: ArrayView2<'_, T>,
    mut b: ArrayViewMut2<'_, T>,
    triangle: Triangle,
) {
    let n = t.nrows();
    if n <= BASE {
        substitute(t, b, triangle);
        return;
    }
    let (top, bottom) = t.split_at(Axis(0), half(n));
    let ((t11, t12), (t21, t22)) = (
        top.split_at(Axis(1), half(n)),
        bottom.split_at(Axis(1), half(n)),
    );
    let (mut upper, mut lower) = b.view_mut().split_at(Axis(0), half(n));
    if triangle.is_upper() {
        solve_in(t22, lower.view_mut(), triangle);
        subtract_product(t12, lower.view(), &mut upper);
        solve_in(t11, upper, triangle);
    } else {
        solve_in(t11, upper.view_mut(), triangle);
        subtract_product(t21, upper.view(), &mut lower);
        solve_in(t22, lower, triangle);
    }
}

/// Where to cut `n`: in the middle, at a multiple of the base if there is one.
pub(super) fn half(n: usize) -> usize {
    if n <= BASE {
        n / 2
    } else {
        (n / 2).next_multiple_of(BASE)
    }
}

/// `c ← c − a b`.
pub(super) fn subtract_product<T: Real>(
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    c: &mut ArrayViewMut2<'_, T>,
) {
    if b.ncols() == 1 {
        let mut column = c.column_mut(0);
        matvec_add(-T::one(), a, b.column(0), T::one(), &mut column);
    } else {
        matmul_add(-T::one(), a, b, T::one(), c);
    }
}

fn substitute<T: Real>(t: ArrayView2<'_, T>, mut b: ArrayViewMut2<'_, T>, triangle: Triangle) {
    widest(Substitution {
        t: t.as_ptr(),
        strides: [t.strides()[0], t.strides()[1]],
        b: b.as_mut_ptr(),
        stride: b.strides()[0],
        size: [b.nrows(), b.ncols()],
        triangle,
    });
}

struct Substitution<T> {
    t: *const T,
    strides: [isize; 2],
    b: *mut T,
    stride: isize,
    size: [usize; 2],
    triangle: Triangle,
}

impl<T: Real> Substitution<T> {
    /// Columns handled at a time, so that they stay in the nearest cache for all rows.
    const COLUMNS: usize = 96;
}

impl<T: Real> Task for Substitution<T> {
    type Output = ();

    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let [n, m] = self.size;
        let [down, right] = self.strides;
        let mut column = 0;
        while column < m {
            let len = (m - column).min(Self::COLUMNS);
            for step in 0..n {
                let (i, first, count) = if self.triangle.is_upper() {
                    (n - 1 - step, n - step, step)
                } else {
                    (step, 0, step)
                };
                let (i, first) = (i.cast_signed(), first.cast_signed());
                let coefficients = self.t.wrapping_offset(i * down + first * right);
                let solved = self
                    .b
                    .wrapping_add(column)
                    .wrapping_offset(first * self.stride);
                // SAFETY: row i and the `count` rows from `first` on, which are others, exist in b; so do
                // their columns in t, and its diagonal.
                unsafe {
                    let row = self.b.add(column).offset(i * self.stride);
                    subtract::<T, FUSED>(
                        row,
                        len,
                        (coefficients, right),
                        (solved, self.stride),
                        count,
                    );
                    if !self.triangle.is_unit() {
                        divide(row, len, *self.t.offset(i * (down + right)));
                    }
                }
            }
            column += len;
        }
    }
}

/// `x ← T⁻¹` for an `x` that is zero; the rows of `x` are contiguous.
pub(super) fn inverse_in<T: Real>(
    t: ArrayView2<'_, T>,
    x: ArrayViewMut2<'_, T>,
    triangle: Triangle,
) {
    let n = t.nrows();
    if n <= BASE {
        invert(t, x, triangle);
        return;
    }
    let (top, bottom) = t.split_at(Axis(0), half(n));
    let ((t11, t12), (t21, t22)) = (
        top.split_at(Axis(1), half(n)),
        bottom.split_at(Axis(1), half(n)),
    );
    let (top, bottom) = x.split_at(Axis(0), half(n));
    let ((mut x11, mut x12), (mut x21, mut x22)) = (
        top.split_at(Axis(1), half(n)),
        bottom.split_at(Axis(1), half(n)),
    );
    inverse_in(t11, x11.view_mut(), triangle);
    inverse_in(t22, x22.view_mut(), triangle);
    if triangle.is_upper() {
        matmul_add(-T::one(), t12, x22.view(), T::zero(), &mut x12);
        solve_in(t11, x12, triangle);
    } else {
        matmul_add(-T::one(), t21, x11.view(), T::zero(), &mut x21);
        solve_in(t22, x21, triangle);
    }
}

fn invert<T: Real>(t: ArrayView2<'_, T>, mut x: ArrayViewMut2<'_, T>, triangle: Triangle) {
    widest(Inversion {
        t: t.as_ptr(),
        strides: [t.strides()[0], t.strides()[1]],
        x: x.as_mut_ptr(),
        stride: x.strides()[0],
        n: x.nrows(),
        triangle,
    });
}

struct Inversion<T> {
    t: *const T,
    strides: [isize; 2],
    x: *mut T,
    stride: isize,
    n: usize,
    triangle: Triangle,
}

impl<T: Real> Task for Inversion<T> {
    type Output = ();

    /// Row i of the inverse is −Σ tᵢₖ (row k) / tᵢᵢ beside the diagonal, over the rows done.
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let [down, right] = self.strides;
        for step in 0..self.n {
            let (i, first) = if self.triangle.is_upper() {
                (self.n - 1 - step, self.n - step)
            } else {
                (step, 0)
            };
            let (i, first) = (i.cast_signed(), first.cast_signed());
            let coefficients = self.t.wrapping_offset(i * down + first * right);
            let done = self.x.wrapping_offset(first * (self.stride + 1));
            // The columns beside the diagonal are as many as the rows done, and start where they do.
            // SAFETY: row i and the rows done, which are others, exist in x, and so do their columns in t.
            unsafe {
                let row = self.x.offset(i * self.stride + first);
                subtract::<T, FUSED>(row, step, (coefficients, right), (done, self.stride), step);
                let mut corner = T::one();
                if !self.triangle.is_unit() {
                    let pivot = *self.t.offset(i * (down + right));
                    divide(row, step, pivot);
                    corner /= pivot;
                }
                *self.x.offset(i * (self.stride + 1)) = corner;
            }
        }
    }
}
