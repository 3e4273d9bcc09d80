use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(#[dims(3)] x: &Array1<f64>) -> f64 {
    let o: Array1<f64> = ones(4);
    x.dot(&o)
}

fn main() {}
