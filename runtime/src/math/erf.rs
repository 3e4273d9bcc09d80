//! The error function.

/// erf of an `f64`.
pub fn f64(x: f64) -> f64 {
    let a = x.abs();
    let value = if a < 3.0 {
        series(a)
    } else if a < 6.0 {
        1.0 - fraction(a)
    } else if a.is_nan() {
        a
    } else {
        1.0
    };
    value.copysign(x)
}

/// erf of an `f32`, rounded once from `f64`.
#[allow(
    clippy::cast_possible_truncation,
    reason = "rounding is what is asked for"
)]
pub fn f32(x: f32) -> f32 {
    f64(f64::from(x)) as f32
}

/// erf x = (2/√π) e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!, all terms of one sign.
fn series(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    let mut k = 1.0;
    while term > sum * f64::EPSILON * 0.25 {
        k += 2.0;
        term *= 2.0 * x * x / k;
        sum += term;
    }
    std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// erfc x = e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))).
fn fraction(x: f64) -> f64 {
    let mut tail = x;
    let mut k = 30.0;
    while k > 0.0 {
        tail = x + k / 2.0 / tail;
        k -= 1.0;
    }
    0.5 * std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() / tail
}
