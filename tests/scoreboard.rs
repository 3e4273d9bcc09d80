//! Gradients that other systems get wrong, against exact answers: the rows of the README's table.
//!
//! First the probes of numerical systems (kinks, overflow, singular matrices), then the matrix
//! derivatives that computer algebra is asked for. Inverses are of matrices whose determinant is a
//! power of two, so that the answers are exact; what is left is the rounding of one elimination.
#![allow(clippy::float_cmp, reason = "exact answers are compared exactly")]

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef, Dimension, array};

/// Relative to the largest element of the answer, as a few roundings are.
fn assert_close<D: Dimension>(found: &ArrayRef<f64, D>, exact: &ArrayRef<f64, D>) {
    assert_eq!(found.shape(), exact.shape());
    let scale = exact.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    for (x, y) in found.iter().zip(exact) {
        assert!(
            (x - y).abs() <= 16.0 * f64::EPSILON * scale,
            "{found:?} is not {exact:?}"
        );
    }
}

#[grad(x)]
fn norm(x: &Array1<f64>) -> f64 {
    norm2(x)
}

#[grad(x)]
fn norm_squared(x: &Array1<f64>) -> f64 {
    norm2(x).powi(2)
}

#[test]
fn norm_at_zero() {
    let x = Array1::zeros(3);
    assert_eq!(norm_value_and_grad(&x), (0.0, Array1::zeros(3)));
    assert_eq!(norm_squared_value_and_grad(&x), (0.0, Array1::zeros(3)));
}

#[grad(x)]
fn root_of_squares(x: &Array1<f64>) -> f64 {
    x.mapv(|v| v * v).sum().sqrt()
}

#[test]
fn root_of_squares_at_zero() {
    let found = root_of_squares_value_and_grad(&Array1::zeros(3));
    assert_eq!(found, (0.0, Array1::zeros(3)));
}

#[grad(x)]
fn naive_softplus(x: f64) -> f64 {
    (1.0 + x.exp()).ln()
}

#[test]
fn softplus_spelt_out_at_1000() {
    assert_eq!(naive_softplus_value_and_grad(1000.0), (1000.0, 1.0));
}

#[grad(x)]
fn naive_logsumexp(x: &Array1<f64>) -> f64 {
    x.exp().sum().ln()
}

#[test]
fn logsumexp_spelt_out_at_1000() {
    let found = naive_logsumexp_value_and_grad(&array![1000.0, 0.0]);
    assert_eq!(found, (1000.0, array![1.0, 0.0]));
}

#[grad(x)]
fn ln_det_single(x: &Array2<f32>) -> f32 {
    det(x).ln()
}

#[grad(x)]
fn ln_det(x: &Array2<f64>) -> f64 {
    det(x).ln()
}

#[test]
fn log_of_det_of_50_times_identity() {
    let (value, grad) = ln_det_single_value_and_grad(&(50.0 * Array2::<f32>::eye(100)));
    assert!((value - 391.202_3).abs() <= 391.202_3 * 4.0 * f32::EPSILON);
    assert_eq!(grad, (1.0_f32 / 50.0) * Array2::<f32>::eye(100));
    let (value, grad) = ln_det_value_and_grad(&(50.0 * Array2::<f64>::eye(400)));
    let exact = 400.0 * 50_f64.ln();
    assert!((value - exact).abs() <= exact * 16.0 * f64::EPSILON);
    assert_eq!(grad, 0.02 * Array2::<f64>::eye(400));
}

#[grad(x)]
fn determinant(x: &Array2<f64>) -> f64 {
    det(x)
}

#[test]
fn det_at_a_singular_matrix() {
    let (value, grad) = determinant_value_and_grad(&array![[1.0, 2.0], [2.0, 4.0]]);
    assert_eq!(value, 0.0);
    assert_close(&grad, &array![[4.0, -2.0], [-2.0, 1.0]]);
}

#[grad(x)]
fn positive_part(x: f64) -> f64 {
    x.max(0.0)
}

#[grad(x)]
fn magnitude(x: f64) -> f64 {
    x.abs()
}

#[grad(x)]
fn rectifier(x: f64) -> f64 {
    relu(x)
}

/// Of the subgradients [0, 1] and [−1, 1], those of least norm.
#[test]
fn kinks_at_zero() {
    assert_eq!(positive_part_value_and_grad(0.0), (0.0, 0.0));
    assert_eq!(rectifier_value_and_grad(0.0), (0.0, 0.0));
    assert_eq!(magnitude_value_and_grad(0.0), (0.0, 0.0));
}

#[grad(x)]
fn root_where_positive(x: f64) -> f64 {
    if x > 0.0 { x.sqrt() } else { 0.0 }
}

#[grad(x)]
fn roots_where_positive(x: &Array1<f64>) -> f64 {
    x.mapv(|v| if v > 0.0 { v.sqrt() } else { 0.0 }).sum()
}

/// The branch that is not taken has the slope 1/(2√0) = ∞, of which nothing may be left.
#[test]
fn root_behind_a_condition_at_zero() {
    assert_eq!(root_where_positive_value_and_grad(0.0), (0.0, 0.0));
    assert_eq!(root_where_positive_value_and_grad(-1.0), (0.0, 0.0));
    assert_eq!(root_where_positive_value_and_grad(4.0), (2.0, 0.25));
    let found = roots_where_positive_value_and_grad(&array![0.0, -1.0, 4.0]);
    assert_eq!(found, (2.0, array![0.0, 0.0, 0.25]));
}

#[grad(x, y)]
fn power(x: f64, y: f64) -> f64 {
    x.powf(y)
}

#[test]
fn power_at_zero_to_the_zero() {
    let (value, (in_base, _)) = power_value_and_grad(0.0, 0.0);
    assert_eq!((value, in_base), (1.0, 0.0));
}

/// det = 2, inverse [[1, −½], [−1, 1]]
fn unit() -> Array2<f64> {
    array![[2.0, 1.0], [2.0, 2.0]]
}

/// Its inverse's transpose
fn inverse_transposed() -> Array2<f64> {
    array![[1.0, -1.0], [-0.5, 1.0]]
}

fn a() -> Array2<f64> {
    array![[1.0, 3.0], [-2.0, 2.0]]
}

fn b() -> Array2<f64> {
    array![[0.0, 1.0], [4.0, -3.0]]
}

fn u() -> Array1<f64> {
    array![1.0, -2.0]
}

fn v() -> Array1<f64> {
    array![3.0, 5.0]
}

#[grad(x)]
fn log_determinant(x: &Array2<f64>) -> f64 {
    logdet(x)
}

#[test]
fn logdet_of_x() {
    let (value, grad) = log_determinant_value_and_grad(&unit());
    assert!((value - std::f64::consts::LN_2).abs() <= f64::EPSILON);
    assert_close(&grad, &inverse_transposed());
    assert_close(&ln_det_grad(&unit()), &inverse_transposed());
}

#[grad(a)]
fn sum_of_traces(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    trace(a.t().dot(a)) + trace(b.t().dot(b))
}

#[test]
fn trace_ata_plus_trace_btb() {
    let (value, grad) = sum_of_traces_value_and_grad(&a(), &b());
    assert_eq!((value, grad), (44.0, 2.0 * a()));
}

#[grad(x)]
fn thrice_det(x: &Array2<f64>) -> f64 {
    3.0 * det(x)
}

#[test]
fn three_times_det_of_x() {
    let (value, grad) = thrice_det_value_and_grad(&a());
    assert!((value - 24.0).abs() <= 24.0 * f64::EPSILON);
    assert_close(&grad, &array![[6.0, 6.0], [-9.0, 3.0]]);
}

#[grad(x)]
fn log_trace(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
    trace(a.dot(x)).ln()
}

#[test]
fn log_of_trace_ax() {
    // tr(A X) = 10
    let (value, grad) = log_trace_value_and_grad(&a(), &unit());
    assert!((value - 10_f64.ln()).abs() <= 4.0 * f64::EPSILON);
    assert_close(&grad, &array![[0.1, -0.2], [0.3, 0.2]]);
}

#[grad(x)]
fn trace_times_exponential(x: &Array2<f64>) -> f64 {
    trace(x).exp() * trace(x)
}

#[test]
fn exp_of_trace_times_trace() {
    // tr X = 3: (1 + 3) e³ I
    let (value, grad) = trace_times_exponential_value_and_grad(&a());
    let e3 = 20.085_536_923_187_668;
    assert!((value - 3.0 * e3).abs() <= 3.0 * e3 * 4.0 * f64::EPSILON);
    assert_close(&grad, &(4.0 * e3 * Array2::<f64>::eye(2)));
}

#[test]
fn det_of_x() {
    assert_close(&determinant_grad(&a()), &array![[2.0, 2.0], [-3.0, 1.0]]);
}

#[grad(x)]
fn trace_axb(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 {
    trace(a.dot(x).dot(b))
}

#[test]
fn trace_of_axb() {
    let (value, grad) = trace_axb_value_and_grad(&a(), &unit(), &b());
    assert_eq!((value, grad), (22.0, a().t().dot(&b().t())));
}

#[grad(x)]
fn trace_of_inverse(x: &Array2<f64>) -> f64 {
    trace(inv(x))
}

#[test]
fn trace_of_inverse_of_x() {
    // −(X⁻²)ᵀ
    let (value, grad) = trace_of_inverse_value_and_grad(&unit());
    assert!((value - 2.0).abs() <= 4.0 * f64::EPSILON);
    assert_close(&grad, &array![[-1.5, 2.0], [1.0, -1.5]]);
}

#[grad(x)]
fn bilinear_inverse(a: &Array1<f64>, x: &Array2<f64>, b: &Array1<f64>) -> f64 {
    a.dot(&inv(x).dot(b))
}

#[test]
fn a_inverse_of_x_b() {
    // −X⁻ᵀ a (X⁻¹ b)ᵀ with X⁻ᵀ a = (3, −2.5), X⁻¹ b = (0.5, 2)
    let (value, grad) = bilinear_inverse_value_and_grad(&u(), &unit(), &v());
    assert!((value + 3.5).abs() <= 16.0 * f64::EPSILON);
    assert_close(&grad, &array![[-1.5, -6.0], [1.25, 5.0]]);
}

#[grad(x)]
fn det_axb(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 {
    det(a.dot(x).dot(b))
}

#[test]
fn det_of_axb() {
    // det A = 8, det B = −4
    let (value, grad) = det_axb_value_and_grad(&a(), &unit(), &b());
    assert!((value + 64.0).abs() <= 64.0 * 16.0 * f64::EPSILON);
    assert_close(&grad, &(-64.0 * inverse_transposed()));
}

#[grad(x)]
fn ln_det_gram(x: &Array2<f64>) -> f64 {
    det(x.t().dot(x)).ln()
}

#[test]
fn log_of_det_of_gram() {
    // XᵀX = diag(2, 8)
    let x = array![[1.0, 2.0], [-1.0, 2.0], [0.0, 0.0]];
    let (value, grad) = ln_det_gram_value_and_grad(&x);
    assert!((value - 16_f64.ln()).abs() <= 4.0 * f64::EPSILON);
    assert_close(&grad, &array![[1.0, 0.5], [-1.0, 0.5], [0.0, 0.0]]);
}

#[grad(x)]
fn trace_of_cube(x: &Array2<f64>) -> f64 {
    trace(matrix_power(x, 3))
}

#[test]
fn trace_of_x_cubed() {
    // 3 (X²)ᵀ
    let (value, grad) = trace_of_cube_value_and_grad(&unit());
    assert_eq!(value, 40.0);
    assert_eq!(grad, array![[18.0, 24.0], [12.0, 18.0]]);
}

#[grad(x)]
fn bilinear_gram(a: &Array1<f64>, x: &Array2<f64>, b: &Array1<f64>) -> f64 {
    a.dot(x).dot(&x.t().dot(b))
}

#[test]
fn a_x_x_transposed_b() {
    // (a bᵀ + b aᵀ) X = [[6, −1], [−1, −20]] X
    let (value, grad) = bilinear_gram_value_and_grad(&u(), &unit(), &v());
    assert_eq!(value, -71.0);
    assert_eq!(grad, array![[10.0, 4.0], [-42.0, -41.0]]);
}

#[grad(x)]
fn trace_a_inverse_b(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 {
    trace(a.dot(&inv(x)).dot(b))
}

#[test]
fn trace_of_a_inverse_of_x_b() {
    // −X⁻ᵀ Aᵀ Bᵀ X⁻ᵀ
    let exact = -inverse_transposed()
        .dot(&a().t())
        .dot(&b().t())
        .dot(&inverse_transposed());
    assert_close(&trace_a_inverse_b_grad(&a(), &unit(), &b()), &exact);
}

#[grad(x)]
fn det_of_cube(x: &Array2<f64>) -> f64 {
    det(matrix_power(x, 3))
}

#[test]
fn det_of_x_cubed() {
    let (value, grad) = det_of_cube_value_and_grad(&unit());
    assert!((value - 8.0).abs() <= 8.0 * 64.0 * f64::EPSILON);
    assert_close(&grad, &(24.0 * inverse_transposed()));
    // Where there is no X⁻ᵀ.
    let singular = array![[1.0, 2.0], [2.0, 4.0]];
    assert_eq!(det_of_cube_grad(&singular), Array2::<f64>::zeros((2, 2)));
}

#[grad(x)]
fn trace_quadratic(x: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> f64 {
    trace(x.t().dot(b).dot(x).dot(c))
}

#[test]
fn trace_of_xt_b_x_c() {
    let exact = b().dot(&unit()).dot(&a()) + b().t().dot(&unit()).dot(&a().t());
    assert_eq!(trace_quadratic_grad(&unit(), &b(), &a()), exact);
}

#[grad(x)]
fn quadratic(x: &Array2<f64>, b: &Array1<f64>, c: &Array1<f64>, d: &Array2<f64>) -> f64 {
    let r = x.dot(b) + c;
    r.dot(&d.dot(&r))
}

#[test]
fn quadratic_form_of_xb_plus_c() {
    // r = (3, 3), (D + Dᵀ) r bᵀ = (9, 15) bᵀ
    let (value, grad) = quadratic_value_and_grad(&unit(), &u(), &v(), &a());
    assert_eq!(value, 36.0);
    assert_eq!(grad, array![[9.0, -18.0], [15.0, -30.0]]);
}
