use matgrad::prelude::*;
use ndarray::Array1;

#[grad(a)]
fn f(a: &Array1<f64>) -> f64 {
    let total: f64 = a.sigmod().sum();
    let top: f64 = a.iter().sum();
    total * a.sum() + top
}

fn main() {}
