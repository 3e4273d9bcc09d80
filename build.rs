//! Prints the random programs that `tests/random` compiles: as many as `MATGRAD_PROGRAMS` says, from the seed
//! `MATGRAD_SEED` on.

use std::fmt::Write as _;
use std::path::Path;

#[allow(dead_code, reason = "what only the batches of thousands need")]
#[path = "tests/random/generate/mod.rs"]
mod generate;
#[allow(dead_code, reason = "as above")]
#[path = "tests/random/judge.rs"]
mod judge;

use judge::Verdict;

const PROGRAMS: u64 = 300;

fn main() {
    println!("cargo::rerun-if-changed=tests/random");
    let directory = std::env::var_os("OUT_DIR").expect("cargo says where to");
    let path = Path::new(&directory).join("random_programs.rs");
    let (programs, first) = (
        number("MATGRAD_PROGRAMS", PROGRAMS),
        number("MATGRAD_SEED", 0),
    );
    std::fs::write(path, module(programs, first)).expect("the directory is there");
}

fn number(variable: &str, otherwise: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    match std::env::var(variable) {
        Ok(text) => text.parse().expect("a number"),
        Err(_) => otherwise,
    }
}

/// The programs that the compiler takes, each with its test. One that it refuses is no program, unless the refusal
/// is a fault of its own.
fn module(programs: u64, first: u64) -> String {
    let mut source = String::new();
    let mut written = 0;
    let mut drawn = (first..).map(generate::program);
    while written < programs {
        let Some(program) = drawn.find(|program| program.is_defined) else {
            break;
        };
        let (name, seed) = (program.name(), program.seed);
        let body = match judge::judge(&program) {
            Verdict::Refused(_) => continue,
            Verdict::Internal(message) => {
                let text = format!("{message}\n{}", program.annotated());
                format!("panic!(\"{{}}\", {text:?});")
            }
            Verdict::Accepted => {
                source += &program.source();
                format!("crate::run(&CASE_{seed});")
            }
        };
        written += 1;
        let _ = writeln!(source, "#[test]\nfn check_{name}() {{ {body} }}");
    }
    source
}
