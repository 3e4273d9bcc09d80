//! Operations and losses from the test suites of autograd, JAX and `PyTorch`.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView2, Axis};

/// Σ s − ½ Σ exp(2 s) − ½ μᵀ μ
#[grad(s, mu)]
fn ag10(s: &Array1<f64>, mu: &Array1<f64>) -> f64 {
    s.sum() - 0.5 * (2.0 * s).exp().sum() - 0.5 * mu.dot(mu)
}

/// Leaky relu: where X > 0 keeps X, elsewhere X / 10, which is the larger of the two everywhere
#[grad(x)]
fn jx08(g: &Array2<f64>, x: &Array2<f64>) -> f64 {
    sum(hadamard(g, maximum(x, 0.1 * x)))
}

/// Σ W ⊙ clamp(X)
#[grad(x)]
fn jx09(w: &Array2<f64>, x: &Array2<f64>) -> f64 {
    (w * &x.clamp(-0.5, 0.5)).sum()
}

/// Σ W ⊙ max(X, Y) + Σ min(X, Y)
#[grad(x, y)]
fn jx10(w: &ArrayRef2<f64>, x: &ArrayRef2<f64>, y: &ArrayRef2<f64>) -> f64 {
    (w * maximum(x, y)).sum() + sum(minimum(x, y))
}

/// cᵀ (row maxima of X)
#[grad(x)]
fn jx11(c: &Array1<f64>, x: ArrayView2<'_, f64>) -> f64 {
    c.dot(&max_axis(x, Axis(1)))
}

/// cᵀ (cumulative sums of x)²
#[grad(x)]
fn jx12(c: &ArrayRef1<f64>, x: &ArrayRef1<f64>) -> f64 {
    dot(c, square(cumsum(x)))
}

/// Mean squared error of a linear layer
#[grad(w, b, x)]
fn pt01(
    #[dims(n, features)] x: &Array2<f64>,
    #[dims(outputs, features)] w: &Array2<f64>,
    #[dims(outputs)] b: &Array1<f64>,
    #[dims(n, outputs)] y: &Array2<f64>,
) -> f64 {
    let e = x.dot(&w.t()) + b - y;
    e.mapv(|v| v * v).mean().unwrap()
}

/// Cross entropy of a linear classifier
#[grad(w, b, x)]
fn pt02(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>, y: &Array2<f64>) -> f64 {
    let z = x.dot(w) + b;
    let losses = z.mapv(f64::exp).sum_axis(Axis(1)).mapv(f64::ln) - (y * &z).sum_axis(Axis(1));
    losses.mean().unwrap()
}

/// Huber's loss with δ = ½: with c = clamp(r), c r − ½ c² is ½ r² inside and δ (|r| − ½ δ) outside
#[grad(x)]
fn pt04(a: &Array2<f64>, x: &Array1<f64>, b: &Array1<f64>) -> f64 {
    let r = a.dot(x) - b;
    let c = clamp(&r, -0.5, 0.5);
    (&c * &r - 0.5 * &c * &c).sum()
}

/// Squared distances between the rows of X and of Y, weighted
#[grad(x, y)]
fn pt07(g: &Array2<f64>, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let xx = x.pow2().sum_axis(Axis(1)).insert_axis(Axis(1));
    let yy = y.pow2().sum_axis(Axis(1)).insert_axis(Axis(0));
    let d = &xx + &yy - 2.0 * x.dot(&y.t());
    (g * &d).sum()
}

/// Batch normalisation with its affine map
#[grad(x, gamma, beta)]
fn pt09(g: &Array2<f64>, x: &Array2<f64>, gamma: &Array1<f64>, beta: &Array1<f64>) -> f64 {
    const EPSILON: f64 = 1e-5;
    let d = x - &x.mean_axis(Axis(0)).unwrap();
    let variance = (&d * &d).mean_axis(Axis(0)).unwrap();
    let normal = d / (variance + EPSILON).sqrt();
    (g * &(normal * gamma + beta)).sum()
}

/// tr(A B C D)
#[grad(a, b, c, d)]
fn pt11(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>, d: &Array2<f64>) -> f64 {
    trace(a.dot(b).dot(&c.dot(d)))
}

/// Σ G ⊙ the covariance of X's columns
#[grad(x)]
fn pt15(g: &Array2<f64>, x: &Array2<f64>) -> f64 {
    let n = x.nrows();
    let d = x - &mean_axis(x, Axis(0));
    frobenius(g, d.t().dot(&d)) / (n - 1) as f64
}

cases! {
    ag10, ag10_grad, ag10_value_and_grad = |c| (&c.vector("s"), &c.vector("mu"));
    jx08, jx08_grad, jx08_value_and_grad = |c| (&c.matrix("G"), &c.matrix("X"));
    jx09, jx09_grad, jx09_value_and_grad = |c| (&c.matrix("W"), &c.matrix("X"));
    jx10, jx10_grad, jx10_value_and_grad = |c| (&c.matrix("W"), &c.matrix("X"), &c.matrix("Y"));
    jx11, jx11_grad, jx11_value_and_grad = |c| (&c.vector("c"), c.matrix("X").view());
    jx12, jx12_grad, jx12_value_and_grad = |c| (&c.vector("c"), &c.vector("x"));
    pt01, pt01_grad, pt01_value_and_grad = |c| (&c.matrix("X"), &c.matrix("W"), &c.vector("b"), &c.matrix("Y"));
    pt02, pt02_grad, pt02_value_and_grad = |c| (&c.matrix("X"), &c.matrix("W"), &c.vector("b"), &c.matrix("Y"));
    pt04, pt04_grad, pt04_value_and_grad = |c| (&c.matrix("A"), &c.vector("x"), &c.vector("b"));
    pt07, pt07_grad, pt07_value_and_grad = |c| (&c.matrix("G"), &c.matrix("X"), &c.matrix("Y"));
    pt09, pt09_grad, pt09_value_and_grad = |c| (&c.matrix("G"), &c.matrix("X"), &c.vector("gamma"), &c.vector("beta"));
    pt11, pt11_grad, pt11_value_and_grad = |c| (&c.matrix("A"), &c.matrix("B"), &c.matrix("Cm"), &c.matrix("D"));
    pt15, pt15_grad, pt15_value_and_grad = |c| (&c.matrix("G"), &c.matrix("X"));
}
