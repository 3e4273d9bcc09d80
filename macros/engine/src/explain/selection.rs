//! Identities and selections among the factors of a contraction, carried out.
//!
//! `eye[i k]` makes two labels one; a pick over a label summed restricts the factors that have it
//! to a position or a range: `x_3`, `X[2:5,:]`.

use std::collections::VecDeque;

use super::formula::{Formula, Subscript, Term};
use super::network::Network;
use super::notation::{Notation, size};
use crate::dim::{Dim, Dims};
use crate::graph::{Contract, Id, Kind, Label};

/// A selection still to be carried out: its node, start, step and labels.
type Pick = (Id, Dim, i64, Vec<Label>);

/// A contraction whose identities and selections are carried out.
pub struct Selection {
    /// What stands in front.
    term: Term,
    rank: usize,
    dims: Vec<Dim>,
    factors: Vec<(Formula, Vec<Label>)>,
    diagonal: bool,
    /// Labels that are nowhere any more, and must not count as sums of ones.
    gone: Vec<Label>,
}

impl Selection {
    /// Carries out what the contraction selects; `None` where that has no matrix form.
    pub fn of(notation: &Notation, contract: &Contract) -> Option<Self> {
        let graph = notation.graph;
        if contract.rank > 2 {
            return None;
        }
        let mut selection = Self {
            term: Term::one(),
            rank: contract.rank,
            dims: contract.dims.clone(),
            factors: Vec::new(),
            diagonal: false,
            gone: Vec::new(),
        };
        let mut picks = VecDeque::new();
        for factor in &contract.factors {
            if let Kind::Pick { start, step } = graph.kind(factor.node) {
                picks.push_back((factor.node, *start, *step, factor.labels.clone()));
                continue;
            }
            let formula = notation.formula(factor.node);
            let formula = selection.term.take_scalars(formula);
            // A label without a factor broadcasts, or sums to its dimension, anyway.
            if !formula.is_ones() {
                selection.factors.push((formula, factor.labels.clone()));
            }
        }
        while let Some(pick) = picks.pop_front() {
            selection.carry_out(notation, contract, pick, &mut picks)?;
        }
        Some(selection)
    }

    /// Carries out one selection: by renaming a label, by restricting factors, or as a factor.
    fn carry_out(
        &mut self,
        notation: &Notation,
        contract: &Contract,
        (node, start, step, labels): Pick,
        others: &mut VecDeque<Pick>,
    ) -> Option<()> {
        let formula = notation.formula(node);
        let dims = &notation.graph.dims;
        let (of, what, becomes) = match labels.as_slice() {
            // The diagonal of the identity is all ones.
            [a, b] if a == b && formula == Formula::Identity => return Some(()),
            [a, b] if a == b => return None,
            [a, b] if formula == Formula::Identity => {
                let (from, to) = self.identify(*a, *b);
                for label in others.iter_mut().flat_map(|pick| &mut pick.3) {
                    if *label == from {
                        *label = to;
                    }
                }
                return Some(());
            }
            [at, of] => {
                let length = contract.dims[usize::from(*at)];
                (*of, range(dims, start, step, length), Some(*at))
            }
            [of] => {
                let position = dims.display(start).replace(' ', "");
                (*of, Subscript::At(position), None)
            }
            _ => return None,
        };
        let summed = usize::from(of) >= self.rank;
        let busy = others.iter().any(|pick| pick.3.contains(&of));
        if summed && !busy && self.carries(of) {
            self.restrict(of, &what, becomes)
        } else {
            self.factors.push((formula, labels));
            Some(())
        }
    }

    /// `eye[a b]`: one of the two labels becomes the other.
    fn identify(&mut self, a: Label, b: Label) -> (Label, Label) {
        let rank = self.rank;
        let (from, to) = match (usize::from(a) >= rank, usize::from(b) >= rank) {
            (_, true) => (b, a),
            (true, false) => (a, b),
            (false, false) => {
                self.diagonal = true;
                (a.max(b), a.min(b))
            }
        };
        for label in self.factors.iter_mut().flat_map(|(_, labels)| labels) {
            if *label == from {
                *label = to;
            }
        }
        self.gone.push(from);
        (from, to)
    }

    fn carries(&self, label: Label) -> bool {
        self.factors
            .iter()
            .any(|(_, labels)| labels.contains(&label))
    }

    /// Restricts a label summed over to a position or a range, in every factor that has it.
    fn restrict(&mut self, of: Label, what: &Subscript, becomes: Option<Label>) -> Option<()> {
        for (formula, labels) in &mut self.factors {
            let Some(axis) = labels.iter().position(|label| *label == of) else {
                continue;
            };
            if labels.len() > 2 || labels.iter().filter(|label| **label == of).count() > 1 {
                return None;
            }
            let mut subscripts = vec![Subscript::All; labels.len()];
            subscripts[axis] = what.clone();
            let mut term = Term::one();
            let array = term.take_scalars(formula.clone());
            let row = subscripts.len() == 2 && axis == 0 && becomes.is_none();
            let index = array.index(subscripts);
            // A row is written as one, and vectors are columns.
            let index = if row { index.transpose() } else { index };
            match becomes {
                Some(label) => labels[axis] = label,
                None => _ = labels.remove(axis),
            }
            *formula = if labels.is_empty() {
                term.multiply(index);
                term.of(None)
            } else {
                term.of(Some(index))
            };
        }
        self.gone.push(of);
        Some(())
    }

    /// What the network of the remaining factors comes to. Axes of length 1 are left out: a
    /// matrix with one column is a column, a matrix with one row the transpose of one.
    pub fn formula(self, notation: &Notation) -> Option<Formula> {
        let dims = &notation.graph.dims;
        let removed = |label: usize| {
            let diagonal = self.diagonal && label == 1;
            diagonal || dims.as_constant(self.dims[label]) == Some(1)
        };
        let kept: Vec<usize> = (0..self.dims.len()).filter(|l| !removed(*l)).collect();
        let new = |label: Label| {
            let at = kept.iter().position(|l| *l == usize::from(label))?;
            Label::try_from(at).ok()
        };
        let mut network = Network {
            term: self.term,
            items: Vec::new(),
            rank: kept.iter().filter(|l| **l < self.rank).count(),
            sizes: kept.iter().map(|l| self.dims[*l]).collect(),
            dims,
        };
        let carried = |label: Label| {
            self.factors
                .iter()
                .any(|(_, labels)| labels.contains(&label))
        };
        let lone = |label: &&usize| {
            let label = Label::try_from(**label).unwrap_or(Label::MAX);
            usize::from(label) >= self.rank && !carried(label) && !self.gone.contains(&label)
        };
        let lone: Vec<usize> = kept.iter().filter(lone).copied().collect();
        for (formula, labels) in self.factors {
            let rest: Vec<Label> = labels.iter().filter_map(|label| new(*label)).collect();
            let row = labels.len() == 2 && rest.len() == 1 && new(labels[0]).is_none();
            let formula = network.term.take_scalars(formula);
            match (labels.len(), rest.len()) {
                // Of one element, which is 1.
                (1 | 2, 0) if is_unit(&formula) => {}
                (_, 0) => network.term.multiply(formula),
                (1 | 2, _) if row => network.push(formula.transpose(), rest),
                (1 | 2, _) => network.push(formula, rest),
                _ => return None,
            }
        }
        for label in lone {
            network.term.multiply(size(dims, self.dims[label]));
        }
        let formula = network.reduce()?;
        Some(if self.diagonal {
            formula.into_diagonal()
        } else if self.rank == 2 && kept.first() == Some(&1) {
            formula.transpose()
        } else {
            formula
        })
    }
}

/// Whether every array of one element written like this is 1.
fn is_unit(formula: &Formula) -> bool {
    match formula {
        Formula::Basis(_) | Formula::Identity => true,
        Formula::Index(base, _) | Formula::Transpose(base) => is_unit(base),
        other => other.is_ones(),
    }
}

/// `start:end` of a selection of `length` positions.
pub fn range(dims: &Dims, start: Dim, step: i64, length: Dim) -> Subscript {
    let end = dims
        .polynomial(start)
        .add_scaled(dims.polynomial(length), step);
    let (start, end) = (dims.display(start), dims.display_polynomial(&end));
    let step = match step {
        1 => String::new(),
        _ => format!(":{step}").replace('-', "−"),
    };
    let text = format!("{start}:{end}{step}").replace(' ', "");
    Subscript::Range(text)
}
