//! Rearranging and selecting elements.

use crate::operand::{Operand, Owned, Rank};
use crate::real::Real;
use crate::views;
use ndarray::{Array, Array1, Array2, ArrayView, IntoDimension, Ix0, Ix1, Ix2};

/// The transpose of a matrix; vectors and scalars are their own.
#[inline]
pub fn transpose<X: Operand>(x: X) -> Owned<X> {
    X::Dim::own(x.read().reversed_axes().to_owned())
}

/// The sum of the diagonal of a square matrix; a scalar is its own.
///
/// # Panics
/// If the matrix is not square.
#[inline]
#[track_caller]
pub fn trace<X: Operand<Dim: Traced>>(x: X) -> X::Elem {
    X::Dim::trace(x.read())
}

/// A rank that has a trace.
#[diagnostic::on_unimplemented(
    message = "no trace of this rank",
    label = "expected a square matrix, or a scalar"
)]
pub trait Traced: Rank {
    #[doc(hidden)]
    #[track_caller]
    fn trace<T: Real>(x: ArrayView<'_, T, Self>) -> T;
}

impl Traced for Ix0 {
    #[inline]
    fn trace<T: Real>(x: ArrayView<'_, T, Self>) -> T {
        *x.into_scalar()
    }
}

impl Traced for Ix2 {
    #[inline]
    #[track_caller]
    fn trace<T: Real>(x: ArrayView<'_, T, Self>) -> T {
        let (n, m) = x.dim();
        assert!(n == m, "trace: rows ({n}) ≠ columns ({m})");
        x.diag().sum()
    }
}

/// Of a vector, the diagonal matrix that holds it; of a matrix, its diagonal, a vector of the shorter of
/// its two lengths.
#[inline]
pub fn diag<X: Operand<Dim: Diagonal>>(
    x: X,
) -> <<X::Dim as Diagonal>::Other as Rank>::Owned<X::Elem> {
    <X::Dim as Diagonal>::Other::own(X::Dim::diag(x.read()))
}

/// A rank that is, or has, a diagonal.
#[diagnostic::on_unimplemented(
    message = "no diagonal of this rank",
    label = "expected a vector or a matrix"
)]
pub trait Diagonal: Rank {
    /// Matrix for vector, vector for matrix.
    type Other: Rank;

    #[doc(hidden)]
    fn diag<T: Real>(x: ArrayView<'_, T, Self>) -> Array<T, Self::Other>;
}

impl Diagonal for Ix1 {
    type Other = Ix2;

    #[inline]
    fn diag<T: Real>(x: ArrayView<'_, T, Self>) -> Array2<T> {
        Array2::from_diag(&x)
    }
}

impl Diagonal for Ix2 {
    type Other = Ix1;

    #[inline]
    fn diag<T: Real>(x: ArrayView<'_, T, Self>) -> Array1<T> {
        x.into_diag().to_owned()
    }
}

/// The columns of a matrix one below the other, a vector; `n × m` gives `nm`.
#[inline]
pub fn vec<X: Operand<Dim = Ix2>>(x: X) -> Array1<X::Elem> {
    views::stack_columns(x.read())
}

/// The elements in row-major order in a new shape: `reshape(x, (a, b))` is a matrix of `a` rows,
/// `reshape(x, n)` a vector.
///
/// # Panics
/// If the new shape has not as many elements.
#[inline]
#[track_caller]
pub fn reshape<X: Operand, S: IntoDimension>(x: X, shape: S) -> Array<X::Elem, S::Dim> {
    views::reshape(x.read(), shape)
}

/// The entries of a matrix on and below the diagonal, 0 above.
#[inline]
pub fn tril<X: Operand<Dim = Ix2>>(x: X) -> Array2<X::Elem> {
    views::tril(x.read())
}

/// The entries of a matrix on and above the diagonal, 0 below.
#[inline]
pub fn triu<X: Operand<Dim = Ix2>>(x: X) -> Array2<X::Elem> {
    views::triu(x.read())
}
