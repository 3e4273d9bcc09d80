//! Dimensions as text.

use std::fmt::Write as _;

use super::{Dim, Dims, Polynomial, Symbol};

impl Dims {
    /// `dim` as text: `n`, `2n + 1`, `m·n`.
    #[must_use]
    pub fn display(&self, dim: Dim) -> String {
        self.display_polynomial(&self.resolved(self.polynomial(dim)))
    }

    /// A polynomial as text, highest degree first.
    #[must_use]
    pub fn display_polynomial(&self, polynomial: &Polynomial) -> String {
        let mut terms: Vec<_> = polynomial.terms.iter().collect();
        terms.sort_by_key(|(monomial, _)| std::cmp::Reverse(monomial.len()));
        let mut text = String::new();
        for (monomial, coefficient) in terms {
            let sign = if *coefficient < 0 { "−" } else { "+" };
            match (text.is_empty(), sign) {
                (true, "+") => {}
                (true, _) => text.push('−'),
                (false, _) => _ = write!(text, " {sign} "),
            }
            let magnitude = coefficient.unsigned_abs();
            if magnitude != 1 || monomial.is_empty() {
                _ = write!(text, "{magnitude}");
            }
            text.push_str(&self.display_monomial(monomial));
        }
        if text.is_empty() { "0".into() } else { text }
    }

    fn display_monomial(&self, monomial: &[Symbol]) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut rest = monomial;
        while let Some(first) = rest.first() {
            let power = rest.iter().take_while(|s| *s == first).count();
            rest = &rest[power..];
            let name = self.name(*first);
            parts.push(match power {
                1 => name.into(),
                2 => format!("{name}²"),
                3 => format!("{name}³"),
                _ => format!("{name}^{power}"),
            });
        }
        let separator = if parts
            .iter()
            .all(|p| p.chars().filter(|c| c.is_alphabetic()).count() == 1)
        {
            ""
        } else {
            "·"
        };
        parts.join(separator)
    }

    /// A shape as text: `n × d`; `scalar` for none.
    #[must_use]
    pub fn display_shape(&self, shape: &[Dim]) -> String {
        if shape.is_empty() {
            return "scalar".into();
        }
        let dims: Vec<String> = shape.iter().map(|dim| self.display(*dim)).collect();
        dims.join(" × ")
    }
}
