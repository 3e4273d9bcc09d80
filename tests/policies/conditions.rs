//! How many digits are right: gradients of ill-conditioned matrices against twice the precision.
//!
//! Up to a condition number of 10³ to 10⁻¹², up to 10⁸ within 10 κ n u, relative to the largest
//! element of the gradient.

use matgrad::prelude::*;
use ndarray::{Array1, Array2};

use crate::double::{Double, Matrix, ZERO};
use crate::{Numbers, distance};

#[grad(x)]
fn log_determinant(x: &Array2<f64>) -> f64 {
    logdet(x)
}

#[grad(x)]
fn log_determinant_of_gram(#[dims(n, n)] x: &Array2<f64>, #[dims(n, n)] w: &Array2<f64>) -> f64 {
    logdet(x.t().dot(w).dot(x))
}

#[grad(x)]
fn determinant_of_power(x: &Array2<f64>) -> f64 {
    det(matrix_power(x, 3))
}

#[grad(x)]
fn inverse(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
    trace(a.dot(&inv(x)))
}

#[grad(x)]
fn solution(x: &Array2<f64>, a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    a.dot(&solve(x, b))
}

#[grad(s)]
fn factor(s: &Array2<f64>, a: &Array2<f64>) -> f64 {
    frobenius(a, cholesky(s))
}

#[grad(s)]
fn definite(#[structure(posdef)] s: &Array2<f64>, b: &Array1<f64>) -> f64 {
    logdet(s) + b.dot(&solve(s, b))
}

mod single {
    use matgrad::prelude::*;
    use ndarray::{Array1, Array2};

    #[grad(x)]
    pub fn systems(x: &Array2<f32>, a: &Array1<f32>, b: &Array1<f32>) -> f32 {
        logdet(x) + a.dot(&solve(x, b))
    }
}

#[grad(x)]
fn systems(x: &Array2<f64>, a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    logdet(x) + a.dot(&solve(x, b))
}

/// A reflection I − 2 v vᵀ / vᵀv.
fn reflection(numbers: &mut Numbers, n: usize) -> Array2<f64> {
    let v = numbers.matrix(n, 1);
    let scale = 2.0 / v.iter().map(|x| x * x).sum::<f64>();
    Array2::<f64>::eye(n) - v.dot(&v.t()) * scale
}

/// Singular values from 1 down to 1/κ, evenly spaced in their logarithms.
fn singular_values(n: usize, condition: f64) -> Array2<f64> {
    let power = |i: usize| condition.powf(-(i as f64) / (n - 1) as f64);
    Array2::from_diag(&Array1::from_shape_fn(n, power))
}

/// A matrix, a positive definite matrix of that condition number, and two vectors.
struct Problem {
    n: usize,
    condition: f64,
    x: Array2<f64>,
    s: Array2<f64>,
    a: Array1<f64>,
    b: Array1<f64>,
    weights: Array2<f64>,
}

fn problems() -> Vec<Problem> {
    let mut numbers = Numbers(0.6);
    let mut all = Vec::new();
    for n in [3, 8, 20] {
        for condition in [1.0, 1e1, 1e2, 1e3, 1e4, 1e6, 1e8] {
            let middle = singular_values(n, condition);
            let [p, q] = [(); 2].map(|()| reflection(&mut numbers, n));
            let s = p.dot(&middle).dot(&p.t());
            all.push(Problem {
                n,
                condition,
                x: p.dot(&middle).dot(&q),
                s: (&s + &s.t()) / 2.0,
                a: Array1::from_shape_simple_fn(n, || numbers.next()),
                b: Array1::from_shape_simple_fn(n, || numbers.next()),
                weights: numbers.matrix(n, n),
            });
        }
    }
    all
}

impl Problem {
    #[track_caller]
    fn check(&self, name: &str, found: &Array2<f64>, exact: &Matrix) {
        let Self { n, condition, .. } = self;
        let bound = 10.0 * condition * *n as f64 * f64::EPSILON / 2.0;
        let bound = if *condition <= 1e3 {
            bound.min(1e-12)
        } else {
            bound
        };
        let off = distance(found, &exact.nearest());
        assert!(
            off <= bound,
            "{name}, n = {n}, κ = {condition:e}: off by {off:e}, allowed {bound:e}"
        );
    }
}

fn column(x: &Array1<f64>) -> Matrix {
    Matrix::build(x.len(), 1, |i, _| Double::of(x[i]))
}

#[test]
fn gradient_of_logdet() {
    for problem in problems() {
        let exact = Matrix::of(&problem.x).inverse().transposed();
        problem.check("logdet", &log_determinant_grad(&problem.x), &exact);
    }
}

/// The condition number of XᵀWX is that of X squared and more.
#[test]
fn gradient_of_logdet_of_a_product() {
    for problem in problems() {
        let exact = Matrix::of(&problem.x).inverse().transposed().scaled(2.0);
        let found = log_determinant_of_gram_grad(&problem.x, &problem.weights);
        problem.check("logdet of a product", &found, &exact);
    }
}

/// 3 det(X)³ X⁻ᵀ; the determinant is the product of the singular values, and P and Q reflect.
#[test]
fn gradient_of_det_of_a_power() {
    for problem in problems() {
        let n = problem.n;
        let det = singular_values(n, problem.condition).diag().product();
        let inverse = Matrix::of(&problem.x).inverse().transposed();
        let exact = inverse.scaled(3.0 * det.powi(3));
        problem.check(
            "det of a power",
            &determinant_of_power_grad(&problem.x),
            &exact,
        );
    }
}

#[test]
fn gradient_of_the_inverse() {
    for problem in problems() {
        let inverse = Matrix::of(&problem.x).inverse().transposed();
        let middle = Matrix::of(&problem.weights).transposed();
        let exact = inverse.times(&middle).times(&inverse).scaled(-1.0);
        let found = inverse_grad(&problem.weights, &problem.x);
        problem.check("inv", &found, &exact);
    }
}

#[test]
fn gradient_of_a_solution() {
    for problem in problems() {
        let inverse = Matrix::of(&problem.x).inverse();
        let left = inverse.transposed().times(&column(&problem.a));
        let right = inverse.times(&column(&problem.b)).transposed();
        let exact = left.times(&right).scaled(-1.0);
        let found = solution_grad(&problem.x, &problem.a, &problem.b);
        problem.check("solve", &found, &exact);
    }
}

/// sym(L⁻ᵀ Φ(Lᵀ tril(A)) L⁻¹) (Murray 2016, eq. 9)
#[test]
fn gradient_of_the_cholesky_factor() {
    for problem in problems() {
        let n = problem.n;
        let l = Matrix::of(&problem.s).cholesky();
        let lower = Matrix::of(&tril(&problem.weights));
        let product = l.transposed().times(&lower);
        let half = Matrix::build(n, n, |i, j| match i.cmp(&j) {
            std::cmp::Ordering::Less => ZERO,
            std::cmp::Ordering::Equal => product.0[i][j].mul(Double::of(0.5)),
            std::cmp::Ordering::Greater => product.0[i][j],
        });
        let inverse = l.inverse();
        let full = inverse.transposed().times(&half).times(&inverse);
        let exact = Matrix::build(n, n, |i, j| {
            full.0[i][j].add(full.0[j][i]).mul(Double::of(0.5))
        });
        let found = factor_grad(&problem.s, &problem.weights);
        problem.check("cholesky", &found, &exact);
    }
}

#[test]
fn gradient_of_a_gaussian_likelihood() {
    for problem in problems() {
        let inverse = Matrix::of(&problem.s).inverse();
        let x = inverse.times(&column(&problem.b));
        let outer = x.times(&x.transposed());
        let exact = Matrix::build(problem.n, problem.n, |i, j| {
            inverse.0[i][j].sub(outer.0[i][j])
        });
        let found = definite_grad(&problem.s, &problem.b);
        problem.check("posdef", &found, &exact);
    }
}

#[test]
#[allow(
    clippy::cast_possible_truncation,
    reason = "single precision is what is tested"
)]
fn single_precision_against_double() {
    for problem in problems().iter().filter(|p| p.condition <= 1e4) {
        let [a, b] = [&problem.a, &problem.b].map(|v| v.mapv(|x| x as f32));
        let x = problem.x.mapv(|x| x as f32);
        let found = single::systems_grad(&x, &a, &b).mapv(f64::from);
        let [a, b] = [a, b].map(|v| v.mapv(f64::from));
        let expected = systems_grad(&x.mapv(f64::from), &a, &b);
        let bound = 10.0 * problem.condition * problem.n as f64 * f64::from(f32::EPSILON) / 2.0;
        let off = distance(&found, &expected);
        assert!(off <= bound, "κ = {:e}: off by {off:e}", problem.condition);
    }
}
