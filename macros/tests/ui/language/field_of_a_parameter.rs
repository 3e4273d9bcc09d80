use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>, model: &Model) -> f64 {
    let total = x.sum();
    model.scale * total
}

struct Model {
    scale: f64,
}

fn main() {}
