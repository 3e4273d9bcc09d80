//! Claims about arguments that their types do not keep.

use matgrad::__private::{constant, index, matrix, scalar, vector};
use ndarray::{Array1, Array2};

type Hidden = Array2<f64>;

fn entry(a: &Hidden, x: &Array1<f32>, name: &str) {
    let _ = vector::<f64, _>(a);
    let _ = matrix::<f64, _>(x);
    let _ = scalar::<f64, _>(x);
    let _ = constant::<f64, _>(name);
    let _ = index(1.0);
}

fn main() {}
