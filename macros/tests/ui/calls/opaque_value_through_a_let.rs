use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let y = x * 2.0;
    let z: f64 = helper(&y);
    z * x.sum()
}

fn helper(x: &Array1<f64>) -> f64 {
    x.sum()
}

fn main() {}
