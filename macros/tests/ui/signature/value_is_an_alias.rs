use matgrad::prelude::*;
use ndarray::Array1;

type Loss = f64;

#[grad(x)]
fn f(x: &Array1<f64>) -> Loss {
    x.sum()
}

fn main() {}
