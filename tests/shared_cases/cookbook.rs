//! The Matrix Cookbook (Petersen & Pedersen, 2012); a case's number is the equation's.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2};

/// tr(A B); X does not occur
#[grad(x, a, allow_zero)]
#[allow(unused_variables, reason = "the value does not depend on X")]
fn mc033(a: &Array2<f64>, b: &Array2<f64>, x: ArrayView2<'_, f64>) -> f64 {
    trace(matmul(a, b))
}

/// Σ G ⊙ (a X)
#[grad(x, a)]
fn mc034(a: f64, x: &Array2<f64>, g: &Array2<f64>) -> f64 {
    sum(hadamard(g, a * x))
}

/// tr(Gᵀ (X + Y))
#[grad(x, y)]
fn mc035(x: &Array2<f64>, y: &Array2<f64>, g: &Array2<f64>) -> f64 {
    trace(g.t().dot(&(x + y)))
}

/// bᵀ Xᵀ X c
#[grad(x, b)]
fn mc077(b: &Array1<f64>, x: &Array2<f64>, c: &Array1<f64>) -> f64 {
    let xb = x.dot(b);
    let xc = x.dot(c);
    xb.dot(&xc)
}

/// (B x + b)ᵀ C (D x + d)
#[grad(x, c, big_b)]
fn mc078(
    #[dims(m, n)] big_b: &Array2<f64>,
    #[dims(n)] x: &Array1<f64>,
    #[dims(m)] b: &Array1<f64>,
    #[dims(m, p)] c: &Array2<f64>,
    #[dims(p, n)] big_d: &Array2<f64>,
    #[dims(p)] d: &Array1<f64>,
) -> f64 {
    let left: Array1<f64> = big_b.dot(x) + b;
    let right: Array1<f64> = big_d.dot(x) + d;
    left.dot(&c.dot(&right))
}

/// xᵀ B x
#[grad(x, b)]
fn mc081(x: &ArrayRef1<f64>, b: &ArrayRef2<f64>) -> f64 {
    x.dot(&b.dot(x))
}

/// bᵀ Xᵀ D X c
#[grad(x, d)]
fn mc082(b: &Array1<f64>, x: &Array2<f64>, d: &Array2<f64>, c: &Array1<f64>) -> f64 {
    b.dot(&x.t().dot(d).dot(x).dot(c))
}

/// (x − A s)ᵀ W (x − A s), W symmetric in the data, not in the type
#[grad(s, x, a)]
fn mc084(
    x: ArrayView1<'_, f64>,
    a: ArrayView2<'_, f64>,
    s: ArrayView1<'_, f64>,
    w: ArrayView2<'_, f64>,
) -> f64 {
    let r = &x - &a.dot(&s);
    matmul(&r, matmul(w, &r))
}

/// aᵀ (X²)ᵀ X² b
#[grad(x)]
fn mc092(a: &Array1<f64>, x: Array2<f64>, b: &Array1<f64>) -> f64 {
    let x2 = x.dot(&x);
    a.dot(&x2.t().dot(&x2)).dot(b)
}

/// tanh(B x)ᵀ A (x ⊙ C x)
#[grad]
fn mc093(x: &Array1<f64>, b: &Array2<f64>, a: &Array2<f64>, c: &Array2<f64>) -> f64 {
    let s = b.dot(x).tanh();
    let r = x * &c.dot(x);
    s.dot(&a.dot(&r))
}

/// xᵀ A x + bᵀ x
#[grad(x)]
fn mc096(x: &[f64], a: &Array2<f64>, b: &[f64]) -> f64 {
    matmul(x, matmul(a, x)) + dot(b, x)
}

/// tr(X)
#[grad]
fn mc099(x: &Array2<f64>) -> f64 {
    x.diag().sum()
}

/// tr(A X B)
#[grad(x, a, b)]
fn mc101(a: &Array2<f64>, x: ArrayView2<'_, f64>, b: &ArrayRef2<f64>) -> f64 {
    trace(matmul(a, matmul(x, b)))
}

/// tr(A Xᵀ)
#[grad(x)]
fn mc104(x: &Array2<f64>, a: &Array2<f64>) -> f64 {
    trace(a.dot(&x.t()))
}

/// tr(A ⊗ X)
#[grad(x, a)]
fn mc105(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
    trace(kron(a, x))
}

/// tr(X Xᵀ B)
#[grad(x)]
fn mc110(x: &Array2<f64>, #[dims(m, m)] b: &Array2<f64>) -> f64 {
    x.dot(&x.t()).dot(b).diag().sum()
}

/// tr(B Xᵀ X)
#[grad(x)]
fn mc112(x: &ArrayRef2<f64>, b: &Array2<f64>) -> f64 {
    trace(matmul(b, matmul(transpose(x), x)))
}

/// tr(Xᵀ X) + tr(X Xᵀ)
#[grad]
fn mc115(x: &Array2<f64>) -> f64 {
    trace(x.t().dot(x)) + trace(x.dot(&x.t()))
}

/// tr(A X³)
#[grad(x)]
fn mc122(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
    let cube = x.dot(x).dot(x);
    frobenius(transpose(a), cube)
}

/// tr(Bᵀ Xᵀ C X Xᵀ C X B)
#[grad(x)]
fn mc123(
    #[dims(n, p)] b: &Array2<f64>,
    #[dims(m, n)] x: &Array2<f64>,
    #[dims(m, m)] c: &Array2<f64>,
) -> f64 {
    let xcx = x.t().dot(c).dot(x);
    let xcx = matmul(transpose(b), xcx);
    let cxb = matmul(x.t(), matmul(c, matmul(x, b)));
    trace(matmul(xcx, cxb))
}

/// tr(sin(X)), elementwise
#[grad]
fn mc128e(x: &Array2<f64>) -> f64 {
    trace(x.sin())
}

/// xᵀ x
#[grad(x)]
fn mc131(x: &Vec<f64>) -> f64 {
    dot(x, x)
}

/// ‖X‖²
#[grad]
fn mc132(x: &Array2<f64>) -> f64 {
    x.pow2().sum()
}

/// tr(A diag(x))
#[grad(x, a)]
fn mc142(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
    trace(a.dot(&Array2::from_diag(x)))
}

/// vec(X)ᵀ (B ⊗ c aᵀ) vec(X)
#[grad(x)]
fn mc524(a: &Array1<f64>, c: &Array1<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let v = vec(x);
    v.dot(&kron(b, outer(c, a)).dot(&v))
}

/// aᵀ X B Xᵀ c
#[grad(x, b)]
fn mc524b(a: &Array1<f64>, x: &Array2<f64>, b: &Array2<f64>, c: &Array1<f64>) -> f64 {
    matmul(matmul(matmul(a, x), b), matmul(x.t(), c))
}

cases! {
    mc033, mc033_grad, mc033_value_and_grad = |c| (&c.matrix("A"), &c.matrix("B"), c.matrix("X").view());
    mc034, mc034_grad, mc034_value_and_grad = |c| (c.scalar("a"), &c.matrix("X"), &c.matrix("G"));
    mc035, mc035_grad, mc035_value_and_grad = |c| (&c.matrix("X"), &c.matrix("Y"), &c.matrix("G"));
    mc077, mc077_grad, mc077_value_and_grad = |c| (&c.vector("b"), &c.matrix("X"), &c.vector("c"));
    mc078, mc078_grad, mc078_value_and_grad = |c| (
        &c.matrix("B"), &c.vector("x"), &c.vector("b"), &c.matrix("C"), &c.matrix("D"), &c.vector("d"),
    );
    mc081, mc081_grad, mc081_value_and_grad = |c| (&c.vector("x"), &c.matrix("B"));
    mc082, mc082_grad, mc082_value_and_grad = |c| (&c.vector("b"), &c.matrix("X"), &c.matrix("D"), &c.vector("c"));
    mc084, mc084_grad, mc084_value_and_grad = |c| (
        c.vector("x").view(), c.matrix("A").view(), c.vector("s").view(), c.matrix("W").view(),
    );
    mc092, mc092_grad, mc092_value_and_grad = |c| (&c.vector("a"), c.matrix("X"), &c.vector("b"));
    mc093, mc093_grad, mc093_value_and_grad = |c| (&c.vector("x"), &c.matrix("B"), &c.matrix("A"), &c.matrix("C"));
    mc096, mc096_grad, mc096_value_and_grad = |c| (&c.vector("x").to_vec(), &c.matrix("A"), &c.vector("b").to_vec());
    mc099, mc099_grad, mc099_value_and_grad = |c| (&c.matrix("X"));
    mc101, mc101_grad, mc101_value_and_grad = |c| (&c.matrix("A"), c.matrix("X").view(), &c.matrix("B"));
    mc104, mc104_grad, mc104_value_and_grad = |c| (&c.matrix("X"), &c.matrix("A"));
    mc105, mc105_grad, mc105_value_and_grad = |c| (&c.matrix("A"), &c.matrix("X"));
    mc110, mc110_grad, mc110_value_and_grad = |c| (&c.matrix("X"), &c.matrix("B"));
    mc112, mc112_grad, mc112_value_and_grad = |c| (&c.matrix("X"), &c.matrix("B"));
    mc115, mc115_grad, mc115_value_and_grad = |c| (&c.matrix("X"));
    mc122, mc122_grad, mc122_value_and_grad = |c| (&c.matrix("A"), &c.matrix("X"));
    mc123, mc123_grad, mc123_value_and_grad = |c| (&c.matrix("B"), &c.matrix("X"), &c.matrix("C"));
    mc128e, mc128e_grad, mc128e_value_and_grad = |c| (&c.matrix("X"));
    mc131, mc131_grad, mc131_value_and_grad = |c| (&c.vector("x").to_vec());
    mc132, mc132_grad, mc132_value_and_grad = |c| (&c.matrix("X"));
    mc142, mc142_grad, mc142_value_and_grad = |c| (&c.matrix("A"), &c.vector("x"));
    mc524, mc524_grad, mc524_value_and_grad = |c| (&c.vector("a"), &c.vector("c"), &c.matrix("X"), &c.matrix("B"));
    mc524b, mc524b_grad, mc524b_value_and_grad = |c| (&c.vector("a"), &c.matrix("X"), &c.matrix("B"), &c.vector("c"));
}
