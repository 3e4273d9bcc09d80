//! tensorgrad's tests and the Tensor Cookbook's exercises.

use matgrad::prelude::*;
use ndarray::{Array1, Array2};

/// ‖Aᵀ x − y‖²
#[grad(x, a)]
fn tg02(x: &Array1<f64>, a: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let r = a.t().dot(x) - y;
    r.dot(&r)
}

/// Σ tanh(xᵀ W₁) ⊙ w₂
#[grad(x, w1)]
fn tg04(x: &Array1<f64>, w1: &Array2<f64>, w2: &Array1<f64>) -> f64 {
    (x.dot(w1).mapv(f64::tanh) * w2).sum()
}

/// Σ W ⊙ gelu(X), in its tanh form
#[grad(x)]
fn tg06(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    const ROOT_TWO_OVER_PI: f64 = 0.797_884_560_802_865_4;
    let gelu = x.mapv(|v| {
        let inner = ROOT_TWO_OVER_PI * (v + 0.044_715 * v.powi(3));
        0.5 * v * (1.0 + inner.tanh())
    });
    (w * &gelu).sum()
}

/// xᵀ A (x ⊗ x)
#[grad(x, a)]
fn tb08(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    x.dot(&a.dot(&kron(x, x)))
}

/// −½ Σ (1 + ln σ² − μ² − σ²)
#[grad(mu, sigma)]
fn tb12(mu: &Array1<f64>, sigma: &Array1<f64>) -> f64 {
    let s2 = sigma * sigma;
    let terms = 1.0 + s2.ln() - mu.pow2() - &s2;
    -0.5 * terms.sum()
}

/// Logistic regression spelt through the probabilities
#[grad(w)]
fn tb15(
    #[dims(samples, features)] x: &Array2<f64>,
    #[dims(features)] w: &Array1<f64>,
    #[dims(samples)] y: &Array1<f64>,
) -> f64 {
    let p = 1.0 / (1.0 + (-x.dot(w)).exp());
    let q = 1.0 - &p;
    -(y * &p.ln() + (1.0 - y) * &q.ln()).sum()
}

/// √tr(Xᵀ X)
#[grad(x)]
fn tb18(x: &Array2<f64>) -> f64 {
    trace(x.t().dot(x)).sqrt()
}

cases! {
    tg02, tg02_grad, tg02_value_and_grad = |c| (&c.vector("x"), &c.matrix("A"), &c.vector("y"));
    tg04, tg04_grad, tg04_value_and_grad = |c| (&c.vector("x"), &c.matrix("W1"), &c.vector("W2"));
    tg06, tg06_grad, tg06_value_and_grad = |c| (&c.matrix("X"), &c.matrix("W"));
    tb08, tb08_grad, tb08_value_and_grad = |c| (&c.vector("x"), &c.matrix("A"));
    tb12, tb12_grad, tb12_value_and_grad = |c| (&c.vector("mu"), &c.vector("sigma"));
    tb15, tb15_grad, tb15_value_and_grad = |c| (&c.matrix("X"), &c.vector("w"), &c.vector("y"));
    tb18, tb18_grad, tb18_value_and_grad = |c| (&c.matrix("X"));
}
