use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(#[dims(n)] x: &Array1<f64>, #[dims(m)] y: &Array1<f64>) -> f64 {
    (x + y).sum()
}

fn main() {}
