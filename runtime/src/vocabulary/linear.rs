//! Linear algebra: inverses, determinants, systems, factors, spectra.

use crate::linalg::{self, RightSide, assert_square};
use crate::operand::Operand;
#[cfg(feature = "faer")]
use ndarray::Array1;
use ndarray::{Array, Array2, Ix2};

/// The inverse of a square matrix, by LU factorization with partial pivoting.
///
/// `n × n` gives `n × n`. Of a singular matrix (one with a zero pivot) every element is ±∞ or NaN.
/// For A⁻¹B, [`solve`] is faster and more accurate.
///
/// # Panics
/// If the matrix is not square.
///
/// ```
/// # use matgrad::prelude::*;
/// # use ndarray::array;
/// assert_eq!(inv(array![[4.0, 0.0], [0.0, 0.5]]), array![[0.25, 0.0], [0.0, 2.0]]);
/// ```
#[track_caller]
pub fn inv<A: Operand<Dim = Ix2>>(a: A) -> Array2<A::Elem> {
    assert_square("inv", a.read());
    linalg::lu_inverse(&linalg::lu(a.read()))
}

/// The determinant of a square matrix, by LU factorization with partial pivoting.
///
/// 0 of a singular matrix, 1 of the 0 × 0 matrix. Overflows and underflows only if the determinant
/// itself does; [`logdet`] does neither.
///
/// # Panics
/// If the matrix is not square.
#[track_caller]
pub fn det<A: Operand<Dim = Ix2>>(a: A) -> A::Elem {
    assert_square("det", a.read());
    linalg::lu_det(&linalg::lu(a.read()))
}

/// ln |det A| of a square matrix, by LU factorization with partial pivoting; −∞ of a singular matrix.
///
/// # Panics
/// If the matrix is not square.
#[track_caller]
pub fn logdet<A: Operand<Dim = Ix2>>(a: A) -> A::Elem {
    assert_square("logdet", a.read());
    linalg::lu_logdet(&linalg::lu(a.read()))
}

/// A⁻¹ b: x with A x = b, by LU factorization with partial pivoting.
///
/// `n × n` by `n` or `n × m`, of which every column is a right-hand side; gives the shape of `b`. If A
/// is singular every element is ±∞ or NaN.
///
/// # Panics
/// If `a` is not square, or its rows are not as many as those of `b`.
///
/// ```
/// # use matgrad::prelude::*;
/// # use ndarray::array;
/// let a = array![[0.0, 2.0], [4.0, 1.0]];
/// assert_eq!(solve(&a, array![2.0, 9.0]), array![2.0, 1.0]);
/// ```
#[track_caller]
pub fn solve<A, B>(a: A, b: B) -> Array<A::Elem, B::Dim>
where
    A: Operand<Dim = Ix2>,
    B: Operand<Elem = A::Elem, Dim: RightSide>,
{
    let (a, b) = (a.read(), b.read());
    assert_square("solve", a);
    linalg::assert_rows("solve", a, b.shape()[0]);
    linalg::lu_solve(&linalg::lu(a), b)
}

/// A⁻¹ b for a triangular `a`, lower or upper, which is seen from its exact zeros; a diagonal one is both.
///
/// `n × n` by `n` or `n × m`; gives the shape of `b`. A zero on the diagonal gives ±∞ or NaN.
///
/// # Panics
/// If `a` is not square, is not triangular, or its rows are not as many as those of `b`.
#[track_caller]
pub fn solve_triangular<A, B>(a: A, b: B) -> Array<A::Elem, B::Dim>
where
    A: Operand<Dim = Ix2>,
    B: Operand<Elem = A::Elem, Dim: RightSide>,
{
    linalg::solve_triangular(a.read(), b.read())
}

/// The lower triangular L with A = L Lᵀ and a positive diagonal, for a symmetric positive definite A.
///
/// `n × n` gives `n × n`, exactly 0 above the diagonal. Only the lower triangle of A is read. Where A is
/// not positive definite, L is NaN from the first pivot on that is not positive.
///
/// # Panics
/// If the matrix is not square.
#[track_caller]
pub fn cholesky<A: Operand<Dim = Ix2>>(a: A) -> Array2<A::Elem> {
    linalg::cholesky_lower(&linalg::cholesky(a.read()))
}

/// The adjugate of a square matrix, its transposed cofactors: A adj A = det A · I.
///
/// Right for singular matrices too: of rank n − 1 it has rank one, of smaller rank it is zero up to
/// rounding. The 1 × 1 matrix gives 1. By LDU factorization with complete pivoting (Stewart, On the
/// adjugate matrix, 1998).
///
/// # Panics
/// If the matrix is not square.
#[track_caller]
pub fn adjugate<A: Operand<Dim = Ix2>>(a: A) -> Array2<A::Elem> {
    linalg::adjugate(a.read())
}

/// The matrix exponential Σ Aᵏ/k!, by scaling and squaring (Al-Mohy, Higham 2009).
///
/// `n × n` gives `n × n`; all NaN if an element is NaN or infinite.
///
/// # Panics
/// If the matrix is not square.
#[track_caller]
pub fn expm<A: Operand<Dim = Ix2>>(a: A) -> Array2<A::Elem> {
    linalg::expm(a.read())
}

/// Aᵏ, the product of k factors A, by repeated squaring; I for k = 0, (A⁻¹)⁻ᵏ for negative k.
///
/// `n × n` gives `n × n`.
///
/// # Panics
/// If the matrix is not square.
#[track_caller]
pub fn matrix_power<A: Operand<Dim = Ix2>>(a: A, k: i32) -> Array2<A::Elem> {
    linalg::matrix_power(a.read(), k)
}

/// The eigenvalues of a symmetric matrix, ascending. Feature `faer`.
///
/// `n × n` gives `n`. Only the lower triangle is read; all NaN if an element of it is NaN or infinite.
///
/// # Panics
/// If the matrix is not square.
#[cfg(feature = "faer")]
#[track_caller]
pub fn eigvalsh<A: Operand<Dim = Ix2>>(a: A) -> Array1<A::Elem> {
    linalg::eigvalsh(a.read())
}

/// The singular values of a matrix, descending. Feature `faer`.
///
/// `n × m` gives as many as the shorter side; all NaN if an element is NaN or infinite.
#[cfg(feature = "faer")]
pub fn svdvals<A: Operand<Dim = Ix2>>(a: A) -> Array1<A::Elem> {
    linalg::svdvals(a.read())
}

/// The nuclear norm of a matrix, the sum of its singular values. Feature `faer`.
///
/// NaN if an element is NaN or infinite.
#[cfg(feature = "faer")]
pub fn norm_nuclear<A: Operand<Dim = Ix2>>(a: A) -> A::Elem {
    linalg::norm_nuclear(a.read())
}

/// The Moore–Penrose inverse V diag(1/σ) Uᵀ of a matrix of any shape and rank. Feature `faer`.
///
/// `n × m` gives `m × n`. Singular values up to max(n, m) · ε times the largest count as zero. All NaN if
/// an element is NaN or infinite.
#[cfg(feature = "faer")]
pub fn pinv<A: Operand<Dim = Ix2>>(a: A) -> Array2<A::Elem> {
    linalg::pinv(a.read())
}
