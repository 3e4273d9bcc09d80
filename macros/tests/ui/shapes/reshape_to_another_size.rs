use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(#[dims(3)] x: &Array1<f64>) -> f64 {
    reshape(x, (2, 2)).sum()
}

fn main() {}
