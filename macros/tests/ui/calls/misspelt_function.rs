use matgrad::prelude::*;
use ndarray::Array2;

#[grad(a)]
fn f(a: &Array2<f64>) -> f64 {
    trcae(a)
}

fn main() {}
