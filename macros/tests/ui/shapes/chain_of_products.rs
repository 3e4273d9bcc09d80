use matgrad::prelude::*;
use ndarray::Array2;

#[grad(w1)]
fn f(
    #[dims(n, d)] x: &Array2<f64>,
    #[dims(d, h)] w1: &Array2<f64>,
    #[dims(d, k)] w2: &Array2<f64>,
) -> f64 {
    let h = x.dot(w1);
    let y = h.dot(w2);
    y.sum()
}

fn main() {}
