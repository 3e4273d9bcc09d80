//! Control, finance, and the quotients of linear algebra.

use super::data;
use super::differences::assert_close;
use matgrad::prelude::*;
use ndarray::{Array1, Array2};

/// The cost of three steps under a linear feedback.
#[grad(k, x)]
fn regulator(
    a: &Array2<f64>,
    b: &Array2<f64>,
    k: &Array2<f64>,
    #[structure(posdef)] q: &Array2<f64>,
    x: &Array1<f64>,
) -> f64 {
    let u = -k.dot(x);
    let y = a.dot(x) + b.dot(&u);
    let v = -k.dot(&y);
    let z = a.dot(&y) + b.dot(&v);
    let w = -k.dot(&z);
    let states = x.dot(&q.dot(x)) + y.dot(&q.dot(&y)) + z.dot(&q.dot(&z));
    states + u.dot(&u) + v.dot(&v) + w.dot(&w)
}

/// A step of Riccati's recursion.
#[grad(p, b)]
fn riccati(#[structure(posdef)] p: &Array2<f64>, a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let s = Array2::<f64>::eye(b.ncols()) + b.t().dot(p).dot(b);
    let gain = solve(&s, &b.t().dot(p).dot(a));
    trace(a.t().dot(p).dot(a) - a.t().dot(p).dot(b).dot(&gain))
}

/// Return over risk.
#[grad(w, mean, s, rate)]
fn sharpe(
    w: &Array1<f64>,
    mean: &Array1<f64>,
    #[structure(posdef)] s: &Array2<f64>,
    rate: f64,
) -> f64 {
    (w.dot(mean) - rate) / w.dot(&s.dot(w)).sqrt()
}

/// The return of the portfolio of least variance.
#[grad(s, mean)]
fn least_variance(#[structure(posdef)] s: &Array2<f64>, mean: &Array1<f64>) -> f64 {
    let w = solve(s, &Array1::<f64>::ones(mean.len()));
    w.dot(mean) / w.sum()
}

/// A semidefinite objective with its barrier.
#[grad(x, weight)]
fn barrier(
    #[structure(posdef)] x: &Array2<f64>,
    #[structure(symmetric)] c: &Array2<f64>,
    weight: f64,
) -> f64 {
    weight * frobenius(c, x) - logdet(x)
}

/// Rayleigh's quotient of a pair.
#[grad(x, a, b)]
fn quotient(
    #[structure(symmetric)] a: &Array2<f64>,
    #[structure(posdef)] b: &Array2<f64>,
    x: &Array1<f64>,
) -> f64 {
    x.dot(&a.dot(x)) / x.dot(&b.dot(x))
}

/// The trace of a quotient.
#[grad(w)]
fn traces(
    #[structure(symmetric)] a: &Array2<f64>,
    #[structure(posdef)] b: &Array2<f64>,
    w: &Array2<f64>,
) -> f64 {
    trace(w.t().dot(a).dot(w)) / trace(w.t().dot(b).dot(w))
}

/// Designs, by their information.
#[grad(w, x)]
fn design(x: &Array2<f64>, w: &Array1<f64>) -> f64 {
    let m = matmul(matmul(transpose(x), diag(w)), x) + Array2::<f64>::eye(x.ncols());
    logdet(&m) - trace(inv(&m))
}

/// What a linear system does in a given time.
#[grad(a, time)]
fn flow(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>, time: f64) -> f64 {
    let r = expm(a * time).dot(x) - y;
    r.dot(&r)
}

/// Penalties of ridge and lasso.
#[grad(x, sparse, small)]
fn elastic(a: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>, sparse: f64, small: f64) -> f64 {
    let r = a.dot(x) - b;
    r.dot(&r) / (2.0 * b.len() as f64) + sparse * norm1(x) + 0.5 * small * square(norm2(x))
}

#[test]
fn feedback() {
    let (a, b, k) = (
        data::matrix(3, 3, 1),
        data::matrix(3, 2, 2),
        data::matrix(2, 3, 3),
    );
    let (q, x) = (data::definite(3, 4), data::vector(3, 5));
    let (dk, dx) = regulator_grad(&a, &b, &k, &q, &x);
    assert_close(&dk, &k, |k| regulator(&a, &b, k, &q, &x));
    assert_close(&dx, &x, |x| regulator(&a, &b, &k, &q, x));
    let (dp, db) = riccati_grad(&q, &a, &b);
    assert_close(&dp, &q, |p| riccati(&data::symmetric(p), &a, &b));
    assert_close(&db, &b, |b| riccati(&q, &a, b));
    let (da, time) = flow_grad(&a, &x, &data::vector(3, 6), 0.5);
    assert_close(&da, &a, |a| flow(a, &x, &data::vector(3, 6), 0.5));
    let at = Array1::from(vec![0.5]);
    assert_close(&Array1::from(vec![time]), &at, |t| {
        flow(&a, &x, &data::vector(3, 6), t[0])
    });
}

#[test]
fn portfolios() {
    let (w, mean, s) = (data::vector(3, 1), data::vector(3, 2), data::definite(3, 3));
    let (dw, dmean, ds, rate) = sharpe_grad(&w, &mean, &s, 0.25);
    assert_close(&dw, &w, |w| sharpe(w, &mean, &s, 0.25));
    assert_close(&dmean, &mean, |mean| sharpe(&w, mean, &s, 0.25));
    assert_close(&ds, &s, |s| sharpe(&w, &mean, &data::symmetric(s), 0.25));
    let at = Array1::from(vec![0.25]);
    assert_close(&Array1::from(vec![rate]), &at, |t| {
        sharpe(&w, &mean, &s, t[0])
    });
    let (ds, dmean) = least_variance_grad(&s, &mean);
    assert_close(&ds, &s, |s| least_variance(&data::symmetric(s), &mean));
    assert_close(&dmean, &mean, |mean| least_variance(&s, mean));
}

#[test]
fn quotients_and_barriers() {
    let a = data::symmetric(&data::matrix(3, 3, 1));
    let (b, x, w) = (
        data::definite(3, 2),
        data::vector(3, 3),
        data::matrix(3, 2, 4),
    );
    let (dx, da, db) = quotient_grad(&a, &b, &x);
    assert_close(&dx, &x, |x| quotient(&a, &b, x));
    assert_close(&da, &a, |a| quotient(&data::symmetric(a), &b, &x));
    assert_close(&db, &b, |b| quotient(&a, &data::symmetric(b), &x));
    assert_close(&traces_grad(&a, &b, &w), &w, |w| traces(&a, &b, w));
    let (db, weight) = barrier_grad(&b, &a, 2.0);
    assert_close(&db, &b, |b| barrier(&data::symmetric(b), &a, 2.0));
    let at = Array1::from(vec![2.0]);
    assert_close(&Array1::from(vec![weight]), &at, |t| barrier(&b, &a, t[0]));
}

#[test]
fn regressions() {
    let (a, b, x) = (
        data::matrix(5, 3, 1),
        data::vector(5, 2),
        data::vector(3, 3),
    );
    let weights = b.mapv(|v| 0.5 + v * v);
    let (dweights, da) = design_grad(&a, &weights);
    assert_close(&dweights, &weights, |w| design(&a, w));
    assert_close(&da, &a, |a| design(a, &weights));
    let (dx, sparse, small) = elastic_grad(&a, &b, &x, 0.25, 0.5);
    assert_close(&dx, &x, |x| elastic(&a, &b, x, 0.25, 0.5));
    let at = Array1::from(vec![0.25, 0.5]);
    assert_close(&Array1::from(vec![sparse, small]), &at, |t| {
        elastic(&a, &b, &x, t[0], t[1])
    });
}
