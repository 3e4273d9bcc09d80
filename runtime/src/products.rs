//! Products of matrices and vectors, for every memory layout.
//!
//! Matrix by matrix goes to `matrixmultiply`. Matrix by vector is bound by reading the matrix, so it is
//! read once in the order it lies in memory: as dot products of rows, or as a sum of multiples of columns.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use crate::real::Real;
use crate::sweep::{lane, lane_mut, sweep};
use ndarray::{Array1, Array2, ArrayRef, ArrayView1, ArrayView2, Axis, Ix1, Ix2};
use std::array::from_fn;

/// `a · b`, `m × n` in row-major order.
///
/// # Panics
/// If the columns of `a` are not as many as the rows of `b`.
#[inline]
#[track_caller]
pub fn matmul<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    matmul_add(T::one(), a, b, T::zero(), &mut c);
    c
}

/// `c ← alpha · a · b + beta · c`; with `beta` 0, `c` is written whatever it held.
///
/// # Panics
/// If the shapes do not fit.
#[track_caller]
pub fn matmul_add<T: Real>(
    alpha: T,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    beta: T,
    c: &mut ArrayRef<T, Ix2>,
) {
    let ((m, k), (rows, n)) = (a.dim(), b.dim());
    assert!(k == rows, "matmul: columns of a ({k}) ≠ rows of b ({rows})");
    assert!(
        c.dim() == (m, n),
        "matmul: result of shape {:?}, expected {:?}",
        c.dim(),
        (m, n)
    );
    if m == 0 || n == 0 {
        return;
    }
    let strides = |s: &[isize]| [s[0], s[1]];
    let target = (c.as_mut_ptr(), strides(c.strides()));
    // SAFETY: the pointers and strides are those of arrays of the sizes given, just compared; `c` is
    // borrowed mutably, so nothing else meets it.
    unsafe {
        T::gemm(
            [m, k, n],
            alpha,
            (a.as_ptr(), strides(a.strides())),
            (b.as_ptr(), strides(b.strides())),
            beta,
            target,
        );
    }
}

/// `a · x`.
///
/// # Panics
/// If the columns of `a` are not as many as the elements of `x`.
#[inline]
#[track_caller]
pub fn matvec<T: Real>(a: ArrayView2<'_, T>, x: ArrayView1<'_, T>) -> Array1<T> {
    let mut y = Array1::zeros(a.nrows());
    matvec_add(T::one(), a, x, T::zero(), &mut y);
    y
}

/// `y ← alpha · a · x + beta · y`; with `beta` 0, `y` is written whatever it held.
///
/// # Panics
/// If the shapes do not fit.
#[track_caller]
pub fn matvec_add<T: Real>(
    alpha: T,
    a: ArrayView2<'_, T>,
    x: ArrayView1<'_, T>,
    beta: T,
    y: &mut ArrayRef<T, Ix1>,
) {
    let (n, m) = a.dim();
    assert!(
        m == x.len(),
        "matmul: columns of a ({m}) ≠ rows of b ({})",
        x.len()
    );
    assert!(
        n == y.len(),
        "matmul: result of length {}, expected {n}",
        y.len()
    );
    if beta == T::zero() {
        y.fill(T::zero());
    } else if beta != T::one() {
        y.map_inplace(|value| *value *= beta);
    }
    let stride = |axis| a.stride_of(Axis(axis)).unsigned_abs();
    if stride(1) <= stride(0) {
        add_rows(alpha, a, x.as_standard_layout().view(), y);
    } else {
        add_columns(alpha, a, x, y);
    }
}

/// `y ← alpha · a · x + y` as dot products of rows, four at a time so that `x` is read once for them.
fn add_rows<T: Real>(
    alpha: T,
    a: ArrayView2<'_, T>,
    x: ArrayView1<'_, T>,
    y: &mut ArrayRef<T, Ix1>,
) {
    let (n, m) = a.dim();
    let (row, x) = (|i| lane(&a, 1, [i, 0]), lane(&x, 0, [0]));
    let fours = n - n % 4;
    for i in (0..fours).step_by(4) {
        let rows = (row(i), row(i + 1), row(i + 2), row(i + 3), x);
        let sums = sweep(m, (), rows, |(), (p, q, r, s, v)| {
            [p * v, q * v, r * v, s * v]
        });
        for (k, sum) in sums.into_iter().enumerate() {
            y[i + k] += alpha * sum;
        }
    }
    for i in fours..n {
        let [sum] = sweep(m, (), (row(i), x), |(), (p, v)| [p * v]);
        y[i] += alpha * sum;
    }
}

/// `y ← alpha · a · x + y` as a sum of multiples of columns, four at a time so that `y` is read once for
/// them.
fn add_columns<T: Real>(
    alpha: T,
    a: ArrayView2<'_, T>,
    x: ArrayView1<'_, T>,
    y: &mut ArrayRef<T, Ix1>,
) {
    let (n, m) = a.dim();
    let column = |j| lane(&a, 0, [0, j]);
    let fours = m - m % 4;
    for j in (0..fours).step_by(4) {
        let [t, u, v, w] = from_fn(|k| alpha * x[j + k]);
        let columns = (column(j), column(j + 1), column(j + 2), column(j + 3));
        let [] = sweep(
            n,
            (lane_mut(y, 0, [0]),),
            columns,
            move |(o,), (p, q, r, s)| {
                *o += (t * p + u * q) + (v * r + w * s);
                []
            },
        );
    }
    for j in fours..m {
        let t = alpha * x[j];
        let [] = sweep(
            n,
            (lane_mut(y, 0, [0]),),
            (column(j),),
            move |(o,), (p,)| {
                *o += t * p;
                []
            },
        );
    }
}

/// Σ xᵢ yᵢ.
///
/// # Panics
/// If the lengths differ.
#[inline]
#[track_caller]
pub fn dot<T: Real>(x: ArrayView1<'_, T>, y: ArrayView1<'_, T>) -> T {
    let (n, m) = (x.len(), y.len());
    assert!(n == m, "dot: length of x ({n}) ≠ length of y ({m})");
    let [s] = sweep(n, (), (lane(&x, 0, [0]), lane(&y, 0, [0])), |(), (p, q)| {
        [p * q]
    });
    s
}

/// `x yᵀ`.
#[inline]
pub fn outer<T: Real>(x: ArrayView1<'_, T>, y: ArrayView1<'_, T>) -> Array2<T> {
    let mut c = Array2::zeros((x.len(), y.len()));
    for (mut row, &s) in c.rows_mut().into_iter().zip(x) {
        row.zip_mut_with(&y, |value, &t| *value = s * t);
    }
    c
}

/// The Kronecker product: block (i, j) is `a[i, j] · b`.
#[inline]
pub fn kron<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    ndarray::linalg::kron(&a, &b)
}
