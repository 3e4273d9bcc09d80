//! What the attribute writes into a user's crate: no `unsafe`, no lint, and no name that the
//! user's own items or parameters could capture.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]

use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};

/// ‖A x − y‖² / n
#[grad(a, x, y)]
#[must_use]
pub fn least_squares(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let r = a.dot(x) - y;
    mean(square(r))
}

/// Σ softplus(A x), in single precision
#[grad(a, x)]
#[must_use]
pub fn single(a: &Array2<f32>, x: &Array1<f32>) -> f32 {
    softplus(a.dot(x)).sum()
}

/// ½ λ xᵀx over any scalar
#[grad(x, lambda)]
#[must_use]
pub fn generic<T: Real>(x: &Array1<T>, lambda: T) -> T {
    T::lit(0.5) * lambda * x.dot(x)
}

/// A root, or a line with the slope of the argument
#[grad(x)]
#[must_use]
pub fn chosen(x: f64, line: bool) -> f64 {
    if !line && x > 0.0 { x.sqrt() } else { 2.0 * x }
}

/// sin x / x
#[grad(x)]
#[must_use]
pub fn sinc(x: &Array1<f64>) -> f64 {
    x.mapv(|v| if v == 0.0 { 1.0 } else { v.sin() / v }).sum()
}

/// A quadratic form with a matrix of its own.
pub struct Form {
    matrix: Array2<f64>,
}

impl Form {
    /// xᵀ A x
    #[grad(x)]
    #[must_use]
    pub fn at(&self, x: &Array1<f64>) -> f64 {
        let matrix: &Array2<f64> = &self.matrix;
        x.dot(&matrix.dot(x))
    }

    /// ‖x‖₂
    #[grad(x)]
    #[must_use]
    pub fn norm(x: &Array1<f64>) -> f64 {
        norm2(x)
    }
}

/// Every name that emitted code might reach for means something else here.
#[allow(
    dead_code,
    non_camel_case_types,
    reason = "these items only stand in the way"
)]
mod crowded {
    use ::matgrad::prelude::*;
    use ::ndarray::{Array1, Array2};

    pub mod matgrad {}
    pub mod ndarray {}
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub struct Vec;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Option;
    pub struct Result;
    pub struct Box;
    pub struct String;
    pub struct Iterator;
    pub struct IntoIterator;
    pub struct Default;
    pub struct Clone;
    pub struct Copy;
    pub struct Into;
    pub struct From;
    pub struct Axis;
    pub struct Array;
    pub struct ArrayView1;
    pub struct ArrayView2;
    pub struct Zip;
    pub struct usize;
    pub const X_GRAD: f64 = 3.0;
    pub const fn x_grad() {}
    pub const fn drop() {}
    pub const fn check() {}
    pub const fn vector() {}
    pub const fn matrix() {}
    pub const fn view() {}
    pub const fn copy() {}
    pub const fn len() {}
    pub static T1: f64 = 0.0;
    pub const T2: f64 = 0.0;

    pub const fn t0() {}
    pub const fn e0() {}
    pub const fn i0() {}
    pub const fn x_() {}
    pub const fn sweep() {}
    pub const fn lane() {}
    pub const fn zeros_() {}

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
    impl Capture for ::core::primitive::usize {}
    impl Capture for ::core::ops::Range<::core::primitive::usize> {}
    impl Capture for ::core::ops::RangeInclusive<::core::primitive::usize> {}

    macro_rules! hostile {
        ($d:tt: $($name:ident),+) => {
            $(#[allow(unused_macros, reason = "it only stands in the way")]
            macro_rules! $name {
                ($d($d t:tt)*) => { compile_error!("the user's macro was called") };
            })+
        };
    }
    hostile!($: vec, assert, assert_eq, panic, debug_assert, unreachable);

    /// Parameters that bear the names of intermediates and of loops.
    #[grad(t0, t1, e0, i0)]
    #[allow(clippy::suboptimal_flops, reason = "sums read as on paper")]
    pub fn intermediates(
        t0: &Array2<f64>,
        t1: &Array1<f64>,
        e0: &Array1<f64>,
        i0: f64,
        o0: &Array1<f64>,
        s0: f64,
        len_n: f64,
    ) -> f64 {
        let t2 = t0.dot(t1) - e0;
        let t3 = softplus(&t2) * i0;
        s0 * hadamard(t3, o0).sum() + len_n * t2.dot(&t2)
    }

    /// Lengths that bear the names of locals.
    #[grad(x_, x)]
    pub fn lengths(
        #[dims(len_n, n)] x: &Array2<f64>,
        #[dims(n)] x_: &Array1<f64>,
        #[dims(len_n)] len_n_: &Array1<f64>,
    ) -> f64 {
        let r = x.dot(x_) - len_n_;
        r.dot(&r) + x_.exp().sum()
    }

    /// A scalar that bears the name of an array's view.
    #[grad(x_, allow_zero)]
    pub fn views(x_: &Array1<f64>, x: f64) -> f64 {
        x * x * logsumexp(x_)
    }

    /// Locals of the user's that bear names of the runtime.
    #[grad(x)]
    pub fn locals(x: &Array1<f64>) -> f64 {
        let check = x.exp();
        let view = &check / check.sum();
        let copy = view.ln();
        -hadamard(view, copy).sum()
    }
}

#[test]
fn crowded_names_are_left_alone() {
    let (a, x, y) = (
        array![[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]],
        array![0.3, -0.7, 1.1],
        array![0.2, 0.9],
    );
    let (value, (da, dx, de, ds)) =
        crowded::intermediates_value_and_grad(&a, &x, &y, 1.5, &y, 0.5, 2.0);
    let f = |x: &Array1<f64>| crowded::intermediates(&a, x, &y, 1.5, &y, 0.5, 2.0);
    assert_near(value, f(&x));
    assert_near(directional(f, &x), dx.sum());
    assert_near(
        crowded::intermediates_grad(&a, &x, &y, 1.5, &y, 0.5, 2.0)
            .1
            .sum(),
        dx.sum(),
    );
    let by_e = |e: &Array1<f64>| crowded::intermediates(&a, &x, e, 1.5, &y, 0.5, 2.0);
    assert_near(directional(by_e, &y), de.sum());
    let by_s = |s: &Array1<f64>| crowded::intermediates(&a, &x, &y, s[0], &y, 0.5, 2.0);
    assert_near(directional(by_s, &array![1.5]), ds);
    let by_a =
        |step: &Array1<f64>| crowded::intermediates(&(&a + step[0]), &x, &y, 1.5, &y, 0.5, 2.0);
    assert_near(directional(by_a, &array![0.0]), da.sum());

    let by_x = |x: &Array1<f64>| crowded::lengths(&a, x, &y);
    let (dx, da) = crowded::lengths_grad(&a, &x, &y);
    assert_near(directional(by_x, &x), dx.sum());
    let by_a = |step: &Array1<f64>| crowded::lengths(&(&a + step[0]), &x, &y);
    assert_near(directional(by_a, &array![0.0]), da.sum());
    assert_near(crowded::lengths_value_and_grad(&a, &x, &y).0, by_x(&x));

    assert_near(
        directional(crowded::locals, &x),
        crowded::locals_grad(&x).sum(),
    );
    assert_near(crowded::locals_value_and_grad(&x).0, crowded::locals(&x));

    assert_near(crowded::views_grad(&x, 2.0).sum(), 4.0);
    assert_near(
        crowded::views_value_and_grad(&x, 2.0).0,
        crowded::views(&x, 2.0),
    );
}

#[test]
fn pedantic_crates_get_right_gradients() {
    let (a, x, y) = (
        array![[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]],
        array![0.3, -0.7, 1.1],
        array![0.2, 0.9],
    );
    let f = |x: &Array1<f64>| least_squares(&a, x, &y);
    let (value, (_, dx, dy)) = least_squares_value_and_grad(&a, &x, &y);
    assert_near(value, f(&x));
    assert_near(directional(f, &x), dx.sum());
    assert_near(directional(|y| least_squares(&a, &x, y), &y), dy.sum());
    assert_near(least_squares_grad(&a, &x, &y).1.sum(), dx.sum());

    let a32 = array![[0.5_f32, -1.0, 2.0], [1.5, 0.25, -0.5]];
    let x32 = array![0.3_f32, -0.7, 1.1];
    let (value, (_, dx)) = single_value_and_grad(&a32, &x32);
    let weights = a.dot(&x).mapv(|z| 1.0 / (1.0 + (-z).exp()));
    assert!((f64::from(dx.sum()) - a.t().dot(&weights).sum()).abs() < 1e-5);
    assert!((value - single(&a32, &x32)).abs() < 1e-6);
    assert!((single_grad(&a32, &x32).1.sum() - dx.sum()).abs() < 1e-6);

    let (value, (dx, slope)) = generic_value_and_grad(&x, 3.0);
    assert_near(value, generic(&x, 3.0));
    assert_near(dx.sum(), 3.0 * x.sum());
    assert_near(slope, 0.5 * x.dot(&x));
    assert_near(generic_grad(&x, 3.0).1, slope);

    let form = Form {
        matrix: array![[1.0, 2.0, 0.0], [0.5, -1.0, 3.0], [0.0, 1.0, 4.0]],
    };
    let (value, dx) = form.at_value_and_grad(&x);
    assert_near(value, form.at(&x));
    assert_near(directional(|x| form.at(x), &x), dx.sum());
    assert_near(form.at_grad(&x).sum(), dx.sum());
    let (value, dx) = Form::norm_value_and_grad(&x);
    assert_near(value, Form::norm(&x));
    assert_near(directional(Form::norm, &x), dx.sum());
    assert_near(Form::norm_grad(&x).sum(), dx.sum());
}

#[test]
fn pedantic_crates_may_choose() {
    let (value, slope) = chosen_value_and_grad(4.0, false);
    assert_near(value, chosen(4.0, false));
    assert_near(slope, 0.25);
    assert_near(chosen_grad(4.0, true), 2.0);
    let x = array![0.3, -0.7, 1.1];
    let (value, dx) = sinc_value_and_grad(&x);
    assert_near(value, sinc(&x));
    assert_near(directional(sinc, &x), dx.sum());
    assert_near(sinc_grad(&array![0.0, 0.0]).sum(), 0.0);
}

/// The derivative along (1, …, 1), by central differences.
fn directional(f: impl Fn(&Array1<f64>) -> f64, at: &Array1<f64>) -> f64 {
    let step = 1e-5;
    (f(&(at + step)) - f(&(at - step))) / (2.0 * step)
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-7 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}
