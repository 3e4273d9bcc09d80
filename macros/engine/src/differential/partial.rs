//! Partial derivatives of elementwise functions, from their text to nodes.
//!
//! ```text
//! sum     ::= product (('+' | '-') product)*
//! product ::= unary (('*' | '/') unary)*
//! unary   ::= '-' unary | atom
//! atom    ::= number | x | y | z | f | n | rule '(' sum (',' sum)* ')' | '(' sum ')'
//! ```
//! `x`, `y`, `z` are the arguments, `f` the value, `n` the exponent or order. After a semicolon stands what
//! is taken instead where an argument is a literal number.

use super::cursor::Cursor;
use crate::graph::{Attribute, Graph, Id, Kind};
use crate::rules::{self, Role};

/// The node `∂f/∂x_k` at `node`, as `text` writes it.
pub fn partial(graph: &mut Graph, text: &str, node: Id) -> Id {
    let Kind::Map {
        attribute,
        arguments,
        ..
    } = graph.kind(node).clone()
    else {
        return graph.number(0.0);
    };
    let text = match text.split_once(';') {
        Some((_, beside_number)) if arguments.iter().any(|id| graph.as_number(*id).is_some()) => {
            beside_number.trim()
        }
        Some((general, _)) => general,
        None => text,
    };
    let exponent = attribute.integer().map_or(f64::NAN, f64::from);
    let mut reader = Reader {
        graph,
        text: Cursor::new(text),
        node,
        arguments,
        exponent,
    };
    let value = reader.sum();
    debug_assert!(reader.text.is_empty(), "something is left of {text}");
    reader.node_of(value)
}

/// The condition of a partial that reads `where x` or `where not x`, and whether it has to hold.
pub fn condition(graph: &Graph, text: &str, node: Id) -> Option<(Id, bool)> {
    let rest = text.strip_prefix("where ")?;
    let negated = rest.strip_prefix("not ");
    let place = ["x", "y", "z"]
        .iter()
        .position(|name| *name == negated.unwrap_or(rest))?;
    match graph.kind(node) {
        Kind::Map { arguments, .. } => Some((*arguments.get(place)?, negated.is_none())),
        _ => None,
    }
}

struct Reader<'a> {
    graph: &'a mut Graph,
    text: Cursor<'a>,
    node: Id,
    arguments: Vec<Id>,
    exponent: f64,
}

#[derive(Clone, Copy)]
enum Value {
    Number(f64),
    Node(Id),
}

impl Reader<'_> {
    fn sum(&mut self) -> Value {
        let mut left = self.product();
        loop {
            let sign = if self.text.take('+') {
                1.0
            } else if self.text.take('-') {
                -1.0
            } else {
                return left;
            };
            let right = self.product();
            left = if let (Value::Number(a), Value::Number(b)) = (left, right) {
                Value::Number(a + sign * b)
            } else {
                let terms = vec![(1.0, self.node_of(left)), (sign, self.node_of(right))];
                Value::Node(self.graph.combine(terms))
            };
        }
    }

    fn product(&mut self) -> Value {
        let mut left = self.unary();
        loop {
            if self.text.take('*') {
                let right = self.unary();
                left = self.times(left, right);
            } else if self.text.take('/') {
                let right = match self.unary() {
                    Value::Number(b) => Value::Number(1.0 / b),
                    Value::Node(b) => Value::Node(self.graph.play(Role::Reciprocal, &[b])),
                };
                left = self.times(left, right);
            } else {
                return left;
            }
        }
    }

    fn times(&mut self, left: Value, right: Value) -> Value {
        match (left, right) {
            (Value::Number(a), Value::Number(b)) => Value::Number(a * b),
            // The power x⁰ has the slope 0 · x⁻¹, also at 0.
            (Value::Number(0.0), _) | (_, Value::Number(0.0)) => Value::Number(0.0),
            (Value::Number(c), Value::Node(x)) | (Value::Node(x), Value::Number(c)) => {
                Value::Node(self.graph.scale(c, x))
            }
            (Value::Node(a), Value::Node(b)) => Value::Node(self.graph.hadamard(&[a, b])),
        }
    }

    fn unary(&mut self) -> Value {
        if self.text.take('-') {
            let operand = self.unary();
            return self.times(Value::Number(-1.0), operand);
        }
        self.atom()
    }

    fn atom(&mut self) -> Value {
        if self.text.take('(') {
            let value = self.sum();
            self.text.take(')');
            return value;
        }
        let word = self.text.word();
        match word {
            "x" => Value::Node(self.arguments[0]),
            "y" => Value::Node(self.arguments[1]),
            "z" => Value::Node(self.arguments[2]),
            "f" => Value::Node(self.node),
            "n" => Value::Number(self.exponent),
            _ => match word.parse() {
                Ok(number) => Value::Number(number),
                Err(_) => self.call(word),
            },
        }
    }

    fn call(&mut self, name: &str) -> Value {
        let mut arguments = Vec::new();
        if self.text.take('(') {
            arguments.push(self.sum());
            while self.text.take(',') {
                arguments.push(self.sum());
            }
            self.text.take(')');
        }
        if let [base, Value::Number(exponent)] = arguments.as_slice()
            && let Some(wrap) = rules::rule(rules::named(name)).integer()
        {
            let base = self.node_of(*base);
            // Exponents are small integers: the text adds at most a few units to an `i32`.
            #[allow(clippy::cast_possible_truncation)]
            let attribute = wrap(*exponent as i32);
            return Value::Node(self.graph.map(name, attribute, &[base]));
        }
        let arguments: Vec<Id> = arguments
            .into_iter()
            .map(|value| self.node_of(value))
            .collect();
        Value::Node(self.graph.map(name, Attribute::None, &arguments))
    }

    /// A value as a node of the shape of the function's arguments.
    fn node_of(&mut self, value: Value) -> Id {
        let shape = self.graph.shape(self.node).to_vec();
        match value {
            Value::Node(id) => self.graph.broadcast(id, &shape),
            Value::Number(number) if shape.is_empty() => self.graph.number(number),
            Value::Number(number) => {
                let ones = self.graph.ones(&shape);
                self.graph.scale(number, ones)
            }
        }
    }
}
