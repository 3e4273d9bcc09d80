use matgrad::prelude::*;
use ndarray::Array1;

trait Sharp {
    fn square(&self) -> Array1<f64>;
}

impl Sharp for Array1<f64> {
    fn square(&self) -> Array1<f64> {
        self * 3.0
    }
}

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    Sharp::square(x).sum()
}

fn main() {}
