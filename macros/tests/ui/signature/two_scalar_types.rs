use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>, scale: f32) -> f64 {
    x.sum() * scale as f64
}

fn main() {}
