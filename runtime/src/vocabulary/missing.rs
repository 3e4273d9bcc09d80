//! What the feature `faer` has, for crates that build without it: names whose use is an error that
//! says which feature is missing.

use crate::operand::Operand;
use ndarray::{Array1, Array2, Ix2};

/// Has no implementation: stands for the feature.
#[diagnostic::on_unimplemented(
    message = "this function needs the feature `faer` of matgrad",
    label = "needs matgrad's feature `faer`",
    note = "add it in Cargo.toml: `matgrad = {{ version = \"…\", features = [\"faer\"] }}`"
)]
pub trait FeatureFaer {
    /// Never called.
    #[doc(hidden)]
    fn missing<T>(&self) -> T;
}

/// The eigenvalues of a symmetric matrix. Needs feature `faer`.
pub fn eigvalsh<A: Operand<Dim = Ix2> + FeatureFaer>(a: A) -> Array1<A::Elem> {
    a.missing()
}

/// The singular values of a matrix. Needs feature `faer`.
pub fn svdvals<A: Operand<Dim = Ix2> + FeatureFaer>(a: A) -> Array1<A::Elem> {
    a.missing()
}

/// The sum of the singular values of a matrix. Needs feature `faer`.
pub fn norm_nuclear<A: Operand<Dim = Ix2> + FeatureFaer>(a: A) -> A::Elem {
    a.missing()
}

/// The pseudoinverse of a matrix. Needs feature `faer`.
pub fn pinv<A: Operand<Dim = Ix2> + FeatureFaer>(a: A) -> Array2<A::Elem> {
    a.missing()
}
