use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>, w: &Array1<f64>) -> f64 {
    x.mapv(|v| v * w.sum()).sum() + x.mapv(|v| sum(v * w)).sum()
}

fn main() {}
