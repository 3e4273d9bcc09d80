//! Σ tanh(A x) with A and x in every dress.

use ndarray::{ArrayRef1, ArrayRef2, ArrayView, ArrayView1, ArrayView2, Ix1, Ix2};

use super::*;

#[grad(a, x)]
fn references(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
    a.dot(x).tanh().sum()
}

#[grad(a, x)]
fn views(a: ArrayView2<'_, f64>, x: ArrayView1<'_, f64>) -> f64 {
    a.dot(&x).tanh().sum()
}

#[grad(a, x)]
fn elided_views(a: ArrayView2<f64>, x: ArrayView1<f64>) -> f64 {
    a.dot(&x).tanh().sum()
}

#[grad(a, x)]
fn references_to_views(a: &ArrayView2<'_, f64>, x: &ArrayView1<'_, f64>) -> f64 {
    a.dot(x).tanh().sum()
}

#[grad(a, x)]
fn lifetimes<'a, 'x: 'a>(a: &'a Array2<f64>, x: ArrayView1<'x, f64>) -> f64 {
    a.dot(&x).tanh().sum()
}

#[grad(a, x)]
fn array_refs(a: &ArrayRef2<f64>, x: &ArrayRef1<f64>) -> f64 {
    a.dot(x).tanh().sum()
}

#[grad(a, x)]
fn array_refs_with_dimensions(a: &ArrayRef<f64, Ix2>, x: &ArrayRef<f64, Ix1>) -> f64 {
    a.dot(x).tanh().sum()
}

#[grad(a, x)]
fn owned(a: Array2<f64>, x: Array1<f64>) -> f64 {
    a.dot(&x).tanh().sum()
}

#[grad(a, x)]
fn owned_with_dimensions(a: Array<f64, Ix2>, x: Array<f64, Ix1>) -> f64 {
    a.dot(&x).tanh().sum()
}

#[grad(a, x)]
fn views_with_dimensions(a: ArrayView<'_, f64, Ix2>, x: ArrayView<'_, f64, Ix1>) -> f64 {
    a.dot(&x).tanh().sum()
}

#[grad(a, x)]
fn qualified(a: &ndarray::Array2<f64>, x: ::ndarray::ArrayView1<'_, f64>) -> f64 {
    a.dot(&x).tanh().sum()
}

#[grad(a, x)]
fn slices(a: &Array2<f64>, x: &[f64]) -> f64 {
    sum(tanh(matmul(a, x)))
}

#[grad(a, x)]
fn vecs(a: &Array2<f64>, x: &Vec<f64>) -> f64 {
    sum(tanh(matmul(a, x)))
}

macro_rules! from_macro {
    ($name:ident($a:ident: $matrix:ty, $x:ident: $vector:ty) $body:expr) => {
        #[grad($a, $x)]
        fn $name($a: $matrix, $x: $vector) -> f64 {
            $body
        }
    };
}
from_macro!(macro_made(a: &Array2<f64>, x: &Array1<f64>) a.dot(x).tanh().sum());

macro_rules! agree_with_differences {
    ($($f:ident, $grad:ident, $both:ident($a:ident, $x:ident) = ($m:expr, $v:expr);)+) => {
        mod agree {
            use crate::{H, a, assert_near, central, x};

            $(#[test]
            fn $f() {
                let ($a, $x) = (&a(), &x());
                let da = central($a, H, |$a| super::$f($m, $v));
                let dx = central($x, H, |$x| super::$f($m, $v));
                let found = super::$grad($m, $v);
                assert_near(&found.0, &da);
                assert_near(&found.1, &dx);
                let (value, found) = super::$both($m, $v);
                assert!((value - super::$f($m, $v)).abs() < 1e-15);
                assert_near(&found.0, &da);
                assert_near(&found.1, &dx);
            })+
        }
    };
}

agree_with_differences! {
    references, references_grad, references_value_and_grad(a, x) = (a, x);
    views, views_grad, views_value_and_grad(a, x) = (a.view(), x.view());
    elided_views, elided_views_grad, elided_views_value_and_grad(a, x) = (a.view(), x.view());
    references_to_views, references_to_views_grad, references_to_views_value_and_grad(a, x)
        = (&a.view(), &x.view());
    lifetimes, lifetimes_grad, lifetimes_value_and_grad(a, x) = (a, x.view());
    array_refs, array_refs_grad, array_refs_value_and_grad(a, x) = (a, &x.view());
    array_refs_with_dimensions, array_refs_with_dimensions_grad,
        array_refs_with_dimensions_value_and_grad(a, x) = (&a.t().to_owned().t(), x);
    owned, owned_grad, owned_value_and_grad(a, x) = (a.clone(), x.clone());
    owned_with_dimensions, owned_with_dimensions_grad, owned_with_dimensions_value_and_grad(a, x)
        = (a.clone(), x.clone());
    views_with_dimensions, views_with_dimensions_grad, views_with_dimensions_value_and_grad(a, x)
        = (a.view(), x.view());
    qualified, qualified_grad, qualified_value_and_grad(a, x) = (a, x.view());
    slices, slices_grad, slices_value_and_grad(a, x) = (a, &x.to_vec());
    vecs, vecs_grad, vecs_value_and_grad(a, x) = (a, &x.to_vec());
    macro_made, macro_made_grad, macro_made_value_and_grad(a, x) = (a, x);
}

#[grad(s, t)]
fn scalars(s: f64, t: &f64, x: &Array1<f64>) -> f64 {
    (s * t).sin() * x.dot(x) + s / t
}

#[grad(x)]
fn constants(x: &Array1<f64>, power: i32, copies: usize, _verbose: bool, _name: &str) -> f64 {
    copies as f64 * x.powi(power).sum()
}

#[test]
fn scalars_by_value_and_by_reference() {
    let (ds, dt) = scalars_grad(0.4, &1.7, &x());
    assert_slope(ds, 0.4, |s| scalars(s, &1.7, &x()));
    assert_slope(dt, 1.7, |t| scalars(0.4, &t, &x()));
    let (value, gradient) = scalars_value_and_grad(0.4, &1.7, &x());
    assert!((value - scalars(0.4, &1.7, &x())).abs() < 1e-15);
    assert_slope(gradient.0, 0.4, |s| scalars(s, &1.7, &x()));
    assert_slope(gradient.1, 1.7, |t| scalars(0.4, &t, &x()));
}

#[test]
fn other_parameters_are_constants() {
    for power in [3, 1, 0, -2] {
        let expected = central(&x(), H, |x| constants(x, power, 2, true, "unused"));
        assert_near(&constants_grad(&x(), power, 2, true, "unused"), &expected);
        assert_near(
            &constants_value_and_grad(&x(), power, 2, true, "unused").1,
            &expected,
        );
    }
}

/// x · y, both consumed by the body.
#[grad(x)]
fn consumed(x: Array1<f64>, y: Array1<f64>) -> f64 {
    (x * y).sum()
}

#[test]
fn owned_arrays_that_the_body_consumes() {
    let (x, y) = (ndarray::array![1.0, 2.0], ndarray::array![3.0, -4.0]);
    let value = consumed(x.clone(), y.clone());
    // The gradient of x · y is y, exactly.
    assert_eq!(
        consumed_value_and_grad(x.clone(), y.clone()),
        (value, y.clone())
    );
    assert_eq!(consumed_grad(x, y.clone()), y);
}
