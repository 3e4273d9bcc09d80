//! exp, exp_m1, ln, ln_1p, tanh and its derivative of an `f64` without branches, so that a loop over them vectorises.
//!
//! Arguments are reduced by powers of two, the rest is a polynomial: Chebyshev interpolants, computed to 40
//! digits, whose own error is below 1e-18. Errors stay within 1 unit in the last place for exp and ln, 2 for
//! the others. Only additions, products and comparisons: the same bits on every machine.

#![allow(
    clippy::excessive_precision,
    clippy::float_cmp,
    reason = "coefficients stand as they were computed"
)]
#![allow(
    clippy::inline_always,
    reason = "a call would keep a loop from vectorising"
)]

/// 1.5 · 2⁵²: adding it rounds to an integer, which the low bits then hold.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts; the first times an exponent is exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// (eʳ − 1 − r − r²/2) / r³ for |r| ≤ ½ ln 2, highest power first.
const EXP: [f64; 10] = [
    2.091_192_320_685_758_7e-9,
    2.510_134_692_835_034_e-8,
    2.755_728_151_175_639_2e-7,
    2.755_726_641_861_230_4e-6,
    2.480_158_731_809_206_5e-5,
    1.984_126_986_438_051_3e-4,
    1.388_888_888_888_636_1e-3,
    8.333_333_333_329_793e-3,
    4.166_666_666_666_666_7e-2,
    0.166_666_666_666_666_67,
];

/// (ln((1 + s)/(1 − s))/s − 2) / s² as a polynomial in s², highest power first.
const LN: [f64; 7] = [
    0.146_300_313_641_228_6,
    0.153_306_173_067_433_05,
    0.181_829_225_135_159_42,
    0.222_222_106_742_385_15,
    0.285_714_286_288_109_96,
    0.399_999_999_998_932_2,
    0.666_666_666_666_667,
];

/// Coefficients from the highest power down, at least two.
#[inline(always)]
pub(super) fn polynomial<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    // Every other power: two chains of half the length.
    let square = x * x;
    let (mut ahead, mut behind) = (coefficients[0], coefficients[1]);
    for pair in coefficients[2..].chunks_exact(2) {
        ahead = ahead * square + pair[0];
        behind = behind * square + pair[1];
    }
    if N.is_multiple_of(2) {
        ahead * x + behind
    } else {
        (ahead * x + behind) * x + coefficients[N - 1]
    }
}

/// 2ᵏ for `k` given as `k + ROUND`, −1023 < k < 1024.
#[inline(always)]
fn power_of_two(rounded: f64) -> f64 {
    f64::from_bits((rounded.to_bits() << 52).wrapping_add(1023 << 52))
}

/// k and eʳ − 1, with x = k ln 2 + r; k is rounded to an integer.
#[inline(always)]
fn reduce(x: f64) -> (f64, f64) {
    let k = (x * std::f64::consts::LOG2_E + ROUND) - ROUND;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let square = r * r;
    (k, r + square * (0.5 + r * polynomial(EXP, r)))
}

#[inline(always)]
pub(super) fn below(x: f64, bound: f64) -> f64 {
    if x > bound { bound } else { x }
}

#[inline(always)]
fn above(x: f64, bound: f64) -> f64 {
    if x < bound { bound } else { x }
}

#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // Beyond these bounds the result is ∞ or 0; within, 2ᵏ may still be either, hence in two factors.
    let (k, rest) = reduce(above(below(x, 710.0), -746.0));
    let half = k * 0.5 + ROUND;
    let other = (k - (half - ROUND)) + ROUND;
    (1.0 + rest) * power_of_two(half) * power_of_two(other)
}

#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    // Half of the result, as 2ᵏ itself may overflow; below −60 the result is −1.
    let (k, rest) = reduce(above(below(x, 710.0), -60.0));
    let half = power_of_two((k - 1.0) + ROUND);
    let result = 2.0 * (half * rest + (half - 0.5));
    // −0, and what is too small to be scaled.
    if x.abs() < 1e-300 { x } else { result }
}

/// Twice the largest magnitude at which tanh′ is a normal number; e to that power is finite.
const TANH_END: f64 = 709.0;

#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    let e = exp_m1(below(2.0 * x.abs(), TANH_END));
    (e / (e + 2.0)).copysign(x)
}

/// 1 − tanh² x = 4 e²ˣ / (e²ˣ + 1)², which loses nothing; its exponential is that of [`tanh`], so that a
/// loop over both computes one. 0 where it would be subnormal.
#[inline(always)]
pub fn tanh_dx(x: f64) -> f64 {
    let e = exp_m1(below(2.0 * x.abs(), TANH_END));
    let result = (e + 1.0) / (e + 2.0) * (4.0 / (e + 2.0));
    // Asked of e: two selections by one condition would become a branch.
    if e > 8.2e307 { 0.0 } else { result }
}

#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let result = ln_of_positive(x);
    let result = if x == f64::INFINITY { x } else { result };
    let result = if x == 0.0 { f64::NEG_INFINITY } else { result };
    if x >= 0.0 { result } else { f64::NAN }
}

#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    // What rounding took from the sum, to first order.
    let lost = if x < 1.0 {
        x - (sum - 1.0)
    } else {
        1.0 - (sum - x)
    };
    let result = ln_of_positive(sum) + lost / sum;
    let result = if x == f64::INFINITY { x } else { result };
    let result = if x == -1.0 { f64::NEG_INFINITY } else { result };
    let result = if x.abs() < 1e-300 { x } else { result };
    if x >= -1.0 { result } else { f64::NAN }
}

/// ln of a positive finite number: x = 2ᵏ m with m between √½ and √2, s = (m − 1)/(m + 1).
#[inline(always)]
fn ln_of_positive(x: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const TWO_54: f64 = 18_014_398_509_481_984.0;
    let tiny = x < f64::MIN_POSITIVE;
    let scaled = if tiny { x * TWO_54 } else { x };
    let shift = if tiny { 54.0 } else { 0.0 };
    // The exponent plus 1024, so that no arithmetic shift is needed.
    let exponent = scaled
        .to_bits()
        .wrapping_sub(SQRT_HALF)
        .wrapping_add(1024 << 52)
        >> 52;
    let m = f64::from_bits(
        scaled
            .to_bits()
            .wrapping_sub(exponent << 52)
            .wrapping_add(1024 << 52),
    );
    let k = (f64::from_bits(ROUND.to_bits() + exponent) - ROUND) - (1024.0 + shift);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let tail = s * (half_square + z * polynomial(LN, z)) + k * LN_2_LOW;
    k * LN_2_HIGH - ((half_square - tail) - f)
}

/// ln(x/(1 − x)): about ½, where it vanishes, by the distance from it.
#[inline(always)]
pub fn logit(x: f64) -> f64 {
    let rest = 1.0 - x;
    let middle = (x - 0.5).abs() < 0.25;
    let (near, far) = (ln_1p((2.0 * x - 1.0) / rest), ln(x / rest));
    if middle { near } else { far }
}
