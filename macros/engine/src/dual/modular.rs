//! Dual numbers modulo a prime: what is rational is computed exactly, so that two sides are equal or not.
//!
//! Two different rational functions agree at a random point with a probability of about their degree over
//! the prime (Schwartz 1980; Zippel 1979). What has no exact value, and what follows from it, is undefined.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::{Arithmetic, Tensor};
use crate::graph::Attribute;
use crate::rules::{self, Rule};

/// The Mersenne prime 2³¹ − 1: products fit 64 bits.
pub const PRIME: u64 = (1 << 31) - 1;

/// `value + slope·ε` modulo [`PRIME`], or undefined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modular {
    value: u64,
    slope: u64,
}

/// Above every residue.
const UNDEFINED: Modular = Modular {
    value: u64::MAX,
    slope: 0,
};

/// Numerators and denominators that a constant is read with.
const LARGEST: f64 = 1e7;
/// How far from a fraction its rounded value may be.
const ROUNDED: f64 = 4.0 * f64::EPSILON;

impl Modular {
    /// The residue of random bits, moving by that of others.
    #[must_use]
    pub fn new(value: u64, slope: u64) -> Self {
        Self {
            value: value % PRIME,
            slope: slope % PRIME,
        }
    }

    /// Whether it has a value.
    #[must_use]
    pub fn is_defined(self) -> bool {
        self.value < PRIME
    }

    /// Its slope, as a number that does not move.
    #[must_use]
    pub fn slope(self) -> Self {
        Self::new(self.slope, 0)
    }

    fn integer(x: f64) -> Self {
        // Below 2⁵³, as the caller sees to.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let magnitude = Self::new(x.abs() as u64, 0);
        if x < 0.0 { -magnitude } else { magnitude }
    }

    fn power(self, exponent: u64) -> Self {
        let (mut base, mut left, mut result) = (self, exponent, Self::new(1, 0));
        while left > 0 {
            if left % 2 == 1 {
                result = result * base;
            }
            base = base * base;
            left /= 2;
        }
        result
    }

    /// 1/x, and x^(p − 2) (Fermat); of a dual number (x − ε s)/x².
    fn inverse(self) -> Option<Self> {
        if self.value == 0 || self.value >= PRIME {
            return None;
        }
        let conjugate = Self::new(self.value, PRIME - self.slope);
        let inverse = self.held().power(PRIME - 2);
        Some(conjugate * inverse * inverse)
    }

    /// xⁿ.
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        let power = self.power(u64::from(n.unsigned_abs()));
        if n < 0 {
            Self::new(1, 0) / power
        } else {
            power
        }
    }
}

impl Add for Modular {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        if self.value >= PRIME || other.value >= PRIME {
            return UNDEFINED;
        }
        Self::new(self.value + other.value, self.slope + other.slope)
    }
}

impl Neg for Modular {
    type Output = Self;
    fn neg(self) -> Self {
        if self.value >= PRIME {
            return UNDEFINED;
        }
        Self::new(PRIME - self.value, PRIME - self.slope)
    }
}

impl Sub for Modular {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Modular {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        if self.value >= PRIME || other.value >= PRIME {
            return UNDEFINED;
        }
        let slope = self.slope * other.value % PRIME + self.value * other.slope % PRIME;
        Self::new(self.value * other.value, slope)
    }
}

impl Div for Modular {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        other
            .inverse()
            .map_or(UNDEFINED, |inverse| self.mul(inverse))
    }
}

impl Arithmetic for Modular {
    /// The fraction of small integers that `x` is the rounded value of: the last convergent of its continued
    /// fraction that is one.
    fn number(x: f64) -> Self {
        if !x.is_finite() || x.abs() > LARGEST {
            return UNDEFINED;
        }
        let (mut before, mut now) = ([0.0, 1.0], [1.0, 0.0]);
        let mut rest = x;
        loop {
            let whole = rest.floor();
            let next = [0, 1].map(|k| whole * now[k] + before[k]);
            (before, now) = (now, next);
            if now[1] > LARGEST {
                return UNDEFINED;
            }
            if (now[0] / now[1] - x).abs() <= ROUNDED * x.abs() {
                return Self::integer(now[0]) / Self::integer(now[1]);
            }
            rest = (rest - whole).recip();
        }
    }

    fn held(self) -> Self {
        Self { slope: 0, ..self }
    }

    fn moves(self) -> bool {
        self.slope != 0
    }

    fn magnitude(self) -> f64 {
        f64::from(u8::from(self.value != 0))
    }

    fn map(rule: &Rule, point: &[Self], attribute: Attribute) -> Self {
        rules::rational::map(rule, point, attribute).unwrap_or(UNDEFINED)
    }

    fn apply(rule: &Rule, arguments: &[&Tensor<Self>], attribute: Attribute) -> Tensor<Self> {
        rules::rational::apply(rule, arguments, attribute)
            .unwrap_or_else(|| Tensor::scalar(UNDEFINED))
    }
}
