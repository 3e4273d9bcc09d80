//! Traits that offer a method of ndarray's before ndarray does, one at each level.

#![allow(unreachable_code)]

use ndarray::{Array1, Array2, ArrayView1};

trait Total {
    fn sum(self) -> f64;
}
impl Total for Array1<f64> {
    fn sum(self) -> f64 {
        0.0
    }
}
impl Total for ArrayView1<'_, f64> {
    fn sum(self) -> f64 {
        0.0
    }
}

trait Product {
    fn dot(&self, other: &Self) -> f64;
}
impl Product for Array1<f64> {
    fn dot(&self, _: &Self) -> f64 {
        0.0
    }
}

trait Turn {
    fn t(&mut self) -> f64;
}
impl Turn for Array2<f64> {
    fn t(&mut self) -> f64 {
        0.0
    }
}

trait Grow {
    fn exp(&self) -> f64;
}
impl Grow for &Array1<f64> {
    fn exp(&self) -> f64 {
        0.0
    }
}

trait Curve {
    fn tanh(&self) -> f64;
}
impl Curve for f64 {
    fn tanh(&self) -> f64 {
        0.0
    }
}

trait Kink {
    fn relu(self) -> f64;
}
impl Kink for f64 {
    fn relu(self) -> f64 {
        0.0
    }
}

fn by_value(x: Array1<f64>, y: ArrayView1<'_, f64>, z: f64) -> f64 {
    use matgrad::__private::proof::by_value::*;
    matgrad::__private::proof::never();
    x.sum() + y.sum() + z.relu()
}

fn by_reference(x: &Array1<f64>, y: Array1<f64>, z: &f64) -> f64 {
    use matgrad::__private::proof::by_reference::*;
    matgrad::__private::proof::never();
    x.dot(&y) + y.dot(x) + z.tanh()
}

fn by_mutable(a: Array2<f64>) -> f64 {
    use matgrad::__private::proof::by_mutable::*;
    matgrad::__private::proof::never();
    (&a + &a).t()
}

fn by_double_reference(x: &Array1<f64>) -> f64 {
    use matgrad::__private::proof::by_double_reference::*;
    matgrad::__private::proof::never();
    x.exp()
}

fn main() {}
