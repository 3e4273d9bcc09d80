use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(x: &Array1<f64>) -> Array1<f64> {
    square(x)
}

fn main() {
    let x = Array1::from_vec(vec![1.0, 2.0]);
    let (y, gradient) = f_vjp(&x, &x);
    println!("{}", y + gradient);
}
