use matgrad::prelude::*;
use ndarray::Array1;

macro_rules! double {
    ($x:expr) => {
        2.0 * $x
    };
}

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    double!(x.sum())
}

fn main() {}
