use matgrad::prelude::*;
use ndarray::ArcArray1;

#[grad(x)]
fn f(x: &ArcArray1<f64>) -> f64 {
    x.sum()
}

fn main() {}
