use matgrad::prelude::*;
use ndarray::Array2;

#[grad(a)]
fn smallest(a: &Array2<f64>) -> f64 {
    eigvalsh(a)[0]
}

fn main() {
    let _ = smallest_grad;
}
