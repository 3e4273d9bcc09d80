//! Arrays without elements: what the function itself gives of them is the reference. A sum of no quotients is 0,
//! whatever they would be divided by.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis};

mod spellings {
    use super::*;

    #[grad(c, x)]
    pub fn shares(c: f64, x: &Array1<f64>) -> f64 {
        c + c * (x / x.sum()).sum()
    }

    #[grad(c, x)]
    pub fn squares_of_shares(c: f64, x: &Array1<f64>) -> f64 {
        c + c * square(x / x.sum()).sum()
    }

    #[grad(c, x)]
    pub fn weighted(c: f64, x: &Array1<f64>) -> f64 {
        let shares = x / x.sum();
        c * c + (c * shares).dot(x)
    }

    #[grad(c, x)]
    pub fn softmax_by_hand(c: f64, x: &Array1<f64>) -> f64 {
        let e = x.mapv(f64::exp);
        c + (c * (&e / e.sum())).sum()
    }

    #[grad(c, x)]
    pub fn softmax_named(c: f64, x: &Array1<f64>) -> f64 {
        c + (c * softmax(x)).sum()
    }

    #[grad(c, x)]
    pub fn directions(c: f64, x: &Array1<f64>) -> f64 {
        c + c * (x / norm2(x)).sum()
    }

    #[grad(c, x)]
    pub fn parts(c: f64, x: &Array1<f64>) -> f64 {
        c + c * (x / x.len() as f64).sum()
    }

    #[grad(c, x)]
    pub fn by_square(c: f64, x: &Array1<f64>) -> f64 {
        c + (c * x / x.dot(x)).sum()
    }

    #[grad(c, x)]
    pub fn by_root(c: f64, x: &Array1<f64>) -> f64 {
        c + (c * x / x.sum().sqrt()).sum()
    }

    #[grad(c, x)]
    pub fn of_rows(c: f64, x: &Array2<f64>) -> f64 {
        c + c * (x / &x.sum_axis(Axis(1)).insert_axis(Axis(1))).sum()
    }

    #[grad(c, x)]
    pub fn of_columns(c: f64, x: &Array2<f64>) -> f64 {
        c + c * (x / &x.sum_axis(Axis(0))).sum()
    }

    #[grad(c, x)]
    pub fn of_matrix(c: f64, x: &Array2<f64>) -> f64 {
        c + c * (x / x.sum()).sum()
    }

    #[grad(c, x)]
    pub fn softmax_of_rows(c: f64, x: &Array2<f64>) -> f64 {
        c + c * square(softmax_axis(x, Axis(1))).sum()
    }

    #[grad(c, x)]
    pub fn softmax_of_rows_by_hand(c: f64, x: &Array2<f64>) -> f64 {
        let e = exp(x);
        c + c * square(&e / &e.sum_axis(Axis(1)).insert_axis(Axis(1))).sum()
    }

    #[grad(c, x)]
    pub fn normalised_rows(c: f64, x: &Array2<f64>) -> f64 {
        let norms = (x * x).sum_axis(Axis(1)).sqrt();
        c + c * (x / &norms.insert_axis(Axis(1))).sum()
    }

    #[grad(c, x)]
    pub fn deviations_of_rows(c: f64, x: &Array2<f64>) -> f64 {
        c + c * square(x - &(x.sum_axis(Axis(1)) / x.ncols() as f64).insert_axis(Axis(1))).sum()
    }

    #[grad(c, x)]
    pub fn undefined(c: f64, x: &Array1<f64>) -> f64 {
        c * mean(x)
    }

    #[grad(c, x)]
    pub fn quotient_of_sums(c: f64, x: &Array1<f64>) -> f64 {
        c * x.dot(x) / x.sum()
    }
}

#[test]
fn vectors_of_nothing() {
    let (c, x) = (3.0, Array1::<f64>::zeros(0));
    for (f, value_and_grad, slope) in [
        (
            spellings::shares as fn(f64, &Array1<f64>) -> f64,
            spellings::shares_value_and_grad as fn(f64, &Array1<f64>) -> _,
            1.0,
        ),
        (
            spellings::squares_of_shares,
            spellings::squares_of_shares_value_and_grad,
            1.0,
        ),
        (spellings::weighted, spellings::weighted_value_and_grad, 6.0),
        (
            spellings::softmax_by_hand,
            spellings::softmax_by_hand_value_and_grad,
            1.0,
        ),
        (
            spellings::softmax_named,
            spellings::softmax_named_value_and_grad,
            1.0,
        ),
        (
            spellings::directions,
            spellings::directions_value_and_grad,
            1.0,
        ),
        (spellings::parts, spellings::parts_value_and_grad, 1.0),
        (
            spellings::by_square,
            spellings::by_square_value_and_grad,
            1.0,
        ),
        (spellings::by_root, spellings::by_root_value_and_grad, 1.0),
    ] {
        let (value, (by_c, by_x)): (f64, (f64, Array1<f64>)) = value_and_grad(c, &x);
        assert_eq!((value, by_c, by_x.len()), (f(c, &x), slope, 0));
    }
}

#[test]
fn matrices_of_nothing() {
    let c = 3.0;
    for shape in [(0, 3), (3, 0), (0, 0), (1, 0), (0, 1)] {
        let x = Array2::<f64>::zeros(shape);
        for (f, value_and_grad) in [
            (
                spellings::of_rows as fn(f64, &Array2<f64>) -> f64,
                spellings::of_rows_value_and_grad as fn(f64, &Array2<f64>) -> _,
            ),
            (spellings::of_columns, spellings::of_columns_value_and_grad),
            (spellings::of_matrix, spellings::of_matrix_value_and_grad),
            (
                spellings::softmax_of_rows,
                spellings::softmax_of_rows_value_and_grad,
            ),
            (
                spellings::softmax_of_rows_by_hand,
                spellings::softmax_of_rows_by_hand_value_and_grad,
            ),
            (
                spellings::normalised_rows,
                spellings::normalised_rows_value_and_grad,
            ),
            (
                spellings::deviations_of_rows,
                spellings::deviations_of_rows_value_and_grad,
            ),
        ] {
            let (value, (by_c, by_x)): (f64, (f64, Array2<f64>)) = value_and_grad(c, &x);
            assert_eq!((value, by_c), (f(c, &x), 1.0), "{shape:?}");
            assert_eq!(by_x.dim(), shape);
        }
    }
}

/// What the function itself has no value for has none.
#[test]
fn nothing_over_nothing_is_no_number() {
    let x = Array1::<f64>::zeros(0);
    for (f, value_and_grad) in [
        (
            spellings::undefined as fn(f64, &Array1<f64>) -> f64,
            spellings::undefined_value_and_grad as fn(f64, &Array1<f64>) -> _,
        ),
        (
            spellings::quotient_of_sums,
            spellings::quotient_of_sums_value_and_grad,
        ),
    ] {
        let (value, (by_c, by_x)): (f64, (f64, Array1<f64>)) = value_and_grad(3.0, &x);
        assert!(f(3.0, &x).is_nan() && value.is_nan() && by_c.is_nan() && by_x.is_empty());
    }
}
