use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> Result<f64, String> {
    Ok(x.sum())
}

fn main() {}
