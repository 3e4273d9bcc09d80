use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let Some(mean) = x.mean() else {
        panic!("empty")
    };
    mean
}

fn main() {}
