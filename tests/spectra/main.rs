//! What needs the feature `faer`: the stored cases of singular values and eigenvalues.

#[macro_use]
#[path = "../shared_cases/harness.rs"]
mod harness;
#[path = "../shared_cases/spectra.rs"]
mod spectra;
#[path = "../shared_cases/with_faer.rs"]
mod with_faer;

#[test]
fn every_listed_case_is_tested() {
    assert_eq!(spectra::IDS, with_faer::IDS);
}
