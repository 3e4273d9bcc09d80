use matgrad::prelude::*;
use ndarray::Array2;

type Matrix = Array2<f64>;

#[grad(x)]
fn f(x: &Matrix) -> f64 {
    x.sum()
}

fn main() {}
