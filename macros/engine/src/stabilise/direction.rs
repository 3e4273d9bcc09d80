//! Laws of quotients by norms: the quotient is one node, whose differential
//! `(dX − (X/y) dy) / y` divides by the norm once. By the product rule, the gradient of X · (1/‖X‖)
//! has X (Xᵀ·)/‖X‖³ as a term, and the cube of a norm overflows, or vanishes.

use super::shift::{along, reduction};
use super::view::{Sum, product, reduced, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind, Label, are_distinct, identity};
use crate::rules;

pub(super) const PRODUCTS: &[Law] = &[
    // By definition; 1/(‖x‖ y) = (1/‖x‖) (1/y), and (Σ x t)/‖x‖ = Σ (x/‖x‖) t.
    Law {
        name: "array over its norm",
        before: "(Σ x t)/(‖x‖ y)",
        after: "(Σ (x/‖x‖) t)/y",
        condition: "",
        pattern: Pattern::Product,
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
    // By definition.
    Law {
        name: "array over its square",
        before: "(Σ x t)/(Σx² y)",
        after: "(Σ (x/‖x‖) t)/(‖x‖ y), and both of two x",
        condition: "",
        pattern: Pattern::Product,
        apply: over_square,
        example: |graph| {
            let x = parameter(graph);
            let form = graph.einsum("ij,jk,ik->", &[x, x, x]);
            let square = graph.einsum("ij,ij->", &[x, x]);
            let recip = graph.map("recip", Attribute::None, &[square]);
            graph.hadamard(&[form, recip])
        },
    },
    // By definition. Of scalars alone: a sum goes on to be taken into products.
    Law {
        name: "scalar over a norm",
        before: "u (1/(‖x‖ y))",
        after: "u/(‖x‖ y)",
        condition: "all factors are numbers",
        pattern: Pattern::Product,
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

/// What of an array a norm is taken of.
#[derive(Clone, Copy)]
enum Extent {
    Whole,
    /// The lanes along an axis of a matrix.
    Lanes(usize),
    /// Each element, with something else that is not of the array.
    Element,
}

/// Sums within sums that are looked into.
const NESTED: usize = 3;

/// A norm that a product is divided by.
struct Divisor {
    /// The node of the norm, and its labels in the product.
    norm: Factor,
    /// Of what, up to a number in front.
    of: Id,
    extent: Extent,
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
    let mut found = Vec::new();
    for (at, f) in contract.factors.iter().enumerate() {
        let outer: Vec<Label> = f.labels.iter().map(|l| labels[usize::from(*l)]).collect();
        let mut rest = contract.clone();
        rest.factors.remove(at);
        for (of, extent) in normed(graph, f.node, NESTED) {
            found.push(Divisor {
                norm: Factor {
                    node: f.node,
                    labels: outer.clone(),
                },
                of: without_number(graph, of),
                extent,
                rest: (!rest.factors.is_empty()).then(|| rest.clone()),
            });
        }
    }
    found
}

/// What a node has the size of the norm of, where that is large: of `hypot(x, y)` both, of a sum or a maximum each part.
fn normed(graph: &Graph, id: Id, depth: usize) -> Vec<(Id, Extent)> {
    if let Some((of, axis)) = reduction(graph, id, "norm2") {
        let extent = match axis {
            Attribute::Axis(axis) if graph.rank(of) == 2 => Extent::Lanes(axis),
            _ => Extent::Whole,
        };
        return vec![(of, extent)];
    }
    let sides = match graph.kind(id) {
        _ if depth == 0 => return Vec::new(),
        Kind::Map {
            rule, arguments, ..
        } => match rules::rule(*rule).name {
            "hypot" => arguments,
            "root_of_square_plus" => &arguments[..1],
            "maximum" => return normed_parts(graph, arguments.iter(), depth - 1),
            _ => return Vec::new(),
        },
        Kind::Combine(terms) => {
            return normed_parts(graph, terms.iter().map(|term| &term.1), depth - 1);
        }
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for side in sides {
        let side = without_number(graph, *side);
        let inner = product(graph, side).filter(|inner| inner.rank == inner.dims.len());
        let all = identity(graph.rank(side));
        let factors = inner.iter().flat_map(|inner| &inner.factors);
        let parts = factors.filter(|f| f.labels == all).map(|f| f.node);
        for part in parts.chain([side]) {
            found.extend(normed(graph, part, depth - 1));
            found.push((part, Extent::Element));
        }
    }
    found
}

/// The norms among the terms of a sum, or what the maximum is of.
fn normed_parts<'a>(
    graph: &Graph,
    parts: impl Iterator<Item = &'a Id>,
    depth: usize,
) -> Vec<(Id, Extent)> {
    parts.flat_map(|part| normed(graph, *part, depth)).collect()
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
    let norm = divisor.norm.labels.as_slice();
    let of_same = |factor: &Factor| match (divisor.extent, &*factor.labels) {
        (Extent::Whole, _) => untransposed(graph, divisor.of) == factor.node && norm.is_empty(),
        (Extent::Lanes(axis), labels @ [_, _]) => {
            factor.node == divisor.of && *norm == [labels[1 - axis]]
        }
        (Extent::Lanes(_), _) => false,
        (Extent::Element, labels) => factor.node == divisor.of && norm == labels,
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

/// A product with a reciprocal in it. Most have none, and need no copy to see that.
fn quotient(graph: &Graph, id: Id) -> Option<Contract> {
    let Kind::Contract(contract) = graph.kind(id) else {
        return None;
    };
    let is_reciprocal = |f: &Factor| graph.argument(f.node, "recip").is_some();
    let divides = contract.factors.iter().any(|f| match graph.kind(f.node) {
        Kind::Contract(inner) => inner.factors.iter().any(is_reciprocal),
        _ => is_reciprocal(f),
    });
    divides.then(|| product(graph, id)).flatten()
}

fn over_norm(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = quotient(pass.graph, id)?;
    let graph = &*pass.graph;
    let found = contract.factors.iter().enumerate().find_map(|(at, f)| {
        let below = graph.argument(f.node, "recip")?;
        let divisors = divisors(graph, below, &f.labels);
        divisors.into_iter().find_map(|divisor| {
            let found = matching(graph, &contract, at, &divisor, NESTED)?;
            Some((divisor, found))
        })
    });
    let (divisor, (mut contract, numerator, position)) = found?;
    let x = contract.factors[numerator].node;
    let shape = pass.graph.shape(x).to_vec();
    let kept: &[Label] = match divisor.extent {
        Extent::Lanes(axis) => [&[1], &[0]][axis],
        _ => &[],
    };
    let norm = pass.graph.spread(divisor.norm.node, &shape, kept);
    contract.factors[numerator].node = pass.graph.map("ratio", Attribute::None, &[x, norm]);
    match divisor.rest {
        Some(rest) => {
            let rest = whole(pass.graph, rest);
            contract.factors[position].node = pass.map("recip", &[rest]);
        }
        None => drop(contract.factors.remove(position)),
    }
    Some(whole(pass.graph, contract))
}

/// What a node is the sum of squares of, with the axis of a norm of it.
fn square_of(graph: &Graph, id: Id) -> Option<(Id, Extent, Attribute)> {
    let contract = product(graph, id)?;
    let (x, labels) = match contract.factors.as_slice() {
        [x, y] if x == y => (x.node, &x.labels),
        [x] => (graph.as_square(x.node)?, &x.labels),
        _ => return None,
    };
    if contract.dims.len() != labels.len() {
        return None;
    }
    let axis = reduced(labels, contract.rank)?;
    let extent = match axis {
        Attribute::Axis(axis) => Extent::Lanes(axis),
        _ => Extent::Whole,
    };
    Some((x, extent, axis))
}

/// The reciprocals of sums of squares in a product: their positions, and what is squared.
fn squares(graph: &Graph, contract: &Contract) -> Vec<(usize, Divisor, Attribute)> {
    let mut found = Vec::new();
    for (at, f) in contract.factors.iter().enumerate() {
        let below = graph.argument(f.node, "recip");
        let square = below.and_then(|below| Some((below, square_of(graph, below)?)));
        if let Some((node, (of, extent, axis))) = square {
            let labels = f.labels.clone();
            let norm = Factor { node, labels };
            let rest = None;
            let divisor = Divisor {
                norm,
                of,
                extent,
                rest,
            };
            found.push((at, divisor, axis));
        }
    }
    found
}

fn over_square(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = quotient(pass.graph, id)?;
    let graph = &*pass.graph;
    let found = squares(graph, &contract).into_iter();
    let mut found = found.filter_map(|(at, divisor, axis)| {
        let found = matching(graph, &contract, at, &divisor, NESTED)?;
        Some((divisor, axis, found))
    });
    let (divisor, axis, (mut contract, first, position)) = found.next()?;
    let x = contract.factors[first].node;
    let norm = along(pass.graph, "norm2", axis, divisor.of);
    let shape = pass.graph.shape(x).to_vec();
    let kept: &[Label] = match divisor.extent {
        Extent::Lanes(axis) => [&[1], &[0]][axis],
        Extent::Whole | Extent::Element => &[],
    };
    let below = pass.graph.spread(norm, &shape, kept);
    let unit = pass.graph.map("ratio", Attribute::None, &[x, below]);
    contract.factors[first].node = unit;
    if let Some((mut both, second, position)) =
        matching(pass.graph, &contract, position, &divisor, NESTED)
    {
        both.factors[second].node = unit;
        both.factors.remove(position);
        return Some(whole(pass.graph, both));
    }
    contract.factors[position].node = pass.graph.map("recip", Attribute::None, &[norm]);
    Some(whole(pass.graph, contract))
}

fn scalar_over_norm(pass: &mut Pass, id: Id) -> Option<Id> {
    if pass.graph.rank(id) > 0 {
        return None;
    }
    let mut above = quotient(pass.graph, id)?;
    let graph = &*pass.graph;
    let (position, below) = above.factors.iter().enumerate().find_map(|(at, f)| {
        let below = graph.argument(f.node, "recip")?;
        let is_norm = f.labels.is_empty() && !divisors(graph, below, &f.labels).is_empty();
        is_norm.then_some((at, below))
    })?;
    above.factors.remove(position);
    let above = whole(pass.graph, above);
    Some(pass.map("ratio", &[above, below]))
}
