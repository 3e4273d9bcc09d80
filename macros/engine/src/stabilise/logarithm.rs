//! Laws of logarithms: what they undo is never formed.

use super::exponential::{Weighted, has_exponential, is_total, over_result, total};
use super::shift::{along, reduction, shares};
use super::view::{Sum, expanded, is_positive, negated, only_term, scaled, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Graph, Id};

pub(super) const LN: &[Law] = &[
    // ln is the inverse of exp.
    Law {
        name: "logarithm of an exponential",
        before: "ln eˣ",
        after: "x",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_exponential,
        example: |graph| {
            let e = exponential(graph);
            graph.map("ln", Attribute::None, &[e])
        },
    },
    // a + c eˣ = a (1 + e^(x + ln(c/a))) for a, c > 0.
    Law {
        name: "softplus",
        before: "ln(a + c eˣ)",
        after: "ln a + softplus(x + ln(c/a))",
        condition: "a, c > 0",
        pattern: Pattern::Function(&["ln"]),
        apply: softplus,
        example: |graph| {
            let e = exponential(graph);
            let sum = Sum::default().plus(3.0, e).with(2.0);
            logarithm_of(graph, sum)
        },
    },
    // c eˣ = e^(x + ln c) for c > 0, and sums are taken two terms at a time.
    Law {
        name: "logarithm of two exponentials",
        before: "ln(a eˣ + b eʸ)",
        after: "logaddexp(x + ln a, y + ln b)",
        condition: "a, b > 0",
        pattern: Pattern::Function(&["ln"]),
        apply: of_exponentials,
        example: |graph| {
            let (e, f) = (exponential(graph), exponential(graph));
            let sum = Sum::default().plus(0.3, e).plus(0.7, f).with(0.5);
            logarithm_of(graph, sum)
        },
    },
    // σ(x) = 1/(1 + e⁻ˣ).
    Law {
        name: "logarithm of a sigmoid",
        before: "ln σ(x)",
        after: "−softplus(−x)",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_sigmoid,
        example: |graph| logarithm_of_function(graph, "sigmoid"),
    },
    // cosh overflows where its logarithm is |x| − ln 2.
    Law {
        name: "logarithm of a hyperbolic cosine",
        before: "ln cosh x; ln sech x",
        after: "|x| + ln((1 + e^(−2 |x|)) / 2); −ln cosh x",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_cosh,
        example: |graph| logarithm_of_function(graph, "cosh"),
    },
    // 1/x and x have one sign.
    Law {
        name: "logarithm of a reciprocal",
        before: "ln(1/x)",
        after: "−ln x",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_reciprocal,
        example: |graph| logarithm_of_function(graph, "recip"),
    },
    // xⁿ = |x|ⁿ for even n; for odd n, xⁿ and x have one sign.
    Law {
        name: "logarithm of a power",
        before: "ln x²ⁿ; ln x²ⁿ⁺¹",
        after: "2n ln |x|; (2n + 1) ln x",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_power,
        example: |graph| {
            let x = parameter(graph);
            let power = graph.map("powi", Attribute::Exponent(4), &[x]);
            graph.map("ln", Attribute::None, &[power])
        },
    },
    // Neither side is a number for x < 0.
    Law {
        name: "logarithm of a root",
        before: "ln √x",
        after: "½ ln x",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_root,
        example: |graph| logarithm_of_function(graph, "sqrt"),
    },
    // By definition.
    Law {
        name: "logarithm of a softmax",
        before: "ln softmax(x)",
        after: "log_softmax(x)",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_softmax,
        example: |graph| {
            let x = parameter(graph);
            let shape = graph.shape(x).to_vec();
            let softmax = graph.apply("softmax_axis", Attribute::Axis(1), &[x], shape);
            graph.map("ln", Attribute::None, &[softmax])
        },
    },
    // By definition.
    Law {
        name: "logarithm of a sum of exponentials",
        before: "ln Σ eˣ",
        after: "logsumexp(x)",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_sum,
        example: |graph| {
            let e = exponential(graph);
            let sum = graph.einsum("ij->i", &[e]);
            graph.map("ln", Attribute::None, &[sum])
        },
    },
    // For f > 0, f u and u have one sign.
    Law {
        name: "logarithm of a product with a positive factor",
        before: "ln(f u)",
        after: "ln f + ln u for f > 0",
        condition: "f is positive whatever the inputs",
        pattern: Pattern::Function(&["ln"]),
        apply: of_product,
        example: |graph| {
            let (e, y) = (exponential(graph), parameter(graph));
            let product = graph.hadamard(&[e, y]);
            graph.map("ln", Attribute::None, &[product])
        },
    },
    // Σ w eˣ = e^m Σ w e^(x − m) for every m; as it cancels, m may be held constant. Where x is the largest
    // its weight may be 0, so that it is brought near 0 only as far as exp needs it.
    Law {
        name: "logarithm of a weighted sum of exponentials",
        before: "ln Σ w eˣ",
        after: "m + ln Σ w e^(x − m) for m = excess(max x)",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_weighted_sum,
        example: |graph| {
            let (e, w) = (exponential(graph), parameter(graph));
            let sum = graph.einsum("ij,ij->j", &[e, w]);
            graph.map("ln", Attribute::None, &[sum])
        },
    },
    // For c > 0, c u and u have one sign.
    Law {
        name: "logarithm of a multiple",
        before: "ln(c u)",
        after: "ln c + ln u for c > 0",
        condition: "c > 0",
        pattern: Pattern::Function(&["ln"]),
        apply: of_multiple,
        example: |graph| {
            let x = parameter(graph);
            let sum = Sum::default().plus(3.0, x);
            logarithm_of(graph, sum)
        },
    },
    // cʸ = e^(y ln c) for c > 0.
    Law {
        name: "logarithm of a power of a number",
        before: "ln cʸ",
        after: "y ln c for c > 0",
        condition: "c > 0",
        pattern: Pattern::Function(&["ln"]),
        apply: of_power_of_number,
        example: |graph| {
            let (y, two) = (parameter(graph), graph.number(2.0));
            let power = graph.map("pow", Attribute::None, &[two, y]);
            graph.map("ln", Attribute::None, &[power])
        },
    },
    // eˣ − 1 = eˣ (1 − e⁻ˣ).
    Law {
        name: "logarithm of an exponential less one",
        before: "ln(c exp_m1(x)); ln(−c exp_m1(−x))",
        after: "ln c + x + ln_1m_exp(x); ln c + ln_1m_exp(x)",
        condition: "c > 0",
        pattern: Pattern::Function(&["ln"]),
        apply: of_less_one,
        example: |graph| {
            let x = parameter(graph);
            let less = graph.map("exp_m1", Attribute::None, &[x]);
            graph.map("ln", Attribute::None, &[less])
        },
    },
    // By definition; ln_1p sees what 1 + x rounds away.
    Law {
        name: "logarithm of one more",
        before: "ln(1 + x)",
        after: "ln_1p(x)",
        condition: "",
        pattern: Pattern::Function(&["ln"]),
        apply: of_one_more,
        example: |graph| {
            let x = parameter(graph);
            let sum = Sum::default().plus(1.0, x).with(1.0);
            logarithm_of(graph, sum)
        },
    },
];

pub(super) const LN_1P: &[Law] = &[
    // 1 + c eˣ = 1 + e^(x + ln c) for c > 0; 1 + (eˣ − 1) = eˣ; 1 − σ(x) = 1/(1 + eˣ).
    Law {
        name: "ln_1p of an exponential",
        before: "ln_1p(c eˣ); ln_1p(−eˣ); ln_1p(eˣ − 1); ln_1p(−σ(x))",
        after: "softplus(x + ln c); ln_1m_exp(−x); x; −softplus(x)",
        condition: "c > 0",
        pattern: Pattern::Function(&["ln_1p"]),
        apply: one_more_than_exponential,
        example: |graph| {
            let e = exponential(graph);
            let half = graph.scale(0.5, e);
            graph.map("ln_1p", Attribute::None, &[half])
        },
    },
];

fn exponential(graph: &mut Graph) -> Id {
    let x = parameter(graph);
    graph.map("exp", Attribute::None, &[x])
}

fn logarithm_of_function(graph: &mut Graph, name: &str) -> Id {
    let x = parameter(graph);
    let value = graph.map(name, Attribute::None, &[x]);
    graph.map("ln", Attribute::None, &[value])
}

fn logarithm_of(graph: &mut Graph, sum: Sum) -> Id {
    let shape = graph.shape(sum.terms[0].1).to_vec();
    let sum = sum.node(graph, &shape);
    graph.map("ln", Attribute::None, &[sum])
}

/// What `id` is the logarithm of.
fn inside(pass: &Pass, id: Id) -> Option<Id> {
    pass.graph.argument(id, "ln")
}

fn of_exponential(pass: &mut Pass, id: Id) -> Option<Id> {
    pass.graph.argument(inside(pass, id)?, "exp")
}

/// The logarithms of terms that are exponentials or totals of such, with positive coefficients.
fn exponents(pass: &mut Pass, sum: &Sum) -> Option<Vec<Id>> {
    let graph = &*pass.graph;
    let fits = |(scale, node): &(f64, Id)| {
        *scale > 0.0 && (graph.argument(*node, "exp").is_some() || is_total(graph, *node))
    };
    if !sum.terms.iter().all(fits) {
        return None;
    }
    let mut exponents = Vec::new();
    for (scale, node) in &sum.terms {
        let logarithm = pass.map("ln", &[*node]);
        exponents.push(plus_number(pass.graph, logarithm, scale.ln()));
    }
    Some(exponents)
}

/// `x + number`.
pub(super) fn plus_number(graph: &mut Graph, x: Id, number: f64) -> Id {
    if number == 0.0 {
        return x;
    }
    let shape = graph.shape(x).to_vec();
    Sum::of(graph, x).with(number).node(graph, &shape)
}

/// `ln(a + eˣ)` for a > 0.
fn softplus_above(pass: &mut Pass, a: f64, x: Id) -> Id {
    let shifted = plus_number(pass.graph, x, -a.ln());
    let softplus = pass.map("softplus", &[shifted]);
    plus_number(pass.graph, softplus, a.ln())
}

fn softplus(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, inside(pass, id)?);
    if sum.terms.len() != 1 || sum.constant <= 0.0 || !sum.constant.is_finite() {
        return None;
    }
    let x = exponents(pass, &sum)?[0];
    Some(softplus_above(pass, sum.constant, x))
}

fn of_exponentials(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, inside(pass, id)?);
    if sum.terms.len() < 2 || sum.constant < 0.0 || !sum.constant.is_finite() {
        return None;
    }
    let mut exponents = exponents(pass, &sum)?.into_iter();
    let first = exponents.next()?;
    let all = exponents.fold(first, |x, y| pass.map("logaddexp", &[x, y]));
    Some(if sum.constant > 0.0 {
        softplus_above(pass, sum.constant, all)
    } else {
        all
    })
}

fn of_sigmoid(pass: &mut Pass, id: Id) -> Option<Id> {
    let x = pass.graph.argument(inside(pass, id)?, "sigmoid")?;
    let opposite = negated(pass.graph, x);
    let softplus = pass.map("softplus", &[opposite]);
    Some(pass.graph.scale(-1.0, softplus))
}

fn of_cosh(pass: &mut Pass, id: Id) -> Option<Id> {
    let inside = inside(pass, id)?;
    if let Some(x) = pass.graph.argument(inside, "sech") {
        let logarithm = pass.map("ln_cosh", &[x]);
        return Some(negated(pass.graph, logarithm));
    }
    let x = pass.graph.argument(inside, "cosh")?;
    Some(pass.map("ln_cosh", &[x]))
}

fn of_reciprocal(pass: &mut Pass, id: Id) -> Option<Id> {
    let x = pass.graph.argument(inside(pass, id)?, "recip")?;
    let logarithm = pass.map("ln", &[x]);
    Some(negated(pass.graph, logarithm))
}

fn of_power(pass: &mut Pass, id: Id) -> Option<Id> {
    let inside = inside(pass, id)?;
    let (base, exponent) = pass.graph.as_power(inside)?;
    let base = if exponent % 2 == 0 {
        pass.map("abs", &[base])
    } else {
        base
    };
    let logarithm = pass.map("ln", &[base]);
    Some(scaled(pass.graph, f64::from(exponent), logarithm))
}

fn of_root(pass: &mut Pass, id: Id) -> Option<Id> {
    let x = pass.graph.argument(inside(pass, id)?, "sqrt")?;
    let logarithm = pass.map("ln", &[x]);
    Some(scaled(pass.graph, 0.5, logarithm))
}

fn of_softmax(pass: &mut Pass, id: Id) -> Option<Id> {
    let softmax = inside(pass, id)?;
    let (x, axis) = reduction(pass.graph, softmax, "softmax")?;
    Some(shares(pass.graph, "log_softmax", axis, x))
}

fn of_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let (contract, x, axis) = total(pass.graph, inside(pass, id)?)?;
    let total = along(pass.graph, "logsumexp", axis, x);
    let total = pass.settle(total);
    Some(over_result(pass.graph, &contract, 0, total))
}

fn of_product(pass: &mut Pass, id: Id) -> Option<Id> {
    let mut contract = expanded(pass.graph, inside(pass, id)?, has_exponential)?;
    let mut terms = Vec::new();
    while contract.factors.len() > 1 {
        let position = contract.factors.iter().position(|factor| {
            let kept = |l: &u16| usize::from(*l) < contract.rank;
            factor.labels.iter().all(kept) && is_positive(pass.graph, factor.node)
        });
        let Some(position) = position else { break };
        let node = contract.factors[position].node;
        let logarithm = pass.map("ln", &[node]);
        let logarithm = over_result(pass.graph, &contract, position, logarithm);
        terms.push(pass.settle(logarithm));
        contract.factors.remove(position);
    }
    if terms.is_empty() {
        return None;
    }
    let rest = whole(pass.graph, contract);
    terms.push(pass.map("ln", &[rest]));
    let shape = pass.graph.shape(id).to_vec();
    let mut sum = Sum::default();
    for term in terms {
        sum = sum.adding(pass.graph, term);
    }
    Some(sum.node(pass.graph, &shape))
}

fn of_weighted_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let weighted = Weighted::of(pass.graph, inside(pass, id)?)?;
    let (shift, sum) = weighted.shifted(pass);
    let logarithm = pass.map("ln", &[sum]);
    let shape = pass.graph.shape(id).to_vec();
    let sum = Sum::of(pass.graph, logarithm).plus(1.0, shift);
    Some(sum.node(pass.graph, &shape))
}

fn of_multiple(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, inside(pass, id)?);
    match *sum.terms.as_slice() {
        #[allow(clippy::float_cmp)] // exactly the number 1
        [(scale, node)]
            if sum.constant == 0.0 && scale > 0.0 && scale.is_finite() && scale != 1.0 =>
        {
            let logarithm = pass.map("ln", &[node]);
            Some(plus_number(pass.graph, logarithm, scale.ln()))
        }
        _ => None,
    }
}

fn of_power_of_number(pass: &mut Pass, id: Id) -> Option<Id> {
    let call = pass.graph.as_call(inside(pass, id)?)?;
    let &[base, exponent] = call.arguments else {
        return None;
    };
    if !matches!(call.rule.name, "pow" | "powf") {
        return None;
    }
    let base = pass.graph.as_number(base).filter(|base| *base > 0.0)?;
    Some(scaled(pass.graph, base.ln(), exponent))
}

fn of_less_one(pass: &mut Pass, id: Id) -> Option<Id> {
    let (scale, node) = only_term(pass.graph, inside(pass, id)?)?;
    let x = pass.graph.argument(node, "exp_m1")?;
    let logarithm = if scale > 0.0 {
        let shape = pass.graph.shape(x).to_vec();
        let rest = pass.map("ln_1m_exp", &[x]);
        let sum = Sum::of(pass.graph, x).plus(1.0, rest);
        sum.node(pass.graph, &shape)
    } else {
        let opposite = negated(pass.graph, x);
        pass.map("ln_1m_exp", &[opposite])
    };
    let scale = scale.abs().ln();
    scale
        .is_finite()
        .then(|| plus_number(pass.graph, logarithm, scale))
}

fn of_one_more(pass: &mut Pass, id: Id) -> Option<Id> {
    let inside = inside(pass, id)?;
    let mut sum = Sum::of(pass.graph, inside);
    #[allow(clippy::float_cmp)] // exactly the number 1
    if sum.constant != 1.0 || sum.terms.is_empty() {
        return None;
    }
    sum.constant = 0.0;
    let shape = pass.graph.shape(inside).to_vec();
    let rest = sum.node(pass.graph, &shape);
    Some(pass.map("ln_1p", &[rest]))
}

fn one_more_than_exponential(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, pass.graph.argument(id, "ln_1p")?);
    let [(scale, node)] = *sum.terms.as_slice() else {
        return None;
    };
    if sum.constant != 0.0 {
        return None;
    }
    #[allow(clippy::float_cmp)] // exactly the numbers 1 and −1
    if let (true, Some(x)) = (scale == 1.0, pass.graph.argument(node, "exp_m1")) {
        return Some(x);
    } else if let (true, Some(x)) = (scale == -1.0, pass.graph.argument(node, "sigmoid")) {
        let softplus = pass.map("softplus", &[x]);
        return Some(pass.graph.scale(-1.0, softplus));
    }
    #[allow(clippy::float_cmp)] // exactly the number −1
    if let (true, Some(x)) = (scale == -1.0, pass.graph.argument(node, "exp")) {
        let opposite = negated(pass.graph, x);
        return Some(pass.map("ln_1m_exp", &[opposite]));
    }
    let x = exponents(pass, &sum)?[0];
    Some(pass.map("softplus", &[x]))
}
