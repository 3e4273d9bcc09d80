use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis};

#[grad(x)]
fn f(x: &Array1<f64>, q: &Array2<f64>, w: &Array2<f64>) -> f64 {
    let xc0 = w * &x.view().insert_axis(Axis(1));
    let xc1 = x.view().insert_axis(Axis(1));
    sum(hadamard(&xc1, q.column(0))) + sum(hadamard(&xc0, q.row(0)))
}

fn main() {}
