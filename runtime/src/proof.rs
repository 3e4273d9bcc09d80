//! Proof by types that a name in the user's function means what the macro took it for.
//!
//! A companion repeats the user's body in closures that are never called, with the function's parameters
//! as their own and [`never`] as first statement. There a vocabulary call `path(args)` reads
//! `same(ours, path)(args)`: function items have types of their own, so another `trace` does not compile.
//! A method call stays as it is, with the traps of one *level* in scope (`use by_value::*;`, one copy of
//! the body per level): if a trait of the user's offers the method at that level, before `ndarray`'s own
//! is reached by dereferencing, the call is ambiguous, an error at the user's call.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use ndarray::{ArrayBase, RawData};

pub use crate::real::Real;
pub use crate::vocabulary::Elementwise;
pub use num_traits::{Float, NumCast, One, Zero};
pub use std::convert::From;

mod methods;

/// `user`, if it is the very function `ours`.
pub fn same<F, G: TheOne<F>>(ours: F, user: G) -> G {
    let _ = ours;
    user
}

/// Functions that are `F`. A bound instead of an equality of types, for the sake of its message.
#[diagnostic::on_unimplemented(
    message = "this is not the function that `#[grad]` takes it for",
    label = "not the function of this name in `matgrad::prelude` or `ndarray`",
    note = "`#[grad]` reads functions by their names: rename this function and bind its value as a constant, \
            `let c: TYPE = …;`, or write out what it computes"
)]
pub trait TheOne<F> {}

impl<F> TheOne<F> for F {}

/// `x`, if its type is `X`.
pub fn is<X>(x: X) -> X {
    x
}

/// `x`, if it is a number or an array of `ndarray`'s.
pub fn known<X: Known>(x: X) -> X {
    x
}

/// Types whose methods `#[grad]` reads.
#[diagnostic::on_unimplemented(
    message = "`#[grad]` reads this as a number or an array, and it is `{Self}`",
    label = "neither a number nor an array of `ndarray`'s"
)]
pub trait Known {}

impl<X: Real> Known for X {}
impl<S: RawData, D> Known for ArrayBase<S, D> {}

macro_rules! known {
    ($($integer:ty)*) => {$(
        impl Known for $integer {}
    )*};
}

known! { usize isize u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 }

/// Never returns. What follows a call is type-checked, but neither borrow-checked nor compiled, so that a
/// trap may take by value what the user's method borrows.
pub fn never() -> ! {
    unreachable!("the body of a proof is never run")
}

/// Traps for methods of `Array2` taken by value; for receivers that are owned arrays, views or scalars.
pub mod by_value {
    pub use super::methods::by_value::{
        Arrays as _, Cloned as _, ElementwiseOfArrays as _, ElementwiseOfScalars as _,
        Matrices as _, Products as _, Slices as _, Wrapped as _,
    };
}

/// Traps for methods of `Array2` taken by reference, and of references by value. Those for `dot`, and for `abs`
/// and `signum` of numbers, are the traits that a user may have in scope as well: one trait is no conflict.
pub mod by_reference {
    pub use super::methods::by_reference::{
        Arrays as _, Matrices as _, Scalars as _, Slices as _, Wrapped as _,
    };
    pub use crate::vocabulary::Elementwise as _;
    pub use ndarray::linalg::Dot as _;
    pub use num_traits::Signed as _;
}

/// The trap for `abs` and `signum` of a type parameter, which is not known to be `Signed`.
pub mod of_parameters {
    pub use super::methods::by_reference::Signs as _;
}

/// Traps for methods of `Array2` taken by mutable reference, which temporaries allow.
pub mod by_mutable {
    pub use super::methods::by_mutable::{
        Arrays as _, Matrices as _, Products as _, Slices as _, Wrapped as _,
    };
}

/// Traps for methods of `&Array2` taken by reference, and of references to references by value.
pub mod by_double_reference {
    pub use super::methods::by_double_reference::{
        Arrays as _, Matrices as _, Products as _, Scalars as _, Signs as _, Slices as _,
        Wrapped as _,
    };
}
