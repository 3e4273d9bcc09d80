//! Bounds that only run time knows: a companion panics at its entry, in words about the parameter, and
//! nowhere before.

use matgrad::prelude::*;
use ndarray::{Array1, array, s};
use std::panic::catch_unwind;

#[grad(x)]
fn every_other(x: &Array1<f64>, a: usize, b: usize) -> f64 {
    x.slice(s![a..b;2]).mapv(|v| v * v).sum()
}

#[grad(x)]
fn backwards(x: &Array1<f64>, a: usize, b: usize) -> f64 {
    let third = x.slice(s![a..b;-3]);
    third.dot(&third)
}

#[grad(x)]
fn to_the_end(x: &Array1<f64>, a: usize) -> f64 {
    x.slice(s![a + 1..;2]).mapv(f64::exp).sum()
}

#[grad(x)]
fn contiguous(x: &Array1<f64>, a: usize, b: usize) -> f64 {
    x.slice(s![a..b]).mapv(f64::exp).sum()
}

/// The message with which `f` panics.
fn panic_of<R>(f: impl Fn() -> R + std::panic::UnwindSafe) -> String {
    match catch_unwind(f) {
        Ok(_) => "no panic".to_owned(),
        Err(payload) => payload
            .downcast::<String>()
            .map_or_else(|_| "a panic without words".to_owned(), |text| *text),
    }
}

#[test]
fn ranges_within_the_array_are_taken() {
    let x = array![1.0, 2.0, 3.0, 4.0, 5.0];
    assert_eq!(every_other_grad(&x, 1, 5), array![0.0, 4.0, 0.0, 8.0, 0.0]);
    assert_eq!(every_other_grad(&x, 2, 2), Array1::zeros(5));
    assert_eq!(
        backwards_value_and_grad(&x, 0, 5),
        (29.0, array![0.0, 4.0, 0.0, 0.0, 10.0])
    );
    assert_eq!(to_the_end_grad(&x, 4), Array1::zeros(5));
    assert_eq!(contiguous_grad(&x, 3, 3), Array1::zeros(5));
}

#[test]
fn ranges_that_end_before_they_start_are_refused_at_entry() {
    let x = array![1.0, 2.0, 3.0, 4.0, 5.0];
    let expected = |name: &str, what: &str| {
        format!("{name}: the position of `{what}` is 3, expected at most 1")
    };
    assert_eq!(
        panic_of(|| every_other_grad(&x, 3, 1)),
        expected("every_other_grad", "x.slice(s![a..b; 2])")
    );
    assert_eq!(
        panic_of(|| every_other_value_and_grad(&x, 3, 1)),
        expected("every_other_value_and_grad", "x.slice(s![a..b; 2])")
    );
    assert_eq!(
        panic_of(|| backwards_grad(&x, 3, 1)),
        expected("backwards_grad", "x.slice(s![a..b; -3])")
    );
    assert_eq!(
        panic_of(|| contiguous_grad(&x, 3, 1)),
        expected("contiguous_grad", "x.slice(s![a..b])")
    );
}

#[test]
fn ranges_past_the_end_are_refused_at_entry() {
    let x = array![1.0, 2.0, 3.0, 4.0, 5.0];
    for message in [
        panic_of(|| every_other_grad(&x, 3, 6)),
        panic_of(|| backwards_grad(&x, 3, 6)),
        panic_of(|| to_the_end_grad(&x, 5)),
        panic_of(|| to_the_end_grad(&x, 7)),
    ] {
        assert!(
            message.contains("_grad: the position of `x.slice("),
            "{message}"
        );
        assert!(message.ends_with("expected at most 5"), "{message}");
    }
}
