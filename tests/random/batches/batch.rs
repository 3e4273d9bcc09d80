//! A batch of programs as a crate: written, compiled, run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::generate::Program;
use crate::report::{Kind, Report};

/// Where the crates are, their builds, and what failed.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/random")
}

const MANIFEST: &str = r#"[package]
name = "batch"
version = "0.0.0"
edition = "2024"

[dependencies]
matgrad = { path = "@/runtime" }
ndarray = { version = "0.17", default-features = false, features = ["std"] }

[profile.dev]
debug = false
incremental = false
[profile.dev.package."*"]
opt-level = 1
[profile.dev.build-override]
opt-level = 1

[workspace]
"#;

const MAIN: &str = r#"#![allow(warnings)]
#[path = "@/tests/random/check/mod.rs"]
mod check;
mod programs;
fn main() {
    let skipped: u64 = std::env::args().nth(1).map_or(0, |text| text.parse().unwrap());
    std::panic::set_hook(Box::new(|_| {}));
    for case in programs::CASES.iter().filter(|case| case.seed >= skipped) {
        println!("start {}", case.seed);
        let said = match check::check(case) {
            Ok(true) => "right".to_owned(),
            Ok(false) => "unchecked".to_owned(),
            Err(failure) => format!("wrong {failure:?}"),
        };
        println!("end {} {said}", case.seed);
    }
}
"#;

const IMPORTS: &str = "use crate::check::{Case, Inputs, Parts, Promise, Run, turned};
use matgrad::prelude::*;
use ndarray::{Array, Array1, Array2, ArrayRef, ArrayRef1, ArrayRef2, ArrayView, ArrayView1, ArrayView2, Axis, Ix1,
    Ix2, NewAxis, s};
";

/// Writes the crate; the line at which each program starts.
fn write(programs: &[Program], source: impl Fn(&Program) -> String) -> BTreeMap<usize, usize> {
    let root = env!("CARGO_MANIFEST_DIR");
    let crate_folder = folder().join("batch");
    let put = |name: &str, text: &str| {
        let path = crate_folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("target is ours");
        std::fs::write(path, text).expect("target is ours");
    };
    put("Cargo.toml", &MANIFEST.replace('@', root));
    put("src/main.rs", &MAIN.replace('@', root));
    let lock = Path::new(root).join("Cargo.lock");
    let lock = std::fs::read_to_string(lock).expect("the lock file is there");
    put("Cargo.lock", &lock);
    let (mut text, mut starts) = (IMPORTS.to_owned(), BTreeMap::new());
    for (position, program) in programs.iter().enumerate() {
        starts.insert(text.lines().count() + 1, position);
        text += &source(program);
    }
    let names = programs.iter().map(|one| format!("CASE_{}", one.seed));
    let cases = names.collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "pub const CASES: &[Case] = &[{cases}];");
    put("src/programs.rs", &text);
    starts
}

/// Compiles until what rustc refuses is out.
pub fn compile(programs: &mut Vec<Program>, report: &mut Report) {
    loop {
        let starts = write(programs, Program::source);
        let errors = build(&starts, "build");
        if errors.is_empty() {
            return;
        }
        let (failed, rest): (Vec<_>, Vec<_>) = std::mem::take(programs)
            .into_iter()
            .enumerate()
            .partition(|(position, _)| errors.contains_key(position));
        *programs = rest.into_iter().map(|(_, program)| program).collect();
        blame(failed, &errors, report);
    }
}

/// Says of programs with errors whether they are in what was written by hand, so to speak, or by the macro.
fn blame(failed: Vec<(usize, Program)>, errors: &BTreeMap<usize, String>, report: &mut Report) {
    let (positions, programs): (Vec<_>, Vec<_>) = failed.into_iter().unzip();
    let plain = |program: &Program| {
        let name = format!("pub const CASE_{}: Case", program.seed);
        let empty =
            "Case { seed: 0, sizes: &[], promises: &[], wrt: &[], reference: |_| 0.0, runs: &[] }";
        format!("{}{name} = {empty};\n", program.plain())
    };
    let starts = write(&programs, plain);
    let ours = build(&starts, "check");
    for (number, (position, program)) in positions.iter().zip(&programs).enumerate() {
        match ours.get(&number) {
            Some(message) => report.add(Kind::Generator, program, message),
            None => report.add(Kind::Rustc, program, &errors[position]),
        }
    }
}

/// The errors of a build, by the position of the program.
fn build(starts: &BTreeMap<usize, usize>, command: &str) -> BTreeMap<usize, String> {
    let mut child = Command::new(env!("CARGO"))
        .args([command, "--offline", "--quiet", "--message-format=json"])
        .current_dir(folder().join("batch"))
        .env("CARGO_TARGET_DIR", folder().join("build"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("cargo runs");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut errors = BTreeMap::new();
    let mut elsewhere = String::new();
    for line in lines.map_while(Result::ok) {
        let message = serde_json::from_str::<Value>(&line).unwrap_or_default();
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let text = message["rendered"].as_str().unwrap_or_default();
        let short = message["message"].as_str().unwrap_or_default();
        let spans = message["spans"].as_array().into_iter().flatten();
        let mut spans = spans.filter(|span| span["is_primary"] == true);
        let line = spans.find_map(line_of);
        match line.and_then(|line| starts.range(..=line).next_back()) {
            Some((_, position)) => {
                errors
                    .entry(*position)
                    .or_insert_with(|| format!("{short}\n{text}"));
            }
            None => elsewhere += text,
        }
    }
    let done = child.wait().expect("cargo runs").success();
    assert!(
        done || !errors.is_empty(),
        "the batch does not build: {elsewhere}"
    );
    errors
}

/// The line within the programs, of what a macro wrote too.
fn line_of(span: &Value) -> Option<usize> {
    if span["file_name"].as_str()?.ends_with("programs.rs") {
        return usize::try_from(span["line_start"].as_u64()?).ok();
    }
    line_of(&span["expansion"]["span"])
}

/// Runs the batch, again behind each program that ends it.
pub fn run(programs: &[Program], report: &mut Report) {
    let of = |seed: &str| {
        let seed: u64 = seed.parse().ok()?;
        programs.iter().find(|program| program.seed == seed)
    };
    let mut from = 0;
    loop {
        let output = Command::new(folder().join("build/debug/batch"))
            .arg(from.to_string())
            .output()
            .expect("it was built");
        let text = String::from_utf8_lossy(&output.stdout);
        let mut open = None;
        for line in text.lines() {
            let mut words = line.splitn(3, ' ');
            let (word, program) = (words.next(), words.next().and_then(of));
            open = program;
            let (Some("end"), Some(program)) = (word, program) else {
                continue;
            };
            open = None;
            match words.next().unwrap_or_default() {
                "right" => report.add(Kind::Right, program, ""),
                "unchecked" => report.add(Kind::Unchecked, program, ""),
                wrong => report.add(Kind::Wrong, program, &wrong.replace("\\n", "\n")),
            }
        }
        let Some(program) = open else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        report.add(Kind::Wrong, program, &format!("the program ends: {said}"));
        from = program.seed + 1;
    }
}
