use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>, #[dims(n)] k: usize) -> f64 {
    x.sum() * k as f64
}

fn main() {}
