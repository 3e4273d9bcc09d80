//! matrixcalculus.org's documentation, its authors' papers, and GENO's problem classes.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, Axis};

/// ½ xᵀ A x
#[grad(x, a)]
fn mx01(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    0.5 * x.dot(&a.dot(x))
}

/// (y ⊙ v)ᵀ x
#[grad(y, v, x)]
fn mx04(y: &Array1<f64>, v: &Array1<f64>, x: &Array1<f64>) -> f64 {
    (y * v).dot(x)
}

/// ‖A x − y‖², the exponent an integer parameter
#[grad(x, a, y)]
fn mx07(
    #[dims(m, n)] a: &Array2<f64>,
    #[dims(n)] x: &Array1<f64>,
    #[dims(m)] y: &Array1<f64>,
    exponent: i32,
) -> f64 {
    norm2(a.dot(x) - y).powi(exponent)
}

/// ‖A x − y‖
#[grad(x, a)]
fn mx07u(a: ArrayView2<'_, f64>, x: ArrayView1<'_, f64>, y: ArrayView1<'_, f64>) -> f64 {
    let r = a.dot(&x) - y;
    r.pow2().sum().sqrt()
}

/// cᵀ tan(A x)
#[grad(x, a)]
fn mx12(c: &ArrayRef1<f64>, a: &ArrayRef2<f64>, x: &ArrayRef1<f64>) -> f64 {
    c.dot(&a.dot(x).mapv(f64::tan))
}

/// tr(Cᵀ arccos(X))
#[grad(x)]
fn mx14(c: &Array2<f64>, x: &Array2<f64>) -> f64 {
    trace(matmul(c.t(), acos(x)))
}

/// Σ tanh(X w)²
#[grad(w, x)]
fn mx16(x: &Array2<f64>, w: &Array1<f64>) -> f64 {
    x.dot(w).mapv(|v| v.tanh().powi(2)).sum()
}

/// sign(x)ᵀ A x
#[grad(x)]
fn mx18(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    let s = x.signum();
    s.dot(&a.dot(x))
}

/// cᵀ relu(A x − y)
#[grad(x, a, y)]
fn mx19(c: &Array1<f64>, a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    c.dot(&(a.dot(x) - y).relu())
}

/// vᵀ Xᵀ ((exp(X w) + 1)⁻¹ ⊙ exp(X w))
#[grad(w, x)]
fn la04s(x: &Array2<f64>, w: &Array1<f64>, v: &Array1<f64>) -> f64 {
    let e = x.dot(w).exp();
    let p = (&e + 1.0).recip() * &e;
    v.dot(&x.t().dot(&p))
}

/// −Σ Y ⊙ ln softmax(relu(X W₁) W₂), rows
#[grad(w2, w1, x)]
fn la05(
    #[dims(m, n)] x: &Array2<f64>,
    #[dims(n, p)] w1: &Array2<f64>,
    #[dims(p, k)] w2: &Array2<f64>,
    #[dims(m, k)] y: &Array2<f64>,
) -> f64 {
    let z = relu(x.dot(w1)).dot(w2);
    let normaliser = z.exp().sum_axis(Axis(1)).ln();
    normaliser.sum() - (y * &z).sum()
}

/// Elastic net: ‖X w − y‖² / 2n + a (r ‖w‖₁ + ½ (1 − r) ‖w‖²)
#[grad(w, a, r)]
fn ge04(x: &Array2<f64>, w: &Array1<f64>, y: &Array1<f64>, a: f64, r: &f64) -> f64 {
    let (n, _d) = x.dim();
    let fit = (x.dot(w) - y).pow2().sum() / (2.0 * n as f64);
    let penalty = r * norm1(w) + 0.5 * (1.0 - r) * w.dot(w);
    fit + a * penalty
}

/// Squared hinge: ½ wᵀ w + c Σ relu(1 − y ⊙ (X w + b))²
#[grad(w, b)]
fn ge07(x: ArrayView2<'_, f64>, w: &Array1<f64>, y: &Array1<f64>, b: f64, c: f64) -> f64 {
    let margin = y * &(x.dot(w) + b);
    let hinge = maximum(1.0 - margin, 0.0);
    0.5 * w.dot(w) + c * hinge.dot(&hinge)
}

/// ‖X − U V‖²
#[grad(u, v)]
fn ge09(x: &Array2<f64>, u: &Array2<f64>, v: &Array2<f64>) -> f64 {
    let e = x - &u.dot(v);
    (&e * &e).sum()
}

/// pᵀ ln p + ½ ‖A p − b‖²
#[grad(p)]
fn ge11(p: &Array1<f64>, a: &Array2<f64>, b: &Array1<f64>) -> f64 {
    let entropy = p.mapv(|v| v * v.ln()).sum();
    let residual = a.dot(p) - b;
    return entropy + 0.5 * residual.mapv(|v| v.powi(2)).sum();
}

/// Σ ((A x)² − y)²
#[grad(x)]
fn ge13(a: &Array2<f64>, x: &[f64], y: &ArrayView1<'_, f64>) -> f64 {
    sum(square(square(matmul(a, x)) - y))
}

cases! {
    mx01, mx01_grad, mx01_value_and_grad = |c| (&c.vector("x"), &c.matrix("A"));
    mx04, mx04_grad, mx04_value_and_grad = |c| (&c.vector("y"), &c.vector("v"), &c.vector("x"));
    mx07, mx07_grad, mx07_value_and_grad = |c| (&c.matrix("A"), &c.vector("x"), &c.vector("y"), 2);
    mx07u, mx07u_grad, mx07u_value_and_grad = |c| (c.matrix("A").view(), c.vector("x").view(), c.vector("y").view());
    mx12, mx12_grad, mx12_value_and_grad = |c| (&c.vector("c"), &c.matrix("A"), &c.vector("x"));
    mx14, mx14_grad, mx14_value_and_grad = |c| (&c.matrix("C"), &c.matrix("X"));
    mx16, mx16_grad, mx16_value_and_grad = |c| (&c.matrix("X"), &c.vector("w"));
    mx18, mx18_grad, mx18_value_and_grad = |c| (&c.vector("x"), &c.matrix("A"));
    mx19, mx19_grad, mx19_value_and_grad = |c| (&c.vector("c"), &c.matrix("A"), &c.vector("x"), &c.vector("y"));
    la04s, la04s_grad, la04s_value_and_grad = |c| (&c.matrix("X"), &c.vector("w"), &c.vector("v"));
    la05, la05_grad, la05_value_and_grad = |c| (&c.matrix("X"), &c.matrix("W1"), &c.matrix("W2"), &c.matrix("Y"));
    ge04, ge04_grad, ge04_value_and_grad = |c| (
        &c.matrix("X"), &c.vector("w"), &c.vector("y"), c.scalar("a"), &c.scalar("r"),
    );
    ge07, ge07_grad, ge07_value_and_grad = |c| (
        c.matrix("X").view(), &c.vector("w"), &c.vector("y"), c.scalar("b"), c.scalar("c"),
    );
    ge09, ge09_grad, ge09_value_and_grad = |c| (&c.matrix("X"), &c.matrix("U"), &c.matrix("V"));
    ge11, ge11_grad, ge11_value_and_grad = |c| (&c.vector("p"), &c.matrix("A"), &c.vector("b"));
    ge13, ge13_grad, ge13_value_and_grad = |c| (&c.matrix("A"), &c.vector("x").to_vec(), &c.vector("y").view());
}
