//! The spherical Bessel functions of an `f64`: sin(x)/x and what its derivatives are made of.

/// sin(x)/x; 1 at 0, and 0 at ±∞.
pub fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else if x.is_infinite() {
        0.0
    } else {
        x.sin() / x
    }
}

/// jₙ(x), where j₀ is [`sinc`]; NaN for n < 0. NIST Handbook of Mathematical Functions, 10.51.1 and 10.53.1.
pub fn spherical_bessel(x: f64, n: i32) -> f64 {
    let Ok(n) = u32::try_from(n) else {
        return f64::NAN;
    };
    if n == 0 || x.is_infinite() {
        return sinc(x);
    }
    let order = f64::from(n);
    if x.abs() <= order + 1.0 {
        return series(x, order, n);
    }
    let (mut below, mut here) = (sinc(x), (x.sin() / x - x.cos()) / x);
    for k in 1..n {
        let above = f64::from(2 * k + 1) / x * here - below;
        (below, here) = (here, above);
    }
    here
}

/// By powers of x, for x of about n.
fn series(x: f64, order: f64, n: u32) -> f64 {
    let half = -0.5 * x * x;
    let first = (0..n).fold(1.0, |term, k| term * (x / f64::from(2 * k + 3)));
    let (mut term, mut sum, mut k) = (first, first, 1.0);
    while term.abs() > 0.1 * f64::EPSILON * f64::abs(sum) {
        term *= half / (k * (2.0 * (order + k) + 1.0));
        sum += term;
        k += 1.0;
    }
    sum
}
