//! The numbers.

use std::collections::BTreeMap;

use matgrad_engine::dual::Dual;
use matgrad_engine::graph::Attribute;
use matgrad_engine::rules::Meaning as Rules;

use super::Meaning;
use super::functions::{REDUCTIONS, along, elementwise, lane};
use super::integer::{integer, range};
use super::linear;
use super::read::Expr;
use super::shapes::{Shapes, UNTOLD};

/// An array, row-major; a column is `n × 1`, a scalar has no axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub shape: Vec<usize>,
    pub data: Vec<f64>,
}

type Letters = BTreeMap<String, i64>;

struct Evaluator<'a> {
    meaning: &'a Meaning,
    shapes: &'a Shapes,
}

pub fn evaluate(expression: &Expr, meaning: &Meaning, shapes: &Shapes) -> Result<Value, String> {
    Evaluator { meaning, shapes }.value(expression, &Letters::new())
}

impl Value {
    pub fn scalar(value: f64) -> Self {
        Self {
            shape: Vec::new(),
            data: vec![value],
        }
    }

    pub fn matrix(rows: usize, columns: usize, element: impl Fn(usize, usize) -> f64) -> Self {
        let data = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
        let data = data.map(|(i, j)| element(i, j)).collect();
        Self {
            shape: vec![rows, columns],
            data,
        }
    }

    fn is_scalar(&self) -> bool {
        self.shape.len() <= 2 && self.shape.iter().all(|n| *n == 1)
    }

    pub fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    pub fn columns(&self) -> usize {
        self.shape.get(1).copied().unwrap_or(1)
    }

    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.columns() + j]
    }

    fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            shape: self.shape.clone(),
            data: self.data.iter().map(|x| f(*x)).collect(),
        }
    }

    fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Result<Self, String> {
        // Of two single elements, one may be a matrix.
        let fewer = self.shape.len() < other.shape.len();
        if other.is_scalar() && !(self.is_scalar() && fewer) {
            return Ok(self.map(|x| f(x, other.data[0])));
        }
        if self.is_scalar() {
            return Ok(other.map(|y| f(self.data[0], y)));
        }
        if self.shape != other.shape {
            return Err(format!("{:?} against {:?}", self.shape, other.shape));
        }
        let data = self.data.iter().zip(&other.data);
        Ok(Self {
            shape: self.shape.clone(),
            data: data.map(|(x, y)| f(*x, *y)).collect(),
        })
    }

    pub fn transposed(&self) -> Self {
        Self::matrix(self.columns(), self.rows(), |i, j| self.at(j, i))
    }

    fn times(&self, other: &Self) -> Result<Self, String> {
        if self.is_scalar() || other.is_scalar() {
            return self.zip(other, |x, y| x * y);
        }
        if self.columns() != other.rows() {
            return Err(format!("{:?} times {:?}", self.shape, other.shape));
        }
        let inner = |i, j| {
            (0..self.columns())
                .map(|k| self.at(i, k) * other.at(k, j))
                .sum()
        };
        Ok(Self::matrix(self.rows(), other.columns(), inner))
    }

    /// A number where an array of `shape` is wanted stands for all its elements.
    pub fn spread(self, shape: &[usize]) -> Self {
        if self.data.len() == 1 {
            return Self {
                shape: shape.to_vec(),
                data: vec![self.data[0]; shape.iter().product()],
            };
        }
        let column = shape.len() == 1 && self.shape == [shape[0], 1];
        Self {
            shape: if column { shape.to_vec() } else { self.shape },
            data: self.data,
        }
    }
}

impl Evaluator<'_> {
    fn value(&self, expression: &Expr, letters: &Letters) -> Result<Value, String> {
        let of = |inner: &Expr| self.value(inner, letters);
        Ok(match expression {
            Expr::Number(value) => Value::scalar(*value),
            Expr::Word(_) => Value::scalar(f64::NAN),
            Expr::Ones(id) => Value::matrix(self.leaf(*id)?, 1, |_, _| 1.0),
            Expr::SizedOnes(size) => {
                let n = usize::try_from(self.integer(size, letters)?).unwrap_or(0);
                Value::matrix(n, 1, |_, _| 1.0)
            }
            Expr::Identity(id) => {
                let n = self.leaf(*id)?;
                Value::matrix(n, n, |i, j| f64::from(u8::from(i == j)))
            }
            Expr::SizedIdentity(size) => {
                let n = usize::try_from(self.integer(size, letters)?).unwrap_or(0);
                Value::matrix(n, n, |i, j| f64::from(u8::from(i == j)))
            }
            Expr::Basis(id, position) => {
                let at = self.integer(position, letters)?;
                Value::matrix(self.leaf(*id)?, 1, |i, _| {
                    f64::from(u8::from(i64::try_from(i) == Ok(at)))
                })
            }
            Expr::Name(name) => match self.meaning.variables.get(name) {
                Some(value) if value.shape.len() == 1 => Value {
                    shape: vec![value.shape[0], 1],
                    data: value.data.clone(),
                },
                Some(value) => value.clone(),
                None => number(self.integer(name, letters)?),
            },
            Expr::Negative(inner) => of(inner)?.map(|x| -x),
            Expr::Sum(terms) => {
                let mut sum = Value::scalar(0.0);
                for term in terms {
                    sum = sum.zip(&of(term)?, |x, y| x + y)?;
                }
                sum
            }
            Expr::Binary(sign, a, b) => binary(*sign, &of(a)?, &of(b)?)?,
            Expr::Product(factors) => {
                let mut product = Value::scalar(1.0);
                for factor in factors {
                    product = product.times(&of(factor)?)?;
                }
                product
            }
            Expr::Transpose(inner) => of(inner)?.transposed(),
            Expr::Inverse(inner) => linear::inverse(&of(inner)?),
            Expr::Power(base, exponent) => power(of(base)?, &of(exponent)?)?,
            Expr::PowerOfEach(base, exponent) => of(base)?.zip(&of(exponent)?, f64::powf)?,
            Expr::Call(name, arguments) => self.call(name, arguments, letters)?,
            Expr::Index(base, subscripts) => self.index(&of(base)?, subscripts, letters)?,
            Expr::Elements(outer, summed, body) => self.elements(outer, summed, body, letters)?,
            Expr::Condition(operands, sign) => self.condition(operands, *sign, letters)?,
        })
    }

    fn condition(
        &self,
        operands: &[(String, Option<Expr>)],
        sign: char,
        letters: &Letters,
    ) -> Result<Value, String> {
        let mut values = Vec::new();
        for (text, operand) in operands {
            values.push(match (self.integer(text, letters), operand) {
                (Ok(value), _) => number(value),
                (Err(_), Some(operand)) => self.value(operand, letters)?,
                (Err(error), None) => return Err(error),
            });
        }
        let holds = |x: f64, y: f64| {
            let holds = match sign {
                '<' => x < y,
                '>' => x > y,
                '≥' => x >= y,
                '≤' => x <= y,
                '≠' => (x - y).abs() >= 1e-12,
                '∧' => x != 0.0 && y != 0.0,
                '∨' => x != 0.0 || y != 0.0,
                _ => (x - y).abs() < 1e-12,
            };
            f64::from(u8::from(holds))
        };
        let mut all = Value::scalar(1.0);
        for pair in values.windows(2) {
            let ties = pair[0].zip(&pair[1], |x, y| f64::from(u8::from(x == y)))?;
            if "<>".contains(sign) && ties.data.contains(&1.0) {
                return Err(UNTOLD.into());
            }
            let both = pair[0].zip(&pair[1], holds)?;
            // What a tie counts is not printed; of indices it counts nothing.
            let ties = pair[0].zip(&pair[1], |x, y| f64::from(u8::from(x == y)))?;
            let indices = operands.iter().all(|(_, operand)| operand.is_none());
            if "<>".contains(sign) && !indices && ties.data.contains(&1.0) {
                return Err(UNTOLD.into());
            }
            all = all.zip(&both, |x, y| x * y)?;
        }
        Ok(all)
    }

    fn leaf(&self, id: usize) -> Result<usize, String> {
        self.shapes
            .leaves
            .get(&id)
            .copied()
            .ok_or_else(|| "no size".into())
    }

    fn integer(&self, text: &str, letters: &Letters) -> Result<i64, String> {
        let lookup = |name: &str| {
            letters
                .get(name)
                .or_else(|| self.meaning.sizes.get(name))
                .copied()
        };
        integer(text, &lookup).ok_or_else(|| format!("no integer: {text}"))
    }

    fn index(
        &self,
        base: &Value,
        subscripts: &[String],
        letters: &Letters,
    ) -> Result<Value, String> {
        if base.shape.is_empty() {
            return Ok(base.clone());
        }
        let mut axes: Vec<Vec<usize>> = Vec::new();
        let mut kept = Vec::new();
        for (axis, subscript) in subscripts.iter().enumerate() {
            let length = base.shape[axis];
            let positions = if subscript == ":" {
                (0..length).collect()
            } else if subscript.contains(':') {
                range(subscript, self.meaning)?
            } else {
                let at = self.integer(subscript, letters)?;
                // A condition beside it may be what keeps an index inside.
                match usize::try_from(at) {
                    Ok(at) if at < length => vec![at],
                    _ => return Ok(Value::scalar(0.0)),
                }
            };
            if subscript.contains(':') {
                kept.push(positions.len());
            }
            axes.push(positions);
        }
        while axes.len() < base.shape.len() {
            axes.push(vec![0]);
        }
        let mut data = Vec::new();
        let mut counter = vec![0; axes.len()];
        let total: usize = axes.iter().map(Vec::len).product();
        for _ in 0..total {
            let offset = counter.iter().enumerate().fold(0, |offset, (axis, at)| {
                offset * base.shape[axis] + axes[axis][*at]
            });
            data.push(base.data[offset]);
            for axis in (0..axes.len()).rev() {
                counter[axis] += 1;
                if counter[axis] < axes[axis].len() {
                    break;
                }
                counter[axis] = 0;
            }
        }
        if kept.len() == 1 && subscripts.len() == 2 && subscripts[1].contains(':') {
            kept.insert(0, 1);
        } else if kept.len() == 1 {
            kept.push(1);
        }
        Ok(Value { shape: kept, data })
    }

    fn reshaped(&self, x: &Value, word: &str, letters: &Letters) -> Result<Value, String> {
        let lengths = word.split(" × ").map(|text| self.integer(text, letters));
        let lengths: Result<Vec<i64>, String> = lengths.collect();
        let lengths = lengths?;
        let lengths = lengths.iter().map(|n| usize::try_from(*n).unwrap_or(0));
        let mut shape: Vec<usize> = lengths.collect();
        if shape.len() == 1 {
            shape.push(1);
        }
        let data = x.data.clone();
        Ok(Value { shape, data })
    }

    fn elements(
        &self,
        outer: &[String],
        summed: &[String],
        body: &Expr,
        letters: &Letters,
    ) -> Result<Value, String> {
        let size = |letter: &String| {
            self.shapes
                .letters
                .get(letter)
                .copied()
                .ok_or_else(|| UNTOLD.to_owned()) // only the shape around it says
        };
        let shape: Result<Vec<usize>, String> = outer.iter().map(size).collect();
        let (mut shape, inner): (Vec<usize>, Result<Vec<usize>, String>) =
            (shape?, summed.iter().map(size).collect());
        let inner = inner?;
        let mut data = Vec::new();
        for out in 0..shape.iter().product() {
            let mut here = letters.clone();
            unravel(out, &shape, outer, &mut here);
            let mut sum = 0.0;
            for at in 0..inner.iter().product() {
                unravel(at, &inner, summed, &mut here);
                sum += self.value(body, &here)?.data[0];
            }
            data.push(sum);
        }
        if shape.len() == 1 {
            shape.push(1);
        }
        Ok(Value { shape, data })
    }

    fn call(&self, name: &str, arguments: &[Expr], letters: &Letters) -> Result<Value, String> {
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.value(argument, letters)?);
        }
        let x = &values[0];
        let last = arguments.last();
        let along_axis = matches!(last, Some(Expr::Word(word)) if word.starts_with("axis"));
        let whole = matches!(name, "max" | "min" | "prod" | "logsumexp") && !along_axis;
        // `max(1)` is of a vector of ones, or of the number.
        let bare = x.is_scalar() && (!whole || arguments[0] == Expr::Number(1.0));
        if bare && lane(name, &x.data).is_some() && (values.len() == 1 || along_axis) {
            return Err(UNTOLD.into()); // how many ones
        }
        if let Some(Expr::Word(word)) = arguments.last() {
            return match word.strip_prefix("axis ") {
                Some(_) if x.is_scalar() => Err(UNTOLD.into()),
                Some(axis) => Ok(along(name, x, axis == "0")),
                None => self.reshaped(x, word, letters),
            };
        }
        if let Some(value) = linear::call(name, &values) {
            return Ok(value);
        }
        if let Some(value) = of_elements(name, &values)? {
            return Ok(value);
        }
        Ok(match name {
            "tr" => Value::scalar((0..x.rows().min(x.columns())).map(|i| x.at(i, i)).sum()),
            "diag" if x.columns() == 1 => {
                Value::matrix(
                    x.rows(),
                    x.rows(),
                    |i, j| if i == j { x.data[i] } else { 0.0 },
                )
            }
            "diag" => Value::matrix(x.rows(), 1, |i, _| x.at(i, i)),
            "vec" => Value {
                shape: vec![x.data.len(), 1],
                data: x.transposed().data,
            },
            "tril" => Value::matrix(
                x.rows(),
                x.columns(),
                |i, j| if i >= j { x.at(i, j) } else { 0.0 },
            ),
            "triu" => Value::matrix(
                x.rows(),
                x.columns(),
                |i, j| if i <= j { x.at(i, j) } else { 0.0 },
            ),
            "norm1" => Value::scalar(x.data.iter().map(|x| x.abs()).sum()),
            "norm2" => Value::scalar(x.data.iter().map(|x| x * x).sum::<f64>().sqrt()),
            "atan2" => x.zip(&values[1], f64::atan2)?,
            "hypot" => x.zip(&values[1], f64::hypot)?,
            "where" => chosen(&values)?,
            "clamp" => x.zip(&values[1], f64::max)?.zip(&values[2], f64::min)?,
            _ => return by_rule(name, &values),
        })
    }
}

/// A function that is printed under the name of its rule, by the rule's value.
fn by_rule(name: &str, values: &[Value]) -> Result<Value, String> {
    let mut rules = matgrad_engine::rules::all().map(|(_, rule)| rule);
    let unknown = || format!("unknown function {name}");
    let rule = rules.find(|rule| rule.name == name).ok_or_else(unknown)?;
    let Rules::Elementwise { value, .. } = rule.meaning else {
        return Err(unknown());
    };
    let apply = |x: &[f64], attribute| {
        let x: Vec<Dual> = x.iter().copied().map(Dual::from).collect();
        value(&x, attribute).value
    };
    match (values, rule.integer()) {
        ([x], None) => Ok(x.map(|x| apply(&[x], Attribute::None))),
        ([x, n], Some(wrap)) => {
            #[allow(clippy::cast_possible_truncation, reason = "an order")]
            let attribute = wrap(n.data[0] as i32);
            Ok(x.map(|x| apply(&[x], attribute)))
        }
        ([x, y], None) => x.zip(y, |x, y| apply(&[x, y], Attribute::None)),
        _ => Err(unknown()),
    }
}

/// Functions of each element, of two arrays' elements, and of all elements.
fn of_elements(name: &str, values: &[Value]) -> Result<Option<Value>, String> {
    let x = &values[0];
    if let Some(f) = elementwise(name) {
        return Ok(Some(x.map(f)));
    }
    if values.len() == 2 && matches!(name, "max" | "min") {
        let f = if name == "max" { f64::max } else { f64::min };
        return x.zip(&values[1], f).map(Some);
    }
    let Some(lane) = lane(name, &x.data) else {
        return Ok(None);
    };
    Ok(Some(if REDUCTIONS.contains(&name) {
        Value::scalar(lane[0])
    } else {
        let shape = x.shape.clone();
        Value { shape, data: lane }
    }))
}

/// `where(m, x, y)`: what is not taken may be no number.
fn chosen(values: &[Value]) -> Result<Value, String> {
    let kept = |taken: bool, y: &Value| {
        let keep = |m: f64, y: f64| if (m != 0.0) == taken { y } else { 0.0 };
        values[0].zip(y, keep)
    };
    kept(true, &values[1])?.zip(&kept(false, &values[2])?, |x, y| x + y)
}

/// A small integer as a scalar.
fn number(value: i64) -> Value {
    Value::scalar(i32::try_from(value).map_or(f64::NAN, f64::from))
}

fn unravel(mut flat: usize, shape: &[usize], names: &[String], letters: &mut Letters) {
    for (size, name) in shape.iter().zip(names).rev() {
        letters.insert(name.clone(), i64::try_from(flat % size).unwrap_or(0));
        flat /= size;
    }
}

fn binary(sign: char, a: &Value, b: &Value) -> Result<Value, String> {
    match sign {
        '⊙' => a.zip(b, |x, y| x * y),
        '⊘' | '/' => a.zip(b, |x, y| x / y),
        ':' => Ok(Value::scalar(a.zip(b, |x, y| x * y)?.data.iter().sum())),
        _ => Ok(Value::matrix(
            a.rows() * b.rows(),
            a.columns() * b.columns(),
            |i, j| a.at(i / b.rows(), j / b.columns()) * b.at(i % b.rows(), j % b.columns()),
        )),
    }
}

/// Of a matrix, by multiplication.
fn power(base: Value, exponent: &Value) -> Result<Value, String> {
    if base.is_scalar() {
        return base.zip(exponent, f64::powf);
    }
    let [exponent] = exponent.data[..] else {
        return Err("a matrix to the power of an array".into());
    };
    let n = base.rows();
    if base.columns() != n || exponent.fract() != 0.0 {
        return Err(format!("{:?} to the power of {exponent}", base.shape));
    }
    let base = if exponent < 0.0 {
        linear::inverse(&base)
    } else {
        base
    };
    let mut product = Value::matrix(n, n, |i, j| f64::from(u8::from(i == j)));
    let mut left = exponent.abs();
    while left > 0.0 {
        product = product.times(&base)?;
        left -= 1.0;
    }
    Ok(product)
}
