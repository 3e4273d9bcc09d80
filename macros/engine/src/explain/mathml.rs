//! Marks as MathML Core, which rustdoc's pages show without a script.

use super::formula::{Formula, Name};
use super::layout::{self, Mark, Operator};
use super::names;
use super::numeral;

/// A display equation `left = formula`.
#[must_use]
pub fn equation(left: &str, formula: &Formula) -> String {
    let mut body = String::new();
    tag("mi", left, &mut body);
    tag("mo", "=", &mut body);
    write(&layout::marks(formula), &mut body);
    format!("<math display=\"block\"><mrow>{body}</mrow></math>")
}

fn write(mark: &Mark, out: &mut String) {
    match mark {
        Mark::Row(row) => {
            out.push_str("<mrow>");
            for mark in row {
                write(mark, out);
            }
            out.push_str("</mrow>");
        }
        Mark::Name(name) => self::name(name, out),
        Mark::Number(value) => number(*value, out),
        Mark::Ones => out.push_str("<mn mathvariant=\"bold\">𝟏</mn>"),
        Mark::Word(word) if word == "⊤" || word == "⊙" => tag("mo", word, out),
        Mark::Word(word) if word == "−⊤" || word == "−1" => {
            out.push_str("<mrow><mo>−</mo>");
            let rest = &word['−'.len_utf8()..];
            tag(if rest == "1" { "mn" } else { "mo" }, rest, out);
            out.push_str("</mrow>");
        }
        // A longer word is upright by default, a letter is not.
        Mark::Word(word) if word == "I" || word == "e" => tag("mi", word, out),
        Mark::Word(word) => tag("mtext", word, out),
        Mark::Index(text) => tag("mtext", text, out),
        Mark::Operator(operator) => self::operator(*operator, out),
        Mark::Fence(open, body, close) => {
            out.push_str("<mrow>");
            tag("mo", open, out);
            write(body, out);
            tag("mo", close, out);
            out.push_str("</mrow>");
        }
        Mark::Super(base, exponent) => pair("msup", base, exponent, out),
        Mark::Sub(base, index) => pair("msub", base, index, out),
        Mark::Fraction(above, below, _) => pair("mfrac", above, below, out),
        Mark::Root(sign, body) if sign == "∛" => {
            out.push_str("<mroot>");
            write(body, out);
            out.push_str("<mn>3</mn></mroot>");
        }
        Mark::Root(_, body) => {
            out.push_str("<msqrt>");
            write(body, out);
            out.push_str("</msqrt>");
        }
        Mark::Sigma(letters) => {
            out.push_str("<munder><mo>∑</mo>");
            tag("mi", letters, out);
            out.push_str("</munder>");
        }
    }
}

fn pair(name: &str, first: &Mark, second: &Mark, out: &mut String) {
    let mut inner = String::new();
    write(first, &mut inner);
    write(second, &mut inner);
    element(name, &inner, out);
}

fn tag(name: &str, text: &str, out: &mut String) {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    element(name, &text, out);
}

fn element(name: &str, inner: &str, out: &mut String) {
    for part in ["<", name, ">", inner, "</", name, ">"] {
        out.push_str(part);
    }
}

fn name(name: &Name, out: &mut String) {
    let (base, subscript) = names::split(&name.text);
    out.push_str("<mrow>");
    if name.differential {
        out.push_str("<mi mathvariant=\"normal\">d</mi>");
    }
    if subscript.is_empty() {
        tag("mi", base, out);
    } else {
        out.push_str("<msub>");
        tag("mi", base, out);
        tag("mn", &subscript, out);
        out.push_str("</msub>");
    }
    out.push_str("</mrow>");
}

fn number(value: f64, out: &mut String) {
    match numeral::rational(value) {
        Some((p, q)) if numeral::glyph(value).is_some() => {
            out.push_str("<mfrac>");
            tag("mn", &p.to_string(), out);
            tag("mn", &q.to_string(), out);
            out.push_str("</mfrac>");
        }
        _ => tag("mn", &numeral::decimal(value), out),
    }
}

fn operator(operator: Operator, out: &mut String) {
    match operator {
        Operator::Plus => tag("mo", "+", out),
        Operator::Minus => tag("mo", "−", out),
        Operator::Negative => out.push_str("<mo form=\"prefix\">−</mo>"),
        Operator::Juxtaposition => out.push_str("<mspace width=\"0.17em\"></mspace>"),
        Operator::Dot => tag("mo", "·", out),
        Operator::Hadamard => tag("mo", "⊙", out),
        Operator::Quotient => tag("mo", "⊘", out),
        Operator::Kronecker => tag("mo", "⊗", out),
        Operator::Frobenius => tag("mo", ":", out),
        Operator::Relation(sign) => tag("mo", &sign.to_string(), out),
        Operator::Comma => out.push_str("<mo separator=\"true\">,</mo>"),
    }
}
