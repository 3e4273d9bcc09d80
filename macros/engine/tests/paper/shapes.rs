//! The sizes that nothing but the context tells: how long `1` is, how large `I`.

use std::collections::BTreeMap;

use super::Meaning;
use super::read::Expr;

/// An axis: known, or to be found out.
#[derive(Clone, Copy, Debug)]
enum Axis {
    Known(usize),
    Unknown(usize),
}

#[derive(Clone, Debug)]
enum Shape {
    Matrix(Axis, Axis),
    /// Three axes or more.
    Many(Vec<Axis>),
}

/// The error of a formula that leaves open what it means: of ones alone, no size can be read off.
pub const UNTOLD: &str = "open to interpretation";

/// Sizes of ones, identities and unit vectors by their number, and of index letters.
#[derive(Debug, Default)]
pub struct Shapes {
    pub leaves: BTreeMap<usize, usize>,
    pub letters: BTreeMap<String, usize>,
}

struct Solver<'a> {
    meaning: &'a Meaning,
    bound: Vec<Option<Axis>>,
    leaves: BTreeMap<usize, Axis>,
    letters: BTreeMap<String, Axis>,
}

pub fn infer(expression: &Expr, meaning: &Meaning, expected: &[usize]) -> Result<Shapes, String> {
    let mut solver = Solver {
        meaning,
        bound: Vec::new(),
        leaves: BTreeMap::new(),
        letters: BTreeMap::new(),
    };
    let shape = solver.shape(expression)?;
    let scalar = solver.is_scalar(&shape);
    if let (Shape::Matrix(rows, columns), false) = (&shape, scalar) {
        if expected.len() <= 2 {
            let want = |axis: usize| expected.get(axis).copied().unwrap_or(1);
            solver.unify(*rows, Axis::Known(want(0)))?;
            solver.unify(*columns, Axis::Known(want(1)))?;
        }
    }
    let resolve = |axis: &Axis| match solver.find(*axis) {
        Axis::Known(size) => Ok(size),
        Axis::Unknown(_) => Err(UNTOLD.to_owned()),
    };
    let mut shapes = Shapes::default();
    for (id, axis) in &solver.leaves {
        shapes.leaves.insert(*id, resolve(axis)?);
    }
    for (letter, axis) in &solver.letters {
        // A letter that occurs only in conditions ranges over what the context says elsewhere.
        if let Ok(size) = resolve(axis) {
            shapes.letters.insert(letter.clone(), size);
        }
    }
    Ok(shapes)
}

const SCALAR: Shape = Shape::Matrix(Axis::Known(1), Axis::Known(1));

/// The shape with these axes; a single one is a column.
fn shaped(axes: Vec<Axis>) -> Shape {
    match axes.as_slice() {
        [] => SCALAR,
        [n] => Shape::Matrix(*n, Axis::Known(1)),
        [n, m] => Shape::Matrix(*n, *m),
        _ => Shape::Many(axes),
    }
}

impl Solver<'_> {
    fn fresh(&mut self) -> Axis {
        self.bound.push(None);
        Axis::Unknown(self.bound.len() - 1)
    }

    fn find(&self, axis: Axis) -> Axis {
        match axis {
            Axis::Unknown(at) => self.bound[at].map_or(axis, |bound| self.find(bound)),
            known @ Axis::Known(_) => known,
        }
    }

    fn unify(&mut self, left: Axis, right: Axis) -> Result<(), String> {
        match (self.find(left), self.find(right)) {
            (Axis::Known(a), Axis::Known(b)) if a == b => Ok(()),
            (Axis::Known(a), Axis::Known(b)) => Err(format!("{a} is not {b}")),
            (Axis::Unknown(a), Axis::Unknown(b)) if a == b => Ok(()),
            (Axis::Unknown(a), other) | (other, Axis::Unknown(a)) => {
                self.bound[a] = Some(other);
                Ok(())
            }
        }
    }

    fn is_scalar(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Matrix(a, b) => {
                matches!(
                    (self.find(*a), self.find(*b)),
                    (Axis::Known(1), Axis::Known(1))
                )
            }
            Shape::Many(_) => false,
        }
    }

    fn same(&mut self, left: Shape, right: &Shape) -> Result<Shape, String> {
        if self.is_scalar(&left) {
            return Ok(right.clone());
        }
        if self.is_scalar(right) {
            return Ok(left);
        }
        match (&left, right) {
            (Shape::Matrix(a, b), Shape::Matrix(c, d)) => {
                self.unify(*a, *c)?;
                self.unify(*b, *d)?;
            }
            (Shape::Many(a), Shape::Many(b)) if a.len() == b.len() => {
                for (a, b) in a.iter().zip(b) {
                    self.unify(*a, *b)?;
                }
            }
            _ => return Err("different numbers of axes".into()),
        }
        Ok(left)
    }

    fn shape(&mut self, expression: &Expr) -> Result<Shape, String> {
        Ok(match expression {
            Expr::Number(_) | Expr::Word(_) => SCALAR,
            Expr::Ones(id) | Expr::Basis(id, _) => {
                let axis = self.fresh();
                self.leaves.insert(*id, axis);
                Shape::Matrix(axis, Axis::Known(1))
            }
            Expr::Identity(id) => {
                let axis = self.fresh();
                self.leaves.insert(*id, axis);
                Shape::Matrix(axis, axis)
            }
            Expr::SizedOnes(size) => Shape::Matrix(self.size(size)?, Axis::Known(1)),
            Expr::SizedIdentity(size) => {
                let axis = self.size(size)?;
                Shape::Matrix(axis, axis)
            }
            Expr::Name(name) => match self.meaning.variables.get(name) {
                Some(value) => shaped(value.shape.iter().map(|n| Axis::Known(*n)).collect()),
                None => SCALAR,
            },
            Expr::Negative(inner) => self.shape(inner)?,
            Expr::Sum(terms) => self.all_same(terms.iter())?,
            Expr::Binary(sign @ (':' | '⊗'), a, b) => self.paired(*sign, a, b)?,
            Expr::Power(a, b) if matches!(**b, Expr::Number(_)) => {
                let base = self.shape(a)?;
                if let Shape::Matrix(rows, columns) = base {
                    self.unify(rows, columns)?;
                }
                base
            }
            Expr::Binary(_, a, b) | Expr::Power(a, b) | Expr::PowerOfEach(a, b) => {
                let (a, b) = (self.shape(a)?, self.shape(b)?);
                self.same(a, &b)?
            }
            Expr::Product(factors) => {
                let mut product = SCALAR;
                for factor in factors {
                    let next = self.shape(factor)?;
                    product = self.product(product, next)?;
                }
                product
            }
            Expr::Transpose(inner) => match self.shape(inner)? {
                Shape::Matrix(a, b) => Shape::Matrix(b, a),
                many @ Shape::Many(_) => many,
            },
            Expr::Inverse(inner) => self.shape(inner)?,
            Expr::Call(name, arguments) => self.call(name, arguments)?,
            Expr::Index(base, subscripts) => self.index(base, subscripts)?,
            Expr::Elements(outer, _, body) => {
                self.shape(body)?;
                shaped(outer.iter().map(|letter| self.letter(letter)).collect())
            }
            Expr::Condition(operands, _) => {
                self.all_same(operands.iter().filter_map(|(_, operand)| operand.as_ref()))?
            }
        })
    }

    fn all_same<'e>(&mut self, all: impl Iterator<Item = &'e Expr>) -> Result<Shape, String> {
        let mut shape = SCALAR;
        for expression in all {
            let next = self.shape(expression)?;
            shape = self.same(shape, &next)?;
        }
        Ok(shape)
    }

    fn paired(&mut self, sign: char, a: &Expr, b: &Expr) -> Result<Shape, String> {
        let (a, b) = (self.shape(a)?, self.shape(b)?);
        if sign == ':' {
            self.same(a, &b)?;
            return Ok(SCALAR);
        }
        match (a, b) {
            (Shape::Matrix(a, b), Shape::Matrix(c, d)) => {
                Ok(Shape::Matrix(self.times(a, c)?, self.times(b, d)?))
            }
            _ => Err("⊗ of more than matrices".into()),
        }
    }

    fn letter(&mut self, letter: &str) -> Axis {
        if let Some(axis) = self.letters.get(letter) {
            return *axis;
        }
        let axis = self.fresh();
        self.letters.insert(letter.into(), axis);
        axis
    }

    fn times(&mut self, a: Axis, b: Axis) -> Result<Axis, String> {
        match (self.find(a), self.find(b)) {
            (Axis::Known(a), Axis::Known(b)) => Ok(Axis::Known(a * b)),
            _ => Err(UNTOLD.into()),
        }
    }

    fn product(&mut self, left: Shape, right: Shape) -> Result<Shape, String> {
        if self.is_scalar(&left) {
            return Ok(right);
        }
        if self.is_scalar(&right) {
            return Ok(left);
        }
        match (left, right) {
            (Shape::Matrix(a, b), Shape::Matrix(c, d)) => {
                self.unify(b, c)?;
                Ok(Shape::Matrix(a, d))
            }
            _ => Err("a product of more than matrices".into()),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Expr]) -> Result<Shape, String> {
        let mut shapes = Vec::new();
        for argument in arguments {
            shapes.push(self.shape(argument)?);
        }
        let axis = arguments.iter().find_map(|argument| match argument {
            Expr::Word(word) => word.strip_prefix("axis "),
            _ => None,
        });
        let first = shapes.first().cloned().unwrap_or(SCALAR);
        Ok(match (name, first) {
            ("tr" | "norm1" | "norm2", _) => SCALAR,
            ("max" | "min" | "prod" | "logsumexp", _) if arguments.len() == 1 => SCALAR,
            ("max" | "min" | "prod" | "logsumexp", Shape::Matrix(rows, columns))
                if axis.is_some() =>
            {
                let kept = if axis == Some("0") { columns } else { rows };
                if matches!(self.find(columns), Axis::Known(1)) {
                    SCALAR
                } else {
                    Shape::Matrix(kept, Axis::Known(1))
                }
            }
            ("diag", Shape::Matrix(rows, columns)) => {
                if matches!(self.find(columns), Axis::Known(1)) {
                    Shape::Matrix(rows, rows)
                } else {
                    self.unify(rows, columns)?;
                    Shape::Matrix(rows, Axis::Known(1))
                }
            }
            ("vec", Shape::Matrix(rows, columns)) => {
                Shape::Matrix(self.times(rows, columns)?, Axis::Known(1))
            }
            (name, Shape::Matrix(rows, columns)) if super::linear::axes(name).is_some() => {
                self.of_matrix(name, rows, columns)?
            }
            ("reshape", _) => {
                let Some(Expr::Word(word)) = arguments.get(1) else {
                    return Err("reshape to what".into());
                };
                let axes = word.split(" × ").map(|text| self.size(text));
                let axes: Result<Vec<Axis>, String> = axes.collect();
                shaped(axes?)
            }
            (_, first) => {
                let mut all = first;
                for shape in &shapes[1..] {
                    all = self.same(all, shape)?;
                }
                all
            }
        })
    }

    fn of_matrix(&mut self, name: &str, rows: Axis, columns: Axis) -> Result<Shape, String> {
        let axes = super::linear::axes(name).ok_or("no function of matrices")?;
        let axes = axes.map(|axis| match axis {
            'r' => Ok(rows),
            'c' => Ok(columns),
            'k' => match (self.find(rows), self.find(columns)) {
                (Axis::Known(a), Axis::Known(b)) => Ok(Axis::Known(a.min(b))),
                _ => Err(UNTOLD.to_owned()),
            },
            _ => Ok(Axis::Known(1)),
        });
        let [rows, columns] = axes;
        Ok(Shape::Matrix(rows?, columns?))
    }

    fn size(&self, text: &str) -> Result<Axis, String> {
        let size = super::integer::integer(text, &|name| self.meaning.sizes.get(name).copied());
        let size = size.ok_or_else(|| format!("unknown size {text}"))?;
        Ok(Axis::Known(usize::try_from(size).unwrap_or(0)))
    }

    fn index(&mut self, base: &Expr, subscripts: &[String]) -> Result<Shape, String> {
        let axes = match self.shape(base)? {
            Shape::Matrix(rows, columns) => vec![rows, columns],
            Shape::Many(axes) => axes,
        };
        let mut left = Vec::new();
        for (subscript, axis) in subscripts.iter().zip(axes) {
            if subscript == ":" {
                left.push(axis);
            } else if subscript.contains(':') {
                let length = super::integer::range(subscript, self.meaning)?.len();
                if length == 0 {
                    return Err(UNTOLD.into()); // of a sum over nothing, which shape it is
                }
                left.push(Axis::Known(length));
            } else if subscript.chars().all(char::is_alphabetic)
                && !self.meaning.sizes.contains_key(subscript)
            {
                let letter = self.letter(subscript);
                self.unify(letter, axis)?;
            }
        }
        match left.as_slice() {
            [n] if subscripts.len() == 2 && subscripts[1].contains(':') => {
                Ok(Shape::Matrix(Axis::Known(1), *n))
            }
            _ => Ok(shaped(left)),
        }
    }
}
