use matgrad::prelude::*;
use ndarray::{Array1, Array2};

#[grad(x)]
fn f(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    let ((n, _), _) = (a.dim(), x.len());
    n as f64 * x.sum()
}

fn main() {}
