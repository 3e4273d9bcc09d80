//! The scalar functions: one generic function per elementwise name of the vocabulary, and the pieces
//! their derivatives are made of.
//!
//! Each is total: outside its domain it gives what IEEE 754 gives (NaN, ±∞), and NaN propagates. At kinks
//! the derivative pieces take the subgradient of least norm.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]
#![allow(
    clippy::inline_always,
    clippy::needless_bitwise_bool,
    reason = "a call or a branch would keep a loop from vectorising"
)]

use crate::elementwise::elementwise;
use crate::real::Real;
use crate::real::sealed::Kernel;
use num_traits::Float;

mod bessel;
mod conditions;
mod erf;
mod erfc;
mod gamma;
mod transcendental;
mod units;

pub use conditions::*;
pub use units::*;

/// The functions of an `f64` that are this crate's own.
mod own {
    pub use super::bessel::*;
    pub use super::erf::*;
    pub use super::erfc::*;
    pub use super::gamma::*;
    pub use super::transcendental::*;
}

/// Scalar functions of these kernels, as in the table of `elementwise`.
macro_rules! kernels {
    (unary { $($unary:tt)* } integer { $($integer:tt)* } $($rest:tt)*) => {
        kernels! { $($unary)* }
        kernels! { @ n: $($integer)* }
    };
    ($($(#[$doc:meta])* $name:ident $kernel:ident $($method:ident)?;)*) => {
        $(kernels! { $kernel $name })*
    };
    (@ n: $($(#[$doc:meta])* $name:ident $kernel:ident $method:ident;)*) => {
        $(kernels! { $kernel $name n })*
    };
    (float $name:ident) => {
        #[inline(always)]
        pub fn $name<T: Real>(x: T) -> T {
            Float::$name(x)
        }
    };
    (f64 $name:ident $($n:ident)?) => {
        #[inline(always)]
        pub fn $name<T: Real>(x: T $(, $n: i32)?) -> T {
            Kernel::by_f64(x, #[inline(always)] |x| own::$name(x $(, $n)?))
        }
    };
    (generic $name:ident $($n:ident)?) => {};
}

elementwise!(kernels);

kernels! { @ n:
    spherical_bessel f64 function;
}

kernels! {
    exp2 float;
    log2 float;
    log10 float;
    signum float;
    floor float;
    ceil float;
    round float;
    trunc float;
    tanh_dx f64;
    ln_erfc f64;
    ln_half_erfc f64;
    inverse_mills f64;
}

/// xⁿ; x⁻ⁿ as (1/x)ⁿ, since xⁿ overflows where the whole does not vanish yet.
#[inline(always)]
pub fn powi<T: Real>(x: T, n: i32) -> T {
    match n.checked_neg() {
        Some(opposite) if n < 0 => Float::powi(T::one() / x, opposite),
        _ => Float::powi(x, n),
    }
}

#[inline(always)]
pub fn powf<T: Real>(x: T, y: T) -> T {
    Float::powf(x, y)
}

#[inline(always)]
pub fn pow<T: Real>(x: T, y: T) -> T {
    Float::powf(x, y)
}

#[inline(always)]
pub fn atan2<T: Real>(y: T, x: T) -> T {
    Float::atan2(y, x)
}

/// √(x² + y²), without overflow, and without the branches that keep a loop from vectorising.
#[inline(always)]
pub fn hypot<T: Real>(x: T, y: T) -> T {
    let (x, y) = (abs(x), abs(y));
    let (large, small) = if x < y { (y, x) } else { (x, y) };
    let ratio = ratio0(small, large);
    let result = large * (T::one() + ratio * ratio).sqrt();
    let endless = (x == T::infinity()) | (y == T::infinity());
    if endless { T::infinity() } else { result }
}

/// √(x² + c), without the square where c allows.
#[inline(always)]
pub fn root_of_square_plus<T: Real>(x: T, c: T) -> T {
    let negative = c < T::zero();
    let root = hypot(x, (if negative { T::zero() } else { c }).sqrt());
    if negative { (x * x + c).sqrt() } else { root }
}

#[inline(always)]
pub fn square<T: Real>(x: T) -> T {
    x * x
}

/// −1, 0 or 1; 0 at ±0.
#[inline(always)]
pub fn sign<T: Real>(x: T) -> T {
    if x > T::zero() {
        T::one()
    } else if x < T::zero() {
        -T::one()
    } else {
        // ±0 and NaN are their own answers.
        x + T::zero()
    }
}

/// 1 / cosh x, without overflow.
#[inline(always)]
pub fn sech<T: Real>(x: T) -> T {
    let e = exp(-abs(x));
    (e + e) / (T::one() + e * e)
}

/// ln cosh x, without overflow or cancellation: ln(1 + (e^|x| − 1)² / 2e^|x|) near 0, and
/// |x| + ln(1 + (e^−2|x| − 1) / 2) elsewhere.
#[inline(always)]
pub fn ln_cosh<T: Real>(x: T) -> T {
    let a = abs(x);
    let two = T::one() + T::one();
    let near = a < T::one();
    let m = exp_m1(if near { a } else { -(two * a) });
    let (start, rest) = if near {
        (T::zero(), m * m / (two * (T::one() + m)))
    } else {
        (a, m / two)
    };
    start + ln_1p(rest)
}

/// How far x is outside of ±¼ ln MAX, where exponentials, sums of them, and the squares of these that derivatives
/// of quotients have, neither overflow nor underflow.
#[inline(always)]
pub fn excess<T: Real>(x: T) -> T {
    let range = T::lit(0.25) * ln(T::max_value());
    x - maximum(minimum(x, range), -range)
}

/// ln(1 − e⁻ˣ) for x > 0, without cancellation: by whichever of ln(−(e⁻ˣ − 1)) and ln(1 + (−e⁻ˣ)) has the
/// smaller argument to round (Mächler, Accurately computing log(1 − exp(−|a|)), 2012).
#[inline(always)]
pub fn ln_1m_exp<T: Real>(x: T) -> T {
    let ln_2 = T::lit(std::f64::consts::LN_2);
    if x < ln_2 {
        ln(-exp_m1(-x))
    } else {
        ln_1p(-exp(-x))
    }
}

/// 1 / (eˣ − 1), without overflow or cancellation: e⁻ˣ / (1 − e⁻ˣ) above 0.
#[inline(always)]
pub fn recip_exp_m1<T: Real>(x: T) -> T {
    let a = abs(x);
    let numerator = if x > T::zero() { -exp(-a) } else { T::one() };
    numerator / exp_m1(-a)
}

/// ln(eˣ + eʸ), without overflow: max(x, y) + ln(1 + e^−|x − y|).
#[inline(always)]
pub fn logaddexp<T: Real>(x: T, y: T) -> T {
    // Equal infinities are not apart.
    let apart = if x == y { T::zero() } else { abs(x - y) };
    maximum(x, y) + ln_1p(exp(-apart))
}

/// The larger; NaN if either is.
#[inline(always)]
pub fn maximum<T: Real>(x: T, y: T) -> T {
    if x.is_nan() | (x > y) { x } else { y }
}

/// The smaller; NaN if either is.
#[inline(always)]
pub fn minimum<T: Real>(x: T, y: T) -> T {
    if x.is_nan() | (x < y) { x } else { y }
}

/// Rust's `x.max(y)`, which ignores a NaN.
#[inline(always)]
pub fn max<T: Real>(x: T, y: T) -> T {
    Float::max(x, y)
}

/// Rust's `x.min(y)`, which ignores a NaN.
#[inline(always)]
pub fn min<T: Real>(x: T, y: T) -> T {
    Float::min(x, y)
}

/// `x` inside [lo, hi], the nearer bound outside. Where lo > hi the answer is hi: nothing panics.
#[inline(always)]
pub fn clamp<T: Real>(x: T, lo: T, hi: T) -> T {
    let raised = if x < lo { lo } else { x };
    if raised > hi { hi } else { raised }
}

/// The derivative of [`clamp`] by `x`: 1 strictly inside, 0 on the bounds and outside.
#[inline(always)]
pub fn clamp_mask<T: Real>(x: T, lo: T, hi: T) -> T {
    gt(x, lo) * gt(hi, x)
}

/// 1 if x > y, 0 otherwise; NaN if either is.
#[inline(always)]
pub fn gt<T: Real>(x: T, y: T) -> T {
    if x > y {
        T::one()
    } else if x <= y {
        T::zero()
    } else {
        T::nan()
    }
}

/// 1 if x > y, ½ if x = y, 0 otherwise; NaN if either is. The share of `x` in [`maximum`].
#[inline(always)]
pub fn gt_half<T: Real>(x: T, y: T) -> T {
    if x > y {
        T::one()
    } else if x < y {
        T::zero()
    } else if x == y {
        T::lit(0.5)
    } else {
        T::nan()
    }
}

/// 1/x, and 0 at 0.
#[inline(always)]
pub fn recip0<T: Real>(x: T) -> T {
    if x == T::zero() {
        T::zero()
    } else {
        T::one() / x
    }
}

/// ∂/∂x xʸ = y · x^(y − 1); 0 for y = 0, whatever x.
#[inline(always)]
pub fn pow_dx<T: Real>(x: T, y: T) -> T {
    if y == T::zero() {
        T::zero()
    } else {
        y * Float::powf(x, y - T::one())
    }
}

/// ∂/∂y xʸ = xʸ · ln x; 0 for x = 0 and y ≥ 0.
#[inline(always)]
pub fn pow_dy<T: Real>(x: T, y: T) -> T {
    if x == T::zero() && y >= T::zero() {
        T::zero()
    } else {
        Float::powf(x, y) * ln(x)
    }
}

/// x · ln y; 0 for x = 0, whatever y but NaN.
#[inline(always)]
pub fn xlogy<T: Real>(x: T, y: T) -> T {
    zero_or(x, y, x * ln(y))
}

/// x · ln(1 + y); 0 for x = 0, whatever y but NaN.
#[inline(always)]
pub fn xlog1py<T: Real>(x: T, y: T) -> T {
    zero_or(x, y, x * ln_1p(y))
}

/// x · ln x; 0 at 0.
#[inline(always)]
pub fn xlogx<T: Real>(x: T) -> T {
    zero_or(x, x, x * ln(x))
}

/// x / y.
#[inline(always)]
pub fn ratio<T: Real>(x: T, y: T) -> T {
    x / y
}

/// x / y; 0 for x = 0, whatever y but NaN.
#[inline(always)]
pub fn ratio0<T: Real>(x: T, y: T) -> T {
    zero_or(x, y, x / y)
}

/// A sum over `n` numbers that something is divided by: 1 where there is none.
#[inline(always)]
pub fn nonempty<T: Real>(x: T, n: T) -> T {
    if n == T::zero() { T::one() } else { x }
}

/// 0 for x = 0, whatever y but NaN, and `other` for other x; a selection, not a branch.
#[inline(always)]
fn zero_or<T: Real>(x: T, y: T, other: T) -> T {
    let zero = (x == T::zero()) & !y.is_nan();
    if zero { T::zero() } else { other }
}

/// The literal `x`, rounded to nearest.
#[inline(always)]
pub fn lit<T: Real>(x: f64) -> T {
    T::lit(x)
}

/// A size as a scalar.
#[inline(always)]
pub fn size<T: Real>(n: usize) -> T {
    crate::arguments::constant(n)
}

/// x: nothing flows back through it.
#[inline(always)]
pub fn stop_gradient<T: Real>(x: T) -> T {
    x
}
