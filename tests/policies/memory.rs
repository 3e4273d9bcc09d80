//! Any memory gives the same answer: C and Fortran order, strides, reversed axes, broadcast views.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView2, Axis, array, s};

use crate::{Numbers, distance};

#[grad(a, b)]
fn everything(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, v: &ArrayRef1<f64>) -> f64 {
    let l = cholesky(b);
    logdet(a) + det(a) + trace(inv(a).dot(b)) + v.dot(&solve(a, v)) + solve(a, b).sum() + l.sum()
}

#[grad(l, u, s)]
fn structured(
    #[structure(lower)] l: &ArrayRef2<f64>,
    #[structure(upper)] u: &ArrayRef2<f64>,
    #[structure(posdef)] s: &ArrayRef2<f64>,
    v: &ArrayRef1<f64>,
) -> f64 {
    let systems = v.dot(&solve(l, v)) + v.dot(&solve(u, v)) + v.dot(&solve(s, v));
    systems + logdet(s) + trace(inv(s))
}

/// The same elements, held in other ways.
fn laid(x: &Array2<f64>) -> Vec<(&'static str, Array2<f64>)> {
    let (n, m) = x.dim();
    let fortran = x.t().as_standard_layout().into_owned().reversed_axes();
    let mut wide = Array2::from_elem((2 * n + 1, 3 * m + 2), f64::NAN);
    wide.slice_mut(s![1..;2, 2..;3]).assign(x);
    let mut backwards = x.slice(s![..;-1, ..;-1]).as_standard_layout().into_owned();
    backwards.invert_axis(Axis(0));
    backwards.invert_axis(Axis(1));
    vec![
        ("Fortran", fortran),
        ("strided", wide.slice_move(s![1..;2, 2..;3])),
        ("reversed", backwards),
    ]
}

#[test]
fn every_layout_gives_the_same_gradient() {
    let mut numbers = Numbers(0.2);
    for n in [1, 2, 5, 33, 70] {
        let large = 2.0 * (n as f64).sqrt() * Array2::<f64>::eye(n);
        let a = numbers.matrix(n, n) + &large;
        let root = numbers.matrix(n, n);
        let b = root.dot(&root.t()) + large;
        let v = Array1::from_shape_simple_fn(n, || numbers.next());
        let (value, (in_a, in_b)) = everything_value_and_grad(&a, &b, &v);
        for ((name, a), (_, b)) in laid(&a).into_iter().zip(laid(&b)) {
            let (found, grads) = everything_value_and_grad(&a, &b, &v);
            assert!((found - value).abs() <= 1e-12 * value.abs(), "{name}, {n}");
            assert!(distance(&grads.0, &in_a) <= 1e-12, "{name}, {n}");
            assert!(distance(&grads.1, &in_b) <= 1e-12, "{name}, {n}");
            let grads = everything_grad(&a, &b, &v);
            assert!(distance(&grads.0, &in_a) <= 1e-12, "{name}, {n}");
            assert!(distance(&grads.1, &in_b) <= 1e-12, "{name}, {n}");
        }
        let (l, u) = (tril(&a), triu(&a));
        let expected = structured_grad(&l, &u, &b, &v);
        let all = laid(&l).into_iter().zip(laid(&u)).zip(laid(&b));
        for (((name, l), (_, u)), (_, b)) in all {
            let found = structured_grad(&l, &u, &b, &v);
            assert!(distance(&found.0, &expected.0) <= 1e-12, "{name}, {n}");
            assert!(distance(&found.1, &expected.1) <= 1e-12, "{name}, {n}");
            assert!(distance(&found.2, &expected.2) <= 1e-12, "{name}, {n}");
        }
    }
}

#[grad(b)]
fn of_right_side(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> f64 {
    solve(a, b).pow2().sum()
}

#[test]
fn broadcast_views_are_read_as_the_arrays_they_show() {
    let a = array![[4.0, 1.0, 0.0], [2.0, 5.0, 1.0], [0.0, -1.0, 3.0]];
    let row = array![1.0, -2.0];
    let shown: ArrayView2<'_, f64> = row.broadcast((3, 2)).expect("fits");
    assert_eq!(
        of_right_side_value_and_grad(&a, &shown),
        of_right_side_value_and_grad(&a, &shown.to_owned())
    );
    let element = array![[2.0]];
    let shown = element.broadcast((1, 1)).expect("fits");
    let (value, (in_a, _)) = everything_value_and_grad(&shown, &shown, &array![1.0]);
    let root = 2.0_f64.sqrt();
    assert!((value - (2.0_f64.ln() + 2.0 + 1.0 + 0.5 + 1.0 + root)).abs() <= 1e-14);
    assert!((in_a[[0, 0]] - (0.5 + 1.0 - 0.5 - 0.25 - 0.5)).abs() <= 1e-15);
}
