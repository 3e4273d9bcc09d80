//! Naive spellings at the ends of the number line: a gradient that is finite in exact arithmetic
//! and representable comes out finite, and right.

#![allow(
    clippy::float_cmp,
    reason = "infinities and exact values are compared as they are"
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::redundant_closure_for_method_calls,
    reason = "spelled as users do"
)]

mod arrays;
mod determinants;
mod directions;
mod normal;
mod norms;
mod nothing;
mod quotients;
mod regularised;
mod scalars;

/// Whether `found` is `expected`, up to `relative` and what is lost to numbers below the normal ones.
#[track_caller]
fn assert_near(what: &str, found: f64, expected: f64, relative: f64, subnormal: f64) {
    let near = found == expected
        || (found.is_nan() && expected.is_nan())
        || (found - expected).abs() <= relative * expected.abs() + subnormal;
    assert!(near, "{what}: {found:e}, expected {expected:e}");
}
