//! Traits that users of ndarray have in scope beside the prelude.
#![allow(
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::redundant_closure,
    clippy::redundant_closure_for_method_calls,
    clippy::float_cmp,
    reason = "the receivers are what is tested"
)]

use ndarray::{Array1, Array2, array};

/// `dot` is then a method of this trait, and means the same.
mod dot {
    use matgrad::prelude::*;
    use ndarray::linalg::Dot;
    use ndarray::{Array1, Array2, ArrayView1};

    #[grad(x)]
    pub fn owned(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
        let y = a.dot(x);
        y.dot(&y) + x.dot(&a.t().dot(&y)) + (&y + 1.0).dot(&y)
    }

    #[grad(x)]
    pub fn viewed<T: Real>(a: &Array2<T>, x: ArrayView1<'_, T>) -> T {
        let y = a.dot(&x);
        y.dot(&y)
    }
}

/// Methods of numbers.
mod numbers {
    use matgrad::prelude::*;
    use ndarray::Array1;
    #[allow(unused_imports, reason = "in scope as in a user's file")]
    use num_traits::{Float, FloatConst, FromPrimitive, Num, NumCast, One, Zero};

    #[grad(x, s)]
    pub fn float(x: &Array1<f64>, s: f64, t: &f64) -> f64 {
        x.abs().sum() * s.abs().sqrt() + t.abs() * s.max(*t) * x.mapv(|v| v.abs().exp()).sum()
    }

    #[grad(x, s)]
    pub fn generic<T: Real>(x: &Array1<T>, s: T, t: &T) -> T {
        x.mapv(|v| v.abs().exp()).sum() * s.sqrt() + t.abs() * s
    }
}

/// `abs` and `signum` of numbers by reference.
mod signed {
    use matgrad::prelude::*;
    use ndarray::Array1;
    use num_traits::Signed;

    #[grad(x, s)]
    pub fn f(x: &Array1<f64>, s: f64, t: &f64) -> f64 {
        x.abs().sum() * s.abs() + t.abs() * s + x.map(|v| v.abs()).sum()
    }

    #[grad(x, s)]
    pub fn generic<T: Real>(x: &Array1<T>, s: T, t: &T) -> T {
        x.abs().sum() * s.abs() + t.abs() * s + x.map(|v| v.abs()).sum()
    }
}

#[test]
fn they_change_nothing() {
    let a: Array2<f64> = array![[1.0, 2.0], [3.0, -1.0]];
    let x: Array1<f64> = array![0.5, -1.5];
    let ata = a.t().dot(&a);
    let quadratic = 2.0 * ata.dot(&x);
    let expected = 3.0 * &quadratic + a.t().dot(&Array1::<f64>::ones(2));
    assert!(
        (dot::owned_grad(&a, &x) - expected)
            .iter()
            .all(|d| d.abs() < 1e-12)
    );
    assert_eq!(dot::viewed_grad(&a, x.view()), quadratic);
    let (dx, ds): (Array1<f64>, f64) = numbers::float_grad(&x, 4.0, &0.5);
    let sign = array![1.0, -1.0];
    let exponentials = x.mapv(|v: f64| v.abs().exp());
    let error: Array1<f64> = dx - (&exponentials + 1.0) * &sign * 2.0;
    assert!(error.iter().all(|d| d.abs() < 1e-12));
    assert!((ds - (2.0 / 4.0 + 0.5 * exponentials.sum())).abs() < 1e-12);
    let (_, ds): (Array1<f64>, f64) = numbers::generic_grad(&x, 4.0, &0.5);
    assert!((ds - (0.25 * exponentials.sum() + 0.5)).abs() < 1e-12);
    assert_eq!(signed::f_grad(&x, 2.0, &-3.0), (3.0 * &sign, 5.0));
    assert_eq!(signed::generic_grad(&x, 2.0, &-3.0), (3.0 * sign, 5.0));
}
