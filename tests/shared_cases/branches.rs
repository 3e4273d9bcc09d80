//! Loops and branches, written without them: loops unrolled, branches by what they compute.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayView1, s};

/// Least squares, a row at a time
#[grad(w, x, y)]
fn cf05(x: &Array2<f64>, w: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let s0 = (x.row(0).dot(w) - y[0]).powi(2);
    let row: ArrayView1<'_, f64> = x.slice(s![1, ..]);
    let s1 = s0 + (row.dot(w) - y[1]).powi(2);
    let r2 = x[[2, 0]] * w[0] + x[[2, 1]] * w[1] + x[[2, 2]] * w[2] - y[2];
    let s2 = s1 + r2 * r2;
    let row: ArrayView1<'_, f64> = x.slice(s![-1, ..]);
    s2 + (row.dot(w) - y[3]).powi(2)
}

/// Huber's loss of a norm, δ = 1: with c = min(n, 1), c n − ½ c² is n − ½ beyond 1
#[grad(x)]
fn cf06(x: &Array1<f64>) -> f64 {
    let n = norm2(x);
    let c = n.min(1.0);
    c * n - 0.5 * c * c
}

/// The same function on the branch within 1
#[grad(x)]
fn cf07(x: &Array1<f64>) -> f64 {
    let n = x.dot(x).sqrt();
    let c = f64::min(n, 1.0);
    c * n - 0.5 * c.powi(2)
}

/// x₁ = tanh(A x), x₂ = tanh(A x₁) + x₁, bᵀ x₂, each called x
#[grad(x, a, b)]
fn cf10(a: &Array2<f64>, x: &Array1<f64>, b: &Array1<f64>) -> f64 {
    let x = a.dot(x).tanh();
    let x = a.dot(&x).tanh() + &x;
    b.dot(&x)
}

cases! {
    cf05, cf05_grad, cf05_value_and_grad = |c| (&c.matrix("X"), &c.vector("w"), &c.vector("y"));
    cf06, cf06_grad, cf06_value_and_grad = |c| (&c.vector("x"));
    cf07, cf07_grad, cf07_value_and_grad = |c| (&c.vector("x"));
    cf10, cf10_grad, cf10_value_and_grad = |c| (&c.matrix("A"), &c.vector("x"), &c.vector("b"));
}
