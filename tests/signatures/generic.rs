//! The scalar: `f32`, and a type parameter however it is bound.

use matgrad::Real;
use ndarray::{ArrayRef1, ArrayRef2, ArrayView1};

use super::*;

#[grad(w)]
fn single(x: &Array2<f32>, w: &Array1<f32>, y: &Array1<f32>, ridge: f32) -> f32 {
    let r = x.dot(w) - y;
    r.dot(&r) + 0.5 * ridge * w.dot(w)
}

#[grad(w, ridge)]
fn bound<T: Real>(x: &Array2<T>, w: &Array1<T>, y: &Array1<T>, ridge: T) -> T {
    let r = x.dot(w) - y;
    r.dot(&r) + T::lit(0.5) * ridge * w.dot(w)
}

#[grad(w)]
fn qualified<'a, T: std::fmt::Debug + matgrad::Real>(
    x: &ArrayRef2<T>,
    w: ArrayView1<'a, T>,
    y: &'a ArrayRef1<T>,
) -> T {
    mean(square(matmul(x, w) - y))
}

#[grad(w)]
fn claused<T>(x: &Array2<T>, w: &[T], y: &Vec<T>) -> T
where
    T: Real,
{
    norm2(matmul(x, w)) * sum(y)
}

fn checked<T: Real>(tolerance: f64, h: f64) {
    let cast = |x: f64| T::lit(x);
    let (a, w, y) = (a().mapv(cast), x().mapv(cast), y().mapv(cast));
    let ridge = T::lit(0.25);
    let expected = central(&w, h, |w| bound(&a, w, &y, ridge));
    let (dw, dridge) = bound_grad(&a, &w, &y, ridge);
    assert_close(&dw, &expected, tolerance);
    let slope = central(&array![ridge], h, |t| bound(&a, &w, &y, t[0]));
    assert_close(&array![dridge], &slope, tolerance);
    assert_close(&bound_value_and_grad(&a, &w, &y, ridge).1.0, &dw, tolerance);

    let expected = central(&w, h, |w| qualified(&a, w.view(), &y));
    assert_close(&qualified_grad(&a, w.view(), &y), &expected, tolerance);
    assert_close(
        &qualified_value_and_grad(&a, w.view(), &y).1,
        &expected,
        tolerance,
    );

    let (v, u) = (w.to_vec(), y.to_vec());
    let expected = central(&w, h, |w| claused(&a, &w.to_vec(), &u));
    assert_close(&claused_grad(&a, &v, &u), &expected, tolerance);
    assert_close(&claused_value_and_grad(&a, &v, &u).1, &expected, tolerance);
}

#[test]
fn a_type_parameter_stands_for_both_scalars() {
    checked::<f64>(1e-7, 1e-6);
    checked::<f32>(5e-3, 1e-2);
}

#[test]
fn single_precision() {
    let (a, w, y) = (
        a().mapv(|x| x as f32),
        x().mapv(|x| x as f32),
        y().mapv(|x| x as f32),
    );
    let expected = central(&w, 1e-2, |w| single(&a, w, &y, 0.25));
    assert_close(&single_grad(&a, &w, &y, 0.25), &expected, 5e-3);
    let (value, gradient): (f32, Array1<f32>) = single_value_and_grad(&a, &w, &y, 0.25);
    assert!((value - single(&a, &w, &y, 0.25)).abs() < 1e-5);
    assert_close(&gradient, &expected, 5e-3);
}

#[grad(v)]
fn mean_square<T: Real>(v: &ArrayRef1<T>) -> T {
    let n = v.len();
    dot(v, v) / T::lit(n as f64) + T::lit(v.len() as f64 - 1.0) * sum(v)
}

#[test]
fn a_size_becomes_a_literal_of_a_type_parameter() {
    assert_eq!(mean_square_grad(&array![1.0, 3.0]), array![2.0, 4.0]);
    let (value, gradient) = mean_square_value_and_grad(&array![1.0_f32, 3.0]);
    assert_eq!((value, gradient), (9.0, array![2.0, 4.0]));
}
