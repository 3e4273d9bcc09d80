//! Conditions, and `if` between scalars: functions of the rule table.
//!
//! All branches become nodes, those that are not taken too: what in them could stop the program,
//! as it is evaluated or checked at entry, is refused.

use super::Lowering;
use super::form::kind_of;
use super::snippet::snippet;
use super::value::Value;
use crate::ast::{Expr, Relation};
use crate::graph::{Attribute, Id};
use crate::rules::Role;

/// A branch, with what it stands for.
type Branch<'e> = (Value, &'e Expr);

impl Lowering<'_> {
    /// `true`, `false`.
    pub(super) fn truth_literal(&mut self, truth: bool) -> Value {
        Value::Truth(self.graph.number(f64::from(u8::from(truth))))
    }

    /// `!x`.
    pub(super) fn negation(&mut self, whole: &Expr, operand: &Expr) -> Option<Value> {
        let operand = self.truth(operand)?;
        self.at(whole.span);
        let negated = self.graph.map("not", Attribute::None, &[operand]);
        Some(Value::Truth(negated))
    }

    /// `x < y`, `a && b`.
    pub(super) fn relation(
        &mut self,
        whole: &Expr,
        relation: Relation,
        left: &Expr,
        right: &Expr,
    ) -> Option<Value> {
        let (left, right) = match relation {
            Relation::Both | Relation::Either => (self.truth(left), self.truth(right)),
            _ => (self.compared(left), self.compared(right)),
        };
        let operands = [left?, right?];
        self.at(whole.span);
        let holds = self.graph.map(rule(relation), Attribute::None, &operands);
        Some(Value::Truth(holds))
    }

    /// `x.is_nan()`, `x.is_finite()`, by the rule's name.
    pub(super) fn test(&mut self, whole: &Expr, name: &str, x: &Expr) -> Option<Value> {
        let x = self.compared(x)?;
        self.at(whole.span);
        Some(Value::Truth(self.graph.map(name, Attribute::None, &[x])))
    }

    /// An expression as a condition.
    pub(super) fn truth(&mut self, expression: &Expr) -> Option<Id> {
        match self.expression(expression)? {
            Value::Truth(id) => Some(id),
            Value::Path(tokens) => Some(self.path_truth(&tokens)),
            Value::Node(id) if self.graph.rank(id) > 0 => {
                let kind = format!("a {}", kind_of(self.graph.rank(id)));
                self.wrong(expression, &kind, "a truth value")
            }
            _ => self.wrong(expression, "a number", "a truth value"),
        }
    }

    /// What a comparison compares: scalars, or truth values.
    fn compared(&mut self, expression: &Expr) -> Option<Id> {
        let id = match self.expression(expression)? {
            Value::Truth(id) => id,
            value => self.scalar_or_array(value, expression)?,
        };
        match self.graph.rank(id) {
            0 => Some(id),
            rank => {
                let text = snippet(&expression.tokens);
                let message = format!(
                    "`{text}` is a {}: only scalars are compared; compare its elements, \
                     `x.mapv(|v| if v > 0.0 {{ … }} else {{ … }})`",
                    kind_of(rank)
                );
                self.error(expression, message)
            }
        }
    }

    /// `if condition { then } else { otherwise }`.
    pub(super) fn choice(
        &mut self,
        whole: &Expr,
        condition: &Expr,
        (then, otherwise): (&Expr, &Expr),
    ) -> Option<Value> {
        let condition = self.truth(condition);
        self.branches += 1;
        let values = (self.expression(then), self.expression(otherwise));
        self.branches -= 1;
        self.chosen(whole, condition?, (values.0?, then), (values.1?, otherwise))
    }

    fn chosen(
        &mut self,
        whole: &Expr,
        condition: Id,
        (a, then): Branch,
        (b, otherwise): Branch,
    ) -> Option<Value> {
        let integers = [&a, &b].map(|value| matches!(value, Value::Whole(_) | Value::Integer(_)));
        match (a, b) {
            (Value::Tuple(left), Value::Tuple(right)) if left.len() == right.len() => {
                let pairs = left.into_iter().zip(right);
                let parts =
                    pairs.map(|(a, b)| self.chosen(whole, condition, (a, then), (b, otherwise)));
                let parts: Vec<_> = parts.collect();
                Some(Value::Tuple(parts.into_iter().collect::<Option<_>>()?))
            }
            (Value::Integer(a), Value::Integer(b)) if a == b => Some(Value::Integer(a)),
            (Value::Integer(_), Value::Integer(_) | Value::Path(_))
            | (Value::Path(_), Value::Integer(_)) => {
                self.runtime_integer(whole).map(Value::Integer)
            }
            (Value::Truth(a), Value::Truth(b)) => {
                Some(Value::Truth(self.select_scalar(whole, [condition, a, b])))
            }
            (a, b) => {
                let (a, b) = (self.branch((a, then)), self.branch((b, otherwise)));
                let selected = self.select_scalar(whole, [condition, a?, b?]);
                Some(match integers {
                    [true, true] => Value::Whole(selected),
                    _ => Value::Node(selected),
                })
            }
        }
    }

    fn select_scalar(&mut self, whole: &Expr, arguments: [Id; 3]) -> Id {
        self.at(whole.span);
        self.graph.play(Role::Choice, &arguments)
    }

    /// The value of a branch, which has to be a scalar.
    fn branch(&mut self, (value, place): Branch) -> Option<Id> {
        let id = self.scalar_or_array(value, place)?;
        match self.graph.rank(id) {
            0 => Some(id),
            rank => {
                let kind = kind_of(rank);
                let message = format!(
                    "this branch is a {kind}, and an `if` between arrays is not read yet: choose element \
                     by element, `x.mapv(|v| if v > 0.0 {{ … }} else {{ … }})`, or between two functions \
                     in the caller"
                );
                self.error(place, message)
            }
        }
    }
}

/// The rule of a relation.
fn rule(relation: Relation) -> &'static str {
    match relation {
        Relation::Less => "less",
        Relation::AtMost => "at_most",
        Relation::Greater => "greater",
        Relation::AtLeast => "at_least",
        Relation::Equal => "equal",
        Relation::Differs => "differs",
        Relation::Both => "both",
        Relation::Either => "either",
    }
}
