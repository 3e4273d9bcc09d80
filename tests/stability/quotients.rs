//! Products with powers of reciprocals, at sizes at which the power itself overflows or vanishes.

use matgrad::Real;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};

mod spellings {
    use super::*;

    #[grad(a, b, x)]
    pub fn scalars<T: Real>(a: T, b: T, x: T) -> T {
        a * b * x.powi(-3)
    }

    #[grad(a, b, x)]
    pub fn divided<T: Real>(a: T, b: T, x: T) -> T {
        a * b / x.powi(3)
    }

    #[grad(a, b, x)]
    pub fn written_out<T: Real>(a: T, b: T, x: T) -> T {
        a * b / (x * x * x)
    }

    #[grad(a, b, x)]
    pub fn elements<T: Real>(a: &Array1<T>, b: &Array1<T>, x: &Array1<T>) -> T {
        (a * b * x.mapv(|v| v.powi(-3))).sum()
    }

    #[grad(a, b, x)]
    pub fn over_scalar<T: Real>(a: &Array1<T>, b: &Array1<T>, x: T) -> T {
        (a * b / x.powi(3)).sum()
    }

    #[grad(a, b, x)]
    pub fn of_rows<T: Real>(a: &Array2<T>, b: &Array2<T>, x: &Array1<T>) -> T {
        (a * b * x.mapv(|v| v.powi(-3))).sum()
    }

    #[grad(x)]
    pub fn ratio_of_powers<T: Real>(x: T, y: T) -> T {
        x.powi(4) / y.powi(3)
    }

    #[grad(x)]
    pub fn alone<T: Real>(x: T) -> T {
        x.powi(-1)
    }
}

/// 2ᵏ, below the normal numbers too.
fn two<T: Real>(k: i32) -> T {
    T::lit(2.0).powi(k / 2) * T::lit(2.0).powi(k - k / 2)
}

/// Whether `found` is `expected` up to a few units in the last place.
#[track_caller]
fn assert_close<T: Real>(what: &str, found: T, expected: T) {
    let tolerance = T::lit(16.0) * T::epsilon() * expected.abs();
    let near = (found - expected).abs() <= tolerance;
    assert!(near, "{what}: {found:?}, expected {expected:?}");
}

/// 2ᵏ a, 2ᵏ b and 2ᵏ x have the value of a, b and x over 2ᵏ, and its gradient over 2²ᵏ, exactly. The cube of 2ᵏ is
/// out of range.
fn assert_scaled<T: Real>(exponents: &[i32]) {
    let [a, b, x] = [3.0, 5.0, -2.0].map(T::lit);
    // ab/x³ with ab = 15 and x³ = −8: by a, b/x³; by b, a/x³; by x, −3ab/x⁴.
    let expected = [-1.875, -0.625, -0.375, -2.8125].map(T::lit);
    for k in exponents {
        let scale = two::<T>(*k);
        // Twice, since the square of the scale may be out of range where the gradient is not.
        let scaled = |e: T| e / scale / scale;
        let [of_value, by_a, by_b, by_x] = expected;
        let check = |spelling: &str, (value, (a, b, x)): (T, (T, T, T))| {
            assert_close(spelling, value, of_value / scale);
            assert_close(spelling, a, scaled(by_a));
            assert_close(spelling, b, scaled(by_b));
            assert_close(spelling, x, scaled(by_x));
        };
        let [a, b, x] = [a, b, x].map(|number| number * scale);
        check("a b x⁻³", spellings::scalars_value_and_grad(a, b, x));
        check("a b / x³", spellings::divided_value_and_grad(a, b, x));
        check("a b / xxx", spellings::written_out_value_and_grad(a, b, x));
        let [aa, bb, xx] = [a, b, x].map(|number| Array1::from_elem(1, number));
        let (value, (by_a, by_b, by_x)) = spellings::elements_value_and_grad(&aa, &bb, &xx);
        check("Σ a b x⁻³", (value, (by_a[0], by_b[0], by_x[0])));
        let (value, (by_a, by_b, by_x)) = spellings::over_scalar_value_and_grad(&aa, &bb, x);
        check("Σ a b / x³", (value, (by_a[0], by_b[0], by_x)));
        let [aa, bb] = [a, b].map(|number| Array2::from_elem((1, 1), number));
        let (value, (by_a, by_b, by_x)) = spellings::of_rows_value_and_grad(&aa, &bb, &xx);
        check("Σ A B x⁻³", (value, (by_a[[0, 0]], by_b[[0, 0]], by_x[0])));
        // x⁴/y³, by x 4 x³/y³.
        let (value, by_x) = spellings::ratio_of_powers_value_and_grad(a, x);
        assert_close("x⁴/y³", value, T::lit(-10.125) * scale);
        assert_close("4x³/y³", by_x, T::lit(-13.5));
    }
}

#[test]
fn products_stay_in_range_where_powers_do_not() {
    assert_scaled::<f64>(&[0, 350, -350, 500, -500]);
    assert_scaled::<f32>(&[0, 43, -43, 60, -60]);
}

/// −1/x² of x where x² is below the smallest number, or above the largest, and 1/x² is neither.
#[test]
fn powers_of_reciprocals_are_those_of_the_reciprocal() {
    assert_eq!(spellings::alone_grad(two::<f64>(530)), -two::<f64>(-1060));
    assert_eq!(spellings::alone_grad(two::<f32>(70)), -two::<f32>(-140));
}

#[grad(x)]
fn over<T: Real>(a: T, x: T) -> T {
    a / x
}

#[grad(x)]
fn over_elements<T: Real>(a: &Array1<T>, x: &Array1<T>) -> T {
    (a / x).sum()
}

/// a/x and −a/x² of numbers below the normal ones: the reciprocal of x overflows, the quotients do not.
#[test]
fn subnormal_numbers_divide() {
    let (a, x) = (two::<f64>(-1074), two::<f64>(-1048));
    let expected = (two::<f64>(-26), -two::<f64>(1022));
    assert_eq!(over_value_and_grad(a, x), expected);
    let (value, gradient) = over_elements_value_and_grad(&array![a, 0.0], &array![x, x]);
    assert_eq!((value, gradient), (expected.0, array![expected.1, 0.0]));
    let (a, x) = (two::<f32>(-149), two::<f32>(-137));
    assert_eq!(
        over_value_and_grad(a, x),
        (two::<f32>(-12), -two::<f32>(125))
    );
}

/// The gradient of x/‖x‖, which has the cube of a norm in it on paper.
#[grad(x)]
fn direction(x: &Array1<f64>, s: &Array1<f64>) -> f64 {
    (x / x.dot(x).sqrt()).dot(s)
}

#[test]
fn directions_at_the_ends() {
    for scale in [1e200, 1e-200, 1e300, 1e-300] {
        let (value, gradient) =
            direction_value_and_grad(&(array![3.0, 4.0] * scale), &array![5.0, 0.0]);
        assert_close("xᵀs/‖x‖", value, 3.0);
        assert_close("by x₀", gradient[0], 0.64 / scale);
        assert_close("by x₁", gradient[1], -0.48 / scale);
    }
}
