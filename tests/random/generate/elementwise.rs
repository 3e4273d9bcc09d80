//! Functions of each element.

use super::value::Value;
use super::{Generator, Number};

/// What a function asks of its argument.
#[derive(Clone, Copy, PartialEq)]
pub enum Domain {
    Real,
    Positive,
    AboveOne,
    /// Between −1 and 1.
    Unit,
    /// Between 0 and 1.
    Share,
    /// Not so large that it overflows.
    Small,
}

/// Where a function is found.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    /// A function of the vocabulary, and a method that arrays and scalars have of themselves.
    Both,
    /// Of the vocabulary alone, method included.
    Vocabulary,
    /// A method of arrays and scalars, and no function.
    Method,
    /// A method of arrays, and no function.
    OfArrays,
}

const FUNCTIONS: &[(&str, Domain, Found)] = &[
    ("exp", Domain::Small, Found::Both),
    ("exp_m1", Domain::Small, Found::Both),
    ("ln", Domain::Positive, Found::Both),
    ("ln_1p", Domain::Positive, Found::Both),
    ("sqrt", Domain::Positive, Found::Both),
    ("recip", Domain::Positive, Found::Both),
    ("cbrt", Domain::Positive, Found::Both),
    ("sin", Domain::Real, Found::Both),
    ("cos", Domain::Real, Found::Both),
    ("tan", Domain::Unit, Found::Both),
    ("asin", Domain::Unit, Found::Both),
    ("acos", Domain::Unit, Found::Both),
    ("atanh", Domain::Unit, Found::Both),
    ("tanh", Domain::Real, Found::Both),
    ("atan", Domain::Real, Found::Both),
    ("sinh", Domain::Small, Found::Both),
    ("cosh", Domain::Small, Found::Both),
    ("asinh", Domain::Real, Found::Both),
    ("acosh", Domain::AboveOne, Found::Both),
    ("abs", Domain::Real, Found::Both),
    ("relu", Domain::Real, Found::Vocabulary),
    ("sigmoid", Domain::Real, Found::Vocabulary),
    ("softplus", Domain::Real, Found::Vocabulary),
    ("erf", Domain::Real, Found::Vocabulary),
    ("erfc", Domain::Real, Found::Vocabulary),
    ("norm_pdf", Domain::Real, Found::Vocabulary),
    ("norm_cdf", Domain::Real, Found::Vocabulary),
    ("norm_ln_cdf", Domain::Real, Found::Vocabulary),
    ("lgamma", Domain::Positive, Found::Vocabulary),
    ("digamma", Domain::Positive, Found::Vocabulary),
    ("trigamma", Domain::Positive, Found::Vocabulary),
    ("logit", Domain::Share, Found::Vocabulary),
    ("sinc", Domain::Real, Found::Vocabulary),
    ("gelu", Domain::Real, Found::Vocabulary),
    ("silu", Domain::Real, Found::Vocabulary),
    ("log_sigmoid", Domain::Real, Found::Vocabulary),
    ("square", Domain::Real, Found::Vocabulary),
    ("sign", Domain::Real, Found::Vocabulary),
    ("exp2", Domain::Small, Found::Method),
    ("log2", Domain::Positive, Found::Method),
    ("log10", Domain::Positive, Found::Method),
    ("signum", Domain::Real, Found::Method),
    ("pow2", Domain::Real, Found::OfArrays),
];

impl Generator {
    pub fn unary(&mut self) -> Option<Value> {
        let (name, domain, found) = self.choose(FUNCTIONS);
        let arrays = found == Found::OfArrays;
        let value = self.pick(|one| {
            (domain != Domain::Small || one.size <= 3.0) && (!arrays || one.is_array())
        })?;
        let value = self.inside(domain, value);
        let text = self.spelled(name, found, &value)?;
        let (constant, low) = (matches!(name, "sign" | "signum"), value.size <= 3.0);
        let size = match name {
            "exp" | "sinh" | "cosh" | "exp_m1" | "exp2" => value.size.exp(),
            "square" | "pow2" => value.size * value.size,
            "recip" => 2.0,
            "trigamma" => 7.0,
            _ => value.size + 1.5,
        };
        let positive = matches!(name, "softplus" | "exp" | "cosh" | "sigmoid" | "exp2") && low;
        let mut made = value.like(text, size);
        made.positive = positive;
        if constant {
            made.from.clear();
        }
        Some(made)
    }

    /// A call of an elementwise function, in one of its ways.
    fn spelled(&mut self, name: &str, found: Found, value: &Value) -> Option<String> {
        let (argument, receiver) = (self.argument(value), value.receiver());
        let (is_array, ty) = (value.is_array(), self.ty());
        let method = is_array || value.is_scalar() || found == Found::Vocabulary;
        let paths = found != Found::OfArrays && is_array;
        Some(match self.below(8) {
            0 if paths && found == Found::Vocabulary => format!("{receiver}.mapv({name})"),
            0 if paths && self.number != Number::Generic => {
                format!("{receiver}.mapv({ty}::{name})")
            }
            1 if paths => format!("{receiver}.mapv(|v| v.{name}())"),
            2 if paths && found == Found::Both => format!("{receiver}.map(|v| v.{name}())"),
            3 if value.is_scalar() && found == Found::Both && self.number != Number::Generic => {
                format!("{ty}::{name}({})", value.number())
            }
            4 if paths && found == Found::Both => format!("{receiver}.mapv(|v| {name}(v))"),
            5 if method => format!("{receiver}.{name}()"),
            _ if matches!(found, Found::Both | Found::Vocabulary) => format!("{name}({argument})"),
            _ if method => format!("{receiver}.{name}()"),
            _ => return None,
        })
    }

    /// Moved into a domain.
    pub fn inside(&mut self, domain: Domain, value: Value) -> Value {
        let argument = self.argument(&value);
        let (text, size) = match domain {
            Domain::Real | Domain::Small => return value,
            Domain::Positive if value.positive => return value,
            Domain::Positive => {
                let shift = self.literal(0.5);
                let text = match self.below(3) {
                    0 if value.size < 4.0 => format!("exp({argument})"),
                    _ => format!("square({argument}) + {shift}"),
                };
                (text, value.size * value.size + 0.5)
            }
            Domain::AboveOne => {
                let text = format!("square({argument}) + {}", self.literal(1.25));
                (text, value.size * value.size + 1.25)
            }
            Domain::Share => (format!("sigmoid({argument})"), 1.0),
            Domain::Unit => (format!("sin({argument}) * {}", self.literal(0.8)), 0.8),
        };
        Value {
            positive: domain != Domain::Unit,
            ..value.like(text, size)
        }
    }

    /// A power, in one of its ways, or a clamp.
    pub fn powers(&mut self) -> Option<Value> {
        let value = self.pick(|one| one.size < 6.0)?;
        let base = self.inside(Domain::Positive, value.clone());
        let method = value.is_array() || value.is_scalar();
        let (of_value, of_base) = (self.argument(&value), self.argument(&base));
        let (low, high) = (self.literal(-0.7), self.literal(0.9));
        let power = self.literal(1.5);
        let integer = self.choose(&["2", "3", "-1", "-2", "1", "0"]);
        let negative = integer.starts_with('-');
        let (text, size) = match self.below(9) {
            0 if method && !negative => (
                format!("{}.powi({integer})", value.receiver()),
                value.size.powi(3) + 1.0,
            ),
            1 if !negative => (
                format!("powi({of_value}, {integer})"),
                value.size.powi(3) + 1.0,
            ),
            2 => (
                format!("powi({of_base}, {integer})"),
                base.size.powi(3) + 5.0,
            ),
            3 => (format!("powf({of_base}, {power})"), base.size.powi(2) + 1.0),
            4 if base.is_array() || base.is_scalar() => (
                format!("{}.powf({power})", base.receiver()),
                base.size.powi(2) + 1.0,
            ),
            8 => {
                let order = self.choose(&["1", "2"]);
                let text = if self.below(2) == 0 {
                    format!("polygamma({of_base}, {order})")
                } else {
                    format!("({of_base}).polygamma({order})")
                };
                (text, 17.0)
            }
            5 if method => (format!("{}.clamp({low}, {high})", value.receiver()), 1.0),
            6 => (format!("clamp({of_value}, {low}, {high})"), 1.0),
            _ if value.is_array() => (
                format!("{}.hypot({power})", value.receiver()),
                value.size + 2.0,
            ),
            _ => return None,
        };
        let mut made = value.like(text, size);
        if made.text.contains("(0)") || made.text.ends_with(", 0)") {
            made.from.clear();
        }
        Some(made)
    }
}
