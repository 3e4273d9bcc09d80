use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
async fn f(x: &Array1<f64>) -> f64 {
    x.sum()
}

fn main() {}
