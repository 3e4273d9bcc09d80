//! Solutions of systems: residuals bounded by rounding (Higham, Accuracy and Stability of Numerical
//! Algorithms, 2002, §9.3, with modest growth), in every memory layout of both sides.

use crate::matrices::*;
use matgrad::__private::linalg as runtime;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayView2, Axis, array};

/// ‖Ax − b‖ ≤ c n ε ‖A‖ ‖x‖, for one right-hand side and for many.
fn check_solution<T: Real>(
    a: &Array2<T>,
    b: &Array2<T>,
    what: &str,
    many: impl Fn(ArrayView2<'_, T>) -> Array2<T>,
    one: impl Fn(ndarray::ArrayView1<'_, T>) -> Array1<T>,
) {
    for_each_layout(b, |layout, view| {
        // Layouts of the right side meet those of the matrix at the small sizes.
        if a.nrows() > 65 && layout != "fortran" {
            return;
        }
        let what = format!("{what}, right side {layout}");
        let x = many(view);
        let scale = size(a) * size(&x) * T::lit(a.nrows() as f64);
        assert_within(&(a.dot(&x) - b), scale, 2.0, &what);
        for (j, column) in view.columns().into_iter().enumerate().take(2) {
            let x = one(column).insert_axis(Axis(1));
            let residual = a.dot(&x) - b.column(j).insert_axis(Axis(1));
            assert_within(
                &residual,
                size(a) * size(&x) * T::lit(a.nrows() as f64),
                2.0,
                &what,
            );
        }
    });
}

fn square_systems<T: Real>() {
    for n in SIZES {
        for m in [1, 3, 70] {
            let a = random::<T>(n as u64 + 100, n, n);
            let b = random::<T>(m as u64, n, m);
            for_each_layout(&a, |layout, view| {
                let lu = runtime::lu(view);
                let solve = |b: ArrayView2<'_, T>| runtime::lu_solve(&lu, b);
                check_solution(&a, &b, &format!("lu {n} {layout}"), solve, |b| {
                    runtime::lu_solve(&lu, b)
                });
                let transposed = a.t().to_owned();
                let solve = |b: ArrayView2<'_, T>| runtime::lu_solve_transposed(&lu, b);
                check_solution(
                    &transposed,
                    &b,
                    &format!("transposed {n} {layout}"),
                    solve,
                    |b| runtime::lu_solve_transposed(&lu, b),
                );
            });
            let a = definite::<T>(n as u64 + 200, n);
            let cholesky = runtime::cholesky(a.view());
            let solve = |b: ArrayView2<'_, T>| runtime::cholesky_solve(&cholesky, b);
            check_solution(&a, &b, &format!("cholesky {n}"), solve, |b| {
                runtime::cholesky_solve(&cholesky, b)
            });
        }
    }
}

#[test]
fn square_systems_in_every_layout() {
    square_systems::<f64>();
    square_systems::<f32>();
}

fn triangular_systems<T: Real>() {
    for n in SIZES {
        let half = lower::<T>(n as u64, n);
        let full = half.mapv(|v| if v.is_nan() { T::zero() } else { v });
        let b = random::<T>(n as u64, n, 9);
        for_each_layout(&half, |layout, l| {
            let what = format!("{n} {layout}");
            check_solution(
                &full,
                &b,
                &what,
                |b| runtime::solve_lower(l, b),
                |b| runtime::solve_lower(l, b),
            );
            let u = l.reversed_axes();
            let transposed = full.t().to_owned();
            check_solution(
                &transposed,
                &b,
                &what,
                |b| runtime::solve_upper(u, b),
                |b| runtime::solve_upper(u, b),
            );
            let (x, y) = (runtime::inverse_lower(l), runtime::inverse_upper(u));
            let eye = Array2::<T>::eye(n);
            assert!(
                x.indexed_iter()
                    .all(|((i, j), &v)| j <= i || v == T::zero()),
                "{what}"
            );
            assert!(
                y.indexed_iter()
                    .all(|((i, j), &v)| j >= i || v == T::zero()),
                "{what}"
            );
            let scale = size(&full) * size(&x) * T::lit(n as f64);
            assert_within(&(full.dot(&x) - &eye), scale, 2.0, &what);
            assert_within(&(full.t().dot(&y) - &eye), scale, 2.0, &what);
        });
        for_each_layout(&full, |_, l| {
            let x = runtime::solve_triangular(l, b.view());
            assert_near(&x, &runtime::solve_lower(l, b.view()), 0.0, "lower");
            let x = runtime::solve_triangular(l.reversed_axes(), b.view());
            assert_near(
                &x,
                &runtime::solve_upper(l.reversed_axes(), b.view()),
                0.0,
                "upper",
            );
        });
    }
}

#[test]
fn triangular_systems_in_every_layout() {
    triangular_systems::<f64>();
    triangular_systems::<f32>();
}

#[test]
fn a_zero_on_the_diagonal_is_not_hidden() {
    let l = array![[1.0, 0.0], [2.0, 0.0]];
    assert_eq!(
        runtime::solve_lower(l.view(), array![1.0, 3.0].view()),
        array![1.0, f64::INFINITY]
    );
    assert!(runtime::inverse_lower(l.view())[[1, 1]].is_infinite());
    assert_eq!(runtime::inverse_lower(l.view())[[0, 1]], 0.0);
}

#[test]
#[should_panic(expected = "solve_triangular: a is neither lower nor upper triangular")]
fn a_full_matrix_is_not_triangular() {
    let _ = runtime::solve_triangular(
        array![[1.0, 2.0], [3.0, 4.0]].view(),
        array![1.0, 2.0].view(),
    );
}

#[test]
#[should_panic(expected = "solve_lower: rows of a (2) ≠ rows of b (3)")]
fn right_sides_have_to_fit() {
    let _ = runtime::solve_lower(Array2::<f64>::eye(2).view(), array![1.0, 2.0, 3.0].view());
}
