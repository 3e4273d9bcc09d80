//! Shapes: as arguments (`n`, `(n, m)`) and as what arrays are asked for (`.len()`, `.dim()`).

use super::Lowering;
use super::value::Value;
use crate::ast::{Expr, ExprKind};
use crate::dim::Dim;
use crate::graph::Id;

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
                    Value::Path(tokens) => Some(self.runtime_integer(&tokens)),
                    _ => self.wrong(expression, "not a shape", "a tuple of `usize`s"),
                });
                dims.collect()
            }
            Value::Integer(dim) => Some(vec![dim]),
            Value::Path(tokens) => Some(vec![self.runtime_integer(&tokens)]),
            _ => self.wrong(expression, "not a shape", "a `usize` or a tuple of them"),
        }
    }

    /// An axis length.
    pub(super) fn length(&mut self, x: Id, axis: usize, place: &Expr) -> Option<Value> {
        match self.graph.shape(x).get(axis) {
            Some(dim) => Some(Value::Integer(*dim)),
            None => {
                let rank = self.graph.rank(x);
                let kind = super::form::kind_of(rank);
                self.error(place, format!("a {kind} has no axis {axis}"))
            }
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
}
