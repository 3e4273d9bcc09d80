use matgrad::prelude::*;
use ndarray::{Array1, array};

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let w = array![1.0, 2.0];
    w.dot(x)
}

fn main() {}
