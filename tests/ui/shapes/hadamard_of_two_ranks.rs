use matgrad::prelude::*;
use ndarray::{Array1, Array2};

#[grad(x)]
fn f(x: &Array2<f64>, w: &Array1<f64>) -> f64 {
    hadamard(x, w).sum()
}

fn main() {}
