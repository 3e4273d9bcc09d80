//! Laws of quotients of exponentials: sigmoid, softmax, tanh.

use super::logarithm::plus_number;
use super::shift::shares;
use super::view::{
    Sum, are_distinct, are_opposite, argument, merged, negated, pair, product, scaled, whole,
};
use super::{Law, Scope, parameter};
use crate::graph::{Attribute, Contract, Graph, Id};

pub(super) const RECIP: &[Law] = &[
    // a + c eʸ = a (1 + e^(y + ln(c/a))) for c/a > 0, and σ(x) = 1/(1 + e⁻ˣ).
    Law {
        name: "sigmoid",
        before: "1/(a + c eʸ)",
        after: "σ(−y − ln(c/a))/a",
        apply: sigmoid,
        example: |graph| {
            let e = exponential(graph, -1.0);
            let shape = graph.shape(e).to_vec();
            let sum = Sum::default().plus(3.0, e).with(2.0).node(graph, &shape);
            graph.map("recip", Attribute::None, &[sum])
        },
    },
    // By the law of powers.
    Law {
        name: "reciprocal of an exponential",
        before: "1/eˣ",
        after: "e⁻ˣ",
        apply: of_exponential,
        example: |graph| {
            let e = exponential(graph, 1.0);
            graph.map("recip", Attribute::None, &[e])
        },
    },
];

pub(super) const PRODUCTS: &[Law] = &[
    // eˣ/(1 + eˣ) = 1/(1 + e⁻ˣ).
    Law {
        name: "sigmoid with a numerator",
        before: "eˣ σ(−x)",
        after: "σ(x)",
        apply: sigmoid_with_numerator,
        example: |graph| {
            let x = parameter(graph);
            let opposite = graph.scale(-1.0, x);
            let e = graph.map("exp", Attribute::None, &[x]);
            let sigmoid = graph.map("sigmoid", Attribute::None, &[opposite]);
            graph.hadamard(&[e, sigmoid])
        },
    },
    // By definition; Σ t eˣ / Σ eˣ = Σ t (eˣ / Σ eˣ).
    Law {
        name: "softmax",
        before: "eˣ / Σ eˣ",
        after: "softmax(x)",
        apply: softmax,
        example: |graph| {
            let (e, t) = (exponential(graph, 1.0), parameter(graph));
            let total = graph.einsum("ij->i", &[e]);
            let recip = graph.map("recip", Attribute::None, &[total]);
            graph.einsum("ij,i,jk->ik", &[e, recip, t])
        },
    },
    // (eᵘ − e⁻ᵘ)/(eᵘ + e⁻ᵘ) = (e²ᵘ − 1)/(e²ᵘ + 1).
    Law {
        name: "tanh",
        before: "(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ); (eʸ − 1) σ(−y)",
        after: "tanh(x); tanh(y/2)",
        apply: tanh,
        example: |graph| {
            let x = parameter(graph);
            let opposite = graph.scale(-1.0, x);
            let [e, f] = [x, opposite].map(|x| graph.map("exp", Attribute::None, &[x]));
            let difference = graph.combine(vec![(2.0, e), (-2.0, f)]);
            let sum = graph.combine(vec![(1.0, e), (1.0, f)]);
            let recip = graph.map("recip", Attribute::None, &[sum]);
            graph.hadamard(&[difference, recip])
        },
    },
    // By the law of powers.
    Law {
        name: "product of exponentials",
        before: "eˣ eʸ",
        after: "e^(x + y)",
        apply: of_exponentials,
        example: |graph| {
            let (e, f) = (exponential(graph, 1.0), exponential(graph, -1.0));
            graph.hadamard(&[e, f])
        },
    },
];

fn exponential(graph: &mut Graph, scale: f64) -> Id {
    let x = parameter(graph);
    let x = scaled(graph, scale, x);
    graph.map("exp", Attribute::None, &[x])
}

fn sigmoid(scope: &mut Scope, id: Id) -> Option<Id> {
    let sum = Sum::of(scope.graph, argument(scope.graph, id, "recip")?);
    let [(scale, node)] = *sum.terms.as_slice() else {
        return None;
    };
    let ratio = scale / sum.constant;
    if !(ratio > 0.0 && ratio.is_finite()) {
        return None;
    }
    let y = argument(scope.graph, node, "exp")?;
    let y = plus_number(scope.graph, y, ratio.ln());
    let opposite = negated(scope.graph, y);
    let sigmoid = scope.map("sigmoid", &[opposite]);
    #[allow(clippy::float_cmp)] // exactly the number 1
    Some(if sum.constant == 1.0 {
        sigmoid
    } else {
        scope.graph.scale(sum.constant.recip(), sigmoid)
    })
}

fn of_exponential(scope: &mut Scope, id: Id) -> Option<Id> {
    let x = argument(scope.graph, argument(scope.graph, id, "recip")?, "exp")?;
    let opposite = negated(scope.graph, x);
    Some(scope.map("exp", &[opposite]))
}

fn sigmoid_with_numerator(scope: &mut Scope, id: Id) -> Option<Id> {
    let contract = product(scope.graph, id)?;
    let graph = &*scope.graph;
    let (first, second, x) = pair(&contract, |e, sigmoid| {
        let x = argument(graph, e, "exp")?;
        let y = argument(graph, sigmoid, "sigmoid")?;
        are_opposite(graph, x, y).then_some(x)
    })?;
    let node = scope.map("sigmoid", &[x]);
    Some(whole(scope.graph, merged(&contract, first, second, node)))
}

fn softmax(scope: &mut Scope, id: Id) -> Option<Id> {
    let contract = product(scope.graph, id)?;
    for (position, factor) in contract.factors.iter().enumerate() {
        let Some(total) = argument(scope.graph, factor.node, "recip") else {
            continue;
        };
        let Some(total) = product(scope.graph, total) else {
            continue;
        };
        let [summed] = total.factors.as_slice() else {
            continue;
        };
        let Some(x) = argument(scope.graph, summed.node, "exp") else {
            continue;
        };
        let Some(axis) = reduced_axis(&total) else {
            continue;
        };
        let found = numerator(scope.graph, &contract, position, &total);
        let Some((joined, numerator, divisor)) = found else {
            continue;
        };
        let shares = shares(scope.graph, "softmax", axis, x);
        let node = scope.settle(shares);
        let contract = merged(&joined, numerator, divisor, node);
        return Some(whole(scope.graph, contract));
    }
    None
}

/// Which axis of its only factor a sum runs over: none for all of them.
fn reduced_axis(total: &Contract) -> Option<Attribute> {
    let labels = &total.factors[0].labels;
    let summed = |axis: &usize| usize::from(labels[*axis]) >= total.rank;
    let axes: Vec<usize> = (0..labels.len()).filter(summed).collect();
    // No other label: none that repeats the sum, none that spreads it.
    if !are_distinct(labels) || total.dims.len() != labels.len() {
        return None;
    }
    match (axes.as_slice(), labels.len()) {
        (axes, rank @ 1..=2) if axes.len() == rank => Some(Attribute::None),
        ([axis], 2) => Some(Attribute::Axis(*axis)),
        _ => None,
    }
}

/// The positions of the factor that is divided by its sum, and of the reciprocal of that sum, which
/// was at `position`; if the factor is within a sum, in the contraction with that sum taken in.
fn numerator(
    graph: &Graph,
    contract: &Contract,
    position: usize,
    total: &Contract,
) -> Option<(Contract, usize, usize)> {
    let summed = &total.factors[0];
    let matches = |contract: &Contract, position: usize| {
        let divisor = &contract.factors[position].labels;
        contract.factors.iter().position(|factor| {
            let mut axes = factor.labels.iter().zip(&summed.labels);
            factor.node == summed.node
                && axes.all(|(label, of_total)| {
                    let of_total = usize::from(*of_total);
                    of_total >= total.rank || divisor.get(of_total) == Some(label)
                })
        })
    };
    if let Some(found) = matches(contract, position) {
        return Some((contract.clone(), found, position));
    }
    contract.factors.iter().enumerate().find_map(|(at, f)| {
        let inner = product(graph, f.node)?;
        if !inner.factors.iter().any(|f| f.node == summed.node) {
            return None;
        }
        let joined = contract.taking_in(at, &inner);
        let moved = if at < position {
            inner.factors.len() - 1
        } else {
            0
        };
        let found = matches(&joined, position + moved)?;
        Some((joined, found, position + moved))
    })
}

fn tanh(scope: &mut Scope, id: Id) -> Option<Id> {
    let contract = product(scope.graph, id)?;
    let graph = &mut *scope.graph;
    let mut scale = 1.0;
    let (first, second, x) = pair(&contract, |above, below| {
        let (factor, x) =
            by_exponentials(graph, above, below).or_else(|| by_sigmoid(graph, above, below))?;
        scale = factor;
        Some(x)
    })?;
    let tanh = scope.map("tanh", &[x]);
    let rest = whole(scope.graph, merged(&contract, first, second, tanh));
    #[allow(clippy::float_cmp)] // exactly the number 1
    Some(if scale == 1.0 {
        rest
    } else {
        scope.graph.scale(scale, rest)
    })
}

/// `c (eᵘ − e⁻ᵘ)` over `d (eᵘ + e⁻ᵘ)`: c/d and u.
fn by_exponentials(graph: &Graph, above: Id, below: Id) -> Option<(f64, Id)> {
    let above = Sum::of(graph, above);
    let below = Sum::of(graph, argument(graph, below, "recip")?);
    if above.constant != 0.0 || below.constant != 0.0 {
        return None;
    }
    let ([(c, e), (minus_c, f)], [(d, g), (same_d, h)]) =
        (above.terms.as_slice(), below.terms.as_slice())
    else {
        return None;
    };
    let (x, y) = (argument(graph, *e, "exp")?, argument(graph, *f, "exp")?);
    let same = (e, f) == (g, h) || (e, f) == (h, g);
    #[allow(clippy::float_cmp)] // the same numbers
    let scales = *c == -minus_c && d == same_d;
    (same && scales && are_opposite(graph, x, y)).then_some((c / d, x))
}

/// `c (eʸ − 1)` times σ(−y): c and y/2.
fn by_sigmoid(graph: &mut Graph, above: Id, below: Id) -> Option<(f64, Id)> {
    let above = Sum::of(graph, above);
    let [(scale, node)] = *above.terms.as_slice() else {
        return None;
    };
    let (y, opposite) = (
        argument(graph, node, "exp_m1")?,
        argument(graph, below, "sigmoid")?,
    );
    if above.constant != 0.0 || !are_opposite(graph, y, opposite) {
        return None;
    }
    Some((scale, scaled(graph, 0.5, y)))
}

fn of_exponentials(scope: &mut Scope, id: Id) -> Option<Id> {
    let contract = product(scope.graph, id)?;
    let graph = &mut *scope.graph;
    let (first, second, exponent) = pair(&contract, |e, f| {
        let (x, y) = (argument(graph, e, "exp")?, argument(graph, f, "exp")?);
        let shape = graph.shape(x).to_vec();
        let sum = Sum::of(graph, x).adding(graph, y);
        Some(sum.node(graph, &shape))
    })?;
    let node = scope.map("exp", &[exponent]);
    Some(whole(scope.graph, merged(&contract, first, second, node)))
}
