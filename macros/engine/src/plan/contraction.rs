//! Contractions: selections become views, summed labels are eliminated in the order of least
//! cost, and what is left is an elementwise product over the result's labels.

use super::nest::{MOST_LANES, lanes};
use super::{Body, Cut, Form, Planner, Slot, Step};
use crate::dim::Dim;
use crate::graph::{Contract, Factor, Id, Kind, Label, are_distinct, identity};

/// A factor of the elementwise product that a contraction comes down to.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub source: Source,
    /// Labels of the contraction's result.
    pub labels: Vec<Label>,
}

/// Where an operand's elements come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Node(Id),
    Slot(Slot),
}

/// A factor on the way: an operand, or a sum that a later step may still join.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub factors: Vec<Operand>,
    /// The labels of the term as a whole.
    pub labels: Vec<Label>,
    /// The labels summed inside.
    pub summed: Vec<Label>,
}

impl Planner {
    /// A contraction as a slot.
    pub(super) fn contraction(&mut self, id: Id) -> Slot {
        let operands = self.prepare(id);
        if let [only] = operands.as_slice() {
            let rank = self.graph.rank(id);
            let slot = |planner: &mut Self| match only.source {
                Source::Node(node) => planner.value(node),
                Source::Slot(slot) => slot,
            };
            if only.labels == identity(rank) {
                return slot(self);
            }
            if rank == 2 && only.labels == [1, 0] {
                let whole = slot(self);
                return self.view(whole, Cut::Transpose);
            }
        }
        self.store(id)
    }

    /// The operands whose elementwise product over the result's labels is the contraction.
    pub(super) fn prepare(&mut self, id: Id) -> Vec<Operand> {
        if let Some(operands) = self.prepared.get(id) {
            return operands.clone();
        }
        let Kind::Contract(contract) = self.graph.kind(id).clone() else {
            return Vec::new();
        };
        let operands = match self.placement(&contract) {
            Some((inner, place)) => {
                let shape = contract.dims[..contract.rank].to_vec();
                vec![self.place(shape, inner, &contract.dims, &place)]
            }
            None => self.eliminate_all(&contract),
        };
        self.prepared.insert(id, operands.clone());
        operands
    }

    /// Sums all labels that the result lacks.
    fn eliminate_all(&mut self, contract: &Contract) -> Vec<Operand> {
        let mut terms = self.terms(contract);
        let mut left: Vec<Label> = terms.iter().flat_map(|term| term.labels.clone()).collect();
        left.sort_unstable();
        left.dedup();
        left.retain(|label| usize::from(*label) >= contract.rank);
        let mut operands = Vec::new();
        // A sum that no factor takes part in counts its positions.
        for label in contract.counted() {
            let size = self.graph.size(contract.dims[label]);
            operands.push(Operand {
                source: Source::Node(size),
                labels: Vec::new(),
            });
        }
        while !left.is_empty() {
            let sets: Vec<Vec<Label>> = terms.iter().map(|term| term.labels.clone()).collect();
            let label =
                crate::elimination::cheapest(&self.graph.dims, &contract.dims, &sets, &left);
            left.retain(|l| *l != label);
            self.eliminate(&mut terms, label, &contract.dims);
        }
        for term in terms {
            operands.push(self.settle(&term, &contract.dims));
        }
        operands
    }

    /// The factors as terms, with selections of summed labels read as views, diagonals taken and
    /// triangles run as cumulative sums.
    fn terms(&mut self, contract: &Contract) -> Vec<Term> {
        let mut factors = contract.factors.clone();
        let rank = contract.rank;
        while let Some(position) = factors.iter().position(|factor| {
            let pick = matches!(self.graph.kind(factor.node), Kind::Pick { .. });
            pick && factor
                .labels
                .last()
                .is_some_and(|k| usize::from(*k) >= rank)
                && (factor.labels.len() == 1 || factor.labels[0] != factor.labels[1])
        }) {
            let pick = factors.remove(position);
            let Kind::Pick { start, step } = *self.graph.kind(pick.node) else {
                break;
            };
            let k = *pick.labels.last().unwrap_or(&0);
            let to = if pick.labels.len() == 1 {
                None
            } else {
                Some(pick.labels[0])
            };
            let carried =
                |factors: &[Factor], label| factors.iter().any(|f| f.labels.contains(&label));
            factors = factors
                .into_iter()
                .map(|factor| self.cut(factor, k, (start, step, to), &contract.dims))
                .collect();
            // A summed `i` that only the selection carried still counts its positions.
            if let Some(i) = to.filter(|i| usize::from(*i) >= rank && !carried(&factors, *i)) {
                let ones = self.graph.ones(&[contract.dims[usize::from(i)]]);
                factors.push(Factor {
                    node: ones,
                    labels: vec![i],
                });
            }
        }
        self.scans(&mut factors, contract);
        factors
            .into_iter()
            .map(|factor| self.term(factor))
            .collect()
    }

    fn term(&mut self, factor: Factor) -> Term {
        let Factor { node, mut labels } = factor;
        let mut source = Source::Node(node);
        if !are_distinct(&labels) {
            let whole = self.value(node);
            let (part, distinct) = self.diagonals(whole, &labels);
            (source, labels) = (Source::Slot(part), distinct);
        }
        Term {
            factors: vec![Operand {
                source,
                labels: labels.clone(),
            }],
            labels,
            summed: Vec::new(),
        }
    }

    /// Sums one label over the terms that carry it.
    fn eliminate(&mut self, terms: &mut Vec<Term>, label: Label, dims: &[Dim]) {
        let (mut group, rest): (Vec<Term>, Vec<Term>) = std::mem::take(terms)
            .into_iter()
            .partition(|term| term.labels.contains(&label));
        *terms = rest;
        // A sum already begun takes in what has no other labels; other sums are finished first.
        let host = group.iter().position(|term| {
            !term.summed.is_empty()
                && group
                    .iter()
                    .all(|t| t.labels.iter().all(|l| term.labels.contains(l)))
        });
        for (position, term) in group.iter_mut().enumerate() {
            if host != Some(position) && !term.summed.is_empty() {
                let operand = self.settle(term, dims);
                let labels = operand.labels.clone();
                *term = Term {
                    factors: vec![operand],
                    labels,
                    summed: Vec::new(),
                };
            }
        }
        let product = if host.is_none() {
            let solution = self.solution(&group, label, dims);
            solution.or_else(|| self.matrix_product(&group, label, dims))
        } else {
            None
        };
        if let Some(product) = product {
            terms.push(product);
            return;
        }
        let mut joined = Term {
            factors: Vec::new(),
            labels: Vec::new(),
            summed: vec![label],
        };
        for term in group {
            joined.factors.extend(term.factors);
            joined.labels.extend(term.labels);
            joined.summed.extend(term.summed);
        }
        joined.labels.sort_unstable();
        joined.labels.dedup();
        joined.labels.retain(|l| *l != label);
        terms.push(joined);
    }

    /// The group as a matrix times a matrix or a vector, if it is one.
    fn matrix_product(&mut self, group: &[Term], label: Label, dims: &[Dim]) -> Option<Term> {
        let mut sides: Vec<(Label, Vec<Operand>)> = Vec::new();
        let mut vectors: Vec<Operand> = Vec::new();
        for term in group {
            let operand = term.factors[0].clone();
            match term.labels.as_slice() {
                [_] => vectors.push(operand),
                [i, j] => {
                    let other = if *i == label { *j } else { *i };
                    match sides.iter_mut().find(|(known, _)| *known == other) {
                        Some((_, side)) => side.push(operand),
                        None => sides.push((other, vec![operand])),
                    }
                }
                _ => return None,
            }
        }
        // In the order of the result's axes, so that it needs no transpose.
        sides.sort_by_key(|side| side.0);
        let (left, right) = match sides.as_mut_slice() {
            [(row, left), (column, right)] => {
                // A vector along the summed label scales the lighter side.
                let side = if left.len() > right.len() {
                    &mut *left
                } else {
                    &mut *right
                };
                side.append(&mut vectors);
                let left = self.merged(left, &[*row, label], dims);
                (
                    (*row, left),
                    (Some(*column), self.merged(right, &[label, *column], dims)),
                )
            }
            // A matrix that has to be computed anyway is better summed as it is.
            [(row, side)] if side.len() == 1 && !vectors.is_empty() && self.is_stored(&side[0]) => {
                let left = self.merged(side, &[*row, label], dims);
                ((*row, left), (None, self.merged(&vectors, &[label], dims)))
            }
            _ => return None,
        };
        let mut labels = vec![left.0];
        labels.extend(right.0);
        let shape = labels.iter().map(|l| dims[usize::from(*l)]).collect();
        let slot = self.slot(shape, Form::Owned);
        self.steps.push(Step::Product {
            slot,
            left: left.1,
            right: right.1,
        });
        let factors = vec![Operand {
            source: Source::Slot(slot),
            labels: labels.clone(),
        }];
        Some(Term {
            factors,
            labels,
            summed: Vec::new(),
        })
    }

    /// Whether an operand's elements are in memory, or will be.
    fn is_stored(&self, operand: &Operand) -> bool {
        match operand.source {
            Source::Slot(_) => true,
            Source::Node(id) => {
                self.slots.has(id)
                    || match self.graph.kind(id) {
                        Kind::Map { .. } | Kind::Combine(_) => self.is_shared(id),
                        Kind::Contract(contract) => contract.dims.len() > contract.rank,
                        _ => true,
                    }
            }
        }
    }

    /// The product of operands as one slot with axes `labels`.
    pub(super) fn merged(&mut self, operands: &[Operand], labels: &[Label], dims: &[Dim]) -> Slot {
        if let [only] = operands {
            let slot = match only.source {
                Source::Node(id) => self.value(id),
                Source::Slot(slot) => slot,
            };
            return if only.labels == labels {
                slot
            } else {
                self.view(slot, Cut::Transpose)
            };
        }
        let term = Term {
            factors: operands.to_vec(),
            labels: labels.to_vec(),
            summed: Vec::new(),
        };
        self.summed(&term, dims)
    }

    /// A term as one operand: a sum is computed by a nest.
    fn settle(&mut self, term: &Term, dims: &[Dim]) -> Operand {
        if term.summed.is_empty() && term.factors.len() == 1 {
            return term.factors[0].clone();
        }
        let labels = term.labels.clone();
        let slot = self.summed(term, dims);
        Operand {
            source: Source::Slot(slot),
            labels,
        }
    }

    /// A nest over a term's labels, those of the result first.
    fn summed(&mut self, term: &Term, dims: &[Dim]) -> Slot {
        let mut all = term.labels.clone();
        all.extend(&term.summed);
        let new = |label: &Label| {
            let position = all.iter().position(|known| known == label).unwrap_or(0);
            Label::try_from(position).unwrap_or(Label::MAX)
        };
        let operands: Vec<Operand> = term
            .factors
            .iter()
            .map(|factor| Operand {
                source: factor.source,
                labels: factor.labels.iter().map(new).collect(),
            })
            .collect();
        let dims: Vec<Dim> = all.iter().map(|label| dims[usize::from(*label)]).collect();
        let loops = identity(all.len());
        let mut body = Body::default();
        let mut element = self.product(&mut body, &operands, &loops, loops.len());
        if lanes(&body) > MOST_LANES {
            for operand in &operands {
                if let Source::Node(id) = operand.source {
                    self.value(id);
                }
            }
            body = Body::default();
            element = self.product(&mut body, &operands, &loops, loops.len());
        }
        self.nest(dims, identity(term.labels.len()), body, element)
    }
}
