//! Laws of quotients and products of exponentials: sigmoid, tanh.

use super::logarithm::plus_number;
use super::share::sums_exponentials;
use super::view::{Sum, are_opposite, merged, negated, only_term, pair, product, scaled, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Factor, Graph, Id};

pub(super) const RECIP: &[Law] = &[
    // a + c eʸ = a (1 + e^(y + ln(c/a))) for c/a > 0, and σ(x) = 1/(1 + e⁻ˣ).
    Law {
        name: "sigmoid",
        before: "1/(a + c eʸ)",
        after: "σ(−y − ln(c/a))/a",
        condition: "c/a > 0",
        pattern: Pattern::Function(&["recip"]),
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
        condition: "",
        pattern: Pattern::Function(&["recip"]),
        apply: of_exponential,
        example: |graph| {
            let e = exponential(graph, 1.0);
            graph.map("recip", Attribute::None, &[e])
        },
    },
    // The same, with one division less.
    Law {
        name: "reciprocal of a quotient",
        before: "1/(u/v); 1/(u eˣ); 1/(u (c + Σ eˣ))",
        after: "v/u; e⁻ˣ/u; e^(−ln(c + Σ eˣ))/u",
        condition: "",
        pattern: Pattern::Function(&["recip"]),
        apply: of_quotient,
        example: |graph| {
            let (u, v) = (parameter(graph), parameter(graph));
            let recip = graph.map("recip", Attribute::None, &[v]);
            let quotient = graph.hadamard(&[u, recip]);
            graph.map("recip", Attribute::None, &[quotient])
        },
    },
];

pub(super) const PRODUCTS: &[Law] = &[
    // eˣ/(1 + eˣ) = 1/(1 + e⁻ˣ).
    Law {
        name: "sigmoid with a numerator",
        before: "eˣ σ(−x)",
        after: "σ(x)",
        condition: "",
        pattern: Pattern::Product,
        apply: sigmoid_with_numerator,
        example: |graph| {
            let x = parameter(graph);
            let opposite = graph.scale(-1.0, x);
            let e = graph.map("exp", Attribute::None, &[x]);
            let sigmoid = graph.map("sigmoid", Attribute::None, &[opposite]);
            graph.hadamard(&[e, sigmoid])
        },
    },
    // By definition; (eʸ − 1)/(eʸ + 1) = (e^(y/2) − e^(−y/2))/(e^(y/2) + e^(−y/2)).
    Law {
        name: "tanh",
        before: "sinh x sech x; (eʸ − 1) σ(−y)",
        after: "tanh(x); tanh(y/2)",
        condition: "",
        pattern: Pattern::Product,
        apply: tanh,
        example: |graph| {
            let x = parameter(graph);
            let sine = graph.map("sinh", Attribute::None, &[x]);
            let secant = graph.map("sech", Attribute::None, &[x]);
            graph.hadamard(&[sine, secant])
        },
    },
    // By the law of powers.
    Law {
        name: "product of exponentials",
        before: "eˣ eʸ",
        after: "e^(x + y)",
        condition: "",
        pattern: Pattern::Product,
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

fn sigmoid(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, pass.graph.argument(id, "recip")?);
    let [(scale, node)] = *sum.terms.as_slice() else {
        return None;
    };
    let ratio = scale / sum.constant;
    if !(ratio > 0.0 && ratio.is_finite()) {
        return None;
    }
    let y = pass.graph.argument(node, "exp")?;
    let y = plus_number(pass.graph, y, ratio.ln());
    let opposite = negated(pass.graph, y);
    let sigmoid = pass.map("sigmoid", &[opposite]);
    #[allow(clippy::float_cmp)] // exactly the number 1
    Some(if sum.constant == 1.0 {
        sigmoid
    } else {
        pass.graph.scale(sum.constant.recip(), sigmoid)
    })
}

fn of_exponential(pass: &mut Pass, id: Id) -> Option<Id> {
    let x = pass
        .graph
        .argument(pass.graph.argument(id, "recip")?, "exp")?;
    let opposite = negated(pass.graph, x);
    Some(pass.map("exp", &[opposite]))
}

fn of_quotient(pass: &mut Pass, id: Id) -> Option<Id> {
    let mut below = product(pass.graph, pass.graph.argument(id, "recip")?)?;
    let graph = &*pass.graph;
    let inverts = |f: &Factor| {
        let known = |name: &&str| graph.argument(f.node, name).is_some();
        ["recip", "exp"].iter().any(known) || sums_exponentials(graph, f.node)
    };
    if below.dims.len() > below.rank || !below.factors.iter().any(inverts) {
        return None;
    }
    for factor in &mut below.factors {
        factor.node = match pass.graph.argument(factor.node, "recip") {
            Some(divisor) => divisor,
            None => pass.map("recip", &[factor.node]),
        };
    }
    let quotient = whole(pass.graph, below);
    Some(pass.settle(quotient))
}

fn sigmoid_with_numerator(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &*pass.graph;
    let (first, second, x) = pair(&contract, |e, sigmoid| {
        let x = graph.argument(e, "exp")?;
        let y = graph.argument(sigmoid, "sigmoid")?;
        are_opposite(graph, x, y).then_some(x)
    })?;
    let node = pass.map("sigmoid", &[x]);
    Some(whole(pass.graph, merged(&contract, first, second, node)))
}

fn tanh(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &mut *pass.graph;
    let mut scale = 1.0;
    let (first, second, x) = pair(&contract, |above, below| {
        let (factor, x) =
            by_hyperbolic(graph, above, below).or_else(|| by_sigmoid(graph, above, below))?;
        scale = factor;
        Some(x)
    })?;
    let tanh = pass.map("tanh", &[x]);
    let rest = whole(pass.graph, merged(&contract, first, second, tanh));
    #[allow(clippy::float_cmp)] // exactly the number 1
    Some(if scale == 1.0 {
        rest
    } else {
        pass.graph.scale(scale, rest)
    })
}

/// `c sinh u` times sech u: c and u.
fn by_hyperbolic(graph: &Graph, above: Id, below: Id) -> Option<(f64, Id)> {
    let (scale, sine) = only_term(graph, above)?;
    let u = graph.argument(below, "sech")?;
    (graph.argument(sine, "sinh") == Some(u)).then_some((scale, u))
}

/// `c (eʸ − 1)` times σ(−y): c and y/2.
fn by_sigmoid(graph: &mut Graph, above: Id, below: Id) -> Option<(f64, Id)> {
    let (scale, node) = only_term(graph, above)?;
    let (y, opposite) = (
        graph.argument(node, "exp_m1")?,
        graph.argument(below, "sigmoid")?,
    );
    are_opposite(graph, y, opposite).then(|| (scale, scaled(graph, 0.5, y)))
}

fn of_exponentials(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &mut *pass.graph;
    let (first, second, exponent) = pair(&contract, |e, f| {
        let (x, y) = (graph.argument(e, "exp")?, graph.argument(f, "exp")?);
        let shape = graph.shape(x).to_vec();
        let sum = Sum::of(graph, x).adding(graph, y);
        Some(sum.node(graph, &shape))
    })?;
    let node = pass.map("exp", &[exponent]);
    Some(whole(pass.graph, merged(&contract, first, second, node)))
}
