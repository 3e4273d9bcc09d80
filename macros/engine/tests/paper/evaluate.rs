//! The numbers.

use std::collections::BTreeMap;

use super::Meaning;
use super::read::Expr;
use super::shapes::Shapes;

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

    fn matrix(rows: usize, columns: usize, element: impl Fn(usize, usize) -> f64) -> Self {
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

    fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    fn columns(&self) -> usize {
        self.shape.get(1).copied().unwrap_or(1)
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.columns() + j]
    }

    fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            shape: self.shape.clone(),
            data: self.data.iter().map(|x| f(*x)).collect(),
        }
    }

    fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Result<Self, String> {
        if other.is_scalar() {
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

    fn transposed(&self) -> Self {
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
            Expr::Identity(id) => {
                let n = self.leaf(*id)?;
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
                None => Value::scalar(self.integer(name, letters)? as f64),
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
            Expr::Inverse(inner) => inverse(&of(inner)?)?,
            Expr::Power(base, exponent) => of(base)?.zip(&of(exponent)?, f64::powf)?,
            Expr::Call(name, arguments) => self.call(name, arguments, letters)?,
            Expr::Index(base, subscripts) => self.index(&of(base)?, subscripts, letters)?,
            Expr::Elements(outer, summed, body) => self.elements(outer, summed, body, letters)?,
            Expr::Condition(operands, sign) => {
                let mut values = Vec::new();
                for (text, operand) in operands {
                    values.push(match operand {
                        Some(operand) if letters.is_empty() => of(operand)?,
                        _ => Value::scalar(self.integer(text, letters)? as f64),
                    });
                }
                let mut all = Value::scalar(1.0);
                for pair in values.windows(2) {
                    let holds = pair[0].zip(&pair[1], |x, y| {
                        f64::from(u8::from(match sign {
                            '<' => x < y,
                            '>' => x > y,
                            '≥' => x >= y,
                            _ => (x - y).abs() < 1e-12,
                        }))
                    })?;
                    all = all.zip(&holds, |x, y| x * y)?;
                }
                all
            }
        })
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
                .ok_or_else(|| format!("no range for {letter}"))
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
        if let Some(Expr::Word(word)) = arguments.last() {
            if let Some(axis) = word.strip_prefix("axis ") {
                return Ok(along(name, x, axis == "0"));
            }
            let shape = word.split(" × ").map(|text| self.integer(text, letters));
            let shape: Result<Vec<i64>, String> = shape.collect();
            let mut shape: Vec<usize> = shape?
                .iter()
                .map(|n| usize::try_from(*n).unwrap_or(0))
                .collect();
            if shape.len() == 1 {
                shape.push(1);
            }
            let data = x.data.clone();
            return Ok(Value { shape, data });
        }
        if let Some(f) = elementwise(name) {
            return Ok(x.map(f));
        }
        if let Some(reduced) = lane(name, &x.data) {
            return Ok(
                if reduced.len() == 1
                    && values.len() == 1
                    && matches!(name, "max" | "min" | "prod" | "logsumexp")
                {
                    Value::scalar(reduced[0])
                } else if values.len() > 1 {
                    let f = if name == "max" { f64::max } else { f64::min };
                    x.zip(&values[1], f)?
                } else {
                    Value {
                        shape: x.shape.clone(),
                        data: reduced,
                    }
                },
            );
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
            "clamp" => x.zip(&values[1], f64::max)?.zip(&values[2], f64::min)?,
            _ => return Err(format!("unknown function {name}")),
        })
    }
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

fn elementwise(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "exp" => f64::exp,
        "ln" => f64::ln,
        "√" => f64::sqrt,
        "∛" => f64::cbrt,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "tan" => f64::tan,
        "arcsin" => f64::asin,
        "arccos" => f64::acos,
        "arctan" => f64::atan,
        "sinh" => f64::sinh,
        "cosh" => f64::cosh,
        "tanh" => f64::tanh,
        "arsinh" => f64::asinh,
        "arcosh" => f64::acosh,
        "artanh" => f64::atanh,
        "abs" => f64::abs,
        "sign" => |x| if x == 0.0 { 0.0 } else { x.signum() },
        "relu" => |x| x.max(0.0),
        "σ" => |x| 1.0 / (1.0 + (-x).exp()),
        "softplus" => |x| x.exp().ln_1p(),
        "const" => |x| x,
        "exp2" => f64::exp2,
        "log2" => f64::log2,
        "log10" => f64::log10,
        _ => return None,
    })
}

/// What is done to all elements, or to each lane of an axis: one number, or as many as there were.
fn lane(name: &str, x: &[f64]) -> Option<Vec<f64>> {
    let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let min = x.iter().copied().fold(f64::INFINITY, f64::min);
    let exponentials = x.iter().map(|x| (x - max).exp());
    let total: f64 = exponentials.clone().sum();
    let others = |at: usize| {
        x.iter()
            .enumerate()
            .filter(|(k, _)| *k != at)
            .map(|(_, x)| x)
            .product()
    };
    Some(match name {
        "max" => vec![max],
        "min" => vec![min],
        "prod" => vec![x.iter().product()],
        "logsumexp" => vec![max + total.ln()],
        "softmax" => exponentials.map(|e| e / total).collect(),
        "argmax" => x.iter().map(|x| f64::from(u8::from(*x == max))).collect(),
        "argmin" => x.iter().map(|x| f64::from(u8::from(*x == min))).collect(),
        "coprod" => (0..x.len()).map(others).collect(),
        "cumsum" => x
            .iter()
            .scan(0.0, |sum, x| {
                *sum += x;
                Some(*sum)
            })
            .collect(),
        _ => return None,
    })
}

fn along(name: &str, x: &Value, first: bool) -> Value {
    let x = if first && x.columns() > 1 {
        x.clone()
    } else {
        x.transposed()
    };
    // Lanes are now the columns.
    let lanes: Vec<Vec<f64>> = (0..x.columns())
        .map(|j| {
            let column: Vec<f64> = (0..x.rows()).map(|i| x.at(i, j)).collect();
            lane(name, &column).unwrap_or_default()
        })
        .collect();
    if lanes.iter().all(|lane| lane.len() == 1)
        && matches!(name, "max" | "min" | "prod" | "logsumexp")
    {
        return Value::matrix(lanes.len(), 1, |i, _| lanes[i][0]);
    }
    let columns = Value::matrix(x.rows(), x.columns(), |i, j| lanes[j][i]);
    if first { columns } else { columns.transposed() }
}

/// Gauss–Jordan with pivoting.
fn inverse(a: &Value) -> Result<Value, String> {
    let n = a.rows();
    let mut work: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let unit = (0..n).map(|j| f64::from(u8::from(i == j)));
            (0..n).map(|j| a.at(i, j)).chain(unit).collect()
        })
        .collect();
    for k in 0..n {
        let pivot = (k..n)
            .max_by(|p, q| work[*p][k].abs().total_cmp(&work[*q][k].abs()))
            .ok_or("empty")?;
        work.swap(k, pivot);
        let scale = work[k][k];
        work[k].iter_mut().for_each(|x| *x /= scale);
        for i in (0..n).filter(|i| *i != k) {
            let factor = work[i][k];
            for j in 0..2 * n {
                work[i][j] -= factor * work[k][j];
            }
        }
    }
    Ok(Value::matrix(n, n, |i, j| work[i][n + j]))
}

/// Integer arithmetic: `i`, `3`, `n−1`, `2n+i`, `(i+1)`, `m·n`.
pub fn integer(text: &str, lookup: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let text: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    let mut at = 0;
    let value = sum(&text, &mut at, lookup)?;
    (at == text.len()).then_some(value)
}

fn sum(text: &[char], at: &mut usize, lookup: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let mut total = 0;
    let mut sign = 1;
    loop {
        if text.get(*at) == Some(&'−') || text.get(*at) == Some(&'-') {
            sign = -sign;
            *at += 1;
        }
        total += sign * product(text, at, lookup)?;
        match text.get(*at) {
            Some('+') => sign = 1,
            Some('−' | '-') => sign = -1,
            _ => return Some(total),
        }
        *at += 1;
    }
}

fn product(text: &[char], at: &mut usize, lookup: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let mut total = 1;
    let start = *at;
    while let Some(c) = text.get(*at).copied() {
        let mut factor = if c == '(' {
            *at += 1;
            let inner = sum(text, at, lookup)?;
            *at += 1;
            inner
        } else if c.is_ascii_digit() {
            let mut value = 0;
            while let Some(digit) = text.get(*at).and_then(|c| c.to_digit(10)) {
                value = value * 10 + i64::from(digit);
                *at += 1;
            }
            value
        } else if c == '·' {
            *at += 1;
            continue;
        } else if c.is_alphabetic() {
            let longest = (1..=text.len() - *at).rev().find_map(|length| {
                let name: String = text[*at..*at + length].iter().collect();
                lookup(&name).map(|value| (length, value))
            })?;
            *at += longest.0;
            longest.1
        } else {
            break;
        };
        if text.get(*at) == Some(&'²') {
            factor *= factor;
            *at += 1;
        }
        total *= factor;
    }
    (*at > start).then_some(total)
}

/// The positions of `start:end` or `start:end:step`.
pub fn range(text: &str, meaning: &Meaning) -> Result<Vec<usize>, String> {
    let parts: Option<Vec<i64>> = text
        .split(':')
        .map(|part| integer(part, &|name| meaning.sizes.get(name).copied()))
        .collect();
    let parts = parts.ok_or_else(|| format!("no range: {text}"))?;
    let step = parts.get(2).copied().unwrap_or(1);
    let count = (parts[1] - parts[0]) / step;
    (0..count)
        .map(|k| usize::try_from(parts[0] + step * k).map_err(|e| e.to_string()))
        .collect()
}
