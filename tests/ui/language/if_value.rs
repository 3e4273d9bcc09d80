use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let total = x.sum();
    if total > 0.0 { total } else { -total }
}

fn main() {}
