use matgrad::prelude::*;
use ndarray::Array2;

#[grad(x)]
fn f(#[dims(n, d)] x: &Array2<f64>, #[dims(n, d)] y: &Array2<f64>) -> f64 {
    trace(x.dot(y))
}

fn main() {}
