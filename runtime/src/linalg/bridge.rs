//! faer's decompositions, of views and into owned arrays.
//!
//! Knows faer's types and no one else does. Elements have to be finite; `None` is no convergence.

use faer::linalg::solvers::{SelfAdjointEigen, Svd};
use faer::traits::RealField;
use faer::{Mat, MatRef, Side};
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
