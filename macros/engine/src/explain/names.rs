//! Names as mathematics: `q` of rank 2 → Q, `big_w` → W, `w1` → w₁, `lambda` → λ.
//!
//! Invariant: different inputs have different names. Where two would be called the same, both
//! keep the name they have in the program.

use std::collections::BTreeSet;

use super::formula::Name;
use crate::graph::{Graph, Id, Kind, Role};
use crate::structure::Structure;

const GREEK: [(&str, &str); 26] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("eps", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("lam", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
];

const DIGITS: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];

/// Names that formulas need for themselves.
const RESERVED: [&str; 3] = ["I", "d", "e"];

/// The name of each input.
#[must_use]
pub fn inputs(graph: &Graph) -> Vec<Name> {
    let mut ranks = vec![0; graph.inputs.len()];
    for index in 0..u32::try_from(graph.len()).unwrap_or(0) {
        if let Kind::Input(input) = graph.kind(Id(index)) {
            ranks[*input] = graph.rank(Id(index));
        }
    }
    let inputs = || graph.inputs.iter().zip(&ranks);
    let tangent = |role: Role| matches!(role, Role::Tangent(_));
    let mut names: Vec<String> = inputs()
        .map(|(input, rank)| match input.role {
            Role::Cotangent if *rank == 2 => "Ȳ".into(),
            Role::Cotangent => "ȳ".into(),
            _ => symbol(&input.name, *rank),
        })
        .collect();
    let raw: Vec<&str> = graph.inputs.iter().map(|i| i.name.as_str()).collect();
    // Falling back to a program name can collide with another symbol, which then falls back too.
    loop {
        let clash = |at: usize| {
            RESERVED.contains(&names[at].as_str())
                || (0..names.len()).any(|other| {
                    other != at && !tangent(graph.inputs[other].role) && names[other] == names[at]
                })
        };
        let bad: Vec<usize> = (0..names.len())
            .filter(|at| !tangent(graph.inputs[*at].role) && names[*at] != raw[*at] && clash(*at))
            .collect();
        if bad.is_empty() {
            break;
        }
        for at in bad {
            names[at] = raw[at].into();
        }
    }
    let of_parameter = |position: usize| {
        let found = inputs().position(|(i, _)| i.role == Role::Parameter(position));
        found.map(|at| names[at].clone())
    };
    let name = |(at, (input, _)): (usize, (&crate::graph::Input, &usize))| match input.role {
        Role::Tangent(position) => Name {
            text: of_parameter(position).unwrap_or_else(|| names[at].clone()),
            differential: true,
            symmetric: input.structure.is(Structure::SYMMETRIC),
        },
        _ => Name {
            text: names[at].clone(),
            differential: false,
            symmetric: input.structure.is(Structure::SYMMETRIC),
        },
    };
    inputs().enumerate().map(name).collect()
}

/// The names that are in use.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The names.
    pub names: BTreeSet<String>,
    /// The last number given.
    next: usize,
}

/// The name of a node that stands for itself in formulas: the user's, or a letter.
pub fn intermediate(graph: &Graph, id: Id, taken: &mut Taken) -> Name {
    let rank = graph.rank(id);
    let user = graph.names.get(&id).map(|name| symbol(name, rank));
    let letters: &[&str] = match rank {
        2 => &["T", "M", "N"],
        1 => &["t", "u", "v"],
        _ => &["s", "c", "h"],
    };
    let first = letters[0];
    let free = |name: &String| {
        !taken.names.contains(name) && !RESERVED.contains(&name.as_str()) && !name.is_empty()
    };
    let named = user.into_iter();
    let mut named = named.chain(letters.iter().map(|l| (*l).to_owned()));
    let mut next = taken.next;
    let mut numbered = || {
        next += 1;
        subscripted(&format!("{first}{next}"))
    };
    let text = named.find(free).unwrap_or_else(|| {
        let mut text = numbered();
        while !free(&text) {
            text = numbered();
        }
        text
    });
    taken.next = next;
    taken.names.insert(text.clone());
    Name {
        text,
        differential: false,
        symmetric: graph.structure(id).is(Structure::SYMMETRIC),
    }
}

/// Letters for indices, of which none is the name of a dimension.
#[must_use]
pub fn letters(graph: &Graph, count: usize) -> Vec<String> {
    let dims: Vec<&str> = graph.dims.symbols().map(|s| graph.dims.name(s)).collect();
    let plain = "ijklrstuvwxyzabcfghopq".chars().map(|c| c.to_string());
    let numbered = (1..).map(|n| format!("i{n}"));
    let free = |letter: &String| !dims.contains(&letter.as_str());
    plain.chain(numbered).filter(free).take(count).collect()
}

/// How a function's value is called: `p` → P, `loss` → loss.
#[must_use]
pub fn function(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter.to_uppercase().collect(),
        _ => name.into(),
    }
}

/// A program's name as mathematics writes it.
fn symbol(raw: &str, rank: usize) -> String {
    let word = raw
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .find(|word| !word.is_empty())
        .unwrap_or("c");
    let upper = |text: &str| {
        let capital = text.to_uppercase();
        // Some Greek capitals are Latin ones to the eye.
        let known = capital
            .chars()
            .all(|c| c.is_ascii() || "ΓΔΘΛΞΠΣΦΨΩ".contains(c));
        if known { capital } else { text.to_owned() }
    };
    if let Some(letter) = word
        .strip_prefix("big_")
        .filter(|rest| stem(rest).is_some())
    {
        return subscripted(&upper(&greek(letter)));
    }
    let Some((base, digits)) = stem(word) else {
        return word.into();
    };
    let letter = greek(base);
    let letter = match rank {
        2 => upper(&letter),
        // A scalar constant such as N or PI is written in capitals by convention of the language.
        _ if base.chars().count() == 1 => letter,
        _ => letter,
    };
    format!("{letter}{}", lowered(digits))
}

/// A single letter or a Greek letter's name, and the digits behind it.
fn stem(word: &str) -> Option<(&str, &str)> {
    let end = word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (base, digits) = word.split_at(end);
    let base = base.strip_suffix('_').unwrap_or(base);
    let letter = base.chars().count() == 1 && base != "_";
    (letter || greek_letter(base).is_some()).then_some((base, digits))
}

fn greek_letter(base: &str) -> Option<&'static str> {
    let lower = base.to_lowercase();
    let found = GREEK.iter().find(|(name, _)| *name == lower);
    found.map(|(_, letter)| *letter)
}

fn greek(base: &str) -> String {
    let (base, digits) = stem(base).unwrap_or((base, ""));
    let letter = greek_letter(base).unwrap_or(base);
    format!("{letter}{digits}")
}

fn subscripted(name: &str) -> String {
    let end = name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (base, digits) = name.split_at(end);
    format!("{base}{}", lowered(digits))
}

fn lowered(digits: &str) -> String {
    let digit = |c: char| c.to_digit(10).map(|d| DIGITS[d as usize]);
    digits.chars().filter_map(digit).collect()
}

/// A name without its subscript, and the subscript in plain digits.
#[must_use]
pub fn split(text: &str) -> (&str, String) {
    let base = text.trim_end_matches(|c| DIGITS.contains(&c));
    let digit = |c: char| DIGITS.iter().position(|d| *d == c);
    let subscript = text[base.len()..].chars().filter_map(digit);
    (base, subscript.map(|d| d.to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_names_become_mathematics() {
        let cases = [
            ("q", 2, "Q"),
            ("big_w", 2, "W"),
            ("w", 1, "w"),
            ("w1", 1, "w₁"),
            ("w_2", 2, "W₂"),
            ("alpha", 0, "α"),
            ("lam", 0, "λ"),
            ("sigma", 2, "Σ"),
            ("sigma2", 0, "σ₂"),
            ("x_train", 2, "x_train"),
            ("weights", 1, "weights"),
            ("std :: f64 :: consts :: PI", 0, "π"),
        ];
        for (raw, rank, expected) in cases {
            assert_eq!(symbol(raw, rank), expected, "{raw}");
        }
    }

    #[test]
    fn functions_of_one_letter_are_capitals() {
        assert_eq!(function("p"), "P");
        assert_eq!(function("loss"), "loss");
    }
}
