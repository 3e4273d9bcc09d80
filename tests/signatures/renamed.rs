//! `crate = …`, where the name `matgrad` means something else.

mod facade {
    pub mod calculus {
        pub use ::matgrad::*;
    }
}

#[allow(dead_code, reason = "it stands in the way")]
mod matgrad {}

use facade::calculus as mc;
use mc::prelude::*;
use ndarray::Array1;

use super::{H, assert_near, central, x};

#[grad(x, crate = crate::renamed::facade::calculus)]
fn absolute(x: &Array1<f64>) -> f64 {
    softplus(x).sum()
}

#[mc::grad(x, crate = mc)]
fn relative(x: &Array1<f64>) -> f64 {
    sum(mc::prelude::sigmoid(x))
}

#[test]
fn the_runtime_is_found_under_another_name() {
    assert_near(&absolute_grad(&x()), &central(&x(), H, absolute));
    assert_near(&absolute_value_and_grad(&x()).1, &absolute_grad(&x()));
    assert_near(&relative_grad(&x()), &central(&x(), H, relative));
    assert_near(&relative_value_and_grad(&x()).1, &relative_grad(&x()));
}
