use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    loop {
        break x.sum();
    }
}

fn main() {}
