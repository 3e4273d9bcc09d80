use matgrad::prelude::*;
use ndarray::Array2;

fn trace(x: &Array2<f64>) -> f64 {
    x.sum()
}

#[grad(x)]
fn f(x: &Array2<f64>) -> f64 {
    trace(x)
}

fn main() {}
