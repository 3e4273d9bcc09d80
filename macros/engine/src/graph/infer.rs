//! What a node is known to be as a matrix, from what its operands are.

use super::{Contract, Factor, Graph, Kind, Label};
use crate::dim::Dim;
use crate::rules;
use crate::structure::Structure;

/// Summed labels up to which all ways to exchange them are tried.
const EXCHANGED: usize = 3;

impl Graph {
    /// The structure of a matrix; nothing is said of other arrays.
    pub(super) fn infer(&self, kind: &Kind, shape: &[Dim]) -> Structure {
        let [rows, columns] = shape else {
            return Structure::NONE;
        };
        if rows != columns {
            return Structure::NONE;
        }
        let structure = match kind {
            Kind::Input(input) => self
                .inputs
                .get(*input)
                .map_or(Structure::NONE, |input| input.structure),
            Kind::Pick { start, step: 1 } if self.dims.as_constant(*start) == Some(0) => {
                Structure::DIAGONAL | Structure::POSDEF | Structure::ORTHOGONAL
            }
            Kind::Triangle => Structure::LOWER,
            Kind::Contract(contract) => self.of_contraction(contract),
            Kind::Combine(terms) => self.of_sum(terms),
            Kind::Map { arguments, .. } => {
                let all = arguments.iter().map(|id| self.structure(*id));
                let all = all.fold(Structure::SYMMETRIC, |all, one| all & one);
                all & Structure::SYMMETRIC
            }
            Kind::Apply {
                rule, arguments, ..
            } => {
                let first = arguments.first();
                let argument = first.map_or(Structure::NONE, |id| self.structure(*id));
                (rules::traits(*rule).structure)(argument)
            }
            Kind::Number(_) | Kind::Size(_) | Kind::Pick { .. } | Kind::Reshape(_) => {
                Structure::NONE
            }
        };
        structure.closed()
    }

    fn of_sum(&self, terms: &[(super::Number, super::Id)]) -> Structure {
        if terms.is_empty() {
            return Structure::DIAGONAL;
        }
        let mut all = Structure::DIAGONAL | Structure::POSDEF;
        for (coefficient, id) in terms {
            let mut own = self.structure(*id);
            if coefficient.get() <= 0.0 {
                own = own & Structure::DIAGONAL;
            }
            all = all & own;
        }
        let mirrored = |(coefficient, id): &(super::Number, super::Id)| {
            let own = self.structure(*id).is(Structure::SYMMETRIC);
            let twin = |other: &(super::Number, super::Id)| {
                other.0 == *coefficient && self.is_transpose(other.1, *id)
            };
            own || terms.iter().any(twin)
        };
        if terms.iter().all(mirrored) {
            all = all | Structure::SYMMETRIC;
        }
        all
    }

    /// Whether one node is the transpose of the other, as a node.
    fn is_transpose(&self, one: super::Id, other: super::Id) -> bool {
        let turned = |a, b| match self.kind(a) {
            Kind::Contract(c) if c.rank == 2 && c.dims.len() == 2 => match c.factors.as_slice() {
                [only] => only.node == b && only.labels == [1, 0],
                _ => false,
            },
            _ => false,
        };
        turned(one, other) || turned(other, one) || self.are_mirrored(one, other)
    }

    /// Whether two contractions differ by an exchange of their result's axes.
    fn are_mirrored(&self, one: super::Id, other: super::Id) -> bool {
        match (self.kind(one), self.kind(other)) {
            (Kind::Contract(a), Kind::Contract(b)) => self.mirrors(a, b),
            _ => false,
        }
    }

    fn of_contraction(&self, contract: &Contract) -> Structure {
        let summed = contract.dims.len() - contract.rank;
        let mut structure = Structure::NONE;
        if self.mirrors(contract, contract) {
            structure = structure | Structure::SYMMETRIC;
        }
        let oriented = |factor: &Factor| match factor.labels.as_slice() {
            [0, 1] => self.structure(factor.node),
            [1, 0] => self.structure(factor.node).transposed(),
            _ => Structure::NONE,
        };
        // Zeros stay where any factor has them.
        for factor in &contract.factors {
            structure = structure | (oriented(factor) & Structure::DIAGONAL_ZEROS);
        }
        match contract.factors.as_slice() {
            [only] if summed == 0 => structure | oriented(only),
            // L M of two triangles.
            [a, b] if summed == 1 => structure | self.of_product(a, b),
            _ => structure,
        }
    }

    fn of_product(&self, a: &Factor, b: &Factor) -> Structure {
        let turned = |factor: &Factor, labels: [Label; 2]| {
            if factor.labels == labels {
                self.structure(factor.node)
            } else if factor.labels == [labels[1], labels[0]] {
                self.structure(factor.node).transposed()
            } else {
                Structure::NONE
            }
        };
        let kept = Structure::DIAGONAL_ZEROS | Structure::ORTHOGONAL;
        let both = |a, b| turned(a, [0, 2]) & turned(b, [2, 1]) & kept;
        both(a, b) | both(b, a)
    }

    /// Whether `b` is `a` with the axes of the result exchanged, for some naming of what is summed.
    fn mirrors(&self, a: &Contract, b: &Contract) -> bool {
        let summed = a.dims.len() - a.rank;
        if a.rank != 2 || b.rank != 2 || a.dims.len() != b.dims.len() || summed > EXCHANGED {
            return false;
        }
        if a.factors.len() != b.factors.len() {
            return false;
        }
        orders(summed).iter().any(|order| {
            let rename = |label: &Label| match label {
                0 => 1,
                1 => 0,
                other => 2 + order[usize::from(*other) - 2],
            };
            let fits = (0..summed).all(|l| a.dims[2 + l] == b.dims[2 + usize::from(order[l])]);
            let factors = a.factors.iter().map(|factor| {
                let labels = factor.labels.iter().map(rename).collect();
                self.normal(factor.node, labels)
            });
            let mut left: Vec<_> = factors.collect();
            let right = b.factors.iter();
            let mut right: Vec<_> = right
                .map(|factor| self.normal(factor.node, factor.labels.clone()))
                .collect();
            left.sort();
            right.sort();
            fits && left == right
        })
    }

    /// The labels of a symmetric matrix in one order.
    fn normal(&self, node: super::Id, mut labels: Vec<Label>) -> (super::Id, Vec<Label>) {
        if self.structure(node).is(Structure::SYMMETRIC) {
            labels.sort_unstable();
        }
        (node, labels)
    }
}

/// All orders of `0..count`.
fn orders(count: usize) -> Vec<Vec<Label>> {
    let mut all: Vec<Vec<Label>> = vec![Vec::new()];
    for label in (0..count).map(super::label) {
        let longer = all.iter().flat_map(|order| {
            (0..=order.len()).map(move |at| {
                let mut order = order.clone();
                order.insert(at, label);
                order
            })
        });
        all = longer.collect();
    }
    all
}
