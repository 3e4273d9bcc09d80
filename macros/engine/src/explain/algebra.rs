//! The constructors of formulas: one for each operation that has a notation.
//!
//! Scalars move to the front, products flatten, transposes go to the atoms. Invariant: see
//! [`super::formula`].

use super::collect::powers;
use super::formula::{Formula, Name, Subscript, Term};

impl Formula {
    /// A variable.
    #[must_use]
    pub fn name(text: impl Into<String>) -> Self {
        Self::Name(Name {
            text: text.into(),
            differential: false,
            symmetric: false,
        })
    }

    /// `factor · self`.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let mut term = Term::one();
        term.coefficient = factor;
        match self {
            Self::Number(value) => Self::Number(factor * value),
            Self::Term(inner) if inner.body.is_none() => {
                term.multiply(Self::Term(inner));
                term.of(None)
            }
            other => term.of(Some(other)),
        }
    }

    /// A sum with like terms collected; numbers spread.
    #[must_use]
    pub fn sum(terms: Vec<Self>) -> Self {
        let mut collected: Vec<(f64, Self)> = Vec::with_capacity(terms.len());
        for term in terms.into_iter().flat_map(Self::into_terms) {
            let (coefficient, rest) = term.loose().split_coefficient();
            match collected.iter_mut().find(|(_, seen)| *seen == rest) {
                Some(seen) => seen.0 += coefficient,
                None => collected.push((coefficient, rest)),
            }
        }
        collected.retain(|(coefficient, _)| *coefficient != 0.0);
        // A sum reads best if it starts without a sign.
        let first = collected.iter().position(|term| term.0 > 0.0);
        if let Some(at) = first {
            let positive = collected.remove(at);
            collected.insert(0, positive);
        }
        let mut terms: Vec<Self> = collected
            .into_iter()
            .map(|(coefficient, rest)| rest.scaled(coefficient))
            .collect();
        match terms.len() {
            0 => Self::Number(0.0),
            1 => terms.remove(0),
            _ => Self::Sum(terms),
        }
    }

    /// Whether two sums differ in the order of their terms alone.
    #[must_use]
    pub fn has_same_terms(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sum(left), Self::Sum(right)) => {
                // A sum's terms differ from one another.
                left.len() == right.len() && left.iter().all(|term| right.contains(term))
            }
            _ => self == other,
        }
    }

    fn into_terms(self) -> Vec<Self> {
        match self {
            Self::Sum(terms) => terms,
            other => vec![other],
        }
    }

    /// The number in front, and the rest.
    #[must_use]
    pub fn split_coefficient(self) -> (f64, Self) {
        match self {
            Self::Number(value) => (value, Self::Number(1.0)),
            Self::Term(mut term) => {
                let coefficient = std::mem::replace(&mut term.coefficient, 1.0);
                let body = term.body.take();
                (coefficient, term.of(body))
            }
            other => (1.0, other),
        }
    }

    /// Whether the number in front is below 0.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match self {
            Self::Number(value) => *value < 0.0,
            Self::Term(term) => term.coefficient < 0.0,
            _ => false,
        }
    }

    /// A scalar times ones as a scalar, for the arguments of functions of each element.
    #[must_use]
    pub fn spread(self) -> Self {
        match self {
            Self::Term(term) if term.body.as_ref().is_some_and(Self::is_ones) => term.of(None),
            Self::Sum(terms) => {
                let ones = |term: &Self| match term {
                    Self::Number(_) => true,
                    Self::Term(term) => term.body.as_ref().is_some_and(Self::is_ones),
                    other => other.is_ones(),
                };
                if terms.iter().all(ones) {
                    Self::sum(terms.into_iter().map(Self::spread).collect())
                } else {
                    Self::Sum(terms)
                }
            }
            other => other.loose(),
        }
    }

    /// A number times ones as a number, for where numbers spread anyway.
    #[must_use]
    pub fn loose(self) -> Self {
        if self.is_ones() {
            return Self::Number(1.0);
        }
        match self {
            Self::Term(term)
                if term.scalars.is_empty()
                    && term.divisors.is_empty()
                    && term.body.as_ref().is_some_and(Self::is_ones) =>
            {
                Self::Number(term.coefficient)
            }
            other => other,
        }
    }

    /// The matrix of ones.
    #[must_use]
    pub fn ones_matrix() -> Self {
        Self::Product(vec![Self::Ones, Self::Transpose(Box::new(Self::Ones))])
    }

    /// Whether this is a vector or matrix of ones.
    #[must_use]
    pub fn is_ones(&self) -> bool {
        match self {
            Self::Ones => true,
            Self::Product(factors) => match factors.as_slice() {
                [Self::Ones, Self::Transpose(row)] => **row == Self::Ones,
                _ => false,
            },
            _ => false,
        }
    }

    /// A matrix product.
    #[must_use]
    pub fn product(operands: Vec<Self>) -> Self {
        if operands.contains(&Self::Number(0.0)) {
            return Self::Number(0.0);
        }
        let mut term = Term::one();
        let mut factors = Vec::with_capacity(operands.len());
        let several = operands.len() > 1;
        for operand in operands {
            let mut operand = term.take_scalars(operand);
            if several && operand.is_negative_sum() {
                term.coefficient = -term.coefficient;
                operand = operand.scaled_terms(-1.0);
            }
            match operand {
                Self::Product(inner) => factors.extend(inner),
                Self::Identity => {}
                other => factors.push(other),
            }
        }
        let body = match factors.len() {
            0 => Self::Identity,
            1 => factors.remove(0),
            _ => Self::Product(factors),
        };
        term.of(Some(body))
    }

    /// Whether it is a sum of which every term is negative.
    fn is_negative_sum(&self) -> bool {
        let negative = |term: &Self| match term {
            Self::Term(term) => term.coefficient < 0.0,
            Self::Number(value) => *value < 0.0,
            _ => false,
        };
        matches!(self, Self::Sum(terms) if terms.iter().all(negative))
    }

    /// A sum with each term scaled.
    fn scaled_terms(self, factor: f64) -> Self {
        match self {
            Self::Sum(terms) => Self::Sum(terms.into_iter().map(|t| t.scaled(factor)).collect()),
            other => other,
        }
    }

    /// An elementwise product of arrays of one shape, which have `rank` axes.
    #[must_use]
    pub fn hadamard(operands: Vec<Self>, rank: usize) -> Self {
        if operands.contains(&Self::Number(0.0)) {
            return Self::Number(0.0);
        }
        let mut term = Term::one();
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for operand in operands {
            match term.take_scalars(operand) {
                Self::Hadamard { factors, divisors } => {
                    above.extend(factors);
                    below.extend(divisors);
                }
                ones if ones.is_ones() => {}
                other => above.push(other),
            }
        }
        let simple = |f: &Self| f.weight() <= 2;
        if !above.iter().all(simple) || above.iter().any(|f| below.contains(f)) || below.len() > 1 {
            (above, below) = powers(above, below, true);
        }
        let body = match (above.len(), below.len()) {
            (0, 0) if rank == 2 => Self::ones_matrix(),
            (0, 0) => Self::Ones,
            (1, 0) => above.remove(0),
            _ => Self::Hadamard {
                factors: above,
                divisors: below,
            },
        };
        term.of(Some(body))
    }

    /// 1 divided by each element of an array.
    #[must_use]
    pub fn reciprocal(self) -> Self {
        let mut term = Term::one();
        let body = term.take_scalars(self);
        let inverted = Term {
            coefficient: 1.0 / term.coefficient,
            scalars: term.divisors,
            divisors: term.scalars,
            body: None,
        };
        let factors = match body {
            Self::Hadamard { factors, divisors } if factors.is_empty() => {
                return inverted.of(Some(Self::hadamard(divisors, 1)));
            }
            Self::Hadamard { factors, divisors } if divisors.is_empty() => factors,
            other => vec![other],
        };
        let (factors, divisors) = powers(Vec::new(), factors, true);
        let body = Self::Hadamard { factors, divisors };
        inverted.of(Some(body))
    }

    /// 1 divided by a scalar.
    #[must_use]
    pub fn divisor(self) -> Self {
        let mut term = Term::one();
        match self {
            Self::Number(value) => return Self::Number(1.0 / value),
            Self::Term(inner) if inner.body.is_none() => {
                term.coefficient = 1.0 / inner.coefficient;
                term.scalars = inner.divisors;
                term.divisors = inner.scalars;
            }
            other => term.divisors.push(other),
        }
        term.of(None)
    }

    /// `aᵀ b` of columns, or `bᵀ a` where that has fewer transposes.
    #[must_use]
    pub fn dot(left: Self, right: Self) -> Self {
        if let (Self::Ones, Self::Call(name, matrix)) = (&left, &right)
            && name == "diag"
        {
            return matrix[0].clone().trace();
        }
        let inverted = |f: &Self| matches!(f, Self::Hadamard { factors, .. } if factors.is_empty());
        if left != Self::Ones && right != Self::Ones && (inverted(&left) || inverted(&right)) {
            return Self::dot(Self::Ones, Self::hadamard(vec![left, right], 1));
        }
        let straight = Self::product(vec![left.clone().transpose(), right.clone()]);
        let swapped = Self::product(vec![right.transpose(), left]);
        let row =
            |f: &Self| matches!(f, Self::Product(factors) if factors[0] == Self::Ones.transpose());
        let swap = swapped.transposes() < straight.transposes()
            || (swapped.transposes() == straight.transposes() && row(&swapped) && !row(&straight));
        (if swap { swapped } else { straight }).into_scalar()
    }

    /// The same formula where a body that is a scalar counts as a scalar factor.
    #[must_use]
    pub fn into_scalar(self) -> Self {
        match self {
            Self::Term(mut term) => {
                let body = term.body.take();
                term.scalars.extend(body);
                term.of(None)
            }
            other => other,
        }
    }

    /// `A : B`.
    #[must_use]
    pub fn frobenius(left: Self, right: Self) -> Self {
        let mut term = Term::one();
        let left = term.take_scalars(left);
        let right = term.take_scalars(right);
        term.scalars
            .push(Self::Frobenius(Box::new(left), Box::new(right)));
        term.of(None)
    }

    /// A function of arrays whose value is linear in its argument: scalars go in front.
    #[must_use]
    pub fn linear(name: &str, argument: Self, scalar: bool) -> Self {
        let mut term = Term::one();
        let body = term.take_scalars(argument);
        let call = Self::Call(name.into(), vec![body]);
        if scalar {
            term.scalars.push(call);
            term.of(None)
        } else {
            term.of(Some(call))
        }
    }

    /// A power; of each element if `elementwise`.
    #[must_use]
    pub fn power(base: Self, exponent: Self, elementwise: bool) -> Self {
        match (base, exponent) {
            (
                Self::Power {
                    base,
                    exponent: inner,
                    ..
                },
                Self::Number(outer),
            ) if matches!(*inner, Self::Number(n) if n.fract() == 0.0 && outer.fract() == 0.0 && n > 0.0 && outer > 0.0) =>
            {
                let inner = match *inner {
                    Self::Number(n) => n,
                    _ => 1.0,
                };
                Self::Power {
                    base,
                    exponent: Box::new(Self::Number(inner * outer)),
                    elementwise,
                }
            }
            (base, exponent) => Self::Power {
                base: Box::new(base),
                exponent: Box::new(exponent),
                elementwise,
            },
        }
    }

    /// The diagonal matrix of a vector.
    #[must_use]
    pub fn into_diagonal(self) -> Self {
        let mut term = Term::one();
        let body = match term.take_scalars(self) {
            Self::Number(value) => {
                term.coefficient *= value;
                Self::Identity
            }
            ones if ones.is_ones() => Self::Identity,
            // The matrix with nothing but its diagonal kept.
            Self::Call(name, mut arguments) if name == "diag" && arguments.len() == 1 => {
                let matrix = arguments.pop().unwrap_or(Self::Identity);
                Self::hadamard(vec![Self::Identity, matrix], 2)
            }
            vector => Self::Diagonal(Box::new(vector)),
        };
        term.of(Some(body))
    }

    /// The trace of a matrix.
    #[must_use]
    pub fn trace(self) -> Self {
        Self::linear("tr", self, true)
    }

    /// Elements, rows or ranges of an array; of a row or column of a matrix, those of the matrix.
    #[must_use]
    pub fn index(self, subscripts: Vec<Subscript>) -> Self {
        let (base, given, row) = match self {
            Self::Transpose(inner) => match *inner {
                Self::Index(base, given) => (base, given, true),
                other => return Self::Index(Box::new(other.transpose()), subscripts),
            },
            Self::Index(base, given) => (base, given, false),
            other => return Self::Index(Box::new(other), subscripts),
        };
        let open = given.iter().filter(|s| **s == Subscript::All).count();
        let ranges = given.iter().any(|s| matches!(s, Subscript::Range(_)));
        if open != 1 || ranges || subscripts.len() != 1 {
            let whole = Self::Index(base, given);
            let whole = if row { whole.transpose() } else { whole };
            return Self::Index(Box::new(whole), subscripts);
        }
        let element = matches!(subscripts[0], Subscript::At(_));
        let fill = |subscript: Subscript| match subscript {
            Subscript::All => subscripts[0].clone(),
            fixed => fixed,
        };
        let index = Self::Index(base, given.into_iter().map(fill).collect());
        if row && !element {
            index.transpose()
        } else {
            index
        }
    }

    /// The inverse of a matrix.
    #[must_use]
    pub fn inverse(self) -> Self {
        let mut term = Term::one();
        let base = term.take_scalars(self);
        let front = Term {
            coefficient: 1.0 / term.coefficient,
            scalars: term.divisors,
            divisors: term.scalars,
            body: None,
        };
        let inverted = match base {
            Self::Inverse(inner) => *inner,
            Self::Transpose(inner) => Self::Transpose(Box::new(Self::Inverse(inner))),
            Self::Identity => Self::Identity,
            other => Self::Inverse(Box::new(other)),
        };
        front.of(Some(inverted))
    }
}
