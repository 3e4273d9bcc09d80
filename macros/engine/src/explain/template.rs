//! A rule's notation, with its arguments filled in.
//!
//! `"{0}⁻¹ {1}"` and the like become formulas, so that laws of notation apply to them: the
//! transpose of an inverse is written A⁻ᵀ. What the templates can say: `f({0}, {1})`, fences
//! `‖{0}‖₂` and `|{0}|`, exponents behind a hole, juxtaposition, `/`, `⊙`, `⊗` and `:`.

use super::formula::{Formula, Term};
use crate::graph::Attribute;
use crate::rules::Rule;

const SUPERSCRIPTS: [(char, f64); 4] = [('²', 2.0), ('³', 3.0), ('⁴', 4.0), ('⁵', 5.0)];

/// What stands between the sides of a condition.
const RELATIONS: &str = "<>≤≥=≠∧∨";

/// The formula of a rule's value. For a function of each element, `scalars` tells which of its
/// arguments are scalars that spread.
#[must_use]
pub fn fill(
    rule: &Rule,
    attribute: Attribute,
    arguments: &[Formula],
    rank: usize,
    scalars: Option<&[bool]>,
) -> Formula {
    let spread = arguments.iter().zip(scalars.unwrap_or_default());
    let holes = Holes {
        attribute,
        arguments,
        scalars: spread.filter(|(_, on)| **on).map(|(x, _)| x).collect(),
        elementwise: scalars.is_some(),
        rank,
    };
    match (holes.parse(rule.notation), attribute) {
        (Some(Formula::Call(name, mut arguments)), Attribute::Axis(axis)) => {
            arguments.push(Formula::Word(format!("axis {axis}")));
            Formula::Call(name, arguments)
        }
        (Some(formula), _) => formula,
        (None, Attribute::Exponent(n) | Attribute::Order(n)) => {
            let mut arguments = arguments.to_vec();
            arguments.push(Formula::Number(f64::from(n)));
            Formula::Call(rule.name.into(), arguments)
        }
        (None, _) => Formula::Call(rule.name.into(), arguments.to_vec()),
    }
}

/// What the holes of a template are filled with.
struct Holes<'a> {
    attribute: Attribute,
    arguments: &'a [Formula],
    /// Those of the arguments that are scalars beside arrays.
    scalars: Vec<&'a Formula>,
    /// Whether the operations of the template are those of each element of an array.
    elementwise: bool,
    rank: usize,
}

impl Holes<'_> {
    fn parse(&self, text: &str) -> Option<Formula> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix('−') {
            return Some(self.parse(rest)?.scaled(-1.0));
        }
        if let Some((left, right)) = outside(text, " + ") {
            return Some(Formula::sum(vec![self.parse(left)?, self.parse(right)?]));
        }
        if let Some((left, right)) = outside(text, " − ") {
            let right = self.parse(right)?.scaled(-1.0);
            return Some(Formula::sum(vec![self.parse(left)?, right]));
        }
        if let Some(body) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            return self.condition(body);
        }
        // 1 ⊘₀ x is 1/x and 0 at 0, which is how it is read on paper.
        for sign in [" / ", " ⊘ ", " ⊘₀ "] {
            if let Some((left, right)) = outside(text, sign) {
                return Some(self.divide(self.parse(left)?, self.parse(right)?));
            }
        }
        if let Some((left, right)) = outside(text, " ⊙ ") {
            return Some(self.multiply(self.parse(left)?, self.parse(right)?));
        }
        if let Some((left, right)) = outside(text, " ⊗ ") {
            let (left, right) = (self.parse(left)?, self.parse(right)?);
            return Some(Formula::Kronecker(Box::new(left), Box::new(right)));
        }
        if let Some((left, right)) = outside(text, " : ") {
            return Some(Formula::frobenius(self.parse(left)?, self.parse(right)?));
        }
        if let Some((left, right)) = outside(text, " ") {
            let (left, right) = (self.parse(left)?, self.parse(right)?);
            return Some(if self.elementwise || self.rank == 0 {
                self.multiply(left, right)
            } else {
                Formula::product(vec![left, right])
            });
        }
        if let Some(body) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            return self.parse(body);
        }
        if let Ok(value) = text.parse::<f64>() {
            return Some(Formula::Number(value));
        }
        self.fence(text)
            .or_else(|| self.call(text))
            .or_else(|| self.powered(text))
            .or_else(|| self.call_powered(text))
    }

    /// `a < b < c`, `a ∧ b`.
    fn condition(&self, body: &str) -> Option<Formula> {
        let sign = body.chars().find(|c| RELATIONS.contains(*c))?;
        let operands: Option<Vec<Formula>> = body
            .split(sign)
            .map(|operand| self.parse(operand))
            .collect();
        Some(Formula::Iverson(operands?, sign))
    }

    fn multiply(&self, left: Formula, right: Formula) -> Formula {
        match (left, right) {
            (left, Formula::Number(value)) => left.scaled(value),
            (Formula::Number(value), right) => right.scaled(value),
            (left, right) if self.scalars.contains(&&right) => self.multiply_scalar(right, left),
            (left, right) if self.scalars.contains(&&left) => self.multiply_scalar(left, right),
            (left, right) if self.rank > 0 => Formula::hadamard(vec![left, right], self.rank),
            (left, right) => {
                let mut term = Term::one();
                term.multiply(left);
                term.multiply(right);
                term.of(None)
            }
        }
    }

    fn multiply_scalar(&self, scalar: Formula, array: Formula) -> Formula {
        let mut term = Term::one();
        term.multiply(scalar);
        if self.scalars.contains(&&array) {
            term.multiply(array);
            return term.of(None);
        }
        term.of(Some(array))
    }

    fn divide(&self, left: Formula, right: Formula) -> Formula {
        if self.scalars.contains(&&right) && !matches!(right, Formula::Number(_)) {
            return self.multiply_scalar(right.divisor(), left);
        }
        let inverse = match right {
            Formula::Number(value) => Formula::Number(1.0 / value),
            right if self.rank > 0 => right.reciprocal(),
            right => right.divisor(),
        };
        self.multiply(left, inverse)
    }

    fn fence(&self, text: &str) -> Option<Formula> {
        for bar in ["‖", "|"] {
            let inside = text.strip_prefix(bar);
            if let Some((body, subscript)) = inside.and_then(|rest| rest.rsplit_once(bar)) {
                let body = Box::new(self.parse(body)?);
                return Some(Formula::Fence(
                    bar,
                    body,
                    subscript.trim_start_matches('_').into(),
                ));
            }
        }
        None
    }

    fn call(&self, text: &str) -> Option<Formula> {
        let (name, rest) = text.split_once('(')?;
        let body = rest.strip_suffix(')')?;
        let word = |c: char| c.is_alphanumeric() || "_√∛".contains(c);
        if name.is_empty() || !name.chars().all(word) {
            return None;
        }
        let arguments: Option<Vec<Formula>> = body
            .split(", ")
            .map(|argument| self.parse(argument))
            .collect();
        Some(Formula::Call(name.into(), arguments?))
    }

    /// `f({0})²`.
    fn call_powered(&self, text: &str) -> Option<Formula> {
        let (call, exponent) = text.split_at(text.rfind(')')? + 1);
        Some(self.raise(self.call(call)?, superscript(exponent)?))
    }

    /// `{0}` with whatever exponent follows.
    fn powered(&self, text: &str) -> Option<Formula> {
        if let ("{n}", Attribute::Order(n)) = (text, self.attribute) {
            return Some(Formula::Number(f64::from(n)));
        }
        let (hole, suffix) = text.strip_prefix('{')?.split_once('}')?;
        let base = self.arguments.get(hole.parse::<usize>().ok()?)?.clone();
        match (suffix, self.attribute) {
            ("", _) => Some(base),
            ("ᵀ", _) => Some(base.transpose()),
            ("⁻¹", _) if !self.elementwise => Some(base.inverse()),
            ("⁻ᵀ", _) => Some(base.inverse().transpose()),
            ("^{n}", Attribute::Exponent(n)) => {
                Some(self.raise(base, Formula::Number(f64::from(n))))
            }
            _ => {
                let exponent = match suffix.strip_prefix('^') {
                    Some(exponent) => self.parse(exponent)?,
                    None => superscript(suffix)?,
                };
                Some(self.raise(base, exponent))
            }
        }
    }

    /// A power; a negative one is a quotient.
    fn raise(&self, base: Formula, exponent: Formula) -> Formula {
        match exponent {
            Formula::Number(n) if n < 0.0 && n.fract() == 0.0 => {
                let positive = self.raise(base, Formula::Number(-n));
                self.divide(Formula::Number(1.0), positive)
            }
            Formula::Number(1.0) => base,
            Formula::Number(2.0) if matches!(base, Formula::Number(_)) => {
                self.multiply(base.clone(), base)
            }
            exponent => Formula::power(base, exponent, self.elementwise),
        }
    }
}

/// Splits at the last separator that is in no parentheses or brackets.
fn outside<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    // Every separator has a space, and most texts have none.
    if !text.contains(' ') {
        return None;
    }
    let positions = text.match_indices(separator).map(|(at, _)| at);
    let open = positions.filter(|at| {
        let count = |set: &str| text[..*at].chars().filter(|c| set.contains(*c)).count();
        count("([") == count(")]")
    });
    let at = open.last()?;
    Some((&text[..at], &text[at + separator.len()..]))
}

fn superscript(suffix: &str) -> Option<Formula> {
    let mut letters = suffix.chars();
    let first = letters.next()?;
    let (_, value) = SUPERSCRIPTS.iter().find(|(c, _)| *c == first)?;
    letters.next().is_none().then_some(Formula::Number(*value))
}
