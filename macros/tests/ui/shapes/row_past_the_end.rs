use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x)]
fn f(#[dims(2, n)] x: &Array2<f64>) -> f64 {
    x.row(2).sum()
}

fn main() {}
