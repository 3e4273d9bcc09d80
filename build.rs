//! Prints the random programs that `tests/random` compiles.

use std::path::Path;

#[path = "tests/random/generate/mod.rs"]
mod generate;

const PROGRAMS: u64 = 100;

fn main() {
    println!("cargo::rerun-if-changed=tests/random/generate");
    let directory = std::env::var_os("OUT_DIR").expect("cargo says where to");
    let path = Path::new(&directory).join("random_programs.rs");
    std::fs::write(path, generate::module(PROGRAMS)).expect("the directory is there");
}
