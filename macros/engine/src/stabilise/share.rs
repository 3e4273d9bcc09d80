//! Laws of exponentials over what sums exponentials: softmax, and whatever else is a share.
//!
//! What divides is written as an exponential itself, and divides in the exponent.

use super::exponential::{Weighted, has_exponential, is_total};
use super::shift::{constant_along, reduction, shares};
use super::view::{NESTED, Sum, expanded, holds, negated, only_term, pair, product, scaled, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Label, are_distinct};

pub(super) const RECIP: &[Law] = &[
    // s = e^(ln s) for s > 0, and by the law of powers.
    Law {
        name: "reciprocal of a sum of exponentials",
        before: "1/(c + Σ eˣ)ⁿ",
        after: "e^(−n ln(c + Σ eˣ))",
        condition: "",
        pattern: Pattern::Function(&["recip", "powi", "square", "powf", "pow"]),
        apply: of_sum,
        example: |graph| {
            let (e, f) = (exponential(graph), exponential(graph));
            let shape = graph.shape(e).to_vec();
            let sum = Sum::default().plus(3.0, e).plus(2.0, f).with(0.5);
            let sum = sum.node(graph, &shape);
            graph.map("recip", Attribute::None, &[sum])
        },
    },
    // By definition.
    Law {
        name: "reciprocal of a function that overflows",
        before: "1/coshⁿ x; 1/(eˣ − 1)ⁿ",
        after: "sechⁿ x; recip_exp_m1(x)ⁿ",
        condition: "",
        pattern: Pattern::Function(&["recip", "powi", "square", "powf", "pow"]),
        apply: of_function,
        example: |graph| {
            let x = parameter(graph);
            let cosine = graph.map("cosh", Attribute::None, &[x]);
            let multiple = graph.scale(2.0, cosine);
            graph.map("powi", Attribute::Exponent(-3), &[multiple])
        },
    },
];

pub(super) const POWERS: &[Law] = &[
    // By the law of powers.
    Law {
        name: "power of an exponential",
        before: "(eˣ)ⁿ",
        after: "e^(n x)",
        condition: "",
        pattern: Pattern::Function(&["powi", "square", "powf", "pow"]),
        apply: of_power,
        example: |graph| {
            let e = exponential(graph);
            graph.map("powi", Attribute::Exponent(3), &[e])
        },
    },
];

pub(super) const PRODUCTS: &[Law] = &[
    // By the law of powers.
    Law {
        name: "exponential over a sum of exponentials",
        before: "eʸ e^(−n ln Σ eˣ)",
        after: "e^(y − n ln Σ eˣ)",
        condition: "",
        pattern: Pattern::Product,
        apply: over_sum,
        example: |graph| {
            let (e, t) = (exponential(graph), parameter(graph));
            let total = graph.einsum("ij->i", &[e]);
            let logarithm = graph.map("ln", Attribute::None, &[total]);
            let logarithm = super::stabilise(graph, logarithm).value;
            let opposite = graph.scale(-1.0, logarithm);
            let recip = graph.map("exp", Attribute::None, &[opposite]);
            graph.einsum("ij,i,jk->ik", &[e, recip, t])
        },
    },
    // Σ w eˣ = e^m Σ w e^(x − m) for every m; as it cancels, m may be held constant.
    Law {
        name: "exponential over a weighted sum of exponentials",
        before: "eʸ / Σ w eˣ",
        after: "e^(y − m) / Σ w e^(x − m) for m = excess(max x)",
        condition: "",
        pattern: Pattern::Product,
        apply: over_weighted_sum,
        example: |graph| {
            let (e, w) = (exponential(graph), parameter(graph));
            let total = graph.einsum("ij,ij->j", &[e, w]);
            let recip = graph.map("recip", Attribute::None, &[total]);
            graph.einsum("ij,j->ij", &[e, recip])
        },
    },
    // By distributivity.
    Law {
        name: "sum over a sum of exponentials",
        before: "(a eʸ + u) e^(−n ln Σ eˣ)",
        after: "a eʸ e^(−n ln Σ eˣ) + u e^(−n ln Σ eˣ)",
        condition: "a term of the sum is an exponential",
        pattern: Pattern::Product,
        apply: term_by_term,
        example: |graph| {
            let (x, y) = (parameter(graph), exponential(graph));
            let above = graph.combine(vec![(1.0, y), (0.3, x)]);
            let logarithm = graph.map("softplus", Attribute::None, &[x]);
            let opposite = graph.scale(-2.0, logarithm);
            let recip = graph.map("exp", Attribute::None, &[opposite]);
            graph.hadamard(&[above, recip])
        },
    },
];

pub(super) const LESS_ONE: &[Law] = &[
    // eˣ/(eˣ − 1) = −1/(e⁻ˣ − 1).
    Law {
        name: "exponential over itself less one",
        before: "eˣ recip_exp_m1(x)ⁿ",
        after: "−recip_exp_m1(−x) recip_exp_m1(x)ⁿ⁻¹",
        condition: "",
        pattern: Pattern::Product,
        apply: over_less_one,
        example: |graph| {
            let x = parameter(graph);
            let e = graph.map("exp", Attribute::None, &[x]);
            let recip = graph.map("recip_exp_m1", Attribute::None, &[x]);
            let square = graph.map("powi", Attribute::Exponent(2), &[recip]);
            graph.hadamard(&[e, square])
        },
    },
];

pub(super) const EXP: &[Law] = &[
    // By definition.
    Law {
        name: "exponential of a log-softmax",
        before: "e^log_softmax(x)",
        after: "softmax(x)",
        condition: "",
        pattern: Pattern::Function(&["exp"]),
        apply: of_log_softmax,
        example: |graph| {
            let x = parameter(graph);
            let logarithm = shares(graph, "log_softmax", Attribute::Axis(1), x);
            graph.map("exp", Attribute::None, &[logarithm])
        },
    },
];

fn exponential(graph: &mut Graph) -> Id {
    let x = parameter(graph);
    graph.map("exp", Attribute::None, &[x])
}

/// Whether a node is a sum of exponentials, more than one, and of a number that is not negative.
pub(super) fn sums_exponentials(graph: &Graph, id: Id) -> bool {
    let sum = Sum::of(graph, id);
    let exponential = |node| graph.argument(node, "exp").is_some();
    let positive = |scale: f64| scale > 0.0 && scale.is_finite();
    let fits = |(scale, node): &(f64, Id)| {
        positive(*scale) && (exponential(*node) || is_total(graph, *node))
    };
    let lone = sum.constant == 0.0 && sum.terms.len() == 1 && exponential(sum.terms[0].1);
    (sum.constant == 0.0 || positive(sum.constant))
        && !sum.terms.is_empty()
        && sum.terms.iter().all(fits)
        && !lone
}

fn of_power(pass: &mut Pass, id: Id) -> Option<Id> {
    let (base, n) = pass.graph.as_power(id)?;
    let x = pass.graph.argument(base, "exp")?;
    let multiple = scaled(pass.graph, f64::from(n), x);
    Some(pass.map("exp", &[multiple]))
}

/// `c`, `s` and `n > 0` of a node `(c s)⁻ⁿ`.
fn inverse_power(graph: &Graph, id: Id) -> Option<(f64, Id, i32)> {
    let (base, n) = match graph.argument(id, "recip") {
        Some(below) => graph.as_power(below).unwrap_or((below, 1)),
        None => graph
            .as_power(id)
            .and_then(|(base, n)| Some((base, n.checked_neg()?)))?,
    };
    let (scale, base) = only_term(graph, base).unwrap_or((1.0, base));
    (n > 0).then_some((scale, base, n))
}

fn of_function(pass: &mut Pass, id: Id) -> Option<Id> {
    let (scale, base, n) = inverse_power(pass.graph, id)?;
    let (x, recip) = [("cosh", "sech"), ("exp_m1", "recip_exp_m1")]
        .into_iter()
        .find_map(|(name, recip)| Some((pass.graph.argument(base, name)?, recip)))?;
    let recip = pass.map(recip, &[x]);
    let power = positive_power(pass.graph, recip, n);
    Some(scaled(pass.graph, scale.powi(-n), power))
}

/// xⁿ for n > 0.
fn positive_power(graph: &mut Graph, x: Id, n: i32) -> Id {
    match n {
        1 => x,
        _ => graph.map("powi", Attribute::Exponent(n), &[x]),
    }
}

fn of_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let (scale, sum, n) = inverse_power(pass.graph, id)?;
    if !sums_exponentials(pass.graph, sum) {
        return None;
    }
    // Of the axes along which the sum differs.
    let shape = pass.graph.shape(sum).to_vec();
    let axes = varying(pass.graph, sum);
    let repeated = (0..shape.len()).filter(|axis| !axes.contains(axis));
    let sum = match repeated.collect::<Vec<_>>().as_slice() {
        [] => sum,
        repeated => constant_along(pass.graph, sum, repeated)?,
    };
    let logarithm = pass.map("ln", &[sum]);
    let exponent = scaled(pass.graph, -f64::from(n), logarithm);
    let node = pass.map("exp", &[exponent]);
    let labels = axes.into_iter().map(crate::graph::label);
    let spread = Contract {
        rank: shape.len(),
        dims: shape,
        factors: vec![Factor {
            node,
            labels: labels.collect(),
        }],
    };
    let inverse = whole(pass.graph, spread);
    Some(scaled(pass.graph, scale.powi(-n), inverse))
}

/// The axes along which the elements of a node differ, as far as can be seen.
fn varying(graph: &Graph, id: Id) -> Vec<usize> {
    let rank = graph.shape(id).len();
    match product(graph, id) {
        Some(contract) => (0..rank).filter(|axis| contract.carries(*axis)).collect(),
        None => (0..rank).collect(),
    }
}

/// `u − n ln s` where `id` is its exponential, for a sum s of exponentials and n > 0.
fn dividing(graph: &Graph, id: Id) -> Option<Id> {
    let exponent = graph.argument(id, "exp")?;
    let sum = Sum::of(graph, exponent);
    let logarithm = |node| {
        matches!(
            graph.operation(node),
            "logsumexp" | "logsumexp_axis" | "logaddexp" | "softplus"
        )
    };
    let divides = |(scale, node): &(f64, Id)| *scale < 0.0 && logarithm(*node);
    sum.terms.iter().any(divides).then_some(exponent)
}

/// A product with an exponential and a divisor that has no axis of its own.
struct Quotient {
    contract: Contract,
    /// Where the exponential is.
    above: usize,
    /// Where the divisor is.
    below: usize,
}

impl Quotient {
    /// The first such, with what `divisor` makes of its divisor.
    fn find<T>(
        graph: &Graph,
        id: Id,
        divisor: impl Fn(&Graph, Id) -> Option<T>,
    ) -> Option<(Self, T)> {
        let top = product(graph, id)?;
        top.factors.iter().find_map(|f| divisor(graph, f.node))?;
        let contract = expanded(graph, id, has_exponential)?;
        let found = contract.factors.iter().enumerate().find_map(|(below, f)| {
            let divisor = divisor(graph, f.node)?;
            let mut others = contract.factors.iter().enumerate();
            let (above, _) = others.find(|(at, above)| {
                *at != below
                    && graph.argument(above.node, "exp").is_some()
                    && are_distinct(&above.labels)
                    && f.labels.iter().all(|label| above.labels.contains(label))
            })?;
            Some((above, below, divisor))
        });
        let (above, below, divisor) = found?;
        let quotient = Self {
            contract,
            above,
            below,
        };
        Some((quotient, divisor))
    }

    /// The exponential with something of the divisor's shape added in its exponent.
    fn shifted(&self, pass: &mut Pass, scale: f64, shift: Id) -> Option<Id> {
        let factors = &self.contract.factors;
        let (above, below) = (&factors[self.above], &factors[self.below]);
        let x = pass.graph.argument(above.node, "exp")?;
        let position = |label: &Label| above.labels.iter().position(|l| l == label);
        let labels = below.labels.iter().filter_map(position);
        let labels = labels.map(crate::graph::label);
        let labels: Vec<Label> = labels.collect();
        let shape = pass.graph.shape(x).to_vec();
        let parts = Sum::of(pass.graph, shift).scaled(scale);
        let mut exponent = Sum::of(pass.graph, x).with(parts.constant);
        for (scale, node) in parts.terms {
            let spread = Contract {
                dims: shape.clone(),
                rank: shape.len(),
                factors: vec![Factor {
                    node,
                    labels: labels.clone(),
                }],
            };
            let spread = whole(pass.graph, spread);
            exponent = exponent.plus(scale, spread);
        }
        let exponent = exponent.node(pass.graph, &shape);
        let exponent = pass.settle(exponent);
        Some(pass.map("exp", &[exponent]))
    }
}

fn over_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let (mut quotient, exponent) = Quotient::find(pass.graph, id, dividing)?;
    let share = quotient.shifted(pass, 1.0, exponent)?;
    quotient.contract.factors[quotient.above].node = share;
    quotient.contract.factors.remove(quotient.below);
    Some(whole(pass.graph, quotient.contract))
}

fn over_weighted_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let (quotient, weighted) = Quotient::find(pass.graph, id, |graph, node| {
        let weighted = Weighted::of(graph, graph.argument(node, "recip")?)?;
        weighted.has_weights().then_some(weighted)
    })?;
    let (shift, divisor) = weighted.shifted(pass);
    let share = quotient.shifted(pass, -1.0, shift)?;
    let mut contract = quotient.contract;
    contract.factors[quotient.above].node = share;
    contract.factors[quotient.below].node = pass.map("recip", &[divisor]);
    Some(whole(pass.graph, contract))
}

fn term_by_term(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &*pass.graph;
    contract
        .factors
        .iter()
        .find_map(|f| dividing(graph, f.node))?;
    let exponential = |(_, node): &(f64, Id)| {
        graph.argument(*node, "exp").is_some()
            || product(graph, *node)
                .is_some_and(|inner| holds(graph, &inner, has_exponential, NESTED))
    };
    let (position, mut sum) = contract.factors.iter().enumerate().find_map(|(at, f)| {
        let sum = Sum::of(graph, f.node);
        let terms = sum.terms.len() + usize::from(sum.constant != 0.0);
        (terms > 1 && sum.terms.iter().any(exponential)).then_some((at, sum))
    })?;
    if sum.constant != 0.0 {
        let shape = pass.graph.shape(contract.factors[position].node).to_vec();
        let ones = pass.graph.ones(&shape);
        let constant = sum.constant;
        sum = sum.plus(constant, ones);
    }
    let mut quotients = Sum::default();
    for (scale, node) in sum.terms {
        let mut quotient = contract.clone();
        quotient.factors[position].node = node;
        let quotient = pass.graph.contract(quotient);
        quotients = quotients.plus(scale, pass.settle(quotient));
    }
    let shape = pass.graph.shape(id).to_vec();
    Some(quotients.node(pass.graph, &shape))
}

fn over_less_one(pass: &mut Pass, id: Id) -> Option<Id> {
    let mut contract = product(pass.graph, id)?;
    let graph = &*pass.graph;
    let mut found = None;
    let (above, below, _) = pair(&contract, |e, divisor| {
        let x = graph.argument(e, "exp")?;
        let (base, n) = graph.as_power(divisor).unwrap_or((divisor, 1));
        let same = graph.argument(base, "recip_exp_m1") == Some(x) && n > 0;
        found = Some((x, base, n));
        same.then_some(e)
    })?;
    let (x, base, n) = found?;
    let opposite = negated(pass.graph, x);
    contract.factors[above].node = pass.map("recip_exp_m1", &[opposite]);
    if n == 1 {
        contract.factors.remove(below);
    } else {
        contract.factors[below].node = positive_power(pass.graph, base, n - 1);
    }
    let quotient = whole(pass.graph, contract);
    Some(scaled(pass.graph, -1.0, quotient))
}

fn of_log_softmax(pass: &mut Pass, id: Id) -> Option<Id> {
    let logarithm = pass.graph.argument(id, "exp")?;
    let (x, axis) = reduction(pass.graph, logarithm, "log_softmax")?;
    Some(shares(pass.graph, "softmax", axis, x))
}
