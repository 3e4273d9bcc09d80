//! The complement of the error function of an `f64`, its logarithms and their derivative, without branches.
//!
//! Up to 1 from erf, where nothing cancels; beyond it e^(−x²) times a polynomial in 2/(2 + x), all the way to ∞. The
//! polynomial is a Chebyshev interpolant computed to 60 digits, its own error below 1e-17; results are within 8
//! units in the last place.

#![allow(
    clippy::inline_always,
    reason = "a call would keep a loop from vectorising"
)]

use super::erf::erf;
use super::transcendental::{below, exp, ln, ln_1p, polynomial};
use std::f64::consts::FRAC_2_SQRT_PI;

/// erfc(x) e^(x²) (2 + x)/2 for 1 ≤ x in v, where 2/(2 + x) = (v + 1)/3, highest power first.
const FAR: [f64; 24] = [
    -7.237_721_712_929_334e-12,
    9.639_869_594_374_027e-12,
    6.557_059_330_595_104e-11,
    -1.409_687_720_482_177e-10,
    -2.392_732_884_151_767_6e-10,
    1.090_019_650_328_709_8e-9,
    -1.608_582_269_319_734_6e-10,
    -5.925_226_646_702_968e-9,
    9.185_195_387_941_557e-9,
    2.427_633_601_277_679_4e-8,
    -8.942_290_007_758_654e-8,
    -6.350_152_963_042_724e-8,
    7.014_536_555_279_562e-7,
    -1.051_212_658_263_613e-7,
    -5.591_595_364_722_963_5e-6,
    3.171_854_013_179_846_7e-6,
    5.245_858_822_773_983e-5,
    -1.839_463_078_432_096_6e-5,
    -0.000_628_509_087_672_896_5,
    -0.000_706_866_693_396_816_6,
    0.008_316_570_615_371_853,
    0.051_458_943_911_773_455,
    0.171_904_736_835_202_02,
    0.410_998_372_875_184_15,
];

/// erfc(x) e^(x²) for x ≥ 1.
#[inline(always)]
fn scaled(x: f64) -> f64 {
    let t = 2.0 / (2.0 + x);
    t * polynomial(FAR, 3.0 * t - 1.0)
}

/// The arguments for below 1, and for above.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    (below(x, 1.0), if x < 1.0 { 1.0 } else { x })
}

/// e^(−x²) for |x| up to 40, and 0 beyond: the square in two parts, the first of them exact.
#[inline(always)]
fn gauss(x: f64) -> f64 {
    /// Adding and taking away this rounds to multiples of 2⁻²⁰.
    const ROUND: f64 = 1.5 * 4_294_967_296.0;
    let x = below(x.abs(), 40.0);
    let high = (x + ROUND) - ROUND;
    exp(-(high * high)) * exp(-((x - high) * (x + high)))
}

#[inline(always)]
pub fn erfc(x: f64) -> f64 {
    let (near, far) = split(x);
    let (near, far) = (1.0 - erf(near), gauss(far) * scaled(far));
    if x < 1.0 { near } else { far }
}

#[inline(always)]
pub fn ln_erfc(x: f64) -> f64 {
    let (near, far) = split(x);
    let (near, far) = (ln_1p(-erf(near)), ln(scaled(far)) - far * far);
    if x < 1.0 { near } else { far }
}

#[inline(always)]
pub fn ln_half_erfc(x: f64) -> f64 {
    let (near, far) = split(x);
    let half = 0.5 * erfc(near.abs());
    let (below, near) = (ln_1p(-half), ln(half));
    let far = ln(0.5 * scaled(far)) - far * far;
    let near = if x < 0.0 { below } else { near };
    if x < 1.0 { near } else { far }
}

/// 2/√π e^(−x²)/erfc(x).
#[inline(always)]
pub fn inverse_mills(x: f64) -> f64 {
    let (near, far) = split(x);
    let near = FRAC_2_SQRT_PI * gauss(near) / (1.0 - erf(near));
    let far = FRAC_2_SQRT_PI / scaled(far);
    if x < 1.0 { near } else { far }
}
