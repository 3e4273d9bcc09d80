//! Expressions → values.

use std::rc::Rc;

use proc_macro2::Ident;

use super::Lowering;
use super::snippet::snippet;
use super::value::{Closure, Value, lookup};
use crate::ast::{Expr, ExprKind};
use crate::dim::Dim;
use crate::graph::{Id, Kind};

/// Integer types whose casts keep every axis length.
const WIDE: [&str; 8] = ["usize", "isize", "u32", "i32", "u64", "i64", "u128", "i128"];

impl Lowering<'_> {
    /// The value of an expression; `None` after an error.
    pub(super) fn expression(&mut self, expression: &Expr) -> Option<Value> {
        match &expression.kind {
            ExprKind::Literal { value, integer } => Some(self.literal(*value, *integer)),
            ExprKind::Path(segments) => self.path(expression, segments),
            ExprKind::Truth(truth) => Some(self.truth_literal(*truth)),
            ExprKind::Negate(operand) => self.negate(expression, operand),
            ExprKind::Not(operand) => self.negation(expression, operand),
            ExprKind::Transparent(operand) => self.expression(operand),
            ExprKind::Cast {
                operand,
                to_integer,
                ..
            } => self.cast(expression, operand, *to_integer),
            ExprKind::Binary {
                operator,
                operator_span,
                left,
                right,
            } => self.arithmetic(expression, (*operator, *operator_span), left, right),
            ExprKind::Relation {
                relation,
                left,
                right,
            } => self.relation(expression, *relation, left, right),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.choice(expression, condition, (then, otherwise)),
            ExprKind::Call {
                path,
                callee,
                arguments,
                ..
            } => self.call(expression, path, callee, arguments),
            ExprKind::Method {
                receiver,
                name,
                arguments,
                ..
            } => self.method(expression, receiver, name, arguments),
            ExprKind::Field { operand, index } => self.field(expression, operand, *index),
            ExprKind::Index { operand, indices } => self.index(expression, operand, indices),
            ExprKind::Slice(_) => self.error(
                expression,
                "`s![..]` stands only in the parentheses of `.slice(..)`",
            ),
            ExprKind::Closure {
                parameters, body, ..
            } => Some(self.closure(parameters, body)),
            ExprKind::Block(block) => self.block(block),
            ExprKind::Tuple(items) => self.tuple(items),
            ExprKind::Array(_) => self.error(
                expression,
                "an array literal is not differentiated: bind it by a typed `let` if it is a constant",
            ),
            ExprKind::Opaque(message) => {
                let message = *message;
                self.error(expression, message)
            }
        }
    }

    fn closure(&self, parameters: &[Ident], body: &Expr) -> Value {
        Value::Closure(Rc::new(Closure {
            parameters: parameters.to_vec(),
            body: body.clone(),
            frames: self.frames.clone(),
        }))
    }

    fn tuple(&mut self, items: &[Expr]) -> Option<Value> {
        let values: Vec<_> = items.iter().map(|item| self.expression(item)).collect();
        Some(Value::Tuple(values.into_iter().collect::<Option<_>>()?))
    }

    fn literal(&mut self, value: f64, integer: bool) -> Value {
        // Integer literals of a body are axis lengths, indices and exponents: far below 2⁵³.
        #[allow(clippy::cast_possible_truncation)]
        if integer {
            Value::Integer(self.graph.dims.constant(value as i64))
        } else {
            Value::Node(self.graph.number(value))
        }
    }

    fn path(&mut self, expression: &Expr, segments: &[Ident]) -> Option<Value> {
        let [name] = segments else {
            return Some(Value::Path(expression.tokens.clone()));
        };
        let name = name.to_string();
        match lookup(&self.frames, &name) {
            Some(binding) => match binding.value.clone()? {
                Value::Opaque => self.error(
                    expression,
                    format!(
                        "the type of `{name}` is not one that matgrad reads: bind what is needed of it \
                         by a typed `let`"
                    ),
                ),
                value => Some(value),
            },
            None if name == "self" => self.error(
                expression,
                "bind what is needed of `self` by a typed `let`: `let w: Array1<f64> = self.w.clone();`",
            ),
            None => Some(Value::Path(expression.tokens.clone())),
        }
    }

    fn negate(&mut self, expression: &Expr, operand: &Expr) -> Option<Value> {
        let value = self.expression(operand)?;
        if let Value::Integer(dim) = value {
            let zero = self.graph.dims.constant(0);
            return Some(Value::Integer(self.graph.dims.add_scaled(zero, dim, -1)));
        }
        let whole = matches!(value, Value::Whole(_));
        let id = self.scalar_or_array(value, operand)?;
        self.at(expression.span);
        let negated = match self.graph.kind(id) {
            Kind::Number(number) => {
                let value = -number.get();
                self.graph.number(value)
            }
            _ => self.graph.scale(-1.0, id),
        };
        Some(if whole {
            Value::Whole(negated)
        } else {
            Value::Node(negated)
        })
    }

    fn cast(&mut self, expression: &Expr, operand: &Expr, to_integer: bool) -> Option<Value> {
        let value = self.expression(operand)?;
        let last = expression.tokens.clone().into_iter().last();
        let target = last.map_or_else(String::new, |token| token.to_string());
        let wide = WIDE.contains(&target.as_str());
        match (value, to_integer) {
            (value @ (Value::Integer(_) | Value::Whole(_)), true) if wide => Some(value),
            (Value::Path(tokens), true) if wide => {
                Some(Value::Integer(self.path_integer(&tokens)))
            }
            (Value::Integer(_) | Value::Whole(_) | Value::Path(_), true) => self.error(
                expression,
                format!("a cast to `{target}` may cut the number off: cast to `usize` or a wider type"),
            ),
            (_, true) => self.error(
                expression,
                "a cast of a floating-point number to an integer is not differentiated; bind it by a \
                 typed `let` if it is a constant",
            ),
            (value @ (Value::Integer(_) | Value::Whole(_) | Value::Path(_)), false) => {
                self.at(expression.span);
                let id = self.scalar_or_array(value, operand)?;
                Some(Value::Node(id))
            }
            (value, false) => {
                let scalar = self.function.signature.scalar.to_string();
                if target != scalar {
                    let message = format!(
                        "a cast between floating-point types is not differentiated: compute in \
                         `{scalar}` throughout"
                    );
                    return self.error(expression, message);
                }
                Some(Value::Node(self.scalar_or_array(value, operand)?))
            }
        }
    }

    fn field(&mut self, expression: &Expr, operand: &Expr, index: usize) -> Option<Value> {
        match self.expression(operand)? {
            Value::Tuple(mut values) if index < values.len() => Some(values.swap_remove(index)),
            _ => {
                let text = snippet(&operand.tokens);
                self.error(
                    expression,
                    format!("`{text}` has no part `{index}` that matgrad reads"),
                )
            }
        }
    }

    /// A value as an array or scalar.
    pub(super) fn scalar_or_array(&mut self, value: Value, place: &Expr) -> Option<Id> {
        match value {
            Value::Node(id) | Value::Whole(id) => Some(id),
            Value::Integer(dim) => Some(self.graph.size(dim)),
            Value::Path(tokens) => Some(self.path_scalar(&tokens)),
            Value::Truth(_) => self.wrong(place, "a truth value", "an array or a scalar"),
            Value::Tuple(_) => self.wrong(place, "a tuple", "an array or a scalar"),
            Value::Axis(_) => self.wrong(place, "an axis", "an array or a scalar"),
            Value::Closure(_) => self.wrong(place, "a closure", "an array or a scalar"),
            Value::Opaque => self.wrong(place, "of an unknown type", "an array or a scalar"),
        }
    }

    pub(super) fn wrong<T>(&mut self, place: &Expr, found: &str, wanted: &str) -> Option<T> {
        let text = snippet(&place.tokens);
        self.error(
            place,
            format!("`{text}` is {found}, and {wanted} is needed here"),
        )
    }

    /// An expression as an array or scalar.
    pub(super) fn node(&mut self, expression: &Expr) -> Option<Id> {
        let value = self.expression(expression)?;
        self.scalar_or_array(value, expression)
    }

    /// An expression as an axis length or index.
    pub(super) fn integer(&mut self, expression: &Expr) -> Option<Dim> {
        match self.expression(expression)? {
            Value::Integer(dim) => Some(dim),
            Value::Path(tokens) => Some(self.path_integer(&tokens)),
            Value::Whole(_) => self.wrong(expression, "an integer of another type", "a `usize`"),
            _ => self.wrong(expression, "not an integer", "a `usize`"),
        }
    }

    /// The value of an integer that is known at compile time.
    pub(super) fn literal_integer(&mut self, expression: &Expr, what: &str) -> Option<i64> {
        let dim = match self.expression(expression)? {
            Value::Integer(dim) | Value::Axis(dim) => Some(dim),
            _ => None,
        };
        if let Some(value) = dim.and_then(|dim| self.graph.dims.as_constant(dim)) {
            Some(value)
        } else {
            let text = snippet(&expression.tokens);
            self.error(expression, format!("`{text}` is not {what}"))
        }
    }

    /// An axis of an array of this rank: `Axis(k)` with a literal `k`.
    pub(super) fn axis(&mut self, expression: &Expr, rank: usize) -> Option<usize> {
        let axis = self.literal_integer(expression, "`Axis(k)` with a literal `k`")?;
        match usize::try_from(axis) {
            Ok(axis) if axis < rank => Some(axis),
            _ => self.error(
                expression,
                format!("there is no axis {axis}: the array has {rank}"),
            ),
        }
    }
}
