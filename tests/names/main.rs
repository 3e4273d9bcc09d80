//! Names of the user's own: whatever a body reads by its name is the user's where it is a constant, and
//! matgrad's or ndarray's where it is an operation. What is neither is refused: `macros/tests/ui/names`.
#![allow(
    missing_docs,
    unused_qualifications,
    unused_parens,
    clippy::redundant_closure,
    clippy::redundant_closure_for_method_calls,
    clippy::items_after_statements,
    clippy::needless_pass_by_value,
    reason = "the spellings are what is tested"
)]

use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};

mod constants {
    pub const PI: f64 = 3.0;
    pub const E: f64 = 2.0;
    pub const HEIGHT: usize = 1;
}

const SCALE: f64 = 2.0;
const PI: f64 = 5.0;

mod degrees {
    pub const SCALE: f64 = 57.0;
    pub type Vector = ndarray::Array1<f64>;
    pub fn weight() -> f64 {
        4.0
    }
}

#[grad(x)]
fn own_constants(x: f64) -> f64 {
    PI * x + constants::PI * x + SCALE * x
}

#[grad(x)]
fn imported_in_the_body(x: f64) -> f64 {
    use constants::{E, HEIGHT, PI as THREE};
    use degrees::SCALE;
    let y: f64 = array_of(HEIGHT)[HEIGHT];
    SCALE * x + THREE * x * x + E + y
}

fn array_of(_: usize) -> [f64; 2] {
    [1.0, 7.0]
}

#[grad(x)]
fn imported_by_star(x: f64) -> f64 {
    use degrees::*;
    let w: f64 = Vector::from_elem(2, weight())[1] + 1.0;
    SCALE * x * w
}

/// An item is there before it is declared.
#[grad(x)]
fn declared_late(x: f64) -> f64 {
    let y = SCALE * x * DOUBLE;
    const DOUBLE: f64 = 2.0 * SCALE;
    const SCALE: f64 = 10.0;
    y * y
}

#[grad(x)]
fn in_a_block(x: &Array1<f64>) -> f64 {
    let s = {
        let sum = x * SCALE;
        let max = sum.dot(&sum);
        max * 3.0
    };
    s + sum(x)
}

#[grad(x)]
fn spellings(x: &Array1<f64>) -> f64 {
    use matgrad::prelude::relu as positive;
    let one: f64 = positive(1.0);
    let a = x.mapv(f64::exp).mapv(matgrad::prelude::sigmoid).mapv(sin);
    let b = x
        .map(|v| f64::relu(v))
        .mapv(|v| Elementwise::square(&v) + f64::xlogy(&v, 2.0))
        .mapv(<f64>::tanh);
    f64::max(a.sum(), (sum)(b)) * one
}

#[grad(a)]
fn of_a_parameter<T: Real>(a: T, b: T) -> T {
    let v = T::max(a, b) * T::exp(a) + T::lit(2.0) * T::one();
    T::min(v, T::tanh(T::from(3.0).unwrap() * a)) + a.pow(b) + T::powi(a, 2)
}

#[grad(x)]
fn closures_over_arrays(x: &Array1<f64>, y: Array1<f64>) -> f64 {
    let k = |a: &Array1<f64>, b: Array1<f64>| a.dot(&b) + a.sum();
    k(x, y.clone()) * k(&y, x.exp())
}

#[grad(x)]
fn powers(x: &Array1<f64>) -> f64 {
    (x.pow(2.0) + x.pow(x)).sum() + x[0].pow(1.5)
}

fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
}

fn gradient(f: impl Fn(&Array1<f64>) -> f64, x: &Array1<f64>) -> Array1<f64> {
    let along = |k: usize| {
        let at = |s: f64| {
            let mut moved = x.clone();
            moved[k] = s;
            f(&moved)
        };
        slope(at, x[k])
    };
    (0..x.len()).map(along).collect()
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-6 * (1.0 + expected.abs()),
        "{found} for {expected}"
    );
}

#[track_caller]
fn assert_all_near(found: &Array1<f64>, expected: &Array1<f64>) {
    assert_eq!(found.len(), expected.len());
    found
        .iter()
        .zip(expected)
        .for_each(|(f, e)| assert_near(*f, *e));
}

#[test]
fn constants_are_the_users() {
    for (value, both) in [
        (
            own_constants as fn(f64) -> f64,
            own_constants_value_and_grad as fn(f64) -> (f64, f64),
        ),
        (imported_in_the_body, imported_in_the_body_value_and_grad),
        (imported_by_star, imported_by_star_value_and_grad),
        (declared_late, declared_late_value_and_grad),
    ] {
        assert_near(both(0.7).0, value(0.7));
        assert_near(both(0.7).1, slope(value, 0.7));
    }
    assert_near(own_constants_grad(0.7), 10.0);
    assert_near(imported_in_the_body_grad(0.7), 57.0 + 6.0 * 0.7);
    assert_near(imported_by_star_grad(0.7), 57.0 * 5.0);
    assert_near(declared_late_grad(0.7), 2.0 * 200.0 * 200.0 * 0.7);
}

#[test]
fn values_may_have_names_of_functions() {
    let x = array![0.5, -1.0, 0.25];
    assert_all_near(&in_a_block_grad(&x), &gradient(in_a_block, &x));
}

#[test]
fn functions_have_many_spellings() {
    let x = array![0.5, 1.0, 0.25];
    assert_all_near(&spellings_grad(&x), &gradient(spellings, &x));
    assert_all_near(&powers_grad(&x), &gradient(powers, &x));
    assert_near(
        of_a_parameter_grad(0.3, 0.9),
        slope(|a| of_a_parameter(a, 0.9), 0.3),
    );
    assert_near(
        of_a_parameter_grad(1.3, 0.9),
        slope(|a| of_a_parameter(a, 0.9), 1.3),
    );
}

#[test]
fn closures_take_arrays() {
    let (x, y) = (array![0.5, 1.0], array![2.0, -1.0]);
    let found = closures_over_arrays_grad(&x, y.clone());
    assert_all_near(
        &found,
        &gradient(|x| closures_over_arrays(x, y.clone()), &x),
    );
}

#[test]
fn a_matrix_of_ones_is_ndarrays() {
    #[grad(x)]
    fn f(x: &Array2<f64>) -> f64 {
        (x * &ndarray::Array2::<f64>::ones(x.dim())).sum()
            + (x * &<Array2<f64>>::from_elem((2, 2), SCALE)).sum()
    }
    assert_eq!(
        f_grad(&array![[1.0, 2.0], [3.0, 4.0]]),
        Array2::from_elem((2, 2), 3.0)
    );
}
