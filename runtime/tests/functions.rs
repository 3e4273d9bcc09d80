//! The scalar functions against the standard library and against values computed to 40 digits.

#![allow(
    clippy::pedantic,
    reason = "small sizes, compared exactly where results must be the same bits"
)]

use matgrad::__private::math;

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
        math::abs(nan),
    ];
    assert!(passed.iter().all(|value| value.is_nan()), "{passed:?}");
}
