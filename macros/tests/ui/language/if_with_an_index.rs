use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let last = if x.len() > 3 { x[3] } else { 0.0 };
    last + x.sum()
}

fn main() {}
