//! Random programs through the compiler: the build script prints them as source (`generate`), here they
//! are annotated functions like any other, and each companion is compared with differences of the function.
//!
//! `MATGRAD_PROGRAMS=500 MATGRAD_SEED=7000 cargo test --test random` has 500 others. For thousands, in batches,
//! with a summary: `cargo test --test random_batches -- 7000 20000`.

#![allow(
    unstable_name_collisions,
    unused,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "programs that a machine wrote"
)]

mod check;
mod coverage;
mod generate;

use check::{Case, Inputs, Promise, check};

#[rustfmt::skip]
mod programs {
    use crate::check::{Case, Inputs, Parts, Promise, Run, turned};
    use matgrad::prelude::*;
    use ndarray::{
        Array, Array1, Array2, ArrayRef, ArrayRef1, ArrayRef2, ArrayView, ArrayView1, ArrayView2, Axis, Ix1, Ix2,
        NewAxis, s,
    };

    include!(concat!(env!("OUT_DIR"), "/random_programs.rs"));
}

/// Fails with what is wrong with a program, and where its seed leads.
fn run(case: &Case) {
    let again = format!("MATGRAD_PROGRAMS=1 MATGRAD_SEED={}", case.seed);
    match check(case) {
        Ok(true) => {}
        Ok(false) => panic!("no point at which differences converge ({again})"),
        Err(failure) => panic!("{failure}\n({again})"),
    }
}
