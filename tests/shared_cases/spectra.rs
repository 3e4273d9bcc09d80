//! Singular values, from all of the sources; they need the feature `faer`.

use matgrad::prelude::*;
use ndarray::{Array2, ArrayRef2};

/// ‖A‖₂, the largest singular value
#[grad]
fn mc537(a: &Array2<f64>) -> f64 {
    svdvals(a)[0]
}

/// ‖X‖_*, as the sum it is
#[grad(x)]
fn ag03(x: &ArrayRef2<f64>) -> f64 {
    svdvals(x).sum()
}

/// ‖Lᵀ L − S‖_*
#[grad(l)]
fn ms79(l: &Array2<f64>, s: &Array2<f64>) -> f64 {
    norm_nuclear(l.t().dot(l) - s)
}

cases! {
    mc537, mc537_grad, mc537_value_and_grad = |c| (&c.matrix("A"));
    ag03, ag03_grad, ag03_value_and_grad = |c| (&c.matrix("X"));
    ms79, ms79_grad, ms79_value_and_grad = |c| (&c.matrix("L"), &c.matrix("S"));
}
