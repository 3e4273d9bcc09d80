use matgrad::prelude::*;
use ndarray::Array1;

#[grad(wieghts)]
fn loss(weights: &Array1<f64>) -> f64 {
    weights.sum()
}

fn main() {}
