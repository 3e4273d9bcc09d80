use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x)]
fn f(x: &Array2<f64>) -> f64 {
    x[0]
}

fn main() {}
