//! Marks as LaTeX, for `amsmath`.

use super::formula::{Formula, Name};
use super::layout::{self, Mark, Operator};
use super::names;
use super::numeral;

/// A formula in math mode.
#[must_use]
pub fn latex(formula: &Formula) -> String {
    let mut out = String::new();
    write(&layout::marks(formula), &mut out);
    out
}

fn write(mark: &Mark, out: &mut String) {
    match mark {
        Mark::Row(row) => {
            for mark in row {
                write(mark, out);
            }
        }
        Mark::Name(name) => out.push_str(&self::name(name)),
        Mark::Number(value) => out.push_str(&number(*value)),
        Mark::Ones => out.push_str("\\mathbf{1}"),
        Mark::Word(word) => out.push_str(&self::word(word)),
        Mark::Index(text) => out.push_str(&index(text)),
        Mark::Operator(operator) => out.push_str(&self::operator(*operator)),
        Mark::Fence(open, body, close) => {
            out.push_str("\\left");
            out.push_str(bar(open));
            write(body, out);
            out.push_str("\\right");
            out.push_str(bar(close));
        }
        Mark::Super(base, exponent) => scripted(base, '^', exponent, out),
        Mark::Sub(base, index) => scripted(base, '_', index, out),
        Mark::Fraction(above, below, _) => {
            out.push_str("\\frac{");
            write(above, out);
            out.push_str("}{");
            write(below, out);
            out.push('}');
        }
        Mark::Root(sign, body) => {
            out.push_str(if sign == "∛" {
                "\\sqrt[3]{"
            } else {
                "\\sqrt{"
            });
            write(body, out);
            out.push('}');
        }
        Mark::Sigma(letters) => {
            out.push_str("\\sum_{");
            out.push_str(&index(letters));
            out.push_str("} ");
        }
    }
}

fn scripted(base: &Mark, sign: char, script: &Mark, out: &mut String) {
    out.push('{');
    write(base, out);
    out.push('}');
    out.push(sign);
    out.push('{');
    write(script, out);
    out.push('}');
}

fn name(name: &Name) -> String {
    let (base, subscript) = names::split(&name.text);
    let letter = if base.chars().count() == 1 {
        letter(base)
    } else {
        format!("\\mathit{{{}}}", escaped(base))
    };
    let differential = if name.differential { "\\mathrm{d}" } else { "" };
    if subscript.is_empty() {
        format!("{differential}{letter}")
    } else {
        format!("{differential}{letter}_{{{subscript}}}")
    }
}

/// Capitals that look Latin have no command of their own.
fn letter(letter: &str) -> String {
    let greek = [
        ("α", "alpha"),
        ("β", "beta"),
        ("γ", "gamma"),
        ("δ", "delta"),
        ("ε", "varepsilon"),
        ("ζ", "zeta"),
        ("η", "eta"),
        ("θ", "theta"),
        ("ι", "iota"),
        ("κ", "kappa"),
        ("λ", "lambda"),
        ("μ", "mu"),
        ("ν", "nu"),
        ("ξ", "xi"),
        ("π", "pi"),
        ("ρ", "rho"),
        ("σ", "sigma"),
        ("τ", "tau"),
        ("υ", "upsilon"),
        ("φ", "varphi"),
        ("χ", "chi"),
        ("ψ", "psi"),
        ("ω", "omega"),
        ("Γ", "Gamma"),
        ("Δ", "Delta"),
        ("Θ", "Theta"),
        ("Λ", "Lambda"),
        ("Ξ", "Xi"),
        ("Π", "Pi"),
        ("Σ", "Sigma"),
        ("Υ", "Upsilon"),
        ("Φ", "Phi"),
        ("Ψ", "Psi"),
        ("Ω", "Omega"),
    ];
    let accented = [("Ȳ", "\\bar{Y}"), ("ȳ", "\\bar{y}")];
    if let Some((_, text)) = accented.iter().find(|(c, _)| *c == letter) {
        return (*text).into();
    }
    let found = greek.iter().find(|(c, _)| *c == letter);
    found.map_or_else(|| escaped(letter), |(_, word)| format!("\\{word} "))
}

fn number(value: f64) -> String {
    let fraction = numeral::rational(value).filter(|_| numeral::glyph(value).is_some());
    if let Some((p, q)) = fraction {
        return format!("\\tfrac{{{p}}}{{{q}}}");
    }
    let text = numeral::decimal(value);
    match text.split_once('e') {
        Some(("1", exponent)) => format!("10^{{{exponent}}}"),
        Some((digits, exponent)) => format!("{digits} \\cdot 10^{{{exponent}}}"),
        None => text,
    }
}

fn word(word: &str) -> String {
    match word {
        "⊤" => "\\top".into(),
        "−⊤" => "-\\top".into(),
        "−1" => "-1".into(),
        "⊙" => "\\odot ".into(),
        "I" | "e" => word.into(),
        "exp" | "ln" | "sin" | "cos" | "tan" | "sinh" | "cosh" | "tanh" | "det" | "max" | "min" => {
            format!("\\{word}")
        }
        "σ" => "\\sigma ".into(),
        _ if word.chars().all(|c| c.is_alphanumeric() || c == '_') => {
            format!("\\operatorname{{{}}}", escaped(word))
        }
        _ => format!("\\text{{{}}}", index(word)),
    }
}

fn index(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '−' => out.push('-'),
            '·' => out.push_str("\\cdot "),
            '×' => out.push_str("\\times "),
            '≥' => out.push_str("\\ge "),
            '²' => out.push_str("^2"),
            '³' => out.push_str("^3"),
            '₀'..='₉' => {
                let digit = u32::from(c) - u32::from('₀');
                out.push_str(&digit.to_string());
            }
            '∞' => out.push_str("\\infty "),
            '_' => out.push_str("\\_"),
            c => out.push(c),
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('_', "\\_")
}

fn bar(text: &str) -> &str {
    if text == "‖" { "\\|" } else { text }
}

fn operator(operator: Operator) -> String {
    let text = match operator {
        Operator::Relation('≥') => " \\ge ",
        Operator::Relation('≤') => " \\le ",
        Operator::Relation('≠') => " \\ne ",
        Operator::Relation('∧') => " \\land ",
        Operator::Relation('∨') => " \\lor ",
        Operator::Relation(sign) => return format!(" {sign} "),
        Operator::Plus => " + ",
        Operator::Minus => " - ",
        Operator::Negative => "-",
        Operator::Juxtaposition => " \\, ",
        Operator::Dot => " \\cdot ",
        Operator::Hadamard => " \\odot ",
        Operator::Quotient => " \\oslash ",
        Operator::Kronecker => " \\otimes ",
        Operator::Frobenius => " : ",
        Operator::Comma => ", ",
    };
    text.into()
}
