use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x, layout = "row-major")]
fn f(x: &Array2<f64>) -> f64 {
    x.sum()
}

fn main() {}
