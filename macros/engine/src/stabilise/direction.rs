//! Laws of quotients by norms: the quotient is one node, whose differential
//! `(dX − (X/y) dy) / y` divides by the norm once. By the product rule, the gradient of X · (1/‖X‖)
//! has X (Xᵀ·)/‖X‖³ as a term, and the cube of a norm overflows, or vanishes.

use super::shift::reduction;
use super::view::{Sum, are_distinct, argument, product, whole};
use super::{Law, Scope, parameter};
use crate::differential::identity;
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Label};

pub(super) const PRODUCTS: &[Law] = &[
    // By definition; 1/(‖x‖ y) = (1/‖x‖) (1/y), and (Σ x t)/‖x‖ = Σ (x/‖x‖) t.
    Law {
        name: "array over its norm",
        before: "(Σ x t)/(‖x‖ y)",
        after: "(Σ (x/‖x‖) t)/y",
        apply: over_norm,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let [of_x, of_y] =
                [x, y].map(|x| graph.apply("norm2", Attribute::None, &[x], Vec::new()));
            let norms = graph.hadamard(&[of_x, of_y]);
            let recip = graph.map("recip", Attribute::None, &[norms]);
            let sum = graph.einsum("ij,ij->", &[x, y]);
            graph.hadamard(&[sum, recip])
        },
    },
    // By definition. Of scalars alone: a sum goes on to be taken into products.
    Law {
        name: "scalar over a norm",
        before: "u/(‖x‖ y)",
        after: "(u/y)/‖x‖",
        apply: scalar_over_norm,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let norm = graph.apply("norm2", Attribute::None, &[x], Vec::new());
            let recip = graph.map("recip", Attribute::None, &[norm]);
            let sum = graph.einsum("ij->", &[y]);
            graph.hadamard(&[sum, recip])
        },
    },
];

/// Sums within sums that are looked into.
const NESTED: usize = 3;

/// A norm that a product is divided by.
struct Divisor {
    /// The node of the norm, and its labels in the product.
    norm: Factor,
    /// Of what, up to a number in front.
    of: Id,
    axis: Attribute,
    /// What remains of the reciprocal without it.
    rest: Option<Contract>,
}

/// The norms in the denominator `below`, which has these labels in the product.
fn divisors(graph: &Graph, below: Id, labels: &[Label]) -> Vec<Divisor> {
    let contract = match product(graph, below) {
        Some(contract) if contract.rank == contract.dims.len() => contract,
        Some(_) => return Vec::new(),
        None => {
            let shape = graph.shape(below).to_vec();
            Contract {
                rank: shape.len(),
                factors: vec![Factor {
                    node: below,
                    labels: identity(shape.len()),
                }],
                dims: shape,
            }
        }
    };
    let norms = contract.factors.iter().enumerate().filter_map(|(at, f)| {
        let (of, axis) = reduction(graph, f.node, "norm2")?;
        let outer = f.labels.iter().map(|l| labels[usize::from(*l)]).collect();
        let mut rest = contract.clone();
        rest.factors.remove(at);
        Some(Divisor {
            norm: Factor {
                node: f.node,
                labels: outer,
            },
            of: without_number(graph, of),
            axis,
            rest: (!rest.factors.is_empty()).then_some(rest),
        })
    });
    norms.collect()
}

/// `x` of a multiple of `x`: it has the norms of `x`, up to that number.
fn without_number(graph: &Graph, id: Id) -> Id {
    let sum = Sum::of(graph, id);
    match sum.terms.as_slice() {
        [(_, only)] if sum.constant == 0.0 => *only,
        _ => id,
    }
}

/// What an array is before it is transposed: its norm as a whole is the same.
fn untransposed(graph: &Graph, id: Id) -> Id {
    match product(graph, id) {
        Some(contract) if contract.rank == contract.dims.len() => match &*contract.factors {
            [only] if only.labels.len() == contract.rank && are_distinct(&only.labels) => only.node,
            _ => id,
        },
        _ => id,
    }
}

/// The position of the array that is divided by its norm.
fn numerator(graph: &Graph, contract: &Contract, divisor: &Divisor) -> Option<usize> {
    let of_same = |factor: &Factor| match (divisor.axis, &*factor.labels) {
        (Attribute::Axis(axis @ 0..=1), labels @ [_, _]) => {
            factor.node == divisor.of && divisor.norm.labels == [labels[1 - axis]]
        }
        _ => {
            let same = untransposed(graph, divisor.of) == factor.node;
            same && divisor.norm.labels.is_empty()
        }
    };
    let mut factors = contract.factors.iter();
    factors.position(|factor| are_distinct(&factor.labels) && of_same(factor))
}

/// The positions of an array and of the reciprocal with its norm, which was at `position`; if the
/// array is within sums, in the contraction with these taken in.
fn matching(
    graph: &Graph,
    contract: &Contract,
    position: usize,
    divisor: &Divisor,
    depth: usize,
) -> Option<(Contract, usize, usize)> {
    const MOST: usize = 6;
    if let Some(found) = numerator(graph, contract, divisor) {
        return Some((contract.clone(), found, position));
    }
    contract.factors.iter().enumerate().find_map(|(at, f)| {
        let inner = product(graph, f.node).filter(|inner| !inner.factors.is_empty())?;
        let more = inner.factors.len() - 1;
        if depth == 0 || contract.factors.len() + more > MOST {
            return None;
        }
        let moved = if at < position { more } else { 0 };
        let joined = contract.taking_in(at, &inner);
        matching(graph, &joined, position + moved, divisor, depth - 1)
    })
}

fn over_norm(scope: &mut Scope, id: Id) -> Option<Id> {
    let contract = product(scope.graph, id)?;
    let graph = &*scope.graph;
    let found = contract.factors.iter().enumerate().find_map(|(at, f)| {
        let below = argument(graph, f.node, "recip")?;
        let divisors = divisors(graph, below, &f.labels);
        divisors.into_iter().find_map(|divisor| {
            let found = matching(graph, &contract, at, &divisor, NESTED)?;
            Some((divisor, found))
        })
    });
    let (divisor, (mut contract, numerator, position)) = found?;
    let x = contract.factors[numerator].node;
    let shape = scope.graph.shape(x).to_vec();
    let kept: &[Label] = match divisor.axis {
        Attribute::Axis(axis) if shape.len() == 2 => [&[1], &[0]][axis],
        _ => &[],
    };
    let norm = scope.graph.spread(divisor.norm.node, &shape, kept);
    contract.factors[numerator].node = scope.graph.map("ratio", Attribute::None, &[x, norm]);
    remaining(scope, &mut contract, position, divisor.rest);
    Some(whole(scope.graph, contract))
}

/// Leaves of the reciprocal at a position what remains of it.
fn remaining(scope: &mut Scope, contract: &mut Contract, position: usize, rest: Option<Contract>) {
    match rest {
        Some(rest) => {
            let rest = whole(scope.graph, rest);
            contract.factors[position].node = scope.map("recip", &[rest]);
        }
        None => drop(contract.factors.remove(position)),
    }
}

fn scalar_over_norm(scope: &mut Scope, id: Id) -> Option<Id> {
    let contract = product(scope.graph, id)?;
    let graph = &*scope.graph;
    let (position, divisor) = contract.factors.iter().enumerate().find_map(|(at, f)| {
        let below = argument(graph, f.node, "recip").filter(|_| f.labels.is_empty())?;
        let divisor = divisors(graph, below, &f.labels).into_iter().next()?;
        Some((at, divisor))
    })?;
    if contract.rank > 0 {
        return None;
    }
    let mut above = contract;
    remaining(scope, &mut above, position, divisor.rest);
    let above = whole(scope.graph, above);
    Some(scope.map("ratio", &[above, divisor.norm.node]))
}
