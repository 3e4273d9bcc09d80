//! Operations are named in the rule table, where laws are about them, and where syntax denotes them; all else asks for
//! their roles.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use matgrad_engine::rules::all;
use proc_macro2::{TokenStream, TokenTree};

/// The table, its reference arithmetic, the laws, and what Rust and ndarray call things.
const TABLES: [&str; 6] = [
    "rules",
    "dual",
    "simplify",
    "stabilise",
    "arrange",
    "lower/syntax",
];

/// What stands for an operation without being asked for one.
const SYNTAX: [(&str, &[&str]); 9] = [
    // Rust's own spellings.
    (
        "lower/choice",
        &[
            "at_least", "at_most", "both", "differs", "either", "equal", "greater", "less", "not",
        ],
    ),
    ("lower/operators", &["recip"]),
    // It decides what a body may depend on, not what it computes.
    ("lower", &["stop_gradient"]),
    ("parse/expression", &["vec"]),
    ("structure", &["diagonal"]),
    // Commands that LaTeX has.
    (
        "explain/latex",
        &[
            "cos", "cosh", "det", "exp", "ln", "max", "min", "sin", "sinh", "tan", "tanh",
        ],
    ),
    ("graph/print", &["eye"]),
    // Words of index notation, as they are printed.
    (
        "explain",
        &["diag", "reshape", "tril", "triu", "vec", "cumsum"],
    ),
    // Kernels of the run-time crate, steps and factorizations.
    ("plan", &["cumsum", "cholesky"]),
];

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The string literals of a file, but for those of its tests and attributes.
fn strings(tokens: TokenStream, found: &mut Vec<String>) {
    let mut before: Vec<String> = Vec::new();
    for token in tokens {
        match &token {
            TokenTree::Group(group) => {
                let words: Vec<&str> = before.iter().rev().take(2).map(String::as_str).collect();
                let skipped = matches!(words[..], [_, "mod"] if before.contains(&"[cfg(test)]".into()))
                    || words.first() == Some(&"#");
                if !skipped {
                    strings(group.stream(), found);
                }
                let text: String = token.to_string().split_whitespace().collect();
                before.push(text);
                if group.to_string().starts_with('{') {
                    before.clear();
                }
                continue;
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let inside = text
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'));
                found.extend(inside.map(String::from));
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => before.clear(),
            _ => {}
        }
        before.push(token.to_string());
    }
}

#[test]
fn operations_are_named_in_the_tables_alone() {
    let names: BTreeSet<&str> = all().map(|(_, rule)| rule.name).collect();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&sources, &mut paths);
    let mut wrong = Vec::new();
    for path in &paths {
        let place = path.strip_prefix(&sources).expect("a path inside");
        let place = place
            .with_extension("")
            .to_str()
            .expect("text")
            .replace('\\', "/");
        let family = place.split('/').next().unwrap_or_default();
        if TABLES.contains(&family) || TABLES.contains(&place.as_str()) || place.ends_with("/tests")
        {
            continue;
        }
        let text = fs::read_to_string(path).expect("a source");
        let mut found = Vec::new();
        strings(text.parse().expect("tokens"), &mut found);
        for name in found.iter().filter(|text| names.contains(text.as_str())) {
            let denoted = SYNTAX.iter().any(|(prefix, allowed)| {
                place.starts_with(prefix) && allowed.contains(&name.as_str())
            });
            if !denoted {
                wrong.push(format!("{place} names `{name}`"));
            }
        }
    }
    assert!(paths.len() > 80, "{} files", paths.len());
    assert!(wrong.is_empty(), "ask for a role instead: {wrong:#?}");
}
