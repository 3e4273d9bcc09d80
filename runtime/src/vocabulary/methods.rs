//! The elementwise functions that arrays and scalars have no method for, as methods.

use super::operands::{Joint, Meets, map, zip};
use crate::elementwise::elementwise;
use crate::math;
use crate::operand::{Operand, OperandOf, Owned};

/// The rows of the table with a method.
macro_rules! methods {
    (unary { $($unary:tt)* } integer { $($integer:tt)* } binary { $($binary:tt)* }) => {
        methods! { @ unary $($unary)* }
        methods! { @ integer $($integer)* }
        methods! { @ binary $($binary)* }
    };
    (@ $form:ident $($(#[$doc:meta])* $name:ident $kernel:ident $method:ident;)*) => {
        $(methods! { $method $form $(#[$doc])* $name })*
    };
    (method unary $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[inline]
        fn $name(&self) -> Owned<Self> {
            map(self, math::$name)
        }
    };
    (method integer $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[inline]
        fn $name(&self, n: i32) -> Owned<Self> {
            map(self, |x| math::$name(x, n))
        }
    };
    (method binary $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// The receiver is the first argument; the second has its shape, or either is a scalar.
        ///
        /// # Panics
        /// If two arrays differ in shape.
        #[inline]
        #[track_caller]
        fn $name<Y: OperandOf<Self::Elem>>(&self, y: Y) -> Joint<Self, Y>
        where
            Self::Dim: Meets<Y::Dim>,
        {
            zip(stringify!($name), self, &y, math::$name)
        }
    };
    (inherent $($row:tt)*) => {};
    (function $($row:tt)*) => {};
}

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
    elementwise!(methods);
}

impl<X: Operand + ?Sized> Elementwise for X {}
