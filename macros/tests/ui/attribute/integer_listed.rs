use matgrad::prelude::*;
use ndarray::Array1;

#[grad(k)]
fn f(x: &Array1<f64>, k: usize) -> f64 {
    x.sum() * k as f64
}

fn main() {}
