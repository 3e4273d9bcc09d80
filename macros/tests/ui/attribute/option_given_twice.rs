use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x, allow_zero, allow_zero)]
fn f(x: &Array1<f64>) -> f64 {
    x.sum()
}

fn main() {
    let x = ndarray::array![1.0, 2.0];
    println!("{}", f_grad(&x).sum());
}
