use matgrad::prelude::*;
use ndarray::Array1;

#[grad(x)]
fn f(#[dims(n)] x: &Array1<f64>, #[dims(n)] y: &Array1<f64>, #[dims(k)] z: &Array1<f64>) -> f64 {
    let r = x - y;
    r.dot(&r) / z.dot(&r)
}

fn main() {}
