use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x)]
fn f(#[dims(n, d)] x: &Array2<f64>) -> f64 {
    det(x.dot(x)).ln()
}

fn main() {}
