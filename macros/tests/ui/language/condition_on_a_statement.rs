use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    #[cfg(target_pointer_width = "64")]
    let x = square(x);
    x.sum()
}

fn main() {}
