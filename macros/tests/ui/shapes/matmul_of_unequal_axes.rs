use matgrad::prelude::*;
use ndarray::{Array1, Array2};

#[grad(w)]
fn f(#[dims(n, d)] x: &Array2<f64>, #[dims(n)] w: &Array1<f64>) -> f64 {
    matmul(x, w).sum()
}

fn main() {}
