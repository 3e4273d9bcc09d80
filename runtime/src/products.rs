//! Products of matrices and vectors, for every memory layout.
//!
//! Large matrix products go to `matrixmultiply`, small ones to `small`; a matrix by a vector to `vector`.
//! Results are written into memory that nothing has cleared before.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use crate::real::Real;
use crate::sweep::{lane, sweep};
use ndarray::{Array1, Array2, ArrayRef, ArrayView1, ArrayView2, Axis, Ix1, Ix2};
use vector::Line;

mod small;
mod vector;

/// A matrix in memory: where it starts, and the distances to the next row and to the next column.
#[derive(Clone, Copy)]
struct Strided<P> {
    first: P,
    strides: [isize; 2],
}

/// `a · b`, `m × n` in row-major order.
///
/// # Panics
/// If the columns of `a` are not as many as the rows of `b`.
#[inline]
#[track_caller]
pub fn matmul<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    let size = fit(&a, &b);
    let mut c = Array2::uninit((size[0], size[2]));
    let target = Strided {
        first: c.as_mut_ptr().cast::<T>(),
        strides: strides(c.strides()),
    };
    // SAFETY: the pointer and strides are those of a new array of the size found; with beta 0 it is
    // written, not read, and wholly.
    unsafe {
        gemm(size, [T::one(), T::zero()], &a, &b, target);
        c.assume_init()
    }
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
    let [m, k, n] = fit(&a, &b);
    assert!(
        c.dim() == (m, n),
        "matmul: result of shape {:?}, expected {:?}",
        c.dim(),
        (m, n)
    );
    let target = Strided {
        first: c.as_mut_ptr(),
        strides: strides(c.strides()),
    };
    // SAFETY: the pointer and strides are those of an array of the size just compared; it is borrowed
    // mutably, so nothing else meets it.
    unsafe { gemm([m, k, n], [alpha, beta], &a, &b, target) }
}

/// `[m, k, n]`.
#[track_caller]
fn fit<T>(a: &ArrayView2<'_, T>, b: &ArrayView2<'_, T>) -> [usize; 3] {
    let ((m, k), (rows, n)) = (a.dim(), b.dim());
    assert!(k == rows, "matmul: columns of a ({k}) ≠ rows of b ({rows})");
    [m, k, n]
}

/// # Safety
/// `c` addresses `m × n` elements that are valid for writes, aliased by nothing else, and initialised where
/// `beta` is not 0; `a` is of `m × k`, `b` of `k × n`.
unsafe fn gemm<T: Real>(
    [m, k, n]: [usize; 3],
    [alpha, beta]: [T; 2],
    a: &ArrayView2<'_, T>,
    b: &ArrayView2<'_, T>,
    c: Strided<*mut T>,
) {
    if m == 0 || n == 0 {
        return;
    }
    let (a, b) = (Strided::of(a), Strided::of(b));
    // SAFETY: the caller's promise; the factors are arrays of the sizes given.
    unsafe {
        if small::fits([m, k, n]) {
            small::product([m, k, n], [alpha, beta], a, b, c);
        } else {
            let pair = |a: Strided<_>| (a.first, a.strides);
            let c = (c.first, c.strides);
            T::gemm([m, k, n], alpha, pair(a), pair(b), beta, c);
        }
    }
}

/// `a · x`.
///
/// # Panics
/// If the columns of `a` are not as many as the elements of `x`.
#[inline]
#[track_caller]
pub fn matvec<T: Real>(a: ArrayView2<'_, T>, x: ArrayView1<'_, T>) -> Array1<T> {
    let mut y = Array1::uninit(a.nrows());
    let target = Line {
        first: y.as_mut_ptr().cast::<T>(),
        stride: 1,
    };
    // SAFETY: the pointer is to a new array of the length of `a`'s rows; with beta 0 it is written, not
    // read, and wholly.
    unsafe {
        gemv([T::one(), T::zero()], &a, x, target);
        y.assume_init()
    }
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
    let n = a.nrows();
    assert!(
        n == y.len(),
        "matmul: result of length {}, expected {n}",
        y.len()
    );
    let target = Line {
        first: y.as_mut_ptr(),
        stride: y.stride_of(Axis(0)),
    };
    // SAFETY: the pointer and stride are those of an array of the length just compared; it is borrowed
    // mutably, so nothing else meets it.
    unsafe { gemv([alpha, beta], &a, x, target) }
}

/// # Panics
/// If the columns of `a` are not as many as the elements of `x`.
///
/// # Safety
/// `y` addresses as many elements as `a` has rows; they are valid for writes, aliased by nothing else, and
/// initialised where `beta` is not 0.
#[track_caller]
unsafe fn gemv<T: Real>(
    scale: [T; 2],
    a: &ArrayView2<'_, T>,
    x: ArrayView1<'_, T>,
    y: Line<*mut T>,
) {
    let (n, m) = a.dim();
    assert!(
        m == x.len(),
        "matmul: columns of a ({m}) ≠ rows of b ({})",
        x.len()
    );
    let a = Strided::of(a);
    // Every row meets all of `x`, whose elements then had better lie side by side.
    let x = if vector::by_rows(a.strides) {
        x.as_standard_layout()
    } else {
        x.view().into()
    };
    let line = Line {
        first: x.as_ptr(),
        stride: x.stride_of(Axis(0)),
    };
    // SAFETY: the caller's promise; `a` and `x` are arrays of the sizes given.
    unsafe { vector::product([n, m], scale, a, line, y) }
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
    let mut c = Array2::uninit((x.len(), y.len()));
    for (mut row, &s) in c.rows_mut().into_iter().zip(x) {
        row.zip_mut_with(&y, |value, &t| _ = value.write(s * t));
    }
    // SAFETY: as many rows as elements of x, each of y's length: all are written.
    unsafe { c.assume_init() }
}

/// The Kronecker product: block (i, j) is `a[i, j] · b`.
#[inline]
pub fn kron<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    let shape = [a.nrows() * b.nrows(), a.ncols() * b.ncols()];
    if shape.contains(&0) {
        // ndarray's panics here: it cuts the result into blocks of no elements.
        return Array2::zeros(shape);
    }
    ndarray::linalg::kron(&a, &b)
}

fn strides(strides: &[isize]) -> [isize; 2] {
    [strides[0], strides[1]]
}

impl<T> Strided<*const T> {
    #[inline]
    fn of(a: &ArrayView2<'_, T>) -> Self {
        Self {
            first: a.as_ptr(),
            strides: strides(a.strides()),
        }
    }

    /// # Safety
    /// There is a row `i`.
    #[inline]
    unsafe fn row(self, i: usize) -> Line<*const T> {
        Line {
            // SAFETY: the position exists.
            first: unsafe { self.at(i, 0).first },
            stride: self.strides[1],
        }
    }

    /// # Safety
    /// There is a column `j`.
    #[inline]
    unsafe fn column(self, j: usize) -> Line<*const T> {
        Line {
            // SAFETY: the position exists.
            first: unsafe { self.at(0, j).first },
            stride: self.strides[0],
        }
    }
}

/// The part that starts at a position.
macro_rules! positions {
    ($($pointer:ty),*) => {$(
        impl<T> Strided<$pointer> {
            /// # Safety
            /// The position exists.
            #[inline]
            unsafe fn at(self, i: usize, j: usize) -> Self {
                let [row, column] = self.strides;
                // SAFETY: the caller's promise.
                let first = unsafe {
                    self.first
                        .offset(i.cast_signed() * row + j.cast_signed() * column)
                };
                Self { first, ..self }
            }
        }
    )*};
}

positions!(*const T, *mut T);
