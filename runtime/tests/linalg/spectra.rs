//! Eigenvalues and singular values against reconstruction and closed forms.

use crate::matrices::*;
use matgrad::__private::linalg as runtime;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayView1, Axis, array, s};

const SHAPES: [(usize, usize); 8] = [
    (1, 1),
    (2, 2),
    (5, 5),
    (17, 17),
    (1, 6),
    (6, 1),
    (20, 9),
    (9, 33),
];

fn diagonal<T: Real>(values: ArrayView1<'_, T>) -> Array2<T> {
    Array2::from_diag(&values)
}

fn symmetric_matrices<T: Real>() {
    for n in [1, 2, 3, 8, 33] {
        let b = random::<T>(n as u64, n, n);
        let a = &b + &b.t();
        let half = Array2::from_shape_fn((n, n), |(i, j)| if j > i { T::nan() } else { a[[i, j]] });
        for_each_layout(&half, |layout, view| {
            let what = format!("{n} {layout}");
            let (values, v) = runtime::eigh(view);
            assert!(
                values.windows(2).into_iter().all(|pair| pair[0] <= pair[1]),
                "{what}"
            );
            assert_within(&(v.t().dot(&v) - Array2::<T>::eye(n)), T::one(), 8.0, &what);
            assert_near(&v.dot(&diagonal(values.view())).dot(&v.t()), &a, 8.0, &what);
            let found = runtime::eigvalsh(view).insert_axis(Axis(0));
            assert_near(&found, &values.insert_axis(Axis(0)), 8.0, &what);
        });
    }
}

#[test]
fn symmetric_matrices_in_every_layout() {
    symmetric_matrices::<f64>();
    symmetric_matrices::<f32>();
}

#[test]
fn eigenvalues_of_the_second_difference() {
    // 2 − 2 cos(kπ/(n + 1)), of the tridiagonal matrix −1, 2, −1.
    let n = 12;
    let a = Array2::from_shape_fn((n, n), |(i, j)| match i.abs_diff(j) {
        0 => 2.0,
        1 => -1.0,
        _ => 0.0,
    });
    let exact = Array1::from_shape_fn(n, |k| {
        2.0 - 2.0 * ((k + 1) as f64 * std::f64::consts::PI / (n + 1) as f64).cos()
    });
    let found = eigvalsh(&a).insert_axis(Axis(0));
    assert_near(
        &found,
        &exact.insert_axis(Axis(0)),
        2.0,
        "second difference",
    );
}

fn singular_matrices<T: Real>() {
    for (n, m) in SHAPES {
        let a = random::<T>(n as u64, n, m);
        let k = n.min(m);
        for_each_layout(&a, |layout, view| {
            let what = format!("{n} × {m} {layout}");
            let (u, values, vt) = runtime::svd(view);
            assert_eq!(
                (u.dim(), values.len(), vt.dim()),
                ((n, k), k, (k, m)),
                "{what}"
            );
            assert!(
                values.windows(2).into_iter().all(|pair| pair[0] >= pair[1]),
                "{what}"
            );
            assert!(values.iter().all(|&v| v >= T::zero()), "{what}");
            let eye = Array2::<T>::eye(k);
            assert_within(&(u.t().dot(&u) - &eye), T::one(), 8.0, &what);
            assert_within(&(vt.dot(&vt.t()) - &eye), T::one(), 8.0, &what);
            assert_near(&u.dot(&diagonal(values.view())).dot(&vt), &a, 8.0, &what);
            let found = runtime::svdvals(view).insert_axis(Axis(0));
            assert_near(
                &found,
                &values.view().insert_axis(Axis(0)).to_owned(),
                8.0,
                &what,
            );
            let (sum, norm) = (values.sum(), runtime::norm_nuclear(view));
            assert!(
                (sum - norm).abs() <= T::lit(64.0) * T::epsilon() * sum,
                "{what}"
            );
            assert_near(&runtime::polar(view), &u.dot(&vt), 16.0, &what);
            penrose(&a, &runtime::pinv(view), &what);
        });
    }
}

/// The four conditions that define the inverse (Penrose 1955).
fn penrose<T: Real>(a: &Array2<T>, x: &Array2<T>, what: &str) {
    let (left, right) = (a.dot(x), x.dot(a));
    let growth = T::one() + size(a) * size(x) * T::lit(a.nrows().max(a.ncols()) as f64);
    assert_within(&(left.dot(a) - a), growth * size(a), 8.0, what);
    assert_within(&(right.dot(x) - x), growth * size(x), 8.0, what);
    assert_within(&(&left - &left.t()), growth, 8.0, what);
    assert_within(&(&right - &right.t()), growth, 8.0, what);
}

#[test]
fn singular_values_in_every_layout() {
    singular_matrices::<f64>();
    singular_matrices::<f32>();
}

#[test]
fn low_rank_is_seen() {
    let (b, c) = (random::<f64>(1, 12, 3), random::<f64>(2, 3, 8));
    let a = b.dot(&c);
    penrose(&a, &pinv(&a), "rank 3");
    let polar = runtime::polar(a.view());
    // A projection of rank 3 on each side.
    assert!(((polar.t().dot(&polar)).diag().sum() - 3.0).abs() < 1e-13);
    let zero = Array2::<f64>::zeros((2, 3));
    assert_eq!(pinv(&zero), zero.t());
    assert_eq!(runtime::polar(zero.view()), zero);
    assert_eq!(norm_nuclear(&zero), 0.0);
    assert_eq!(svdvals(&zero), array![0.0, 0.0]);
}

#[test]
fn neither_end_of_the_range_is_left() {
    for scale in [1e-320_f64, 1e-200, 1e200, 1e307] {
        let a = array![[3.0, 0.0], [4.0, 0.0]] * scale;
        let values = svdvals(&a);
        assert!((values[0] / (5.0 * scale) - 1.0).abs() < 1e-3, "{values}");
        assert_eq!(values[1], 0.0);
        let values = eigvalsh(array![[2.0, 0.0], [1.0, 2.0]] * scale);
        assert!(
            (values[0] / scale - 1.0).abs() < 1e-3
                && (values[1] / (3.0 * scale) - 1.0).abs() < 1e-3,
            "{values}"
        );
    }
}

#[test]
fn what_is_not_finite_gives_nan() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut a = random::<f64>(1, 6, 6);
        a[[4, 2]] = value;
        assert!(eigvalsh(&a).iter().all(|v| v.is_nan()));
        assert!(svdvals(&a).iter().all(|v| v.is_nan()));
        assert!(norm_nuclear(&a).is_nan());
        let wide = a.slice(s![.., ..4]);
        assert_eq!(pinv(wide).dim(), (4, 6));
        assert!(pinv(wide).iter().all(|v| v.is_nan()));
        assert!(runtime::polar(wide).iter().all(|v| v.is_nan()));
        let (values, vectors) = runtime::eigh(a.view());
        assert!(values.iter().chain(&vectors).all(|v| v.is_nan()));
        let (u, values, vt) = runtime::svd(wide);
        assert!(u.iter().chain(&values).chain(&vt).all(|v| v.is_nan()));
    }
}

#[test]
fn empty_matrices() {
    for shape in [(0, 0), (0, 3), (3, 0)] {
        let a = Array2::<f64>::zeros(shape);
        assert_eq!(svdvals(&a).len(), 0);
        assert_eq!(norm_nuclear(&a), 0.0);
        assert_eq!(pinv(&a), a.t());
        assert_eq!(runtime::polar(a.view()), a);
    }
    assert_eq!(eigvalsh(Array2::<f64>::zeros((0, 0))).len(), 0);
    assert_eq!(
        runtime::eigh(Array2::<f64>::zeros((0, 0)).view()).1.dim(),
        (0, 0)
    );
}

#[test]
fn words_take_what_the_vocabulary_takes() {
    let a = array![[2.0, 0.0], [0.0, -3.0]];
    assert_eq!(eigvalsh(a.view()), array![-3.0, 2.0]);
    assert_eq!(eigvalsh(a.clone()), eigvalsh(&a));
    assert_eq!(svdvals(&a), array![3.0, 2.0]);
    assert_eq!(norm_nuclear(a.mapv(|v| v as f32)), 5.0_f32);
    assert_near(
        &pinv(&a),
        &array![[0.5, 0.0], [0.0, -1.0 / 3.0]],
        2.0,
        "pinv",
    );
}

#[test]
#[should_panic(expected = "eigvalsh: rows of a (2) ≠ columns of a (3)")]
fn eigvalsh_wants_a_square_matrix() {
    let _ = eigvalsh(Array2::<f64>::zeros((2, 3)));
}
