//! The values of those rows that are rational functions, over whatever field.

use super::{Rule, RuleId, rule};
use crate::dual::{Arithmetic, Tensor, matrix, modular::Modular};
use crate::graph::Attribute;

/// Whether a row has exact values.
#[must_use]
pub fn is_rational(id: RuleId) -> bool {
    const APPLIED: [&str; 4] = ["inv", "det", "adjugate", "adjugate_frechet"];
    let rule = rule(id);
    let point = [Modular::new(2, 0); 2];
    APPLIED.contains(&rule.name) || map(rule, &point, Attribute::Exponent(1)).is_some()
}

/// An elementwise row.
#[must_use]
pub fn map(rule: &Rule, point: &[Modular], attribute: Attribute) -> Option<Modular> {
    let x = *point.first()?;
    match (rule.name, attribute) {
        ("square", _) => Some(x * x),
        ("recip", _) => Some(Modular::number(1.0) / x),
        ("ratio", _) => Some(x / *point.get(1)?),
        ("powi", Attribute::Exponent(n)) => Some(x.powi(n)),
        ("stop_gradient", _) => Some(x.held()),
        _ => None,
    }
}

/// A primitive.
#[must_use]
pub fn apply<T: Arithmetic>(
    rule: &Rule,
    arguments: &[&Tensor<T>],
    _: Attribute,
) -> Option<Tensor<T>> {
    match (rule.name, arguments) {
        ("inv", [a]) => Some(matrix::inverse(a)),
        ("det", [a]) => Some(matrix::determinant(a)),
        ("adjugate", [a]) => Some(matrix::adjugate(a)),
        ("adjugate_frechet", [a, e]) => Some(matrix::adjugate_frechet(a, e)),
        _ => None,
    }
}
