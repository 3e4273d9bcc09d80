//! Constants, and what is held constant.

use crate::operand::{Operand, Owned, Rank};
use crate::real::Real;
use ndarray::{Array, Array2, IntoDimension};

/// The identity matrix, `n × n`.
///
/// ```
/// # use matgrad::prelude::*;
/// assert_eq!(trace(eye::<f64>(3)), 3.0);
/// ```
#[must_use]
pub fn eye<T: Real>(n: usize) -> Array2<T> {
    Array2::eye(n)
}

/// Ones: `ones(n)` is a vector, `ones((p, m))` a matrix of `p` rows.
///
/// The scalar is inferred from where the array goes.
///
/// ```
/// # use matgrad::prelude::*;
/// # use ndarray::{Array1, array};
/// let o: Array1<f64> = ones(2);
/// assert_eq!(matmul(&array![[1.0, 2.0], [3.0, 4.0]], ones(2)), matmul(array![[1.0, 2.0], [3.0, 4.0]], o));
/// ```
pub fn ones<T: Real, S: IntoDimension>(shape: S) -> Array<T, S::Dim> {
    Array::ones(shape.into_dimension())
}

/// Zeros: `zeros(n)` is a vector, `zeros((p, m))` a matrix of `p` rows.
pub fn zeros<T: Real, S: IntoDimension>(shape: S) -> Array<T, S::Dim> {
    Array::zeros(shape.into_dimension())
}

/// `x` itself, owned; `#[grad]` takes it for a constant.
pub fn stop_gradient<X: Operand>(x: X) -> Owned<X> {
    X::Dim::map(x.read(), |x| x)
}
