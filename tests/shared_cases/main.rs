//! Published functions of vectors and matrices, differentiated by `#[grad]` and compared with the
//! values and gradients stored in `cases.json`.
//!
//! Each case is written once, in the way its family's users write Rust: vocabulary functions,
//! ndarray methods and operators are mixed on purpose, and so are the parameter types.
#![allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    reason = "the cases cover every type a parameter may have, and as many as their sources do"
)]
#![allow(
    clippy::let_and_return,
    clippy::needless_return,
    clippy::redundant_clone,
    clippy::redundant_closure_for_method_calls,
    clippy::cast_precision_loss,
    reason = "the cases cover the spellings users have"
)]

#[macro_use]
mod harness;

mod branches;
mod cookbook;
mod frameworks;
mod linear;
mod matrixcalculus;
mod programs;
mod stackexchange;
mod sympy;
mod tensors;
mod with_faer;

use std::collections::BTreeSet;

const TESTED: [&[&str]; 10] = [
    branches::IDS,
    cookbook::IDS,
    frameworks::IDS,
    linear::IDS,
    matrixcalculus::IDS,
    programs::IDS,
    stackexchange::IDS,
    sympy::IDS,
    tensors::IDS,
    with_faer::IDS,
];

/// Cases that the language has no words for yet, with what they need.
const NOT_TESTED: &[(&str, &[&str])] = &[
    ("eigenvectors", &["mc068"]),
    (
        "array-valued",
        &["mc060", "mc130", "mx02", "sy07", "sy16", "sy26"],
    ),
];

#[test]
fn every_case_is_tested_or_listed_once() {
    let listed = TESTED
        .iter()
        .chain(NOT_TESTED.iter().map(|(_, ids)| ids))
        .flat_map(|ids| ids.iter().copied());
    let mut seen = BTreeSet::new();
    for id in listed {
        assert!(seen.insert(id), "{id} is listed twice");
    }
    let stored: BTreeSet<&str> = harness::ids().collect();
    assert_eq!(stored, seen);
}
