//! Determinants that overflow, underflow or vanish.

use matgrad::prelude::*;
use ndarray::{Array2, array};

use crate::arrays::assert_all;
use crate::assert_near;

mod spellings {
    use super::*;

    #[grad]
    pub fn naive(a: &Array2<f64>) -> f64 {
        det(a).ln()
    }

    #[grad]
    pub fn magnitude(a: &Array2<f64>) -> f64 {
        det(a).abs().ln()
    }

    #[grad]
    pub fn rooted(a: &Array2<f64>) -> f64 {
        2.0 * det(a).sqrt().ln()
    }

    #[grad]
    pub fn scaled(a: &Array2<f64>) -> f64 {
        (8.0 * det(a)).ln() - 3.0 * 2.0_f64.ln()
    }

    #[grad]
    pub fn of_reciprocal(a: &Array2<f64>) -> f64 {
        -(1.0 / det(a)).ln()
    }

    #[grad]
    pub fn single(a: &Array2<f32>) -> f32 {
        det(a).ln()
    }

    #[grad]
    pub fn determinant(a: &Array2<f64>) -> f64 {
        det(a)
    }

    #[grad]
    pub fn cofactor(a: &Array2<f64>) -> f64 {
        det(a) * inv(a)[[0, 1]]
    }

    #[grad(a)]
    pub fn of_product(#[dims(n, n)] a: &Array2<f64>, #[dims(n, n)] b: &Array2<f64>) -> f64 {
        det(a.dot(b))
    }

    #[grad(a)]
    pub fn log_of_product(#[dims(n, n)] a: &Array2<f64>, #[dims(n, n)] b: &Array2<f64>) -> f64 {
        logdet(a.dot(b).dot(a))
    }

    #[grad(a)]
    pub fn of_gram(#[dims(n, n)] a: &Array2<f64>) -> f64 {
        det(a.t().dot(a))
    }

    #[grad(s, a)]
    pub fn of_multiple(s: f64, a: &Array2<f64>) -> f64 {
        det(s * a).ln()
    }
}

#[test]
fn logarithms_of_determinants_do_not_overflow() {
    let n = 400;
    for scale in [50.0, 0.02, 1e-3] {
        let a = Array2::<f64>::eye(n) * scale;
        let value = 400.0 * f64::ln(scale);
        for spelling in [
            spellings::naive_value_and_grad,
            spellings::magnitude_value_and_grad,
            spellings::rooted_value_and_grad,
            spellings::scaled_value_and_grad,
            spellings::of_reciprocal_value_and_grad,
        ] {
            let (found, gradient) = spelling(&a);
            assert_near("ln det", found, value, 1e-13, 0.0);
            assert_all(&gradient, Array2::<f64>::eye(n) / scale);
        }
    }
    let (value, gradient) = spellings::single_value_and_grad(&(Array2::eye(100) * 50.0_f32));
    assert!((value / (100.0 * 50.0_f32.ln()) - 1.0).abs() < 1e-5);
    let expected = Array2::<f32>::eye(100) * 0.02;
    assert!((gradient - expected).iter().all(|d| d.abs() < 1e-8));
}

#[test]
fn determinants_of_singular_matrices_have_their_cofactors() {
    let a = array![[1.0, 2.0], [2.0, 4.0]];
    assert_all(&spellings::determinant_grad(&a), [4.0, -2.0, -2.0, 1.0]);
    // adj A = [[d, −b], [−c, a]], whose element (0, 1) is −b.
    let (value, _) = spellings::cofactor_value_and_grad(&a);
    assert_near("adj A", value, -2.0, 1e-15, 0.0);
}

/// What a determinant is taken apart into must not leave the range where the whole does not.
#[test]
fn the_determinant_of_a_product_neither_overflows_nor_cancels() {
    let eye = Array2::<f64>::eye(2);
    let (a, b) = (1e200 * &eye, 1e-200 * &eye);
    let (value, gradient) = spellings::of_product_value_and_grad(&a, &b);
    assert_near("det AB", value, 1.0, 1e-14, 0.0);
    assert_all(&gradient, 1e-200 * &eye);
    // (AᵀA) has no digit left of the smaller singular value.
    let a = array![[1.0, 1.0], [1.0, 1.0 + 1e-9]];
    let det = a[[1, 1]] - 1.0;
    let (value, gradient) = spellings::of_gram_value_and_grad(&a);
    assert_near("det AᵀA", value, det * det, 1e-14, 0.0);
    let cofactors = array![[a[[1, 1]], -1.0], [-1.0, 1.0]];
    assert_all(&gradient, 2.0 * det * &cofactors);
    let singular = array![[1.0, 2.0], [2.0, 4.0]];
    assert_all(&spellings::of_gram_grad(&singular), [0.0; 4]);
}

#[test]
fn logarithms_of_determinants_of_products_do_not_overflow() {
    let eye = Array2::<f64>::eye(2);
    let (a, b) = (1e200 * &eye, 3.0 * &eye);
    let (value, gradient) = spellings::log_of_product_value_and_grad(&a, &b);
    let exact = 4.0 * 1e200_f64.ln() + 2.0 * 3.0_f64.ln();
    assert_near("ln det ABA", value, exact, 1e-14, 0.0);
    assert_all(&gradient, 2e-200 * &eye);
    for scale in [1e200, -1e200] {
        let (value, (by_scale, by_matrix)) = spellings::of_multiple_value_and_grad(scale, &a);
        assert_near("ln det sA", value, 4.0 * 1e200_f64.ln(), 1e-14, 0.0);
        assert_near("ln det sA by s", by_scale, 2.0 / scale, 1e-14, 0.0);
        assert_all(&by_matrix, 1e-200 * &eye);
    }
}
