use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) {
    let _ = x.sum() + relu(1.0);
}

fn main() {}
