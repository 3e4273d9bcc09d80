//! Programs that benchmarks for automatic differentiation are judged by: `ADBench` and `ChainRules`.

use std::f64::consts::{LN_2, PI};

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, s};

/// Gaussian mixture in two dimensions, with a Wishart prior of m = 0 and γ = 1
#[grad(alpha, mu, q, l)]
fn ad01(
    #[dims(k)] alpha: &Array1<f64>,
    #[dims(k, 2)] mu: &Array2<f64>,
    #[dims(k, 2)] q: &Array2<f64>,
    #[dims(k, 1)] l: &Array2<f64>,
    #[dims(n, 2)] x: &Array2<f64>,
) -> f64 {
    /// P · (P + 1) with P = 2: the Wishart's degrees of freedom times its dimension
    const FREEDOM: f64 = 6.0;
    let n = x.nrows() as f64;
    let k = alpha.len() as f64;
    let scale = q.exp();
    let d0 = &x.column(0).insert_axis(Axis(1)) - &mu.column(0);
    let d1 = &x.column(1).insert_axis(Axis(1)) - &mu.column(1);
    let z0 = &scale.column(0) * &d0;
    let z1 = &scale.column(1) * &d1 + &l.column(0) * &d0;
    let inner = alpha + &q.sum_axis(Axis(1)) - 0.5 * (&z0 * &z0 + &z1 * &z1);
    let likelihood = inner.exp().sum_axis(Axis(1)).ln().sum() - n * alpha.exp().sum().ln();
    // ln Γ₂(3/2) = ln(π / 2)
    let normaliser = -0.5 * FREEDOM * LN_2 - (PI / 2.0).ln();
    let prior = k * normaliser - 0.5 * ((&scale * &scale).sum() + l.pow2().sum());
    likelihood + prior - n * (2.0 * PI).ln()
}

/// Bundle adjustment: half the squared reprojection error of one point seen by one camera
#[grad(x, focal, rot)]
fn ad07(
    #[dims(3)] rot: &Array1<f64>,
    #[dims(3)] centre: &Array1<f64>,
    focal: f64,
    #[dims(2)] principal: &Array1<f64>,
    #[dims(2)] radial: &[f64],
    #[dims(3)] x: &Array1<f64>,
    weight: f64,
    #[dims(2)] seen: &Array1<f64>,
) -> f64 {
    let theta = norm2(rot);
    let axis = rot / theta;
    let d = x - centre;
    let along = axis.dot(&d) * (1.0 - theta.cos());
    let (c, s) = (theta.cos(), theta.sin());
    let depth = d[2] * c + (axis[0] * d[1] - axis[1] * d[0]) * s + axis[2] * along;
    let p0 = (d[0] * c + (axis[1] * d[2] - axis[2] * d[1]) * s + axis[0] * along) / depth;
    let p1 = (d[1] * c + (axis[2] * d[0] - axis[0] * d[2]) * s + axis[1] * along) / depth;
    let r2 = p0 * p0 + p1 * p1;
    let distortion = focal * (1.0 + radial[0] * r2 + radial[1] * r2.powi(2));
    let e0 = weight * (p0 * distortion + principal[0] - seen[0]);
    let e1 = weight * (p1 * distortion + principal[1] - seen[1]);
    0.5 * (e0.powi(2) + e1.powi(2))
}

/// ⟨A, B⟩
#[grad(a, b)]
fn cr02(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    frobenius(a, b)
}

/// cᵀ (a × b)
#[grad(a, b, c)]
fn cr03(a: &[f64], b: &Vec<f64>, c: &Array1<f64>) -> f64 {
    let x = a[1] * b[2] - a[2] * b[1];
    let y = a[2] * b[0] - a[0] * b[2];
    let z = a[0] * b[1] - a[1] * b[0];
    c[0] * x + c[1] * y + c[2] * z
}

/// cᵀ √(row sums of X²)
#[grad(x)]
fn cr23(x: &Array2<f64>, c: &Array1<f64>) -> f64 {
    x.mapv(|v| v.powi(2)).sum_axis(Axis(1)).sqrt().dot(c)
}

/// cᵀ (row products of X)
#[grad(x)]
fn cr25(x: &Array2<f64>, c: &Array1<f64>) -> f64 {
    c.dot(&x.product_axis(Axis(1)))
}

/// cᵀ (cumulative products of x)
#[grad(x)]
fn cr26(x: &Array1<f64>, c: &Array1<f64>) -> f64 {
    let first = x.slice(s![..2]).product();
    let second = x.slice(s![..3]).product();
    c[0] * x[0] + c[1] * first + c[2] * second + c[3] * prod(x)
}

/// Σ ∛x
#[grad(x)]
fn cr27(x: &Array1<f64>) -> f64 {
    x.cbrt().sum()
}

/// Σ (Xᵀ Y)ᵀ ⊙ W
#[grad(x, y)]
fn cr29(x: &Array2<f64>, y: &Array2<f64>, w: &Array2<f64>) -> f64 {
    let product = x.t().dot(y).reversed_axes();
    (product * w).sum()
}

/// Sample variance of all elements
#[grad(x)]
fn cr34(x: &Array2<f64>) -> f64 {
    x.var(1.0)
}

/// Σ of a cubic by Horner's rule
#[grad(x, p)]
fn cr35(x: &Array1<f64>, p: &Array1<f64>) -> f64 {
    let y = p[3] * Array1::<f64>::ones(x.len());
    let y = y * x + p[2];
    let y = y * x + p[1];
    let y = y * x + p[0];
    y.sum()
}

cases! {
    ad01, ad01_grad, ad01_value_and_grad = |c| (
        &c.vector("alpha"), &c.matrix("mu"), &c.matrix("q"), &c.matrix("l"), &c.matrix("x"),
    );
    ad07, ad07_grad, ad07_value_and_grad = |c| (
        &c.vector("rot"), &c.vector("Cc"), c.scalar("f"), &c.vector("x0"), &c.vector("rad").to_vec(),
        &c.vector("X"), c.scalar("w"), &c.vector("feat"),
    );
    cr02, cr02_grad, cr02_value_and_grad = |c| (&c.matrix("A"), &c.matrix("B"));
    cr03, cr03_grad, cr03_value_and_grad = |c| (&c.vector("a").to_vec(), &c.vector("b").to_vec(), &c.vector("c"));
    cr23, cr23_grad, cr23_value_and_grad = |c| (&c.matrix("X"), &c.vector("c"));
    cr25, cr25_grad, cr25_value_and_grad = |c| (&c.matrix("X"), &c.vector("c"));
    cr26, cr26_grad, cr26_value_and_grad = |c| (&c.vector("x"), &c.vector("c"));
    cr27, cr27_grad, cr27_value_and_grad = |c| (&c.vector("x"));
    cr29, cr29_grad, cr29_value_and_grad = |c| (&c.matrix("X"), &c.matrix("Y"), &c.matrix("W"));
    cr34, cr34_grad, cr34_value_and_grad = |c| (&c.matrix("X"));
    cr35, cr35_grad, cr35_value_and_grad = |c| (&c.vector("x"), &c.vector("p"));
}
