//! Losses of machine learning.

use super::data;
use super::differences::assert_close;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, s};

/// Multinomial regression.
#[grad(w, b)]
fn classes(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>, y: &Array2<f64>) -> f64 {
    let p = softmax_axis(x.dot(w) + b, Axis(1));
    -(y * &p.mapv(f64::ln)).sum() / x.nrows() as f64 + 0.05 * w.mapv(|v| v * v).sum()
}

/// The same, spelt out.
#[grad(w, x)]
fn classes_spelt_out(x: &Array2<f64>, w: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let e = x.dot(w).mapv(f64::exp);
    let p = &e / &e.sum_axis(Axis(1)).insert_axis(Axis(1));
    -(y * &p.mapv(f64::ln)).sum()
}

/// Two layers.
#[grad(w, b, v, c)]
fn layers(
    x: &Array2<f64>,
    w: &Array2<f64>,
    b: &Array1<f64>,
    v: &Array2<f64>,
    c: &Array1<f64>,
) -> f64 {
    let h = relu(x.dot(w) + b);
    let o = (h.dot(v) + c).mapv(f64::tanh);
    (&o * &o).mean().unwrap()
}

/// Queries, keys and values of one head.
#[grad(q, k, v)]
fn attention(q: &Array2<f64>, k: &Array2<f64>, v: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let s = q.dot(&k.t()) / (k.ncols() as f64).sqrt();
    let r = softmax_axis(&s, Axis(1)).dot(v) - y;
    (&r * &r).sum()
}

/// Factors of a matrix of which a part is known, with the means of its rows and columns.
#[grad(u, v, rows, columns, mean)]
fn recommend(
    m: &Array2<f64>,
    known: &Array2<f64>,
    u: &Array2<f64>,
    v: &Array2<f64>,
    rows: &Array1<f64>,
    columns: &Array1<f64>,
    mean: f64,
) -> f64 {
    let p = u.dot(&v.t()) + rows.view().insert_axis(Axis(1)) + columns + mean;
    let r = known * &(m - &p);
    frobenius(&r, &r) + 0.1 * (square(norm2(u)) + square(norm2(v)))
}

/// Pairs that belong together, by the cosine.
#[grad(a, b, heat)]
fn contrast(a: &Array2<f64>, b: &Array2<f64>, heat: f64) -> f64 {
    let of_a = (a * a).sum_axis(Axis(1)).mapv(f64::sqrt);
    let of_b = (b * b).sum_axis(Axis(1)).mapv(f64::sqrt);
    let z = a.dot(&b.t()) / &of_a.insert_axis(Axis(1)) / of_b / heat;
    (logsumexp_axis(&z, Axis(1)) + logsumexp_axis(&z, Axis(0)) - 2.0 * &z.diag()).sum()
}

/// Rows of mean 0 and variance 1, scaled and shifted.
#[grad(x, g)]
fn normal_rows(x: &Array2<f64>, g: &Array1<f64>, y: &Array2<f64>) -> f64 {
    let c = x - &x.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let v = (&c * &c).mean_axis(Axis(1)).unwrap();
    let z = &c / &v.mapv(|v| (v + 1e-5).sqrt()).insert_axis(Axis(1)) * g;
    (z * y).sum()
}

/// Huber's loss, by a minimum.
#[grad(x, width)]
fn huber(a: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>, width: f64) -> f64 {
    let r = abs(a.dot(x) - b);
    let q = r.mapv(|v| v.min(width));
    (0.5 * &q * &q + width * (&r - &q)).sum()
}

/// Sources that are independent.
#[grad(w)]
fn sources(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    let s = x.dot(&w.t());
    s.mapv(|v| v.cosh().ln()).sum() / x.nrows() as f64 - det(w).abs().ln()
}

/// Neighbours of Student's t.
#[grad(y)]
fn neighbours(y: &Array2<f64>, p: &Array2<f64>) -> f64 {
    let lengths = (y * y).sum_axis(Axis(1));
    let apart = &lengths.view().insert_axis(Axis(1)) + &lengths - 2.0 * y.dot(&y.t());
    let w = 1.0 / (1.0 + apart);
    let total = w.sum();
    -(p * &(w / total).mapv(f64::ln)).sum()
}

/// A picture without noise: total variation.
#[grad(u)]
fn smooth(u: &Array2<f64>, f: &Array2<f64>) -> f64 {
    let down = &u.slice(s![1.., ..]) - &u.slice(s![..-1, ..]);
    let right = &u.slice(s![.., 1..]) - &u.slice(s![.., ..-1]);
    down.mapv(|v| (v * v + 1e-2).sqrt()).sum()
        + right.mapv(|v| (v * v + 1e-2).sqrt()).sum()
        + (u - f).mapv(|v| v.powi(2)).sum()
}

#[test]
fn classification() {
    let (x, w, b) = (
        data::matrix(4, 3, 1),
        data::matrix(3, 2, 2),
        data::vector(2, 3),
    );
    let y = data::matrix(4, 2, 4).mapv(|v| v * v);
    let (dw, db) = classes_grad(&x, &w, &b, &y);
    assert_close(&dw, &w, |w| classes(&x, w, &b, &y));
    assert_close(&db, &b, |b| classes(&x, &w, b, &y));
    let (dw, dx) = classes_spelt_out_grad(&x, &w, &y);
    assert_close(&dw, &w, |w| classes_spelt_out(&x, w, &y));
    assert_close(&dx, &x, |x| classes_spelt_out(x, &w, &y));
}

#[test]
fn networks() {
    let (x, w, b) = (
        data::matrix(4, 3, 1),
        data::matrix(3, 5, 2),
        data::vector(5, 3),
    );
    let (v, c) = (data::matrix(5, 2, 4), data::vector(2, 5));
    let (dw, db, dv, dc) = layers_grad(&x, &w, &b, &v, &c);
    assert_close(&dw, &w, |w| layers(&x, w, &b, &v, &c));
    assert_close(&db, &b, |b| layers(&x, &w, b, &v, &c));
    assert_close(&dv, &v, |v| layers(&x, &w, &b, v, &c));
    assert_close(&dc, &c, |c| layers(&x, &w, &b, &v, c));

    let (q, k, v) = (
        data::matrix(3, 2, 6),
        data::matrix(4, 2, 7),
        data::matrix(4, 2, 8),
    );
    let y = data::matrix(3, 2, 9);
    let (dq, dk, dv) = attention_grad(&q, &k, &v, &y);
    assert_close(&dq, &q, |q| attention(q, &k, &v, &y));
    assert_close(&dk, &k, |k| attention(&q, k, &v, &y));
    assert_close(&dv, &v, |v| attention(&q, &k, v, &y));

    let (g, y) = (data::vector(3, 10), data::matrix(4, 3, 11));
    let (dx, dg) = normal_rows_grad(&x, &g, &y);
    assert_close(&dx, &x, |x| normal_rows(x, &g, &y));
    assert_close(&dg, &g, |g| normal_rows(&x, g, &y));
}

#[test]
fn embeddings() {
    let (m, known) = (data::matrix(4, 3, 1), data::matrix(4, 3, 2));
    let (u, v) = (data::matrix(4, 2, 3), data::matrix(3, 2, 4));
    let (a, b) = (data::vector(4, 5), data::vector(3, 6));
    let (du, dv, da, db, dmean) = recommend_grad(&m, &known, &u, &v, &a, &b, 0.5);
    assert_close(&du, &u, |u| recommend(&m, &known, u, &v, &a, &b, 0.5));
    assert_close(&dv, &v, |v| recommend(&m, &known, &u, v, &a, &b, 0.5));
    assert_close(&da, &a, |a| recommend(&m, &known, &u, &v, a, &b, 0.5));
    assert_close(&db, &b, |b| recommend(&m, &known, &u, &v, &a, b, 0.5));
    let at = Array1::from(vec![0.5]);
    assert_close(&Array1::from(vec![dmean]), &at, |t| {
        recommend(&m, &known, &u, &v, &a, &b, t[0])
    });

    let w = data::matrix(4, 2, 7);
    let (du, dw, heat) = contrast_grad(&u, &w, 0.5);
    assert_close(&du, &u, |u| contrast(u, &w, 0.5));
    assert_close(&dw, &w, |w| contrast(&u, w, 0.5));
    assert_close(&Array1::from(vec![heat]), &at, |t| contrast(&u, &w, t[0]));

    let p = data::matrix(4, 4, 8).mapv(|v| v * v);
    assert_close(&neighbours_grad(&u, &p), &u, |u| neighbours(u, &p));
}

#[test]
fn signals() {
    let (a, b, x) = (
        data::matrix(5, 3, 1),
        data::vector(5, 2),
        data::vector(3, 3),
    );
    let (dx, width) = huber_grad(&a, &b, &x, 0.75);
    assert_close(&dx, &x, |x| huber(&a, &b, x, 0.75));
    let at = Array1::from(vec![0.75]);
    assert_close(&Array1::from(vec![width]), &at, |t| huber(&a, &b, &x, t[0]));

    let w = data::matrix(3, 3, 4) + Array2::<f64>::eye(3);
    assert_close(&sources_grad(&a, &w), &w, |w| sources(&a, w));

    let f = data::matrix(5, 3, 5);
    assert_close(&smooth_grad(&a, &f), &a, |u| smooth(u, &f));
}
