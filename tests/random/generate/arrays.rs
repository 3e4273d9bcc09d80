//! Operations that give arrays.

use super::scalars::scalar;
use super::{Form, Generator, Value};

/// What a function asks of its argument.
#[derive(Clone, Copy, PartialEq)]
enum Domain {
    Real,
    Positive,
    /// Between −1 and 1.
    Unit,
    /// Not so large that it overflows.
    Small,
}

/// Name, domain, whether arrays and scalars have the method of themselves.
const FUNCTIONS: &[(&str, Domain, bool)] = &[
    ("exp", Domain::Small, true),
    ("exp_m1", Domain::Small, true),
    ("ln", Domain::Positive, true),
    ("ln_1p", Domain::Positive, true),
    ("sqrt", Domain::Positive, true),
    ("recip", Domain::Positive, true),
    ("cbrt", Domain::Positive, true),
    ("sin", Domain::Real, true),
    ("cos", Domain::Real, true),
    ("tan", Domain::Unit, true),
    ("asin", Domain::Unit, true),
    ("acos", Domain::Unit, true),
    ("atanh", Domain::Unit, true),
    ("tanh", Domain::Real, true),
    ("atan", Domain::Real, true),
    ("sinh", Domain::Small, true),
    ("cosh", Domain::Small, true),
    ("asinh", Domain::Real, true),
    ("abs", Domain::Real, true),
    ("relu", Domain::Real, false),
    ("sigmoid", Domain::Real, false),
    ("softplus", Domain::Real, false),
    ("erf", Domain::Real, false),
    ("square", Domain::Real, false),
];

impl Generator {
    /// One more value, if the choice made fits the pool.
    pub fn step(&mut self) -> Option<Value> {
        match self.below(30) {
            0..5 => self.unary(),
            5..9 => self.binary(),
            9..11 => self.scaled(),
            11..13 => self.broadcast(),
            13..17 => self.product(),
            17 => self.outer(),
            18..20 => self.along(),
            20 => self.rearranged(),
            21 | 22 => self.part(),
            23 => self.reduction(),
            24 => self.inner(),
            25 => self.element(),
            26 => self.arithmetic(),
            27 => self.mapped(),
            28 => self.constant(),
            _ => self.size(),
        }
    }

    /// A member of the pool; one that is not bound is taken out.
    pub fn pick(&mut self, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let positions: Vec<usize> = (0..self.pool.len())
            .filter(|position| fits(&self.pool[*position]))
            .collect();
        if positions.is_empty() {
            return None;
        }
        let position = self.choose(&positions);
        Some(if self.pool[position].bound {
            self.pool[position].clone()
        } else {
            self.pool.remove(position)
        })
    }

    fn unary(&mut self) -> Option<Value> {
        let (name, domain, inherent) = self.choose(FUNCTIONS);
        let value = self.pick(|one| domain != Domain::Small || one.size <= 3.0)?;
        let value = self.inside(domain, value);
        let (argument, receiver) = (self.argument(&value), value.receiver());
        let is_array = value.is_array();
        let text = match self.below(6) {
            0 if is_array && inherent && !self.generic => format!("{receiver}.mapv(f64::{name})"),
            1 if is_array => format!("{receiver}.mapv(|v| v.{name}())"),
            2 if is_array && inherent => format!("{receiver}.map(|v| v.{name}())"),
            3 if is_array || value.is_scalar() || !inherent => format!("{receiver}.{name}()"),
            _ => format!("{name}({argument})"),
        };
        let size = match name {
            "exp" | "sinh" | "cosh" | "exp_m1" => value.size.exp(),
            "square" => value.size * value.size,
            "recip" => 20.0,
            _ => value.size + 1.5,
        };
        let positive = name == "softplus" || name == "exp" || name == "cosh" || name == "sigmoid";
        let positive = positive && value.size <= 3.0;
        Some(Value {
            positive,
            ..made(text, &value, size)
        })
    }

    /// Moved into a domain.
    fn inside(&mut self, domain: Domain, value: Value) -> Value {
        let argument = self.argument(&value);
        match domain {
            Domain::Real | Domain::Small => value,
            Domain::Positive if value.positive => value,
            Domain::Positive => {
                let text = format!("square({argument}) + {}", self.literal(0.5));
                let size = value.size * value.size + 0.5;
                Value {
                    positive: true,
                    ..made(text, &value, size)
                }
            }
            Domain::Unit => {
                let text = format!("sin({argument}) * {}", self.literal(0.8));
                made(text, &value, 0.8)
            }
        }
    }

    /// Two arrays of one shape, element by element.
    fn binary(&mut self) -> Option<Value> {
        let left = self.pick(|one| !one.is_scalar())?;
        let right = self.pick(|one| one.shape == left.shape)?;
        let operators = left.is_array() && right.is_array();
        let text = match self.below(if operators { 8 } else { 4 }) {
            0 => format!(
                "maximum({}, {})",
                self.argument(&left),
                self.argument(&right)
            ),
            1 => {
                let base = self.inside(Domain::Positive, left.clone());
                let sine = self.inside(Domain::Unit, right.clone());
                format!("pow({}, {})", self.argument(&base), self.argument(&sine))
            }
            2 | 3 => format!(
                "hadamard({}, {})",
                self.argument(&left),
                self.argument(&right)
            ),
            4 => {
                let below = self.inside(Domain::Positive, right.clone());
                format!("{} / {}", self.operand(&left), below.reference())
            }
            operator => {
                // What cancels is an error, and a test of its own.
                let same = left.text == right.text;
                let operator = ["+", if same { "+" } else { "-" }, "*"][operator - 5];
                format!("{} {operator} {}", self.operand(&left), right.reference())
            }
        };
        let size = left.size + right.size + left.size * right.size + 1.0;
        Some(joint(text, &left, &right, left.shape.clone(), size))
    }

    /// An array with a scalar or a number.
    fn scaled(&mut self) -> Option<Value> {
        let array = self.pick(Value::is_array)?;
        let scalar = self.pick(|one| one.is_scalar() && one.size < 6.0);
        let (x, one) = (self.operand(&array), self.literal(1.0));
        let (s, size) = match &scalar {
            Some(scalar) => (scalar.scalar(), scalar.size),
            None => (self.literal(1.5), 1.5),
        };
        let left = self.below(2) == 0 && !self.generic;
        let text = match self.below(5) {
            0 if left => format!("{s} * {x}"),
            1 if left => format!("{s} - {x}"),
            2 if left => {
                let below = self.inside(Domain::Positive, array.clone());
                format!("{s} / {}", self.operand(&below))
            }
            0 | 1 => format!("{x} * {s}"),
            2 if array.form == Form::Owned && !array.bound => format!("-({})", array.text),
            2 => format!("{x} / ({one} + {s} * {s})"),
            3 => format!("{x} - {s}"),
            _ => format!("{x} + {s}"),
        };
        let mut value = made(text, &array, (array.size + 1.0) * (size + 1.0) + 2.0);
        if value.text.contains(&s) {
            value
                .from
                .extend(scalar.into_iter().flat_map(|one| one.from));
        }
        Some(value)
    }

    /// A vector along the rows or columns of a matrix.
    fn broadcast(&mut self) -> Option<Value> {
        let matrix = self.pick(|one| one.is_array() && one.shape.len() == 2)?;
        let rows = self.below(2) == 0;
        let dim = matrix.shape[usize::from(rows)];
        let vector = self.pick(|one| one.is_array() && one.shape == [dim])?;
        let operator = self.choose(&["+", "-", "*"]);
        let (a, size) = (matrix.reference(), matrix.size + vector.size);
        let text = if rows {
            let x = vector.reference();
            match self.below(2) {
                0 => format!("{x} {operator} {a}"),
                _ => format!("{a} {operator} {x}"),
            }
        } else {
            let x = vector.receiver();
            format!("{a} {operator} &{x}.view().insert_axis(Axis(1))")
        };
        let size = size + matrix.size * vector.size;
        Some(joint(text, &matrix, &vector, matrix.shape.clone(), size))
    }

    /// A product over one common length.
    fn product(&mut self) -> Option<Value> {
        let left = self.pick(|one| !one.is_scalar())?;
        let inner = *left.shape.last()?;
        let turned = self.below(2) == 0;
        let right = self.pick(|one| match one.shape.as_slice() {
            [dim] => *dim == inner && left.shape.len() == 2,
            [first, last] => *(if turned { last } else { first }) == inner,
            _ => false,
        })?;
        let mut shape = left.shape.clone();
        shape.pop();
        let is_matrix = right.shape.len() == 2;
        shape.extend(is_matrix.then(|| right.shape[usize::from(!turned)]));
        let turned = turned && is_matrix;
        let by_method = left.is_array() && right.is_array() && self.below(2) == 0;
        let b = match (turned, by_method, self.below(2)) {
            (true, true, _) => format!("&{}.t()", right.receiver()),
            (true, false, 0) if right.is_array() => format!("{}.t()", right.receiver()),
            (true, false, _) => format!("transpose({})", self.argument(&right)),
            (false, true, _) => right.reference(),
            (false, false, _) => self.argument(&right),
        };
        let text = if by_method {
            format!("{}.dot({b})", left.receiver())
        } else {
            format!("matmul({}, {b})", self.argument(&left))
        };
        let size = 3.0 * left.size * right.size;
        Some(joint(text, &left, &right, shape, size))
    }

    fn outer(&mut self) -> Option<Value> {
        let left = self.pick(|one| one.shape.len() == 1)?;
        let right = self.pick(|one| one.shape.len() == 1)?;
        let text = format!("outer({}, {})", self.argument(&left), self.argument(&right));
        let shape = vec![left.shape[0], right.shape[0]];
        Some(joint(text, &left, &right, shape, left.size * right.size))
    }

    /// Sums and the like along one axis, or along the only one.
    fn along(&mut self) -> Option<Value> {
        let value = self.pick(|one| !one.is_scalar())?;
        let argument = self.argument(&value);
        if value.shape.len() == 1 {
            let name = self.choose(&["softmax", "cumsum"]);
            return Some(made(
                format!("{name}({argument})"),
                &value,
                3.0 * value.size,
            ));
        }
        let axis = self.below(2);
        let names = [
            "sum_axis",
            "mean_axis",
            "logsumexp_axis",
            "max_axis",
            "min_axis",
        ];
        let (name, by_method) = (self.choose(&names), self.below(2) == 0);
        let text = match (value.is_array() && by_method, name) {
            (true, "sum_axis") => format!("{}.sum_axis(Axis({axis}))", value.receiver()),
            (true, "mean_axis") => {
                format!("{}.mean_axis(Axis({axis})).unwrap()", value.receiver())
            }
            (true, "max_axis") => {
                let text = format!("softmax_axis({argument}, Axis({axis}))");
                return Some(made(text, &value, 1.0));
            }
            _ => format!("{name}({argument}, Axis({axis}))"),
        };
        let shape = vec![value.shape[1 - axis]];
        Some(Value {
            shape,
            ..made(text, &value, 4.0 * value.size)
        })
    }

    /// The same elements elsewhere.
    fn rearranged(&mut self) -> Option<Value> {
        let value = self.pick(|one| !one.is_scalar())?;
        let argument = self.argument(&value);
        let shape = value.shape.clone();
        let (text, shape) = match (shape.as_slice(), self.below(4)) {
            ([n], 0) => (format!("diag({argument})"), vec![*n, *n]),
            ([n], _) if matches!(value.form, Form::Owned | Form::Ref) => {
                let text = format!("Array2::from_diag({})", value.reference());
                (text, vec![*n, *n])
            }
            ([_], _) => return None,
            ([n, m], 0) if n == m => (format!("diag({argument})"), vec![*n]),
            ([n, m], 1) => {
                let (first, second) = (self.length(m)?, self.length(n)?);
                let text = format!("reshape({argument}, ({first}, {second}))");
                (text, vec![*m, *n])
            }
            ([n, m], 2) => (format!("transpose({argument})"), vec![*m, *n]),
            (_, 3) => {
                let text = format!("dot(vec({argument}), cumsum(vec({argument})))");
                return Some(scalar(text, 100.0 * value.size, &[&value]));
            }
            _ => {
                let name = self.choose(&["tril", "triu"]);
                (format!("{name}({argument})"), shape)
            }
        };
        let size = value.size;
        Some(Value {
            shape,
            ..made(text, &value, size)
        })
    }

    /// A view of a part of something bound.
    fn part(&mut self) -> Option<Value> {
        let value = self.pick(|one| {
            let whole = one.shape.iter().all(|dim| dim.len() == 1);
            one.bound && one.is_array() && whole
        })?;
        let name = &value.text;
        let (text, shape) = match (value.shape.as_slice(), self.below(5)) {
            (["n"], 0) => (format!("{name}.slice(s![1..])"), vec!["n-1"]),
            (["n"], 1) => (format!("{name}.slice(s![..-1])"), vec!["n-1"]),
            (["n"], 2) => (format!("{name}.slice(s![..;2])"), vec!["n/2"]),
            ([n], _) => (format!("{name}.slice(s![..;-1])"), vec![*n]),
            ([n, m], 0) => (format!("{name}.t()"), vec![*m, *n]),
            ([_, m], 1) => (format!("{name}.row(1)"), vec![*m]),
            ([n, _], 2) => (format!("{name}.column(0)"), vec![*n]),
            ([n, m], 3) if n == m => (format!("{name}.diag()"), vec![*n]),
            ([n, "n"], _) => (format!("{name}.slice(s![..;-1, 1..])"), vec![*n, "n-1"]),
            ([_, m], _) => (format!("{name}.slice(s![-1, ..])"), vec![*m]),
            _ => return None,
        };
        let size = value.size;
        let part = Value {
            shape,
            form: Form::View,
            positive: value.positive,
            ..made(text, &value, size)
        };
        // The compiler does not always infer what a slice's rank is.
        Some(if part.text.contains(", ") {
            self.annotated(part)
        } else {
            part
        })
    }

    fn constant(&mut self) -> Option<Value> {
        let ty = self.ty();
        let dim = self.choose(&["n", "m"]);
        let length = self.length(dim)?;
        let (text, shape) = match self.below(4) {
            0 => (format!("Array1::<{ty}>::ones({length})"), vec![dim]),
            1 => (format!("Array2::<{ty}>::eye({length})"), vec![dim, dim]),
            2 => {
                let value = self.literal(0.25);
                (
                    format!("Array1::<{ty}>::from_elem({length}, {value})"),
                    vec![dim],
                )
            }
            _ => {
                let other = self.length("n")?;
                (
                    format!("Array2::<{ty}>::ones(({other}, {length}))"),
                    vec!["n", dim],
                )
            }
        };
        Some(Value {
            shape,
            form: Form::Owned,
            ..scalar(text, 1.0, &[])
        })
    }
}

/// An array, or scalar, of another's shape.
fn made(text: String, of: &Value, size: f64) -> Value {
    Value {
        shape: of.shape.clone(),
        form: Form::owned(&of.shape),
        ..scalar(text, size, &[of])
    }
}

fn joint(text: String, a: &Value, b: &Value, shape: Vec<&'static str>, size: f64) -> Value {
    Value {
        form: Form::owned(&shape),
        shape,
        ..scalar(text, size, &[a, b])
    }
}
