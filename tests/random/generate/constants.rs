//! Constants: ones, zeros, the identity, lengths, what is not looked into.

use std::collections::BTreeSet;

use super::dims::{Dim, M, N, P};
use super::value::{Form, Value};
use super::{Generator, Number};

impl Generator {
    pub fn constant(&mut self) -> Option<Value> {
        let ty = self.ty();
        let dim = self.constant_dim();
        let length = self.length(&dim)?;
        let (text, shape) = match self.below(10) {
            0 => (format!("Array1::<{ty}>::ones({length})"), vec![dim]),
            1 => (
                format!("Array2::<{ty}>::eye({length})"),
                vec![dim.clone(), dim],
            ),
            2 => (format!("eye::<{ty}>({length})"), vec![dim.clone(), dim]),
            3 => (format!("ones::<{ty}, _>({length})"), vec![dim]),
            4 => {
                let other = self.constant_dim();
                let second = self.length(&other)?;
                let text = format!("ones::<{ty}, _>(({length}, {second}))");
                (text, vec![dim, other])
            }
            5 => {
                let value = self.literal(0.25);
                let text = format!("Array1::<{ty}>::from_elem({length}, {value})");
                (text, vec![dim])
            }
            6 => {
                let text = format!("zeros::<{ty}, _>(({length}, {length}))");
                (text, vec![dim.clone(), dim])
            }
            7 if self.number != Number::Generic => return self.unread(dim, &length),
            8 => return self.filled(dim, &length),
            9 => return self.stopped(),
            _ => {
                let other = self.length(&N)?;
                let text = format!("Array2::<{ty}>::ones(({other}, {length}))");
                (text, vec![N, dim])
            }
        };
        Some(Value {
            deficient: !text.contains("eye"),
            ..Value::new(text, shape, 1.0, &[])
        })
    }

    fn constant_dim(&mut self) -> Dim {
        self.choose(&[N, N, M, P, Dim::Fixed(2), Dim::Fixed(3)])
    }

    /// An array of one element, which may be a scalar of the program.
    fn filled(&mut self, dim: Dim, length: &str) -> Option<Value> {
        let ty = self.ty();
        let element = self.pick(|one| one.is_scalar() && one.size < 6.0)?;
        let text = format!(
            "Array2::<{ty}>::from_elem(({length}, {length}), {})",
            element.number()
        );
        Some(Value {
            deficient: true,
            ..Value::new(text, vec![dim.clone(), dim], element.size, &[&element])
        })
    }

    /// A constant bound by a typed `let`, of Rust that is not read.
    fn unread(&mut self, dim: Dim, length: &str) -> Option<Value> {
        self.names += 1;
        let (name, ty) = (format!("c{}", self.names), self.ty());
        let parameter = |one: &Value| one.text.starts_with('x') && one.shape.contains(&dim);
        if !matches!(dim, Dim::Fixed(_)) && !self.pool.iter().any(parameter) {
            return None;
        }
        // A length of a name that a parameter's derivative reaches is no constant to the compiler.
        if length.parse::<usize>().is_err() {
            return None;
        }
        self.lines.push(format!(
            "let {name}: Array1<{ty}> = (0..{length}).map(|j| (j as {ty} + 0.5) * 0.25).collect();"
        ));
        let constant = Value::new(String::new(), vec![dim], 1.0, &[]);
        Some(constant.named(name, Form::Owned))
    }

    fn stopped(&mut self) -> Option<Value> {
        let value = self.pick(|one| one.size < 6.0)?;
        // Differences see what is held constant, so it stands in a product with nothing.
        let argument = self.argument(&value);
        let (text, zero) = (format!("stop_gradient({argument})"), self.literal(0.0));
        let text = if value.is_scalar() {
            format!("{text} * {zero}")
        } else {
            format!("hadamard({text}, {text}) * {zero}")
        };
        Some(Value {
            from: BTreeSet::new(),
            ..value.like(text, 1.0)
        })
    }

    /// A length as a number.
    pub fn size(&mut self) -> Option<Value> {
        let dim = self.choose(&[N, M, P]);
        let (length, ty) = (self.length(&dim)?, self.ty());
        let text = match self.number {
            Number::Generic => format!("T::lit({length} as f64)"),
            _ => format!("{length} as {ty}"),
        };
        Some(Value {
            positive: true,
            ..Value::scalar(text, 4.0, &[])
        })
    }
}
