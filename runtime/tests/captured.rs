//! A proof rejects what only looks like `ndarray`'s methods and the prelude's functions.

#[test]
fn captured_names_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/captured/*.rs");
}
