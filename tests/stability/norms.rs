//! Norms, roots and angles at the ends of the number line, and kinks.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array};

use crate::arrays::assert_all;
use crate::assert_near;

mod spellings {
    use super::*;

    #[grad]
    pub fn of_dot(x: &Array1<f64>) -> f64 {
        x.dot(x).sqrt()
    }

    #[grad]
    pub fn of_squares(x: &Array1<f64>) -> f64 {
        x.mapv(|v| v.powi(2)).sum().sqrt()
    }

    #[grad]
    pub fn of_products(x: &Array1<f64>) -> f64 {
        (x * x).sum().powf(0.5)
    }

    #[grad]
    pub fn function(x: &Array1<f64>) -> f64 {
        norm2(x)
    }

    #[grad]
    pub fn of_trace(x: &Array2<f64>) -> f64 {
        trace(matmul(x.t(), x)).sqrt()
    }

    #[grad]
    pub fn of_rows(x: &Array2<f64>) -> f64 {
        (x * x).sum_axis(Axis(1)).sqrt().sum()
    }

    #[grad]
    pub fn of_columns(x: &Array2<f64>) -> f64 {
        square(x).sum_axis(Axis(0)).mapv(f64::sqrt).sum()
    }

    #[grad(x, y)]
    pub fn sides(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
        (x * x + y * y).sqrt().sum()
    }

    #[grad]
    pub fn half_square(x: &Array1<f64>) -> f64 {
        0.5 * norm2(x).powi(2)
    }

    #[grad]
    pub fn times_itself(x: &Array1<f64>) -> f64 {
        norm2(x) * norm2(x) / 2.0
    }

    #[grad(x)]
    pub fn single(x: &Array1<f32>) -> f32 {
        x.dot(x).sqrt()
    }

    #[grad]
    pub fn root_mean_square(x: &Array1<f64>) -> f64 {
        square(x).mean().unwrap().sqrt()
    }

    #[grad]
    pub fn deviation(x: &Array1<f64>) -> f64 {
        x.std(0.0)
    }

    #[grad(x, y)]
    pub fn angle(x: f64, y: f64) -> f64 {
        y.atan2(x)
    }
}

const SCALES: [f64; 7] = [1.0, 1e200, 1e-200, 1e300, 1e-300, 5e-309, 1e-320];

#[test]
fn norms_neither_overflow_nor_vanish() {
    for scale in SCALES {
        let x = array![3.0, 0.0, -4.0] * scale;
        // Below the normal numbers, 3 and 4 times the scale are rounded themselves.
        let whole = x[0].hypot(x[2]);
        let expected = [x[0] / whole, 0.0, x[2] / whole];
        let tolerance = if scale < 1e-310 { 3e-4 } else { 1e-15 };
        for spelling in [
            spellings::of_dot_value_and_grad,
            spellings::of_squares_value_and_grad,
            spellings::of_products_value_and_grad,
            spellings::function_value_and_grad,
        ] {
            let (value, gradient) = spelling(&x);
            assert_near("‖x‖", value, whole, tolerance, 0.0);
            for (found, expected) in gradient.iter().zip(expected) {
                assert_near("x/‖x‖", *found, expected, tolerance, 0.0);
            }
        }
        let rows = x.view().insert_axis(Axis(0)).to_owned();
        for gradient in [
            spellings::of_trace_grad(&rows),
            spellings::of_rows_grad(&rows),
            spellings::of_columns_grad(&rows.t().to_owned()).reversed_axes(),
        ] {
            for (found, expected) in gradient.iter().zip(expected) {
                assert_near("x/‖x‖", *found, expected, tolerance, 0.0);
            }
        }
        let (by_x, by_y) = spellings::sides_grad(&array![x[0], 0.0], &array![x[2], 0.0]);
        assert_near("x/hypot", by_x[0], expected[0], tolerance, 0.0);
        assert_near("y/hypot", by_y[0], expected[2], tolerance, 0.0);
        assert_eq!((by_x[1], by_y[1]), (0.0, 0.0));
    }
    let (value, gradient) = spellings::single_value_and_grad(&(array![3.0_f32, 4.0] * 1e-30));
    assert!((value / 5e-30 - 1.0).abs() < 1e-6);
    assert!((gradient - array![0.6, 0.8]).iter().all(|d| d.abs() < 1e-7));
}

#[test]
fn norms_at_nothing_have_the_subgradient_of_least_norm() {
    let zeros = Array1::<f64>::zeros(3);
    for spelling in [
        spellings::of_dot_value_and_grad,
        spellings::of_squares_value_and_grad,
        spellings::of_products_value_and_grad,
        spellings::function_value_and_grad,
        spellings::half_square_value_and_grad,
        spellings::times_itself_value_and_grad,
        spellings::root_mean_square_value_and_grad,
        spellings::deviation_value_and_grad,
    ] {
        assert_eq!(spelling(&zeros), (0.0, zeros.clone()));
    }
    let zeros = Array2::<f64>::zeros((2, 3));
    assert_eq!(
        spellings::of_trace_value_and_grad(&zeros),
        (0.0, zeros.clone())
    );
    assert_eq!(
        spellings::of_rows_value_and_grad(&zeros),
        (0.0, zeros.clone())
    );
    assert_eq!(
        spellings::of_columns_value_and_grad(&zeros),
        (0.0, zeros.clone())
    );
    let x = array![1e-200, -3e-200];
    assert_eq!(spellings::half_square_grad(&x), x);
    assert_eq!(spellings::times_itself_grad(&x), x);
}

#[test]
fn deviations_neither_overflow_nor_vanish() {
    for scale in SCALES.into_iter().filter(|scale| *scale > 1e-305) {
        // √((9 + 16)/4) and x / (4 · 2.5).
        let x = array![3.0, 0.0, -4.0, 0.0] * scale;
        let (value, gradient) = spellings::root_mean_square_value_and_grad(&x);
        assert_near("rms", value, 2.5 * scale, 1e-15, 0.0);
        assert_all(&gradient, [0.3, 0.0, -0.4, 0.0]);
        // Deviations ±1 from the mean 2: slope d / (n σ).
        let x = array![1.0, 3.0, 1.0, 3.0] * scale;
        let (value, gradient) = spellings::deviation_value_and_grad(&x);
        assert_near("std", value, scale, 1e-15, 0.0);
        for (found, expected) in gradient.iter().zip([-0.25, 0.25, -0.25, 0.25]) {
            assert_near("std′", *found, expected, 1e-15, 1e-16);
        }
    }
}

#[test]
fn angles_are_those_of_directions() {
    for scale in [1e200, 1e-200, 1e300, 1e-300] {
        let (by_x, by_y) = spellings::angle_grad(3.0 * scale, 4.0 * scale);
        assert_near("−y/(x² + y²)", by_x, -0.16 / scale, 4e-15, 0.0);
        assert_near("x/(x² + y²)", by_y, 0.12 / scale, 4e-15, 0.0);
    }
}

#[test]
fn norms_of_infinite_and_missing_numbers_are_ieee() {
    assert!(spellings::of_dot_grad(&array![f64::NAN, 1.0])[1].is_nan());
    let (value, _) = spellings::of_dot_value_and_grad(&array![f64::INFINITY, 1.0]);
    assert_eq!(value, f64::INFINITY);
}

mod kinks {
    use super::*;

    #[grad]
    pub fn hinge(x: f64) -> f64 {
        x.max(0.0)
    }

    #[grad]
    pub fn magnitude(x: f64) -> f64 {
        x.abs()
    }

    #[grad]
    pub fn rectified(x: f64) -> f64 {
        relu(x)
    }
}

#[test]
fn kinks_have_the_subgradient_of_least_norm() {
    for zero in [0.0, -0.0] {
        assert_eq!(kinks::hinge_grad(zero), 0.0);
        assert_eq!(kinks::magnitude_grad(zero), 0.0);
        assert_eq!(kinks::rectified_grad(zero), 0.0);
    }
    assert_eq!(
        (kinks::hinge_grad(5e-324), kinks::hinge_grad(-5e-324)),
        (1.0, 0.0)
    );
}
