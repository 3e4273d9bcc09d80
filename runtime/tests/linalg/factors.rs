//! LU and Cholesky: determinants, inverses, and the factor itself.

use crate::matrices::*;
use matgrad::__private::linalg as runtime;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};

#[test]
fn inverses_and_determinants_of_exact_matrices() {
    let hilbert = Array2::from_shape_fn((5, 5), |(i, j)| 1.0 / (i + j + 1) as f64);
    let exact = array![
        [25.0, -300.0, 1050.0, -1400.0, 630.0],
        [-300.0, 4800.0, -18900.0, 26880.0, -12600.0],
        [1050.0, -18900.0, 79380.0, -117600.0, 56700.0],
        [-1400.0, 26880.0, -117600.0, 179200.0, -88200.0],
        [630.0, -12600.0, 56700.0, -88200.0, 44100.0],
    ];
    // The condition number is 4.8e5.
    let lu = runtime::lu(hilbert.view());
    assert_near(
        &runtime::lu_inverse(&lu),
        &exact,
        5e5,
        "inverse of the Hilbert matrix",
    );
    let det = 1.0 / 266_716_800_000.0;
    assert!((runtime::lu_det(&lu) / det - 1.0).abs() < 1e-10);
    let cholesky = runtime::cholesky(hilbert.view());
    assert_near(
        &runtime::cholesky_inverse(&cholesky),
        &exact,
        5e5,
        "by Cholesky",
    );
    assert!((runtime::cholesky_det(&cholesky) / det - 1.0).abs() < 1e-10);

    let nodes = [2.0_f64, -1.0, 3.0, 0.5, -2.0, 1.0];
    let vandermonde = Array2::from_shape_fn((6, 6), |(i, j)| nodes[i].powi(j as i32));
    let differences: f64 = (0..6)
        .flat_map(|j| (0..j).map(move |i| (i, j)))
        .map(|(i, j)| nodes[j] - nodes[i])
        .product();
    assert!((det_of(&vandermonde) / differences - 1.0).abs() < 1e-12);
}

fn det_of(a: &Array2<f64>) -> f64 {
    runtime::lu_det(&runtime::lu(a.view()))
}

#[test]
fn determinants_of_integer_matrices_in_every_layout() {
    for n in 1..=7 {
        for seed in 0..20 {
            let a = random::<f64>(seed, n, n).mapv(|v| (v * 9.0).round());
            let exact = integer_det(&a) as f64;
            let scale = size(&a).powi(n as i32) * n as f64;
            for_each_layout(&a, |layout, a| {
                let lu = runtime::lu(a);
                let found = runtime::lu_det(&lu);
                assert!(
                    (found - exact).abs() <= 1e-14 * scale,
                    "{n} {seed} {layout}: {found}, {exact}"
                );
                if exact != 0.0 {
                    let logdet = runtime::lu_logdet(&lu);
                    assert!(
                        (logdet - exact.abs().ln()).abs() <= 1e-14 * scale / exact.abs(),
                        "{n} {seed}"
                    );
                }
            });
        }
    }
}

fn inverses<T: Real>() {
    for n in SIZES {
        let a = random::<T>(n as u64, n, n);
        let first = runtime::lu_inverse(&runtime::lu(a.view()));
        let bound = size(&a) * size(&first) * T::lit(n as f64);
        for_each_layout(&a, |layout, view| {
            let x = runtime::lu_inverse(&runtime::lu(view));
            let eye = Array2::<T>::eye(n);
            assert_within(
                &(a.dot(&x) - &eye),
                bound,
                2.0,
                &format!("{n} {layout}: A A⁻¹"),
            );
            assert_within(
                &(x.dot(&a) - &eye),
                bound,
                2.0,
                &format!("{n} {layout}: A⁻¹ A"),
            );
        });
    }
}

#[test]
fn inverses_in_every_layout() {
    inverses::<f64>();
    inverses::<f32>();
}

fn cholesky_factors<T: Real>() {
    for n in SIZES {
        let a = definite::<T>(n as u64, n);
        // Whatever is above the diagonal must not be read.
        let half = Array2::from_shape_fn((n, n), |(i, j)| if j > i { T::nan() } else { a[[i, j]] });
        let logdet = runtime::lu_logdet(&runtime::lu(a.view()));
        for_each_layout(&half, |layout, view| {
            let what = format!("{n} {layout}");
            let cholesky = runtime::cholesky(view);
            let l = runtime::cholesky_lower(&cholesky);
            assert!(
                l.indexed_iter()
                    .all(|((i, j), &v)| j <= i || v == T::zero()),
                "{what}"
            );
            assert!(l.diag().iter().all(|&v| v > T::zero()), "{what}");
            assert_near(&l.dot(&l.t()), &a, 1.0, &what);
            let x = runtime::cholesky_inverse(&cholesky);
            assert_eq!(x, x.t(), "{what}");
            let bound = size(&a) * size(&x) * T::lit(n as f64);
            assert_within(&(a.dot(&x) - Array2::<T>::eye(n)), bound, 2.0, &what);
            let found = runtime::cholesky_logdet(&cholesky);
            let error = (found - logdet).abs();
            let allowed = T::lit(8.0 * n as f64) * T::epsilon() * (T::one() + logdet.abs());
            assert!(error <= allowed, "{what}: {error:e}, allowed {allowed:e}");
            let det = runtime::cholesky_det(&cholesky);
            if det.is_finite() {
                let error = (det.ln() - logdet).abs();
                assert!(error <= allowed, "{what}: {error:e}, allowed {allowed:e}");
            } else {
                assert!(logdet > T::max_value().ln(), "{what}");
            }
        });
    }
}

#[test]
fn cholesky_factors_in_every_layout() {
    cholesky_factors::<f64>();
    cholesky_factors::<f32>();
}

#[test]
fn single_precision_agrees_with_double() {
    for n in SIZES {
        let a = definite::<f64>(7, n);
        let single = a.mapv(|v| v as f32);
        let double = single.mapv(f64::from);
        let (x, y) = (runtime::lu(single.view()), runtime::lu(double.view()));
        let (found, expected) = (runtime::lu_logdet(&x), runtime::lu_logdet(&y));
        assert!(
            (f64::from(found) / expected - 1.0).abs() < 1e-5,
            "{n}: {found}, {expected}"
        );
        let expected = runtime::lu_inverse(&y);
        let error = runtime::lu_inverse(&x).mapv(f64::from) - &expected;
        assert!(
            size(&error) <= 1e-6 * n as f64 * size(&a) * size(&expected),
            "{n}"
        );
    }
}

#[test]
fn determinants_do_not_overflow_on_the_way() {
    let mut diagonal = Array1::from_elem(40, 1e-30);
    diagonal.slice_mut(ndarray::s![..20]).fill(2e30);
    let scale = 2.0_f64.powi(20);
    for order in [1, -1] {
        let a = Array2::from_diag(&diagonal.slice(ndarray::s![..;order]));
        assert!((det_of(&a) / scale - 1.0).abs() < 1e-13);
        let cholesky = runtime::cholesky(a.view());
        assert!((runtime::cholesky_det(&cholesky) / scale - 1.0).abs() < 1e-13);
        assert!((runtime::cholesky_logdet(&cholesky) - scale.ln()).abs() < 1e-11);
    }
    let tiny = Array2::from_diag(&Array1::from_elem(40, 1e-300));
    assert_eq!(det_of(&tiny), 0.0);
    let logdet = runtime::lu_logdet(&runtime::lu(tiny.view()));
    assert!(
        (logdet / (40.0 * 1e-300_f64.ln()) - 1.0).abs() < 1e-15,
        "{logdet}"
    );
    let huge = Array2::from_diag(&array![-1e200, 1e200, 1e200]);
    assert_eq!(det_of(&huge), f64::NEG_INFINITY);
    assert_eq!(
        det_of(&Array2::from_diag(&array![5e-324, 2.0_f64.powi(1000), 2.0])),
        5e-324 * 2.0_f64.powi(1001)
    );
    let single = Array2::from_diag(&array![1e-30_f32, 1e-30, 1e30, 1e30]);
    assert!((runtime::lu_det(&runtime::lu(single.view())) - 1.0).abs() < 1e-6);
}

#[test]
fn empty_matrices() {
    let empty = Array2::<f64>::zeros((0, 0));
    let (lu, cholesky) = (runtime::lu(empty.view()), runtime::cholesky(empty.view()));
    assert_eq!((runtime::lu_det(&lu), runtime::lu_logdet(&lu)), (1.0, 0.0));
    assert_eq!(
        (
            runtime::cholesky_det(&cholesky),
            runtime::cholesky_logdet(&cholesky)
        ),
        (1.0, 0.0)
    );
    assert_eq!(runtime::lu_inverse(&lu), empty);
    assert_eq!(runtime::cholesky_inverse(&cholesky), empty);
    assert_eq!(runtime::cholesky_lower(&cholesky), empty);
    assert_eq!(
        runtime::lu_solve(&lu, Array2::zeros((0, 3)).view()).dim(),
        (0, 3)
    );
    assert_eq!(runtime::lu_solve(&lu, Array1::zeros(0).view()).len(), 0);
    assert_eq!(runtime::inverse_lower(empty.view()), empty);
}

#[test]
fn singular_matrices_give_what_ieee_gives() {
    for n in [1, 2, 3, 5, 33, 70] {
        for zero in [0, n / 2, n - 1] {
            let mut a = random::<f64>(5, n, n);
            a.column_mut(zero).fill(0.0);
            let lu = runtime::lu(a.view());
            assert_eq!(runtime::lu_det(&lu), 0.0, "{n} {zero}");
            assert_eq!(runtime::lu_logdet(&lu), f64::NEG_INFINITY, "{n} {zero}");
            assert!(
                runtime::lu_inverse(&lu).iter().all(|v| !v.is_finite()),
                "{n} {zero}"
            );
            let b = Array1::ones(n);
            assert!(
                runtime::lu_solve(&lu, b.view())
                    .iter()
                    .all(|v| !v.is_finite()),
                "{n} {zero}"
            );
            assert!(
                runtime::lu_solve_transposed(&lu, b.view())
                    .iter()
                    .all(|v| !v.is_finite()),
                "{n} {zero}"
            );
        }
    }
    assert_eq!(
        runtime::lu_inverse(&runtime::lu(array![[0.0]].view())),
        array![[f64::INFINITY]]
    );
}

#[test]
fn indefinite_matrices_have_no_factor() {
    for n in [1, 2, 5, 40, 100] {
        for bad in [0, n / 2, n - 1] {
            for value in [-1.0, 0.0, f64::NAN] {
                let mut a = Array2::<f64>::eye(n);
                a[[bad, bad]] = value;
                let cholesky = runtime::cholesky(a.view());
                let l = runtime::cholesky_lower(&cholesky);
                assert!(
                    l.diag().iter().take(bad).all(|&v| v == 1.0),
                    "{n} {bad} {value}"
                );
                assert!(
                    l.diag().iter().skip(bad).all(|v| v.is_nan()),
                    "{n} {bad} {value}"
                );
                assert!(runtime::cholesky_det(&cholesky).is_nan());
                assert!(runtime::cholesky_logdet(&cholesky).is_nan());
                assert!(
                    runtime::cholesky_inverse(&cholesky)
                        .iter()
                        .any(|v| v.is_nan())
                );
            }
        }
    }
}

#[test]
fn nan_and_infinity_pass_through() {
    for n in [1, 2, 3, 6, 33, 100] {
        for (i, j) in [
            (0, 0),
            (n - 1, 0),
            (0, n - 1),
            (n / 2, n / 3),
            (n - 1, n - 1),
        ] {
            let mut a = random::<f64>(9, n, n);
            a[[i, j]] = f64::NAN;
            let lu = runtime::lu(a.view());
            assert!(runtime::lu_det(&lu).is_nan(), "{n} {i} {j}");
            assert!(runtime::lu_logdet(&lu).is_nan(), "{n} {i} {j}");
            assert!(
                runtime::lu_inverse(&lu).iter().any(|v| v.is_nan()),
                "{n} {i} {j}"
            );
            a[[i, j]] = f64::INFINITY;
            let lu = runtime::lu(a.view());
            assert!(!runtime::lu_det(&lu).is_finite(), "{n} {i} {j}");
            assert_eq!(runtime::lu_inverse(&lu).dim(), (n, n));
            a[[i, j]] = 0.0;
            a[[j, i]] = f64::NAN;
            assert_eq!(
                runtime::cholesky_inverse(&runtime::cholesky(a.view())).dim(),
                (n, n)
            );
        }
    }
}

#[test]
#[should_panic(expected = "lu: rows of a (2) ≠ columns of a (3)")]
fn lu_wants_a_square_matrix() {
    let _ = runtime::lu(Array2::<f64>::zeros((2, 3)).view());
}
