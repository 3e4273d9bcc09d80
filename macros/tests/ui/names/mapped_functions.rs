//! Functions that are given by their paths, with names of the vocabulary's and meanings of their own.

use matgrad::prelude::*;
use ndarray::Array1;

mod leaky {
    pub fn relu(x: f64) -> f64 {
        x.max(0.01 * x)
    }
    pub fn softplus<T: matgrad::Real>(x: T) -> T {
        x
    }
}

mod degrees {
    pub fn sin(x: f64) -> f64 {
        x.to_radians().sin()
    }
}

struct Layer;

impl Layer {
    fn sigmoid(x: f64) -> f64 {
        x / (1.0 + x.abs())
    }

    #[grad(x)]
    fn associated(x: &Array1<f64>) -> f64 {
        x.mapv(Self::sigmoid).sum()
    }
}

trait Steep {
    fn erf(self) -> f64;
}

impl Steep for f64 {
    fn erf(self) -> f64 {
        2.0 * self
    }
}

#[grad(x)]
fn qualified(x: &Array1<f64>) -> f64 {
    x.mapv(degrees::sin).sum()
}

#[grad(x)]
fn generic(x: &Array1<f64>) -> f64 {
    x.mapv(leaky::softplus::<f64>).sum()
}

#[grad(x)]
fn imported(x: &Array1<f64>) -> f64 {
    use leaky::relu;
    x.mapv(relu).sum()
}

#[grad(x)]
fn of_the_scalar(x: &Array1<f64>) -> f64 {
    x.mapv(<f64 as Steep>::erf).sum()
}

fn main() {}
