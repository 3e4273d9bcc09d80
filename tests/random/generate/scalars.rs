//! Sums of all elements, and what scalars and closures say.

use std::collections::BTreeSet;

use super::{Form, Generator, Value};

impl Generator {
    /// A scalar of an array.
    pub fn reduction(&mut self) -> Option<Value> {
        let value = self.pick(|one| !one.is_scalar())?;
        let size = value.size * 12.0;
        let text = self.reduced(&value);
        Some(scalar(text, size, &[&value]))
    }

    /// The text of some sum over all elements; a scalar is itself.
    pub fn reduced(&mut self, value: &Value) -> String {
        if value.is_scalar() {
            return value.scalar();
        }
        if value.is_array() && self.below(2) == 0 {
            let receiver = value.receiver();
            return match self.below(if self.generic { 2 } else { 5 }) {
                0 => format!("{receiver}.sum()"),
                1 => format!("{receiver}.mean().unwrap()"),
                2 => format!("{receiver}.var(0.0)"),
                3 => format!("{receiver}.mapv(|v| v * v.cos()).sum()"),
                _ => format!("{receiver}.mapv(f64::sin).sum()"),
            };
        }
        let names = [
            "sum",
            "mean",
            "norm1",
            "norm2",
            "logsumexp",
            "max",
            "min",
            "sum(square",
            "sum(tanh",
        ];
        let (name, argument) = (self.choose(&names), self.argument(value));
        let close = ")".repeat(1 + name.matches('(').count());
        format!("{name}({argument}{close}")
    }

    /// A scalar of two arrays of one shape.
    pub fn inner(&mut self) -> Option<Value> {
        let left = self.pick(|one| !one.is_scalar())?;
        let right = self.pick(|one| one.shape == left.shape)?;
        let size = 12.0 * left.size * right.size;
        let (a, b) = (self.argument(&left), self.argument(&right));
        let text = match (left.shape.len(), self.below(5)) {
            (1, 0) if left.is_array() && right.is_array() => {
                format!("{}.dot({})", left.receiver(), right.reference())
            }
            (1, 1) => format!("dot({a}, {b})"),
            (1, 2) => format!("trace(matmul({a}, {b}))"),
            (1, 3) => format!("trace(outer({a}, {b}))"),
            (2, 0) => format!("norm2(kron({a}, {b}))"),
            (2, 1) => format!("trace(matmul(transpose({a}), {b}))"),
            _ => format!("frobenius({a}, {b})"),
        };
        // The trace of an outer product wants one length, as do the others.
        Some(scalar(text, size, &[&left, &right]))
    }

    /// One element.
    pub fn element(&mut self) -> Option<Value> {
        let whole = |one: &Value| one.shape.iter().all(|dim| dim.len() == 1);
        let value = self.pick(|one| one.is_array() && !one.is_scalar() && whole(one))?;
        let (receiver, first) = (value.receiver(), self.below(2));
        let text = match (value.shape.as_slice(), self.below(2)) {
            ([dim], 0) => format!("{receiver}[{} - 1]", self.length(dim)?),
            ([_], _) => format!("{receiver}[{first}]"),
            ([.., dim], 0) => format!("{receiver}[[{first}, {} - 1]]", self.length(dim)?),
            _ => format!("{receiver}[[{first}, 1]]"),
        };
        Some(scalar(text, value.size, &[&value]))
    }

    /// Scalar arithmetic.
    pub fn arithmetic(&mut self) -> Option<Value> {
        let left = self.pick(Value::is_scalar)?;
        let right = self.pick(Value::is_scalar);
        let (a, one) = (left.scalar(), self.literal(1.0));
        let (size, b) = match &right {
            Some(right) => (left.size * right.size.max(1.0) + right.size, right.scalar()),
            None if self.generic => (2.0 * left.size + 1.0, self.literal(0.75)),
            None => (2.0 * left.size + 1.0, "0.75_f64".to_owned()),
        };
        let text = match self.below(if self.generic { 8 } else { 12 }) {
            0 => format!("{a} * {b}"),
            1 if a == b => format!("{a} + {b}"),
            1 => format!("{a} - {b}"),
            2 => format!("{b} / ({one} + {a} * {a})"),
            3 => format!("{a}.tanh() + {b}"),
            4 => format!("sin({a}) * {b}"),
            5 => format!("maximum({a}, {b})"),
            6 => format!("if {a} > {b} {{ {a} * {b} }} else {{ {b}.sin() - {a} }}"),
            7 => format!(
                "if {a} <= {one} {{ ({one} - {a}).sqrt() * {b} }} else if !({b} < {one}) {{ {b} }} else {{ {a} * {a} }}"
            ),
            8 => format!("{a}.max({b})"),
            9 => format!("f64::min({a}, {b})"),
            10 => format!("atan2({a}, {b}.powi(2) + 0.5)"),
            _ => format!("-{a} + 2.0 * sigmoid({b})"),
        };
        let mut value = scalar(text, size, &[&left]);
        value
            .from
            .extend(right.into_iter().flat_map(|right| right.from));
        Some(value)
    }

    /// A closure over the elements of an array, which may use scalars of the program.
    pub fn mapped(&mut self) -> Option<Value> {
        let value = self.pick(Value::is_array)?;
        let captured = self
            .pool
            .iter()
            .find(|one| one.is_scalar() && one.bound)
            .cloned();
        let mut from = value.from.clone();
        let mut atoms = vec!["v".to_owned(), "v.sin()".to_owned(), self.literal(0.5)];
        let captured = captured.filter(|one| one.size < 4.0);
        atoms.extend(captured.as_ref().map(Value::scalar));
        let body = self.of_element(&atoms, 2);
        if let Some(captured) = captured.filter(|one| body.contains(&one.scalar())) {
            from.extend(captured.from);
        }
        let parameter = if self.generic {
            "v"
        } else {
            self.choose(&["v", "v: f64"])
        };
        let receiver = value.receiver();
        let text = match self.below(3) {
            0 => {
                self.names += 1;
                let name = format!("f{}", self.names);
                let ty = self.ty();
                self.lines
                    .push(format!("let {name} = |v: {ty}| v * v + {body};"));
                format!("{receiver}.mapv({name})")
            }
            1 => format!("{receiver}.mapv(|{parameter}| {{ let w = {body}; w * w + v }})"),
            _ => format!("{receiver}.mapv(|{parameter}| v + {body})"),
        };
        Some(Value {
            text,
            form: Form::Owned,
            bound: false,
            positive: false,
            size: 2.0 + (value.size + 4.0).powi(4),
            shape: value.shape,
            from,
        })
    }

    /// A scalar expression of the element `v`.
    fn of_element(&mut self, atoms: &[String], depth: usize) -> String {
        if depth == 0 {
            return self.choose(atoms);
        }
        let (a, b) = (
            self.of_element(atoms, depth - 1),
            self.of_element(atoms, depth - 1),
        );
        let one = self.literal(1.0);
        match self.below(8) {
            0 => format!("({a} + {b})"),
            1 => format!("({a} * {b})"),
            2 => format!("({a} - {b} * {})", self.literal(0.375)),
            3 => format!("({a} / ({one} + v * v))"),
            4 => format!("({a} * (v * {b}).tanh())"),
            5 => {
                let edge = self.literal(0.25);
                format!("(if v > {edge} {{ (v + {edge}).sqrt() * {a} }} else {{ {b} }})")
            }
            6 => {
                let edge = self.literal(0.75);
                format!(
                    "(if v < {edge} && v != {edge} {{ let u = {edge} + {edge} - v; {a} * u.ln() }} else {{ {b} - v }})"
                )
            }
            _ => format!("({one} + v * v + ({a}) * ({a})).sqrt()"),
        }
    }

    /// A length as a number.
    pub fn size(&mut self) -> Option<Value> {
        let dim = self.choose(&["n", "m"]);
        let text = if self.generic {
            return None;
        } else {
            format!("{} as f64", self.length(dim)?)
        };
        Some(Value {
            positive: true,
            ..scalar(text, 4.0, &[])
        })
    }
}

pub fn scalar(text: String, size: f64, from: &[&Value]) -> Value {
    let from: BTreeSet<usize> = from
        .iter()
        .flat_map(|one| one.from.iter().copied())
        .collect();
    Value {
        text,
        shape: Vec::new(),
        form: Form::Scalar,
        bound: false,
        positive: false,
        size,
        from,
    }
}
