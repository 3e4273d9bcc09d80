use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x, also(hesian))]
fn f(x: &Array1<f64>) -> f64 {
    x.dot(x)
}

fn main() {}
