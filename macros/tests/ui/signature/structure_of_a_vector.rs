use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(#[structure(symmetric)] x: &Array1<f64>) -> f64 {
    x.sum()
}

fn main() {}
