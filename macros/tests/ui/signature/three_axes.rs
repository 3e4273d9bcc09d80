use matgrad::prelude::*;
use ndarray::Array3;

#[grad(x)]
fn f(x: &Array3<f64>) -> f64 {
    x.sum()
}

fn main() {}
