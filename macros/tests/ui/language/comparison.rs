use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let positive = x.sum() > 0.0;
    f64::from(u8::from(positive)) * x.sum()
}

fn main() {}
