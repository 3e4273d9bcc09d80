//! Every function is checked: no refusal of a right one, and none that was looked at nowhere.

use matgrad_engine::derive;
use matgrad_engine::diagnostics::Errors;
use matgrad_engine::verify::{Verified, verify};

/// What the check says of a function.
fn checked(attribute: &str, item: &str) -> Result<Verified, String> {
    let mut errors = Errors::new();
    let derived = derive(
        attribute.parse().unwrap(),
        item.parse().unwrap(),
        &mut errors,
    );
    let messages = errors.messages();
    match derived {
        Some(derived) => verify(&derived.gradient, &[]),
        None => Err(messages.join("\n")),
    }
}

fn assert_checked(functions: &[(&str, &str)]) {
    for (attribute, item) in functions {
        let verified = checked(attribute, item);
        assert!(
            matches!(verified, Ok(Verified::Checked(2..))),
            "{item}\n{verified:?}"
        );
    }
}

#[test]
fn a_summed_index_that_no_factor_carries_counts() {
    assert_checked(&[
        (
            "t",
            "fn f(t: f64) -> f64 { let m = ones::<f64, _>((2, 3)) * t; frobenius(&m, &m) + sum(&m) }",
        ),
        (
            "t",
            "fn f(t: f64, n: usize, k: usize) -> f64 { let m = ones::<f64, _>((n, k)) * t; frobenius(&m, &m) + sum(&m) }",
        ),
    ]);
}
