use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x)]
fn f(#[structure(symetric)] x: &Array2<f64>) -> f64 {
    logdet(x)
}

fn main() {}
