//! A contraction as a product of matrices.
//!
//! The factors are a network whose edges are labels. It is reduced step by step, each step one
//! operation that has a notation on paper: Hadamard products of factors with equal labels,
//! products over a label that two factors share, sums over a label that one factor has. What
//! is left over the result's labels is the formula. Invariant: every step keeps the value; a
//! network that no step reduces has no matrix form, and `None` is given.

use super::formula::{Formula, Term};
use super::notation::size;
use crate::dim::{Dim, Dims};
use crate::graph::Label;

/// A factor: a vector, or a matrix with two different labels.
#[derive(Clone, Debug)]
pub struct Item {
    /// The array.
    pub formula: Formula,
    /// One or two labels.
    pub labels: Vec<Label>,
}

/// What is left of a contraction.
#[derive(Clone, Debug)]
pub struct Network<'a> {
    /// The scalars found so far.
    pub term: Term,
    /// The arrays.
    pub items: Vec<Item>,
    /// How many labels the result has; they are the first.
    pub rank: usize,
    /// The dimension of each label: what ones sum to.
    pub sizes: Vec<Dim>,
    /// What the dimensions mean.
    pub dims: &'a Dims,
}

impl Item {
    fn is_matrix(&self) -> bool {
        self.labels.len() == 2
    }

    /// The matrix with `row` as its first label.
    fn oriented(&self, row: Label) -> Formula {
        if self.labels[0] == row {
            self.formula.clone()
        } else {
            self.formula.clone().transpose()
        }
    }

    fn other(&self, label: Label) -> Label {
        if self.labels[0] == label {
            self.labels[1]
        } else {
            self.labels[0]
        }
    }
}

impl Network<'_> {
    /// Adds a factor with one or two labels.
    pub fn push(&mut self, formula: Formula, labels: Vec<Label>) {
        match labels.as_slice() {
            [a, b] if a == b => {
                let diagonal = Formula::linear("diag", formula, false);
                self.items.push(Item {
                    formula: diagonal,
                    labels: vec![*a],
                });
            }
            _ => self.items.push(Item { formula, labels }),
        }
    }

    /// The formula of the whole.
    pub fn reduce(mut self) -> Option<Formula> {
        let two = self.items.len() == 2;
        while self.joins() || self.sums() || self.contracts(true) || self.absorbs() {}
        if self.items.iter().any(|item| self.has_summed(item)) {
            return None;
        }
        self.assemble(two)
    }

    /// Two factors become one, or a scalar, unless that multiplies matrices.
    fn joins(&mut self) -> bool {
        self.items.len() > 1
            && (self.traces()
                || self.merges_vectors()
                || self.merges_matrices()
                || self.contracts(false))
    }

    fn has_summed(&self, item: &Item) -> bool {
        item.labels.iter().any(|label| self.is_summed(*label))
    }

    fn is_summed(&self, label: Label) -> bool {
        usize::from(label) >= self.rank
    }

    /// The positions of the items with this label.
    fn at(&self, label: Label) -> Vec<usize> {
        let found = self.items.iter().enumerate();
        found
            .filter(|(_, item)| item.labels.contains(&label))
            .map(|(position, _)| position)
            .collect()
    }

    /// How many items have this label.
    fn count(&self, label: Label) -> usize {
        let mut count = 0;
        for item in &self.items {
            if item.labels.contains(&label) {
                count += 1;
            }
        }
        count
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let count = self.items.len();
        (0..count).flat_map(move |first| (first + 1..count).map(move |second| (first, second)))
    }

    fn replace(&mut self, first: usize, second: usize, formula: Formula, labels: Vec<Label>) {
        self.items.remove(second);
        let formula = self.term.take_scalars(formula);
        self.items[first] = Item { formula, labels };
    }

    /// Two matrices over the same two labels that nothing else has: a trace or `A : B`.
    fn traces(&mut self) -> bool {
        let found = self.pairs().find(|(first, second)| {
            let (a, b) = (&self.items[*first], &self.items[*second]);
            a.is_matrix()
                && b.is_matrix()
                && a.labels
                    .iter()
                    .all(|label| self.is_summed(*label) && self.at(*label) == [*first, *second])
                && b.labels.iter().all(|label| a.labels.contains(label))
        });
        let Some((first, second)) = found else {
            return false;
        };
        let b = self.items.remove(second);
        let a = self.items.remove(first);
        let scalar = if a.formula == Formula::Identity {
            b.formula.trace()
        } else if b.formula == Formula::Identity {
            a.formula.trace()
        } else if a.labels == b.labels {
            Formula::frobenius(a.formula, b.formula)
        } else {
            let product = Formula::product(vec![a.formula, b.formula]);
            product.trace()
        };
        self.term.multiply(scalar);
        true
    }

    fn merges_vectors(&mut self) -> bool {
        let found = self.pairs().find(|(first, second)| {
            let (a, b) = (&self.items[*first], &self.items[*second]);
            let label = a.labels[0];
            let dot = self.is_summed(label) && self.count(label) == 2;
            !a.is_matrix() && !b.is_matrix() && label == b.labels[0] && !dot
        });
        let Some((first, second)) = found else {
            return false;
        };
        let operands = vec![
            self.items[first].formula.clone(),
            self.items[second].formula.clone(),
        ];
        let labels = self.items[first].labels.clone();
        self.replace(first, second, Formula::hadamard(operands, 1), labels);
        true
    }

    fn merges_matrices(&mut self) -> bool {
        let found = self.pairs().find(|(first, second)| {
            let (a, b) = (&self.items[*first], &self.items[*second]);
            a.is_matrix() && b.is_matrix() && b.labels.iter().all(|label| a.labels.contains(label))
        });
        let Some((first, second)) = found else {
            return false;
        };
        let (a, b) = (self.items[first].clone(), self.items[second].clone());
        let flipped = a.labels != b.labels;
        let lone = |label: &&Label| self.is_summed(**label) && self.count(**label) == 2;
        if let (true, Some(summed)) = (flipped, a.labels.iter().find(lone)) {
            // Σ_k A[i k] B[k i] is the diagonal of the product.
            let kept = a.other(*summed);
            let product = Formula::product(vec![a.oriented(kept), b.oriented(*summed)]);
            let diagonal = Formula::linear("diag", product, false);
            self.replace(first, second, diagonal, vec![kept]);
            return true;
        }
        let right = b.oriented(a.labels[0]);
        let merged = triangular(&a.formula, &right)
            .or_else(|| triangular(&right, &a.formula))
            .unwrap_or_else(|| Formula::hadamard(vec![a.formula.clone(), right], 2));
        let (merged, labels) = turned(merged, a.labels);
        self.replace(first, second, merged, labels);
        true
    }

    /// A label summed over that exactly two items have: a product. Products of two matrices
    /// come last, so that a chain ends at its vector.
    fn contracts(&mut self, matrices: bool) -> bool {
        let found = self.pairs().find_map(|(first, second)| {
            let (a, b) = (&self.items[first], &self.items[second]);
            let shared = a.labels.iter().find(|label| {
                self.is_summed(**label) && b.labels.contains(label) && self.count(**label) == 2
            })?;
            (matrices || !a.is_matrix() || !b.is_matrix()).then_some((first, second, *shared))
        });
        let Some((first, second, label)) = found else {
            return false;
        };
        let (a, b) = (self.items[first].clone(), self.items[second].clone());
        match (a.is_matrix(), b.is_matrix()) {
            (false, false) => {
                self.items.remove(second);
                self.items.remove(first);
                let product = self.dot(a.formula, b.formula, label);
                self.term.multiply(product);
            }
            (true, true) => {
                let (row, column) = (a.other(label), b.other(label));
                let product = Formula::product(vec![a.oriented(row), b.oriented(label)]);
                let (product, labels) = turned(product, vec![row, column]);
                self.replace(first, second, product, labels);
            }
            _ => {
                let (matrix, vector) = if a.is_matrix() { (a, b) } else { (b, a) };
                let row = matrix.other(label);
                let product = times(matrix.oriented(row), vector.formula);
                self.replace(first, second, product, vec![row]);
            }
        }
        true
    }

    fn dot(&self, left: Formula, right: Formula, label: Label) -> Formula {
        if left.is_ones() && right.is_ones() {
            size(self.dims, self.sizes[usize::from(label)])
        } else {
            Formula::dot(left, right)
        }
    }

    /// A label summed over that one item has.
    fn sums(&mut self) -> bool {
        let found = self.items.iter().enumerate().find_map(|(position, item)| {
            let lone = |label: &&Label| self.is_summed(**label) && self.count(**label) == 1;
            let label = item.labels.iter().find(lone)?;
            Some((position, *label))
        });
        let Some((position, label)) = found else {
            return false;
        };
        let item = self.items[position].clone();
        if item.is_matrix() {
            let row = item.other(label);
            let product = Formula::product(vec![item.oriented(row), Formula::Ones]);
            let formula = self.term.take_scalars(product);
            self.items[position] = Item {
                formula,
                labels: vec![row],
            };
        } else {
            self.items.remove(position);
            let sum = self.dot(Formula::Ones, item.formula, label);
            self.term.multiply(sum);
        }
        true
    }

    /// `Σ_k A[i k] v[k] B[k j]`: the vector becomes the diagonal matrix between the two.
    fn absorbs(&mut self) -> bool {
        let found = self.items.iter().enumerate().find_map(|(position, item)| {
            let label = item.labels[0];
            let there = self.at(label);
            let fits = !item.is_matrix() && self.is_summed(label) && there.len() == 3;
            let matrix = there.into_iter().find(|at| *at != position)?;
            fits.then_some((position, matrix, label))
        });
        let Some((vector, matrix, label)) = found else {
            return false;
        };
        let diagonal = self.items[vector].formula.clone().into_diagonal();
        let row = self.items[matrix].other(label);
        let product = Formula::product(vec![self.items[matrix].oriented(row), diagonal]);
        let formula = self.term.take_scalars(product);
        self.items[matrix] = Item {
            formula,
            labels: vec![row, label],
        };
        self.items.remove(vector);
        true
    }

    fn assemble(mut self, two: bool) -> Option<Formula> {
        let mut matrix = None;
        let mut sides: [Option<Formula>; 2] = [None, None];
        for item in std::mem::take(&mut self.items) {
            if item.is_matrix() {
                matrix = Some(item.oriented(0));
            } else {
                sides[usize::from(item.labels[0])] = Some(item.formula);
            }
        }
        let [left, right] = sides;
        let body = match self.rank {
            0 => None,
            1 => Some(left.unwrap_or(Formula::Ones)),
            2 => Some(framed(matrix, left, right, two)),
            _ => return None,
        };
        Some(self.term.of(body))
    }
}

/// A matrix whose rows and columns are scaled by vectors.
fn framed(
    matrix: Option<Formula>,
    left: Option<Formula>,
    right: Option<Formula>,
    two: bool,
) -> Formula {
    let diagonal = Formula::into_diagonal;
    match (matrix, left, right) {
        (Some(matrix), None, None) => matrix,
        (Some(matrix), Some(left), None) if two && left.weight() <= 2 => {
            Formula::product(vec![diagonal(left), matrix])
        }
        (Some(matrix), None, Some(right)) if two && right.weight() <= 2 => {
            Formula::product(vec![matrix, diagonal(right)])
        }
        (Some(matrix), Some(left), None) if is_reciprocal(&left) => {
            let rows = Formula::product(vec![left.reciprocal(), Formula::Ones.transpose()]);
            Formula::hadamard(vec![matrix, rows.reciprocal()], 2)
        }
        (Some(matrix), None, Some(right)) if is_reciprocal(&right) => {
            let columns = Formula::product(vec![Formula::Ones, right.reciprocal().transpose()]);
            Formula::hadamard(vec![matrix, columns.reciprocal()], 2)
        }
        (matrix, left, right) => {
            let left = left.unwrap_or(Formula::Ones);
            let right = right.unwrap_or(Formula::Ones);
            let outer = Formula::product(vec![left, right.transpose()]);
            match matrix {
                Some(matrix) => Formula::hadamard(vec![outer, matrix], 2),
                None => outer,
            }
        }
    }
}

fn is_reciprocal(vector: &Formula) -> bool {
    match vector {
        Formula::Hadamard { factors, divisors } => factors.is_empty() && divisors.len() == 1,
        _ => false,
    }
}

/// A matrix, or its transpose if that is written with fewer transposes.
fn turned(matrix: Formula, labels: Vec<Label>) -> (Formula, Vec<Label>) {
    let other = matrix.clone().transpose();
    if other.transposes() < matrix.transposes() {
        (other, vec![labels[1], labels[0]])
    } else {
        (matrix, labels)
    }
}

/// `tril(1 1ᵀ) ⊙ A = tril(A)`.
fn triangular(mask: &Formula, matrix: &Formula) -> Option<Formula> {
    let Formula::Call(name, arguments) = mask else {
        return None;
    };
    let is_mask =
        matches!(name.as_str(), "tril" | "triu") && *arguments == [Formula::ones_matrix()];
    is_mask.then(|| Formula::linear(name, matrix.clone(), false))
}

/// A matrix times a vector; the triangle of ones sums cumulatively.
fn times(matrix: Formula, vector: Formula) -> Formula {
    match &matrix {
        Formula::Call(name, arguments)
            if name == "tril" && *arguments == [Formula::ones_matrix()] =>
        {
            Formula::linear("cumsum", vector, false)
        }
        _ => Formula::product(vec![matrix, vector]),
    }
}
