//! The prelude's vocabulary as ordinary functions, without the macro.

#![allow(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::manual_midpoint,
    reason = "values are exact, and written as a user writes them"
)]

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView2, Axis, array, aview1};

/// P(Q) = tr( 1ᵀ (Q ⊙ W) (w ⊙ g) ), as in the documentation.
fn p(q: &Array2<f64>, big_w: &Array2<f64>, w: &Array1<f64>, g: &Array1<f64>) -> f64 {
    let ones = Array1::<f64>::ones(q.nrows());
    trace(matmul(ones, matmul(hadamard(q, big_w), hadamard(w, g))))
}

#[test]
fn the_example_of_the_documentation_runs() {
    let q = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let big_w = array![[1.0, 0.0, 2.0], [0.5, 1.0, 0.0]];
    let (w, g) = (array![1.0, 2.0, 3.0], array![1.0, -1.0, 0.5]);
    let by_hand = (1.0 + 9.0) + (2.0 - 10.0);
    assert_eq!(p(&q, &big_w, &w, &g), by_hand);
}

#[test]
fn constants_take_their_scalar_from_where_they_go() {
    let n = 3;
    let o: Array1<f64> = ones(n);
    let z: Array2<f32> = zeros((2, n));
    assert_eq!(sum(&o), 3.0);
    assert_eq!(sum(&z), 0.0_f32);
    let a = array![[1.0_f32, 2.0], [3.0, 4.0]];
    assert_eq!(matmul(ones(2), &a), array![4.0_f32, 6.0]);
    assert_eq!(matmul(&a, eye(2)), a);
    assert_eq!(hadamard(&a, ones((2, 2))), a);
    assert_eq!(trace(matmul(eye(2), &a)), 5.0_f32);
}

/// Logistic loss with a penalty, over the scalar, over whatever derefs to `ArrayRef`.
fn loss<T: Real>(x: &ArrayRef2<T>, y: &ArrayRef1<T>, w: &ArrayRef1<T>, lambda: T) -> T {
    let z = matmul(x, w);
    let fit = mean(softplus(&z) - hadamard(y, &z));
    fit + T::lit(0.5) * lambda * square(norm2(w)) + relu(-lambda)
}

#[test]
fn generic_code_needs_real_alone() {
    let x = array![[1.0, 2.0], [0.0, -1.0]];
    let (y, w) = (array![1.0, 0.0], array![0.5, 0.25]);
    let z: [f64; 2] = [1.0, -0.25];
    let expected = ((1.0 + z[0].exp()).ln() - z[0] + (1.0 + z[1].exp()).ln()) / 2.0
        + 0.5 * 0.1 * (0.25 + 0.0625);
    assert!((loss(&x, &y, &w, 0.1) - expected).abs() < 1e-15);
    let single = loss(
        &x.mapv(|v| v as f32),
        &y.mapv(|v| v as f32),
        &w.mapv(|v| v as f32),
        0.1,
    );
    assert!((f64::from(single) - expected).abs() < 1e-6);
    let views = loss(&x.t(), &y.slice(ndarray::s![..;-1]), &w.view(), 0.1);
    assert!(views.is_finite());
}

#[test]
fn every_way_to_hold_an_array_is_an_operand() {
    let a = array![[1.0, 2.0], [3.0, 4.0]];
    let view: ArrayView2<f64> = a.view();
    let reference: &ArrayRef2<f64> = &a;
    let mut owned = a.clone();
    let traces = [
        trace(&a),
        trace(view),
        trace(&view),
        trace(reference),
        trace(&reference),
        trace(&&a),
        trace(&mut owned),
        trace(a.to_shared()),
        trace(owned),
    ];
    assert_eq!(traces, [5.0; 9]);
    let sums = [
        sum(&[1.0, 2.0][..]),
        sum([1.0, 2.0]),
        sum(vec![1.0, 2.0]),
        sum(&vec![1.0, 2.0]),
        sum(aview1(&[1.0, 2.0])),
        sum(3.0),
    ];
    assert_eq!(sums, [3.0; 6]);
}

#[test]
fn scalars_and_methods_read_as_on_paper() {
    assert_eq!(trace(matmul(array![1.0, 2.0], array![3.0, 4.0])), 11.0);
    assert_eq!(maximum(array![-1.0_f32, 2.0], 0.0), array![0.0_f32, 2.0]);
    assert_eq!(maximum(0.0, array![-1.0, 2.0]), array![0.0, 2.0]);
    assert_eq!(maximum(2.0, 1.0), 2.0);
    assert_eq!(powf(array![4.0_f32], 0.5), array![2.0_f32]);
    assert_eq!(pow(array![4.0_f32, 9.0], 0.5), array![2.0_f32, 3.0]);
    assert_eq!(
        clamp(array![-2.0, 0.5, 2.0], -1.0, 1.0),
        array![-1.0, 0.5, 1.0]
    );
    let x = array![-1.0, 0.0, 2.0];
    assert_eq!(x.relu(), array![0.0, 0.0, 2.0]);
    assert_eq!(x.view().sign(), array![-1.0, 0.0, 1.0]);
    assert_eq!(x.square(), array![1.0, 0.0, 4.0]);
    assert_eq!(x.pow(2.0), x.square());
    assert_eq!(2.0_f64.square() + (-1.0_f64).relu(), 4.0);
    assert_eq!(softmax(array![0.0, 0.0]), array![0.5, 0.5]);
    assert_eq!(
        sum_axis(array![[1.0, 2.0], [3.0, 4.0]], Axis(0)),
        array![4.0, 6.0]
    );
    assert_eq!(sum_axis(array![1.0, 2.0], Axis(0)), 3.0);
    assert_eq!(
        max_axis(array![[1.0, 2.0], [3.0, 0.0]], Axis(1)),
        array![2.0, 3.0]
    );
}

#[test]
#[should_panic(expected = "matmul: columns of a (3) ≠ rows of b (4)")]
fn a_misfit_names_both_sizes() {
    let _ = matmul(Array2::<f64>::zeros((2, 3)), Array2::<f64>::zeros((4, 2)));
}

#[test]
#[should_panic(expected = "hadamard: shape of x [2] ≠ shape of y [3]")]
fn hadamard_wants_one_shape() {
    let _ = hadamard(array![1.0, 2.0], array![1.0, 2.0, 3.0]);
}
