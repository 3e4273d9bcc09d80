//! Linear algebra, of matrices that are regular at most points.

use super::dims::Dim;
use super::value::Value;
use super::{Generator, Number};

/// A square matrix that has an inverse at most points, and whether it is positive definite.
struct Square {
    value: Value,
    positive: bool,
}

impl Generator {
    pub fn linear(&mut self) -> Option<Value> {
        let Square { value, positive } = self.square()?;
        let n = value.shape[0].clone();
        let argument = self.argument(&value);
        let matrix = |text: String, size: f64| Some(value.like(text, size));
        let scalar = |text: String, size: f64| Some(Value::scalar(text, size, &[&value]));
        match self.below(14) {
            0 => matrix(format!("inv({argument})"), 3.0),
            1 => {
                self.require(|sizes| n.at(sizes) <= 5)?;
                scalar(format!("det({argument})"), value.size.powi(3))
            }
            2 => scalar(format!("logdet({argument})"), 10.0),
            3 => {
                self.require(|sizes| n.at(sizes) <= 5)?;
                scalar(format!("det({argument}).abs().ln()"), 10.0)
            }
            4 | 5 => self.solved(&value),
            6 => self.by_inverse(&value),
            7 => {
                self.require(|sizes| n.at(sizes) <= 5)?;
                matrix(format!("adjugate({argument})"), value.size.powi(3))
            }
            8 | 9 if positive => self.factored(&value),
            8 => {
                let scaled = self.literal(0.2);
                let text = format!("expm({} * {scaled})", value.reference());
                self.require_small(&value.shape, 90)?;
                matrix(text, value.size.exp())
            }
            9 => self.triangular(&value),
            10 => {
                let power = self.choose(&["2", "3", "-1", "-2", "1"]);
                self.require_small(&value.shape, 90)?;
                matrix(
                    format!("matrix_power({argument}, {power})"),
                    value.size.powi(3),
                )
            }
            11 => scalar(format!("trace(inv({argument}))"), 6.0),
            _ => self.least_squares(),
        }
    }

    /// A square matrix of the pool, or made of one.
    fn square(&mut self) -> Option<Square> {
        let undefined = self.below(10) == 0;
        let value = self.pick(|one| {
            one.is_array() && one.rank() == 2 && one.size < 8.0 && (undefined || !one.deficient)
        })?;
        self.undefined |= value.deficient;
        let (rows, columns) = (value.shape[0].clone(), value.shape[1].clone());
        if value.is_square() && self.below(3) == 0 {
            let positive = false;
            return Some(Square { value, positive });
        }
        if value.is_square() && self.below(2) == 0 {
            let shift = self.scaled_eye(&rows, 2.5)?;
            let text = format!("{} + {shift}", value.reference());
            let value = value.like(text, value.size + 2.5);
            let positive = false;
            return Some(Square { value, positive });
        }
        // XᵀX of full column rank, or safely so.
        let (receiver, reference) = (value.receiver(), value.reference());
        let argument = self.argument(&value);
        let (gram, dim) = match self.below(4) {
            0 => (
                format!("matmul(transpose({argument}), {reference})"),
                columns.clone(),
            ),
            1 => (format!("{receiver}.dot(&{receiver}.t())"), rows.clone()),
            _ => (format!("{receiver}.t().dot({reference})"), columns.clone()),
        };
        let twice = gram.matches(&value.text).count() > 1 && !value.bound;
        if twice && value.text.len() > 60 {
            return None;
        }
        let other = if dim == columns { rows } else { columns };
        let full = self.below(2) == 0;
        let text = if full {
            self.require(|sizes| other.at(sizes) >= dim.at(sizes))?;
            self.undefined |= other != dim;
            gram
        } else {
            format!("{gram} + {}", self.scaled_eye(&dim, 0.7)?)
        };
        let size = 3.0 * value.size * value.size;
        Some(Square {
            value: Value::new(text, vec![dim.clone(), dim], size, &[&value]),
            positive: true,
        })
    }

    fn scaled_eye(&mut self, dim: &Dim, scale: f64) -> Option<String> {
        let (length, ty, scale) = (self.length(dim)?, self.ty(), self.literal(scale));
        Some(match self.below(3) {
            0 => format!("eye::<{ty}>({length}) * {scale}"),
            1 if self.number != Number::Generic => {
                format!("{scale} * Array2::<{ty}>::eye({length})")
            }
            _ => format!("Array2::<{ty}>::eye({length}) * {scale}"),
        })
    }

    /// A right side for a matrix of `dim` rows.
    fn right_side(&mut self, dim: &Dim) -> Option<Value> {
        self.pick(|one| !one.is_scalar() && one.shape[0] == *dim && one.size < 8.0)
    }

    fn solved(&mut self, value: &Value) -> Option<Value> {
        let right = self.right_side(&value.shape[0])?;
        let (a, b) = (self.argument(value), self.argument(&right));
        let text = format!("solve({a}, {b})");
        let solution = Value::new(
            text,
            right.shape.clone(),
            4.0 * right.size,
            &[value, &right],
        );
        if right.rank() == 1 && self.below(2) == 0 && right.bound {
            let text = format!("dot({b}, {})", solution.text);
            return Some(Value::scalar(text, 20.0 * right.size, &[value, &right]));
        }
        Some(solution)
    }

    /// A product with an inverse, as it stands on paper.
    fn by_inverse(&mut self, value: &Value) -> Option<Value> {
        let right = self.right_side(&value.shape[0])?;
        let a = self.argument(value);
        let text = match self.below(3) {
            0 if right.is_array() => format!("inv({a}).dot({})", right.reference()),
            1 if right.rank() == 2 => {
                let text = format!("matmul(transpose({}), inv({a}))", self.argument(&right));
                let shape = vec![right.shape[1].clone(), right.shape[0].clone()];
                return Some(Value::new(text, shape, 4.0 * right.size, &[value, &right]));
            }
            _ => format!("matmul(inv({a}), {})", self.argument(&right)),
        };
        Some(Value::new(
            text,
            right.shape.clone(),
            4.0 * right.size,
            &[value, &right],
        ))
    }

    /// Cholesky's factor, or a system with it.
    fn factored(&mut self, value: &Value) -> Option<Value> {
        let a = self.argument(value);
        let factor = value.like(format!("cholesky({a})"), value.size.sqrt() + 1.0);
        if self.below(2) == 0 {
            return Some(factor);
        }
        let right = self.right_side(&value.shape[0])?;
        let text = format!(
            "solve_triangular({}, {})",
            factor.text,
            self.argument(&right)
        );
        Some(Value::new(
            text,
            right.shape.clone(),
            5.0 * right.size,
            &[value, &right],
        ))
    }

    fn triangular(&mut self, value: &Value) -> Option<Value> {
        let right = self.right_side(&value.shape[0])?;
        let (a, b) = (self.argument(value), self.argument(&right));
        let (side, shift) = (
            self.choose(&["tril", "triu"]),
            self.scaled_eye(&value.shape[0], 3.0)?,
        );
        let text = format!("solve_triangular({side}({a}) + {shift}, {b})");
        Some(Value::new(
            text,
            right.shape.clone(),
            5.0 * right.size,
            &[value, &right],
        ))
    }

    /// Coefficients, residuals, leverages, and their kin.
    fn least_squares(&mut self) -> Option<Value> {
        let x = self.pick(|one| {
            one.bound && one.is_array() && one.rank() == 2 && one.size < 4.0 && !one.deficient
        })?;
        let (n, p) = (x.shape[0].clone(), x.shape[1].clone());
        self.require(|sizes| n.at(sizes) >= p.at(sizes))?;
        self.undefined |= n != p;
        let y = self.pick(|one| one.is_array() && one.bound && one.shape == [n.clone()])?;
        let (name, a, b) = (&x.text, x.reference(), y.reference());
        let (by_x, by_y) = (self.argument(&x), self.argument(&y));
        let gram = match self.below(2) {
            0 => format!("{name}.t().dot({a})"),
            _ => format!("matmul(transpose({by_x}), {by_x})"),
        };
        let coefficients = format!("solve({gram}, {name}.t().dot({b}))");
        let of = [&x, &y];
        let scalar = |text: String| Some(Value::scalar(text, 20.0, &of));
        match self.below(8) {
            0 => Some(Value::new(coefficients, vec![p], 5.0, &of)),
            1 => scalar(format!("sum(square(&{name}.dot(&{coefficients}) - {b}))")),
            2 => scalar(format!("sum(sqrt(inv({gram}).diag()))")),
            3 => scalar(format!(
                "dot({by_y}, {name}.dot(&inv({gram})).dot(&{name}.t().dot({b})))"
            )),
            4 => Some(Value::new(
                format!("{name}.dot(&inv({gram})).dot(&{name}.t()).diag().to_owned()"),
                vec![n],
                1.0,
                &of,
            )),
            5 => {
                let text =
                    format!("logdet(matmul(transpose({by_x}), matmul(diag(exp({by_y})), {by_x})))");
                scalar(text)
            }
            6 => Some(Value::new(
                format!("inv({gram}).dot(&{name}.t())"),
                vec![p, n],
                5.0,
                &of,
            )),
            _ => Some(Value::new(
                format!("solve({gram}, transpose(matmul(diag({by_y}), {by_x})))"),
                vec![p, n],
                5.0,
                &of,
            )),
        }
    }
}
