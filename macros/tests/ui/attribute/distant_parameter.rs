use matgrad::prelude::*;
use ndarray::Array1;

#[grad(theta)]
fn loss(weights: &Array1<f64>, bias: f64) -> f64 {
    weights.sum() + bias
}

fn main() {}
