//! Products with reciprocals as quotients: `a b x⁻³` is `a / x · b / x / x`.
//!
//! x⁻³ overflows, or vanishes, long before the whole does. Divisors are taken to their first power, and
//! factors are multiplied and divided in turns, so that what lies between stays near the factors
//! themselves. A divisor that varies with every loop divides; of one that does not, the reciprocal is
//! computed outside the loop and multiplied. What holds no reciprocal is planned as it stands.

use super::contraction::{Operand, Source};
use super::nest::HEAVY;
use super::{Body, Element, ElementId, Planner};
use crate::graph::{Attribute, Contract, Graph, Id, Kind, Label, are_distinct};
use crate::rules::{self, Role};

/// Factors and divisors beyond which a product is left as it is.
const MOST: usize = 12;
/// Products and powers within each other that are looked into.
const NESTED: usize = 4;

/// A factor of a quotient, or a divisor.
#[derive(Clone)]
struct Part {
    source: Source,
    labels: Vec<Label>,
    divides: bool,
    /// Whether more than one node has this divisor: its elements are then computed once.
    is_shared: bool,
}

/// The parts of a product on the way, and how many there may still be.
struct Parts {
    all: Vec<Part>,
    left: usize,
}

impl Planner {
    /// The product of operands as a quotient, if there is a divisor among them.
    pub(super) fn quotient(
        &mut self,
        body: &mut Body,
        operands: &[Operand],
        labels: &[Label],
        loops: usize,
    ) -> Option<ElementId> {
        let divides = |operand: &Operand| match operand.source {
            Source::Node(id) => holds_divisor(&self.graph, id, NESTED),
            Source::Slot(_) => false,
        };
        if !operands.iter().any(divides) {
            return None;
        }
        let mut parts = Parts {
            all: Vec::new(),
            left: MOST,
        };
        for operand in operands {
            let part = Part {
                source: operand.source,
                labels: at(&operand.labels, labels),
                divides: false,
                is_shared: false,
            };
            self.take_apart(part, 1, NESTED, &mut parts)?;
        }
        let (mut below, mut above): (Vec<Part>, Vec<Part>) =
            parts.all.into_iter().partition(|part| part.divides);
        cancel(&mut above, &mut below);
        // All that may have divided is stored, and multiplies.
        if below.is_empty() {
            return None;
        }
        let mut quotient = Quotient::default();
        for turn in 0..above.len().max(below.len()) {
            if let Some(factor) = above.get(turn) {
                let factor = self.part(body, factor, loops);
                quotient.factors.push(factor);
            }
            if let Some(divisor) = below.get(turn) {
                self.divide(body, &mut quotient, divisor, loops);
            }
        }
        Some(quotient.product(body))
    }

    /// Collects the parts of `part` to a power; `None` if there are too many.
    fn take_apart(
        &mut self,
        part: Part,
        power: i32,
        depth: usize,
        parts: &mut Parts,
    ) -> Option<()> {
        if let Source::Node(id) = part.source
            && depth > 0
            && !(self.slots.has(id) && self.graph.rank(id) > 0)
        {
            let is_shared = part.is_shared || self.is_shared(id);
            if let Some((base, inner)) = power_of(&self.graph, id) {
                let part = Part {
                    source: Source::Node(base),
                    is_shared,
                    ..part
                };
                return self.take_apart(part, power.checked_mul(inner)?, depth - 1, parts);
            }
            let is_local = !is_shared || self.graph.rank(id) == 0;
            if let Some(contract) = plain(&self.graph, id).filter(|_| is_local) {
                for factor in contract.factors.clone() {
                    let part = Part {
                        source: Source::Node(factor.node),
                        labels: at(&factor.labels, &part.labels),
                        divides: false,
                        is_shared,
                    };
                    self.take_apart(part, power, depth - 1, parts)?;
                }
                return Some(());
            }
        }
        let count = usize::try_from(power.unsigned_abs()).ok()?;
        parts.left = parts.left.checked_sub(count)?;
        let part = Part {
            divides: power < 0,
            ..part
        };
        parts.all.extend(std::iter::repeat_n(part, count));
        Some(())
    }

    /// The element of a part.
    fn part(&mut self, body: &mut Body, part: &Part, loops: usize) -> ElementId {
        match part.source {
            Source::Slot(slot) => self.read(body, slot, &part.labels),
            Source::Node(id) => {
                if part.is_shared && self.graph.rank(id) > 0 && self.weight(id) >= HEAVY {
                    self.value(id);
                }
                self.element(body, id, &part.labels, loops)
            }
        }
    }

    /// The quotient over one more divisor.
    fn divide(&mut self, body: &mut Body, quotient: &mut Quotient, divisor: &Part, loops: usize) {
        match divisor.source {
            Source::Node(id) if divisor.labels.len() < loops => {
                let reciprocal = self.graph.play(Role::Reciprocal, &[id]);
                let factor = self.element(body, reciprocal, &divisor.labels, loops);
                quotient.factors.push(factor);
            }
            Source::Node(_) | Source::Slot(_) => {
                let divisor = self.part(body, divisor, loops);
                let (role, arguments) = if quotient.factors.is_empty() {
                    (Role::Reciprocal, vec![divisor])
                } else {
                    (Role::Quotient, vec![quotient.product(body), divisor])
                };
                quotient.factors = vec![body.add(Element::Call {
                    rule: rules::playing(role),
                    attribute: Attribute::None,
                    arguments,
                })];
            }
        }
    }
}

/// Leaves out what both multiplies and divides, as long as it divides once more: x²/x³ is 1/x, at 0 and ∞ too.
fn cancel(above: &mut Vec<Part>, below: &mut Vec<Part>) {
    above.retain(|factor| {
        let is_same =
            |divisor: &Part| divisor.source == factor.source && divisor.labels == factor.labels;
        let mut positions = (0..below.len()).filter(|position| is_same(&below[*position]));
        let (first, second) = (positions.next(), positions.next());
        if let (Some(position), Some(_)) = (first, second) {
            below.remove(position);
            return false;
        }
        true
    });
}

/// What has been multiplied and divided so far, as factors.
#[derive(Default)]
struct Quotient {
    factors: Vec<ElementId>,
}

impl Quotient {
    fn product(&self, body: &mut Body) -> ElementId {
        match self.factors.as_slice() {
            [only] => *only,
            factors => body.add(Element::Product(factors.to_vec())),
        }
    }
}

/// The labels of a factor where those of its product are `labels`.
fn at(own: &[Label], labels: &[Label]) -> Vec<Label> {
    own.iter()
        .map(|label| labels[usize::from(*label)])
        .collect()
}

/// Whether a node divides, or is a product with a node that does.
fn holds_divisor(graph: &Graph, id: Id, depth: usize) -> bool {
    if let Some((_, power)) = power_of(graph, id) {
        return power < 0;
    }
    let inner = plain(graph, id).filter(|_| depth > 0);
    inner.is_some_and(|inner| {
        let mut factors = inner.factors.iter();
        factors.any(|factor| holds_divisor(graph, factor.node, depth - 1))
    })
}

/// The base and the exponent of a power.
fn power_of(graph: &Graph, id: Id) -> Option<(Id, i32)> {
    let Kind::Map {
        rule,
        attribute,
        arguments,
    } = graph.kind(id)
    else {
        return None;
    };
    match attribute {
        Attribute::Exponent(n) if *n != 0 => Some((arguments[0], *n)),
        _ if rules::rule(*rule).plays(Role::Reciprocal) => Some((arguments[0], -1)),
        _ => None,
    }
}

/// A product of elements of arrays, which sums nothing and selects nothing.
fn plain(graph: &Graph, id: Id) -> Option<&Contract> {
    let Kind::Contract(contract) = graph.kind(id) else {
        return None;
    };
    let whole = |node: Id| !matches!(graph.kind(node), Kind::Pick { .. } | Kind::Triangle);
    let mut factors = contract.factors.iter();
    let fits = factors.all(|factor| whole(factor.node) && are_distinct(&factor.labels));
    (fits && !contract.factors.is_empty() && contract.dims.len() == contract.rank)
        .then_some(contract)
}
