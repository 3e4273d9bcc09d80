use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>, wide: bool) -> f64 {
    let y = if wide { x * 2.0 } else { x.clone() };
    y.sum()
}

fn main() {}
