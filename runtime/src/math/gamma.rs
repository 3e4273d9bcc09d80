//! The logarithm of the gamma function of an `f64`, and its derivatives.
//!
//! ln Γ is `libm`'s. ψ is a polynomial on [1, 3), around its zero there, and reached by recurrence from elsewhere; the
//! higher derivatives are n! Σ (x + k)^−(n + 1): the first terms as they stand, the others by the formula of Euler and
//! Maclaurin. Below 0 by reflection.

/// ψ(x)/(x − its zero) on [1, 3] in x − 2, highest power first: a Chebyshev interpolant computed to 60 digits, its own
/// error below 1e-17.
const DIGAMMA: [f64; 30] = [
    -5.100_770_214_989_469e-9,
    1.020_154_514_203_386_8e-8,
    1.785_267_219_137_655_2e-8,
    -3.570_533_730_898_514_5e-8,
    -5.770_259_267_717_39e-8,
    1.154_053_683_406_204_5e-7,
    2.821_220_170_829_738e-8,
    -5.642_299_490_220_278_4e-8,
    -2.308_624_808_134_295_5e-7,
    4.617_379_702_985_107_7e-7,
    -6.059_322_795_045_256e-7,
    1.211_981_578_259_542_6e-6,
    -2.633_831_132_615_192_4e-6,
    5.268_719_428_972_18e-6,
    -1.044_106_631_983_514e-5,
    2.089_170_891_112_120_5e-5,
    -4.184_622_931_937_881e-5,
    8.377_966_540_530_644e-5,
    -0.000_167_815_187_223_799_35,
    0.000_336_432_376_130_013_86,
    -0.000_675_313_369_799_565,
    0.001_358_142_190_371_441_4,
    -0.002_739_572_883_169_279_5,
    0.005_552_254_171_350_814,
    -0.011_338_432_553_333_682,
    0.023_447_309_597_724_546,
    -0.049_551_032_917_672_91,
    0.108_999_917_017_626_26,
    -0.260_738_954_683_001_4,
    0.785_307_538_604_105_3,
];

/// The zero of ψ above 0, in two parts.
const ZERO: [f64; 2] = [1.461_632_144_968_362_2, 9.549_995_429_965_697e-17];

/// The Bernoulli numbers B₂, B₄, ….
const BERNOULLI: [f64; 10] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174_611.0 / 330.0,
];

/// From here on the asymptotic series of ψ are taken.
const FAR: f64 = 10.0;

pub fn lgamma(x: f64) -> f64 {
    libm::lgamma(x)
}

pub fn digamma(x: f64) -> f64 {
    if x < 0.0 {
        return digamma_above(1.0 - x) - cotangent(x);
    }
    digamma_above(x)
}

/// π cot(πx), of x less the integer next to it.
fn cotangent(x: f64) -> f64 {
    let apart = x - x.round();
    if apart == 0.0 {
        return f64::NAN;
    }
    std::f64::consts::PI / (std::f64::consts::PI * apart).tan()
}

fn digamma_above(x: f64) -> f64 {
    if x >= FAR {
        let square = (x * x).recip();
        let series = BERNOULLI.iter().zip(1_u8..=10).rev();
        let tail = series.fold(0.0, |sum, (b, k)| (sum + b / f64::from(2 * k)) * square);
        return x.ln() - (0.5 / x + tail);
    }
    if x < 1.0 {
        return digamma_above(x + 1.0) - x.recip();
    }
    let (mut base, mut sum) = (x, 0.0);
    while base >= 3.0 {
        base -= 1.0;
        sum += base.recip();
    }
    let polynomial = super::transcendental::polynomial(DIGAMMA, base - 2.0);
    (((base - ZERO[0]) - ZERO[1]) * polynomial) + sum
}

pub fn trigamma(x: f64) -> f64 {
    polygamma(x, 1)
}

/// ψ⁽ⁿ⁾(x); NaN for n < 0.
pub fn polygamma(x: f64, n: i32) -> f64 {
    let Ok(n) = u32::try_from(n) else {
        return f64::NAN;
    };
    if n == 0 {
        return digamma(x);
    }
    // (−1)ⁿ⁺¹, the sign of ψ⁽ⁿ⁾ above 0.
    let sign = if n.is_multiple_of(2) { -1.0 } else { 1.0 };
    if x < 0.0 {
        // The terms on both sides of 0 are those above it from the two distances to integers.
        let (up, down) = (x - x.floor(), x.ceil() - x);
        if up == 0.0 && sign < 0.0 {
            return f64::NAN;
        }
        return sign * powers(up, n) + (powers(down, n) - powers(1.0 - x, n));
    }
    sign * powers(x, n)
}

/// n! Σ_{k ≥ 0} (x + k)^−(n + 1) for x ≥ 0 and n ≥ 1.
fn powers(x: f64, n: u32) -> f64 {
    let order = f64::from(n);
    let far = FAR + order;
    let mut count = 0_u32;
    while x + f64::from(count) < far {
        count += 1;
    }
    let end = x + f64::from(count);
    let square = (end * end).recip();
    // n(n + 1)…(n + 2k − 1)/(2k)!, a factor at a time.
    let series = BERNOULLI.iter().zip(1_u8..=10).rev();
    let tail = series.fold(0.0, |sum, (b, k)| {
        let twice = f64::from(2 * k);
        let next = (order + twice) * (order + twice + 1.0) / ((twice + 1.0) * (twice + 2.0));
        b + sum * next * square
    });
    let tail = order * (order + 1.0) * 0.5 * tail * square;
    let first = (1..n).fold(end.recip(), |term, j| term * f64::from(j) / end);
    let mut sum = first * (tail + 0.5 * order / end) + first;
    // Smallest first.
    for k in (0..count).rev() {
        let at = x + f64::from(k);
        sum += (1..=n).fold(at.recip(), |term, j| term * f64::from(j) / at);
    }
    sum
}
