//! Selections and triangles in contractions: parts read as views, products written into a part,
//! and triangles run as cumulative sums.

use super::contraction::{Operand, Source};
use super::{Cut, Form, Planner, Slot, Step};
use crate::dim::Dim;
use crate::graph::{Contract, Factor, Id, Kind, Label, identity};
use crate::structure::Structure;

/// Where the result of a contraction without a selection goes.
pub(super) struct Place {
    out: Vec<Label>,
    cuts: Vec<Cut>,
}

impl Planner {
    /// For a contraction with a selection `[i k]` whose `k` is a label of the result: the factors
    /// without it, over `i`, and where their product goes.
    pub(super) fn placement(&mut self, contract: &Contract) -> Option<(Vec<Factor>, Place)> {
        let rank = contract.rank;
        let out = |label: Label| usize::from(label) < rank;
        let position = contract.factors.iter().position(|factor| {
            matches!(self.graph.kind(factor.node), Kind::Pick { .. })
                && factor.labels.last().is_some_and(|k| out(*k))
                && (factor.labels.len() == 1 || factor.labels[0] != factor.labels[1])
        })?;
        let pick = contract.factors[position].clone();
        let Kind::Pick { start, step } = *self.graph.kind(pick.node) else {
            return None;
        };
        let k = *pick.labels.last()?;
        let axis = usize::from(k);
        let mut labels = identity(rank);
        let mut cuts = Vec::new();
        match pick.labels.as_slice() {
            [_] => {
                labels.remove(axis);
                cuts.push(Cut::Select { axis, index: start });
            }
            [i, _] => {
                let len = contract.dims[usize::from(*i)];
                cuts.push(Cut::Slice {
                    axis,
                    start,
                    step,
                    len,
                });
                if out(*i) {
                    // Both are labels of the result: the product lies on a diagonal.
                    let axes = [axis.min(usize::from(*i)), axis.max(usize::from(*i))];
                    labels[axes[0]] = *i;
                    labels.remove(axes[1]);
                    cuts.push(Cut::Diagonal { axes });
                } else {
                    labels[axis] = *i;
                }
            }
            _ => return None,
        }
        let mut factors = contract.factors.clone();
        factors.remove(position);
        let to = if pick.labels.len() == 1 {
            None
        } else {
            Some(pick.labels[0])
        };
        let factors = factors
            .into_iter()
            .map(|factor| self.cut(factor, k, (start, step, to), &contract.dims));
        Some((factors.collect(), Place { out: labels, cuts }))
    }

    /// A factor read at the selected positions of its label `k`.
    pub(super) fn cut(
        &mut self,
        factor: Factor,
        k: Label,
        (start, step, to): (Dim, i64, Option<Label>),
        dims: &[Dim],
    ) -> Factor {
        if !factor.labels.contains(&k) {
            return factor;
        }
        let Factor { node, mut labels } = factor;
        let mut slot = self.value(node);
        while let Some(axis) = labels.iter().position(|label| *label == k) {
            if let Some(i) = to {
                let len = dims[usize::from(i)];
                let cut = Cut::Slice {
                    axis,
                    start,
                    step,
                    len,
                };
                slot = self.view(slot, cut);
                labels[axis] = i;
            } else {
                slot = self.view(slot, Cut::Select { axis, index: start });
                labels.remove(axis);
            }
        }
        Factor {
            node: self.node_of(slot),
            labels,
        }
    }

    /// A stand-in node for a slot, so that factors stay nodes.
    fn node_of(&mut self, slot: Slot) -> Id {
        let shape = self.shape(slot).to_vec();
        let name = format!("slot {}", slot.0);
        let input = crate::graph::Input {
            name,
            role: crate::graph::Role::Constant,
            numeral: crate::graph::Numeral::Real,
            structure: Structure::NONE,
        };
        let id = self.graph.input(input, shape);
        self.slots.insert(id, slot);
        id
    }

    pub(super) fn place(
        &mut self,
        shape: Vec<Dim>,
        factors: Vec<Factor>,
        dims: &[Dim],
        place: &Place,
    ) -> Operand {
        let (dims, factors) = crate::graph::relabel(dims, &place.out, factors);
        // The selected label is gone from the factors; it must not count as summed.
        let carried = factors.iter().flat_map(|f| f.labels.iter().copied()).max();
        let count = carried
            .map_or(0, |label| usize::from(label) + 1)
            .max(place.out.len());
        let rank = place.out.len();
        let contract = Contract {
            dims: dims[..count].to_vec(),
            rank,
            factors,
        };
        let inner = self.graph.contract(contract);
        let of = self.value(inner);
        let labels = identity(shape.len());
        let slot = self.slot(shape, Form::Owned);
        self.steps.push(Step::Place {
            slot,
            of,
            cuts: place.cuts.clone(),
        });
        Operand {
            source: Source::Slot(slot),
            labels,
        }
    }

    /// `triangle[i j] x[j]` summed over `j` is the cumulative sum of `x`; over `i` the reverse.
    pub(super) fn scans(&mut self, factors: &mut Vec<Factor>, contract: &Contract) {
        while let Some((position, reverse)) =
            factors.iter().enumerate().find_map(|(position, factor)| {
                let triangle = matches!(self.graph.kind(factor.node), Kind::Triangle);
                let [i, j] = factor.labels[..] else {
                    return None;
                };
                let square =
                    contract.dims[usize::from(i)] == contract.dims[usize::from(j)] && i != j;
                let alone = |summed: Label| {
                    let mut others = factors.iter().enumerate().filter(|(p, _)| *p != position);
                    usize::from(summed) >= contract.rank
                        && others.all(|(_, f)| !f.labels.contains(&summed) || f.labels == [summed])
                };
                match (triangle && square, alone(j), alone(i)) {
                    (true, true, _) => Some((position, false)),
                    (true, false, true) => Some((position, true)),
                    _ => None,
                }
            })
        {
            let triangle = factors.remove(position);
            let (kept, summed) = if reverse {
                (triangle.labels[1], triangle.labels[0])
            } else {
                (triangle.labels[0], triangle.labels[1])
            };
            let (taken, rest): (Vec<Factor>, Vec<Factor>) = std::mem::take(factors)
                .into_iter()
                .partition(|f| f.labels == [summed]);
            *factors = rest;
            let vector: Vec<Id> = taken.into_iter().map(|factor| factor.node).collect();
            let dim = contract.dims[usize::from(summed)];
            let vector = if vector.is_empty() {
                self.graph.ones(&[dim])
            } else {
                self.graph.hadamard(&vector)
            };
            let of = self.value(vector);
            let slot = self.slot(vec![dim], Form::Owned);
            self.steps.push(Step::Scan { slot, of, reverse });
            factors.push(Factor {
                node: self.node_of(slot),
                labels: vec![kept],
            });
        }
    }
}
