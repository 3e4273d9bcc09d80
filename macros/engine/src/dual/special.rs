//! Special functions of a number, to some twelve digits: what the dual numbers of these functions are made of.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// e^(−x²) times a series of positive terms, which loses nothing to cancellation. Abramowitz and
/// Stegun, Handbook of Mathematical Functions, 7.1.6.
pub(super) fn erf(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x.abs() > 6.0 {
        return x.signum();
    }
    let (mut term, mut sum, mut n) = (x, 0.0, 0.0);
    while term.abs() > f64::EPSILON / 4.0 * f64::abs(sum) {
        sum += term;
        n += 1.0;
        term *= 2.0 * x * x / (2.0 * n + 1.0);
    }
    2.0 / PI.sqrt() * (-x * x).exp() * sum
}

/// exp(x²) erfc x for x ≥ 2, by its continued fraction. Abramowitz and Stegun, Handbook of Mathematical Functions,
/// 7.1.14.
fn erfcx(x: f64) -> f64 {
    let terms = (1..100).rev();
    let fraction = terms.fold(x, |below, k| x + 0.5 * f64::from(k) / below);
    (PI.sqrt() * fraction).recip()
}

pub(super) fn erfc(x: f64) -> f64 {
    if x < 2.0 {
        1.0 - erf(x)
    } else {
        (-x * x).exp() * erfcx(x)
    }
}

pub(super) fn ln_erfc(x: f64) -> f64 {
    if x < 2.0 {
        erfc(x).ln()
    } else {
        erfcx(x).ln() - x * x
    }
}

pub(super) fn inverse_mills(x: f64) -> f64 {
    let ratio = if x < 2.0 {
        (-x * x).exp() / erfc(x)
    } else {
        erfcx(x).recip()
    };
    2.0 / PI.sqrt() * ratio
}

/// ln Φ(x), Φ the distribution function of the normal distribution.
pub(super) fn norm_ln_cdf(x: f64) -> f64 {
    if x > 0.0 {
        (-0.5 * erfc(FRAC_1_SQRT_2 * x)).ln_1p()
    } else {
        ln_erfc(-FRAC_1_SQRT_2 * x) - std::f64::consts::LN_2
    }
}

/// φ(x), its density.
pub(super) fn norm_pdf(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// B₂, B₄, …
const BERNOULLI: [f64; 8] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
];

/// Σ B₂ₖ · weight(2k) / y²ᵏ.
fn bernoulli(y: f64, weight: impl Fn(f64) -> f64) -> f64 {
    let terms = BERNOULLI.iter().zip(1_u8..=8);
    let term = |(b, k): (&f64, u8)| b * weight(f64::from(2 * k)) / y.powi(2 * i32::from(k));
    terms.map(term).sum()
}

/// ln |Γ(x)|. Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.15, 6.1.17 and 6.1.40.
pub(super) fn lgamma(x: f64) -> f64 {
    if x < 0.0 {
        let sine = (PI * (x - x.round())).sin();
        return (PI / sine.abs()).ln() - lgamma(1.0 - x);
    }
    let (mut y, mut product) = (x, 1.0);
    while y < 15.0 {
        product *= y;
        y += 1.0;
    }
    let series = y * bernoulli(y, |k| (k * (k - 1.0)).recip());
    (y - 0.5) * y.ln() - y + 0.5 * (2.0 * PI).ln() + series - f64::ln(product)
}

/// The derivative of order n of ψ = d ln Γ/dx; ψ itself for n = 0. The same, 6.3.5 to 6.3.18 and 6.4.6 to 6.4.11.
pub(super) fn polygamma(n: i32, x: f64) -> f64 {
    if n < 0 {
        return f64::NAN;
    }
    if n == 0 {
        if x < 0.0 {
            return polygamma(0, 1.0 - x) - PI / (PI * (x - x.round())).tan();
        }
        let (mut y, mut sum) = (x, 0.0);
        while y < 15.0 {
            sum += y.recip();
            y += 1.0;
        }
        return y.ln() - 0.5 / y - bernoulli(y, f64::recip) - sum;
    }
    let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
    if x < 0.0 {
        let (up, down) = (x - x.floor(), x.ceil() - x);
        return sign * powers(n, up) + powers(n, down) - powers(n, 1.0 - x);
    }
    sign * powers(n, x)
}

/// n! Σ (x + k)^−(n + 1) over k ≥ 0.
fn powers(n: i32, x: f64) -> f64 {
    let order = f64::from(n);
    let factorial = (1..=n).map(f64::from).product::<f64>();
    let (mut y, mut sum) = (x, 0.0);
    while y < 15.0 + order {
        sum += factorial / y.powi(n + 1);
        y += 1.0;
    }
    // n(n + 1)…(n + k − 1)/k!.
    let rising = |k: f64| {
        let factors = (0_u8..16).map(f64::from).take_while(|j| *j < k);
        factors.map(|j| (order + j) / (j + 1.0)).product::<f64>()
    };
    let tail = 1.0 + 0.5 * order / y + bernoulli(y, rising);
    sum + factorial / order / y.powi(n) * tail
}

/// sin(x)/x and, for n > 0, the spherical Bessel function of that order. The same, 10.1.2 and 10.1.19.
pub(super) fn spherical_bessel(n: i32, x: f64) -> f64 {
    if n < 0 {
        return f64::NAN;
    }
    if x.abs() > 4.0 && x.abs() > f64::from(n) {
        let (mut below, mut here) = (x.cos() / x, x.sin() / x);
        for k in 0..n {
            (below, here) = (here, f64::from(2 * k + 1) / x * here - below);
        }
        return here;
    }
    let first = (0..n).fold(1.0, |term, k| term * x / f64::from(2 * k + 3));
    let terms = (1..40).scan(first, |term, k| {
        *term *= -0.5 * x * x / f64::from(k * (2 * (n + k) + 1));
        Some(*term)
    });
    first + terms.sum::<f64>()
}
