use matgrad::prelude::*;
use ndarray::{Array1, s};

#[grad(x)]
fn f(#[dims(3)] x: &Array1<f64>) -> f64 {
    x.slice(s![1..5]).sum()
}

fn main() {}
