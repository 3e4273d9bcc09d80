//! The functions of each element, by the table of `elementwise`, and what is of no form that the table has.

use super::operands::{Joint, Meets, map, zip};
use crate::elementwise::elementwise;
use crate::math;
use crate::operand::{Operand, OperandOf, Owned};

/// A function for each row of the table.
macro_rules! functions {
    (unary { $($unary:tt)* } integer { $($integer:tt)* } binary { $($binary:tt)* }) => {
        functions! { @ unary $($unary)* }
        functions! { @ integer $($integer)* }
        functions! { @ binary $($binary)* }
    };
    (@ unary $($(#[$doc:meta])* $name:ident $kernel:ident $method:ident;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name<X: Operand>(x: X) -> Owned<X> {
            map(&x, math::$name)
        }
    )*};
    (@ integer $($(#[$doc:meta])* $name:ident $kernel:ident $method:ident;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name<X: Operand>(x: X, n: i32) -> Owned<X> {
            map(&x, |x| math::$name(x, n))
        }
    )*};
    (@ binary $($(#[$doc:meta])* $name:ident $kernel:ident $method:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Two arrays of one shape, or a scalar and an array, or two scalars.
        ///
        /// # Panics
        /// If two arrays differ in shape.
        #[inline]
        #[track_caller]
        pub fn $name<X, Y>(x: X, y: Y) -> Joint<X, Y>
        where
            X: Operand<Dim: Meets<Y::Dim>>,
            Y: OperandOf<X::Elem>,
        {
            zip(stringify!($name), &x, &y, math::$name)
        }
    )*};
}

elementwise!(functions);

/// xˢ of each element; NaN for a negative base and a fractional power.
#[inline]
pub fn powf<X: Operand>(x: X, s: X::Elem) -> Owned<X> {
    map(&x, |x| math::powf(x, s))
}

/// `x` of each element where it is inside [lo, hi], the nearer bound where it is not.
///
/// # Panics
/// Unless `lo <= hi`, as `f64::clamp`.
#[inline]
#[track_caller]
pub fn clamp<X: Operand>(x: X, lo: X::Elem, hi: X::Elem) -> Owned<X> {
    assert!(
        lo <= hi,
        "clamp: lower bound {lo} is not below upper bound {hi}"
    );
    map(&x, |x| math::clamp(x, lo, hi))
}
