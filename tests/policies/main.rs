//! The policies that a user can rely on, for linear algebra: what comes out at singular matrices,
//! what a promised structure changes, that memory changes nothing, and how many digits are right.
#![allow(clippy::cast_precision_loss, reason = "sizes are small")]
#![allow(clippy::float_cmp, reason = "exact answers are compared exactly")]
#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "ndarray's methods are reached by dereferencing"
)]

mod adjugates;
mod conditions;
mod double;
mod memory;
mod singular;
mod structure;

use ndarray::{Array2, ArrayRef, Dimension};

/// Numbers in (−1, 1), no two alike.
struct Numbers(f64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = (self.0 * 997.0 + 0.618_033_988_749).fract();
        2.0 * self.0 - 1.0
    }

    fn matrix(&mut self, n: usize, m: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((n, m), || self.next())
    }
}

/// The largest difference of two arrays, relative to the largest element of the second; NaN counts
/// as infinite.
#[track_caller]
fn distance<D: Dimension>(found: &ArrayRef<f64, D>, expected: &ArrayRef<f64, D>) -> f64 {
    assert_eq!(found.shape(), expected.shape());
    let most = |worst: f64, x: f64| {
        if x.is_nan() {
            f64::INFINITY
        } else {
            worst.max(x)
        }
    };
    let scale = expected.iter().fold(0.0, |worst, x| most(worst, x.abs()));
    let pairs = found.iter().zip(expected);
    let off = pairs.fold(0.0, |worst, (x, y)| most(worst, (x - y).abs()));
    if off == 0.0 { 0.0 } else { off / scale }
}
