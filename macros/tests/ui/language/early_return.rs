use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    if x.is_empty() {
        return 0.0;
    }
    x.sum()
}

fn main() {}
