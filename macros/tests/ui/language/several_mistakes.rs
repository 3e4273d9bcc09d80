use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let mut y = x * 2.0;
    y += 1.0;
    let Some(m) = y.mean() else { return 0.0 };
    if m > 0.0 { m } else { m.trcae() }
}

fn main() {}
