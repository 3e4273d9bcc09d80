use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>, model: &Model) -> f64 {
    x.sum() * model.scale
}

struct Model {
    scale: f64,
}

fn main() {}
