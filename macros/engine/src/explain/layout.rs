//! Formula to marks: precedence and parentheses, decided once for all renderers.
//!
//! Juxtaposition binds tightest, then `⊙ ⊘ ⊗ : /`, then `+ −`. Operands of `⊙ ⊘ ⊗` that are not
//! atoms are put in parentheses, so that a reader never has to know which binds tighter.

use super::formula::{Formula, Name, Subscript, Term};
use super::numeral::{decimal, glyph, rational};

/// What a renderer writes, in order of reading.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// One after the other.
    Row(Vec<Mark>),
    /// A variable.
    Name(Name),
    /// A number that is not negative.
    Number(f64),
    /// The vector of ones.
    Ones,
    /// A function's name or another word, upright.
    Word(String),
    /// An index or a condition, already written.
    Index(String),
    /// Between two operands.
    Operator(Operator),
    /// Parentheses, bars, brackets.
    Fence(&'static str, Box<Mark>, &'static str),
    /// Raised.
    Super(Box<Mark>, Box<Mark>),
    /// Lowered.
    Sub(Box<Mark>, Box<Mark>),
    /// A quotient; on one line the three say which of it all, the numerator and the denominator needs
    /// parentheses.
    Fraction(Box<Mark>, Box<Mark>, [bool; 3]),
    /// A root, by its sign.
    Root(String, Box<Mark>),
    /// The sum sign over letters.
    Sigma(String),
}

/// What stands between operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Plus,
    /// `−`
    Minus,
    /// A leading sign.
    Negative,
    /// A matrix product.
    Juxtaposition,
    /// A product of numerals.
    Dot,
    /// `⊙`
    Hadamard,
    /// `⊘`
    Quotient,
    /// `⊗`
    Kronecker,
    /// `:`
    Frobenius,
    /// `<`, `>`, `≥`, `=`, `∧`
    Relation(char),
    /// `,`
    Comma,
}

/// How tightly a formula holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Sum,
    Operator,
    Product,
    Power,
    Atom,
}

/// The marks of a formula.
#[must_use]
pub fn marks(formula: &Formula) -> Mark {
    match formula {
        Formula::Number(value) => signed(*value < 0.0, number(value.abs(), false)),
        Formula::Name(name) => Mark::Name(name.clone()),
        Formula::Word(word) => Mark::Word(word.clone()),
        Formula::Ones => Mark::Ones,
        Formula::Identity => Mark::Word("I".into()),
        Formula::Basis(position) => Mark::Sub(
            Box::new(Mark::Word("e".into())),
            Box::new(Mark::Index(grouped(position))),
        ),
        Formula::Sum(terms) => sum(terms),
        Formula::Term(term) => self::term(term),
        Formula::Product(factors) => product(factors),
        Formula::Hadamard { factors, divisors } => hadamard(factors, divisors),
        Formula::Kronecker(a, b) => pair(a, Operator::Kronecker, b, Level::Power),
        Formula::Frobenius(a, b) => pair(a, Operator::Frobenius, b, Level::Product),
        Formula::Transpose(_) | Formula::Inverse(_) | Formula::Power { .. } => power(formula),
        Formula::Diagonal(vector) => call("diag", marks(vector)),
        Formula::Call(name, arguments) if name == "√" || name == "∛" => {
            Mark::Root(name.clone(), Box::new(list(arguments)))
        }
        Formula::Call(name, arguments) if name == "where" => call(name, choice(arguments)),
        Formula::Call(name, arguments) => call(name, list(arguments)),
        Formula::Fence(bar, body, subscript) if subscript.is_empty() => {
            fence(bar, marks(body), bar)
        }
        Formula::Fence(bar, body, subscript) => Mark::Sub(
            Box::new(fence(bar, marks(body), bar)),
            Box::new(Mark::Index(subscript.clone())),
        ),
        Formula::Index(base, subscripts) => index(base, subscripts),
        Formula::Elements {
            outer,
            summed,
            factors,
        } => elements(outer, summed, factors),
        Formula::Iverson(operands, sign) => fence("[", condition(operands, *sign), "]"),
    }
}

fn power(formula: &Formula) -> Mark {
    match formula {
        Formula::Transpose(inner) => match &**inner {
            Formula::Inverse(base) => raised(base, Mark::Word("−⊤".into())),
            base => raised(base, Mark::Word("⊤".into())),
        },
        Formula::Inverse(base) => raised(base, Mark::Word("−1".into())),
        Formula::Power {
            base,
            exponent,
            elementwise,
        } => {
            let mut exponent = marks(exponent);
            if *elementwise {
                exponent = Mark::Row(vec![Mark::Word("⊙".into()), exponent]);
            }
            raised(base, exponent)
        }
        other => marks(other),
    }
}

fn call(name: &str, arguments: Mark) -> Mark {
    Mark::Row(vec![Mark::Word(name.into()), fence("(", arguments, ")")])
}

/// A condition without its brackets, which parts that are conditions need only inside of comparisons
/// and where `∧` and `∨` meet.
fn condition(operands: &[Formula], sign: char) -> Mark {
    let connects = |sign: char| matches!(sign, '∧' | '∨');
    let mut row = Vec::new();
    for operand in operands {
        if !row.is_empty() {
            row.push(Mark::Operator(Operator::Relation(sign)));
        }
        row.push(match operand {
            Formula::Iverson(inner, own) if connects(sign) && (!connects(*own) || *own == sign) => {
                condition(inner, *own)
            }
            operand => at_least(operand, Level::Sum),
        });
    }
    Mark::Row(row)
}

/// `condition, x, y`.
fn choice(arguments: &[Formula]) -> Mark {
    match arguments {
        [Formula::Iverson(operands, sign), values @ ..] => Mark::Row(vec![
            condition(operands, *sign),
            Mark::Operator(Operator::Comma),
            list(values),
        ]),
        _ => list(arguments),
    }
}

fn level(formula: &Formula) -> Level {
    match formula {
        Formula::Sum(_) => Level::Sum,
        Formula::Number(value) if *value < 0.0 => Level::Sum,
        Formula::Number(value) if glyph_needs_line(*value) => Level::Operator,
        Formula::Elements { outer, .. } if outer.is_empty() => Level::Sum,
        Formula::Term(term) if term.coefficient < 0.0 => Level::Sum,
        Formula::Term(term) => match &term.body {
            Some(body) if term.divisors.is_empty() || !bare(term) => match level(body) {
                Level::Operator => Level::Operator,
                _ => Level::Product,
            },
            None if term.divisors.is_empty() => match term.scalars.last().map(level) {
                Some(Level::Operator) => Level::Operator,
                _ => Level::Product,
            },
            _ => Level::Operator,
        },
        Formula::Hadamard { .. } | Formula::Kronecker(..) | Formula::Frobenius(..) => {
            Level::Operator
        }
        Formula::Product(factors) if runs(factors).count() > 1 => Level::Product,
        Formula::Product(_)
        | Formula::Transpose(_)
        | Formula::Inverse(_)
        | Formula::Power { .. } => Level::Power,
        _ => Level::Atom,
    }
}

/// Nothing in front of the body.
#[allow(clippy::float_cmp)] // exactly the number 1
fn bare(term: &Term) -> bool {
    term.coefficient.abs() == 1.0 && term.scalars.is_empty()
}

fn fence(open: &'static str, body: Mark, close: &'static str) -> Mark {
    Mark::Fence(open, Box::new(body), close)
}

/// The formula, in parentheses if it holds together less than `least`.
fn at_least(formula: &Formula, least: Level) -> Mark {
    if level(formula) < least {
        fence("(", marks(formula), ")")
    } else {
        marks(formula)
    }
}

fn signed(negative: bool, body: Mark) -> Mark {
    if negative {
        Mark::Row(vec![Mark::Operator(Operator::Negative), body])
    } else {
        body
    }
}

fn raised(base: &Formula, exponent: Mark) -> Mark {
    Mark::Super(Box::new(at_least(base, Level::Atom)), Box::new(exponent))
}

fn pair(a: &Formula, operator: Operator, b: &Formula, least: Level) -> Mark {
    let operator = Mark::Operator(operator);
    Mark::Row(vec![at_least(a, least), operator, at_least(b, least)])
}

/// A product of matrices: X X X is X³.
fn product(factors: &[Formula]) -> Mark {
    let mut row = Vec::with_capacity(2 * factors.len());
    for run in runs(factors) {
        if !row.is_empty() {
            row.push(Mark::Operator(Operator::Juxtaposition));
        }
        row.push(match run {
            [only] => at_least(only, Level::Power),
            // A product has a handful of factors.
            #[allow(clippy::cast_precision_loss)]
            [Formula::Inverse(base), ..] => {
                raised(base, marks(&Formula::Number(-(run.len() as f64))))
            }
            #[allow(clippy::cast_precision_loss)]
            _ => raised(&run[0], Mark::Number(run.len() as f64)),
        });
    }
    Mark::Row(row)
}

/// The factors, those together that are one matrix several times.
fn runs(factors: &[Formula]) -> impl Iterator<Item = &[Formula]> {
    factors.chunk_by(|x, y| x == y && *x != Formula::Ones)
}

fn joined(factors: &[Formula], operator: Operator, least: Level) -> Mark {
    let mut row = Vec::with_capacity(2 * factors.len());
    for factor in factors {
        if !row.is_empty() {
            row.push(Mark::Operator(operator));
        }
        row.push(at_least(factor, least));
    }
    Mark::Row(row)
}

fn list(arguments: &[Formula]) -> Mark {
    joined(arguments, Operator::Comma, Level::Sum)
}

fn sum(terms: &[Formula]) -> Mark {
    let mut row = Vec::with_capacity(2 * terms.len());
    for (position, term) in terms.iter().enumerate() {
        let negative = term.is_negative();
        let sign = match (position, negative) {
            (0, false) => None,
            (0, true) => Some(Operator::Negative),
            (_, true) => Some(Operator::Minus),
            (_, false) => Some(Operator::Plus),
        };
        row.extend(sign.map(Mark::Operator));
        row.push(if negative {
            at_least(&term.clone().scaled(-1.0), Level::Operator)
        } else {
            at_least(term, Level::Operator)
        });
    }
    Mark::Row(row)
}

fn hadamard(factors: &[Formula], divisors: &[Formula]) -> Mark {
    let mut row = match joined(factors, Operator::Hadamard, Level::Power) {
        Mark::Row(row) if row.is_empty() => vec![Mark::Number(1.0)],
        Mark::Row(row) => row,
        other => vec![other],
    };
    for divisor in divisors {
        row.push(Mark::Operator(Operator::Quotient));
        row.push(at_least(divisor, Level::Power));
    }
    Mark::Row(row)
}

fn term(term: &Term) -> Mark {
    if let Some(Formula::Hadamard { factors, divisors }) = &term.body
        && factors.is_empty()
    {
        // A scalar over an array is written in the place of the 1.
        let mut front = term.clone();
        let negative = front.coefficient < 0.0;
        front.coefficient = front.coefficient.abs();
        return signed(negative, hadamard(&[front.of(None)], divisors));
    }
    let magnitude = term.coefficient.abs();
    let negative = term.coefficient < 0.0;
    if term.divisors.is_empty() {
        let last = usize::from(term.body.is_none());
        let inner = term.scalars.len().saturating_sub(last);
        let mut row = front(magnitude, &term.scalars[..inner]);
        let rest = term.body.as_ref().or_else(|| term.scalars.last());
        if let Some(rest) = rest {
            let tight = at_least(rest, Level::Operator);
            push_factor(&mut row, tight);
        }
        return signed(negative, Mark::Row(row));
    }
    let (above, below) = match rational(magnitude) {
        Some((p, q)) if q > 1.0 => (p, q),
        _ => (magnitude, 1.0),
    };
    let alone = term.divisors.len() == 1 && below <= 1.0;
    let (below_marks, below_fenced) = if alone {
        let only = &term.divisors[0];
        (marks(only), level(only) < Level::Power)
    } else {
        (Mark::Row(front(below, &term.divisors)), true)
    };
    if let (Some(body), true) = (&term.body, bare(term)) {
        let fenced = [false, level(body) < Level::Product, below_fenced];
        let fraction = Mark::Fraction(Box::new(marks(body)), Box::new(below_marks), fenced);
        return signed(negative, fraction);
    }
    // A number is divided like this: (2/n) x.
    let mut above_row = if term.body.is_some() {
        front(above, &term.scalars)
    } else {
        numerator(above, &term.scalars)
    };
    if above_row.is_empty() {
        above_row.push(Mark::Number(1.0));
    }
    let fenced = [term.body.is_some(), false, below_fenced];
    let fraction = Mark::Fraction(
        Box::new(Mark::Row(above_row)),
        Box::new(below_marks),
        fenced,
    );
    let mut row = vec![fraction];
    if let Some(body) = &term.body {
        push_factor(&mut row, at_least(body, Level::Operator));
    }
    signed(negative, Mark::Row(row))
}

/// A number and scalars in front of something.
fn front(magnitude: f64, scalars: &[Formula]) -> Vec<Mark> {
    let mut row = Vec::new();
    #[allow(clippy::float_cmp)] // exactly the number 1
    if magnitude != 1.0 {
        row.push(number(magnitude, true));
    }
    for scalar in scalars {
        push_factor(&mut row, at_least(scalar, Level::Power));
    }
    row
}

/// The same, where the last scalar may be a product: it ends at the line of the fraction.
fn numerator(magnitude: f64, scalars: &[Formula]) -> Vec<Mark> {
    let Some((last, before)) = scalars.split_last() else {
        return front(magnitude, scalars);
    };
    let mut row = front(magnitude, before);
    push_factor(&mut row, at_least(last, Level::Product));
    row
}

fn push_factor(row: &mut Vec<Mark>, factor: Mark) {
    if row.last().is_some() {
        let numerals = matches!(row.last(), Some(Mark::Number(_))) && starts_with_numeral(&factor);
        row.push(Mark::Operator(if numerals {
            Operator::Dot
        } else {
            Operator::Juxtaposition
        }));
    }
    row.push(factor);
}

fn starts_with_numeral(mark: &Mark) -> bool {
    match mark {
        Mark::Number(_) | Mark::Ones => true,
        Mark::Row(row) => row.first().is_some_and(starts_with_numeral),
        Mark::Super(base, _) | Mark::Sub(base, _) => starts_with_numeral(base),
        _ => false,
    }
}

fn index(base: &Formula, subscripts: &[Subscript]) -> Mark {
    let texts = subscripts.iter().map(|subscript| match subscript {
        Subscript::At(text) | Subscript::Range(text) => text.as_str(),
        Subscript::All => ":",
    });
    let texts: Vec<&str> = texts.collect();
    let base = Box::new(at_least(base, Level::Atom));
    if subscripts.iter().all(|s| matches!(s, Subscript::At(_))) {
        let short = texts.iter().all(|text| text.chars().count() == 1);
        let text = if short {
            texts.concat()
        } else {
            format!("({})", texts.join(","))
        };
        return Mark::Sub(base, Box::new(Mark::Index(text)));
    }
    let brackets = fence("[", Mark::Index(texts.join(",")), "]");
    Mark::Row(vec![*base, brackets])
}

fn grouped(position: &str) -> String {
    if position.chars().count() == 1 {
        position.into()
    } else {
        format!("({})", position.replace(' ', ""))
    }
}

fn elements(outer: &[String], summed: &[String], factors: &[Formula]) -> Mark {
    let mut row = Vec::new();
    if !summed.is_empty() {
        row.push(Mark::Sigma(letters(summed)));
    }
    row.push(joined(factors, Operator::Juxtaposition, Level::Power));
    if factors.is_empty() {
        row.push(Mark::Number(1.0));
    }
    if outer.is_empty() {
        return Mark::Row(row);
    }
    Mark::Sub(
        Box::new(fence("[", Mark::Row(row), "]")),
        Box::new(Mark::Index(letters(outer))),
    )
}

fn letters(all: &[String]) -> String {
    if all.iter().all(|letter| letter.chars().count() == 1) {
        all.concat()
    } else {
        format!("({})", all.join(","))
    }
}

fn glyph_needs_line(value: f64) -> bool {
    let short = decimal(value).len() <= 6 || glyph(value).is_some();
    !short && rational(value).is_some_and(|(_, q)| q > 1.0)
}

fn number(value: f64, inside: bool) -> Mark {
    match rational(value) {
        Some((p, q)) if glyph_needs_line(value) => Mark::Fraction(
            Box::new(Mark::Number(p)),
            Box::new(Mark::Number(q)),
            [inside, false, false],
        ),
        _ => Mark::Number(value),
    }
}
