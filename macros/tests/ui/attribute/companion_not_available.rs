use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x, also(hessian, hvp))]
fn f(x: &Array1<f64>) -> f64 {
    x.dot(x)
}

fn main() {
    let x = Array1::from_vec(vec![1.0, 2.0]);
    println!("{} {}", f_hessian(&x).sum(), f_hvp(&x, &x).sum());
}
