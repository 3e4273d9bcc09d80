//! Likelihoods and estimators.

use super::data;
use super::differences::assert_close;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis};

/// ln p(y) of a Gaussian process over times x, by the hyperparameters.
#[grad(length, scale, noise, x)]
fn evidence(x: &Array1<f64>, y: &Array1<f64>, length: f64, scale: f64, noise: f64) -> f64 {
    let apart = x.view().insert_axis(Axis(1)).to_owned() - x.view().insert_axis(Axis(0));
    let near = apart.mapv(|v| scale * scale * (-0.5 * v * v / (length * length)).exp());
    let k = near + Array2::<f64>::eye(x.len()) * (noise * noise);
    -0.5 * y.dot(&solve(&k, y))
        - 0.5 * logdet(&k)
        - 0.5 * x.len() as f64 * std::f64::consts::TAU.ln()
}

/// The divergence of two Gaussians.
#[grad(m, s, n, t)]
fn divergence(
    m: &Array1<f64>,
    #[structure(posdef)] s: &Array2<f64>,
    n: &Array1<f64>,
    #[structure(posdef)] t: &Array2<f64>,
) -> f64 {
    let d = n - m;
    0.5 * (trace(solve(t, s)) + dot(&d, solve(t, &d)) - m.len() as f64 + (det(t) / det(s)).ln())
}

/// The distance of Mahalanobis.
#[grad(x, s)]
fn distance(x: &Array1<f64>, m: &Array1<f64>, #[structure(posdef)] s: &Array2<f64>) -> f64 {
    let d = x - m;
    d.dot(&solve(s, &d)).sqrt()
}

/// Student's t, but for its constant.
#[grad(x, s, freedom)]
fn student(x: &Array1<f64>, #[structure(posdef)] s: &Array2<f64>, freedom: f64) -> f64 {
    let n = x.len() as f64;
    -0.5 * (freedom + n) * (1.0 + x.dot(&solve(s, x)) / freedom).ln() - 0.5 * logdet(s)
}

/// Samples of a Gaussian.
#[grad(m, s, x)]
fn samples(x: &Array2<f64>, m: &Array1<f64>, #[structure(posdef)] s: &Array2<f64>) -> f64 {
    let c = x - m;
    let n = x.nrows() as f64;
    0.5 * (n * logdet(s) + trace(matmul(matmul(&c, inv(s)), transpose(&c))))
}

/// A low-rank covariance with its own noise for each variable.
#[grad(w, noise, s)]
fn factors(w: &Array2<f64>, noise: &Array1<f64>, #[structure(posdef)] s: &Array2<f64>) -> f64 {
    let c = w.dot(&w.t()) + Array2::from_diag(noise);
    logdet(&c) + trace(solve(&c, s))
}

/// The update of a Kalman filter.
#[grad(p, h, r, x)]
fn update(
    #[structure(posdef)] p: &Array2<f64>,
    h: &Array2<f64>,
    #[structure(posdef)] r: &Array2<f64>,
    z: &Array1<f64>,
    x: &Array1<f64>,
) -> f64 {
    let s = matmul(matmul(h, p), transpose(h)) + r;
    let gain = matmul(matmul(p, transpose(h)), inv(&s));
    let state = x + &gain.dot(&(z - &h.dot(x)));
    let covariance = p - &matmul(matmul(&gain, h), p);
    state.dot(&state) + trace(&covariance) + logdet(&s)
}

/// The partial likelihood of Cox, of samples sorted by time.
#[grad(w)]
fn hazard(x: &Array2<f64>, w: &Array1<f64>) -> f64 {
    let eta = x.dot(w);
    (cumsum(exp(&eta)).mapv(f64::ln) - &eta).sum()
}

/// Two canonical variates.
#[grad(a, b, s)]
fn canonical(
    a: &Array1<f64>,
    b: &Array1<f64>,
    #[structure(posdef)] s: &Array2<f64>,
    #[structure(posdef)] t: &Array2<f64>,
    c: &Array2<f64>,
) -> f64 {
    a.dot(&c.dot(b)) / (a.dot(&s.dot(a)) * b.dot(&t.dot(b))).sqrt()
}

/// The evidence's lower bound, with a Gaussian of a triangular factor.
#[grad(m, l)]
fn bound(m: &Array1<f64>, #[structure(lower)] l: &Array2<f64>, e: &Array1<f64>) -> f64 {
    let z = m + &l.dot(e);
    l.diag().mapv(|v| v.abs().ln()).sum() - logsumexp(&z) - 0.5 * z.dot(&z)
}

#[test]
fn a_gaussian_process() {
    let (x, y) = (data::vector(4, 1), data::vector(4, 2));
    let (length, scale, noise, dx) = evidence_grad(&x, &y, 0.75, 1.25, 0.5);
    let by = [length, scale, noise];
    let f = |p: &Array1<f64>| evidence(&x, &y, p[0], p[1], p[2]);
    assert_close(
        &Array1::from(by.to_vec()),
        &Array1::from(vec![0.75, 1.25, 0.5]),
        f,
    );
    assert_close(&dx, &x, |x| evidence(x, &y, 0.75, 1.25, 0.5));
}

#[test]
fn gaussians() {
    let (x, m) = (data::vector(3, 1), data::vector(3, 2));
    let (s, t) = (data::definite(3, 3), data::definite(3, 4));
    let (dm, ds, dn, dt) = divergence_grad(&m, &s, &x, &t);
    assert_close(&dm, &m, |m| divergence(m, &s, &x, &t));
    assert_close(&ds, &s, |s| divergence(&m, &data::symmetric(s), &x, &t));
    assert_close(&dn, &x, |x| divergence(&m, &s, x, &t));
    assert_close(&dt, &t, |t| divergence(&m, &s, &x, &data::symmetric(t)));

    let (dx, ds) = distance_grad(&x, &m, &s);
    assert_close(&dx, &x, |x| distance(x, &m, &s));
    assert_close(&ds, &s, |s| distance(&x, &m, &data::symmetric(s)));

    let (dx, ds, freedom) = student_grad(&x, &s, 4.0);
    assert_close(&dx, &x, |x| student(x, &s, 4.0));
    assert_close(&ds, &s, |s| student(&x, &data::symmetric(s), 4.0));
    let at = Array1::from(vec![4.0]);
    assert_close(&Array1::from(vec![freedom]), &at, |f| student(&x, &s, f[0]));
}

#[test]
fn covariances() {
    let (x, m, s) = (
        data::matrix(4, 3, 1),
        data::vector(3, 2),
        data::definite(3, 3),
    );
    let (dm, ds, dx) = samples_grad(&x, &m, &s);
    assert_close(&dm, &m, |m| samples(&x, m, &s));
    assert_close(&ds, &s, |s| samples(&x, &m, &data::symmetric(s)));
    assert_close(&dx, &x, |x| samples(x, &m, &s));

    let (w, noise) = (
        data::matrix(3, 2, 4),
        data::vector(3, 5).mapv(|v| 1.0 + v * v),
    );
    let (dw, dnoise, ds) = factors_grad(&w, &noise, &s);
    assert_close(&dw, &w, |w| factors(w, &noise, &s));
    assert_close(&dnoise, &noise, |noise| factors(&w, noise, &s));
    assert_close(&ds, &s, |s| factors(&w, &noise, &data::symmetric(s)));
}

#[test]
fn a_kalman_filter() {
    let (p, h, r) = (
        data::definite(3, 1),
        data::matrix(2, 3, 2),
        data::definite(2, 3),
    );
    let (z, x) = (data::vector(2, 4), data::vector(3, 5));
    let (dp, dh, dr, dx) = update_grad(&p, &h, &r, &z, &x);
    assert_close(&dp, &p, |p| update(&data::symmetric(p), &h, &r, &z, &x));
    assert_close(&dh, &h, |h| update(&p, h, &r, &z, &x));
    assert_close(&dr, &r, |r| update(&p, &h, &data::symmetric(r), &z, &x));
    assert_close(&dx, &x, |x| update(&p, &h, &r, &z, x));
}

#[test]
fn estimators() {
    let (x, w) = (data::matrix(5, 3, 1), data::vector(3, 2));
    assert_close(&hazard_grad(&x, &w), &w, |w| hazard(&x, w));

    let (b, c) = (data::vector(2, 3), data::matrix(3, 2, 4));
    let (s, t) = (data::definite(3, 5), data::definite(2, 6));
    let (da, db, ds) = canonical_grad(&w, &b, &s, &t, &c);
    assert_close(&da, &w, |a| canonical(a, &b, &s, &t, &c));
    assert_close(&db, &b, |b| canonical(&w, b, &s, &t, &c));
    assert_close(&ds, &s, |s| canonical(&w, &b, &data::symmetric(s), &t, &c));

    let (l, e) = (tril(&s), data::vector(3, 7));
    let (dm, dl) = bound_grad(&w, &l, &e);
    assert_close(&dm, &w, |m| bound(m, &l, &e));
    assert_close(&dl, &l, |l| bound(&w, &tril(l), &e));
}
