//! Matrices without an inverse, and values outside of a domain: what comes out is NaN, ±∞ or, for
//! determinants, the cofactors; nothing panics.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};

#[grad(x)]
fn determinant(x: &Array2<f64>) -> f64 {
    det(x)
}

#[grad(x)]
fn determinant_single(x: &Array2<f32>) -> f32 {
    det(x)
}

#[grad(x)]
fn squared_determinant(x: &Array2<f64>) -> f64 {
    det(x).powi(2) + det(x.dot(x))
}

#[grad(x)]
fn log_determinant(x: &Array2<f64>) -> f64 {
    logdet(x)
}

#[grad(x)]
fn trace_of_inverse(x: &Array2<f64>) -> f64 {
    trace(inv(x))
}

#[grad(a, b)]
fn solution(a: &Array2<f64>, b: &Array1<f64>) -> f64 {
    solve(a, b).sum()
}

#[grad(a)]
fn factor(a: &Array2<f64>) -> f64 {
    cholesky(a).sum()
}

#[grad(a)]
fn definite_log_determinant(#[structure(posdef)] a: &Array2<f64>) -> f64 {
    logdet(a)
}

fn near_zero(found: &Array2<f64>, scale: f64) -> bool {
    found.iter().all(|x| x.abs() <= 1e-15 * scale)
}

#[test]
fn gradient_of_det_at_rank_one_less_is_the_cofactors() {
    let x = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
    let cofactors = array![[-3.0, 6.0, -3.0], [6.0, -12.0, 6.0], [-3.0, 6.0, -3.0]];
    let (value, grad) = determinant_value_and_grad(&x);
    assert!(value.abs() <= 1e-14);
    assert!(crate::distance(&grad, &cofactors) <= 1e-14);
    assert!(crate::distance(&determinant_grad(&x), &cofactors) <= 1e-14);
}

#[test]
fn gradient_of_det_at_rank_two_less_is_zero() {
    let x = array![[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [3.0, 6.0, 9.0]];
    assert!(near_zero(&determinant_grad(&x), 81.0));
    assert_eq!(
        determinant_grad(&Array2::zeros((3, 3))),
        Array2::<f64>::zeros((3, 3))
    );
}

#[test]
fn gradient_of_det_of_a_single_element_is_one() {
    for x in [0.0, 3.0, -1e300, f64::MIN_POSITIVE] {
        let (value, grad) = determinant_value_and_grad(&array![[x]]);
        assert_eq!((value, grad), (x, array![[1.0]]));
    }
    let (value, grad) = determinant_value_and_grad(&Array2::zeros((0, 0)));
    assert_eq!((value, grad.len()), (1.0, 0));
}

#[test]
fn gradient_of_det_in_single_precision() {
    let grad = determinant_single_grad(&array![[1.0, 2.0], [2.0, 4.0]]);
    for (x, y) in grad.iter().zip([4.0, -2.0, -2.0, 1.0]) {
        assert!((x - y).abs() <= 4.0 * f32::EPSILON * 4.0);
    }
}

/// 2 det(X) cof X + 2 det(X) cof X
#[test]
fn functions_of_det_at_singular_matrices() {
    let x = array![[1.0, 2.0], [2.0, 4.0]];
    assert!(near_zero(&squared_determinant_grad(&x), 25.0));
    let x = array![[1.0, 2.0], [2.0, 3.0]];
    let expected: Array2<f64> = array![[-12.0, 8.0], [8.0, -4.0]];
    assert!(crate::distance(&squared_determinant_grad(&x), &expected) <= 1e-14);
}

#[test]
fn logdet_of_a_singular_matrix_is_minus_infinity() {
    let (value, grad) = log_determinant_value_and_grad(&array![[1.0, 2.0], [2.0, 4.0]]);
    assert_eq!(value, f64::NEG_INFINITY);
    assert!(grad.iter().all(|x| !x.is_finite()));
}

#[test]
fn inverse_of_a_singular_matrix_has_no_finite_element() {
    for n in [1, 2, 5, 80] {
        let x = Array2::ones((n, n)) - f64::from(u8::from(n == 1));
        let (value, grad) = trace_of_inverse_value_and_grad(&x);
        assert!(!value.is_finite());
        assert!(grad.iter().all(|x| !x.is_finite()), "{n}: {grad}");
    }
}

#[test]
fn solution_of_a_singular_system_has_no_finite_element() {
    let (a, b) = (array![[1.0, 2.0], [2.0, 4.0]], array![1.0, 1.0]);
    let (value, (in_a, in_b)) = solution_value_and_grad(&a, &b);
    assert!(!value.is_finite());
    assert!(in_a.iter().chain(&in_b).all(|x| !x.is_finite()));
}

#[test]
fn cholesky_of_what_is_not_positive_definite_is_nan() {
    for a in [
        array![[1.0, 2.0], [2.0, 1.0]],
        array![[-1.0, 0.0], [0.0, 1.0]],
        array![[0.0, 0.0], [0.0, 0.0]],
    ] {
        let (value, grad) = factor_value_and_grad(&a);
        assert!(value.is_nan());
        assert!(grad.iter().any(|x| x.is_nan()), "{grad}");
    }
    let (value, grad) = definite_log_determinant_value_and_grad(&array![[1.0, 2.0], [2.0, 1.0]]);
    assert!(value.is_nan());
    assert!(grad.iter().all(|x| x.is_nan()), "{grad}");
}

#[test]
fn nan_and_infinity_flow_through() {
    for special in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let x = array![[special, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 3.0]];
        let b = array![1.0, 2.0, 3.0];
        determinant_value_and_grad(&x);
        log_determinant_value_and_grad(&x);
        trace_of_inverse_value_and_grad(&x);
        solution_value_and_grad(&x, &b);
        factor_value_and_grad(&x);
        if special.is_nan() {
            assert!(determinant(&x).is_nan());
            assert!(log_determinant(&x).is_nan());
            assert!(trace_of_inverse_grad(&x).iter().any(|x| x.is_nan()));
        }
    }
}

#[test]
#[should_panic(expected = "trace_of_inverse_grad: `x` has length 3 along axis 1, expected 2")]
fn what_is_not_square_is_told_at_entry() {
    trace_of_inverse_grad(&Array2::zeros((2, 3)));
}
