//! One mistake, one message: each file is named after its mistake, and its `.stderr` is what the
//! user reads. `TRYBUILD=overwrite cargo test --package matgrad-macros` writes them anew.
//!
//! They are here since trybuild builds all that the package under test depends on once more.

#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
