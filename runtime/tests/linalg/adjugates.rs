//! Adjugates against the cofactors themselves, at every rank.

use crate::matrices::*;
use matgrad::__private::linalg as runtime;
use ndarray::{Array1, Array2, array};

#[test]
fn adjugates_at_every_rank_in_every_layout() {
    for n in 1..=6 {
        for missing in 0..=2.min(n) {
            for seed in 0..30 {
                let a = if missing == 0 {
                    integers(seed, n)
                } else {
                    of_rank(seed, n, n - missing)
                };
                let exact = cofactors_transposed(&a);
                let scale = size(&a).max(1.0).powi(n as i32 - 1);
                for_each_layout(&a, |layout, a| {
                    let error = runtime::adjugate(a) - &exact;
                    assert_within(
                        &error,
                        scale,
                        32.0,
                        &format!("{n} rank {} {layout}", n - missing),
                    );
                });
            }
        }
    }
}

#[test]
fn small_adjugates_are_exact() {
    assert_eq!(runtime::adjugate(array![[7.0]].view()), array![[1.0]]);
    assert_eq!(runtime::adjugate(array![[0.0]].view()), array![[1.0]]);
    assert_eq!(
        runtime::adjugate(array![[1.0, 2.0], [3.0, 4.0]].view()),
        array![[4.0, -2.0], [-3.0, 1.0]]
    );
    assert_eq!(
        runtime::adjugate(Array2::<f64>::zeros((2, 2)).view()),
        Array2::<f64>::zeros((2, 2))
    );
    assert_eq!(
        runtime::adjugate(Array2::<f64>::zeros((3, 3)).view()),
        Array2::<f64>::zeros((3, 3))
    );
    assert_eq!(
        runtime::adjugate(Array2::<f64>::zeros((0, 0)).view()).dim(),
        (0, 0)
    );
    let projector = Array2::from_diag(&array![1.0, 0.0, 1.0]);
    assert_eq!(
        runtime::adjugate(projector.view()),
        Array2::from_diag(&array![0.0, 1.0, 0.0])
    );
}

#[test]
fn large_adjugates_are_determinant_times_inverse() {
    for n in [20, 63, 64, 65, 130] {
        let a = random::<f64>(n as u64, n, n) * 0.3 + Array2::<f64>::eye(n);
        let lu = runtime::lu(a.view());
        let expected = runtime::lu_inverse(&lu) * runtime::lu_det(&lu);
        assert_near(
            &runtime::adjugate(a.view()),
            &expected,
            1e3,
            &format!("{n}"),
        );
    }
}

#[test]
fn large_singular_matrices_have_an_adjugate_of_rank_one() {
    for n in [30, 100] {
        // Orthogonal reflections with one singular value replaced by 0: adj is the outer product of the null vectors.
        let mut middle = Array1::<f64>::ones(n);
        middle[n / 3] = 0.0;
        let (left, right) = (reflection(1, n), reflection(2, n));
        let a = (&left * &middle).dot(&right);
        // adj(HDG) = adj(G) adj(D) adj(H).
        let mut only = Array1::<f64>::zeros(n);
        only[n / 3] = 1.0;
        let exact = (&right * &only).dot(&left);
        assert_near(&runtime::adjugate(a.view()), &exact, 10.0, &format!("{n}"));
    }
}

#[test]
fn adjugates_do_not_overflow_on_the_way() {
    let mut diagonal = Array1::from_elem(60, 1e-30);
    diagonal.slice_mut(ndarray::s![..30]).fill(1e30);
    for (k, seen) in [(0, 1e-30_f64), (59, 1e30)] {
        let adjugate = runtime::adjugate(Array2::from_diag(&diagonal).view());
        assert!(
            (adjugate[[k, k]] / seen - 1.0).abs() < 1e-12,
            "{}",
            adjugate[[k, k]]
        );
    }
    let single = runtime::adjugate(Array2::from_diag(&array![1e-30_f32, 1e-30, 1e30, 1e30]).view());
    assert!((single[[0, 0]] / 1e30 - 1.0).abs() < 1e-6);
}

#[test]
fn what_is_not_finite_passes_through() {
    for n in [2, 3, 8, 70] {
        for at in [(0, 0), (n - 1, 0), (n / 2, n - 1)] {
            for value in [f64::NAN, f64::INFINITY] {
                let mut a = random::<f64>(4, n, n);
                a[at] = value;
                assert!(
                    runtime::adjugate(a.view()).iter().any(|v| !v.is_finite()),
                    "{n} {at:?} {value}"
                );
                let mut zero = Array2::zeros((n, n));
                zero[at] = f64::NAN;
                assert_eq!(runtime::adjugate(zero.view()).dim(), (n, n));
            }
        }
    }
}
