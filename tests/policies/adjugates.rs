//! Functions of the adjugate, whose gradients exist at every matrix, of whatever rank.

use matgrad::prelude::*;
use ndarray::{Array2, array};

#[grad(x)]
fn cofactors(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    (adjugate(x) * w).sum()
}

#[grad(x)]
fn cofactors_single(x: &Array2<f32>, w: &Array2<f32>) -> f32 {
    (adjugate(x) * w).sum()
}

/// Read as an adjugate.
#[grad(x)]
fn det_times_inverse(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    (det(x) * inv(x) * w).sum()
}

/// Both differentials in one.
#[grad(x)]
fn product(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    det(x) * trace(matmul(adjugate(x), w))
}

fn determinant(a: &Array2<f64>) -> f64 {
    let n = a.nrows();
    (0..n).fold(f64::from(u8::from(n == 0)), |sum, j| {
        let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
        sum + sign * a[[0, j]] * determinant(&without(a, 0, j))
    })
}

fn without(a: &Array2<f64>, row: usize, column: usize) -> Array2<f64> {
    let n = a.nrows() - 1;
    Array2::from_shape_fn((n, n), |(i, j)| {
        a[[i + usize::from(i >= row), j + usize::from(j >= column)]]
    })
}

/// By definition; exact for small integers.
fn adjugate_of(a: &Array2<f64>) -> Array2<f64> {
    Array2::from_shape_fn(a.raw_dim(), |(i, j)| {
        let sign = if (i + j) % 2 == 0 { 1.0 } else { -1.0 };
        sign * determinant(&without(a, j, i))
    })
}

/// A cofactor is affine in each element of the matrix, so that a difference is its derivative.
fn differences(x: &Array2<f64>, f: impl Fn(&Array2<f64>) -> f64) -> Array2<f64> {
    Array2::from_shape_fn(x.raw_dim(), |at| {
        let mut moved = x.clone();
        moved[at] += 1.0;
        f(&moved) - f(x)
    })
}

/// Integers, `n × n`, of the rank given or less.
fn of_rank(n: usize, rank: usize, seed: usize) -> Array2<f64> {
    let element = |i: usize, j: usize, k: usize| {
        let hash = (7 * i + 11 * j + 5 * i * j + 13 * k + seed * (i + 2 * j + 1)) % 7;
        f64::from(u32::try_from(hash).unwrap()) - 3.0
    };
    let left = Array2::from_shape_fn((n, rank), |(i, j)| element(i, j, 1));
    let right = Array2::from_shape_fn((rank, n), |(i, j)| element(i, j, 2));
    left.dot(&right)
}

fn assert_near(found: &Array2<f64>, exact: &Array2<f64>, scale: f64, what: &str) {
    let error = (found - exact).iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    assert!(
        error <= 1e-13 * scale,
        "{what}: {found} is not {exact}: {error:e}"
    );
}

fn largest(a: &Array2<f64>) -> f64 {
    a.iter().fold(1.0, |m: f64, x| m.max(x.abs()))
}

struct Case {
    x: Array2<f64>,
    w: Array2<f64>,
    missing: usize,
    /// What errors are measured by.
    scale: f64,
    what: String,
}

/// Every size and number of missing ranks, with matrices and weights to try.
fn for_each_rank(mut check: impl FnMut(&Case)) {
    for n in 1..=5 {
        for missing in 0..=3.min(n) {
            for seed in 0..5 {
                let x = of_rank(n, n - missing, seed);
                let w = of_rank(n, n, seed + 9);
                let power = i32::try_from(n).unwrap() - 1;
                let scale = largest(&x).powi(power) * largest(&w);
                let what = format!("{n}, rank {}", n - missing);
                check(&Case {
                    x,
                    w,
                    missing,
                    scale,
                    what,
                });
            }
        }
    }
}

#[test]
fn gradient_of_an_adjugate_at_every_rank() {
    let mut not_zero = [false; 4];
    for_each_rank(|case| {
        let Case {
            x, w, scale, what, ..
        } = case;
        let exact = differences(x, |x| (adjugate_of(x) * w).sum());
        assert_near(&cofactors_grad(x, w), &exact, *scale, what);
        let (value, grad) = cofactors_value_and_grad(x, w);
        assert_near(&grad, &exact, *scale, what);
        assert!(
            (value - (adjugate_of(x) * w).sum()).abs() <= 1e-13 * scale,
            "{what}"
        );
        not_zero[case.missing] |= x.nrows() > 2 && exact.iter().any(|x| *x != 0.0);
    });
    // What the test is about: of rank n − 2 it is not 0, of smaller rank it is.
    assert_eq!(not_zero, [true, true, true, false]);
}

#[test]
fn gradient_of_det_times_inverse_at_every_rank() {
    for_each_rank(
        |Case {
             x, w, scale, what, ..
         }| {
            let exact = differences(x, |x| (adjugate_of(x) * w).sum());
            assert_near(&det_times_inverse_grad(x, w), &exact, *scale, what);
            let (value, grad) = det_times_inverse_value_and_grad(x, w);
            assert_near(&grad, &exact, *scale, what);
            assert!(
                (value - (adjugate_of(x) * w).sum()).abs() <= 1e-13 * scale,
                "{what}"
            );
        },
    );
}

#[test]
fn gradient_of_a_product_with_a_determinant_at_every_rank() {
    for_each_rank(
        |Case {
             x, w, scale, what, ..
         }| {
            // d(det X tr(adj(X) W)), by the product rule.
            let trace = |x: &Array2<f64>| adjugate_of(x).dot(w).diag().sum();
            let exact =
                differences(x, determinant) * trace(x) + differences(x, trace) * determinant(x);
            let scale = scale * largest(x).powi(i32::try_from(x.nrows()).unwrap());
            assert_near(&product_grad(x, w), &exact, scale, what);
        },
    );
}

#[test]
fn gradient_of_an_adjugate_in_single_precision() {
    for_each_rank(
        |Case {
             x, w, scale, what, ..
         }| {
            let exact = differences(x, |x| (adjugate_of(x) * w).sum());
            let single = |a: &Array2<f64>| a.mapv(f32::lit);
            let found = cofactors_single_grad(&single(x), &single(w)).mapv(f64::from);
            // As many units in the last place as in double precision.
            let unit = f64::from(f32::EPSILON) / f64::EPSILON;
            assert_near(&found, &exact, *scale * unit, what);
        },
    );
}

#[test]
fn gradient_of_a_two_by_two_adjugate_is_exact() {
    let w = array![[1.0, 2.0], [3.0, 4.0]];
    for x in [
        array![[1.0, 2.0], [2.0, 4.0]],
        array![[0.1, 0.2], [0.3, 0.7]],
        Array2::zeros((2, 2)),
    ] {
        let adjoint = array![[4.0, -2.0], [-3.0, 1.0]];
        assert_eq!(cofactors_grad(&x, &w), adjoint);
    }
}

#[test]
fn gradient_of_the_adjugate_of_a_single_element_is_zero() {
    for x in [0.0, 3.0, -1e300] {
        let (value, grad) = cofactors_value_and_grad(&array![[x]], &array![[2.0]]);
        assert_eq!((value, grad), (2.0, array![[0.0]]));
    }
    assert_eq!(
        cofactors_grad(&Array2::zeros((0, 0)), &Array2::zeros((0, 0))).len(),
        0
    );
}
