//! The one axis of a vector: what is left is a scalar.

use super::differences;
use matgrad::prelude::*;
use ndarray::{Array1, Axis, array};

/// Every reduction, along the axis of a vector.
#[grad(x)]
fn reductions(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let extremes = max_axis(x, Axis(0)) * min_axis(x * y, Axis(0));
    let smooth = logsumexp_axis(x, Axis(0)) * prod_axis(x, Axis(0));
    let sums = sum_axis(x, Axis(0)) / mean_axis(y, Axis(0));
    extremes + smooth * sums + dot(softmax_axis(x, Axis(0)), y)
}

#[test]
fn an_axis_of_a_vector_is_all_of_it() {
    let (x, y) = (array![0.5, -1.25, 2.0, 0.75], array![1.0, 0.5, -0.25, 3.0]);
    let (value, gradient) = reductions_value_and_grad(&x, &y);
    assert_eq!(value, reductions(&x, &y));
    differences::assert_close(&gradient, &x, |x| reductions(x, &y));
}
