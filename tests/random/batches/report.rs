//! What became of the programs, by kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::generate::Program;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Compared with differences.
    Right,
    /// Accepted, and compared nowhere.
    Unchecked,
    /// As the compiler should, or so it says.
    Refused,
    /// No Rust before the macro: a fault of the generator.
    Generator,
    Wrong,
    Internal,
    /// What the macro wrote does not compile.
    Rustc,
}

impl Kind {
    fn is_bad(self) -> bool {
        matches!(self, Self::Wrong | Self::Internal | Self::Rustc)
    }
}

pub struct Report {
    counts: BTreeMap<Kind, usize>,
    /// What refusals and failures say, with names left out: how often, and the first program.
    messages: BTreeMap<(Kind, String), (usize, u64)>,
    folder: PathBuf,
}

impl Report {
    pub fn new() -> Self {
        let folder = crate::batch::folder().join("failures");
        Self {
            counts: BTreeMap::new(),
            messages: BTreeMap::new(),
            folder,
        }
    }

    pub fn add(&mut self, kind: Kind, program: &Program, message: &str) {
        *self.counts.entry(kind).or_default() += 1;
        if kind == Kind::Right {
            return;
        }
        let entry = self.messages.entry((kind, outline(message)));
        entry.or_insert((0, program.seed)).0 += 1;
        {
            let file = self.folder.join(format!("{kind:?}-{}.rs", program.seed));
            keep(&file, &format!("/*\n{message}\n*/\n{}", program.source()));
        }
    }

    pub fn is_bad(&self) -> bool {
        self.counts.keys().any(|kind| kind.is_bad())
    }

    pub fn line(&self) -> String {
        let counts = self.counts.iter();
        let counts = counts.map(|(kind, count)| format!("{count} {kind:?}"));
        counts.collect::<Vec<_>>().join(", ").to_lowercase()
    }

    pub fn summary(&self) -> String {
        let mut text = String::new();
        for ((kind, message), (count, seed)) in &self.messages {
            let _ = writeln!(text, "{count:>6} {kind:?}, first of seed {seed}: {message}");
        }
        text + &self.line()
    }
}

fn keep(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("target is ours");
    std::fs::write(file, text).expect("target is ours");
}

/// The first line, without what is quoted and without numbers.
fn outline(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let outside = line.split('`').step_by(2).collect::<Vec<_>>().join("`…`");
    let plain = outside.replace(|c: char| c.is_ascii_digit(), "#");
    plain.chars().take(160).collect()
}
