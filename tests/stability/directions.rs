//! Arrays over their norms, at the ends of the number line.

use matgrad::Real;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayBase, Axis, Data, Dimension, array};

mod spellings {
    use super::*;

    #[grad(x)]
    pub fn quotient<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        (s * &(x / norm2(x))).sum()
    }

    #[grad(x)]
    pub fn reciprocal<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        (x * (T::one() / norm2(x)) * s).sum()
    }

    #[grad(x)]
    pub fn quotient_in_product<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        (x / norm2(x)).dot(s)
    }

    #[grad(x)]
    pub fn product_in_quotient<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        x.dot(s) / norm2(x)
    }

    #[grad(x)]
    pub fn root_of_dot<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        (x / x.dot(x).sqrt()).dot(s)
    }

    #[grad(x)]
    pub fn root_of_squares<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        (s * x).sum() / x.mapv(|v| v.powi(2)).sum().sqrt()
    }

    #[grad(x)]
    pub fn of_multiple<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        (x * T::lit(-2.0) / norm2(x * T::lit(-2.0))).dot(s)
    }

    #[grad(x, y)]
    pub fn cosine<T: Real>(x: &Array1<T>, y: &Array1<T>) -> T {
        x.dot(y) / (norm2(x) * norm2(y))
    }

    #[grad(x, y)]
    pub fn cosine_of_directions<T: Real>(x: &Array1<T>, y: &Array1<T>) -> T {
        (x / norm2(x)).dot(&(y / norm2(y)))
    }

    #[grad(x, y)]
    pub fn cosine_of_roots<T: Real>(x: &Array1<T>, y: &Array1<T>) -> T {
        x.dot(y) / (x.dot(x).sqrt() * y.dot(y).sqrt())
    }

    #[grad(x, y)]
    pub fn cosine_by_turns<T: Real>(x: &Array1<T>, y: &Array1<T>) -> T {
        x.dot(y) / norm2(x) / norm2(y)
    }

    #[grad(x)]
    pub fn frobenius_normalised<T: Real>(x: &Array2<T>, s: &Array2<T>) -> T {
        (x / norm2(x) * s).sum()
    }

    #[grad(x)]
    pub fn transposed<T: Real>(x: &Array2<T>, s: &Array2<T>) -> T {
        (&x.t() / norm2(x) * s.t()).sum()
    }

    #[grad(x)]
    pub fn rows<T: Real>(x: &Array2<T>, s: &Array2<T>) -> T {
        let norms = (x * x).sum_axis(Axis(1)).sqrt();
        (x / &norms.insert_axis(Axis(1)) * s).sum()
    }

    #[grad(x, t)]
    pub fn of_sum<T: Real>(x: &Array1<T>, s: &Array1<T>, t: T) -> T {
        (x.dot(s) + t) / norm2(x)
    }

    #[grad(x)]
    pub fn stretch<T: Real>(x: &Array1<T>, a: &Array2<T>) -> T {
        norm2(a.dot(x)) / norm2(x)
    }

    #[grad(x)]
    pub fn standardised<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        let d = x - x.mean().unwrap();
        (&d / square(&d).mean().unwrap().sqrt()).dot(s)
    }

    #[grad(x, y)]
    pub fn sines<T: Real>(x: &Array1<T>, y: &Array1<T>, s: &Array1<T>) -> T {
        (x / &(x * x + y * y).sqrt() * s).sum()
    }

    #[grad(x)]
    pub fn through_product<T: Real>(x: &Array1<T>, a: &Array2<T>, s: &Array1<T>) -> T {
        let y = a.dot(x);
        s.dot(&(&y / norm2(&y)))
    }
}

/// Exponents of scales at which 1/‖x‖³ underflows, or overflows, and the gradient does neither.
pub const WIDE: [i32; 6] = [664, -664, 997, -997, 350, -350];
pub const SINGLE: [i32; 4] = [66, -66, 110, -110];

/// The gradient is homogeneous of degree −1: at 2ᵏ x, it is that at x over 2ᵏ, exactly.
#[track_caller]
pub fn assert_scales<T: Real, D: Dimension>(
    exponents: &[i32],
    gradient: impl Fn(T) -> ndarray::Array<T, D>,
) {
    let two = T::lit(2.0);
    let expected = gradient(T::one());
    assert!(expected.iter().any(|e| e.abs() > T::lit(0.01)));
    for exponent in exponents {
        let found = gradient(two.powi(*exponent)) * two.powi(*exponent);
        let tolerance = T::lit(8.0) * T::epsilon();
        for (found, expected) in found.iter().zip(&expected) {
            let near = (*found - *expected).abs() <= tolerance;
            assert!(near, "2^{exponent}: {found:?}, expected {expected:?}");
        }
    }
}

fn assert_vectors<T: Real>(exponents: &[i32]) {
    let x = array![3.0, -1.0, 2.0].mapv(T::lit);
    let s = array![0.5, 2.0, -1.0].mapv(T::lit);
    for gradient in [
        spellings::quotient_grad::<T>,
        spellings::reciprocal_grad,
        spellings::quotient_in_product_grad,
        spellings::product_in_quotient_grad,
        spellings::root_of_dot_grad,
        spellings::root_of_squares_grad,
    ] {
        // (s − x̂ (x̂ᵀs)) / ‖x‖, of ‖x‖² = 14 and xᵀs = −2.5.
        let exact = [0.5 + 7.5 / 14.0, 2.0 - 2.5 / 14.0, -1.0 + 5.0 / 14.0];
        for (found, exact) in gradient(&x, &s).iter().zip(exact) {
            let exact = T::lit(exact / 14.0_f64.sqrt());
            assert!((*found - exact).abs() <= T::lit(4.0) * T::epsilon());
        }
        assert_scales(exponents, |scale| gradient(&(&x * scale), &s));
    }
    let of_multiple = |scale| spellings::of_multiple_grad(&(&x * scale), &s);
    assert_scales(exponents, of_multiple);
    for cosine in [
        spellings::cosine_grad::<T>,
        spellings::cosine_of_directions_grad,
        spellings::cosine_of_roots_grad,
        spellings::cosine_by_turns_grad,
    ] {
        assert_scales(exponents, |scale| cosine(&(&x * scale), &(&s * scale)).0);
        assert_scales(exponents, |scale| cosine(&(&x * scale), &(&s * scale)).1);
        assert_scales(exponents, |scale| cosine(&(&x * scale), &s).0);
        assert_scales(exponents, |scale| cosine(&x, &(&s * scale)).1);
    }
    let a = array![[1.0, 2.0, 0.5], [-1.0, 0.25, 3.0], [0.0, 1.0, 1.0]].mapv(T::lit);
    let of_product = |scale| spellings::through_product_grad(&(&x * scale), &a, &s);
    assert_scales(exponents, of_product);
    let of_sum = |scale| spellings::of_sum_grad(&(&x * scale), &s, scale).0;
    assert_scales(exponents, of_sum);
    let standardised = |scale| spellings::standardised_grad(&(&x * scale), &s);
    assert_scales(exponents, standardised);
    let sines = |scale| spellings::sines_grad(&(&x * scale), &(&s * scale), &s).1;
    assert_scales(exponents, sines);
    let stretch = |scale| spellings::stretch_grad(&(&x * scale), &a);
    assert_scales(exponents, stretch);
}

fn assert_matrices<T: Real>(exponents: &[i32]) {
    let x = array![[3.0, -1.0, 2.0], [0.5, 4.0, -2.0]].mapv(T::lit);
    let s = array![[0.5, 2.0, -1.0], [1.0, 0.25, 3.0]].mapv(T::lit);
    for gradient in [
        spellings::frobenius_normalised_grad::<T>,
        spellings::transposed_grad,
        spellings::rows_grad,
    ] {
        assert_scales(exponents, |scale| gradient(&(&x * scale), &s));
    }
}

#[test]
fn gradients_of_directions_neither_vanish_nor_overflow() {
    assert_vectors::<f64>(&WIDE);
    assert_vectors::<f32>(&SINGLE);
}

#[test]
fn gradients_of_normalised_matrices_neither_vanish_nor_overflow() {
    assert_matrices::<f64>(&WIDE);
    assert_matrices::<f32>(&SINGLE);
}

fn all_missing<D: Dimension>(x: &ArrayBase<impl Data<Elem = f64>, D>) -> bool {
    x.iter().all(|x| x.is_nan())
}

#[test]
fn nothing_has_no_direction() {
    let (zeros, s) = (Array1::<f64>::zeros(2), array![1.0, 2.0]);
    for spelling in [
        spellings::quotient_value_and_grad::<f64>,
        spellings::product_in_quotient_value_and_grad,
        spellings::root_of_dot_value_and_grad,
    ] {
        let (value, gradient) = spelling(&zeros, &s);
        assert!(value.is_nan() && all_missing(&gradient), "{gradient}");
    }
    // An element that is 0 is none of that.
    let (value, gradient) = spellings::quotient_value_and_grad(&array![0.0, 4.0], &s);
    assert_eq!((value, gradient), (2.0, array![0.25, 0.0]));
}
