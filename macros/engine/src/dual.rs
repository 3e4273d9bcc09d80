//! Dual numbers and small dense tensors of them: the reference arithmetic of the engine.
//!
//! A derivative computed with these never touches a differential of the rule table, so the two
//! can be compared. Speed does not matter: dimensions are 1 to 4. At kinks the slope is the
//! subgradient of least norm, as everywhere in matgrad.

pub mod matrix;
pub mod modular;
mod special;
mod tensor;

pub use tensor::Tensor;

use special::{
    erf, erfc, inverse_mills, lgamma, ln_erfc, norm_ln_cdf, norm_pdf, polygamma, spherical_bessel,
};
use std::f64::consts::{FRAC_1_SQRT_2, LN_2, LN_10, PI};
use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::graph::Attribute;
use crate::rules::{Meaning, Rule};

/// `value + slope·ε` with `ε² = 0`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dual {
    /// The number.
    pub value: f64,
    /// Its derivative along the chosen direction.
    pub slope: f64,
}

/// Numbers that the reference computes with: real ones, or those modulo a prime, with their slopes.
pub trait Arithmetic:
    Copy
    + Default
    + PartialEq
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The constant `x`.
    fn number(x: f64) -> Self;
    /// The same without its slope.
    #[must_use]
    fn held(self) -> Self;
    /// Whether it has a slope.
    fn moves(self) -> bool;
    /// Its size, to choose pivots by; 0 divides nothing.
    fn magnitude(self) -> f64;
    /// The value of an elementwise rule.
    fn map(rule: &Rule, point: &[Self], attribute: Attribute) -> Self;
    /// The value of a primitive.
    fn apply(rule: &Rule, arguments: &[&Tensor<Self>], attribute: Attribute) -> Tensor<Self>;
}

impl Arithmetic for Dual {
    fn number(x: f64) -> Self {
        Self::from(x)
    }

    fn held(self) -> Self {
        Self::from(self.value)
    }

    fn moves(self) -> bool {
        self.slope != 0.0
    }

    fn magnitude(self) -> f64 {
        self.value.abs()
    }

    fn map(rule: &Rule, point: &[Self], attribute: Attribute) -> Self {
        match &rule.meaning {
            Meaning::Elementwise { value, .. } => value(point, attribute),
            _ => unreachable!("a map applies an elementwise rule"),
        }
    }

    fn apply(rule: &Rule, arguments: &[&Tensor], attribute: Attribute) -> Tensor {
        match &rule.meaning {
            Meaning::Primitive { value, .. } => value(arguments, attribute),
            _ => unreachable!("an application is of a primitive"),
        }
    }
}

impl From<f64> for Dual {
    fn from(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            slope: self.slope + other.slope,
        }
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            slope: -self.slope,
        }
    }
}

impl Mul for Dual {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: self.slope * other.value + self.value * other.slope,
        }
    }
}

impl Div for Dual {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self {
            value,
            slope: (self.slope - value * other.slope) / other.value,
        }
    }
}

/// `name: its meaning, value and derivative in x (the number) and f (the value)`, each a method.
macro_rules! functions {
    ($($name:ident: $doc:literal, $x:ident => $value:expr, $f:ident => $derivative:expr;)*) => {$(
        #[doc = $doc]
        #[must_use]
        pub fn $name(self) -> Self {
            let $x = self.value;
            let $f = $value;
            self.chain($f, $derivative)
        }
    )*};
}

impl Dual {
    /// `f(self)` by its value and derivative there.
    #[must_use]
    pub fn chain(self, value: f64, derivative: f64) -> Self {
        Self {
            value,
            slope: derivative * self.slope,
        }
    }

    /// `f(self, other)` by its value and its two derivatives there.
    #[must_use]
    pub fn chain_two(self, other: Self, value: f64, derivatives: [f64; 2]) -> Self {
        Self {
            value,
            slope: derivatives[0] * self.slope + derivatives[1] * other.slope,
        }
    }

    functions! {
        exp: "eˣ.", x => x.exp(), f => f;
        exp2: "2ˣ.", x => x.exp2(), f => f * LN_2;
        exp_m1: "eˣ − 1.", x => x.exp_m1(), _f => x.exp();
        ln: "ln x.", x => x.ln(), _f => x.recip();
        ln_1p: "ln(1 + x).", x => x.ln_1p(), _f => (1.0 + x).recip();
        log2: "log₂ x.", x => x.log2(), _f => (x * LN_2).recip();
        log10: "log₁₀ x.", x => x.log10(), _f => (x * LN_10).recip();
        sqrt: "√x.", x => x.sqrt(), f => 0.5 / f;
        cbrt: "∛x.", x => x.cbrt(), f => (3.0 * f * f).recip();
        recip: "1/x.", x => x.recip(), _f => -(x * x).recip();
        recip0: "1/x, and 0 at 0.", x => if x == 0.0 { 0.0 } else { x.recip() }, f => -f * f;
        square: "x².", x => x * x, _f => 2.0 * x;
        sin: "sin x.", x => x.sin(), _f => x.cos();
        cos: "cos x.", x => x.cos(), _f => -x.sin();
        tan: "tan x.", x => x.tan(), f => 1.0 + f * f;
        asin: "arcsin x.", x => x.asin(), _f => ((1.0 - x) * (1.0 + x)).sqrt().recip();
        acos: "arccos x.", x => x.acos(), _f => -((1.0 - x) * (1.0 + x)).sqrt().recip();
        atan: "arctan x.", x => x.atan(), _f => (1.0 + x * x).recip();
        sinh: "sinh x.", x => x.sinh(), _f => x.cosh();
        cosh: "cosh x.", x => x.cosh(), _f => x.sinh();
        tanh: "tanh x.", x => x.tanh(), _f => x.cosh().powi(-2);
        asinh: "arsinh x.", x => x.asinh(), _f => x.hypot(1.0).recip();
        acosh: "arcosh x.", x => x.acosh(), _f => ((x - 1.0) * (x + 1.0)).sqrt().recip();
        atanh: "artanh x.", x => x.atanh(), _f => ((1.0 - x) * (1.0 + x)).recip();
        abs: "|x|.", x => x.abs(), _f => sign(x);
        sign: "−1, 0 or 1.", x => sign(x), _f => 0.0;
        signum: "Rust's `signum`: ±1, also at ±0.", x => x.signum(), _f => 0.0;
        step: "1 above 0, 0 elsewhere.", x => step(x), _f => 0.0;
        relu: "max(x, 0).", x => if x < 0.0 { 0.0 } else { x }, _f => step(x);
        sigmoid: "1/(1 + e⁻ˣ).", x => sigmoid(x), _f => sigmoid(x) * sigmoid(-x);
        tanh_dx: "1 − tanh² x.", x => x.cosh().powi(-2), f => -2.0 * x.tanh() * f;
        sigmoid_dx: "σ(x) (1 − σ(x)).", x => sigmoid(x) * sigmoid(-x),
            f => f * (sigmoid(-x) - sigmoid(x));
        sech: "1/cosh x.", x => x.cosh().recip(), f => -f * x.tanh();
        ln_cosh: "ln cosh x.", x => x.abs() + (-2.0 * x.abs()).exp().ln_1p() - LN_2,
            _f => x.tanh();
        excess: "How far x is outside of ±¼ ln MAX; held constant.",
            x => x - x.clamp(-0.25 * f64::MAX.ln(), 0.25 * f64::MAX.ln()), _f => 0.0;
        ln_1m_exp: "ln(1 − e⁻ˣ) for x > 0.",
            x => if x < LN_2 { (-(-x).exp_m1()).ln() } else { (-(-x).exp()).ln_1p() },
            _f => x.exp_m1().recip();
        recip_exp_m1: "1/(eˣ − 1).", x => x.exp_m1().recip(), f => f * (-x).exp_m1().recip();
        xlogx: "x ln x; 0 at 0.", x => if x == 0.0 { 0.0 } else { x * x.ln() },
            _f => x.ln() + 1.0;
        softplus: "ln(1 + eˣ).", x => x.max(0.0) + (-x.abs()).exp().ln_1p(), _f => sigmoid(x);
        erf: "The error function.", x => erf(x), _f => 2.0 / PI.sqrt() * (-x * x).exp();
        erfc: "1 − erf x.", x => erfc(x), _f => -2.0 / PI.sqrt() * (-x * x).exp();
        ln_erfc: "ln erfc x.", x => ln_erfc(x), _f => -inverse_mills(x);
        ln_half_erfc: "ln(½ erfc x).", x => ln_erfc(x) - LN_2, _f => -inverse_mills(x);
        inverse_mills: "(2/√π) exp(−x²)/erfc x.", x => inverse_mills(x), f => f * (f - 2.0 * x);
        lgamma: "ln |Γ(x)|.", x => lgamma(x), _f => polygamma(0, x);
        digamma: "d ln Γ(x)/dx.", x => polygamma(0, x), _f => polygamma(1, x);
        trigamma: "d² ln Γ(x)/dx².", x => polygamma(1, x), _f => polygamma(2, x);
        norm_cdf: "½ erfc(−x/√2).", x => 0.5 * erfc(-FRAC_1_SQRT_2 * x), _f => norm_pdf(x);
        norm_pdf: "e^(−x²/2)/√(2π).", x => norm_pdf(x), f => -x * f;
        norm_ln_cdf: "ln Φ(x).", x => norm_ln_cdf(x),
            _f => FRAC_1_SQRT_2 * inverse_mills(-FRAC_1_SQRT_2 * x);
        logit: "ln(x/(1 − x)).", x => x.ln() - (-x).ln_1p(), _f => (x * (1.0 - x)).recip();
        sinc: "sin(x)/x.", x => spherical_bessel(0, x), _f => -spherical_bessel(1, x);
        stop: "x, held constant.", x => x, _f => 0.0;
    }

    /// xⁿ.
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        let derivative = if n == 0 {
            0.0
        } else {
            f64::from(n) * self.value.powi(n - 1)
        };
        self.chain(self.value.powi(n), derivative)
    }

    /// The derivative of order n of `digamma`.
    #[must_use]
    pub fn polygamma(self, n: i32) -> Self {
        self.chain(polygamma(n, self.value), polygamma(n + 1, self.value))
    }

    /// The spherical Bessel function of order n.
    #[must_use]
    pub fn spherical_bessel(self, n: i32) -> Self {
        let value = spherical_bessel(n, self.value);
        let slope = if self.value == 0.0 {
            f64::from(u8::from(n == 1)) / 3.0
        } else {
            f64::from(n) / self.value * value - spherical_bessel(n + 1, self.value)
        };
        self.chain(value, slope)
    }

    /// x from 0 on, `below(x)` of slopes by x and by `other` below.
    #[must_use]
    fn bent(self, other: Self, below: f64, slopes: [f64; 2]) -> Self {
        let x = self.value;
        let slopes = if x > 0.0 {
            [1.0, 0.0]
        } else if x == 0.0 {
            // Of the numbers between the slopes on both sides, the one nearest to 0.
            [slopes[0].clamp(0.0, 1.0), 0.0]
        } else {
            slopes
        };
        self.chain_two(other, if x >= 0.0 { x } else { below }, slopes)
    }

    /// x above 0, `slope` x below.
    #[must_use]
    pub fn leaky_relu(self, slope: Self) -> Self {
        let (x, s) = (self.value, slope.value);
        self.bent(slope, s * x, [s, x])
    }

    /// x above 0, `height` (eˣ − 1) below.
    #[must_use]
    pub fn elu(self, height: Self) -> Self {
        let (x, a) = (self.value, height.value);
        self.bent(height, a * x.exp_m1(), [a * x.exp(), x.exp_m1()])
    }

    /// xʸ.
    #[must_use]
    pub fn pow(self, other: Self) -> Self {
        let (x, y) = (self.value, other.value);
        let by_x = if y == 0.0 { 0.0 } else { y * x.powf(y - 1.0) };
        let by_y = if x == 0.0 && y >= 0.0 {
            0.0
        } else {
            x.powf(y) * x.ln()
        };
        // A power that does not move needs no logarithm of the base.
        let by_y = if other.slope == 0.0 { 0.0 } else { by_y };
        self.chain_two(other, x.powf(y), [by_x, by_y])
    }

    /// The angle of the point (`other`, `self`).
    #[must_use]
    pub fn atan2(self, other: Self) -> Self {
        let (y, x) = (self.value, other.value);
        let radius = x.hypot(y);
        self.chain_two(
            other,
            y.atan2(x),
            [x / radius / radius, -y / radius / radius],
        )
    }

    /// √(x² + y²).
    #[must_use]
    pub fn hypot(self, other: Self) -> Self {
        let (x, y) = (self.value, other.value);
        let radius = x.hypot(y);
        // Divided: the reciprocal of the smallest numbers overflows.
        let slopes = [zero_over(x, radius), zero_over(y, radius)];
        self.chain_two(other, radius, slopes)
    }

    /// x ln y; 0 for x = 0.
    #[must_use]
    pub fn xlogy(self, other: Self) -> Self {
        let (x, y) = (self.value, other.value);
        let value = if x == 0.0 && !y.is_nan() {
            0.0
        } else {
            x * y.ln()
        };
        self.chain_two(other, value, [y.ln(), zero_over(x, y)])
    }

    /// x ln(1 + y); 0 for x = 0.
    #[must_use]
    pub fn xlog1py(self, other: Self) -> Self {
        let (x, y) = (self.value, other.value);
        let value = if x == 0.0 && !y.is_nan() {
            0.0
        } else {
            x * y.ln_1p()
        };
        self.chain_two(other, value, [y.ln_1p(), zero_over(x, 1.0 + y)])
    }

    /// x/y; 0 for x = 0.
    #[must_use]
    pub fn ratio0(self, other: Self) -> Self {
        let (x, y) = (self.value, other.value);
        let (value, inverse) = (zero_over(x, y), Self::from(y).recip0().value);
        self.chain_two(other, value, [inverse, -value * inverse])
    }

    /// ln(eˣ + eʸ).
    #[must_use]
    pub fn logaddexp(self, other: Self) -> Self {
        let (x, y) = (self.value, other.value);
        #[allow(clippy::float_cmp)] // equal infinities are not apart
        let apart = if x == y { 0.0 } else { (x - y).abs() };
        let value = x.max(y) + (-apart).exp().ln_1p();
        self.chain_two(other, value, [sigmoid(x - y), sigmoid(y - x)])
    }

    /// The larger; ties share equally.
    #[must_use]
    pub fn maximum(self, other: Self) -> Self {
        let share = gt_half(self.value, other.value);
        let value = if self.value.is_nan() || self.value > other.value {
            self.value
        } else {
            other.value
        };
        self.chain_two(other, value, [share, 1.0 - share])
    }

    /// The smaller; ties share equally.
    #[must_use]
    pub fn minimum(self, other: Self) -> Self {
        -(-self).maximum(-other)
    }

    /// x inside [lo, hi], the nearer bound outside; on a bound x does not count. NaN where
    /// lo > hi, where Rust's `clamp` panics.
    #[must_use]
    pub fn clamp(self, lo: Self, hi: Self) -> Self {
        let x = self.value;
        let outside = |x: f64, bound: f64| f64::from(u8::from(x > bound));
        if lo.value > hi.value {
            self.chain(f64::NAN, f64::NAN)
        } else if x.is_nan() || (lo.value < x && x < hi.value) {
            self
        } else if x <= lo.value {
            lo.chain(lo.value, outside(lo.value, x))
        } else {
            hi.chain(hi.value, outside(x, hi.value))
        }
    }

    /// `factor · self`.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self {
            value: factor * self.value,
            slope: factor * self.slope,
        }
    }

    /// A number that does not move: the value of a piecewise-constant function.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self::from(value)
    }

    /// Whether value and slope are both finite.
    #[must_use]
    pub fn is_finite(self) -> bool {
        self.value.is_finite() && self.slope.is_finite()
    }
}

/// 1 if x > y, ½ if they are equal, 0 otherwise; NaN if either is.
#[must_use]
pub fn gt_half(x: f64, y: f64) -> f64 {
    match x.partial_cmp(&y) {
        None => f64::NAN,
        Some(order) => 0.5 + 0.5 * f64::from(order as i8),
    }
}

/// 1 if x > y, 0 otherwise; NaN if either is.
#[must_use]
pub fn gt(x: f64, y: f64) -> f64 {
    gt_half(x, y).floor()
}

fn sign(x: f64) -> f64 {
    if x == 0.0 || x.is_nan() {
        x
    } else {
        x.signum()
    }
}

fn step(x: f64) -> f64 {
    gt(x, 0.0)
}

fn zero_over(x: f64, y: f64) -> f64 {
    if x == 0.0 && !y.is_nan() { 0.0 } else { x / y }
}

fn sigmoid(x: f64) -> f64 {
    let small = (-x.abs()).exp();
    let numerator = if x < 0.0 { small } else { 1.0 };
    numerator / (1.0 + small)
}

#[cfg(test)]
mod tests;
