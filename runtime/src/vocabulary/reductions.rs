//! Sums, products, norms and extremes, of whole arrays and along an axis.

use crate::operand::{Operand, Owned, Rank};
use crate::ops;
use ndarray::{Array1, Axis, Dimension, Ix1, RemoveAxis};

/// The owned value of `X` with one axis fewer.
pub type Reduced<X> =
    <<<X as Operand>::Dim as Dimension>::Smaller as Rank>::Owned<<X as Operand>::Elem>;

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Of an array of any shape; a scalar counts as one element.
        #[inline]
        pub fn $name<X: Operand>(x: X) -> X::Elem {
            ops::$name(x.read())
        }
    )*};
}

plain! {
    /// The sum of all elements.
    sum;
    /// The mean of all elements; NaN if there are none.
    mean;
    /// The product of all elements.
    prod;
    /// Σ |x|, of a matrix too.
    norm1;
    /// √Σx²: the Euclidean norm of a vector, the Frobenius norm of a matrix.
    ///
    /// Exact to rounding wherever the result is representable, also where a square is not.
    norm2;
    /// The largest element; −∞ if there are none, NaN if one is.
    max;
    /// The smallest element; ∞ if there are none, NaN if one is.
    min;
    /// ln Σeˣ over all elements, without overflow; −∞ if there are none.
    logsumexp;
}

macro_rules! along {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// The axis goes: a matrix gives a vector, a vector a scalar.
        ///
        /// # Panics
        /// If there is no such axis.
        #[inline]
        #[track_caller]
        pub fn $name<X>(x: X, axis: Axis) -> Reduced<X>
        where
            X: Operand<Dim: RemoveAxis<Smaller: Rank>>,
        {
            let x = x.read();
            check_axis(stringify!($name), axis, x.ndim());
            ops::$name(x, axis.index())
        }
    )*};
}

along! {
    /// The sums along an axis.
    sum_axis;
    /// The means along an axis.
    mean_axis;
    /// The products along an axis.
    prod_axis;
    /// The largest elements along an axis.
    max_axis;
    /// The smallest elements along an axis.
    min_axis;
    /// ln Σeˣ along an axis, without overflow.
    logsumexp_axis;
}

/// eˣ / Σeˣ over all elements, without overflow; of `x`'s shape.
#[inline]
pub fn softmax<X: Operand>(x: X) -> Owned<X> {
    X::Dim::own(ops::softmax(x.read()))
}

/// eˣ / Σeˣ along an axis, without overflow; of `x`'s shape.
///
/// # Panics
/// If there is no such axis.
#[inline]
#[track_caller]
pub fn softmax_axis<X: Operand<Dim: RemoveAxis<Smaller: Rank>>>(x: X, axis: Axis) -> Owned<X> {
    let x = x.read();
    check_axis("softmax_axis", axis, x.ndim());
    X::Dim::own(ops::softmax_axis(x, axis.index()))
}

/// The cumulative sums of a vector: element j is Σ_{i ≤ j} xᵢ.
#[inline]
pub fn cumsum<X: Operand<Dim = Ix1>>(x: X) -> Array1<X::Elem> {
    ops::cumsum(x.read())
}

#[track_caller]
fn check_axis(name: &str, axis: Axis, ndim: usize) {
    let axis = axis.index();
    assert!(axis < ndim, "{name}: axis {axis} of an array of {ndim}");
}
