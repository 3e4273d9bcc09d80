//! The elementwise functions that arrays and scalars have no method for, as methods.

use super::elementwise::{Joint, Meets, map, zip};
use crate::math;
use crate::operand::{Operand, OperandOf, Owned};

/// Methods for the elementwise functions that `ndarray` or the scalar lacks: `x.relu()`, `x.sigmoid()` …
///
/// Of arrays, views, slices and scalars alike. The others (`exp`, `tanh`, …) are methods already.
///
/// ```
/// use matgrad::prelude::*;
/// use ndarray::array;
///
/// assert_eq!(array![-1.0, 2.0].relu(), array![0.0, 2.0]);
/// assert_eq!(3.0_f64.square(), 9.0);
/// ```
pub trait Elementwise: Operand {
    /// −1, 0 or 1 as each element is below, at or above 0. (Rust's `signum` is ±1 at ±0.)
    #[inline]
    fn sign(&self) -> Owned<Self> {
        map(self, math::sign)
    }

    /// max(x, 0) of each element.
    #[inline]
    fn relu(&self) -> Owned<Self> {
        map(self, math::relu)
    }

    /// 1 / (1 + e⁻ˣ) of each element, without overflow.
    #[inline]
    fn sigmoid(&self) -> Owned<Self> {
        map(self, math::sigmoid)
    }

    /// ln(1 + eˣ) of each element, without overflow.
    #[inline]
    fn softplus(&self) -> Owned<Self> {
        map(self, math::softplus)
    }

    /// The error function of each element.
    #[inline]
    fn erf(&self) -> Owned<Self> {
        map(self, math::erf)
    }

    /// x² of each element.
    #[inline]
    fn square(&self) -> Owned<Self> {
        map(self, math::square)
    }

    /// xʸ, element by element, with `y` of the same shape or a scalar.
    ///
    /// # Panics
    /// If two arrays differ in shape.
    #[inline]
    #[track_caller]
    fn pow<Y: OperandOf<Self::Elem>>(&self, y: Y) -> Joint<Self, Y>
    where
        Self::Dim: Meets<Y::Dim>,
    {
        zip("pow", self, &y, math::pow)
    }

    /// The angle of the point (self, x), in (−π, π], element by element.
    ///
    /// # Panics
    /// If two arrays differ in shape.
    #[inline]
    #[track_caller]
    fn atan2<X: OperandOf<Self::Elem>>(&self, x: X) -> Joint<Self, X>
    where
        Self::Dim: Meets<X::Dim>,
    {
        zip("atan2", self, &x, math::atan2)
    }
}

impl<X: Operand + ?Sized> Elementwise for X {}
