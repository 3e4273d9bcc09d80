//! What the vocabulary gives where a naive formula overflows, cancels or meets NaN, and what it refuses.

#![allow(clippy::float_cmp, reason = "the values are exact")]

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array};

const TINY: f64 = f64::MIN_POSITIVE;
const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

fn assert_near(found: f64, expected: f64) {
    let error = (found - expected).abs() / expected.abs();
    assert!(
        error <= 4.0 * f64::EPSILON,
        "{found:e}, expected {expected:e}"
    );
}

#[test]
fn erf_agrees_with_tables() {
    // Abramowitz and Stegun, Handbook of Mathematical Functions, table 7.1.
    let table: [(f64, f64); 5] = [
        (0.1, 0.112_462_916_0),
        (0.5, 0.520_499_877_8),
        (1.0, 0.842_700_792_9),
        (1.5, 0.966_105_146_5),
        (2.0, 0.995_322_265_0),
    ];
    for (x, expected) in table {
        assert!((erf(x) - expected).abs() < 1e-10, "erf({x}) = {}", erf(x));
        assert_eq!(erf(-x), -erf(x));
        #[allow(clippy::cast_possible_truncation, reason = "rounding is meant")]
        let single = erf(x as f32);
        assert!(
            (f64::from(single) - expected).abs() < 1e-7,
            "erf({x}_f32) = {single}"
        );
    }
    assert_eq!((erf(0.0), erf(30.0), erf(-INF)), (0.0, 1.0, -1.0));
    // 2x/√π near 0.
    assert_near(erf(1e-20), 1e-20 * std::f64::consts::FRAC_2_SQRT_PI);
}

#[test]
fn nothing_overflows_on_the_way_to_a_finite_value() {
    assert_eq!(
        sigmoid(array![-INF, -1e3, 0.0, 1e3, INF]),
        array![0.0, 0.0, 0.5, 1.0, 1.0]
    );
    assert_near(sigmoid(-700.0), (-700.0_f64).exp());
    assert_eq!(softplus(array![-INF, 1e3, 1e300]), array![0.0, 1e3, 1e300]);
    assert_near(softplus(-40.0), (-40.0_f64).exp());
    assert_near(logsumexp(array![1e3, 1e3]), 1e3 + std::f64::consts::LN_2);
    assert_near(logsumexp(array![-1e3, -1e3]), -1e3 + std::f64::consts::LN_2);
    assert_eq!(softmax(array![1e3, 1e3, -1e3]), array![0.5, 0.5, 0.0]);
    assert_near(norm2(array![3e200, 4e200]), 5e200);
    assert_near(norm2(array![3e-200, 4e-200]), 5e-200);
    assert_near(norm2(array![TINY, 0.0]), TINY);
    assert_eq!(norm2(array![3e30_f32, 4e30]) / 5e30, 1.0);
    assert_eq!(norm2(array![INF, 1.0]), INF);
}

#[test]
fn empty_arrays_give_neutral_elements() {
    let none = Array1::<f64>::zeros(0);
    assert_eq!((sum(&none), prod(&none)), (0.0, 1.0));
    assert_eq!((max(&none), min(&none)), (-INF, INF));
    assert_eq!((norm1(&none), norm2(&none)), (0.0, 0.0));
    assert_eq!(logsumexp(&none), -INF);
    assert!(mean(&none).is_nan());
    assert_eq!((softmax(&none).len(), cumsum(&none).len()), (0, 0));
    let no_rows = Array2::<f64>::zeros((0, 2));
    assert_eq!(max_axis(&no_rows, Axis(0)), array![-INF, -INF]);
    assert_eq!(matmul(no_rows.t(), &no_rows), Array2::<f64>::zeros((2, 2)));
}

#[test]
fn nan_propagates() {
    let x = array![1.0, NAN, -INF];
    for found in [
        sum(&x),
        prod(&x),
        max(&x),
        min(&x),
        norm1(&x),
        norm2(&x),
        logsumexp(&x),
    ] {
        assert!(found.is_nan());
    }
    assert!(softmax(&x).iter().all(|v| v.is_nan()));
    let with_nan: [f64; 4] = [
        maximum(NAN, 1.0),
        maximum(1.0, NAN),
        minimum(NAN, 1.0),
        minimum(1.0, NAN),
    ];
    for found in with_nan {
        assert!(found.is_nan());
    }
    let functions: [fn(f64) -> f64; 10] = [
        relu, sign, sigmoid, softplus, erf, square, exp, ln, tanh, abs,
    ];
    for f in functions {
        assert!(f(NAN).is_nan());
    }
    assert!(clamp(NAN, 0.0, 1.0).is_nan());
}

#[test]
fn outside_a_domain_is_ieee() {
    assert_eq!((ln(0.0), recip(0.0)), (-INF, INF));
    let outside: [f64; 5] = [ln(-1.0), sqrt(-1.0), asin(2.0), acosh(0.5), powf(-1.0, 0.5)];
    for found in outside {
        assert!(found.is_nan());
    }
    assert_eq!((sign(0.0), sign(-0.0), relu(-0.0)), (0.0, 0.0, 0.0));
}

/// What a call has to say, and the call.
type Misfit = (&'static str, Box<dyn FnOnce() + std::panic::UnwindSafe>);

/// The message of the panic.
fn refused(f: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let payload = std::panic::catch_unwind(f).expect_err("a panic");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => (*payload.downcast::<&str>().expect("a message")).to_owned(),
    }
}

#[test]
fn a_misfit_names_the_function_and_both_sizes() {
    let vector = |n| Array1::<f64>::zeros(n);
    let matrix = |n, m| Array2::<f64>::zeros((n, m));
    let misfits: Vec<Misfit> = vec![
        (
            "matmul: columns of a (3) ≠ rows of b (4)",
            Box::new(move || drop(matmul(matrix(2, 3), matrix(4, 2)))),
        ),
        (
            "matmul: columns of a (3) ≠ rows of b (4)",
            Box::new(move || drop(matmul(matrix(2, 3), vector(4)))),
        ),
        (
            "matmul: columns of a (3) ≠ rows of b (4)",
            Box::new(move || drop(matmul(vector(3), matrix(4, 2)))),
        ),
        (
            "matmul: columns of a (3) ≠ rows of b (4)",
            Box::new(move || assert!(matmul(vector(3), vector(4)).is_nan())),
        ),
        (
            "dot: length of x (3) ≠ length of y (4)",
            Box::new(move || assert!(dot(vector(3), vector(4)).is_nan())),
        ),
        (
            "hadamard: shape of x [2, 3] ≠ shape of y [3, 2]",
            Box::new(move || drop(hadamard(matrix(2, 3), matrix(3, 2)))),
        ),
        (
            "maximum: shape of x [2] ≠ shape of y [3]",
            Box::new(move || drop(maximum(vector(2), vector(3)))),
        ),
        (
            "pow: shape of x [2] ≠ shape of y [3]",
            Box::new(move || drop(vector(2).pow(vector(3)))),
        ),
        (
            "trace: rows (2) ≠ columns (3)",
            Box::new(move || assert!(trace(matrix(2, 3)).is_nan())),
        ),
        (
            "sum_axis: axis 2 of an array of 2",
            Box::new(move || drop(sum_axis(matrix(2, 3), Axis(2)))),
        ),
        (
            "clamp: lower bound 1 is not below upper bound 0",
            Box::new(move || drop(clamp(vector(2), 1.0, 0.0))),
        ),
    ];
    for (message, misfit) in misfits {
        assert_eq!(refused(misfit), message);
    }
    assert!(
        refused(move || assert!(frobenius(matrix(2, 3), matrix(3, 2)).is_nan()))
            .contains("frobenius")
    );
    assert!(refused(move || drop(reshape(vector(6), (4, 2)))).starts_with("reshape"));
}
