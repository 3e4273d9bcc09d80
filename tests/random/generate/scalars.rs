//! What scalars and closures say.

use super::value::Value;
use super::{Generator, Number};

impl Generator {
    /// One element.
    pub fn element(&mut self) -> Option<Value> {
        let value = self.pick(Value::is_array)?;
        let shape = value.shape.clone();
        let indices: Option<Vec<String>> = shape.iter().map(|dim| self.index_of(dim)).collect();
        let (indices, receiver) = (indices?, value.receiver());
        let text = match indices.as_slice() {
            [index] => format!("{receiver}[{index}]"),
            indices if self.below(2) == 0 => format!("{receiver}[({})]", indices.join(", ")),
            indices => format!("{receiver}[[{}]]", indices.join(", ")),
        };
        Some(Value {
            positive: value.positive,
            ..Value::scalar(text, value.size, &[&value])
        })
    }

    /// Scalar arithmetic.
    pub fn arithmetic(&mut self) -> Option<Value> {
        let left = self.pick(Value::is_scalar)?;
        let right = self.pick(Value::is_scalar);
        let (a, one, ty) = (left.number(), self.literal(1.0), self.ty());
        let generic = self.number == Number::Generic;
        let (size, b) = match &right {
            Some(right) => (left.size * right.size.max(1.0) + right.size, right.number()),
            None if generic => (2.0 * left.size + 1.0, self.literal(0.75)),
            None => (2.0 * left.size + 1.0, format!("0.75_{ty}")),
        };
        let text = match self.below(if generic { 9 } else { 15 }) {
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
            8 => match self.truth {
                Some(flag) => format!(
                    "if {flag} && {a} < {b} {{ {a}.cos() * {b} }} else {{ {a} + {a} * {b} }}"
                ),
                None => format!("{a}.hypot({b})"),
            },
            9 => {
                let name = self.choose(&["max", "min"]);
                format!("{a}.{name}({b})")
            }
            10 => format!("{ty}::min({a}, {b})"),
            11 => format!("atan2({a}, {b}.powi(2) + 0.5)"),
            12 => format!("pow({a}.powi(2) + 0.5, {b}.tanh())"),
            13 => format!("minimum({a}, {b}) + {a}.atan2({b}.exp())"),
            _ => format!("-{a} + 2.0 * sigmoid({b})"),
        };
        let of: Vec<&Value> = [&left].into_iter().chain(&right).collect();
        Some(Value::scalar(text, size, &of))
    }

    /// A closure that is called, of scalars or of arrays.
    pub fn called(&mut self) -> Option<Value> {
        let left = self.pick(|one| one.size < 6.0 && !one.lent)?;
        let right = self.pick(|one| one.shape == left.shape && one.size < 6.0 && !one.lent)?;
        self.names += 1;
        let (name, ty, half) = (format!("g{}", self.names), self.ty(), self.literal(0.5));
        let (a, b) = (self.argument(&left), self.argument(&right));
        let rank = left.rank();
        let (declared, body, passed) = if rank == 0 {
            let body = self.choose(&["a * b + a.sin()", "a.max(b) * a", "(a - b).tanh() * b"]);
            let passed = (left.number(), right.number());
            (format!("a: {ty}, b: {ty}"), body.to_owned(), passed)
        } else {
            let body = match self.below(3) {
                0 => format!("hadamard(a, b) + &(a * {half})"),
                1 => "(a * b).mapv(|v| v.sin())".to_owned(),
                _ => format!("&(a + b) * {half}"),
            };
            let arrays = left.is_array() && right.is_array();
            let passed = if arrays {
                (
                    format!("&{}.to_owned()", left.receiver()),
                    format!("&{}.to_owned()", right.receiver()),
                )
            } else {
                (
                    format!("&hadamard({a}, {a})"),
                    format!("&hadamard({b}, {b})"),
                )
            };
            let array = format!("&Array{rank}<{ty}>");
            (format!("a: {array}, b: {array}"), body, passed)
        };
        self.lines
            .push(format!("let {name} = |{declared}| {body};"));
        let text = format!("{name}({}, {})", passed.0, passed.1);
        let size = (1.0 + left.size) * (2.0 + right.size) * 2.0;
        Some(Value::new(text, left.shape.clone(), size, &[&left, &right]))
    }

    /// A closure over the elements of an array, which may use scalars of the program.
    pub fn mapped(&mut self) -> Option<Value> {
        let value = self.pick(Value::is_array)?;
        let captured = self
            .pool
            .iter()
            .find(|one| one.is_scalar() && one.bound)
            .cloned();
        let mut of = vec![value.clone()];
        let mut atoms = vec!["v".to_owned(), "v.sin()".to_owned(), self.literal(0.5)];
        let captured = captured.filter(|one| one.size < 4.0);
        atoms.extend(captured.as_ref().map(Value::number));
        let body = self.of_element(&atoms, 2);
        of.extend(captured.filter(|one| body.contains(&one.number())));
        let (receiver, ty) = (value.receiver(), self.ty());
        let typed = format!("v: {ty}");
        let parameter = self.choose(&["v", typed.as_str()]).to_owned();
        let text = match self.below(3) {
            0 => {
                self.names += 1;
                let name = format!("f{}", self.names);
                self.lines
                    .push(format!("let {name} = |v: {ty}| v * v + {body};"));
                format!("{receiver}.mapv({name})")
            }
            1 => format!("{receiver}.mapv(|{parameter}| {{ let w = {body}; w * w + v }})"),
            _ => format!("{receiver}.mapv(|{parameter}| v + {body})"),
        };
        let of: Vec<&Value> = of.iter().collect();
        let size = 2.0 + (value.size + 4.0).powi(4);
        Some(Value::new(text, value.shape.clone(), size, &of))
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
        match self.below(9) {
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
            7 => {
                let edge = self.literal(0.1);
                format!("(if v >= {edge} || v.is_nan() {{ {a} }} else {{ {b} * v }})")
            }
            _ => format!("({one} + v * v + ({a}) * ({a})).sqrt()"),
        }
    }
}
