use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    match x.len() {
        0 => 0.0,
        _ => x.sum(),
    }
}

fn main() {}
