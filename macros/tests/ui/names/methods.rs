//! Traits that offer a method of ndarray's or the scalar's before these do.

use matgrad::prelude::*;
use ndarray::{Array1, Array2};

trait Mine {
    fn relu(self) -> Self;
    fn unwrap(self) -> Self;
}

impl Mine for f64 {
    fn relu(self) -> f64 {
        self.max(0.1 * self)
    }
    fn unwrap(self) -> f64 {
        2.0 * self
    }
}

trait OfArrays {
    fn into(&self) -> Array1<f64>;
    fn expect(&self, _: &str) -> Array1<f64>;
    fn gather(&self) -> f64;
}

impl OfArrays for Array1<f64> {
    fn into(&self) -> Array1<f64> {
        self * 2.0
    }
    fn expect(&self, _: &str) -> Array1<f64> {
        self * 2.0
    }
    fn gather(&self) -> f64 {
        self[0]
    }
}

#[grad(x)]
fn of_a_scalar(x: f64) -> f64 {
    x.relu()
}

#[grad(x)]
fn unwrapped(x: f64) -> f64 {
    x.unwrap()
}

#[grad(x)]
fn converted(x: &Array1<f64>) -> f64 {
    x.into().sum()
}

#[grad(x)]
fn expected(x: &Array1<f64>) -> f64 {
    x.expect("an array").sum()
}

#[grad(x)]
fn within_a_closure(x: &Array2<f64>) -> f64 {
    let k = |v: f64| v.relu();
    k(x.sum())
}

fn main() {}
