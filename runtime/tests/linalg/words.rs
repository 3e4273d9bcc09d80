//! The vocabulary's linear algebra: operands however held, powers, and what it refuses.

use crate::matrices::*;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef2, array};

#[test]
fn every_word_takes_what_the_vocabulary_takes() {
    let a = array![[4.0, 1.0], [2.0, 3.0]];
    let r: &ArrayRef2<f64> = &a;
    let inverse = array![[0.3, -0.1], [-0.2, 0.4]];
    for found in [
        inv(a.clone()),
        inv(&a),
        inv(&&a),
        inv(a.view()),
        inv(&a.view()),
        inv(r),
    ] {
        assert_near(&found, &inverse, 2.0, "inv");
    }
    assert_eq!(det(&a), 10.0);
    assert_eq!(logdet(&a), 10.0_f64.ln());
    assert_eq!(logdet(array![[0.0, 1.0], [1.0, 0.0]]), 0.0);
    assert_eq!(adjugate(&a), array![[3.0, -1.0], [-2.0, 4.0]]);
    assert_eq!(solve(&a, array![5.0, 5.0]), array![1.0, 1.0]);
    assert_eq!(solve(&a, vec![5.0, 5.0]), array![1.0, 1.0]);
    assert_eq!(solve(a.view(), &[5.0, 5.0]), array![1.0, 1.0]);
    assert_near(&solve(&a, Array2::<f64>::eye(2)), &inverse, 2.0, "solve");
    assert_eq!(
        cholesky(array![[4.0, f64::NAN], [2.0, 5.0]]),
        array![[2.0, 0.0], [1.0, 2.0]]
    );
    assert_eq!(expm(Array2::<f32>::zeros((2, 2))), Array2::<f32>::eye(2));
    assert_eq!(
        solve_triangular(array![[2.0, 0.0], [1.0, 1.0]], array![2.0, 3.0]),
        array![1.0, 2.0]
    );
    assert_eq!(
        solve_triangular(array![[1.0, 1.0], [0.0, 2.0]], array![3.0, 4.0]),
        array![1.0, 2.0]
    );
    assert_eq!(
        solve_triangular(Array2::from_diag(&array![2.0_f32, 4.0]), array![2.0, 4.0]),
        array![1.0, 1.0]
    );
}

#[test]
fn powers_are_repeated_products() {
    let a = random::<f64>(3, 4, 4);
    let mut product = Array2::<f64>::eye(4);
    for k in 0..12 {
        assert_near(&matrix_power(&a, k), &product, 20.0, &format!("{k}"));
        product = product.dot(&a);
    }
    let inverse = inv(&a);
    assert_near(&matrix_power(&a, -1), &inverse, 0.0, "−1");
    assert_near(
        &matrix_power(&a, -3),
        &inverse.dot(&inverse).dot(&inverse),
        20.0,
        "−3",
    );
    assert_eq!(matrix_power(array![[-1.0]], i32::MIN), array![[1.0]]);
    assert_eq!(
        matrix_power(Array2::<f64>::zeros((2, 2)), 0),
        Array2::<f64>::eye(2)
    );
    assert!(
        matrix_power(Array2::<f64>::zeros((2, 2)), -2)
            .iter()
            .all(|v| !v.is_finite())
    );
    let fibonacci = array![[1.0, 1.0], [1.0, 0.0]];
    assert_eq!(matrix_power(&fibonacci, 60)[[0, 1]], 1_548_008_755_920.0);
    assert_eq!(matrix_power(fibonacci.t(), 60)[[0, 1]], 1_548_008_755_920.0);
}

macro_rules! refuses {
    ($($name:ident: $message:literal, $call:expr;)*) => {$(
        #[test]
        #[should_panic(expected = $message)]
        fn $name() {
            let wide = Array2::<f64>::zeros((2, 3));
            let _ = $call(&wide);
        }
    )*};
}

refuses! {
    inv_wants_square: "inv: rows of a (2) ≠ columns of a (3)", inv;
    det_wants_square: "det: rows of a (2) ≠ columns of a (3)", det;
    logdet_wants_square: "logdet: rows of a (2) ≠ columns of a (3)", logdet;
    cholesky_wants_square: "cholesky: rows of a (2) ≠ columns of a (3)", cholesky;
    adjugate_wants_square: "adjugate: rows of a (2) ≠ columns of a (3)", adjugate;
    expm_wants_square: "expm: rows of a (2) ≠ columns of a (3)", expm;
    powers_want_square: "matrix_power: rows of a (2) ≠ columns of a (3)", |a: &Array2<f64>| matrix_power(a, 2);
    solve_wants_square: "solve: rows of a (2) ≠ columns of a (3)", |a| solve(a, Array1::zeros(2));
    solve_wants_rows: "solve: rows of a (3) ≠ rows of b (2)", |a: &Array2<f64>| solve(Array2::<f64>::eye(3), a);
    triangular_wants_square: "solve_triangular: rows of a (2) ≠ columns of a (3)", |a| solve_triangular(a, Array1::zeros(2));
}
