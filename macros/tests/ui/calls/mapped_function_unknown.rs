use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    x.mapv(bump).sum()
}

fn bump(v: f64) -> f64 {
    v + 1.0
}

fn main() {}
