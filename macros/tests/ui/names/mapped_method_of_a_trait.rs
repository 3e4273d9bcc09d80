//! A trait's function of the scalar, without the prelude's in scope.

use matgrad::grad;
use ndarray::Array1;

trait Steep {
    fn erf(self) -> f64;
}

impl Steep for f64 {
    fn erf(self) -> f64 {
        2.0 * self
    }
}

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    x.mapv(f64::erf).sum()
}

fn main() {}
