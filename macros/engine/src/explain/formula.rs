//! Formulas as on paper: a small algebra of matrix notation.
//!
//! The constructors keep a normal form: numbers and scalars are in front ([`Term`]), products
//! and Hadamard products are flat, transposes stand on atoms. Invariant: a constructor's result
//! has the value of the operation that it is named after. Knows nothing of the graph.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::collect::powers;

/// A name: `Q`, `w₁`, `dQ`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The letter or word with its subscript.
    pub text: String,
    /// Whether a `d` stands in front.
    pub differential: bool,
    /// Whether it is a matrix known to be its own transpose.
    pub symmetric: bool,
}

/// `coefficient · Π scalars / Π divisors · body`.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The number in front.
    pub coefficient: f64,
    /// Scalar factors.
    pub scalars: Vec<Formula>,
    /// Scalar divisors.
    pub divisors: Vec<Formula>,
    /// The array; `None` for a scalar.
    pub body: Option<Formula>,
}

/// One entry of an index.
#[derive(Clone, Debug, PartialEq)]
pub enum Subscript {
    /// One position.
    At(String),
    /// `start:end`, or `start:end:step`.
    Range(String),
    /// The whole axis.
    All,
}

/// A formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// A number; spreads over arrays.
    Number(f64),
    /// A variable.
    Name(Name),
    /// A word among the arguments of a function: `axis 0`, `2 × n`.
    Word(String),
    /// The vector of ones.
    Ones,
    /// The identity matrix.
    Identity,
    /// The unit vector of an axis.
    Basis(String),
    /// Two terms or more.
    Sum(Vec<Formula>),
    /// Scalars in front of an array.
    Term(Box<Term>),
    /// A matrix product; vectors are columns.
    Product(Vec<Formula>),
    /// Elementwise product and quotient.
    Hadamard {
        /// What is multiplied; 1 for none.
        factors: Vec<Formula>,
        /// What is divided by.
        divisors: Vec<Formula>,
    },
    /// `A ⊗ B`.
    Kronecker(Box<Formula>, Box<Formula>),
    /// `A : B = tr(AᵀB)`.
    Frobenius(Box<Formula>, Box<Formula>),
    /// `Aᵀ`.
    Transpose(Box<Formula>),
    /// `A⁻¹`.
    Inverse(Box<Formula>),
    /// `diag(v)`, the diagonal matrix.
    Diagonal(Box<Formula>),
    /// `x²`; of each element if the base is an array.
    Power {
        /// What is raised.
        base: Box<Formula>,
        /// To which power.
        exponent: Box<Formula>,
        /// Whether the base is an array.
        elementwise: bool,
    },
    /// `f(x, y)`.
    Call(String, Vec<Formula>),
    /// `‖x‖₂`, `|x|`: the fence and the subscript behind it.
    Fence(&'static str, Box<Formula>, String),
    /// `x_i`, `X[i,:]`.
    Index(Box<Formula>, Vec<Subscript>),
    /// `[∑_k a_ik b_kj]_ij`; without outer letters a sum, a scalar.
    Elements {
        /// The letters of the result's axes.
        outer: Vec<String>,
        /// The letters summed over.
        summed: Vec<String>,
        /// A product of scalars.
        factors: Vec<Formula>,
    },
    /// `[i ≥ j]`, `[a < x < b]`: 1 where it holds, 0 elsewhere.
    Iverson(Vec<Formula>, char),
}

impl Term {
    /// The number 1.
    #[must_use]
    pub fn one() -> Self {
        Self {
            coefficient: 1.0,
            scalars: Vec::new(),
            divisors: Vec::new(),
            body: None,
        }
    }

    /// An array's formula as what is in front of it, and it.
    #[must_use]
    pub fn from_formula(formula: Formula) -> Self {
        match formula {
            Formula::Term(term) => *term,
            Formula::Number(value) => Self {
                coefficient: value,
                ..Self::one()
            },
            body => Self {
                body: Some(body),
                ..Self::one()
            },
        }
    }

    /// Multiplies by a scalar formula.
    pub fn multiply(&mut self, scalar: Formula) {
        match scalar {
            Formula::Number(value) => self.coefficient *= value,
            Formula::Term(term) => {
                self.coefficient *= term.coefficient;
                self.scalars.extend(term.scalars);
                self.divisors.extend(term.divisors);
                self.scalars.extend(term.body);
            }
            other => self.scalars.push(other),
        }
    }

    /// Takes the scalars of `formula` in front; gives what they were in front of.
    pub fn take_scalars(&mut self, formula: Formula) -> Formula {
        match formula {
            Formula::Term(term) if term.body.is_some() => {
                let mut term = *term;
                self.coefficient *= term.coefficient;
                self.scalars.append(&mut term.scalars);
                self.divisors.append(&mut term.divisors);
                term.body.unwrap_or(Formula::Ones)
            }
            other => other,
        }
    }

    /// The term with `body`, in normal form.
    #[must_use]
    pub fn of(mut self, body: Option<Formula>) -> Formula {
        self.body = body.map(|body| self.take_scalars(body));
        #[allow(clippy::float_cmp)] // exactly the number −1
        if let (true, Some(Formula::Sum(terms))) = (self.coefficient == -1.0, &self.body) {
            // −(a − b) = b − a.
            let negated = terms
                .iter()
                .cloned()
                .map(|term| term.scaled(-1.0))
                .collect();
            self.coefficient = 1.0;
            self.body = Some(Formula::sum(negated));
        }
        let collected = self.divisors.is_empty()
            && match self.scalars.as_slice() {
                [] => true,
                [only] => matches!(only, Formula::Name(_) | Formula::Call(..)),
                _ => false,
            };
        if !collected {
            let scalars = std::mem::take(&mut self.scalars);
            let divisors = std::mem::take(&mut self.divisors);
            (self.scalars, self.divisors) = powers(scalars, divisors, false);
        }
        #[allow(clippy::float_cmp)] // exactly the number 1
        let plain = self.coefficient == 1.0 && self.divisors.is_empty();
        if self.coefficient == 0.0 {
            return Formula::Number(0.0);
        }
        match (&self.body, self.scalars.len()) {
            (None, 0) if self.divisors.is_empty() => Formula::Number(self.coefficient),
            (None, 1) if plain => self.scalars.remove(0),
            (Some(_), 0) if plain => self.body.unwrap_or(Formula::Ones),
            _ => Formula::Term(Box::new(self)),
        }
    }
}

impl Formula {
    /// How many symbols the formula has, roughly: what a reader has to take in.
    #[must_use]
    pub fn weight(&self) -> usize {
        let all = |formulas: &[Self]| formulas.iter().map(Self::weight).sum::<usize>();
        match self {
            Self::Number(_)
            | Self::Name(_)
            | Self::Word(_)
            | Self::Ones
            | Self::Identity
            | Self::Basis(_) => 1,
            Self::Sum(terms) | Self::Product(terms) | Self::Iverson(terms, _) => all(terms),
            Self::Term(term) => {
                let body = term.body.as_ref().map_or(0, Self::weight);
                1 + all(&term.scalars) + all(&term.divisors) + body
            }
            Self::Hadamard { factors, divisors } => all(factors) + all(divisors) + 1,
            Self::Kronecker(a, b) | Self::Frobenius(a, b) => a.weight() + b.weight(),
            Self::Transpose(inner) | Self::Inverse(inner) | Self::Fence(_, inner, _) => {
                inner.weight()
            }
            Self::Diagonal(inner) => 1 + inner.weight(),
            Self::Index(inner, subscripts) => inner.weight() + subscripts.len(),
            Self::Power { base, exponent, .. } => base.weight() + exponent.weight(),
            Self::Call(_, arguments) => 1 + all(arguments),
            Self::Elements {
                outer,
                summed,
                factors,
            } => outer.len() + summed.len() + all(factors),
        }
    }

    /// Adds the names that occur.
    pub fn names(&self, found: &mut BTreeSet<Name>) {
        let found = RefCell::new(found);
        self.any_name(&|name| {
            let mut found = found.borrow_mut();
            if !found.contains(name) {
                found.insert(name.clone());
            }
            false
        });
    }

    /// Whether any name occurs, so that the formula has the shape that the name's has.
    #[must_use]
    pub fn has_names(&self) -> bool {
        self.any_name(&|_| true)
    }

    fn any_name(&self, wanted: &dyn Fn(&Name) -> bool) -> bool {
        let any = |formulas: &[Self]| formulas.iter().any(|f| f.any_name(wanted));
        match self {
            Self::Name(own) => wanted(own),
            Self::Number(_) | Self::Word(_) | Self::Ones | Self::Identity | Self::Basis(_) => false,
            Self::Sum(all) | Self::Product(all) | Self::Call(_, all) | Self::Iverson(all, _) => {
                any(all)
            }
            Self::Elements { factors, .. } => any(factors),
            Self::Hadamard { factors, divisors } => any(factors) || any(divisors),
            Self::Term(term) => {
                let body = term.body.as_ref().is_some_and(|body| body.any_name(wanted));
                body || any(&term.scalars) || any(&term.divisors)
            }
            Self::Kronecker(a, b)
            | Self::Frobenius(a, b)
            | Self::Power {
                base: a,
                exponent: b,
                ..
            } => a.any_name(wanted) || b.any_name(wanted),
            Self::Transpose(inner)
            | Self::Inverse(inner)
            | Self::Diagonal(inner)
            | Self::Fence(_, inner, _)
            | Self::Index(inner, _) => inner.any_name(wanted),
        }
    }
}
