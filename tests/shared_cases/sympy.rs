//! `SymPy`'s tests of matrix derivatives.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// xᵀ 1
#[grad(x)]
fn sy05(x: &Array1<f64>) -> f64 {
    let o = Array1::<f64>::ones(x.len());
    x.dot(&o)
}

/// 3 tr(A) + tr(A)²
#[grad(a)]
fn sy09(a: &Array2<f64>) -> f64 {
    let t = trace(a);
    3.0 * t + t * t
}

/// tr(tr(tr(A) A) A)
#[grad(a)]
fn sy10(a: &Array2<f64>) -> f64 {
    let t = trace(trace(a) * a);
    trace(t * a)
}

/// (xᵀ x)^½
#[grad(x)]
fn sy12(x: &Array1<f64>) -> f64 {
    x.dot(x).powf(0.5)
}

/// √(aᵀ X b)
#[grad(x)]
fn sy14(a: ArrayView1<'_, f64>, x: &ArrayView2<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.dot(x).dot(&b).sqrt()
}

/// Σ sin(ln(i) A B)
#[grad(i, a, b)]
fn sy18(i: f64, a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    (i.ln() * a.dot(b)).mapv(f64::sin).sum()
}

/// xᵀ A x + k sin(y)ᵀ x
#[grad(x, y, k)]
fn sy19(x: &Array1<f64>, a: &Array2<f64>, k: &f64, y: &Array1<f64>) -> f64 {
    x.dot(&a.dot(x)) + k * y.sin().dot(x)
}

/// sin(aᵀ X b)
#[grad(x, a)]
fn sy20(a: &Array1<f64>, x: Array2<f64>, b: &Array1<f64>) -> f64 {
    sin(dot(matmul(a, &x), b))
}

/// aᵀ sin(X) b, elementwise
#[grad(x)]
fn sy21(a: &Vec<f64>, x: &Array2<f64>, b: &[f64]) -> f64 {
    matmul(a, matmul(sin(x), b))
}

cases! {
    sy05, sy05_grad, sy05_value_and_grad = |c| (&c.vector("x"));
    sy09, sy09_grad, sy09_value_and_grad = |c| (&c.matrix("A"));
    sy10, sy10_grad, sy10_value_and_grad = |c| (&c.matrix("A"));
    sy12, sy12_grad, sy12_value_and_grad = |c| (&c.vector("x"));
    sy14, sy14_grad, sy14_value_and_grad = |c| (c.vector("a").view(), &c.matrix("X").view(), c.vector("b").view());
    sy18, sy18_grad, sy18_value_and_grad = |c| (c.scalar("i"), &c.matrix("A"), &c.matrix("B"));
    sy19, sy19_grad, sy19_value_and_grad = |c| (&c.vector("x"), &c.matrix("A"), &c.scalar("k"), &c.vector("y"));
    sy20, sy20_grad, sy20_value_and_grad = |c| (&c.vector("a"), c.matrix("X"), &c.vector("b"));
    sy21, sy21_grad, sy21_value_and_grad = |c| (&c.vector("a").to_vec(), &c.matrix("X"), &c.vector("b").to_vec());
}
