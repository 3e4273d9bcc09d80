//! Functions called like the one that cuts a dependence.

use matgrad::prelude::{Real, grad};
use ndarray::Array1;

mod passing {
    pub fn stop_gradient(x: &ndarray::Array1<f64>) -> f64 {
        x.sum()
    }
}

struct Passing;

impl Passing {
    fn stop_gradient(&self, x: &Array1<f64>) -> f64 {
        x.sum()
    }
}

#[grad(x)]
fn function(x: &Array1<f64>) -> f64 {
    let s: f64 = passing::stop_gradient(x) + Passing.stop_gradient(&Array1::zeros(2));
    s * x.sum()
}

#[grad(x)]
fn method(x: &Array1<f64>) -> f64 {
    let s: f64 = Passing.stop_gradient(x);
    s * x.sum()
}

#[grad(x)]
fn inner(x: &Array1<f64>) -> f64 {
    let s: f64 = {
        use passing::stop_gradient;
        stop_gradient(x)
    };
    s * x.sum()
}

#[grad(x)]
fn written<T: Real>(x: T) -> T {
    let s: String = format!("{x}");
    x * x
}

fn main() {}
