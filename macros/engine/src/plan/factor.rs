//! Factorizations: a matrix is factored once, and all that a family of primitives gives of it is
//! read off. A product with an inverse solves a system; the inverse itself is formed only where
//! its elements are the result or go into something other than a product.

use super::contraction::{Operand, Source, Term};
use super::{Cut, Form, Planner, Slot, Step};
use crate::dim::Dim;
use crate::graph::{Attribute, Id, Kind, Label};
use crate::rules::linear::Family;
use crate::rules::{self, RuleId};
use crate::structure::Structure;

/// How a matrix is factored, by the name of the run-time function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factorization {
    /// With partial pivoting.
    Lu,
    /// Of a matrix promised to be positive definite.
    Cholesky,
    /// Cholesky's where it exists, LU otherwise.
    Symmetric,
    /// The matrix itself, lower triangular.
    Lower,
    /// The matrix itself, upper triangular.
    Upper,
    /// Eigenvalues and eigenvectors.
    Eigen,
    /// Singular values and vectors.
    Singular,
}

impl Factorization {
    /// The run-time function.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lu => "lu",
            Self::Cholesky => "cholesky",
            Self::Symmetric => "symmetric",
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Eigen => "eigen",
            Self::Singular => "singular",
        }
    }
}

impl Planner {
    /// A primitive of the rule table as a slot.
    pub(super) fn primitive(
        &mut self,
        shape: Vec<Dim>,
        rule: RuleId,
        attribute: Attribute,
        arguments: &[Id],
    ) -> Slot {
        let family = rules::traits(rule).family;
        let arguments = match family {
            Some(family) => vec![self.factored(arguments[0], family)],
            None => arguments.iter().map(|id| self.value(*id)).collect(),
        };
        let slot = self.slot(shape, Form::Owned);
        self.steps.push(Step::Call {
            slot,
            rule,
            attribute,
            arguments,
            factored: family.is_some(),
        });
        slot
    }

    /// The factorization of a matrix: each is made once.
    fn factored(&mut self, matrix: Id, family: Family) -> Slot {
        let of = self.value(matrix);
        let how = self.factorization(matrix, of, family);
        if let Some(slot) = self.factors.get(&(of, how)) {
            return *slot;
        }
        let shape = self.shape(of).to_vec();
        let slot = self.slot(shape, Form::Factor);
        self.steps.push(Step::Factor { slot, of, how });
        self.factors.insert((of, how), slot);
        slot
    }

    fn factorization(&self, matrix: Id, of: Slot, family: Family) -> Factorization {
        match family {
            Family::Spectral => Factorization::Eigen,
            Family::Singular => Factorization::Singular,
            Family::Cholesky => Factorization::Cholesky,
            Family::Solving | Family::Inverse | Family::Triangular => self.solving(matrix, of),
        }
    }

    fn solving(&self, matrix: Id, of: Slot) -> Factorization {
        let structure = self.graph.structure(matrix);
        // Cholesky's method reads one triangle: of a matrix that is not symmetric, of another one.
        let at_hand = self.factors.contains_key(&(of, Factorization::Cholesky));
        if structure.is(Structure::LOWER) {
            Factorization::Lower
        } else if structure.is(Structure::UPPER) {
            Factorization::Upper
        } else if structure.is(Structure::POSDEF) || at_hand && structure.is(Structure::SYMMETRIC) {
            Factorization::Cholesky
        } else if structure.is(Structure::SYMMETRIC) {
            Factorization::Symmetric
        } else {
            Factorization::Lu
        }
    }

    /// The matrix whose inverse an operand is.
    fn inverted(&self, operand: &Operand) -> Option<Id> {
        let Source::Node(id) = operand.source else {
            return None;
        };
        match self.graph.kind(id) {
            Kind::Apply {
                rule, arguments, ..
            } if rules::traits(*rule).family == Some(Family::Inverse) => arguments.first().copied(),
            _ => None,
        }
    }

    /// The solution of a system, each of which is solved once.
    fn solve(&mut self, shape: Vec<Dim>, factor: Slot, right: Slot, transposed: bool) -> Slot {
        if let Some(slot) = self.solutions.get(&(factor, right, transposed)) {
            return *slot;
        }
        let slot = self.slot(shape, Form::Owned);
        self.steps.push(Step::Solve {
            slot,
            factor,
            right,
            transposed,
        });
        self.solutions.insert((factor, right, transposed), slot);
        slot
    }

    /// `Σ_l A⁻¹[i l] B[l k]` as the solution of a system: the sum over `label` of a group one of
    /// which is an inverse.
    pub(super) fn solution(&mut self, group: &[Term], label: Label, dims: &[Dim]) -> Option<Term> {
        let (position, matrix) = group.iter().enumerate().find_map(|(position, term)| {
            let distinct = matches!(term.labels.as_slice(), [i, j] if i != j);
            let lone = term.factors.len() == 1 && distinct;
            lone.then(|| Some((position, self.inverted(&term.factors[0])?)))?
        })?;
        let sides = &group[position].labels;
        let row = if sides[0] == label {
            sides[1]
        } else {
            sides[0]
        };
        let transposed = sides[0] == label;
        let others = group.iter().enumerate().filter(|(at, _)| *at != position);
        let others: Vec<&Term> = others.map(|(_, term)| term).collect();
        let mut columns: Vec<Label> = others.iter().flat_map(|t| t.labels.clone()).collect();
        columns.retain(|l| *l != label);
        columns.sort_unstable();
        columns.dedup();
        if others.is_empty() || columns.len() > 1 {
            return None;
        }
        let operands: Vec<Operand> = others.iter().flat_map(|t| t.factors.clone()).collect();
        let mut axes = vec![label];
        axes.extend(&columns);
        let right = self.merged(&operands, &axes, dims);
        let factor = self.factored(matrix, Family::Solving);
        let mut labels = vec![row];
        labels.extend(&columns);
        let shape = labels.iter().map(|l| dims[usize::from(*l)]).collect();
        let symmetric = self.graph.structure(matrix).is(Structure::SYMMETRIC);
        let mut slot = self.solve(shape, factor, right, transposed && !symmetric);
        if columns == [row] {
            slot = self.view(slot, Cut::Diagonal { axes: [0, 1] });
            labels.truncate(1);
        }
        Some(Term {
            factors: vec![Operand {
                source: Source::Slot(slot),
                labels: labels.clone(),
            }],
            labels,
            summed: Vec::new(),
        })
    }
}
