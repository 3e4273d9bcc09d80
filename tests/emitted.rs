//! Emitted code where it is least welcome: among forbidden lints, and among items of the user's
//! that are named as what it uses.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]

use ndarray::{Array1, Array2, array};

mod shadowed {
    //! Every name that emitted code could lean on is something else here.
    #![allow(non_camel_case_types, dead_code, reason = "names to stumble over")]

    use ::matgrad::prelude::*;
    use ::ndarray::{Array1, Array2};

    pub struct Vec;
    pub struct Some;
    pub struct None;
    pub struct Option;
    pub struct Iterator;
    pub struct Clone;
    pub const fn t0() {}
    pub const fn t1() {}
    pub const fn e0() {}
    pub const fn i0() {}
    pub const fn x_() {}
    pub const fn sweep() {}
    pub const fn lane() {}
    pub const fn check() {}
    pub const fn zeros_() {}
    pub const fn x_grad() {}
    pub mod matgrad {}
    pub mod ndarray {}
    pub mod core {}
    pub mod std {}

    /// A trait whose methods are those of array and number operators and loops.
    pub trait Capture: Sized {
        fn sweep(self) {}
        fn lane(self) {}
        fn view(self) {}
        fn into_iter(self) {}
        fn next(self) {}
    }
    impl Capture for f64 {}
    impl Capture for &f64 {}
    impl Capture for usize {}
    impl Capture for ::core::ops::Range<usize> {}
    impl Capture for ::core::ops::RangeInclusive<usize> {}

    #[grad(x, t2)]
    pub fn f(x: &Array2<f64>, t2: &Array1<f64>, e1: f64) -> f64 {
        let i1 = x.dot(t2);
        let s0 = tanh(&i1) * e1;
        sum(s0) + x.row(0).sum() + norm2(t2)
    }

    #[grad(x_, allow_zero)]
    pub fn g(x_: &Array1<f64>, x: f64) -> f64 {
        x * x * logsumexp(x_)
    }
}

fn central(x: &Array2<f64>, f: impl Fn(&Array2<f64>) -> f64) -> Array2<f64> {
    const STEP: f64 = 1e-5;
    Array2::from_shape_fn(x.dim(), |at| {
        let moved = |step: f64| {
            let mut x = x.clone();
            x[at] += step;
            f(&x)
        };
        (moved(STEP) - moved(-STEP)) / (2.0 * STEP)
    })
}

#[test]
fn names_in_scope_mean_nothing_to_companions() {
    let x = array![[0.3, -1.2, 0.5], [2.0, 0.1, -0.7]];
    let w: Array1<f64> = array![0.9, -0.4, 1.1];
    let (value, (by_x, by_w)) = shadowed::f_value_and_grad(&x, &w, 1.5);
    assert!((value - shadowed::f(&x, &w, 1.5)).abs() < 1e-12);
    let expected = central(&x, |x| shadowed::f(x, &w, 1.5));
    assert!((&by_x - &expected).iter().all(|d| d.abs() < 1e-8));
    let row = w.clone().insert_axis(ndarray::Axis(0));
    let expected = central(&row, |w| shadowed::f(&x, &w.row(0).to_owned(), 1.5));
    assert!((&by_w - &expected.row(0)).iter().all(|d| d.abs() < 1e-8));
    assert_eq!(shadowed::f_grad(&x, &w, 1.5), (by_x, by_w));
    let weights = shadowed::g_grad(&w, 2.0);
    assert!((weights.sum() - 4.0).abs() < 1e-12);
    assert!(shadowed::g_value_and_grad(&w, 2.0).0.is_finite());
}
