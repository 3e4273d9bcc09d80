//! Thousands of random programs: `cargo test --test random_batches -- FIRST COUNT [BATCH]`.
//!
//! Each batch is written as a crate under `target/random`, compiled, and run. What is wrong is kept there, a file a
//! program, and counted by its kind. The exit code says whether anything was.

#![allow(
    missing_docs,
    clippy::pedantic,
    reason = "a tool for those who work on the compiler"
)]

#[path = "../generate/mod.rs"]
mod generate;
#[path = "../judge.rs"]
mod judge;

mod batch;
mod report;

use judge::Verdict;
use report::{Kind, Report};

fn main() {
    let numbers = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok());
    let numbers: Vec<u64> = numbers.collect();
    let &[first, count, ref rest @ ..] = numbers.as_slice() else {
        println!("give the first seed and the number of programs: `-- 7000 20000`");
        return;
    };
    let size = rest.first().copied().unwrap_or(200);
    let mut report = Report::new();
    let mut seed = first;
    while seed < first + count {
        let end = (seed + size).min(first + count);
        one(seed..end, &mut report);
        println!("{seed}..{end}: {}", report.line());
        seed = end;
    }
    println!("{}", report.summary());
    std::process::exit(i32::from(report.is_bad()));
}

fn one(seeds: std::ops::Range<u64>, report: &mut Report) {
    let mut accepted = Vec::new();
    for program in seeds.map(generate::program) {
        match judge::judge(&program) {
            Verdict::Accepted => accepted.push(program),
            Verdict::Refused(message) => report.add(Kind::Refused, &program, &message),
            Verdict::Internal(message) if program.is_defined => {
                report.add(Kind::Internal, &program, &message);
            }
            Verdict::Internal(message) => {
                let message = format!("of a function defined at few sizes, {message}");
                report.add(Kind::Internal, &program, &message);
            }
        }
    }
    batch::compile(&mut accepted, report);
    batch::run(&accepted, report);
}
