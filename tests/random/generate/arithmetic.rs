//! Operators, and functions of two arrays element by element.

use super::elementwise::Domain;
use super::value::{Form, Value};
use super::{Generator, Number};

impl Generator {
    /// Two arrays of one shape, element by element.
    pub fn binary(&mut self) -> Option<Value> {
        let left = self.pick(|one| !one.is_scalar())?;
        let right = self.pick(|one| one.shape == left.shape)?;
        let operators = left.is_array() && right.is_array();
        let (a, b) = (self.argument(&left), self.argument(&right));
        let text = match self.below(if operators { 19 } else { 11 }) {
            0 => format!("maximum({a}, {b})"),
            1 => format!("minimum({a}, {b})"),
            2 => {
                let base = self.inside(Domain::Positive, left.clone());
                let sine = self.inside(Domain::Unit, right.clone());
                format!("pow({}, {})", self.argument(&base), self.argument(&sine))
            }
            3 => {
                let base = self.inside(Domain::Positive, right.clone());
                format!("atan2({a}, {})", self.argument(&base))
            }
            4 | 5 => format!("hadamard({a}, {b})"),
            6 => format!("hypot({a}, {b})"),
            7 => {
                let below = self.inside(Domain::Positive, right.clone());
                format!("xlogy({a}, {})", self.argument(&below))
            }
            8 => format!("elu({a}, {b})"),
            9 => format!("leaky_relu({a}, {b})"),
            10 => {
                let name = self.choose(&["xlogy", "elu", "leaky_relu", "atan2"]);
                let below = self.inside(Domain::Positive, right.clone());
                format!("({a}).{name}({})", self.argument(&below))
            }
            11..14 => {
                let below = self.inside(Domain::Positive, right.clone());
                format!("{} / {}", self.operand(&left), below.reference())
            }
            operator => {
                // What cancels is an error, and a test of its own.
                let same = left.text == right.text;
                let operator = ["+", if same { "+" } else { "-" }, "*"][operator % 3];
                format!("{} {operator} {}", self.operand(&left), right.reference())
            }
        };
        let size = left.size + right.size + left.size * right.size + 1.0;
        Some(Value::new(text, left.shape.clone(), size, &[&left, &right]))
    }

    /// An array with a scalar or a number.
    pub fn scaled(&mut self) -> Option<Value> {
        let array = self.pick(Value::is_array)?;
        let scalar = self.pick(|one| one.is_scalar() && one.size < 6.0);
        let (x, one) = (self.operand(&array), self.literal(1.0));
        let (s, size) = match &scalar {
            Some(scalar) => (scalar.number(), scalar.size),
            None => (self.literal(1.5), 1.5),
        };
        let left = self.below(2) == 0 && self.number != Number::Generic;
        let text = match self.below(6) {
            0 if left => format!("{s} * {x}"),
            1 if left => format!("{s} - {x}"),
            2 if left => {
                let below = self.inside(Domain::Positive, array.clone());
                format!("{s} / {}", self.operand(&below))
            }
            0 | 1 => format!("{x} * {s}"),
            2 if array.form == Form::Owned && !array.bound => format!("-({})", array.text),
            2 | 3 if array.form == Form::Raw => format!("{} * {s}", array.text),
            2 => format!("{x} / ({one} + {s} * {s})"),
            3 => format!("{x} - {s}"),
            4 => format!("{x} + {s}"),
            _ => format!("maximum({}, {s})", self.argument(&array)),
        };
        let size = (array.size + 1.0) * (size + 1.0) + 2.0;
        let of: Vec<&Value> = [&array].into_iter().chain(&scalar).collect();
        let used = text.contains(&s);
        Some(Value::new(
            text,
            array.shape.clone(),
            size,
            &of[..if used { of.len() } else { 1 }],
        ))
    }

    /// A vector along the rows or columns of a matrix, or a row or column of axes known to be of length 1.
    pub fn broadcast(&mut self) -> Option<Value> {
        let matrix = self.pick(|one| one.is_array() && one.rank() == 2)?;
        let (n, m) = (matrix.shape[0].clone(), matrix.shape[1].clone());
        if n.is_one() || m.is_one() {
            return None;
        }
        let vector = self.pick(|one| {
            let row = one.rank() == 2 && one.shape[0].is_one() && one.shape[1] == m;
            let column = one.rank() == 2 && one.shape[1].is_one() && one.shape[0] == n;
            let vector = one.rank() == 1 && (one.shape[0] == m || one.shape[0] == n);
            one.is_array() && (row || column || vector)
        })?;
        let operator = self.choose(&["+", "-", "*"]);
        let (a, size) = (matrix.reference(), matrix.size + vector.size);
        let text = if vector.rank() == 2 || vector.shape[0] == m && self.below(4) > 0 {
            let x = vector.reference();
            match self.below(2) {
                0 => format!("{x} {operator} {a}"),
                _ => format!("{a} {operator} {x}"),
            }
        } else if vector.shape[0] == n {
            let x = vector.receiver();
            format!("{a} {operator} &{x}.view().insert_axis(Axis(1))")
        } else {
            return None;
        };
        let size = size + matrix.size * vector.size;
        Some(Value::new(
            text,
            matrix.shape.clone(),
            size,
            &[&matrix, &vector],
        ))
    }
}
