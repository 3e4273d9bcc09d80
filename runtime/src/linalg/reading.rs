//! Factorizations as emitted code asks for them: one kind of function for all that solve.

#![allow(
    clippy::wildcard_imports,
    reason = "a list of names that is kept in one place"
)]

use super::{Cholesky, Lu, RightSide};
use crate::real::Real;
use ndarray::{Array, Array2, ArrayView, ArrayView2};

/// A matrix factored so that systems can be solved.
pub trait Solving<T: Real> {
    /// A⁻¹.
    fn inverse(&self) -> Array2<T>;
    /// det A.
    fn determinant(&self) -> T;
    /// ln |det A|.
    fn log_determinant(&self) -> T;
    /// A⁻¹ B.
    fn solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D>;
    /// A⁻ᵀ B.
    fn transposed_solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D>;
}

impl<T: Real> Solving<T> for Lu<T> {
    fn inverse(&self) -> Array2<T> {
        super::lu_inverse(self)
    }

    fn determinant(&self) -> T {
        super::lu_det(self)
    }

    fn log_determinant(&self) -> T {
        super::lu_logdet(self)
    }

    fn solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
        super::lu_solve(self, b)
    }

    fn transposed_solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
        super::lu_solve_transposed(self, b)
    }
}

impl<T: Real> Solving<T> for Cholesky<T> {
    fn inverse(&self) -> Array2<T> {
        super::cholesky_inverse(self)
    }

    fn determinant(&self) -> T {
        super::cholesky_det(self)
    }

    fn log_determinant(&self) -> T {
        super::cholesky_logdet(self)
    }

    fn solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
        super::cholesky_solve(self, b)
    }

    fn transposed_solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
        super::cholesky_solve(self, b)
    }
}

/// A symmetric matrix: Cholesky's factor if it is positive definite, LU otherwise.
#[derive(Clone, Debug)]
pub enum Symmetric<T> {
    /// Positive definite.
    Definite(Cholesky<T>),
    /// Not.
    Indefinite(Lu<T>),
}

impl<T: Real> Solving<T> for Symmetric<T> {
    fn inverse(&self) -> Array2<T> {
        match self {
            Self::Definite(factor) => factor.inverse(),
            Self::Indefinite(factor) => factor.inverse(),
        }
    }

    fn determinant(&self) -> T {
        match self {
            Self::Definite(factor) => factor.determinant(),
            Self::Indefinite(factor) => factor.determinant(),
        }
    }

    fn log_determinant(&self) -> T {
        match self {
            Self::Definite(factor) => factor.log_determinant(),
            Self::Indefinite(factor) => factor.log_determinant(),
        }
    }

    fn solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
        match self {
            Self::Definite(factor) => factor.solution(b),
            Self::Indefinite(factor) => factor.solution(b),
        }
    }

    fn transposed_solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
        self.solution(b)
    }
}

/// A lower triangular matrix, which is its own factor; only its triangle is read.
#[derive(Clone, Copy, Debug)]
pub struct Lower<'a, T>(ArrayView2<'a, T>);

/// An upper triangular matrix, which is its own factor; only its triangle is read.
#[derive(Clone, Copy, Debug)]
pub struct Upper<'a, T>(ArrayView2<'a, T>);

macro_rules! triangles {
    ($($name:ident $inverse:ident $solve:ident $transposed:ident;)*) => {$(
        impl<T: Real> Solving<T> for $name<'_, T> {
            fn inverse(&self) -> Array2<T> {
                super::$inverse(self.0)
            }

            fn determinant(&self) -> T {
                super::product::product(self.0.diag().iter().copied())
            }

            fn log_determinant(&self) -> T {
                self.0.diag().fold(T::zero(), |sum, x| sum + x.abs().ln())
            }

            fn solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
                super::$solve(self.0, b)
            }

            fn transposed_solution<D: RightSide>(&self, b: ArrayView<'_, T, D>) -> Array<T, D> {
                super::$transposed(self.0.reversed_axes(), b)
            }
        }
    )*};
}

triangles! {
    Lower inverse_lower solve_lower solve_upper;
    Upper inverse_upper solve_upper solve_lower;
}

/// Factorizations, by the names that plans give them.
pub mod factorize {
    pub use super::super::{cholesky, lu};
    use super::{ArrayView2, Lower, Real, Symmetric, Upper};

    #[track_caller]
    pub fn symmetric<T: Real>(a: ArrayView2<'_, T>) -> Symmetric<T> {
        let factor = cholesky(a);
        if super::super::cholesky_logdet(&factor).is_nan() {
            Symmetric::Indefinite(lu(a))
        } else {
            Symmetric::Definite(factor)
        }
    }

    pub fn lower<T>(a: ArrayView2<'_, T>) -> Lower<'_, T> {
        Lower(a)
    }

    pub fn upper<T>(a: ArrayView2<'_, T>) -> Upper<'_, T> {
        Upper(a)
    }

    #[cfg(feature = "faer")]
    pub use super::super::spectra::{eigh as eigen, svd as singular};
}

/// What is read off a factorization, by the names of the rule table.
pub mod factor {
    use super::{Array, Array2, ArrayView, Cholesky, Real, RightSide, Solving};

    pub fn inv<T: Real>(factor: &impl Solving<T>) -> Array2<T> {
        factor.inverse()
    }

    pub fn det<T: Real>(factor: &impl Solving<T>) -> T {
        factor.determinant()
    }

    pub fn logdet<T: Real>(factor: &impl Solving<T>) -> T {
        factor.log_determinant()
    }

    pub fn cholesky<T: Real>(factor: &Cholesky<T>) -> Array2<T> {
        super::super::cholesky_lower(factor)
    }

    pub fn solve<T: Real, D: RightSide>(
        factor: &impl Solving<T>,
        b: ArrayView<'_, T, D>,
    ) -> Array<T, D> {
        factor.solution(b)
    }

    pub fn solve_transposed<T: Real, D: RightSide>(
        factor: &impl Solving<T>,
        b: ArrayView<'_, T, D>,
    ) -> Array<T, D> {
        factor.transposed_solution(b)
    }

    #[cfg(feature = "faer")]
    pub use super::spectral::*;
}

/// What is read off eigenvalues and singular values.
#[cfg(feature = "faer")]
mod spectral {
    use super::{Array2, Real};
    use ndarray::Array1;

    /// Values, and vectors as columns.
    type Eigen<T> = (Array1<T>, Array2<T>);
    /// U, the values, Vᵀ.
    type Singular<T> = (Array2<T>, Array1<T>, Array2<T>);

    pub fn eigvalsh<T: Real>(factor: &Eigen<T>) -> Array1<T> {
        factor.0.clone()
    }

    pub fn eigenvectors<T: Real>(factor: &Eigen<T>) -> Array2<T> {
        factor.1.clone()
    }

    pub fn singular_values<T: Real>(factor: &Singular<T>) -> Array1<T> {
        factor.1.clone()
    }

    pub fn left_vectors<T: Real>(factor: &Singular<T>) -> Array2<T> {
        factor.0.clone()
    }

    pub fn right_vectors<T: Real>(factor: &Singular<T>) -> Array2<T> {
        factor.2.t().to_owned()
    }

    pub fn norm_nuclear<T: Real>(factor: &Singular<T>) -> T {
        factor.1.sum()
    }
}
