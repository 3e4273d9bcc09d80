use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let y = &mut x.to_owned();
    y.sum()
}

fn main() {}
