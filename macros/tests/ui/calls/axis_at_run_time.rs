use matgrad::prelude::*;
use ndarray::{Array2, Axis};

#[grad(a)]
fn f(a: &Array2<f64>, k: usize) -> f64 {
    sum_axis(a, Axis(k)).sum()
}

fn main() {}
