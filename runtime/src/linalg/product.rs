//! Products of many factors, which may leave the range of a scalar on the way: mantissa and exponent are
//! kept apart, so that only a result that is not representable overflows or underflows.

use crate::arguments::constant;
use crate::math;
use crate::real::Real;

/// A mantissa of magnitude 1 to 2, or 0, ±∞, NaN; times a power of 2.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scaled {
    pub(super) mantissa: f64,
    pub(super) exponent: i64,
}

const EXPONENT_BITS: u64 = 0x7ff << 52;
const BIAS: i64 = 1023;

impl Scaled {
    pub(super) const ONE: Self = Self {
        mantissa: 1.0,
        exponent: 0,
    };

    pub(super) fn new(x: f64) -> Self {
        if x == 0.0 || !x.is_finite() {
            return Self {
                mantissa: x,
                exponent: 0,
            };
        }
        // Subnormal numbers have no mantissa to cut out until they are made normal.
        let (x, shift) = if x.abs() < f64::MIN_POSITIVE {
            (x * 2_f64.powi(54), -54)
        } else {
            (x, 0)
        };
        let bits = x.to_bits();
        let exponent = ((bits & EXPONENT_BITS) >> 52).cast_signed() - BIAS + shift;
        Self {
            mantissa: f64::from_bits(bits & !EXPONENT_BITS | BIAS.cast_unsigned() << 52),
            exponent,
        }
    }

    pub(super) fn times(self, other: Self) -> Self {
        let product = Self::new(self.mantissa * other.mantissa);
        Self {
            mantissa: product.mantissa,
            exponent: product.exponent + self.exponent + other.exponent,
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let first =
            self.mantissa != 0.0 && (other.mantissa == 0.0 || self.exponent >= other.exponent);
        let (large, small) = if first { (self, other) } else { (other, self) };
        let small = power_of_two(small.mantissa, small.exponent - large.exponent);
        let sum = Self::new(large.mantissa + small);
        Self {
            mantissa: sum.mantissa,
            exponent: sum.exponent + large.exponent,
        }
    }

    /// The number itself, rounded once.
    pub(super) fn value<T: Real>(self) -> T {
        T::lit(power_of_two(self.mantissa, self.exponent))
    }

    /// ln |x|.
    fn ln_abs(self) -> f64 {
        let exponent: f64 = constant(self.exponent);
        math::ln(self.mantissa.abs()) + exponent * std::f64::consts::LN_2
    }
}

/// x · 2ᵉ, rounded once.
#[allow(clippy::cast_possible_truncation, reason = "clamped")]
pub(super) fn power_of_two(x: f64, exponent: i64) -> f64 {
    // Two exact steps away from the ends of the range, one that rounds.
    let mut x = x;
    let mut left = exponent.clamp(-4400, 4400) as i32;
    while left.abs() > 1022 {
        let step = 1022 * left.signum();
        x *= 2_f64.powi(step);
        left -= step;
    }
    x * 2_f64.powi(left)
}

/// Π xₖ, and 1 of none. Overflows and underflows only if the product does.
pub(super) fn product<T: Real>(factors: impl Iterator<Item = T> + Clone) -> T {
    plain(factors.clone()).unwrap_or_else(|| scaled(factors).value())
}

/// ln |Π xₖ|, which is representable wherever the factors are.
pub(super) fn ln_product<T: Real>(factors: impl Iterator<Item = T> + Clone) -> T {
    match plain(factors.clone()) {
        Some(product) => math::ln(product.abs()),
        None => T::lit(scaled(factors).ln_abs()),
    }
}

/// The product in `T`, unless it comes near the ends of the range on the way.
fn plain<T: Real>(factors: impl Iterator<Item = T>) -> Option<T> {
    let mut product = T::one();
    let mut inside = true;
    for factor in factors {
        product *= factor;
        inside &= product.is_normal();
    }
    inside.then_some(product)
}

fn scaled<T: Real>(factors: impl Iterator<Item = T>) -> Scaled {
    factors.fold(Scaled::ONE, |product, factor| {
        product.times(Scaled::new(factor.to_f64().expect("a float as an `f64`")))
    })
}
