use matgrad::prelude::*;
use ndarray::{Array1, Array2};

#[grad(a)]
fn f(a: &Array2<f64>, b: &Array1<f64>) -> f64 {
    solve_triangular(a, b).sum()
}

fn main() {
    let _ = f_grad;
}
