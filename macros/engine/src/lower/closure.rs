//! Closures: called, and mapped over an array.
//!
//! `mapv`'s closure is read once with a scalar in place of its parameter; the scalar expression
//! is then spread over the array. Reading it with the array itself would take `sum(v)` in the
//! closure, the element, for the sum of all elements.

use std::rc::Rc;

use super::Lowering;
use super::snippet::snippet;
use super::value::{Binding, Closure, Frame, Value};
use crate::ast::{Expr, ExprKind};
use crate::dim::Dim;
use crate::graph::{Contract, Id, Kind};
use crate::rules;

impl Lowering<'_> {
    /// A closure's value for these arguments.
    pub(super) fn apply_closure(
        &mut self,
        closure: &Rc<Closure>,
        arguments: Vec<Value>,
        place: &Expr,
    ) -> Option<Value> {
        if closure.parameters.len() != arguments.len() {
            let message = format!(
                "this closure takes {} arguments, here are {}",
                closure.parameters.len(),
                arguments.len()
            );
            return self.error(place, message);
        }
        let mut frame = Frame::default();
        for (parameter, value) in closure.parameters.iter().zip(arguments) {
            let binding = Binding {
                value: Some(value),
                statement: None,
            };
            frame.bind(parameter.to_string(), binding);
        }
        let mut frames = closure.frames.clone();
        frames.push(frame);
        let outer = std::mem::replace(&mut self.frames, frames);
        self.depth += 1;
        let value = self.expression(&closure.body);
        self.depth -= 1;
        self.frames = outer;
        value
    }

    /// `x.mapv(f)` for a closure or the path of a function.
    pub(super) fn mapv(&mut self, whole: &Expr, x: Id, function: &Expr) -> Option<Value> {
        let element = Kind::Input(usize::MAX - self.depth);
        self.at(function.span);
        let element = self.graph.intern(element, Vec::new());
        let value = self.apply_to_element(function, element)?;
        let body = self.scalar_or_array(value, function)?;
        self.at(whole.span);
        let mapped = self.map_over(body, element, x, function)?;
        Some(Value::Node(mapped))
    }

    fn apply_to_element(&mut self, function: &Expr, element: Id) -> Option<Value> {
        if let ExprKind::Path(path) = &function.kind {
            let local = path.len() == 1
                && super::value::lookup(&self.frames, &path[0].to_string()).is_some();
            if !local {
                return self.apply_named(function, path, &[(element, function)]);
            }
        }
        match self.expression(function)? {
            Value::Closure(closure) => {
                self.apply_closure(&closure, vec![Value::Node(element)], function)
            }
            _ => self.wrong(function, "not a function", "a closure or a function's path"),
        }
    }

    /// The scalar expression `body` of `element` for each element of `x`.
    fn map_over(&mut self, body: Id, element: Id, x: Id, place: &Expr) -> Option<Id> {
        let shape = self.graph.shape(x).to_vec();
        let depends = self.graph.depends_on(&[element]);
        let mut mapped: Vec<Option<Id>> = vec![None; depends.len()];
        mapped[element.0 as usize] = Some(x);
        for node in self.graph.schedule(&[body]) {
            if !depends[node.0 as usize] || node == element {
                continue;
            }
            self.graph.origin = self.graph.node(node).origin;
            let Some(spread) = self.map_node(node, &mapped, &shape) else {
                let name = match self.graph.kind(node) {
                    Kind::Apply { rule, .. } => rules::rule(*rule).name,
                    _ => "indexing",
                };
                let text = snippet(&place.tokens);
                let message = format!(
                    "`{text}` uses `{name}`, which matgrad does not read inside of `mapv`: write it with \
                     functions of one element"
                );
                return self.error(place, message);
            };
            if let Some(name) = self.graph.names.remove(&node) {
                self.graph.names.entry(spread).or_insert(name);
            }
            mapped[node.0 as usize] = Some(spread);
        }
        Some(match mapped[body.0 as usize] {
            Some(found) => found,
            None => self.graph.broadcast(body, &shape),
        })
    }

    fn map_node(&mut self, node: Id, mapped: &[Option<Id>], shape: &[Dim]) -> Option<Id> {
        let of = |id: Id| mapped.get(id.0 as usize).copied().flatten();
        match self.graph.kind(node).clone() {
            Kind::Combine(terms) => {
                let terms = terms.into_iter().map(|(coefficient, id)| {
                    let spread = match (of(id), self.graph.kind(id)) {
                        (Some(found), _) => found,
                        (None, Kind::Number(one)) if (one.get() - 1.0).abs() < f64::EPSILON => {
                            self.graph.ones(shape)
                        }
                        _ => self.graph.broadcast(id, shape),
                    };
                    (coefficient.get(), spread)
                });
                let terms = terms.collect();
                Some(self.graph.combine(terms))
            }
            Kind::Map {
                rule,
                attribute,
                arguments,
            } => {
                let spread = |id| of(id).unwrap_or_else(|| self.graph.broadcast(id, shape));
                let arguments = arguments.into_iter().map(spread).collect();
                let kind = Kind::Map {
                    rule,
                    attribute,
                    arguments,
                };
                Some(self.graph.intern(kind, shape.to_vec()))
            }
            Kind::Contract(Contract { dims, factors, .. }) if dims.is_empty() => {
                let factors: Vec<Id> = factors
                    .iter()
                    .map(|factor| of(factor.node).unwrap_or(factor.node))
                    .collect();
                match factors.as_slice() {
                    [only] => Some(*only),
                    factors => Some(self.graph.hadamard(factors)),
                }
            }
            _ => None,
        }
    }
}
