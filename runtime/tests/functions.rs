//! The scalar functions against the standard library and against values computed to 40 digits.

#![allow(
    clippy::pedantic,
    reason = "small sizes, compared exactly where results must be the same bits"
)]

use matgrad::__private::{math, ops};

/// Distance in units in the last place of `expected`.
fn ulps(found: f64, expected: f64) -> f64 {
    if found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()) {
        return 0.0;
    }
    let unit = f64::from_bits(expected.abs().to_bits() + 1) - expected.abs();
    (found - expected).abs() / unit
}

type Function = fn(f64) -> f64;

/// Ours, the standard library's, the largest distance allowed.
const FUNCTIONS: [(&str, Function, Function, f64); 5] = [
    ("exp", math::exp, f64::exp, 2.0),
    ("exp_m1", math::exp_m1, f64::exp_m1, 3.0),
    ("ln", math::ln, f64::ln, 2.0),
    ("ln_1p", math::ln_1p, f64::ln_1p, 2.0),
    ("tanh", math::tanh, f64::tanh, 4.0),
];

#[test]
fn own_functions_agree_with_the_standard_library() {
    for (name, ours, theirs, allowed) in FUNCTIONS {
        for k in 0..4000_i32 {
            // Both signs, all magnitudes, and a dense walk through where reductions switch.
            let t = f64::from(k);
            for x in [
                (t - 2000.0) / 2.7,
                (t - 2000.0) / 1999.3,
                (t * 0.31).exp2() * 1e-300,
                1.0 + (t - 2000.0) * 1e-5,
                -(t * 0.31).exp2() * 1e-300,
            ] {
                let distance = ulps(ours(x), theirs(x));
                assert!(
                    distance <= allowed,
                    "{name}({x:e}) = {:e}, {distance} off",
                    ours(x)
                );
            }
        }
    }
}

#[test]
fn own_functions_end_as_ieee_says() {
    let ends = [
        0.0,
        -0.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        5e-324,
        -5e-324,
        1e-310,
        f64::MIN_POSITIVE,
        709.7,
        710.0,
        -745.0,
        -746.0,
        -1.0,
        -2.0,
        f64::MAX,
        f64::MIN,
    ];
    for (name, ours, theirs, allowed) in FUNCTIONS {
        for x in ends {
            let (found, expected) = (ours(x), theirs(x));
            let same = found == expected || (found.is_nan() && expected.is_nan());
            assert!(
                same || ulps(found, expected) <= allowed,
                "{name}({x:e}): {found:e}, {expected:e}"
            );
            assert!(
                found.is_nan() || found.is_sign_negative() == expected.is_sign_negative(),
                "{name}({x:e})"
            );
        }
    }
}

#[test]
fn erf_agrees_with_forty_digits() {
    let values = [
        (1e-300, 1.1283791670955126e-300),
        (1e-08, 1.1283791670955126e-08),
        (0.1, 0.1124629160182849),
        (0.25, 0.27632639016823696),
        (0.5, 0.5204998778130465),
        (0.75, 0.7111556336535151),
        (0.9999, 0.8426592780487595),
        (1.0, 0.8427007929497149),
        (1.0001, 0.8427422995485203),
        (1.5, 0.9661051464753108),
        (2.0, 0.9953222650189527),
        (2.5, 0.999593047982555),
        (3.0, 0.9999779095030014),
        (4.0, 0.9999999845827421),
        (5.5, 0.9999999999999927),
        (5.9, 0.9999999999999999),
        (7.0, 1.0),
    ];
    for (x, expected) in values {
        for (x, expected) in [(x, expected), (-x, -expected)] {
            assert!(
                ulps(math::erf(x), expected) <= 2.0,
                "erf({x}) = {}",
                math::erf(x)
            );
        }
    }
    assert!(math::erf(f64::NAN).is_nan());
    assert!(math::erf(-0.0_f64).is_sign_negative());
}

#[test]
fn single_precision_is_rounded_once() {
    for k in 0..2000_u16 {
        let x = (f32::from(k) - 1000.0) / 97.0;
        let wide = f64::from(x);
        let pairs = [
            (math::exp(x), wide.exp()),
            (math::tanh(x), wide.tanh()),
            (math::ln(x), wide.ln()),
            (math::erf(x), math::erf(wide)),
        ];
        for (found, expected) in pairs {
            let found = f64::from(found);
            let error = (found - expected).abs();
            let allowed = expected.abs() * f64::from(f32::EPSILON) * 0.501;
            let same = found == expected || (found.is_nan() && expected.is_nan());
            assert!(same || error <= allowed, "at {x}: {found}, {expected}");
        }
    }
}

#[test]
fn stable_functions_do_not_overflow() {
    assert_eq!(math::sigmoid(-800.0), 0.0);
    assert_eq!(math::sigmoid(800.0), 1.0);
    assert_eq!(math::sigmoid(0.0), 0.5);
    assert!(ulps(math::sigmoid(-40.0), (-40.0_f64).exp()) <= 4.0);
    assert_eq!(math::softplus(1e300), 1e300);
    assert!(ulps(math::softplus(-700.0), (-700.0_f64).exp()) <= 4.0);
    assert!(math::softplus(f64::NAN).is_nan() && math::sigmoid(f64::NAN).is_nan());
}

/// f(x) for a function of our own, to forty digits.
const VALUES: [(&str, Function, f64, f64); 24] = [
    ("tanh_dx", math::tanh_dx, 0.0, 1.0),
    ("tanh_dx", math::tanh_dx, 1e-9, 1.0),
    ("tanh_dx", math::tanh_dx, 0.5, 0.7864477329659274),
    ("tanh_dx", math::tanh_dx, 2.0, 0.07065082485316447),
    ("tanh_dx", math::tanh_dx, 20.0, 1.6993417021166355e-17),
    ("tanh_dx", math::tanh_dx, 350.0, 3.943870617503908e-304),
    ("tanh_dx", math::tanh_dx, 1e300, 0.0),
    ("tanh_dx", math::tanh_dx, f64::INFINITY, 0.0),
    ("sigmoid_dx", math::sigmoid_dx, 0.0, 0.25),
    ("sigmoid_dx", math::sigmoid_dx, 1.0, 0.19661193324148185),
    ("sigmoid_dx", math::sigmoid_dx, 40.0, 4.248354255291589e-18),
    ("sigmoid_dx", math::sigmoid_dx, 700.0, 9.85967654375977e-305),
    ("sigmoid_dx", math::sigmoid_dx, f64::INFINITY, 0.0),
    ("sech", math::sech, 0.5, 0.886818883970074),
    ("sech", math::sech, 1000.0, 0.0),
    ("ln_cosh", math::ln_cosh, 1e-9, 5e-19),
    ("ln_cosh", math::ln_cosh, 0.5, 0.12011450695827752),
    ("ln_cosh", math::ln_cosh, 0.999, 0.4330194464208848),
    ("ln_cosh", math::ln_cosh, 2.0, 1.3250027473578645),
    ("ln_cosh", math::ln_cosh, 1000.0, 999.3068528194401),
    ("ln_cosh", math::ln_cosh, f64::INFINITY, f64::INFINITY),
    ("xlogx", math::xlogx, 0.0, 0.0),
    ("xlogx", math::xlogx, 1e-300, -6.907755278982137e-298),
    ("xlogx", math::xlogx, 3.0, 3.295836866004329),
];

#[test]
fn slopes_and_products_agree_with_forty_digits() {
    for (name, f, x, expected) in VALUES {
        assert!(ulps(f(x), expected) <= 8.0, "{name}({x}) = {:e}", f(x));
        if name != "xlogx" {
            assert_eq!(f(x), f(-x), "{name} is even");
        }
        assert!(f(f64::NAN).is_nan(), "{name}");
    }
    assert_eq!(math::tanh_dx(20.0_f32), 1.6993417e-17);
    assert_eq!(math::sigmoid_dx(40.0_f32), 4.248354e-18);
}

#[test]
fn hypot_agrees_with_the_standard_library() {
    let sides = [
        0.0,
        -0.0,
        5e-324,
        1e-310,
        3e-200,
        -0.7,
        1.0,
        4.0,
        2e200,
        -1e308,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    for x in sides {
        for y in sides {
            let (found, expected) = (math::hypot(x, y), x.hypot(y));
            assert!(
                ulps(found, expected) <= 2.0,
                "hypot({x:e}, {y:e}) = {found:e}"
            );
        }
    }
}

#[test]
fn two_exponentials_are_added_without_overflow() {
    let (inf, ln_2) = (f64::INFINITY, std::f64::consts::LN_2);
    for (x, y, expected) in [
        (0.0, 0.0, ln_2),
        (1000.0, 1000.0, 1000.0 + ln_2),
        (1000.0, -1000.0, 1000.0),
        (-1e308, 1e308, 1e308),
        (-40.0, 0.0, 4.248354255291589e-18),
        (-inf, -inf, -inf),
        (-inf, 3.0, 3.0),
        (inf, -inf, inf),
        (f64::NAN, 1.0, f64::NAN),
    ] {
        assert!(ulps(math::logaddexp(x, y), expected) <= 2.0, "{x} {y}");
        assert!(ulps(math::logaddexp(y, x), expected) <= 2.0, "{y} {x}");
    }
}

#[test]
fn kinks_take_the_least_subgradient_and_nan_passes() {
    let nan = f64::NAN;
    assert_eq!(
        [-2.0, -0.0, 0.0, 3.0].map(math::sign),
        [-1.0, 0.0, 0.0, 1.0]
    );
    assert_eq!([-2.0, 0.0, 3.0].map(math::step), [0.0, 0.0, 1.0]);
    assert_eq!([-2.0, 0.0, 3.0].map(math::relu), [0.0, 0.0, 3.0]);
    assert_eq!(
        [(2.0, 1.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| math::gt_half(x, y)),
        [1.0, 0.5, 0.0]
    );
    assert_eq!(
        [(2.0, 1.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| math::gt(x, y)),
        [1.0, 0.0, 0.0]
    );
    assert_eq!(
        [-1.0, 0.5, 2.0].map(|x| math::clamp_mask(x, 0.0, 1.0)),
        [0.0, 1.0, 0.0]
    );
    assert_eq!((math::recip0(0.0), math::recip0(4.0)), (0.0, 0.25));
    assert_eq!((math::pow_dx(0.0, 0.0), math::pow_dx(3.0, 2.0)), (0.0, 6.0));
    assert_eq!((math::pow_dy(0.0, 2.0), math::pow_dy(1.0, 5.0)), (0.0, 0.0));
    assert_eq!((math::xlogy(0.0, 0.0), math::xlogy(2.0, 1.0)), (0.0, 0.0));
    assert_eq!(
        (math::xlog1py(0.0, -1.0), math::xlog1py(2.0, 0.0)),
        (0.0, 0.0)
    );
    assert_eq!(
        (math::ratio0(0.0, 0.0), math::ratio0(6e-320, 3e-320)),
        (0.0, 2.0)
    );
    assert_eq!(
        (math::maximum(1.0, 2.0), math::minimum(1.0, 2.0)),
        (2.0, 1.0)
    );
    assert_eq!((math::max(nan, 2.0), math::min(1.0, nan)), (2.0, 1.0));
    let passed = [
        math::sign(nan),
        math::relu(nan),
        math::step(nan),
        math::gt(nan, 0.0),
        math::gt_half(0.0, nan),
        math::maximum(nan, 1.0),
        math::maximum(1.0, nan),
        math::minimum(nan, 1.0),
        math::recip0(nan),
        math::clamp(nan, 0.0, 1.0),
        math::clamp_mask(nan, 0.0, 1.0),
        math::xlogy(0.0, nan),
        math::xlog1py(0.0, nan),
        math::ratio0(0.0, nan),
        math::ratio0(nan, 1.0),
        math::abs(nan),
    ];
    assert!(passed.iter().all(|value| value.is_nan()), "{passed:?}");
}

#[test]
fn norms_and_log_softmax_go_along_an_axis() {
    let x = ndarray::array![[3.0, -4.0], [0.0, 0.0], [3e200, 4e200]];
    let norms = ops::norm2_axis(x.view(), 1);
    assert_eq!((norms[0], norms[1]), (5.0, 0.0));
    assert!(ulps(norms[2], 5e200) <= 1.0);
    assert_eq!(ops::norm2_axis(x.t(), 0), norms);
    let x = ndarray::array![[-1e308, -1e308], [1000.0, 0.0]];
    let ln_2 = std::f64::consts::LN_2;
    let expected = ndarray::array![[-ln_2, -ln_2], [0.0, -1000.0]];
    assert_eq!(ops::log_softmax_axis(x.view(), 1), expected);
    assert_eq!(ops::log_softmax_axis(x.t(), 0), expected.t());
    assert_eq!(ops::log_softmax(x.row(0)), expected.row(0));
    assert_eq!(
        ops::log_softmax(ndarray::Array1::<f64>::zeros(0).view()).len(),
        0
    );
}
