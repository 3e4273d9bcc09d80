//! Slopes against difference quotients, and policy at kinks.
#![allow(clippy::float_cmp)] // exact by definition

use super::*;

#[test]
fn the_error_function_agrees_with_published_values() {
    // Abramowitz and Stegun, table 7.1, and its limits.
    for (x, expected) in [
        (0.0, 0.0),
        (0.5, 0.520_499_877_813_046_5),
        (1.0, 0.842_700_792_949_714_9),
        (-2.0, -0.995_322_265_018_952_7),
        (7.0, 1.0),
    ] {
        assert!((erf(x) - expected).abs() < 4e-16, "erf({x}) = {}", erf(x));
    }
}

const FUNCTIONS: &[fn(Dual) -> Dual] = &[
    Dual::exp,
    Dual::exp2,
    Dual::exp_m1,
    Dual::ln,
    Dual::ln_1p,
    Dual::log2,
    Dual::log10,
    Dual::sqrt,
    Dual::cbrt,
    Dual::recip,
    Dual::recip0,
    Dual::square,
    Dual::sin,
    Dual::cos,
    Dual::tan,
    Dual::asin,
    Dual::acos,
    Dual::atan,
    Dual::sinh,
    Dual::cosh,
    Dual::tanh,
    Dual::asinh,
    Dual::atanh,
    Dual::abs,
    Dual::relu,
    Dual::sigmoid,
    Dual::softplus,
    Dual::erf,
    Dual::sign,
    |x| (x + Dual::from(1.0)).acosh(),
    |x| x.powi(-3),
    |x| x.pow(Dual::from(2.5)),
    |x| Dual::from(2.5).pow(x),
    |x| x.pow(x),
    |x| x.atan2(x * x),
    |x| x.hypot(x * x),
    |x| x.xlogy(x.exp()),
    |x| x.xlog1py(x * x),
    |x| x.ratio0(x.exp()),
    |x| x.logaddexp(x * x),
    Dual::xlogx,
    Dual::tanh_dx,
    Dual::sigmoid_dx,
    Dual::sech,
    Dual::ln_1m_exp,
    Dual::recip_exp_m1,
    Dual::ln_cosh,
    |x| x.maximum(x * x),
    |x| x.minimum(x * x),
    |x| x / (x + Dual::from(2.0)),
    |x| x.clamp(x * x, Dual::from(2.0)),
    |x| Dual::from(0.9).clamp(Dual::from(0.0), x),
];

#[test]
fn slopes_agree_with_difference_quotients() {
    for (number, f) in FUNCTIONS.iter().enumerate() {
        for x in [0.3, 0.72] {
            let h = 1e-6;
            let slope = f(Dual {
                value: x,
                slope: 1.0,
            })
            .slope;
            let difference = (f(Dual::from(x + h)).value - f(Dual::from(x - h)).value) / (2.0 * h);
            assert!(
                (slope - difference).abs() < 1e-7 * (1.0 + slope.abs()),
                "function {number} at {x}: {slope} against {difference}"
            );
        }
    }
}

#[test]
fn kinks_have_the_subgradient_of_least_norm() {
    let x = Dual {
        value: 0.0,
        slope: 1.0,
    };
    assert_eq!([x.abs().slope, x.relu().slope, x.recip0().slope], [0.0; 3]);
    assert_eq!(
        x.maximum(Dual {
            value: 0.0,
            slope: 3.0
        })
        .slope,
        2.0
    );
    assert_eq!(x.clamp(Dual::from(0.0), Dual::from(1.0)).slope, 0.0);
}

#[test]
fn lanes_run_along_their_axis() {
    let x = Tensor::build(vec![2, 3], |i| {
        Dual::from(f64::from(u8::try_from(3 * i[0] + i[1]).unwrap()))
    });
    let first = |lane: &[Dual]| lane[lane.len() - 1];
    let values = |x: Tensor| x.data.iter().map(|e| e.value).collect::<Vec<_>>();
    assert_eq!(values(x.reduce_lanes(0, first)), [3.0, 4.0, 5.0]);
    assert_eq!(values(x.reduce_lanes(1, first)), [2.0, 5.0]);
    let reversed = |lane: &[Dual]| lane.iter().rev().copied().collect();
    assert_eq!(
        values(x.replace_lanes(0, reversed)),
        [3.0, 4.0, 5.0, 0.0, 1.0, 2.0]
    );
    assert_eq!(
        values(x.replace_lanes(1, reversed)),
        [2.0, 1.0, 0.0, 5.0, 4.0, 3.0]
    );
}
