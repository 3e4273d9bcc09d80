//! `if` between scalars: values and gradients as Rust's branches have them, at switches and where the
//! branch that is not taken is NaN or infinite.
#![allow(
    clippy::float_cmp,
    reason = "exact answers are compared exactly, and programs compare floating-point numbers"
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::trivially_copy_pass_by_ref,
    reason = "sizes are small; conditions may stand behind references"
)]

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, array};

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Equal, or close to it; NaN is itself.
#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (x, y) in found.iter().zip(expected) {
        let close = x == y || (x - y).abs() <= 1e-13 * y.abs() || x.is_nan() && y.is_nan();
        assert!(close, "{found:?} is not {expected:?}");
    }
}

#[grad(x)]
fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { x.sin() / x }
}

#[grad(x)]
fn softplus_by_parts(x: f64) -> f64 {
    if x < 20.0 { (1.0 + x.exp()).ln() } else { x }
}

#[grad(x)]
fn pieces(x: f64) -> f64 {
    if x < -1.0 {
        let y = x + 1.0;
        y * y
    } else if !(x < 2.0 || x.is_nan()) {
        (x - 2.0).sqrt()
    } else if x.is_finite() && x >= 0.0 {
        0.0 * x
    } else {
        3.0 * x
    }
}

#[test]
fn scalars_take_one_branch() {
    let sine = (2.0_f64.cos() * 2.0 - 2.0_f64.sin()) / 4.0;
    assert_eq!(sinc_value_and_grad(0.0), (1.0, 0.0));
    assert_close(&[sinc_grad(2.0)], &[sine]);
    for (x, slope) in [
        (-1000.0, 0.0),
        (0.0, 0.5),
        (20.0, 1.0),
        (1e300, 1.0),
        (INF, 1.0),
    ] {
        assert_close(&[softplus_by_parts_grad(x)], &[slope]);
    }
    for (x, value, slope) in [
        (-3.0, 4.0, -4.0),
        (-1.0, -3.0, 3.0),
        (-0.5, -1.5, 3.0),
        (0.0, 0.0, 0.0),
        (1.0, 0.0, 0.0),
        (6.0, 2.0, 0.25),
        (2.0, 0.0, INF),
        (NAN, NAN, 3.0),
    ] {
        let (found, gradient) = pieces_value_and_grad(x);
        assert_close(&[found, gradient], &[value, slope]);
    }
}

#[grad(x)]
fn roots(x: &Array1<f64>) -> f64 {
    x.mapv(|v| if v > 0.0 { v.sqrt() } else { 0.0 }).sum()
}

#[grad(p)]
fn entropy(p: &Array1<f64>) -> f64 {
    -p.mapv(|v| if v > 0.0 { v * v.ln() } else { 0.0 }).sum()
}

#[grad(x)]
fn cubes(x: &Array1<f64>) -> f64 {
    x.mapv(|v| {
        if v.abs() < 1.0 {
            v
        } else if v < 5.0 {
            v * v * v
        } else {
            -v
        }
    })
    .sum()
}

/// The root is taken outside of the branch, and its slope is not finite there.
#[grad(x, t)]
fn bound_before(x: &Array1<f64>, t: f64) -> f64 {
    let root = t.sqrt();
    let roots = x.mapv(f64::sqrt);
    roots.mapv(|v| if v > 1.0 { v * root } else { 0.0 }).sum()
}

/// One root behind two conditions
#[grad(t)]
fn twice(t: f64, a: f64, b: f64) -> f64 {
    let root = t.sqrt();
    let first = if a > 0.0 { root } else { 1.0 };
    let second = if b > 0.0 { 2.0 * root } else { 1.0 };
    first * second
}

#[test]
fn elements_take_one_branch_each() {
    let x = array![-1.0, 0.0, 4.0, NAN, INF];
    let (value, gradient) = roots_value_and_grad(&x);
    assert_eq!(
        (value, gradient.to_vec()),
        (INF, vec![0.0, 0.0, 0.25, 0.0, 0.0])
    );
    let (value, gradient) = entropy_value_and_grad(&array![0.0, 1.0, -2.0]);
    assert_eq!((value, gradient.to_vec()), (0.0, vec![0.0, -1.0, 0.0]));
    let gradient = cubes_grad(&array![-1e200, -2.0, 0.5, 2.0, 1e200, INF, NAN]);
    assert_close(
        &gradient.to_vec(),
        &[INF, 12.0, 1.0, 12.0, -1.0, -1.0, -1.0],
    );
}

#[test]
fn what_is_bound_before_counts_only_where_a_branch_takes_it() {
    let (value, (in_x, in_t)) = bound_before_value_and_grad(&array![0.0, 0.25, -1.0], 0.0);
    assert_eq!((value, in_t), (0.0, 0.0));
    assert_eq!(in_x, array![0.0, 0.0, 0.0]);
    let (value, (in_x, in_t)) = bound_before_value_and_grad(&array![0.0, 4.0], 9.0);
    assert_close(&[value, in_t], &[6.0, 2.0 / 6.0]);
    assert_close(&in_x.to_vec(), &[0.0, 0.75]);
    assert_eq!(twice_value_and_grad(0.0, -1.0, -1.0), (1.0, 0.0));
    assert_eq!(twice_value_and_grad(4.0, 1.0, -1.0), (2.0, 0.25));
    assert_eq!(twice_value_and_grad(4.0, 1.0, 1.0), (8.0, 2.0));
}

#[grad(a, b)]
fn overlap(a: &Array1<f64>, b: &Array1<f64>, t: f64) -> f64 {
    if t > 0.0 { a.dot(b).sqrt() } else { 0.0 }
}

#[grad(a)]
fn likelihood(a: &Array2<f64>, x: &ArrayRef1<f64>, wide: bool) -> f64 {
    if wide && det(a) > 0.0 {
        0.5 * logdet(a) + x.dot(&solve(a, x))
    } else {
        trace(a)
    }
}

#[grad(a, x)]
fn leaky(a: &Array2<f64>, x: &Array1<f64>, slope: f64) -> f64 {
    a.dot(x)
        .mapv(|v| if v >= 0.0 { v } else { slope * v })
        .sum()
}

/// Logarithms of a matrix of which a column is not needed
#[grad(b)]
fn weighed(b: &Array2<f64>, x: &Array1<f64>) -> f64 {
    let y = ln(b).dot(x);
    y.mapv(|v| if v > 0.0 { v } else { 0.0 }).sum()
}

#[test]
fn whole_arrays_count_where_their_branch_is_taken() {
    let (a, b) = (array![1.0, 0.0], array![0.0, 1.0]);
    let zeros = Array1::zeros(2);
    let none = (0.0, (zeros.clone(), zeros));
    assert_eq!(overlap_value_and_grad(&a, &b, 0.0), none);
    assert_eq!(
        overlap_value_and_grad(&array![NAN, 1.0], &array![INF, 0.0], -1.0),
        none
    );
    let (value, (in_a, in_b)) = overlap_value_and_grad(&array![1.0, 1.0], &array![1.0, 3.0], 1.0);
    assert_eq!(
        (value, in_a, in_b),
        (2.0, array![0.25, 0.75], array![0.25, 0.25])
    );

    let x = array![1.0, 2.0];
    let singular = array![[1.0, 2.0], [2.0, 4.0]];
    let identity = Array2::<f64>::eye(2);
    assert_eq!(
        likelihood_value_and_grad(&singular, &x, true),
        (5.0, identity.clone())
    );
    assert_eq!(likelihood_grad(&identity, &x, false), identity);
    let (value, gradient) = likelihood_value_and_grad(&identity, &x, true);
    assert_eq!((value, gradient), (5.0, array![[-0.5, -2.0], [-2.0, -3.5]]));

    let a = array![[1.0, 1.0], [-1.0, 0.0]];
    let (value, (in_a, in_x)) = leaky_value_and_grad(&a, &x, 0.5);
    assert_eq!(value, 2.5);
    assert_eq!(in_a, array![[1.0, 2.0], [0.5, 1.0]]);
    assert_eq!(in_x, array![0.5, 1.0]);

    // 1/b is infinite where the row's sum is −∞, which is not taken.
    let gradient = weighed_grad(&array![[0.0, 1.0], [1.0, 2.0]], &x);
    assert_eq!(gradient, array![[0.0, 0.0], [1.0, 1.0]]);
}

#[grad(x)]
fn constants(x: f64, k: i32, n: usize, up: &bool) -> f64 {
    let (a, b) = if *up { (x, 2.0 * x) } else { (2.0 * x, x) };
    let step = if n > 2 { 3 } else { 4 };
    let near: bool = [1, 2].contains(&n);
    let far = !near && k != 0;
    a * a
        + if far == (k >= 2) {
            b
        } else {
            (step * n) as f64 * b
        }
        + f64::from(x > 1.0)
}

#[test]
fn conditions_may_be_of_integers_and_truth_values() {
    // 4 x² + x
    assert_eq!(constants_value_and_grad(2.0, 0, 1, &false), (19.0, 17.0));
    // x² + 12 · 2 x
    assert_eq!(constants_value_and_grad(1.0, 1, 4, &true), (25.0, 26.0));
    assert_eq!(constants_value_and_grad(1.0, 2, 4, &true), (3.0, 4.0));
}

#[grad(x)]
fn generic<T: Real>(x: &ArrayRef1<T>, edge: T) -> T {
    let total = x.sum();
    if total.is_nan() {
        T::zero()
    } else {
        x.mapv(|v| if v <= edge { v * v } else { edge * v }).sum()
    }
}

#[test]
fn generic_scalars_are_compared_too() {
    assert_eq!(
        generic_grad::<f64>(&array![1.0, 3.0], 2.0),
        array![2.0, 2.0]
    );
    assert_eq!(
        generic_value_and_grad::<f32>(&array![1.0, 3.0], 2.0),
        (7.0, array![2.0, 2.0])
    );
    assert_eq!(
        generic_value_and_grad::<f32>(&array![f32::NAN], 2.0),
        (0.0, array![0.0])
    );
}
