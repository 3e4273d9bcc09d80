//! Every function of the vocabulary, of `f64` and `f32`, however its operands are held.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Array3, ArrayRef1, ArrayRef2, ShapeBuilder, array, s};

const POINTS: [f64; 9] = [-20.0, -2.5, -0.75, -1e-3, 0.0, 1e-9, 0.5, 1.25, 30.0];

/// Equal to rounding: functions of one element may differ from the reference's last bits.
fn assert_close<T: Real>(found: T, expected: T, what: &str) {
    let near = (found - expected).abs() <= T::lit(8.0) * T::epsilon() * expected.abs();
    let same = found == expected || (found.is_nan() && expected.is_nan());
    assert!(same || near, "{what}: {found:e}, expected {expected:e}");
}

fn assert_all_close<T: Real>(found: &Array1<T>, expected: &[T], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        assert_close(found, expected, &format!("{what} at {i}"));
    }
}

/// `$f` of each way to hold the points, as vectors and as matrices, is `$reference` of each.
macro_rules! each_element {
    ($T:ty: $f:expr, $reference:expr, $name:expr) => {{
        let x: Array1<$T> = POINTS.iter().map(|&v| <$T>::lit(v)).collect();
        let expected: Vec<$T> = x.iter().map(|&v| ($reference)(v)).collect();
        let what = |held: &str| format!("{} of {} {held}", $name, stringify!($T));
        let check = |found: Array1<$T>, held: &str| {
            assert_all_close(&found, &expected, &what(held));
        };
        let mut wide = Array1::from_elem(2 * x.len(), <$T>::NAN);
        wide.slice_mut(s![..;2]).assign(&x);
        let reversed: Array1<$T> = x.iter().rev().copied().collect();
        let reference: &ArrayRef1<$T> = &x;
        check($f(x.clone()), "owned");
        check($f(&x), "referred to");
        check($f(&&x), "referred to twice");
        check($f(x.view()), "viewed");
        check($f(&x.view()), "viewed, referred to");
        check($f(reference), "as an ArrayRef");
        check($f(wide.slice(s![..;2])), "strided");
        check($f(reversed.slice(s![..;-1])), "reversed");
        check($f(x.to_vec()), "in a Vec");
        check($f(&x.to_vec()[..]), "in a slice");
        for (&v, &expected) in x.iter().zip(&expected) {
            assert_close($f(v), expected, &what("scalar"));
            assert_close($f(&v), expected, &what("scalar, referred to"));
        }

        let matrix = x.clone().into_shape_with_order((3, 3)).expect("nine points");
        let mut fortran = Array2::<$T>::zeros((3, 3).f());
        fortran.assign(&matrix);
        let reference: &ArrayRef2<$T> = &fortran;
        let rows = |found: Array2<$T>| found.iter().copied().collect::<Array1<$T>>();
        check(rows($f(&matrix)), "matrix");
        check(rows($f(reference)), "matrix in Fortran order");
        check(rows($f(matrix.t().t())), "matrix transposed twice");
        assert_eq!($f(Array2::<$T>::zeros((0, 3))).dim(), (0, 3));
        assert_eq!($f(Array3::<$T>::zeros((1, 2, 3))).dim(), (1, 2, 3));

        let one = array![x[6]];
        let constant = $f(one.broadcast(4).expect("one element broadcasts"));
        assert_all_close(&constant, &[expected[6]; 4], &what("broadcast"));
    }};
}

/// One test a function, for both scalars; the reference is computed in `f64` and rounded.
macro_rules! elementwise {
    ($($name:ident: $f:expr, $reference:expr;)*) => {$(
        #[test]
        fn $name() {
            each_element!(f64: $f, $reference, stringify!($name));
            each_element!(f32: $f, |v: f32| ($reference)(f64::from(v)) as f32, stringify!($name));
        }
    )*};
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the reference is rounded to the scalar under test"
)]
mod elements {
    use super::*;

    elementwise! {
        exp_of_each: exp, f64::exp;
        exp_m1_of_each: exp_m1, f64::exp_m1;
        ln_of_each: ln, f64::ln;
        ln_1p_of_each: ln_1p, f64::ln_1p;
        sqrt_of_each: sqrt, f64::sqrt;
        cbrt_of_each: cbrt, f64::cbrt;
        recip_of_each: recip, f64::recip;
        sin_of_each: sin, f64::sin;
        cos_of_each: cos, f64::cos;
        tan_of_each: tan, f64::tan;
        asin_of_each: asin, f64::asin;
        acos_of_each: acos, f64::acos;
        atan_of_each: atan, f64::atan;
        sinh_of_each: sinh, f64::sinh;
        cosh_of_each: cosh, f64::cosh;
        tanh_of_each: tanh, f64::tanh;
        asinh_of_each: asinh, f64::asinh;
        acosh_of_each: acosh, f64::acosh;
        atanh_of_each: atanh, f64::atanh;
        abs_of_each: abs, f64::abs;
        sign_of_each: sign, |v: f64| if v == 0.0 { 0.0 } else { v.signum() };
        relu_of_each: relu, |v: f64| v.max(0.0);
        sigmoid_of_each: sigmoid, |v: f64| 1.0 / (1.0 + (-v).exp());
        softplus_of_each: softplus, |v: f64| v.exp().ln_1p();
        square_of_each: square, |v: f64| v * v;
        powi_of_each: |x| powi(x, 3), |v: f64| v * v * v;
        powi_to_a_negative: |x| powi(x, -2), |v: f64| 1.0 / (v * v);
        powf_of_each: |x| powf(x, 0.5), |v: f64| v.powf(0.5);
        pow_of_each: |x| pow(x, 2.0), |v: f64| v * v;
        maximum_of_each: |x| maximum(x, 0.25), |v: f64| v.max(0.25);
        minimum_of_each: |x| minimum(x, 0.25), |v: f64| v.min(0.25);
        clamp_of_each: |x| clamp(x, -1.0, 1.0), |v: f64| v.clamp(-1.0, 1.0);
        stop_gradient_of_each: stop_gradient, |v: f64| v;
    }
}
