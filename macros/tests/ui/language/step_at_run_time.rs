use matgrad::prelude::*;
use ndarray::{Array1, s};

#[grad(x)]
fn f(x: &Array1<f64>, k: isize) -> f64 {
    x.slice(s![..;k]).sum()
}

fn main() {}
