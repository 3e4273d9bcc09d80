use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
#[grad(y)]
fn f(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    x.dot(y)
}

fn main() {}
