//! Types and functions that are called like ndarray's.

use matgrad::prelude::*;
use ndarray::{Array1, Array2};

mod twos {
    pub struct Array1;

    impl Array1 {
        pub fn ones(n: usize) -> ndarray::Array1<f64> {
            ndarray::Array1::from_elem(n, 2.0)
        }
    }
}

struct ArrayOfMine;

impl ArrayOfMine {
    fn sum(x: &Array1<f64>) -> f64 {
        x[0]
    }
}

#[allow(non_snake_case)]
fn Axis(k: usize) -> ndarray::Axis {
    ndarray::Axis(1 - k)
}

#[grad(x)]
fn constructor(x: &Array1<f64>) -> f64 {
    x.dot(&twos::Array1::ones(2))
}

#[grad(x)]
fn axis(x: &Array2<f64>) -> f64 {
    x.sum_axis(Axis(0)).exp().sum()
}

#[grad(x)]
fn associated(x: &Array1<f64>) -> f64 {
    ArrayOfMine::sum(x)
}

fn main() {}
