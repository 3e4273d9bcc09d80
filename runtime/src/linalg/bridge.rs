//! What faer does here: decompositions, of views into owned arrays, and large products.
//!
//! Knows faer's types and no one else does. Decompositions want finite elements; `None` is no convergence.

use faer::linalg::matmul::matmul;
use faer::linalg::solvers::{SelfAdjointEigen, Svd};
use faer::traits::RealField;
use faer::{Accum, Mat, MatMut, MatRef, Par, Scale, Side};
use ndarray::{Array1, Array2, ArrayView2};

/// Eigenvalues, ascending, and eigenvectors as columns; of the matrix whose lower triangle is given.
pub(crate) type Eigen<T> = (Array1<T>, Array2<T>);

/// U, the singular values, descending, and V, both with orthonormal columns.
pub(crate) type Singular<T> = (Array2<T>, Array1<T>, Array2<T>);

pub(crate) fn eigenvalues<T: RealField + Copy>(a: ArrayView2<'_, T>) -> Option<Array1<T>> {
    let values = lower(a).self_adjoint_eigenvalues(Side::Lower).ok()?;
    Some(values.into())
}

pub(crate) fn eigen<T: RealField + Copy>(a: ArrayView2<'_, T>) -> Option<Eigen<T>> {
    let eigen = SelfAdjointEigen::new(lower(a).as_ref(), Side::Lower).ok()?;
    let values = eigen.S().column_vector().iter().copied().collect();
    Some((values, owned(eigen.U())))
}

pub(crate) fn singular_values<T: RealField + Copy>(a: ArrayView2<'_, T>) -> Option<Array1<T>> {
    Some(matrix(a).singular_values().ok()?.into())
}

pub(crate) fn singular<T: RealField + Copy>(a: ArrayView2<'_, T>) -> Option<Singular<T>> {
    let svd = Svd::new_thin(matrix(a).as_ref()).ok()?;
    let values = svd.S().column_vector().iter().copied().collect();
    Some((owned(svd.U()), values, owned(svd.V())))
}

/// `c ← alpha · a · b + beta · c`.
///
/// At every size, as there is none where it loses: on an x86-64 with AVX2, of n × n matrices in row-major
/// order, it takes 0.5 of `matrixmultiply`'s time for n = 5 and 10, 0.8 for 32 to 100, 0.85 to 0.9 for 300
/// to 1000. The factorizations stay this crate's for the same reason: with these products LU takes 0.5 to
/// 1.1 of faer's own time for n up to 50 and 0.4 to 0.9 beyond, Cholesky 0.5 to 1.1.
///
/// # Safety
/// As `Kernel::gemm`.
pub(crate) unsafe fn gemm<T: RealField + Copy>(
    [m, k, n]: [usize; 3],
    alpha: T,
    (a, [a_row, a_col]): (*const T, [isize; 2]),
    (b, [b_row, b_col]): (*const T, [isize; 2]),
    beta: T,
    (c, [c_row, c_col]): (*mut T, [isize; 2]),
) {
    // SAFETY: the caller's promise.
    let (a, b, mut c) = unsafe {
        (
            MatRef::from_raw_parts(a, m, k, a_row, a_col),
            MatRef::from_raw_parts(b, k, n, b_row, b_col),
            MatMut::from_raw_parts_mut(c, m, n, c_row, c_col),
        )
    };
    let before = if beta == T::zero_impl() {
        Accum::Replace
    } else {
        if beta != T::one_impl() {
            c *= Scale(beta);
        }
        Accum::Add
    };
    matmul(c, before, a, b, alpha, Par::Seq);
}

fn matrix<T: RealField + Copy>(a: ArrayView2<'_, T>) -> Mat<T> {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[[i, j]])
}

/// The lower triangle, and zeros for what must not be read.
fn lower<T: RealField + Copy>(a: ArrayView2<'_, T>) -> Mat<T> {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| {
        if j <= i { a[[i, j]] } else { T::zero_impl() }
    })
}

fn owned<T: Copy>(a: MatRef<'_, T>) -> Array2<T> {
    Array2::from_shape_fn((a.nrows(), a.ncols()), |(i, j)| a[(i, j)])
}
