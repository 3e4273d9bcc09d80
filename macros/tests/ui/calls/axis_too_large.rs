use matgrad::prelude::*;
use ndarray::{Array2, Axis};

#[grad(a)]
fn f(a: &Array2<f64>) -> f64 {
    sum_axis(a, Axis(2)).sum()
}

fn main() {}
