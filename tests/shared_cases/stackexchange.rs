//! Question threads: Mathematics Stack Exchange, and the papers and copies that answer like it.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView2};

/// tr((X ⊙ A)ᵀ B (X ⊙ A))
#[grad(x, b)]
fn ms03(x: &Array2<f64>, a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let xa = x * a;
    trace(xa.t().dot(b).dot(&xa))
}

/// tr(A Xᵀ (X ⊘ B))
#[grad(x, b)]
fn ms04(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 {
    a.dot(&x.t()).dot(&(x / b)).diag().sum()
}

/// tr((1 U − W) ⊙ (1 U − W)) with a matrix of ones
#[grad(u, w)]
fn ms09(#[dims(3, 3)] u: &Array2<f64>, #[dims(3, 3)] w: &Array2<f64>) -> f64 {
    let e = Array2::<f64>::ones((3, 3)).dot(u) - w;
    trace(hadamard(&e, &e))
}

/// ‖A (B ⊙ X)‖²
#[grad(x, a)]
fn ms11(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, x: &ArrayRef2<f64>) -> f64 {
    let product = a.dot(&(b * x));
    frobenius(&product, &product)
}

/// tr((A ⊙ Bᵀ X Xᵀ B) C)
#[grad(x)]
fn ms13(
    #[dims(n, n)] a: &Array2<f64>,
    #[dims(m, n)] b: &Array2<f64>,
    #[dims(m, p)] x: &Array2<f64>,
    #[dims(n, n)] c: &Array2<f64>,
) -> f64 {
    let bx = matmul(transpose(b), x);
    trace(matmul(hadamard(a, matmul(&bx, transpose(&bx))), c))
}

/// ‖R − P ⊙ (g gᵀ)‖²
#[grad(g, p)]
fn ms14(r: &Array2<f64>, p: &Array2<f64>, g: &Array2<f64>) -> f64 {
    let e = r - &(p * &g.dot(&g.t()));
    e.pow2().sum()
}

/// ‖Y − X B Xᵀ‖², symmetric in the data
#[grad(x, b)]
fn ms17(y: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let e = y - x.dot(b).dot(&x.t());
    norm2(e).powi(2)
}

/// ‖Y − X B Xᵀ‖²
#[grad(x)]
fn ms17n(y: &Array2<f64>, x: ArrayView2<'_, f64>, b: &Array2<f64>) -> f64 {
    square(y - matmul(matmul(x, b), x.t())).sum()
}

/// ‖A − (B ⊙ C) D‖²
#[grad(b, c, d)]
fn ms18(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>, d: &Array2<f64>) -> f64 {
    let e = a - &(b * c).dot(d);
    trace(e.t().dot(&e))
}

/// tr(D diag(w) Ω diag(w) Dᵀ)
#[grad(w)]
fn ms20b(d: &Array2<f64>, w: &ArrayRef1<f64>, omega: &Array2<f64>) -> f64 {
    let dw = d.dot(&diag(w));
    trace(dw.dot(omega).dot(&dw.t()))
}

/// tr((W ⊙ (A − U Vᵀ))ᵀ (W ⊙ (A − U Vᵀ)))
#[grad(u, v)]
fn ms31(w: &Array2<f64>, a: &Array2<f64>, u: &Array2<f64>, v: &Array2<f64>) -> f64 {
    let e = w * &(a - &u.dot(&v.t()));
    trace(matmul(transpose(&e), &e))
}

/// ½ ‖Ω ⊙ (M − U Vᵀ)‖² + ½ λ (‖U‖² + ‖V‖²)
#[grad(u, v, lambda)]
fn ms33(
    #[dims(m, p)] omega: &Array2<f64>,
    #[dims(m, p)] big_m: &Array2<f64>,
    #[dims(m, q)] u: &Array2<f64>,
    #[dims(p, q)] v: &Array2<f64>,
    lambda: f64,
) -> f64 {
    let e: Array2<f64> = omega * &(big_m - u.dot(&v.t()));
    let penalty: f64 = (u * u).sum() + (v * v).sum();
    0.5 * (&e * &e).sum() + 0.5 * lambda * penalty
}

/// ‖M ⊙ (Y − U Vᵀ)‖² + a ‖U Uᵀ‖² + b ‖V Vᵀ‖²
#[grad(u, v)]
fn ms34(m: &Array2<f64>, y: &Array2<f64>, u: &Array2<f64>, v: &Array2<f64>, a: f64, b: f64) -> f64 {
    let fit = norm2(hadamard(m, y - matmul(u, v.t()))).powi(2);
    fit + a * square(u.dot(&u.t())).sum() + b * square(v.dot(&v.t())).sum()
}

/// tr(Eᵀ E), E = X M Xᵀ − R Rᵀ + D
#[grad(m, r, x)]
fn ms37(x: &Array2<f64>, m: &Array2<f64>, r: &Array2<f64>, d: &Array2<f64>) -> f64 {
    let e = x.dot(m).dot(&x.t()) - r.dot(&r.t()) + d;
    trace(e.t().dot(&e))
}

/// ‖(I₂ ⊗ Xᵀ) A X + B X + C‖²
#[grad(x)]
fn ms38(
    #[dims(n, 2)] x: &Array2<f64>,
    a: &Array2<f64>,
    #[dims(4, n)] b: &Array2<f64>,
    c: &Array2<f64>,
) -> f64 {
    let f = kron(Array2::<f64>::eye(2), x.t()).dot(a).dot(x) + b.dot(x) + c;
    (&f * &f).sum()
}

/// tr(A (I₂ ⊗ F)ᵀ + (I₂ ⊗ F) A)
#[grad(f)]
fn ms41(a: &Array2<f64>, f: &Array2<f64>) -> f64 {
    let k: Array2<f64> = kron(eye(2), f);
    trace(a.dot(&k.t()) + k.dot(a))
}

/// ln Σ exp(Aᵀ y) − xᵀ Aᵀ y
#[grad(y, a)]
fn ms43(a: &Array2<f64>, y: &Array1<f64>, x: &Array1<f64>) -> f64 {
    let b = a.t().dot(y);
    logsumexp(&b) - x.dot(&b)
}

/// ln Σ c ⊘ x
#[grad(x)]
fn ms47(c: &Array1<f64>, x: &Array1<f64>) -> f64 {
    (c / x).sum().ln()
}

/// Σ ln(Aᵀ (x ⊙ x − b))
#[grad(x, b)]
fn ms48(a: &Array2<f64>, x: &Array1<f64>, b: &Array1<f64>) -> f64 {
    a.t().dot(&(x * x - b)).mapv(f64::ln).sum()
}

/// ½ ‖1ᵀ relu(W X) − relu(first row of X)‖²
#[grad(w)]
fn ms52(#[dims(4, 4)] w: &Array2<f64>, #[dims(4, p)] x: &Array2<f64>) -> f64 {
    let o: Array1<f64> = ones(4);
    let d = o.dot(&w.dot(x).relu()) - x.row(0).relu();
    0.5 * d.mapv(|v| v * v).sum()
}

/// ‖W₂ σ(W₁ X) − Y‖² / N
#[grad(w1, w2)]
fn ms56(w1: &Array2<f64>, w2: &Array2<f64>, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let n = x.ncols() as f64;
    let hidden = w1.dot(x).mapv(|v| 1.0 / (1.0 + (-v).exp()));
    let e = w2.dot(&hidden) - y;
    e.mapv(|v| v.powi(2)).sum() / n
}

/// |k − cos(v, w)|
#[grad(v, k)]
fn ms68(k: f64, v: &Array1<f64>, w: &Array1<f64>) -> f64 {
    let cosine = v.dot(w) / (v.dot(v).sqrt() * w.dot(w).sqrt());
    (k - cosine).abs()
}

/// (uᵀ A u)⁻¹
#[grad(u, a)]
fn ms73(u: &[f64], a: &Array2<f64>) -> f64 {
    recip(dot(u, matmul(a, u)))
}

/// Σ |X − A|
#[grad(x)]
fn ms82(x: &Array2<f64>, a: &Array2<f64>) -> f64 {
    norm1(x - a)
}

/// (xᵀ A x)² − (xᵀ A v)²
#[grad(x)]
fn ms83(x: &Array1<f64>, a: &Array2<f64>, v: &Array1<f64>) -> f64 {
    let xa = x.dot(a);
    let (p, q) = (xa.dot(x), xa.dot(v));
    p.powi(2) - q.powi(2)
}

/// c + bᵀ x + xᵀ A x
#[grad(x, c, b)]
fn ms84(c: f64, b: &Array1<f64>, x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    c + b.dot(x) + x.dot(&a.dot(x))
}

/// (aᵀ x)²
#[grad(x)]
fn ms85(a: &Vec<f64>, x: &Vec<f64>) -> f64 {
    square(dot(a, x))
}

/// λ ‖L‖² + (θ − L s)ᵀ D (θ − L s)
#[grad(l, s)]
fn ms86(
    lambda: &f64,
    l: &Array2<f64>,
    theta: &Array1<f64>,
    s: &Array1<f64>,
    d: &Array2<f64>,
) -> f64 {
    let r = theta - &l.dot(s);
    lambda * l.pow2().sum() + r.dot(&d.dot(&r))
}

/// ‖X − X W Wᵀ‖²
#[grad(w, x)]
fn ms91(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    let e = x - &x.dot(w).dot(&w.t());
    e.mapv(|v| v * v).sum()
}

cases! {
    ms03, ms03_grad, ms03_value_and_grad = |c| (&c.matrix("X"), &c.matrix("A"), &c.matrix("B"));
    ms04, ms04_grad, ms04_value_and_grad = |c| (&c.matrix("A"), &c.matrix("X"), &c.matrix("B"));
    ms09, ms09_grad, ms09_value_and_grad = |c| (&c.matrix("U"), &c.matrix("W"));
    ms11, ms11_grad, ms11_value_and_grad = |c| (&c.matrix("A"), &c.matrix("B"), &c.matrix("X"));
    ms13, ms13_grad, ms13_value_and_grad = |c| (&c.matrix("A"), &c.matrix("B"), &c.matrix("X"), &c.matrix("Cm"));
    ms14, ms14_grad, ms14_value_and_grad = |c| (&c.matrix("R"), &c.matrix("P"), &c.matrix("g"));
    ms17, ms17_grad, ms17_value_and_grad = |c| (&c.matrix("Y"), &c.matrix("X"), &c.matrix("B"));
    ms17n, ms17n_grad, ms17n_value_and_grad = |c| (&c.matrix("Y"), c.matrix("X").view(), &c.matrix("B"));
    ms18, ms18_grad, ms18_value_and_grad = |c| (&c.matrix("A"), &c.matrix("B"), &c.matrix("Cm"), &c.matrix("D"));
    ms20b, ms20b_grad, ms20b_value_and_grad = |c| (&c.matrix("D"), &c.vector("w"), &c.matrix("Om"));
    ms31, ms31_grad, ms31_value_and_grad = |c| (&c.matrix("W"), &c.matrix("A"), &c.matrix("U"), &c.matrix("V"));
    ms33, ms33_grad, ms33_value_and_grad = |c| (
        &c.matrix("Om"), &c.matrix("M"), &c.matrix("U"), &c.matrix("V"), c.scalar("lam"),
    );
    ms34, ms34_grad, ms34_value_and_grad = |c| (
        &c.matrix("M"), &c.matrix("Y"), &c.matrix("U"), &c.matrix("V"), c.scalar("a"), c.scalar("b"),
    );
    ms37, ms37_grad, ms37_value_and_grad = |c| (&c.matrix("X"), &c.matrix("M"), &c.matrix("R"), &c.matrix("D"));
    ms38, ms38_grad, ms38_value_and_grad = |c| (&c.matrix("X"), &c.matrix("A"), &c.matrix("B"), &c.matrix("Cm"));
    ms41, ms41_grad, ms41_value_and_grad = |c| (&c.matrix("A"), &c.matrix("F"));
    ms43, ms43_grad, ms43_value_and_grad = |c| (&c.matrix("A"), &c.vector("y"), &c.vector("x"));
    ms47, ms47_grad, ms47_value_and_grad = |c| (&c.vector("c"), &c.vector("x"));
    ms48, ms48_grad, ms48_value_and_grad = |c| (&c.matrix("A"), &c.vector("x"), &c.vector("b"));
    ms52, ms52_grad, ms52_value_and_grad = |c| (&c.matrix("W"), &c.matrix("X"));
    ms56, ms56_grad, ms56_value_and_grad = |c| (&c.matrix("W1"), &c.matrix("W2"), &c.matrix("X"), &c.matrix("Y"));
    ms68, ms68_grad, ms68_value_and_grad = |c| (c.scalar("k"), &c.vector("v"), &c.vector("w"));
    ms73, ms73_grad, ms73_value_and_grad = |c| (&c.vector("u").to_vec(), &c.matrix("A"));
    ms82, ms82_grad, ms82_value_and_grad = |c| (&c.matrix("X"), &c.matrix("A"));
    ms83, ms83_grad, ms83_value_and_grad = |c| (&c.vector("x"), &c.matrix("A"), &c.vector("v"));
    ms84, ms84_grad, ms84_value_and_grad = |c| (c.scalar("c"), &c.vector("b"), &c.vector("x"), &c.matrix("A"));
    ms85, ms85_grad, ms85_value_and_grad = |c| (&c.vector("a").to_vec(), &c.vector("x").to_vec());
    ms86, ms86_grad, ms86_value_and_grad = |c| (
        &c.scalar("lam"), &c.matrix("L"), &c.vector("th"), &c.vector("s"), &c.matrix("D"),
    );
    ms91, ms91_grad, ms91_value_and_grad = |c| (&c.matrix("X"), &c.matrix("W"));
}
