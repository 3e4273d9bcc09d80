//! Generated gradients against careful hand-written ndarray code: `cargo bench --bench gradients`.
//!
//! Each line: the time of one generated call, and the ratio generated ÷ by hand (below 1 the
//! generated code is faster) with its 10 % and 90 % quantiles over the rounds.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Zip};

mod ratio;
use ratio::Duel;

/// P(Q) = tr(1ᵀ (Q ⊙ W) (w ⊙ g))
#[grad(q)]
fn seed(q: &Array2<f64>, big_w: &Array2<f64>, w: &Array1<f64>, g: &Array1<f64>) -> f64 {
    let ones = Array1::<f64>::ones(q.nrows());
    trace(matmul(ones, matmul(hadamard(q, big_w), hadamard(w, g))))
}

fn seed_by_hand(
    q: &Array2<f64>,
    big_w: &Array2<f64>,
    w: &Array1<f64>,
    g: &Array1<f64>,
) -> (f64, Array2<f64>) {
    let scale = w * g;
    let mut gradient = Array2::zeros(q.raw_dim());
    let mut value = 0.0;
    Zip::from(gradient.rows_mut())
        .and(big_w.rows())
        .and(q.rows())
        .for_each(|mut out, w, q| {
            Zip::from(&mut out)
                .and(&w)
                .and(&scale)
                .for_each(|out, w, s| *out = w * s);
            value += out.dot(&q);
        });
    (value, gradient)
}

/// tr(A B)
#[grad(a)]
fn trace_product(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    trace(matmul(a, b))
}

fn trace_product_by_hand(a: &Array2<f64>, b: &Array2<f64>) -> (f64, Array2<f64>) {
    let mut value = 0.0;
    Zip::from(a).and(b.t()).for_each(|a, b| value += a * b);
    (value, b.t().to_owned())
}

/// tr(A X B)
#[grad(x)]
fn trace_of_three(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 {
    trace(matmul(a, matmul(x, b)))
}

fn trace_of_three_by_hand(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> (f64, Array2<f64>) {
    let gradient = a.t().dot(&b.t());
    let mut value = 0.0;
    Zip::from(&gradient).and(x).for_each(|g, x| value += g * x);
    (value, gradient)
}

/// ‖X w − y‖²
#[grad(w)]
fn least_squares(x: &Array2<f64>, w: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let r = x.dot(w) - y;
    r.dot(&r)
}

fn least_squares_by_hand(x: &Array2<f64>, w: &Array1<f64>, y: &Array1<f64>) -> (f64, Array1<f64>) {
    let r = x.dot(w) - y;
    let mut gradient = Array1::zeros(w.len());
    for (row, r) in x.rows().into_iter().zip(&r) {
        gradient.scaled_add(2.0 * r, &row);
    }
    (r.dot(&r), gradient)
}

/// Σ ln(1 + exp(−y ⊙ X w))
#[grad(w)]
fn logistic(x: &Array2<f64>, w: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let margin = -(y * &x.dot(w));
    margin.softplus().sum()
}

fn logistic_by_hand(x: &Array2<f64>, w: &Array1<f64>, y: &Array1<f64>) -> (f64, Array1<f64>) {
    let mut gradient = Array1::zeros(w.len());
    let mut value = 0.0;
    for (row, y) in x.rows().into_iter().zip(y) {
        let margin = -y * row.dot(w);
        let e = (-margin.abs()).exp();
        value += margin.max(0.0) + e.ln_1p();
        let sigmoid = if margin >= 0.0 {
            1.0 / (1.0 + e)
        } else {
            e / (1.0 + e)
        };
        gradient.scaled_add(-y * sigmoid, &row);
    }
    (value, gradient)
}

/// ln det S + tr(S⁻¹ C)
#[grad(s)]
fn likelihood(#[structure(posdef)] s: &Array2<f64>, c: &Array2<f64>) -> f64 {
    logdet(s) + trace(solve(s, c))
}

fn likelihood_by_hand(s: &Array2<f64>, c: &Array2<f64>) -> (f64, Array2<f64>) {
    let inverse = inv(s);
    let value = logdet(s) + (&inverse * c).sum();
    let explained = inverse.dot(c).dot(&inverse);
    (value, inverse - explained)
}

/// Numbers in (−1, 1), the same on every run.
fn matrix(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Array2::from_shape_simple_fn((rows, columns), || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        #[allow(clippy::cast_precision_loss)]
        let unit = (state >> 11) as f64 / (1_u64 << 53) as f64;
        2.0 * unit - 1.0
    })
}

fn vector(length: usize, seed: u64) -> Array1<f64> {
    matrix(1, length, seed).row(0).to_owned()
}

fn checksum(value: f64, gradient: &[f64]) -> f64 {
    let weighted = gradient.iter().step_by(7).sum::<f64>();
    value + weighted
}

fn checksum1((value, gradient): (f64, Array1<f64>)) -> f64 {
    checksum(value, gradient.as_slice().unwrap_or_default())
}

fn checksum2((value, gradient): (f64, Array2<f64>)) -> f64 {
    let corner = gradient.first().copied().unwrap_or(0.0);
    let last = gradient.last().copied().unwrap_or(0.0);
    checksum(value, &[corner, last])
}

fn main() {
    println!(
        "{:<34} {:>11}      {:>5}",
        "value and gradient", "generated", "ratio"
    );
    fused_rows();
    products();
    regressions();
    likelihoods();
}

/// By hand with the functions of the prelude, as ndarray has no linear algebra.
fn likelihoods() {
    for (name, n) in [
        ("likelihood 5", 5),
        ("likelihood 50", 50),
        ("likelihood 300", 300),
    ] {
        let root = matrix(n, n, 1);
        let s = root.dot(&root.t()) + Array2::<f64>::eye(n);
        let other = matrix(n, n, 2);
        let c = other.dot(&other.t());
        Duel::new(
            name,
            || checksum2(likelihood_value_and_grad(&s, &c)),
            || checksum2(likelihood_by_hand(&s, &c)),
        )
        .run();
    }
}

fn fused_rows() {
    for (name, p, m) in [
        ("seed 4×3", 4, 3),
        ("seed 100×80", 100, 80),
        ("seed 2000×1500", 2000, 1500),
    ] {
        let (q, big_w) = (matrix(p, m, 1), matrix(p, m, 2));
        let (w, g) = (vector(m, 3), vector(m, 4));
        Duel::new(
            name,
            || checksum2(seed_value_and_grad(&q, &big_w, &w, &g)),
            || checksum2(seed_by_hand(&q, &big_w, &w, &g)),
        )
        .run();
    }
}

fn products() {
    for (name, n) in [("tr(AB) 8", 8), ("tr(AB) 100", 100), ("tr(AB) 1000", 1000)] {
        let (a, b) = (matrix(n, n, 1), matrix(n, n, 2));
        Duel::new(
            name,
            || checksum2(trace_product_value_and_grad(&a, &b)),
            || checksum2(trace_product_by_hand(&a, &b)),
        )
        .run();
    }
    for (name, n) in [("tr(AXB) 8", 8), ("tr(AXB) 100", 100), ("tr(AXB) 500", 500)] {
        let (a, x, b) = (matrix(n, n, 1), matrix(n, n, 2), matrix(n, n, 3));
        Duel::new(
            name,
            || checksum2(trace_of_three_value_and_grad(&a, &x, &b)),
            || checksum2(trace_of_three_by_hand(&a, &x, &b)),
        )
        .run();
    }
}

fn regressions() {
    for (name, n, d) in [
        ("least squares 50×5", 50, 5),
        ("least squares 10000×100", 10_000, 100),
    ] {
        let (x, w, y) = (matrix(n, d, 1), vector(d, 2), vector(n, 3));
        Duel::new(
            name,
            || checksum1(least_squares_value_and_grad(&x, &w, &y)),
            || checksum1(least_squares_by_hand(&x, &w, &y)),
        )
        .run();
    }
    for (name, n, d) in [
        ("logistic 50×5", 50, 5),
        ("logistic 10000×100", 10_000, 100),
    ] {
        let (x, w) = (matrix(n, d, 1), vector(d, 2));
        let y = vector(n, 3).mapv(f64::signum);
        Duel::new(
            name,
            || checksum1(logistic_value_and_grad(&x, &w, &y)),
            || checksum1(logistic_by_hand(&x, &w, &y)),
        )
        .run();
    }
}
