//! Transposes, which go to the atoms of a formula and vanish at what is symmetric.

use super::formula::Formula;
use crate::rules::{self, Role};

impl Formula {
    /// The transpose of a matrix, or the row of a column.
    #[must_use]
    pub fn transpose(self) -> Self {
        match self {
            Self::Transpose(inner) => *inner,
            Self::Product(factors) => {
                Self::Product(factors.into_iter().rev().map(Self::transpose).collect())
            }
            Self::Term(mut term) if term.body.is_some() => {
                let body = term.body.take().map(Self::transpose);
                term.of(body)
            }
            Self::Number(_) | Self::Identity | Self::Diagonal(_) => self,
            Self::Call(name, mut arguments) if name == "tril" || name == "triu" => {
                let other = if name == "tril" { "triu" } else { "tril" };
                let inner = arguments.pop().unwrap_or(Self::Ones);
                Self::Call(other.into(), vec![inner.transpose()])
            }
            Self::Sum(terms) => {
                let each: Vec<Self> = terms.iter().cloned().map(Self::transpose).collect();
                shorter(Self::Sum(each), Self::Sum(terms))
            }
            Self::Hadamard { factors, divisors } => {
                let each = |all: &[Self]| all.iter().cloned().map(Self::transpose).collect();
                let distributed = Self::Hadamard {
                    factors: each(&factors),
                    divisors: each(&divisors),
                };
                shorter(distributed, Self::Hadamard { factors, divisors })
            }
            other if other.is_symmetric() => other,
            other => Self::Transpose(Box::new(other)),
        }
    }

    /// Whether it can be seen to be its own transpose.
    fn is_symmetric(&self) -> bool {
        match self {
            Self::Name(name) => name.symmetric,
            Self::Number(_) | Self::Identity | Self::Diagonal(_) => true,
            Self::Inverse(inner) => inner.is_symmetric(),
            Self::Call(name, arguments) => {
                let rule = rules::printed(name);
                rule.is_some_and(|rule| rule.plays(Role::Transposes))
                    && arguments.len() == 1
                    && arguments[0].is_symmetric()
            }
            Self::Product(factors) => {
                let turned = factors.iter().rev().cloned().map(Self::transpose);
                turned.eq(factors.iter().cloned())
            }
            Self::Term(term) => term.body.as_ref().is_some_and(Self::is_symmetric),
            Self::Sum(terms) => terms
                .iter()
                .all(|term| terms.contains(&term.clone().transpose())),
            Self::Hadamard { factors, divisors } => {
                factors.iter().chain(divisors).all(Self::is_symmetric)
            }
            _ => false,
        }
    }

    /// How many transposes a reader sees outside of functions.
    #[must_use]
    pub fn transposes(&self) -> usize {
        let all = |formulas: &[Self]| formulas.iter().map(Self::transposes).sum::<usize>();
        match self {
            Self::Transpose(inner) => 1 + inner.transposes(),
            Self::Product(factors) | Self::Sum(factors) => all(factors),
            Self::Hadamard { factors, divisors } => all(factors) + all(divisors),
            Self::Term(term) => term.body.as_ref().map_or(0, Self::transposes),
            _ => 0,
        }
    }
}

/// The transpose `distributed` over an operation, or in front of the `whole` of it.
fn shorter(distributed: Formula, whole: Formula) -> Formula {
    if distributed.transposes() <= whole.transposes() {
        distributed
    } else {
        Formula::Transpose(Box::new(whole))
    }
}
