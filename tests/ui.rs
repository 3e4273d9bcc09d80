//! One mistake, one message: each file is named after its mistake, and its `.stderr` is what the
//! user reads. `TRYBUILD=overwrite cargo test --test ui` writes them anew.

#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
