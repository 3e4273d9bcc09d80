//! The normal distribution function and its logarithm into the far tails, against the table.

#![allow(
    clippy::approx_constant,
    clippy::manual_midpoint,
    reason = "spelled as users do"
)]

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use matgrad::prelude::*;
use ndarray::Array1;

use crate::assert_near;

/// x, ln Φ(x), φ(x)/Φ(x), erfc(x), erfc′(x), for numbers computed to 400 digits and rounded.
fn table() -> Vec<[f64; 5]> {
    let lines = include_str!("normal_table.txt").lines().skip(1);
    let numbers = |row: &str| -> Vec<f64> { row.split(' ').map(|n| n.parse().unwrap()).collect() };
    let rows: Vec<[f64; 5]> = lines.map(|row| numbers(row).try_into().unwrap()).collect();
    assert!(rows.len() > 40);
    rows
}

mod logarithms {
    use super::*;

    #[grad]
    pub fn halved(x: f64) -> f64 {
        (0.5 * (1.0 + erf(x / 2_f64.sqrt()))).ln()
    }

    #[grad]
    pub fn over_two(x: f64) -> f64 {
        ((1.0 + erf(x * FRAC_1_SQRT_2)) / 2.0).ln()
    }

    #[grad]
    pub fn spread(x: f64) -> f64 {
        (0.5 + 0.5 * erf(x / SQRT_2)).ln()
    }

    #[grad]
    pub fn reflected(x: f64) -> f64 {
        (0.5 * (1.0 - erf(-x / SQRT_2))).ln()
    }

    #[grad]
    pub fn complement(x: f64) -> f64 {
        (1.0 - 0.5 * (1.0 - erf(x / SQRT_2))).ln()
    }

    #[grad]
    pub fn survival_of_opposite(x: f64) -> f64 {
        let phi = 0.5 * (1.0 + erf(-x / SQRT_2));
        (1.0 - phi).ln()
    }

    #[grad]
    pub fn less_ln_two(x: f64) -> f64 {
        (1.0 + erf(x / SQRT_2)).ln() - 2_f64.ln()
    }

    #[grad]
    pub fn by_ln_1p(x: f64) -> f64 {
        erf(x / SQRT_2).ln_1p() - 0.693_147_180_559_945_3
    }

    #[grad]
    pub fn ln_1p_of_survival(x: f64) -> f64 {
        (-0.5 * (1.0 - erf(x / SQRT_2))).ln_1p()
    }

    #[grad]
    pub fn of_reciprocal(x: f64) -> f64 {
        -(1.0 / (0.5 * (1.0 + erf(x / SQRT_2)))).ln()
    }

    #[grad]
    pub fn of_elements(x: &Array1<f64>) -> f64 {
        x.mapv(|v| 0.5 * (1.0 + erf(v / SQRT_2))).ln().sum()
    }

    #[grad]
    pub fn of_function(x: &Array1<f64>) -> f64 {
        sum(ln(0.5 * (1.0 + erf(x / SQRT_2))))
    }

    #[grad(x)]
    pub fn single(x: f32) -> f32 {
        (0.5 * (1.0 + erf(x / 2_f32.sqrt()))).ln()
    }
}

/// The error of rounding x/√2 is x² times as large in e^(−x²/2).
const RELATIVE: f64 = 1e-12;

#[test]
fn logarithms_of_the_distribution_function() {
    let rows = table();
    for [x, value, slope, ..] in rows.iter().copied() {
        for spelling in [
            logarithms::halved_value_and_grad,
            logarithms::over_two_value_and_grad,
            logarithms::spread_value_and_grad,
            logarithms::reflected_value_and_grad,
            logarithms::complement_value_and_grad,
            logarithms::survival_of_opposite_value_and_grad,
            logarithms::less_ln_two_value_and_grad,
            logarithms::by_ln_1p_value_and_grad,
            logarithms::ln_1p_of_survival_value_and_grad,
            logarithms::of_reciprocal_value_and_grad,
        ] {
            let (found, gradient) = spelling(x);
            assert_near(&format!("ln Φ({x:e})"), found, value, RELATIVE, 1e-321);
            assert_near(&format!("φ/Φ({x:e})"), gradient, slope, RELATIVE, 1e-321);
        }
        #[allow(clippy::cast_possible_truncation, reason = "rounding is meant")]
        let single = x as f32;
        if f64::from(single) == x && x.abs() < 1e15 {
            let (found, gradient) = logarithms::single_value_and_grad(single);
            let relative = 1.2e-7 * (4.0 + x * x);
            assert_near("ln Φ, single", found.into(), value, relative, 1e-44);
            assert_near("φ/Φ, single", gradient.into(), slope, relative, 1e-44);
        }
    }
    let points: Array1<f64> = rows.iter().map(|row| row[0]).collect();
    for gradient in [
        logarithms::of_elements_grad(&points),
        logarithms::of_function_grad(&points),
    ] {
        for ([x, _, slope, ..], found) in rows.iter().zip(gradient) {
            assert_near(&format!("φ/Φ([{x:e}])"), found, *slope, RELATIVE, 1e-321);
        }
    }
}

mod complements {
    use super::*;

    #[grad]
    pub fn difference(x: f64) -> f64 {
        1.0 - erf(x)
    }

    #[grad]
    pub fn of_opposite(x: f64) -> f64 {
        1.0 + erf(-x)
    }

    #[grad]
    pub fn of_sum(x: f64) -> f64 {
        2.0 - (1.0 + erf(x))
    }

    #[grad]
    pub fn negated(x: f64) -> f64 {
        -(erf(x) - 1.0)
    }

    #[grad]
    pub fn logarithm(x: f64) -> f64 {
        (1.0 - erf(x)).ln()
    }
}

#[test]
fn complements_do_not_cancel() {
    for [x, .., value, slope] in table() {
        for spelling in [
            complements::difference_value_and_grad,
            complements::of_opposite_value_and_grad,
            complements::of_sum_value_and_grad,
            complements::negated_value_and_grad,
        ] {
            let (found, gradient) = spelling(x);
            assert_near(&format!("erfc({x:e})"), found, value, RELATIVE, 1e-321);
            assert_near(&format!("erfc′({x:e})"), gradient, slope, RELATIVE, 1e-321);
        }
    }
    // erf(x) = 2x/√π near 0, and ln(1 − y) = −y.
    let (value, slope) = complements::logarithm_value_and_grad(1e-200);
    let two_over_root_pi = std::f64::consts::FRAC_2_SQRT_PI;
    assert_near("ln erfc", value, -two_over_root_pi * 1e-200, 1e-15, 0.0);
    assert_near("its slope", slope, -two_over_root_pi, 1e-15, 0.0);
}
