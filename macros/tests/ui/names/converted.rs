//! A conversion into a type whose methods mean something else.

use matgrad::prelude::*;
use ndarray::Array1;

struct First(f64);

impl From<Array1<f64>> for First {
    fn from(x: Array1<f64>) -> Self {
        Self(x[0])
    }
}

impl First {
    fn sum(&self) -> f64 {
        self.0
    }
}

#[grad(x)]
fn f(x: &Array1<f64>) -> f64 {
    let first: First = x.exp().into();
    first.sum()
}

fn main() {}
