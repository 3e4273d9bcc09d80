//! Nodes as element expressions: what a loop computes in registers, and what it reads from slots.

use super::contraction::{Operand, Source};
use super::{Body, Element, ElementId, Form, Nest, Output, Planner, Slot, Step};
use crate::dim::Dim;
use crate::graph::{Id, Kind, Label, Number, identity};

/// The weight of a function call, in multiplications; recomputing costs more than storing from
/// [`HEAVY`] on.
const CALL: u32 = 8;
pub(super) const HEAVY: u32 = 6;
/// Lanes that a loop can read, and the distinct reads of one node that force its operands apart.
pub(super) const MOST_LANES: usize = 16;

impl Planner {
    /// The node's elements by a nest of its own.
    pub(super) fn store(&mut self, id: Id) -> Slot {
        let dims = self.graph.shape(id).to_vec();
        let labels = identity(dims.len());
        let mut body = Body::default();
        let mut element = self.element_of(&mut body, id, &labels, dims.len());
        if lanes(&body) > MOST_LANES {
            // Too much for one loop: each operand by a loop of its own first.
            for child in self.graph.children(id) {
                if self.graph.rank(child) > 0 {
                    self.value(child);
                }
            }
            self.prepared.remove(id);
            body = Body::default();
            element = self.element_of(&mut body, id, &labels, dims.len());
        }
        self.nest(dims, labels, body, element)
    }

    /// A nest with one result, which lacks the summed labels.
    pub(super) fn nest(
        &mut self,
        dims: Vec<Dim>,
        labels: Vec<Label>,
        body: Body,
        element: ElementId,
    ) -> Slot {
        let shape = labels
            .iter()
            .map(|label| dims[usize::from(*label)])
            .collect();
        let slot = self.slot(shape, Form::Owned);
        let order = identity(dims.len());
        let outputs = vec![Output {
            slot,
            labels,
            element,
        }];
        self.steps.push(Step::Nest(Nest {
            dims,
            order,
            blocked: false,
            body,
            outputs,
        }));
        slot
    }

    /// The node at loop positions `labels`, read from its slot if it has one or should.
    pub(super) fn element(
        &mut self,
        body: &mut Body,
        id: Id,
        labels: &[Label],
        loops: usize,
    ) -> ElementId {
        match self.graph.kind(id) {
            Kind::Number(number) => return body.add(Element::Number(*number)),
            Kind::Size(dim) => return body.add(Element::Size(*dim)),
            _ => {}
        }
        if self.slots.has(id) || self.keeps(id, loops) {
            let slot = self.value(id);
            return self.read(body, slot, labels);
        }
        self.element_of(body, id, labels, loops)
    }

    /// The node at loop positions `labels`, computed there.
    fn element_of(&mut self, body: &mut Body, id: Id, labels: &[Label], loops: usize) -> ElementId {
        match self.graph.kind(id).clone() {
            Kind::Number(number) => body.add(Element::Number(number)),
            Kind::Size(dim) => body.add(Element::Size(dim)),
            Kind::Combine(terms) if terms.is_empty() => body.add(Element::Number(Number::new(0.0))),
            Kind::Combine(terms) => {
                let terms = terms.into_iter();
                let terms = terms
                    .map(|(c, id)| (c, self.element(body, id, labels, loops)))
                    .collect();
                body.add(Element::Sum(terms))
            }
            Kind::Map {
                rule,
                attribute,
                arguments,
            } => {
                let arguments = arguments.into_iter();
                let arguments = arguments
                    .map(|id| self.element(body, id, labels, loops))
                    .collect();
                body.add(Element::Call {
                    rule,
                    attribute,
                    arguments,
                })
            }
            Kind::Contract(_) => {
                let operands = self.prepare(id);
                self.product(body, &operands, labels, loops)
            }
            Kind::Input(_)
            | Kind::Pick { .. }
            | Kind::Triangle
            | Kind::Reshape(_)
            | Kind::Apply { .. } => {
                let slot = self.value(id);
                self.read(body, slot, labels)
            }
        }
    }

    /// The product of operands whose labels are positions in `labels`.
    pub(super) fn product(
        &mut self,
        body: &mut Body,
        operands: &[Operand],
        labels: &[Label],
        loops: usize,
    ) -> ElementId {
        if let Some(quotient) = self.quotient(body, operands, labels, loops) {
            return quotient;
        }
        let mut factors = Vec::with_capacity(operands.len());
        for operand in operands {
            let own: Vec<Label> = operand
                .labels
                .iter()
                .map(|l| labels[usize::from(*l)])
                .collect();
            factors.push(match operand.source {
                Source::Node(id) => self.element(body, id, &own, loops),
                Source::Slot(slot) => self.read(body, slot, &own),
            });
        }
        match factors.as_slice() {
            [] => body.add(Element::Number(Number::new(1.0))),
            [only] => *only,
            _ => body.add(Element::Product(factors)),
        }
    }

    pub(super) fn read(&mut self, body: &mut Body, slot: Slot, labels: &[Label]) -> ElementId {
        let (slot, labels) = self.diagonals(slot, labels);
        body.add(if labels.is_empty() {
            Element::Scalar(slot)
        } else {
            Element::Read(slot, labels)
        })
    }

    /// Whether a node is stored rather than computed where it is used.
    fn keeps(&mut self, id: Id, loops: usize) -> bool {
        let rank = self.graph.rank(id);
        let leaf = matches!(self.graph.kind(id), Kind::Input(_));
        if leaf || rank == 0 {
            return true;
        }
        let shared = self.is_shared(id);
        let weight = self.weight(id);
        (shared && weight >= HEAVY) || (rank < loops && weight >= CALL)
    }

    /// Multiplications that computing one element in place takes.
    pub(super) fn weight(&mut self, id: Id) -> u32 {
        if let Some(weight) = self.weights.get(id) {
            return *weight;
        }
        let own = match self.graph.kind(id) {
            Kind::Map { .. } => CALL,
            Kind::Combine(terms) => u32::try_from(terms.len()).unwrap_or(u32::MAX),
            Kind::Contract(contract) if contract.dims.len() == contract.rank => {
                u32::try_from(contract.factors.len().saturating_sub(1)).unwrap_or(u32::MAX)
            }
            _ => return 0,
        };
        let children = self.graph.children(id);
        let weight = children
            .into_iter()
            .filter(|child| self.graph.rank(*child) > 0);
        let weight = weight
            .collect::<Vec<_>>()
            .into_iter()
            .fold(own, |sum, child| {
                let stored = self.slots.has(child);
                sum.saturating_add(if stored { 0 } else { self.weight(child) })
            });
        self.weights.insert(id, weight);
        weight
    }
}

/// Distinct array reads.
pub(super) fn lanes(body: &Body) -> usize {
    body.reads()
        .filter(|(_, labels)| !labels.is_empty())
        .count()
}
