//! What laws match on: nodes seen as sums and as products, whatever nests or spreads them.
//!
//! Views look a bounded number of nodes down. They hold what they found, not how it was written.

use super::{Law, Pass, Pattern, parameter};
use crate::dim::Dim;
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind, Label, are_distinct};
use crate::rules;

pub(super) const LAWS: &[Law] = &[
    // f acts on each element, and the elements of the rearranged array are those of the array.
    Law {
        name: "function of a spread array",
        before: "f(spread x); f(Xᵀ)",
        after: "spread f(x); f(X)ᵀ",
        condition: "no element is read alone",
        pattern: Pattern::Map,
        apply: function_of_spread,
        example: |graph| {
            let x = parameter(graph);
            let transposed = graph.einsum("ij->ji", &[x]);
            graph.map("exp", Attribute::None, &[transposed])
        },
    },
];

pub(super) const PRODUCTS: &[Law] = &[
    // By linearity; what is behind the number is seen then.
    Law {
        name: "number in front of a product",
        before: "(c x) y",
        after: "c (x y)",
        condition: "the number is finite",
        pattern: Pattern::Contract,
        apply: number_in_front,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let twice = graph.scale(2.0, x);
            graph.hadamard(&[twice, y])
        },
    },
];

/// Terms beyond which a sum is not looked into.
const MOST_TERMS: usize = 8;
/// Sums within sums that are looked into.
pub(super) const NESTED: usize = 3;

/// `constant + Σ c · node`, like terms merged.
#[derive(Clone, Default)]
pub(super) struct Sum {
    pub constant: f64,
    pub terms: Vec<(f64, Id)>,
    /// Whether terms were merged into nothing, or were nothing.
    pub cancelled: bool,
}

impl Sum {
    pub fn of(graph: &Graph, id: Id) -> Self {
        let mut sum = Self::default();
        sum.collect(graph, 1.0, id, NESTED);
        let terms = sum.terms.len();
        sum.terms.retain(|(scale, _)| *scale != 0.0);
        sum.cancelled |= sum.terms.len() < terms;
        sum
    }

    fn collect(&mut self, graph: &Graph, scale: f64, id: Id, depth: usize) {
        if let Some(number) = graph.as_number(id) {
            self.constant += scale * number;
            self.cancelled |= scale * number == 0.0;
            return;
        }
        if let Kind::Combine(terms) = graph.kind(id)
            && depth > 0
            && self.terms.len() + terms.len() <= MOST_TERMS
        {
            for (inner, node) in terms {
                self.collect(graph, scale * inner.get(), *node, depth - 1);
            }
            return;
        }
        match self.terms.iter_mut().find(|(_, known)| *known == id) {
            Some(known) => known.0 += scale,
            None => self.terms.push((scale, id)),
        }
    }

    /// The sum as a node.
    pub fn node(self, graph: &mut Graph, shape: &[Dim]) -> Id {
        let mut terms = self.terms;
        if self.constant != 0.0 {
            let ones = graph.ones(shape);
            terms.push((self.constant, ones));
        }
        match terms.as_slice() {
            [] => graph.zeros(shape.to_vec()),
            #[allow(clippy::float_cmp)] // exactly the number 1
            [(scale, only)] if *scale == 1.0 => *only,
            _ => graph.combine(terms),
        }
    }

    pub fn scaled(mut self, scale: f64) -> Self {
        self.constant *= scale;
        for term in &mut self.terms {
            term.0 *= scale;
        }
        self
    }

    /// The sum without its term at `position`.
    pub fn without(&self, position: usize) -> Self {
        let mut rest = self.clone();
        rest.terms.remove(position);
        rest
    }

    /// The sum with `scale · node` added.
    pub fn plus(mut self, scale: f64, node: Id) -> Self {
        self.terms.push((scale, node));
        self
    }

    /// The sum with a node added, itself looked into.
    pub fn adding(mut self, graph: &Graph, node: Id) -> Self {
        self.collect(graph, 1.0, node, NESTED);
        self.terms.retain(|(scale, _)| *scale != 0.0);
        self
    }

    /// The sum with a number added.
    pub fn with(mut self, number: f64) -> Self {
        self.constant += number;
        self
    }

    fn is(&self, other: &Self) -> bool {
        let sorted = |sum: &Self| {
            let mut terms = sum.terms.clone();
            terms.sort_by_key(|term| term.1);
            terms
        };
        #[allow(clippy::float_cmp)] // the same number
        let equal = self.constant == other.constant;
        equal && sorted(self) == sorted(other)
    }
}

/// `−x`, written without a double sign.
pub(super) fn negated(graph: &mut Graph, x: Id) -> Id {
    scaled(graph, -1.0, x)
}

/// `c x`, the factor taken into a sum.
pub(super) fn scaled(graph: &mut Graph, scale: f64, x: Id) -> Id {
    let shape = graph.shape(x).to_vec();
    Sum::of(graph, x).scaled(scale).node(graph, &shape)
}

/// The only term of a sum without a constant: its coefficient and itself.
pub(super) fn only_term(graph: &Graph, id: Id) -> Option<(f64, Id)> {
    let sum = Sum::of(graph, id);
    match *sum.terms.as_slice() {
        [only] if sum.constant == 0.0 => Some(only),
        _ => None,
    }
}

/// Whether x = −y, as far as can be seen.
pub(super) fn are_opposite(graph: &Graph, x: Id, y: Id) -> bool {
    Sum::of(graph, x).is(&Sum::of(graph, y).scaled(-1.0))
}

/// The axis of a factor that a contraction of `rank` axes sums, or none if it sums them all.
pub(super) fn reduced(labels: &[Label], rank: usize) -> Option<Attribute> {
    let summed = |axis: &usize| usize::from(labels[*axis]) >= rank;
    let axes: Vec<usize> = (0..labels.len()).filter(summed).collect();
    match (axes.as_slice(), labels.len()) {
        _ if !are_distinct(labels) => None,
        (axes, rank @ 1..=2) if axes.len() == rank => Some(Attribute::None),
        ([axis], 2) => Some(Attribute::Axis(*axis)),
        _ => None,
    }
}

/// A contraction with the ones in it that only spread or transpose taken in, and sums over an
/// axis of length 1 left out.
pub(super) fn product(graph: &Graph, id: Id) -> Option<Contract> {
    let Kind::Contract(contract) = graph.kind(id) else {
        return None;
    };
    Some(flattened(graph, contract.clone(), only_spreads))
}

fn only_spreads(contract: &Contract) -> bool {
    contract.factors.len() <= 1 && contract.dims.len() == contract.rank
}

/// [`product`], with products and sums taken in too that hold factors which are `wanted`, up to a
/// number of factors.
pub(super) fn expanded(
    graph: &Graph,
    id: Id,
    wanted: fn(&Graph, &[Factor]) -> bool,
) -> Option<Contract> {
    const MOST: usize = 6;
    let contract = product(graph, id)?;
    let count = contract.factors.len();
    Some(flattened(graph, contract, |inner| {
        let fits = count + inner.factors.len() <= MOST;
        only_spreads(inner) || (fits && holds(graph, inner, wanted, NESTED))
    }))
}

/// Whether a product holds wanted factors, or one in it does.
pub(super) fn holds(
    graph: &Graph,
    contract: &Contract,
    wanted: fn(&Graph, &[Factor]) -> bool,
    depth: usize,
) -> bool {
    wanted(graph, &contract.factors)
        || contract.factors.iter().any(|factor| {
            let inner = product(graph, factor.node);
            depth > 0 && inner.is_some_and(|inner| holds(graph, &inner, wanted, depth - 1))
        })
}

fn flattened(graph: &Graph, mut contract: Contract, takes: impl Fn(&Contract) -> bool) -> Contract {
    const MOST: usize = 12;
    for _ in 0..MOST {
        let inner = contract.factors.iter().enumerate().find_map(|(at, f)| {
            let Kind::Contract(inner) = graph.kind(f.node) else {
                return None;
            };
            let fits = contract.factors.len() + inner.factors.len() <= MOST;
            (fits && takes(inner)).then_some((at, inner))
        });
        let Some((position, inner)) = inner else {
            break;
        };
        contract = contract.taking_in(position, inner);
    }
    let unit = |dim: Dim| graph.dims.as_constant(dim) == Some(1);
    while let Some(label) = (contract.rank..contract.dims.len())
        .find(|label| unit(contract.dims[*label]) && !contract.carries(*label))
    {
        contract = contract.without_label(label);
    }
    contract
}

/// The contraction as a node; a lone factor as it is stays itself.
pub(super) fn whole(graph: &mut Graph, contract: Contract) -> Id {
    let lone = graph.lone_factor(&contract);
    lone.unwrap_or_else(|| match contract.dims.as_slice() {
        [] if contract.factors.is_empty() => graph.number(1.0),
        _ => graph.contract(contract),
    })
}

/// The contraction with the factors at two positions replaced by one node, which has the labels
/// of the first.
pub(super) fn merged(contract: &Contract, first: usize, second: usize, node: Id) -> Contract {
    let mut contract = contract.clone();
    contract.factors[first].node = node;
    contract.factors.remove(second);
    contract
}

/// The positions of two factors with equal labels of which a function tells what they make.
pub(super) fn pair(
    contract: &Contract,
    mut joined: impl FnMut(Id, Id) -> Option<Id>,
) -> Option<(usize, usize, Id)> {
    let factors = &contract.factors;
    for first in 0..factors.len() {
        for second in 0..factors.len() {
            if first != second && factors[first].labels == factors[second].labels {
                let found = joined(factors[first].node, factors[second].node);
                if let Some(node) = found {
                    return Some((first, second, node));
                }
            }
        }
    }
    None
}

/// Whether all elements are above 0 whatever the inputs, or made of sizes.
pub(super) fn is_positive(graph: &Graph, id: Id) -> bool {
    match graph.kind(id) {
        Kind::Number(number) => number.get() > 0.0,
        Kind::Size(_) => true,
        Kind::Combine(terms) => match terms.as_slice() {
            [(scale, only)] => scale.get() > 0.0 && is_positive(graph, *only),
            _ => false,
        },
        Kind::Map {
            rule, arguments, ..
        } => match rules::rule(*rule).name {
            "exp" | "sigmoid" | "softplus" | "cosh" | "sech" => true,
            "recip" | "sqrt" | "powi" | "square" | "pow" | "powf" => {
                is_positive(graph, arguments[0])
            }
            _ => false,
        },
        _ => is_softmax(graph, id),
    }
}

/// Whether a node is a softmax: positive, though its elements may underflow.
pub(super) fn is_softmax(graph: &Graph, id: Id) -> bool {
    matches!(graph.operation(id), "softmax" | "softmax_axis")
}

fn function_of_spread(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Map {
        rule,
        attribute,
        arguments,
    } = pass.graph.kind(id)
    else {
        return None;
    };
    let (rule, attribute) = (*rule, *attribute);
    let [only] = *arguments.as_slice() else {
        return None;
    };
    let contract = product(pass.graph, only)?;
    let [factor] = contract.factors.as_slice() else {
        return None;
    };
    let summed = contract.dims.len() > contract.rank || !are_distinct(&factor.labels);
    // Reading an element first is cheaper than applying the function to all.
    if summed || contract.rank == 0 {
        return None;
    }
    let shape = pass.graph.shape(factor.node).to_vec();
    let kind = Kind::Map {
        rule,
        attribute,
        arguments: vec![factor.node],
    };
    let labels: Vec<Label> = factor.labels.clone();
    let inner = pass.graph.intern(kind, shape);
    let node = pass.settle(inner);
    let factors = vec![Factor { node, labels }];
    Some(pass.graph.contract(Contract {
        factors,
        ..contract
    }))
}

fn number_in_front(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Contract(contract) = pass.graph.kind(id) else {
        return None;
    };
    let (mut contract, mut product, mut found) = (contract.clone(), 1.0, false);
    for factor in &mut contract.factors {
        if let Kind::Combine(terms) = pass.graph.kind(factor.node)
            && let [(scale, node)] = terms.as_slice()
        {
            factor.node = *node;
            product *= scale.get();
            found = true;
        }
    }
    if !found || !product.is_finite() {
        return None;
    }
    let inner = pass.graph.contract(contract);
    let stable = pass.settle(inner);
    Some(scaled(pass.graph, product, stable))
}
