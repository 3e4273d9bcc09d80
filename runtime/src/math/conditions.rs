//! Conditions, 1 where they hold and 0 elsewhere, and the choice between two values by one. They are Rust's
//! own: nothing is less than NaN.

use crate::real::Real;

macro_rules! comparisons {
    ($($name:ident $operator:tt)*) => {$(
        #[inline(always)]
        pub fn $name<T: Real>(x: T, y: T) -> T {
            truth(x $operator y)
        }
    )*};
}

comparisons! {
    less <
    at_most <=
    greater >
    at_least >=
    equal ==
    differs !=
}

/// x ∧ y.
#[inline(always)]
pub fn both<T: Real>(x: T, y: T) -> T {
    truth(holds(x) & holds(y))
}

/// x ∨ y.
#[inline(always)]
pub fn either<T: Real>(x: T, y: T) -> T {
    truth(holds(x) | holds(y))
}

/// ¬x.
#[inline(always)]
pub fn not<T: Real>(x: T) -> T {
    truth(!holds(x))
}

#[inline(always)]
pub fn is_nan<T: Real>(x: T) -> T {
    truth(x.is_nan())
}

#[inline(always)]
pub fn is_finite<T: Real>(x: T) -> T {
    truth(x.is_finite())
}

/// `y` where the condition `x` holds, `z` elsewhere: a selection, so that what is not taken does no harm.
#[inline(always)]
pub fn select<T: Real>(x: T, y: T, z: T) -> T {
    if holds(x) { y } else { z }
}

/// Whether a condition holds.
#[inline(always)]
pub fn holds<T: Real>(condition: T) -> bool {
    condition != T::zero()
}

#[inline(always)]
fn truth<T: Real>(holds: bool) -> T {
    if holds { T::one() } else { T::zero() }
}
