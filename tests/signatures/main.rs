//! Every form of the attribute and every type of parameter, each gradient against central
//! differences of the function itself.
#![allow(
    clippy::needless_lifetimes,
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref,
    reason = "every type a parameter may have occurs"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::needless_return,
    reason = "so users write, and the numbers are small"
)]
#![allow(unused_qualifications, reason = "paths are read too")]

mod attribute;
mod dims;
mod generic;
mod items;
mod parameters;
mod renamed;

use matgrad::prelude::*;
use ndarray::{Array, Array1, Array2, ArrayRef, Dimension, array};

/// The gradient of `f` at `x` by central differences with the step `h`.
fn central<T: matgrad::Real, D: Dimension>(
    x: &Array<T, D>,
    h: f64,
    f: impl Fn(&Array<T, D>) -> T,
) -> Array<T, D> {
    let h = T::lit(h);
    let mut slopes = x.clone();
    for (at, slope) in slopes.iter_mut().enumerate() {
        let along = |step: T| {
            let mut moved = x.clone();
            let element = moved.iter_mut().nth(at).expect("as many as slopes");
            *element += step;
            f(&moved)
        };
        *slope = (along(h) - along(-h)) / (h + h);
    }
    slopes
}

/// Shapes exactly, elements to a part in 10⁷ of the largest.
#[track_caller]
fn assert_near<D: Dimension>(found: &Array<f64, D>, expected: &Array<f64, D>) {
    assert_close(found, expected, 1e-7);
}

#[track_caller]
fn assert_close<T: matgrad::Real, D: Dimension>(
    found: &Array<T, D>,
    expected: &Array<T, D>,
    tolerance: f64,
) {
    assert_eq!(found.shape(), expected.shape());
    let scale = expected.iter().fold(T::lit(1.0), |m, x| m.max(x.abs()));
    for (x, y) in found.iter().zip(expected) {
        assert!(
            (*x - *y).abs() <= T::lit(tolerance) * scale,
            "{found}\n{expected}"
        );
    }
}

/// The derivative of `f` at `x` by central differences, against `found`.
#[track_caller]
fn assert_slope(found: f64, x: f64, f: impl Fn(f64) -> f64) {
    assert_near(&array![found], &central(&array![x], 1e-6, |x| f(x[0])));
}

fn a() -> Array2<f64> {
    array![[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]
}

fn x() -> Array1<f64> {
    array![0.3, -0.8, 1.1]
}

fn y() -> Array1<f64> {
    array![1.0, -0.5]
}

const H: f64 = 1e-6;
