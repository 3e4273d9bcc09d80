//! Marks as Unicode text, broken into lines at the loosest operator.

use super::formula::Formula;
use super::layout::{self, Mark, Operator};
use super::numeral;

/// The longest line, with its indent.
pub const WIDTH: usize = 80;

/// A piece of text that is never broken, and how deep it is nested.
struct Piece {
    text: String,
    /// The cost of a break in front of it; `None` forbids one.
    depth: Option<usize>,
}

/// A formula on one line.
#[must_use]
pub fn line(formula: &Formula) -> String {
    let pieces = pieces(formula);
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// A formula after `lead`, on lines of at most `width` characters; lines after the first are indented.
#[must_use]
pub fn lines(lead: &str, formula: &Formula, width: usize) -> Vec<String> {
    let indent = lead.chars().count();
    let mut rest = pieces(formula);
    let mut lines = Vec::new();
    let mut start = lead.to_owned();
    while !rest.is_empty() {
        let take = fitting(&rest, width.saturating_sub(start.chars().count()));
        let tail = rest.split_off(take);
        let text: String = rest.iter().map(|piece| piece.text.as_str()).collect();
        lines.push(
            format!(
                "{start}{}",
                if lines.is_empty() {
                    &text
                } else {
                    text.trim_start()
                }
            )
            .trim_end()
            .to_owned(),
        );
        rest = tail;
        start = " ".repeat(indent.min(width / 2) + 2);
    }
    lines
}

/// How many pieces go on a line: up to the loosest break, the last of those. A break that leaves
/// most of the line empty is taken only if there is no other.
fn fitting(pieces: &[Piece], width: usize) -> usize {
    const EARLY: usize = 40;
    let mut used = 0;
    let mut best: Option<(usize, usize)> = None;
    for (position, piece) in pieces.iter().enumerate() {
        if let (Some(depth), true) = (piece.depth, position > 0) {
            let depth = depth + if 5 * used < 2 * width { EARLY } else { 0 };
            if best.is_none_or(|(least, _)| depth <= least) {
                best = Some((depth, position));
            }
        }
        used += piece.text.chars().count();
        // A space at the end of a line is not printed.
        if used > width {
            return best.map_or(pieces.len(), |(_, position)| position);
        }
    }
    pieces.len()
}

fn pieces(formula: &Formula) -> Vec<Piece> {
    let mut out = Vec::new();
    write(&layout::marks(formula), 0, &mut out);
    out
}

fn push(out: &mut Vec<Piece>, text: impl Into<String>) {
    out.push(Piece {
        text: text.into(),
        depth: None,
    });
}

fn write(mark: &Mark, depth: usize, out: &mut Vec<Piece>) {
    match mark {
        Mark::Row(row) => {
            for mark in row {
                write(mark, depth, out);
            }
        }
        Mark::Name(name) if name.differential => push(out, format!("d{}", name.text)),
        Mark::Name(name) => push(out, name.text.clone()),
        Mark::Number(value) => push(out, number(*value)),
        Mark::Ones => push(out, "1"),
        Mark::Word(word) | Mark::Index(word) => push(out, word.clone()),
        Mark::Operator(operator) => write_operator(*operator, depth, out),
        Mark::Fence(open, body, close) => {
            push(out, *open);
            write(body, depth + 1, out);
            push(out, *close);
        }
        Mark::Super(base, exponent) => {
            write(base, depth, out);
            let text = flat(exponent);
            if let Some(text) = superscript(&text) {
                push(out, text);
                return;
            }
            let elementwise = text.starts_with('⊙');
            push(out, if elementwise { "^⊙(" } else { "^(" });
            match &**exponent {
                Mark::Row(row) if elementwise => write(&row[1], depth + 1, out),
                other => write(other, depth + 1, out),
            }
            push(out, ")");
        }
        Mark::Sub(base, index) => {
            write(base, depth, out);
            let index = flat(index);
            let separator = if index.starts_with(|c| ('₀'..='₉').contains(&c)) {
                ""
            } else {
                "_"
            };
            push(out, format!("{separator}{index}"));
        }
        Mark::Fraction(above, below, fenced) => write_fraction([above, below], *fenced, depth, out),
        Mark::Root(sign, body) => {
            push(out, format!("{sign}("));
            write(body, depth + 1, out);
            push(out, ")");
        }
        Mark::Sigma(letters) => push(out, format!("∑_{letters} ")),
    }
}

fn write_fraction(parts: [&Mark; 2], fenced: [bool; 3], depth: usize, out: &mut Vec<Piece>) {
    let [whole, top, bottom] = fenced;
    let depth = depth + usize::from(whole);
    let part = |mark: &Mark, fenced: bool, out: &mut Vec<Piece>| {
        if fenced {
            push(out, "(");
        }
        write(mark, depth + usize::from(fenced), out);
        if fenced {
            push(out, ")");
        }
    };
    if whole {
        push(out, "(");
    }
    part(parts[0], top, out);
    if whole || matches!(parts, [Mark::Number(_), Mark::Number(_)]) {
        push(out, "/");
    } else {
        push(out, " ");
        out.push(Piece {
            text: "/ ".into(),
            depth: Some(4 * depth + 2),
        });
    }
    part(parts[1], bottom, out);
    if whole {
        push(out, ")");
    }
}

fn write_operator(operator: Operator, depth: usize, out: &mut Vec<Piece>) {
    let (text, cost) = match operator {
        Operator::Plus => ("+ ", 0),
        Operator::Minus => ("− ", 0),
        Operator::Frobenius => (": ", 1),
        Operator::Hadamard => ("⊙ ", 2),
        Operator::Quotient => ("⊘ ", 2),
        Operator::Kronecker => ("⊗ ", 2),
        Operator::Juxtaposition => ("", 3),
        Operator::Comma => {
            push(out, ", ");
            out.push(Piece {
                text: String::new(),
                depth: Some(4 * depth),
            });
            return;
        }
        Operator::Relation(sign) => return push(out, format!(" {sign} ")),
        Operator::Negative => return push(out, "−"),
        Operator::Dot => return push(out, "·"),
    };
    push(out, " ");
    out.push(Piece {
        text: text.into(),
        depth: Some(4 * depth + cost),
    });
}

fn flat(mark: &Mark) -> String {
    let mut out = Vec::new();
    write(mark, 0, &mut out);
    out.into_iter().map(|piece| piece.text).collect()
}

fn number(value: f64) -> String {
    numeral::glyph(value).map_or_else(|| numeral::decimal(value), String::from)
}

/// An exponent that needs no parentheses: raised digits and signs, or an atom.
fn superscript(text: &str) -> Option<String> {
    let raised = |c| {
        Some(match c {
            '⊤' => 'ᵀ',
            '−' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4'..='9' => char::from_u32(u32::from('⁴') + u32::from(c) - u32::from('4'))?,
            _ => return None,
        })
    };
    let all: Option<String> = text.chars().map(raised).collect();
    let rest = text.strip_prefix('⊙').unwrap_or(text);
    let atom = rest.chars().all(|c| c.is_alphanumeric() || c == '.');
    all.or_else(|| atom.then(|| format!("^{text}")))
}
