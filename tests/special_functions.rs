//! Gradients of the special functions: at the extremes, where factors overflow or vanish, and at kinks.

#![allow(
    clippy::float_cmp,
    clippy::unreadable_literal,
    clippy::approx_constant,
    clippy::excessive_precision,
    reason = "values stand as they were computed, exact where results must be"
)]

use matgrad::prelude::*;
use ndarray::{Array1, array};

/// One function of a vector's elements, summed, and its gradient as `gradient(x)`.
macro_rules! summed {
    ($($name:ident: $x:ident => $body:expr;)*) => {$(
        mod $name {
            use super::*;

            #[grad]
            fn f($x: &Array1<f64>) -> f64 {
                sum($body)
            }

            pub fn gradient(x: &[f64]) -> Vec<f64> {
                let x = Array1::from(x.to_vec());
                let (value, gradient) = f_value_and_grad(&x);
                let expected = f(&x);
                let same = (value - expected).abs() <= 1e-14 * expected.abs();
                assert!(same || value == expected || (value.is_nan() && expected.is_nan()));
                gradient.to_vec()
            }
        }
    )*};
}

summed! {
    lgamma_: x => lgamma(x);
    digamma_: x => x.digamma();
    trigamma_: x => trigamma(x);
    polygamma_: x => x.polygamma(2);
    erfc_: x => x.erfc();
    norm_pdf_: x => norm_pdf(x);
    norm_cdf_: x => norm_cdf(x);
    norm_ln_cdf_: x => x.norm_ln_cdf();
    logit_: x => logit(x);
    sinc_: x => x.sinc();
    gelu_: x => gelu(x);
    silu_: x => x.silu();
    log_sigmoid_: x => log_sigmoid(x);
    elu_: x => elu(x, 0.5);
    steep_elu: x => x.elu(3.0);
    negative_elu: x => x.elu(-1.0);
    smooth_elu: x => x.elu(1.0);
    leaky_relu_: x => leaky_relu(x, 0.1);
    each_alone: x => x.mapv(|v| v.silu() + lgamma(v) + v.hypot(1.0));
}

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let allowed = 1e-14 * expected.abs();
        let same = found == expected || (found - expected).abs() <= allowed;
        assert!(same, "{found:e} is not {expected:e}");
    }
}

#[test]
fn of_the_gamma_function() {
    close(
        &lgamma_::gradient(&[1e-300, 0.5, 100.0, 1e300]),
        &[
            -1e300,
            -1.9635100260214235,
            4.600161852738087,
            690.7755278982137,
        ],
    );
    close(
        &digamma_::gradient(&[1.0, 1e10, -0.5]),
        &[1.6449340668482264, 1.00000000005e-10, 8.934802200544679],
    );
    close(
        &trigamma_::gradient(&[1.0, 10.0]),
        &[-2.4041138063191885, -0.011049834970802067],
    );
    close(
        &polygamma_::gradient(&[1.0, 10.0]),
        &[6.493939402266829, 0.0023199013042898686],
    );
}

#[test]
fn of_the_normal_distribution() {
    close(
        &erfc_::gradient(&[0.0, 1.0, 1000.0]),
        &[-1.1283791670955126, -0.41510749742059472, 0.0],
    );
    close(
        &norm_pdf_::gradient(&[0.0, 1.0]),
        &[0.0, -0.24197072451914337],
    );
    close(
        &norm_cdf_::gradient(&[0.0, -40.0, 1000.0]),
        &[0.3989422804014327, 0.0, 0.0],
    );
    // φ/Φ is nearly −x.
    close(
        &norm_ln_cdf_::gradient(&[-40.0, 0.0, -1e10, 1000.0]),
        &[40.02496884720726, 0.7978845608028654, 1e10, 0.0],
    );
}

#[test]
fn of_ratios() {
    close(
        &logit_::gradient(&[1e-300, 0.5, 0.9999999999999999]),
        &[1e300, 4.0, 9007199254740993.0],
    );
    // −x/3 near 0, where cos x/x − sin x/x² would cancel.
    close(
        &sinc_::gradient(&[0.0, 1e-8, 1e-300, 2.0]),
        &[
            0.0,
            -3.3333333333333333e-9,
            -3.3333333333333333e-301,
            -0.4353977749799916,
        ],
    );
}

#[test]
fn of_units_far_from_zero() {
    assert_eq!(gelu_::gradient(&[-1000.0, 1000.0, 0.0]), [0.0, 1.0, 0.5]);
    assert_eq!(silu_::gradient(&[-1000.0, 1000.0, 0.0]), [0.0, 1.0, 0.5]);
    assert_eq!(
        log_sigmoid_::gradient(&[-1000.0, 1000.0, 0.0]),
        [1.0, 0.0, 0.5]
    );
    assert_eq!(elu_::gradient(&[-1000.0, 1000.0]), [0.0, 1.0]);
}

#[test]
fn at_a_bend_the_slope_is_the_one_nearest_to_zero() {
    assert_eq!(elu_::gradient(&[0.0]), [0.5]);
    assert_eq!(steep_elu::gradient(&[0.0]), [1.0]);
    assert_eq!(negative_elu::gradient(&[0.0]), [0.0]);
    assert_eq!(smooth_elu::gradient(&[0.0]), [1.0]);
    assert_eq!(leaky_relu_::gradient(&[-2.0, 0.0, 2.0]), [0.1, 0.1, 1.0]);
}

#[test]
fn in_closures() {
    close(
        &each_alone::gradient(&[1.0]),
        &[0.92767051187148646 - 0.57721566490153287 + 0.70710678118654752],
    );
}

#[grad(x, y)]
fn plogq(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    xlogy(x, y).sum()
}

#[test]
fn nothing_times_a_logarithm_is_nothing() {
    let (x, y) = (array![0.0, 2.0], array![0.0, 4.0]);
    assert_eq!(plogq(&x, &y), 2.0 * 4.0_f64.ln());
    let (by_x, by_y) = plogq_grad(&x, &y);
    assert_eq!(by_x, array![f64::NEG_INFINITY, 4.0_f64.ln()]);
    assert_eq!(by_y, array![0.0, 0.5]);
}

#[grad(x, y)]
fn length<T: Real>(x: &Array1<T>, y: T) -> T {
    hypot(x, y).sum()
}

#[test]
fn the_hypotenuse_of_nothing_is_flat() {
    assert_eq!(length_grad(&array![0.0, 0.0], 0.0), (array![0.0, 0.0], 0.0));
    assert_eq!(
        length_grad(&array![3e200, 0.0], 4e200),
        (array![0.6000000000000001, 0.0], 1.8)
    );
    assert_eq!(length_grad(&array![3.0_f32], 4.0), (array![0.6], 0.8));
}

#[grad(x, slope)]
fn prelu(x: &Array1<f64>, slope: &Array1<f64>) -> f64 {
    square(leaky_relu(x, slope)).sum()
}

#[test]
fn slopes_are_parameters_too() {
    let (by_x, by_slope) = prelu_grad(&array![-2.0, 3.0], &array![0.5, 0.25]);
    assert_eq!(by_x, array![-1.0, 6.0]);
    assert_eq!(by_slope, array![4.0, 0.0]);
}
