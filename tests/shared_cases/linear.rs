//! Inverses, determinants, systems and factors, from all of the sources.

use std::f64::consts::PI;

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, Axis};

/// det(Xᵀ A X), X square
#[grad(x)]
fn mc052(#[dims(n, n)] x: &Array2<f64>, #[dims(n, n)] a: &Array2<f64>) -> f64 {
    det(x.t().dot(a).dot(x))
}

/// det(Xᵀ A X), A symmetric positive definite
#[grad(x)]
fn mc053(x: &Array2<f64>, #[structure(posdef)] a: &Array2<f64>) -> f64 {
    det(matmul(transpose(x), matmul(a, x)))
}

/// det(Xᵀ A X)
#[grad(x)]
fn mc054(x: ArrayView2<'_, f64>, a: ArrayView2<'_, f64>) -> f64 {
    let product = a.dot(&x);
    det(x.t().dot(&product))
}

/// ln det(Xᵀ X)
#[grad]
fn mc055(x: &ArrayRef2<f64>) -> f64 {
    det(x.t().dot(x)).ln()
}

/// det(X³)
#[grad]
fn mc058(x: &Array2<f64>) -> f64 {
    let cube = x.dot(x).dot(x);
    det(&cube)
}

/// tr(G (A + x B)⁻¹)
#[grad(x)]
fn mc059(x: f64, a: &Array2<f64>, b: &Array2<f64>, g: &Array2<f64>) -> f64 {
    let y = a + &(x * b);
    trace(g.dot(&inv(&y)))
}

/// aᵀ X⁻¹ b
#[grad(x, a, b)]
fn mc061(a: &Array1<f64>, x: &Array2<f64>, b: &Array1<f64>) -> f64 {
    a.dot(&inv(x)).dot(b)
}

/// det(X⁻¹)
#[grad(x)]
fn mc062(x: Array2<f64>) -> f64 {
    det(inv(x))
}

/// tr((Xᵀ C X)⁻¹ A), C symmetric in the data, not in the type
#[grad(x)]
fn mc125(x: &Array2<f64>, c: &Array2<f64>, a: &Array2<f64>) -> f64 {
    let m = x.t().dot(c).dot(x);
    trace(inv(m).dot(a))
}

/// det of the symmetric matrix that a lower triangle stands for
#[grad(t)]
fn mc140(t: &Array2<f64>) -> f64 {
    let l = tril(t);
    let x = &l + &l.t() - Array2::from_diag(&t.diag());
    det(x)
}

/// Wishart's log density, without its constant, in three dimensions
#[grad(m, s, freedom)]
fn mc342(m: &Array2<f64>, s: &Array2<f64>, freedom: f64) -> f64 {
    let p = m.nrows() as f64;
    -0.5 * freedom * logdet(s) + 0.5 * (freedom - p - 1.0) * logdet(m) - 0.5 * trace(inv(s).dot(m))
}

/// The inverse Wishart's log density, without its constant, in three dimensions
#[grad(m)]
fn mc344(m: &Array2<f64>, s: &Array2<f64>, freedom: &f64) -> f64 {
    let fit = frobenius(s.t(), inv(m));
    0.5 * freedom * logdet(s) - 0.5 * (freedom - 4.0) * logdet(m) - 0.5 * fit
}

/// Entropy of a Gaussian
#[grad(s)]
fn mc390(s: &Array2<f64>) -> f64 {
    det(2.0 * PI * s).sqrt().ln() + 1.5
}

/// tr(e^{t A})
#[grad(t, a)]
fn mc503(t: f64, a: &Array2<f64>) -> f64 {
    trace(expm(t * a))
}

/// ln det X⁻¹
#[grad]
fn mx10(x: &ArrayRef2<f64>) -> f64 {
    ln(det(inv(x)))
}

/// yᵀ K⁻¹ y + ln det K
#[grad(k, y)]
fn ge12(y: &[f64], k: &Array2<f64>) -> f64 {
    dot(y, matmul(inv(k), y)) + det(k).ln()
}

/// tr((A + Xᵀ C X)⁻¹ (Xᵀ B X))
#[grad(x, a)]
fn sy32(a: &Array2<f64>, x: &Array2<f64>, c: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let m = a + &x.t().dot(c).dot(x);
    let n = x.t().dot(b).dot(x);
    inv(m).dot(&n).diag().sum()
}

/// ½ gᵀ H⁻¹ g
#[grad(g, h)]
fn tg10(g: &Array1<f64>, h: &Array2<f64>) -> f64 {
    let step = solve(h, g);
    0.5 * g.dot(&step)
}

/// det(I + t A)
#[grad(t)]
fn tb20(t: f64, a: &Array2<f64>) -> f64 {
    det(Array2::<f64>::eye(a.nrows()) + t * a)
}

/// ‖chol(A) z‖
#[grad(a, z)]
fn ag01(a: &Array2<f64>, z: &Array1<f64>) -> f64 {
    let l = cholesky(a);
    norm2(l.dot(z))
}

/// ‖A⁻¹ b‖²
#[grad(a, b)]
fn ag02(a: ArrayView2<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    solve(a, b).pow2().sum()
}

/// n ln |det W| − Σ ln cosh(W X)
#[grad(w)]
fn ag09(w: &Array2<f64>, x: &Array2<f64>) -> f64 {
    let n = x.ncols() as f64;
    n * logdet(w) - w.dot(x).cosh().ln().sum()
}

/// tr(G A⁻²), the power spelt as a product
#[grad(a)]
fn pt13(g: &Array2<f64>, a: &Array2<f64>) -> f64 {
    let ai = inv(a);
    trace(g.dot(&ai).dot(&ai))
}

/// ln det(Aᵀ diag(d₁) A + Bᵀ diag(d₂) B)
#[grad(d1, d2, a)]
fn ms25(
    #[dims(m, n)] a: &Array2<f64>,
    #[dims(m)] d1: &Array1<f64>,
    #[dims(p, n)] b: &Array2<f64>,
    #[dims(p)] d2: &Array1<f64>,
) -> f64 {
    let first = a.t().dot(&diag(d1)).dot(a);
    let second = (&b.t() * d2).dot(b);
    logdet(first + second)
}

/// ln(det(X + Xᵀ) / 2)
#[grad]
fn ms29(x: &Array2<f64>) -> f64 {
    let twice = x + &x.t();
    (det(twice) / 2.0).ln()
}

/// −ln det V − rᵀ V⁻¹ r, V = C S Cᵀ, r = x − A μ
#[grad(s, a, c, mu)]
fn ms63(
    x: &Array1<f64>,
    a: &Array2<f64>,
    mu: &ArrayRef1<f64>,
    c: &Array2<f64>,
    s: &Array2<f64>,
) -> f64 {
    let v = c.dot(s).dot(&c.t());
    let r = x - &a.dot(mu);
    -logdet(&v) - r.dot(&solve(&v, &r))
}

/// Gaussian likelihood of rows X with covariance W Wᵀ + Ψ
#[grad(w, psi, mu)]
fn ms64(x: &Array2<f64>, mu: &Array1<f64>, w: &Array2<f64>, psi: &Array2<f64>) -> f64 {
    let s = w.dot(&w.t()) + psi;
    let d = x - mu;
    let n = x.len_of(Axis(0)) as f64;
    0.5 * trace(d.dot(&inv(&s)).dot(&d.t())) + 0.5 * n * logdet(s)
}

/// Kullback–Leibler divergence between Gaussians
#[grad(m, w, s, v)]
fn ms65(
    m: &Array1<f64>,
    #[structure(posdef)] s: &Array2<f64>,
    w: &Array1<f64>,
    #[structure(posdef)] v: &Array2<f64>,
) -> f64 {
    let d = m - w;
    let n = d.len() as f64;
    let fit = trace(inv(v).dot(s)) + d.dot(&inv(v).dot(&d));
    0.5 * (logdet(v) - logdet(s) - n + fit)
}

/// xᵀ A⁻¹ x
#[grad(a, x)]
fn ms72(x: &Vec<f64>, a: &Array2<f64>) -> f64 {
    matmul(x, matmul(inv(a), x))
}

/// (x − μ)ᵀ F (x − μ) − 1, x = (I + 2 λ F)⁻¹ (y + 2 λ F μ)
#[grad(lambda, y)]
fn ms74(lambda: f64, f: &Array2<f64>, y: &Array1<f64>, mu: &Array1<f64>) -> f64 {
    let system = Array2::<f64>::eye(3) + 2.0 * lambda * f;
    let x = solve(system, y + 2.0 * lambda * f.dot(mu));
    let d = x - mu;
    d.dot(&f.dot(&d)) - 1.0
}

cases! {
    mc052, mc052_grad, mc052_value_and_grad = |c| (&c.matrix("X"), &c.matrix("A"));
    mc053, mc053_grad, mc053_value_and_grad = |c| (&c.matrix("X"), &c.matrix("A"));
    mc054, mc054_grad, mc054_value_and_grad = |c| (c.matrix("X").view(), c.matrix("A").view());
    mc055, mc055_grad, mc055_value_and_grad = |c| (&c.matrix("X"));
    mc058, mc058_grad, mc058_value_and_grad = |c| (&c.matrix("X"));
    mc059, mc059_grad, mc059_value_and_grad = |c| (
        c.scalar("x"), &c.matrix("A"), &c.matrix("B"), &c.matrix("G"),
    );
    mc061, mc061_grad, mc061_value_and_grad = |c| (&c.vector("a"), &c.matrix("X"), &c.vector("b"));
    mc062, mc062_grad, mc062_value_and_grad = |c| (c.matrix("X"));
    mc125, mc125_grad, mc125_value_and_grad = |c| (&c.matrix("X"), &c.matrix("C"), &c.matrix("A"));
    mc140, mc140_grad, mc140_value_and_grad = |c| (&c.matrix("T"));
    mc342, mc342_grad, mc342_value_and_grad = |c| (&c.matrix("M"), &c.matrix("S"), c.scalar("m"));
    mc344, mc344_grad, mc344_value_and_grad = |c| (&c.matrix("M"), &c.matrix("S"), &c.scalar("m"));
    mc390, mc390_grad, mc390_value_and_grad = |c| (&c.matrix("S"));
    mc503, mc503_grad, mc503_value_and_grad = |c| (c.scalar("t"), &c.matrix("A"));
    mx10, mx10_grad, mx10_value_and_grad = |c| (&c.matrix("X"));
    ge12, ge12_grad, ge12_value_and_grad = |c| (&c.vector("y").to_vec(), &c.matrix("K"));
    sy32, sy32_grad, sy32_value_and_grad = |c| (
        &c.matrix("A"), &c.matrix("X"), &c.matrix("C"), &c.matrix("B"),
    );
    tg10, tg10_grad, tg10_value_and_grad = |c| (&c.vector("g"), &c.matrix("H"));
    tb20, tb20_grad, tb20_value_and_grad = |c| (c.scalar("t"), &c.matrix("A"));
    ag01, ag01_grad, ag01_value_and_grad = |c| (&c.matrix("A"), &c.vector("z"));
    ag02, ag02_grad, ag02_value_and_grad = |c| (c.matrix("A").view(), c.vector("b").view());
    ag09, ag09_grad, ag09_value_and_grad = |c| (&c.matrix("W"), &c.matrix("X"));
    pt13, pt13_grad, pt13_value_and_grad = |c| (&c.matrix("G"), &c.matrix("A"));
    ms25, ms25_grad, ms25_value_and_grad = |c| (
        &c.matrix("A"), &c.vector("d1"), &c.matrix("B"), &c.vector("d2"),
    );
    ms29, ms29_grad, ms29_value_and_grad = |c| (&c.matrix("X"));
    ms63, ms63_grad, ms63_value_and_grad = |c| (
        &c.vector("x"), &c.matrix("A"), &c.vector("mu"), &c.matrix("Cm"), &c.matrix("S"),
    );
    ms64, ms64_grad, ms64_value_and_grad = |c| (
        &c.matrix("X"), &c.vector("mu"), &c.matrix("W"), &c.matrix("Psi"),
    );
    ms65, ms65_grad, ms65_value_and_grad = |c| (
        &c.vector("m"), &c.matrix("S"), &c.vector("w"), &c.matrix("V"),
    );
    ms72, ms72_grad, ms72_value_and_grad = |c| (&c.vector("x").to_vec(), &c.matrix("A"));
    ms74, ms74_grad, ms74_value_and_grad = |c| (
        c.scalar("lam"), &c.matrix("F"), &c.vector("y"), &c.vector("mu"),
    );
}
