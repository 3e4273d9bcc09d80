//! The derivative of the adjugate against that of the minors, exactly, at every rank.

use crate::matrices::*;
use matgrad::__private::linalg as runtime;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};

/// `n × n` of integers, of rank `n − missing`.
fn deficient(seed: u64, n: usize, missing: usize) -> Array2<f64> {
    if missing == 0 {
        integers(seed, n)
    } else {
        of_rank(seed, n, n - missing)
    }
}

fn at_every_rank<T: Real>(factor: f64) {
    for n in 1..=6_usize {
        for missing in 0..=3.min(n) {
            for seed in 0..20 {
                let (a, e) = (deficient(seed, n, missing), integers(seed + 100, n));
                let exact = cofactors_derivative(&a, &e);
                // The minors of its minors are what a change of A is multiplied by.
                let scale = size(&a).max(1.0).powi((n as i32 - 2).max(0)) * size(&e).max(1.0);
                let a = a.mapv(T::lit);
                for_each_layout(&e.mapv(T::lit), |layout, e| {
                    let error = runtime::adjugate_frechet(a.view(), e) - &exact.mapv(T::lit);
                    let what = format!("{n} rank {} {layout}", n - missing);
                    assert_within(&error, T::lit(scale), factor, &what);
                });
            }
        }
    }
}

#[test]
fn derivatives_at_every_rank_in_every_layout() {
    at_every_rank::<f64>(32.0);
    at_every_rank::<f32>(32.0);
}

#[test]
fn of_rank_three_less_nothing_is_left() {
    for n in [3, 4, 5, 8] {
        let (a, e) = (of_rank(3, n, n - 3), integers(4, n));
        let found = runtime::adjugate_frechet(a.view(), e.view());
        let scale = size(&a).max(1.0).powi(n as i32 - 2) * size(&e);
        assert_within(&found, scale, 4.0, &format!("{n}"));
    }
    let zero = Array2::<f64>::zeros((3, 3));
    assert_eq!(
        runtime::adjugate_frechet(zero.view(), integers(1, 3).view()),
        zero
    );
}

#[test]
fn small_derivatives_are_exact() {
    for x in [7.0, 0.0] {
        let found = runtime::adjugate_frechet(array![[x]].view(), array![[3.0]].view());
        assert_eq!(found, array![[0.0]]);
    }
    let e = array![[1.0, 2.0], [3.0, 4.0]];
    for a in [array![[1.0, 3.0], [3.0, 7.0]], Array2::zeros((2, 2))] {
        assert_eq!(
            runtime::adjugate_frechet(a.view(), e.view()),
            array![[4.0, -2.0], [-3.0, 1.0]]
        );
    }
    let empty = Array2::<f64>::zeros((0, 0));
    assert_eq!(
        runtime::adjugate_frechet(empty.view(), empty.view()).dim(),
        (0, 0)
    );
    // Of rank 1 in three dimensions; what is left of the minors is their slope.
    let a = Array2::from_diag(&array![2.0, 0.0, 0.0]);
    let e = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
    assert_eq!(
        runtime::adjugate_frechet(a.view(), e.view()),
        array![[0.0, 0.0, 0.0], [0.0, 18.0, -12.0], [0.0, -16.0, 10.0]]
    );
}

#[test]
fn the_adjoint_is_the_derivative_at_the_transpose() {
    for n in [1, 2, 3, 5, 8, 40] {
        for missing in 0..=3.min(n) {
            let rank = n - missing;
            let a = random::<f64>(1, n, rank).dot(&random(2, rank, n)) / n as f64;
            let (c, e) = (random::<f64>(3, n, n), random::<f64>(4, n, n));
            let along = runtime::adjugate_frechet(a.view(), e.view());
            let backward = (runtime::adjugate_frechet(a.t(), c.view()) * &e).sum();
            let forward = (&along * &c).sum();
            let scale = size(&along).max(size(&a).powi((n as i32 - 2).max(0)));
            assert!(
                (forward - backward).abs() <= 1e-13 * scale * n as f64,
                "{n} rank {rank}: {forward} against {backward}"
            );
        }
    }
}

#[test]
fn large_derivatives_of_singular_matrices() {
    for n in [30, 100] {
        for missing in 0..=3 {
            let mut middle = Array1::from_shape_fn(n, |k| 1.0 + 0.1 * noise(5, k, k));
            for k in 0..missing {
                middle[(k + 1) * n / 5] = 0.0;
            }
            let (left, right) = (reflection(1, n), reflection(2, n));
            let e = random::<f64>(3, n, n);
            // A + tE = H (D + tHEG) G, and the adjugates of H and G are −H and −G.
            let g = left.dot(&e).dot(&right);
            let others = |i, j| {
                let kept = (0..n).filter(|k| *k != i && *k != j);
                kept.map(|k| middle[k]).product::<f64>()
            };
            let slope = Array2::from_shape_fn((n, n), |(i, j)| {
                if i == j {
                    let rest = (0..n).filter(|k| *k != i);
                    rest.map(|k| g[[k, k]] * others(i, k)).sum()
                } else {
                    -g[[i, j]] * others(i, j)
                }
            });
            let exact = right.dot(&slope).dot(&left);
            let a = (&left * &middle).dot(&right);
            let found = runtime::adjugate_frechet(a.view(), e.view());
            let scale = if missing == 3 { size(&e) } else { size(&exact) };
            assert_within(&(found - exact), scale, 30.0, &format!("{n}, {missing}"));
        }
    }
}

#[test]
fn what_is_not_near_singular_agrees_with_the_inverse() {
    for n in [3, 17, 64, 130] {
        let a = random::<f64>(n as u64, n, n) * (0.5 / (n as f64).sqrt()) + Array2::<f64>::eye(n);
        let e = random::<f64>(7, n, n);
        let lu = runtime::lu(a.view());
        let (inverse, det) = (runtime::lu_inverse(&lu), runtime::lu_det(&lu));
        let (trace, along) = ((&inverse * &e.t()).sum(), inverse.dot(&e).dot(&inverse));
        let exact = (&inverse * trace - along) * det;
        let found = runtime::adjugate_frechet(a.view(), e.view());
        assert_near(&found, &exact, 1e3, &format!("{n}"));
    }
}

#[test]
fn derivatives_do_not_overflow_on_the_way() {
    // Of the products over all but two, one is 10⁴⁰⁰.
    let a = Array2::from_diag(&array![1e200, 1e200, 1e-200, 1e-200]);
    let mut e = Array2::<f64>::zeros((4, 4));
    e[[0, 0]] = 1.0;
    let found = runtime::adjugate_frechet(a.view(), e.view());
    for (k, exact) in [(0, 0.0), (1, 0.0), (2, 1.0), (3, 1.0)] {
        assert!((found[[k, k]] - exact).abs() < 1e-14, "{found}");
    }
    let mut diagonal = Array1::from_elem(60, 1e-30);
    diagonal.slice_mut(ndarray::s![..30]).fill(1e30);
    let a = Array2::from_diag(&diagonal);
    for size in [1e-250_f64, 1.0, 1e250] {
        let e = Array2::from_elem((60, 60), size);
        let found = runtime::adjugate_frechet(a.view(), e.view());
        assert!((found[[0, 1]] / (-size * 1e-60) - 1.0).abs() < 1e-12);
        assert!((found[[0, 40]] / -size - 1.0).abs() < 1e-12);
    }
    let single = Array2::from_diag(&array![1e-30_f32, 1e-30, 1e30, 1e30]);
    let mut e = Array2::<f32>::zeros((4, 4));
    e[[0, 2]] = 1.0;
    let found = runtime::adjugate_frechet(single.view(), e.view());
    assert!((found[[0, 2]] + 1.0).abs() < 1e-6, "{found}");
}

#[test]
fn what_is_not_finite_passes_through() {
    for n in [1, 2, 3, 8, 70] {
        for value in [f64::NAN, f64::INFINITY] {
            let (mut a, mut e) = (random::<f64>(4, n, n), random::<f64>(5, n, n));
            a[[n / 2, n - 1]] = value;
            let of_matrix = runtime::adjugate_frechet(a.view(), e.view());
            a[[n / 2, n - 1]] = 1.0;
            e[[n / 2, n - 1]] = value;
            let along = runtime::adjugate_frechet(a.view(), e.view());
            // Of fewer than three rows it does not depend on A, of fewer than two it is 0.
            assert_eq!(of_matrix.iter().any(|v| !v.is_finite()), n > 2, "{n}");
            assert_eq!(along.iter().any(|v| !v.is_finite()), n > 1, "{n}");
        }
    }
}

#[test]
#[should_panic(expected = "adjugate_frechet: shape of a (2, 2) ≠ shape of e (2, 3)")]
fn a_direction_has_the_shape_of_the_matrix() {
    let (a, e) = (Array2::<f64>::eye(2), Array2::zeros((2, 3)));
    let _ = runtime::adjugate_frechet(a.view(), e.view());
}
