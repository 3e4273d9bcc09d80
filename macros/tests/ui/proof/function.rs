//! A function of the vocabulary's name that is not the vocabulary's.

use ndarray::Array2;

fn trace(a: &Array2<f64>) -> f64 {
    a.diag().sum() * 2.0
}

fn proof(a: &Array2<f64>) -> f64 {
    matgrad::__private::proof::same(matgrad::prelude::trace, trace)(a)
}

fn main() {}
