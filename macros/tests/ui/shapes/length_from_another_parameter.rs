use matgrad::prelude::*;
use ndarray::{Array1, Array2};

#[grad(x)]
fn f(#[dims(n)] x: &Array1<f64>, #[dims(m, n)] w: &Array2<f64>) -> f64 {
    let o: Array1<f64> = ones(w.nrows());
    x.dot(&o)
}

fn main() {}
