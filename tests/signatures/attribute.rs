//! Every form of the attribute.

use super::*;

#[grad]
fn bare(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    norm2(a.dot(x))
}

#[grad()]
fn empty(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    norm2(a.dot(x))
}

#[grad(x)]
fn one(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
    a.dot(x).exp().sum()
}

#[grad(t, a, x)]
fn several(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>, t: f64) -> f64 {
    y.dot(&a.dot(x).mapv(|v| (t * v).sin()))
}

#[grad(x, t, allow_zero)]
#[allow(unused_variables, reason = "the value depends on neither")]
fn constant(x: &Array1<f64>, t: f64, y: &Array1<f64>) -> f64 {
    y.sum()
}

#[grad(x, allow_zero)]
fn piecewise_constant(x: &Array1<f64>) -> f64 {
    sign(x).sum()
}

#[grad(a, x, layout = "numerator")]
fn numerator(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    y.dot(&a.dot(x)).powi(2)
}

#[grad(a, layout = "denominator")]
fn denominator(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    y.dot(&a.dot(x)).powi(2)
}

#[grad(x, t, allow_zero, layout = "numerator")]
#[allow(unused_variables, reason = "the value does not depend on t")]
fn together(x: &Array1<f64>, t: f64) -> f64 {
    x.pow2().sum()
}

#[test]
fn the_first_parameter_is_the_default() {
    let expected = central(&x(), H, |x| bare(x, &a()));
    assert_near(&bare_grad(&x(), &a()), &expected);
    assert_near(&empty_grad(&x(), &a()), &expected);
    let (value, gradient) = bare_value_and_grad(&x(), &a());
    assert!((value - bare(&x(), &a())).abs() < 1e-15);
    assert_near(&gradient, &expected);
    assert_near(
        &empty_value_and_grad(&x(), &a()).1,
        &central(&x(), H, |x| empty(x, &a())),
    );
}

#[test]
fn one_parameter_gives_its_gradient_alone() {
    assert_near(&one_grad(&a(), &x()), &central(&x(), H, |x| one(&a(), x)));
    assert_near(&one_value_and_grad(&a(), &x()).1, &one_grad(&a(), &x()));
}

#[test]
fn several_come_in_the_order_named() {
    let (t, da, dx) = several_grad(&a(), &x(), &y(), 0.7);
    assert_slope(t, 0.7, |t| several(&a(), &x(), &y(), t));
    assert_near(&da, &central(&a(), H, |a| several(a, &x(), &y(), 0.7)));
    assert_near(&dx, &central(&x(), H, |x| several(&a(), x, &y(), 0.7)));
    let (value, gradients) = several_value_and_grad(&a(), &x(), &y(), 0.7);
    assert!((value - several(&a(), &x(), &y(), 0.7)).abs() < 1e-15);
    assert_slope(gradients.0, 0.7, |t| several(&a(), &x(), &y(), t));
    assert_near(&gradients.1, &da);
    assert_near(&gradients.2, &dx);
}

#[test]
fn allowed_zeros_have_the_parameters_shape() {
    assert_eq!(constant_grad(&x(), 0.5, &y()), (Array1::zeros(3), 0.0));
    assert_eq!(
        constant_value_and_grad(&x(), 0.5, &y()),
        (0.5, (Array1::zeros(3), 0.0))
    );
    assert_eq!(piecewise_constant_grad(&x()), Array1::<f64>::zeros(3));
    assert_near(
        &piecewise_constant_grad(&x()),
        &central(&x(), H, piecewise_constant),
    );
    let expected = (constant(&x(), 0.5, &y()), constant_grad(&x(), 0.5, &y()));
    assert_eq!(constant_value_and_grad(&x(), 0.5, &y()), expected);
    assert_eq!(
        piecewise_constant_value_and_grad(&x()),
        (1.0, Array1::zeros(3))
    );
}

#[test]
fn the_numerator_layout_transposes_matrices_alone() {
    let expected = central(&a(), H, |a| numerator(a, &x(), &y()));
    let (da, dx) = numerator_grad(&a(), &x(), &y());
    assert_near(&da, &expected.t().to_owned());
    assert_near(&dx, &central(&x(), H, |x| numerator(&a(), x, &y())));
    assert_near(&numerator_value_and_grad(&a(), &x(), &y()).1.0, &da);
    assert_near(&denominator_grad(&a(), &x(), &y()), &expected);
    assert_near(&denominator_value_and_grad(&a(), &x(), &y()).1, &expected);
    assert!((denominator(&a(), &x(), &y()) - numerator(&a(), &x(), &y())).abs() < 1e-15);
}

#[test]
fn options_go_together_with_a_trailing_comma() {
    let (dx, dt) = together_grad(&x(), 0.5);
    assert_near(&dx, &central(&x(), H, |x| together(x, 0.5)));
    assert_slope(dt, 0.5, |t| together(&x(), t));
    assert_near(&together_value_and_grad(&x(), 0.5).1.0, &dx);
}
