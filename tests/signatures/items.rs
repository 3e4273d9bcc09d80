//! Visibility and attributes are the function's own.

use super::*;

mod inner {
    use matgrad::prelude::*;
    use ndarray::Array1;

    #[grad(x)]
    pub fn public(x: &Array1<f64>) -> f64 {
        x.exp().sum()
    }

    #[grad(x)]
    pub(crate) fn of_the_crate(x: &Array1<f64>) -> f64 {
        let scale: f64 = public(&stop_gradient(x));
        scale * x.sum()
    }

    #[grad(x)]
    pub(in crate::items) fn of_a_path(x: &Array1<f64>) -> f64 {
        x.sin().sum()
    }
}

#[cfg(any())]
#[grad(x)]
fn configured(x: &Array1<f64>) -> f64 {
    x.sum()
}

#[grad(x)]
#[cfg(test)]
fn configured(x: &Array1<f64>) -> f64 {
    x.cos().sum()
}

#[grad(x)]
#[cfg(any())]
fn configured_too(x: &Array1<f64>) -> f64 {
    x.sum()
}

#[allow(dead_code, reason = "the companions of the other one must be gone")]
fn configured_too_grad() {}

#[grad(x)]
#[deprecated(note = "it is old")]
#[must_use]
#[inline]
#[doc(alias = "ancient")]
fn old(x: &Array1<f64>) -> f64 {
    return norm2(x);
}

#[test]
fn visibility_is_kept() {
    assert_near(&inner::public_grad(&x()), &central(&x(), H, inner::public));
    assert_near(
        &inner::of_a_path_grad(&x()),
        &central(&x(), H, inner::of_a_path),
    );
    let (value, gradient) = inner::public_value_and_grad(&x());
    assert!((value - inner::public(&x())).abs() < 1e-15);
    assert_near(&gradient, &x().exp());
    assert!((inner::of_a_path_value_and_grad(&x()).0 - inner::of_a_path(&x())).abs() < 1e-15);
}

#[test]
fn conditional_compilation_is_kept() {
    assert_near(&configured_grad(&x()), &central(&x(), H, configured));
    assert_near(&configured_value_and_grad(&x()).1, &-x().sin());
}

#[test]
#[allow(deprecated, reason = "it is what is tested")]
fn deprecated_functions_have_deprecated_companions() {
    assert_near(&old_grad(&x()), &central(&x(), H, old));
    assert_near(&old_value_and_grad(&x()).1, &old_grad(&x()));
}

struct Ridge {
    a: Array2<f64>,
    penalty: f64,
}

impl Ridge {
    const SCALE: f64 = 0.5;

    #[grad(x)]
    pub fn loss(&self, #[dims(3)] x: &Array1<f64>, y: &Array1<f64>) -> f64 {
        let a: Array2<f64> = self.a.clone();
        let penalty: f64 = self.penalty();
        let r = a.dot(x) - y;
        Self::SCALE * (r.dot(&r) + penalty * x.dot(x))
    }

    #[grad(x, y)]
    fn distance(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
        norm2(x - y)
    }

    fn penalty(&self) -> f64 {
        self.penalty
    }
}

#[test]
fn methods() {
    let ridge = Ridge {
        a: a(),
        penalty: 0.1,
    };
    let expected = central(&x(), H, |x| ridge.loss(x, &y()));
    assert_near(&ridge.loss_grad(&x(), &y()), &expected);
    let (value, gradient) = ridge.loss_value_and_grad(&x(), &y());
    assert!((value - ridge.loss(&x(), &y())).abs() < 1e-15);
    assert_near(&gradient, &expected);
    let ones = Array1::ones(3);
    let (dx, dy) = Ridge::distance_grad(&x(), &ones);
    assert_near(&dx, &central(&x(), H, |x| Ridge::distance(x, &ones)));
    assert_near(&dy, &central(&ones, H, |y| Ridge::distance(&x(), y)));
    assert_near(&Ridge::distance_value_and_grad(&x(), &ones).1.1, &dy);
}

#[test]
fn a_body_may_call_what_is_not_differentiated() {
    let frozen = inner::public(&x());
    assert_near(
        &inner::of_the_crate_grad(&x()),
        &central(&x(), H, |x| frozen * x.sum()),
    );
    let expected = inner::of_the_crate(&x());
    assert!((inner::of_the_crate_value_and_grad(&x()).0 - expected).abs() < 1e-15);
}

#[grad(r#type, r#fn)]
fn r#match(r#type: &Array1<f64>, r#fn: f64) -> f64 {
    let r#let = r#type * r#fn;
    r#type.dot(&r#let.mapv(f64::exp))
}

#[test]
fn raw_identifiers() {
    let (dx, ds) = match_grad(&x(), 0.5);
    assert_near(&dx, &central(&x(), H, |x| r#match(x, 0.5)));
    let slope = central(&array![0.5], H, |s| r#match(&x(), s[0]));
    assert_near(&array![ds], &slope);
    assert_near(&match_value_and_grad(&x(), 0.5).1.0, &dx);
}

macro_rules! sums_of_a_function {
    ($($name:ident: $scalar:ty, $function:ident;)*) => {$(
        #[grad(x)]
        fn $name(x: &Array1<$scalar>) -> $scalar {
            x.mapv(<$scalar>::$function).sum() + <$scalar>::max(x[0], 0.5)
        }
    )*};
}

sums_of_a_function! {
    sines: f64, sin;
    exponentials: f64, exp;
}

#[test]
fn types_that_a_macro_hands_on() {
    assert_near(&sines_grad(&x()), &central(&x(), H, sines));
    assert_near(&exponentials_grad(&x()), &central(&x(), H, exponentials));
}
