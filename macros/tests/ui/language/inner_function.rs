use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    fn double(v: f64) -> f64 {
        2.0 * v
    }
    double(x.sum())
}

fn main() {}
