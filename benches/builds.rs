//! What `#[grad]` costs a user's build: `cargo bench --bench builds`.
//!
//! A crate of 100 annotated functions is written into the target directory and built; then one function is
//! edited and the crate is built again, by `cargo check`, in the dev and in the release profile. Beside it
//! stands the same crate without the attribute. Least of several seconds each.
//! `-- --keep` leaves the crates' own targets for the next run, as a user's would be.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const FUNCTIONS: usize = 100;
const EDITS: usize = 3;

/// Attribute, parameters and body; `{k}` is a number that makes each copy its own, `{edit}` that of the edit.
const PROGRAMS: [(&str, &str, &str); 10] = [
    (
        "w",
        "x: &Array2<f64>, y: &Array1<f64>, w: &Array1<f64>",
        "let r = x.dot(w) - y; 0.5 * r.dot(&r) / {k}.0 + {edit}.0 * w.dot(w)",
    ),
    (
        "w",
        "x: &Array2<f64>, y: &Array1<f64>, w: &Array1<f64>",
        "let z = matmul(x, w); mean(softplus(&z)) - dot(y, &z) / {k}.0 + {edit}.0 * norm2(w)",
    ),
    (
        "q",
        "q: &Array2<f64>, big_w: &Array2<f64>, w: &Array1<f64>, g: &Array1<f64>",
        "let o = Array1::<f64>::ones(q.nrows()); {edit}.0 + {k}.0 * trace(matmul(o, matmul(hadamard(q, big_w), hadamard(w, g))))",
    ),
    (
        "s",
        "#[structure(posdef)] s: &Array2<f64>, x: &Array1<f64>",
        "0.5 * (x.dot(&solve(s, x)) + {k}.0 * logdet(s)) + {edit}.0",
    ),
    (
        "x",
        "x: &Array1<f64>, b: f64",
        "let t = x.mapv(|v| (v * {k}.0 + b).tanh()); (t.sum() + {edit}.0).powi(2)",
    ),
    (
        "x, a",
        "a: &Array2<f64>, x: &Array1<f64>",
        "let h = a.dot(x).mapv(f64::exp); let s = h.sum() + {k}.0; (h / s).mapv(|p| p * p).sum() + {edit}.0",
    ),
    (
        "mu, sigma",
        "x: &Array1<f64>, mu: f64, sigma: f64",
        "let z = (x - mu) / sigma; -0.5 * (&z * &z).sum() - {k}.0 * sigma.ln() - {edit}.0",
    ),
    (
        "w1, w2",
        "x: &Array2<f64>, w1: &Array2<f64>, w2: &Array1<f64>, y: &Array1<f64>",
        "let h = tanh(matmul(x, w1)); let e = matmul(&h, w2) - y; mean(square(&e)) * {k}.0 + {edit}.0 * sum(square(w1))",
    ),
    (
        "p",
        "p: &Array1<f64>",
        "let q = softmax(p); -sum(hadamard(&q, ln(&q))) * {k}.0 + {edit}.0",
    ),
    (
        "x, y",
        "x: f64, y: f64",
        "let r = (x * x + y * y).sqrt(); if r > {k}.0 { r.ln() * {edit}.0 } else { x.sin() * y }",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let keep = std::env::args().any(|argument| argument == "--keep");
    let plain = Crate::new("plain", false)?;
    let annotated = Crate::new("annotated", true)?;
    println!("{FUNCTIONS} functions, one edited: seconds without and with #[grad]");
    for arguments in [&["check"][..], &["build"], &["build", "--release"]] {
        let (without, with) = (plain.seconds(arguments)?, annotated.seconds(arguments)?);
        println!(
            "  cargo {:<16} {without:>6.2} {with:>6.2}",
            arguments.join(" ")
        );
    }
    if !keep {
        fs::remove_dir_all(&plain.folder)?;
        fs::remove_dir_all(&annotated.folder)?;
    }
    Ok(())
}

/// A generated crate.
struct Crate {
    folder: PathBuf,
    annotated: bool,
}

impl Crate {
    fn new(name: &str, annotated: bool) -> Result<Self, Box<dyn Error>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("builds")
            .join(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nmatgrad = {{ path = '{}' }}\nndarray = {{ version = \"0.17.2\", default-features = false, \
             features = [\"std\"] }}\n",
            root.join("runtime").display()
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // The same versions, so that nothing is fetched.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder, annotated })
    }

    /// The library, after so many edits of its first function.
    fn write(&self, edits: usize) -> Result<(), Box<dyn Error>> {
        let mut text = String::from(
            "#![allow(dead_code)]\nuse matgrad::prelude::*;\nuse ndarray::{Array1, Array2};\n",
        );
        for position in 0..FUNCTIONS {
            let (wrt, parameters, body) = PROGRAMS[position % PROGRAMS.len()];
            let edit = if position == 0 { edits + 1 } else { 1 };
            let body = body
                .replace("{k}", &(position + 1).to_string())
                .replace("{edit}", &edit.to_string());
            if self.annotated {
                write!(text, "\n#[grad({wrt})]")?;
            }
            let parameters = if self.annotated {
                parameters.to_owned()
            } else {
                parameters.replace("#[structure(posdef)] ", "")
            };
            write!(
                text,
                "\npub fn f{position}({parameters}) -> f64 {{\n    {body}\n}}\n"
            )?;
        }
        Ok(fs::write(self.folder.join("src/lib.rs"), text)?)
    }

    /// The seconds that cargo takes after an edit.
    fn seconds(&self, arguments: &[&str]) -> Result<f64, Box<dyn Error>> {
        let mut least = f64::INFINITY;
        for edits in 0..=EDITS {
            self.write(edits)?;
            let start = Instant::now();
            let status = Command::new(env!("CARGO"))
                .args(arguments)
                .args(["--quiet", "--offline"])
                .current_dir(&self.folder)
                .status()?;
            if !status.success() {
                return Err("the generated crate does not build".into());
            }
            // The first is no edit: it builds all.
            if edits > 0 {
                least = least.min(start.elapsed().as_secs_f64());
            }
        }
        Ok(least)
    }
}
