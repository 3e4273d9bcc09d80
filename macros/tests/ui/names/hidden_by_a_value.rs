//! A value that is called like a function hides it in its own block only.

use matgrad::prelude::*;
use ndarray::Array1;

fn sum(x: &Array1<f64>) -> f64 {
    x[0]
}

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let y = {
        let sum = x[1];
        sum * sum
    };
    y + sum(x)
}

fn main() {}
