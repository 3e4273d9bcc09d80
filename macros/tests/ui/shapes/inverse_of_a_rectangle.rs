use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x)]
fn f(#[dims(3, 2)] x: &Array2<f64>) -> f64 {
    trace(inv(x))
}

fn main() {}
