//! The error function of an `f64`, without branches.
//!
//! Up to 1 an odd polynomial, beyond it 1 − e^(−x²) times a polynomial in 2/(2 + x). The polynomials are
//! Chebyshev interpolants computed to 40 digits, their own error below 1e-17; results are within 2 units
//! in the last place.

#![allow(
    clippy::inline_always,
    reason = "a call would keep a loop from vectorising"
)]

use super::transcendental::{below, exp, polynomial};

/// erf(x)/x − 1 in x² for |x| ≤ 1, highest power first.
const NEAR: [f64; 13] = [
    5.957_176_147_748_911e-11,
    -1.137_284_885_679_167_4e-9,
    1.465_977_527_404_743_6e-8,
    -1.635_031_270_105_469_5e-7,
    1.646_100_048_412_136_8e-6,
    -1.492_559_526_683_118_2e-5,
    0.000_120_553_311_116_427_1,
    -0.000_854_832_698_083_379,
    0.005_223_977_624_818_014_5,
    -0.026_866_170_645_076_792,
    0.112_837_916_709_548_79,
    -0.376_126_389_031_837_5,
    0.128_379_167_095_512_6,
];

/// erfc(x) e^(x²) for 1 ≤ x ≤ 6 in u, where 2/(2 + x) = (5u + 11)/24, highest power first.
const FAR: [f64; 16] = [
    4.413_385_032_946_698_3e-13,
    1.838_675_340_599_342_2e-11,
    -7.455_104_496_206_31e-11,
    -2.626_041_744_982_426_7e-10,
    2.624_803_073_179_173_2e-9,
    -5.937_642_934_649_013e-10,
    -7.005_356_150_432_76e-8,
    1.635_017_933_188_847_6e-7,
    1.979_561_911_794_837_6e-6,
    -7.340_518_554_528_136_5e-6,
    -8.079_220_427_446_309e-5,
    0.000_197_139_177_805_045_28,
    0.005_588_816_281_840_148,
    0.038_560_570_425_178_75,
    0.161_893_568_041_024_98,
    0.221_429_540_229_931_83,
];

#[inline(always)]
pub fn erf(x: f64) -> f64 {
    let magnitude = below(x.abs(), 6.0);
    let square = magnitude * magnitude;
    let near = x + x * polynomial(NEAR, square);
    let u = 48.0 / (5.0 * (2.0 + magnitude)) - 2.2;
    let far = 1.0 - exp(-square) * polynomial(FAR, u);
    if magnitude < 1.0 {
        near
    } else {
        far.copysign(x)
    }
}
