//! A promised structure: the gradient is that of the unstructured function, projected.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, array};

use crate::{Numbers, distance};

/// The same function of matrices of each structure.
macro_rules! structures {
    ($($name:ident $grad:ident $both:ident $structure:ident;)+) => {
        $(#[grad(x)]
        fn $name(
            #[structure($structure)] x: &Array2<f64>,
            a: &Array2<f64>,
            b: &Array1<f64>,
            c: &Array1<f64>,
        ) -> f64 {
            trace(a.dot(x).dot(x)) + logdet(x) + b.dot(&inv(x).dot(c)) + b.dot(&solve(x, b))
        })+
    };
}

structures! {
    symmetric symmetric_grad symmetric_value_and_grad symmetric;
    diagonal diagonal_grad diagonal_value_and_grad diagonal;
    lower lower_grad lower_value_and_grad lower;
    upper upper_grad upper_value_and_grad upper;
    posdef posdef_grad posdef_value_and_grad posdef;
}

#[grad(x)]
fn plain(x: &Array2<f64>, a: &Array2<f64>, b: &Array1<f64>, c: &Array1<f64>) -> f64 {
    trace(a.dot(x).dot(x)) + logdet(x) + b.dot(&inv(x).dot(c)) + b.dot(&solve(x, b))
}

type Function = fn(&Array2<f64>, &Array2<f64>, &Array1<f64>, &Array1<f64>) -> (f64, Array2<f64>);

fn symmetric_part(x: &ArrayRef2<f64>) -> Array2<f64> {
    (x.to_owned() + x.t()) / 2.0
}

fn diagonal_part(x: &ArrayRef2<f64>) -> Array2<f64> {
    Array2::from_diag(&x.diag())
}

fn definite(x: &ArrayRef2<f64>) -> Array2<f64> {
    x.dot(&x.t()) + Array2::<f64>::eye(x.nrows())
}

/// A structure's function, a matrix that has the structure, and the projection onto it.
struct Structured {
    name: &'static str,
    function: Function,
    matrix: fn(&ArrayRef2<f64>) -> Array2<f64>,
    project: fn(&ArrayRef2<f64>) -> Array2<f64>,
}

const STRUCTURES: [Structured; 5] = [
    Structured {
        name: "symmetric",
        function: symmetric_value_and_grad,
        matrix: symmetric_part,
        project: symmetric_part,
    },
    Structured {
        name: "diagonal",
        function: diagonal_value_and_grad,
        matrix: diagonal_part,
        project: diagonal_part,
    },
    Structured {
        name: "lower",
        function: lower_value_and_grad,
        matrix: |x| tril(x),
        project: |x| tril(x),
    },
    Structured {
        name: "upper",
        function: upper_value_and_grad,
        matrix: |x| triu(x),
        project: |x| triu(x),
    },
    Structured {
        name: "posdef",
        function: posdef_value_and_grad,
        matrix: definite,
        project: symmetric_part,
    },
];

#[test]
fn gradients_are_projections_of_the_unstructured_one() {
    let mut numbers = Numbers(0.3);
    for n in [1, 2, 3, 7, 40] {
        let drawn = numbers.matrix(n, n) + 2.0 * (n as f64).sqrt() * Array2::<f64>::eye(n);
        let a = numbers.matrix(n, n);
        let [b, c] = [(); 2].map(|()| Array1::from_shape_simple_fn(n, || numbers.next()));
        for structured in &STRUCTURES {
            let x = (structured.matrix)(&drawn);
            let (value, grad) = (structured.function)(&x, &a, &b, &c);
            let (expected, full) = plain_value_and_grad(&x, &a, &b, &c);
            let name = structured.name;
            assert!(
                (value - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
                "{name}, {n}: {value} ≠ {expected}"
            );
            let off = distance(&grad, &(structured.project)(&full));
            assert!(off <= 1e-12, "{name}, {n}: off by {off:e}");
        }
    }
}

/// The Frobenius gradient inside the space of symmetric matrices: S⁻¹, not 2 S⁻¹ − diag S⁻¹.
#[test]
fn logdet_of_a_symmetric_matrix_has_the_inverse_as_its_gradient() {
    #[grad(s)]
    fn f(#[structure(symmetric)] s: &Array2<f64>) -> f64 {
        logdet(s)
    }
    let found = f_grad(&array![[2.0, 1.0], [1.0, 1.0]]);
    assert!(distance(&found, &array![[1.0, -1.0], [-1.0, 2.0]]) <= 1e-15);
}

fn rotation(angle: f64) -> Array2<f64> {
    let (s, c) = angle.sin_cos();
    array![[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]
}

#[grad(a)]
fn whitened(a: &ArrayRef2<f64>, #[structure(orthogonal)] q: &ArrayRef2<f64>) -> f64 {
    trace(q.t().dot(q).dot(a))
}

#[grad(a, b)]
fn turned(
    a: &ArrayRef2<f64>,
    b: &ArrayRef1<f64>,
    #[structure(orthogonal)] q: &ArrayRef2<f64>,
) -> f64 {
    trace(inv(q).dot(a).dot(q)) + solve(q, b).sum()
}

#[test]
fn products_with_orthogonal_matrices() {
    let mut numbers = Numbers(0.4);
    let a = numbers.matrix(3, 3);
    let q = rotation(0.7).dot(&rotation(1.1).select(ndarray::Axis(0), &[2, 0, 1]));
    let (value, grad) = whitened_value_and_grad(&a, &q);
    assert!((value - a.diag().sum()).abs() <= 1e-14);
    assert!(distance(&grad, &Array2::eye(3)) <= 1e-15);
    let b = array![1.0, -2.0, 0.5];
    let (value, (in_a, in_b)) = turned_value_and_grad(&a, &b, &q);
    let expected = a.diag().sum() + q.t().dot(&b).sum();
    assert!((value - expected).abs() <= 1e-14);
    assert!(distance(&in_a, &Array2::eye(3)) <= 1e-14);
    assert!(distance(&in_b, &q.dot(&Array1::ones(3))) <= 1e-14);
}

/// The panic that a broken promise ends in, in debug builds.
macro_rules! broken {
    ($($test:ident $structure:ident $matrix:expr, $message:literal;)+) => {
        $(#[test]
        #[cfg(debug_assertions)]
        #[should_panic(expected = $message)]
        fn $test() {
            #[grad(a)]
            fn f(#[structure($structure)] a: &Array2<f64>) -> f64 {
                trace(a.dot(a).dot(a))
            }
            f_grad(&$matrix);
        })+
    };
}

broken! {
    broken_symmetric symmetric array![[1.0, 2.0], [3.0, 1.0]],
        "f_grad: `a` is promised to be symmetric, but [0, 1] is 2 and [1, 0] is 3";
    broken_diagonal diagonal array![[1.0, 0.0], [3.0, 1.0]],
        "f_grad: `a` is promised to be diagonal, but [1, 0] is 3, not 0";
    broken_lower lower array![[1.0, 2.0], [3.0, 1.0]],
        "f_grad: `a` is promised to be lower, but [0, 1] is 2, not 0";
    broken_upper upper array![[1.0, 2.0], [3.0, 1.0]],
        "f_grad: `a` is promised to be upper, but [1, 0] is 3, not 0";
    broken_posdef posdef array![[1.0, 2.0], [3.0, 1.0]],
        "f_grad: `a` is promised to be posdef, but [0, 1] is 2 and [1, 0] is 3";
    broken_orthogonal orthogonal array![[1.0, 2.0], [3.0, 1.0]],
        "f_grad: `a` is promised to be orthogonal, but";
    broken_shape symmetric Array2::<f64>::ones((2, 3)),
        "f_grad: `a` has length 3 along axis 1, expected 2";
}

/// Cholesky's method reads the lower triangle, a system the whole matrix.
#[grad(a)]
fn triangle_and_system(a: &Array2<f64>, b: &Array1<f64>) -> f64 {
    cholesky(a).sum() + solve(a, b).sum()
}

#[test]
fn a_factor_of_one_triangle_solves_no_system_of_the_whole() {
    let a = array![[4.0, 1.0], [0.5, 3.0]];
    let b = array![1.0, -2.0];
    let (value, _) = triangle_and_system_value_and_grad(&a, &b);
    let expected = triangle_and_system(&a, &b);
    assert!((value - expected).abs() <= 1e-14, "{value}, {expected}");
}
