//! Identities of matrix calculus, each as `#[grad]` derives it: the gradient on paper, the
//! generated code's gradient, and how far that is from central differences.

mod shared;

use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};
use shared::{central, closed_form};

/// aᵀ X b
#[grad(x)]
fn bilinear(a: &Array1<f64>, x: &Array2<f64>, b: &Array1<f64>) -> f64 {
    a.dot(&x.dot(b))
}

/// tr((A ⊙ B) C)
#[grad(a)]
fn hadamard_left(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> f64 {
    trace(matmul(hadamard(a, b), c))
}

/// tr(A (Bᵀ ⊙ C))
#[grad(a)]
fn hadamard_right(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> f64 {
    trace(matmul(a, hadamard(transpose(b), c)))
}

/// tr(A X)
#[grad(x)]
fn trace_of_product(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
    trace(matmul(a, x))
}

/// tr(A X), its gradient laid out as its transpose
#[grad(x, layout = "numerator")]
fn trace_numerator(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
    trace(matmul(a, x))
}

/// aᵀ (dQ ⊙ f(Q)) g(Q): a differential, linear in dQ, with f = exp and g(Q) = Qᵀ c
#[grad(dq)]
fn differential(a: &Array1<f64>, dq: &Array2<f64>, q: &Array2<f64>, c: &Array1<f64>) -> f64 {
    let f = q.mapv(f64::exp);
    let g = q.t().dot(c);
    a.dot(&(dq * &f).dot(&g))
}

/// aᵀ (Q ⊙ f(Q)) g(Q) with functions that are not differentiated through
#[grad(q)]
fn frozen(a: &Array1<f64>, q: &Array2<f64>) -> f64 {
    let f: Array2<f64> = weights(&stop_gradient(q));
    let g: Array1<f64> = largest(&stop_gradient(q));
    a.dot(&(q * &f).dot(&g))
}

/// Any Rust, branches included: elements off the diagonal count half.
fn weights(q: &Array2<f64>) -> Array2<f64> {
    Array2::from_shape_fn(q.dim(), |(i, j)| {
        let reach = 1.0 + q[[i, j]].abs();
        if i == j { reach } else { reach / 2.0 }
    })
}

/// The largest element of each column.
fn largest(q: &Array2<f64>) -> Array1<f64> {
    q.columns()
        .into_iter()
        .map(|column| column.fold(f64::NEG_INFINITY, |m, &x| m.max(x)))
        .collect()
}

fn main() {
    let a = array![1.0, -2.0];
    let b = array![0.5, 3.0, -1.0];
    let x = array![[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]];
    let y = array![[1.0, 2.0, -1.0], [0.5, -3.0, 4.0]];
    let z = array![[1.0, -1.0], [2.0, 0.0], [-0.5, 1.5]];

    let slopes = central(&x, |x| bilinear(&a, x, &b));
    let found = bilinear_grad(&a, &x, &b);
    show("bilinear", &found, &outer(&a, &b), &slopes);

    let paper = hadamard(&y, transpose(&z));
    let slopes = central(&x, |x| hadamard_left(x, &y, &z));
    let found = hadamard_left_grad(&x, &y, &z);
    show("hadamard_left", &found, &paper, &slopes);
    let slopes = central(&x, |x| hadamard_right(x, &y, &z));
    let found = hadamard_right_grad(&x, &y, &z);
    show("hadamard_right", &found, &paper, &slopes);

    let slopes = central(&x, |x| trace_of_product(&z, x));
    let found = trace_of_product_grad(&z, &x);
    show("trace_of_product", &found, &transpose(&z), &slopes);
    let slopes = transpose(central(&x, |x| trace_numerator(&z, x)));
    let found = trace_numerator_grad(&z, &x);
    show("trace_numerator", &found, &z, &slopes);

    let slopes = central(&y, |dq| differential(&a, dq, &x, &a));
    let paper = outer(&a, matmul(transpose(&x), &a)) * exp(&x);
    let found = differential_grad(&a, &y, &x, &a);
    show("differential", &found, &paper, &slopes);
    let (f, g) = (weights(&x), largest(&x));
    let linear = |q: &Array2<f64>| a.dot(&(q * &f).dot(&g));
    assert!((frozen(&a, &x) - linear(&x)).abs() < 1e-13);
    let slopes = central(&x, linear);
    let found = frozen_grad(&a, &x);
    show("frozen", &found, &(outer(&a, &g) * &f), &slopes);
}

/// Prints one identity; the gradient must be the paper's, and the slopes near it.
fn show(function: &str, found: &Array2<f64>, paper: &Array2<f64>, slopes: &Array2<f64>) {
    let form = closed_form(include_str!("identities.rs"), function);
    let off = norm2(found - slopes);
    println!("{form}\n{found}\n‖gradient − central differences‖ = {off:.1e}\n");
    assert!(norm2(found - paper) < 1e-13 && off < 1e-8);
}
