//! A rule's notation, with its arguments filled in.
//!
//! `"{0}⁻¹ {1}"` and the like become formulas, so that laws of notation apply to them: the
//! transpose of an inverse is written A⁻ᵀ. What the templates can say: `f({0}, {1})`, fences
//! `‖{0}‖₂` and `|{0}|`, exponents behind a hole, juxtaposition, `/`, `⊙`, `⊗` and `:`.

use super::formula::{Formula, Term};
use crate::graph::Attribute;
use crate::rules::Rule;

const SUPERSCRIPTS: [(char, f64); 4] = [('²', 2.0), ('³', 3.0), ('⁴', 4.0), ('⁵', 5.0)];

/// An elementwise function's formula; numbers among the arguments spread.
#[must_use]
pub fn elementwise(
    rule: &Rule,
    attribute: Attribute,
    mut arguments: Vec<Formula>,
    rank: usize,
) -> Formula {
    // Division has a notation of its own, which puts numerators together.
    if rule.name == "recip" && arguments.len() == 1 {
        let x = arguments.remove(0);
        return match (rank, x) {
            (0, x) => x.divisor(),
            (_, Formula::Number(value)) => Formula::Number(1.0 / value),
            (_, x) => x.reciprocal(),
        };
    }
    fill(rule, rule.notation, attribute, &arguments, rank > 0, rank)
}

/// A primitive's formula.
#[must_use]
pub fn primitive(
    rule: &Rule,
    attribute: Attribute,
    arguments: Vec<Formula>,
    rank: usize,
) -> Formula {
    let formula = fill(rule, rule.notation, attribute, &arguments, false, rank);
    match (formula, attribute) {
        (Formula::Call(name, mut arguments), Attribute::Axis(axis)) => {
            arguments.push(Formula::Word(format!("axis {axis}")));
            Formula::Call(name, arguments)
        }
        (formula, _) => formula,
    }
}

fn fill(
    rule: &Rule,
    text: &str,
    attribute: Attribute,
    arguments: &[Formula],
    elementwise: bool,
    rank: usize,
) -> Formula {
    let known = parse(text, attribute, arguments, elementwise, rank);
    known.unwrap_or_else(|| {
        let mut arguments = arguments.to_vec();
        if let Attribute::Exponent(n) = attribute {
            arguments.push(Formula::Number(f64::from(n)));
        }
        Formula::Call(rule.name.into(), arguments)
    })
}

fn parse(
    text: &str,
    attribute: Attribute,
    arguments: &[Formula],
    elementwise: bool,
    rank: usize,
) -> Option<Formula> {
    let inner = |text: &str| parse(text, attribute, arguments, elementwise, rank);
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('−') {
        return Some(inner(rest)?.scaled(-1.0));
    }
    if let Some((left, right)) = outside(text, " / ") {
        let (left, right) = (inner(left)?, inner(right)?);
        return Some(divide(left, right, rank));
    }
    if let Some((left, right)) = outside(text, " ⊙ ") {
        return Some(Formula::hadamard(vec![inner(left)?, inner(right)?]));
    }
    if let Some((left, right)) = outside(text, " ⊗ ") {
        let (left, right) = (Box::new(inner(left)?), Box::new(inner(right)?));
        return Some(Formula::Kronecker(left, right));
    }
    if let Some((left, right)) = outside(text, " : ") {
        return Some(Formula::frobenius(inner(left)?, inner(right)?));
    }
    if let Some((left, right)) = outside(text, " ") {
        return Some(Formula::product(vec![inner(left)?, inner(right)?]));
    }
    if let Ok(value) = text.parse::<f64>() {
        return Some(Formula::Number(value));
    }
    if let Some(fenced) = fence(text, &inner) {
        return Some(fenced);
    }
    call(text, &inner).or_else(|| powered(text, attribute, arguments, elementwise))
}

/// Splits at the first separator that is in no parentheses.
fn outside<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let positions = text.match_indices(separator).map(|(at, _)| at);
    let mut open = positions.filter(|at| {
        let count = |c: char| text[..*at].chars().filter(|x| *x == c).count();
        count('(') == count(')')
    });
    let at = open.next()?;
    Some((&text[..at], &text[at + separator.len()..]))
}

fn divide(left: Formula, right: Formula, rank: usize) -> Formula {
    if rank > 0 {
        let left = if left == Formula::Number(1.0) {
            Formula::Ones
        } else {
            left
        };
        return Formula::hadamard(vec![left, right.reciprocal()]);
    }
    let mut term = Term::one();
    term.multiply(left);
    term.multiply(right.divisor());
    term.of(None)
}

fn fence(text: &str, inner: &dyn Fn(&str) -> Option<Formula>) -> Option<Formula> {
    for bar in ["‖", "|"] {
        if let Some((body, subscript)) = text
            .strip_prefix(bar)
            .and_then(|rest| rest.rsplit_once(bar))
        {
            let body = Box::new(inner(body)?);
            return Some(Formula::Fence(bar, body, subscript.into()));
        }
    }
    None
}

fn call(text: &str, inner: &dyn Fn(&str) -> Option<Formula>) -> Option<Formula> {
    let (name, rest) = text.split_once('(')?;
    let body = rest.strip_suffix(')')?;
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '∂';
    if name.is_empty() || !name.chars().all(word) {
        return None;
    }
    let arguments: Option<Vec<Formula>> = body.split(", ").map(inner).collect();
    Some(Formula::Call(name.into(), arguments?))
}

/// `{0}` with whatever exponent follows.
fn powered(
    text: &str,
    attribute: Attribute,
    arguments: &[Formula],
    elementwise: bool,
) -> Option<Formula> {
    let (hole, suffix) = text.strip_prefix('{')?.split_once('}')?;
    let base = arguments.get(hole.parse::<usize>().ok()?)?.clone();
    let raised = |exponent| Some(Formula::power(base.clone(), exponent, elementwise));
    let exponent = match (suffix, attribute) {
        ("", _) => return Some(base),
        ("ᵀ", _) => return Some(base.transpose()),
        ("⁻¹", _) if !elementwise => return Some(inverse(base)),
        ("⁻ᵀ", _) => return Some(inverse(base).transpose()),
        ("^{n}", Attribute::Exponent(n)) => return raised(Formula::Number(f64::from(n))),
        _ => suffix.strip_prefix('^'),
    };
    if let Some(exponent) = exponent {
        let hole = exponent.strip_prefix('{').and_then(|e| e.strip_suffix('}'));
        return match hole {
            Some(hole) => raised(arguments.get(hole.parse::<usize>().ok()?)?.clone()),
            None => raised(Formula::Number(exponent.replace('−', "-").parse().ok()?)),
        };
    }
    let mut letters = suffix.chars();
    let first = letters.next()?;
    let digit = SUPERSCRIPTS.iter().find(|(c, _)| *c == first)?;
    letters
        .next()
        .is_none()
        .then(|| raised(Formula::Number(digit.1)))?
}

fn inverse(base: Formula) -> Formula {
    let mut term = Term::one();
    let base = term.take_scalars(base);
    let mut front = Term::one();
    front.coefficient = 1.0 / term.coefficient;
    front.scalars = term.divisors;
    front.divisors = term.scalars;
    let inverted = match base {
        Formula::Inverse(inner) => *inner,
        Formula::Transpose(inner) => Formula::Transpose(Box::new(Formula::Inverse(inner))),
        Formula::Identity => Formula::Identity,
        other => Formula::Inverse(Box::new(other)),
    };
    front.of(Some(inverted))
}
