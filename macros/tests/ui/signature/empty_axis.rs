use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x)]
fn f(#[dims(n, 0)] x: &Array2<f64>) -> f64 {
    x.sum()
}

fn main() {}
