//! The units of neural networks, and what their derivatives are made of.

use super::{abs, exp, exp_m1, gt, ln_1p, minimum, norm_cdf};
use crate::real::Real;

/// The larger of `x` and 0.
#[inline(always)]
pub fn relu<T: Real>(x: T) -> T {
    if x <= T::zero() { T::zero() } else { x }
}

/// The derivative of [`relu`]: 1 above 0, 0 at 0 and below.
#[inline(always)]
pub fn step<T: Real>(x: T) -> T {
    gt(x, T::zero())
}

/// 1 / (1 + e⁻ˣ), without overflow.
#[inline(always)]
pub fn sigmoid<T: Real>(x: T) -> T {
    // e^−|x| ≤ 1, and both branches share it.
    let e = exp(-abs(x));
    let numerator = if x < T::zero() { e } else { T::one() };
    numerator / (T::one() + e)
}

/// σ(x) (1 − σ(x)), the derivative of [`sigmoid`], without cancellation.
#[inline(always)]
pub fn sigmoid_dx<T: Real>(x: T) -> T {
    let e = exp(-abs(x));
    let sum = T::one() + e;
    e / (sum * sum)
}

/// ln(1 + eˣ), without overflow: max(x, 0) + ln(1 + e^−|x|).
#[inline(always)]
pub fn softplus<T: Real>(x: T) -> T {
    relu(x) + ln_1p(exp(-abs(x)))
}

/// −softplus(−x).
#[inline(always)]
pub fn log_sigmoid<T: Real>(x: T) -> T {
    -softplus(-x)
}

/// x σ(x).
#[inline(always)]
pub fn silu<T: Real>(x: T) -> T {
    x * sigmoid(x)
}

/// x Φ(x).
#[inline(always)]
pub fn gelu<T: Real>(x: T) -> T {
    x * norm_cdf(x)
}

/// x from 0 on, s x below.
#[inline(always)]
pub fn leaky_relu<T: Real>(x: T, s: T) -> T {
    if x >= T::zero() { x } else { s * x }
}

/// The derivative of [`leaky_relu`] by x: 1 above 0, s below, and at 0 what of the numbers between is nearest to 0.
#[inline(always)]
pub fn leaky_step<T: Real>(x: T, s: T) -> T {
    if x > T::zero() {
        T::one()
    } else if x < T::zero() {
        s
    } else {
        x + super::clamp(s, T::zero(), T::one())
    }
}

/// x from 0 on, a (eˣ − 1) below.
#[inline(always)]
pub fn elu<T: Real>(x: T, a: T) -> T {
    let below = a * exp_m1(minimum(x, T::zero()));
    if x >= T::zero() { x } else { below }
}
