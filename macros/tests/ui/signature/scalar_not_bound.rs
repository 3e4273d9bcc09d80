use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f<T: ndarray::LinalgScalar>(x: &Array1<T>) -> T {
    x.sum()
}

fn main() {}
