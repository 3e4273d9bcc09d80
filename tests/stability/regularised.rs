//! Roots of sums of squares to which something is added, quotients by norms that are kept from 0, and quotients of
//! quadratic forms, at the ends of the number line.

use matgrad::Real;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array};

use crate::assert_near;
use crate::directions::{SINGLE, WIDE, assert_scales};

mod roots {
    use super::*;

    #[grad(x, c)]
    pub fn of_dot<T: Real>(x: &Array1<T>, c: T) -> T {
        (x.dot(x) + c).sqrt()
    }

    #[grad(x, c)]
    pub fn of_squares<T: Real>(x: &Array1<T>, c: T) -> T {
        (c + x.mapv(|v| v.powi(2)).sum()).sqrt()
    }

    #[grad(x, c)]
    pub fn of_norm<T: Real>(x: &Array1<T>, c: T) -> T {
        (norm2(x).powi(2) + c).sqrt()
    }

    #[grad(x)]
    pub fn plus_number<T: Real>(x: &Array1<T>) -> T {
        (T::lit(1.0) + x.dot(x)).sqrt()
    }

    #[grad(x, y)]
    pub fn of_both<T: Real>(x: &Array1<T>, y: &Array1<T>) -> T {
        (x.dot(x) + y.dot(y)).sqrt()
    }
}

/// x = (3, 0, −4) s, of norm 5 s.
const SCALES: [f64; 8] = [1.0, 0.2, 1e200, 1e-200, 1e300, 1e-300, 5e-309, 1e-320];

#[test]
fn roots_of_squares_plus_a_number() {
    for scale in SCALES {
        let x = array![3.0, 0.0, -4.0] * scale;
        // Below the normal numbers, 3 and 4 times the scale are rounded themselves.
        let norm = x[0].hypot(x[2]);
        for c in [1.0_f64, 1e-300, 1e300, 1e-12, 5e-324] {
            let whole = norm.hypot(c.sqrt());
            let tolerance = if scale < 1e-310 { 3e-4 } else { 2e-15 };
            for spelling in [
                roots::of_dot_value_and_grad::<f64>,
                roots::of_squares_value_and_grad,
                roots::of_norm_value_and_grad,
            ] {
                let (value, (by_x, by_c)) = spelling(&x, c);
                assert_near("√(Σx² + c)", value, whole, tolerance, 0.0);
                assert_near("1/2√", by_c, 0.5 / whole, tolerance, 0.0);
                for (found, x) in by_x.iter().zip(&x) {
                    assert_near("x/√", *found, x / whole, tolerance, 5e-324);
                }
            }
        }
        let whole = norm.hypot(1.0);
        let (value, gradient) = roots::plus_number_value_and_grad(&x);
        assert_near("√(1 + Σx²)", value, whole, 2e-15, 0.0);
        for (found, x) in gradient.iter().zip(&x) {
            assert_near(
                "x/√",
                *found,
                x / whole,
                if scale < 1e-310 { 3e-4 } else { 2e-15 },
                5e-324,
            );
        }
        let (value, (by_x, _)) = roots::of_both_value_and_grad(&x, &array![12.0 * scale]);
        let whole = norm.hypot(12.0 * scale);
        assert_near("√(Σx² + Σy²)", value, whole, 2e-15, 5e-324);
        assert_near(
            "x/√",
            by_x[0],
            x[0] / whole,
            if scale < 1e-300 { 3e-4 } else { 4e-15 },
            0.0,
        );
    }
    let x = array![3.0_f32, -4.0] * 1e-30;
    let (value, (by_x, _)) = roots::of_dot_value_and_grad(&x, 1e-38);
    assert!((value / 1e-19 - 1.0).abs() < 1e-6 && (by_x[0] / 3e-11 - 1.0).abs() < 1e-6);
    let (value, (by_x, _)) = roots::of_dot_value_and_grad(&(array![3.0_f32, -4.0] * 1e37), 1.0);
    assert!((value / 5e37 - 1.0).abs() < 1e-6 && (by_x[0] - 0.6).abs() < 1e-6);
}

#[test]
fn what_is_taken_away_is_taken_away() {
    let (value, (by_x, by_c)) = roots::of_dot_value_and_grad(&array![3.0, 4.0], -9.0);
    assert_eq!((value, by_x, by_c), (4.0, array![0.75, 1.0], 0.125));
    assert!(
        roots::of_dot_value_and_grad(&array![1.0], -2.0_f64)
            .0
            .is_nan()
    );
    assert_eq!(roots::of_dot_value_and_grad(&array![0.0], 4.0).0, 2.0);
}

mod quotients {
    use super::*;

    #[grad(x)]
    pub fn plus<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        (x / (norm2(x) + e)).dot(s)
    }

    #[grad(x)]
    pub fn plus_outside<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        x.dot(s) / (e + x.dot(x).sqrt())
    }

    #[grad(x)]
    pub fn at_least<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        (x / norm2(x).max(e)).dot(s)
    }

    #[grad(x)]
    pub fn cosine<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        x.dot(s) / (norm2(x) * norm2(s)).max(e)
    }

    #[grad(x)]
    pub fn root<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        (x / (x.dot(x) + e).sqrt()).dot(s)
    }

    #[grad(x)]
    pub fn root_mean_square<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        (x / (square(x).mean().unwrap() + e).sqrt()).dot(s)
    }

    #[grad(x)]
    pub fn layer<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        let d = x - x.mean().unwrap();
        (&d / (square(&d).mean().unwrap() + e).sqrt()).dot(s)
    }

    #[grad(x)]
    pub fn layer_by_variance<T: Real>(x: &Array1<T>, s: &Array1<T>, e: T) -> T {
        ((x - x.mean().unwrap()) / (x.var(T::lit(0.0)) + e).sqrt()).dot(s)
    }

    #[grad(x)]
    pub fn rows<T: Real>(x: &Array2<T>, s: &Array2<T>, e: T) -> T {
        let norms = ((x * x).mean_axis(Axis(1)).unwrap() + e).sqrt();
        (x / &norms.insert_axis(Axis(1)) * s).sum()
    }

    #[grad(x)]
    pub fn rows_plus<T: Real>(x: &Array2<T>, s: &Array2<T>, e: T) -> T {
        let norms = (x * x).sum_axis(Axis(1)).sqrt() + e;
        (x / &norms.insert_axis(Axis(1)) * s).sum()
    }

    #[grad(x)]
    pub fn rayleigh<T: Real>(x: &Array1<T>, a: &Array2<T>) -> T {
        x.dot(&a.dot(x)) / x.dot(x)
    }

    #[grad(x)]
    pub fn rayleigh_of_norm<T: Real>(x: &Array1<T>, a: &Array2<T>) -> T {
        x.dot(&a.dot(x)) / norm2(x).powi(2)
    }

    #[grad(x)]
    pub fn share_of<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        x.dot(s) * x.dot(s) / x.dot(x)
    }

    #[grad(s)]
    pub fn along<T: Real>(x: &Array1<T>, s: &Array1<T>) -> T {
        x.dot(s) / x.dot(x)
    }
}

fn assert_quotients<T: Real>(exponents: &[i32]) {
    let x = array![3.0, -1.0, 2.0].mapv(T::lit);
    let s = array![0.5, 2.0, -1.0].mapv(T::lit);
    let e = T::lit(0.25);
    for spelling in [
        quotients::plus_grad::<T>,
        quotients::plus_outside_grad,
        quotients::at_least_grad,
    ] {
        // Of degree 0 in x and e together.
        assert_scales(exponents, |scale| spelling(&(&x * scale), &s, e * scale));
    }
    for spelling in [
        quotients::root_grad::<T>,
        quotients::root_mean_square_grad,
        quotients::layer_grad,
        quotients::layer_by_variance_grad,
        quotients::plus_grad,
        quotients::at_least_grad,
        quotients::cosine_grad,
    ] {
        assert_scales(exponents, |scale| spelling(&(&x * scale), &s, T::zero()));
    }
    let a = array![[1.0, 2.0, 0.5], [-1.0, 0.25, 3.0], [0.0, 1.0, 1.0]].mapv(T::lit);
    assert_scales(exponents, |scale| {
        quotients::rayleigh_grad(&(&x * scale), &a)
    });
    assert_scales(exponents, |scale| {
        quotients::rayleigh_of_norm_grad(&(&x * scale), &a)
    });
    assert_scales(exponents, |scale| quotients::along_grad(&(&x * scale), &s));
    let rows = array![[3.0, -1.0, 2.0], [0.5, 4.0, -2.0]].mapv(T::lit);
    let t = array![[0.5, 2.0, -1.0], [1.0, 0.25, 3.0]].mapv(T::lit);
    assert_scales(exponents, |scale| {
        quotients::rows_grad(&(&rows * scale), &t, T::zero())
    });
    assert_scales(exponents, |scale| {
        quotients::rows_plus_grad(&(&rows * scale), &t, e * scale)
    });
}

#[test]
fn regularised_directions_neither_vanish_nor_overflow() {
    assert_quotients::<f64>(&WIDE);
    assert_quotients::<f32>(&SINGLE);
}

/// Far below what is added, the quotient is linear; far above, it is the direction.
#[test]
fn what_is_added_decides_near_nothing_and_vanishes_far_out() {
    let (x, s, e) = (array![3.0, -1.0, 2.0], array![0.5, 2.0, -1.0], 1e-5_f64);
    for spelling in [
        quotients::root_grad::<f64>,
        quotients::root_mean_square_grad,
    ] {
        for tiny in [1e-200, 1e-300, 1e-310, 0.0] {
            for (found, s) in spelling(&(&x * tiny), &s, e).iter().zip(&s) {
                assert_near("s/√ε", *found, s / e.sqrt(), 4e-15, 0.0);
            }
        }
        let far = spelling(&(&x * 2f64.powi(990)), &s, 0.0);
        let found = spelling(&(&x * 2f64.powi(990)), &s, e);
        assert_eq!(found, far);
    }
    for (found, s) in quotients::plus_grad(&(&x * 1e-300), &s, e).iter().zip(&s) {
        assert_near("s/ε", *found, s / e, 4e-15, 0.0);
    }
    for (found, s) in quotients::at_least_grad(&(&x * 1e-300), &s, e)
        .iter()
        .zip(&s)
    {
        assert_near("s/ε", *found, s / e, 4e-15, 0.0);
    }
}

/// Rayleigh's quotient of an eigenvector is its eigenvalue, of slope 0; (xᵀs)²/xᵀx is ‖s‖² along s.
#[test]
fn quadratic_forms_over_squares() {
    let a = array![[2.0, 1.0], [1.0, 2.0]];
    for scale in [1.0, 1e200, 1e-200, 1e300, 1e-300] {
        let x = array![scale, scale];
        for spelling in [
            quotients::rayleigh_value_and_grad::<f64>,
            quotients::rayleigh_of_norm_value_and_grad,
        ] {
            let (value, gradient) = spelling(&x, &a);
            assert_near("eigenvalue", value, 3.0, 2e-15, 0.0);
            assert!(gradient.iter().all(|slope| (slope * scale).abs() < 1e-14));
        }
        let (value, gradient) = quotients::share_of_value_and_grad(&x, &array![2.0, 0.0]);
        assert_near("(xᵀs)²/xᵀx", value, 2.0, 4e-15, 0.0);
        assert_near("by x₀", gradient[0], 2.0 / scale, 4e-15, 0.0);
    }
}
