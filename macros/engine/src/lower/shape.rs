//! Shapes: as arguments (`n`, `(n, m)`) and as what arrays are asked for (`.len()`, `.dim()`).

use std::fmt::Write as _;

use super::Lowering;
use super::value::Value;
use crate::ast::{Expr, ExprKind};
use crate::dim::{Dim, Nature, Symbol};
use crate::graph::{Id, Role};

impl Lowering<'_> {
    /// A shape argument: an integer, or a tuple or array of them.
    pub(super) fn shape_argument(&mut self, expression: &Expr) -> Option<Vec<Dim>> {
        if let ExprKind::Array(items) = &expression.kind {
            return items.iter().map(|item| self.integer(item)).collect();
        }
        match self.expression(expression)? {
            Value::Tuple(values) => {
                let dims = values.into_iter().map(|value| match value {
                    Value::Integer(dim) => Some(dim),
                    Value::Path(tokens) => Some(self.path_integer(&tokens)),
                    _ => self.wrong(expression, "not a shape", "a tuple of `usize`s"),
                });
                dims.collect()
            }
            Value::Integer(dim) => Some(vec![dim]),
            Value::Path(tokens) => Some(vec![self.path_integer(&tokens)]),
            _ => self.wrong(expression, "not a shape", "a `usize` or a tuple of them"),
        }
    }

    /// An axis length.
    pub(super) fn length(&mut self, x: Id, axis: usize, place: &Expr) -> Option<Value> {
        if let Some(dim) = self.graph.shape(x).get(axis) {
            Some(Value::Integer(*dim))
        } else {
            let rank = self.graph.rank(x);
            let kind = super::form::kind_of(rank);
            self.error(place, format!("a {kind} has no axis {axis}"))
        }
    }

    /// The number of elements.
    pub(super) fn count(&mut self, x: Id) -> Value {
        let shape = self.graph.shape(x).to_vec();
        Value::Integer(self.graph.dims.product(&shape))
    }

    /// All axis lengths, as a tuple.
    pub(super) fn lengths(&self, x: Id) -> Vec<Value> {
        let shape = self.graph.shape(x);
        shape.iter().map(|dim| Value::Integer(*dim)).collect()
    }

    /// A dimension as a Rust expression of the parameters: `2 * x.nrows() + 1 * k`. `None` if none of
    /// them has an axis of some symbol's length. What would be negative wraps: the entry check, which
    /// comes later, is what refuses it.
    pub(super) fn dim_source(&self, dim: Dim) -> Option<String> {
        let (gain, loss) = self.graph.dims.polynomial_signs(dim);
        let mut text = String::new();
        for (monomial, coefficient) in gain.terms() {
            let plus = if text.is_empty() { "" } else { " + " };
            _ = write!(text, "{plus}{}", self.term_source(monomial, *coefficient)?);
        }
        if text.is_empty() {
            text.push('0');
        }
        for (monomial, coefficient) in loss.terms() {
            let term = self.term_source(monomial, *coefficient)?;
            text = format!("::core::primitive::usize::wrapping_sub({text}, {term})");
        }
        Some(text)
    }

    fn term_source(&self, monomial: &[Symbol], coefficient: i64) -> Option<String> {
        let mut text = coefficient.to_string();
        for symbol in monomial {
            _ = write!(text, " * {}", self.symbol_source(*symbol)?);
        }
        Some(text)
    }

    fn symbol_source(&self, symbol: Symbol) -> Option<String> {
        if let Nature::Integer(index) = self.graph.dims.nature(symbol) {
            return Some(format!("({})", self.environment.integers.get(index)?));
        }
        self.graph.input_ids().into_iter().find_map(|id| {
            let (name, role) = self.input_name(id)?;
            let own = |dim: &Dim| self.graph.dims.polynomial(*dim).as_symbol() == Some(symbol);
            let shape = self.graph.shape(id);
            let axis = shape.iter().position(own)?;
            let method = match (role, shape.len(), axis) {
                (Role::Parameter(_), 1, _) => "len",
                (Role::Parameter(_), 2, 0) => "nrows",
                (Role::Parameter(_), 2, 1) => "ncols",
                _ => return None,
            };
            Some(format!("{name}.{method}()"))
        })
    }
}
