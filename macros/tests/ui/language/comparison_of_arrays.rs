use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    if x == y { 0.0 } else { x.dot(y) }
}

fn main() {}
