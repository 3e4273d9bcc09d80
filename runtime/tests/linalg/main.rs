//! Linear algebra against exact results, residual bounds and independent algorithms, in every memory layout.

#![allow(
    clippy::pedantic,
    reason = "small sizes, compared exactly where results are exact"
)]

mod adjugate_derivatives;
mod adjugates;
mod exponentials;
mod factors;
mod matrices;
#[cfg(feature = "faer")]
mod spectra;
mod systems;
mod words;
