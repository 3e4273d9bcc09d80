//! `+ - * /` with ndarray's meaning, and integer arithmetic on axis lengths.

use proc_macro2::Span;

use super::Lowering;
use super::value::Value;
use crate::ast::Expr;
use crate::dim::Dim;
use crate::graph::{Attribute, Id, Kind};

impl Lowering<'_> {
    pub(super) fn arithmetic(
        &mut self,
        whole: &Expr,
        operator: (char, Span),
        left: &Expr,
        right: &Expr,
    ) -> Option<Value> {
        let values = (self.expression(left), self.expression(right));
        let (a, b) = (values.0?, values.1?);
        match (a, b) {
            (Value::Integer(a), Value::Integer(b)) => {
                self.integer_arithmetic(whole, operator, a, b)
            }
            (Value::Path(path), Value::Integer(b)) => {
                let a = self.runtime_integer(&path);
                self.integer_arithmetic(whole, operator, a, b)
            }
            (Value::Integer(a), Value::Path(path)) => {
                let b = self.runtime_integer(&path);
                self.integer_arithmetic(whole, operator, a, b)
            }
            (a, b) => {
                let integers = [&a, &b]
                    .iter()
                    .all(|value| matches!(value, Value::Whole(_) | Value::Integer(_)));
                let (a, b) = (
                    self.scalar_or_array(a, left)?,
                    self.scalar_or_array(b, right)?,
                );
                if integers && !matches!(operator.0, '+' | '-' | '*') {
                    return self.error(
                        whole,
                        "this division of integers is cut off: cast the operands to floating point \
                         first, or bind it by a typed `let`",
                    );
                }
                self.at(operator.1);
                let id = self.elementwise(operator, (a, left), (b, right))?;
                Some(match integers {
                    true => Value::Whole(id),
                    false => Value::Node(id),
                })
            }
        }
    }

    fn integer_arithmetic(
        &mut self,
        whole: &Expr,
        operator: (char, Span),
        a: Dim,
        b: Dim,
    ) -> Option<Value> {
        let dims = &mut self.graph.dims;
        let constants = dims.as_constant(a).zip(dims.as_constant(b));
        let dim = match (operator.0, constants) {
            ('+', _) => dims.add_scaled(a, b, 1),
            ('-', _) => dims.add_scaled(a, b, -1),
            ('*', _) => dims.product(&[a, b]),
            ('/', Some((a, b))) if b != 0 => dims.constant(a / b),
            ('%', Some((a, b))) if b != 0 => dims.constant(a % b),
            _ => self.runtime_integer(&whole.tokens),
        };
        Some(Value::Integer(dim))
    }

    fn elementwise(
        &mut self,
        operator: (char, Span),
        left: (Id, &Expr),
        right: (Id, &Expr),
    ) -> Option<Id> {
        let (a, b) = (left.0, right.0);
        if let (Some(x), Some(y)) = (self.number_of(a), self.number_of(b)) {
            let folded = match operator.0 {
                '+' => x + y,
                '-' => x - y,
                '*' => x * y,
                '/' => x / y,
                _ => x % y,
            };
            return Some(self.graph.number(folded));
        }
        let shape = self.joint_shape(operator, left, right)?;
        match operator.0 {
            '+' => Some(self.linear((1.0, a), (1.0, b), &shape)),
            '-' => Some(self.linear((1.0, a), (-1.0, b), &shape)),
            '*' => Some(self.product(a, b, &shape)),
            '/' => Some(self.quotient(a, b, &shape)),
            other => self.error(
                operator.1,
                format!("`{other}` is not differentiated; matgrad reads `+`, `-`, `*` and `/`"),
            ),
        }
    }

    fn number_of(&self, id: Id) -> Option<f64> {
        match self.graph.kind(id) {
            Kind::Number(number) => Some(number.get()),
            _ => None,
        }
    }

    fn linear(&mut self, left: (f64, Id), right: (f64, Id), shape: &[Dim]) -> Id {
        let terms = [left, right].map(|(sign, id)| match self.number_of(id) {
            // A number is a multiple of ones, so that formulas print `A + 1`.
            Some(number) => (sign * number, self.graph.ones(shape)),
            None => (sign, self.spread(id, shape)),
        });
        self.graph.combine(terms.to_vec())
    }

    fn product(&mut self, a: Id, b: Id, shape: &[Dim]) -> Id {
        match (self.number_of(a), self.number_of(b)) {
            (Some(number), _) => self.graph.scale(number, b),
            (_, Some(number)) => self.graph.scale(number, a),
            _ => self.multiply(&[a, b], shape),
        }
    }

    fn quotient(&mut self, a: Id, b: Id, shape: &[Dim]) -> Id {
        if let Some(number) = self.number_of(b) {
            return self.graph.scale(number.recip(), a);
        }
        let inverse = self.graph.map("recip", Attribute::None, &[b]);
        match self.number_of(a) {
            Some(1.0) => inverse,
            Some(number) => self.graph.scale(number, inverse),
            None => self.multiply(&[a, inverse], shape),
        }
    }
}
