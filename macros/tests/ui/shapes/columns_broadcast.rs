use matgrad::prelude::*;
use ndarray::{Array1, Array2};

#[grad(x)]
fn f(#[dims(n, d)] x: &Array2<f64>, #[dims(n)] y: &Array1<f64>) -> f64 {
    (x + y).sum()
}

fn main() {}
