use matgrad::prelude::*;
use ndarray::Array1;

#[grad]
fn f(k: usize, x: &Array1<f64>) -> f64 {
    x.sum() * k as f64
}

fn main() {}
