//! Diagonals of Kronecker products: arrays of four axes, read where two of them are equal.

use super::differences;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array, s};

fn h() -> Array1<f64> {
    array![0.5, -1.25, 2.0]
}

fn square(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| ((3 * i + 7 * j + 1) % 11) as f64 - 4.5)
}

/// The weight of a prior of independent groups.
#[grad(h)]
fn constant_and_diagonal(h: &Array1<f64>, a: &Array2<f64>) -> f64 {
    frobenius(a, kron(Array2::<f64>::eye(2), diag(h)))
}

#[grad(h)]
fn column(h: &Array1<f64>) -> f64 {
    kron(eye::<f64>(2), diag(h)).column(0).sum()
}

#[grad(h, g)]
fn both(h: &Array1<f64>, g: &Array1<f64>, a: &Array2<f64>) -> f64 {
    let k = kron(diag(h), diag(g));
    frobenius(a, &k * &k) + trace(k)
}

#[grad(x)]
fn diagonal_of_kronecker(x: &Array2<f64>, a: &Array2<f64>, w: &Array1<f64>) -> f64 {
    let k = kron(x, a);
    k.diag().dot(w) + kron(a, x).t().diag().slice(s![1..;2]).sum()
}

#[grad(h)]
fn split(h: &Array1<f64>, a: &Array2<f64>) -> f64 {
    let k = reshape(diag(&h.mapv(f64::exp)), (3, 3));
    frobenius(a, k.dot(&diag(h))) + k.sum_axis(Axis(0)).dot(h)
}

#[test]
fn both_operands_may_be_diagonal() {
    let (h, g, a) = (h(), array![1.5, -0.25], square(6));
    let gradient = constant_and_diagonal_grad(&h, &a);
    let expected: Array1<f64> = (0..3).map(|i| a[[i, i]] + a[[i + 3, i + 3]]).collect();
    differences::assert_close(&gradient, &h, |h| constant_and_diagonal(h, &a));
    assert_eq!(gradient, expected);
    assert_eq!(column_grad(&h), array![1.0, 0.0, 0.0]);
    let (by_h, by_g) = both_grad(&h, &g, &a);
    differences::assert_close(&by_h, &h, |h| both(h, &g, &a));
    differences::assert_close(&by_g, &g, |g| both(&h, g, &a));
}

#[test]
fn diagonals_of_kronecker_products() {
    let (x, a) = (square(2), square(3));
    let w = Array1::linspace(-1.0, 2.0, 6);
    let gradient = diagonal_of_kronecker_grad(&x, &a, &w);
    differences::assert_close(&gradient, &x, |x| diagonal_of_kronecker(x, &a, &w));
    let h = h();
    differences::assert_close(&split_grad(&h, &a), &h, |h| split(h, &a));
}
