//! Laws of the error function's complement, and so of the normal distribution: Φ(x) = ½ erfc(−x/√2).
//!
//! 1 − erf(x) cancels from x = 1 on and is 0 from x = 6 on; erfc(x) is a number up to x = 26, and its logarithm
//! everywhere.

use std::f64::consts::LN_2;

use super::difference::{beside_constant, with_term};
use super::logarithm::plus_number;
use super::view::{Sum, negated, only_term};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Graph, Id};

pub(super) const SUMS: &[Law] = &[
    // By definition, and erf is odd.
    Law {
        name: "one and an erf",
        before: "1 ± erf(x)",
        after: "erfc(∓x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: one_and_erf,
        example: |graph| beside(graph, "erf", -1.0, 1.0),
    },
    // erfc(x) + erfc(−x) = 2.
    Law {
        name: "two minus an erfc",
        before: "2 − erfc(x)",
        after: "erfc(−x)",
        condition: "",
        pattern: Pattern::Sum,
        apply: two_minus_erfc,
        example: |graph| beside(graph, "erfc", -0.5, 1.0),
    },
    // By the law of products.
    Law {
        name: "half of an erfc in a logarithm",
        before: "ln erfc(x) − ln 2",
        after: "ln(½ erfc(x))",
        condition: "",
        pattern: Pattern::Sum,
        apply: less_ln_two,
        example: |graph| beside(graph, "ln_erfc", 1.0, -LN_2),
    },
];

pub(super) const LN: &[Law] = &[
    // By the law of products.
    Law {
        name: "logarithm of an erfc",
        before: "ln(c erfc(x))",
        after: "ln(½ erfc(x)) + ln 2c for c > 0",
        condition: "c > 0 and is not ½",
        pattern: Pattern::Function(&["ln"]),
        apply: of_erfc,
        example: |graph| {
            let erfc = beside(graph, "erfc", 3.0, 0.0);
            graph.map("ln", Attribute::None, &[erfc])
        },
    },
];

pub(super) const LN_1P: &[Law] = &[
    // By definition; 1 − ½ erfc(x) = ½ erfc(−x).
    Law {
        name: "ln_1p of an erf",
        before: "ln_1p(±erf(x)); ln_1p(−½ erfc(x))",
        after: "ln erfc(∓x); ln(½ erfc(−x))",
        condition: "",
        pattern: Pattern::Function(&["ln_1p"]),
        apply: one_more_than_erf,
        example: |graph| {
            let erf = beside(graph, "erf", -1.0, 0.0);
            graph.map("ln_1p", Attribute::None, &[erf])
        },
    },
];

/// `scale · function(x) + number`.
fn beside(graph: &mut Graph, function: &str, scale: f64, number: f64) -> Id {
    let x = parameter(graph);
    let shape = graph.shape(x).to_vec();
    let value = graph.map(function, Attribute::None, &[x]);
    let sum = Sum::default().plus(scale, value).with(number);
    sum.node(graph, &shape)
}

fn one_and_erf(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, scale, rest, sign) = [1.0, -1.0].into_iter().find_map(|ratio| {
        let found = beside_constant(pass.graph, id, ratio, |graph, node| {
            graph.argument(node, "erf")
        });
        found.map(|(x, scale, rest)| (x, scale, rest, ratio))
    })?;
    let x = if sign > 0.0 {
        negated(pass.graph, x)
    } else {
        x
    };
    let erfc = pass.map("erfc", &[x]);
    Some(with_term(pass, id, rest, sign * scale, erfc))
}

fn two_minus_erfc(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, scale, rest) = beside_constant(pass.graph, id, -2.0, |graph, node| {
        graph.argument(node, "erfc")
    })?;
    let opposite = negated(pass.graph, x);
    let erfc = pass.map("erfc", &[opposite]);
    Some(with_term(pass, id, rest, -scale, erfc))
}

fn less_ln_two(pass: &mut Pass, id: Id) -> Option<Id> {
    let graph = &*pass.graph;
    let mut sum = Sum::of(graph, id);
    // The logarithm of 2 may be a number, or still be written as one.
    sum.terms.retain(|(scale, node)| {
        let number = graph
            .argument(*node, "ln")
            .and_then(|two| graph.as_number(two));
        #[allow(clippy::float_cmp)] // exactly the number 2
        let is_ln_two = number == Some(2.0);
        if is_ln_two {
            sum.constant += scale * LN_2;
        }
        !is_ln_two
    });
    let found = sum.terms.iter().enumerate().find_map(|(position, term)| {
        #[allow(clippy::float_cmp)] // the same number
        let fits = sum.constant == -LN_2 * term.0;
        let x = graph.argument(term.1, "ln_erfc").filter(|_| fits)?;
        Some((position, x, term.0))
    });
    let (position, x, scale) = found?;
    let mut rest = sum.without(position);
    rest.constant = 0.0;
    let half = pass.map("ln_half_erfc", &[x]);
    Some(with_term(pass, id, rest, scale, half))
}

fn of_erfc(pass: &mut Pass, id: Id) -> Option<Id> {
    let (scale, node) = only_term(pass.graph, pass.graph.argument(id, "ln")?)?;
    let x = pass.graph.argument(node, "erfc")?;
    if !(scale > 0.0 && scale.is_finite()) {
        return None;
    }
    #[allow(clippy::float_cmp)] // exactly the number 1
    if scale == 1.0 {
        return Some(pass.map("ln_erfc", &[x]));
    }
    let half = pass.map("ln_half_erfc", &[x]);
    Some(plus_number(pass.graph, half, (2.0 * scale).ln()))
}

fn one_more_than_erf(pass: &mut Pass, id: Id) -> Option<Id> {
    let (scale, node) = only_term(pass.graph, pass.graph.argument(id, "ln_1p")?)?;
    #[allow(clippy::float_cmp)] // exactly these numbers
    if let (Some(x), true) = (pass.graph.argument(node, "erf"), scale.abs() == 1.0) {
        let x = if scale > 0.0 {
            negated(pass.graph, x)
        } else {
            x
        };
        return Some(pass.map("ln_erfc", &[x]));
    }
    let x = pass.graph.argument(node, "erfc")?;
    #[allow(clippy::float_cmp)] // exactly this number
    if scale != -0.5 {
        return None;
    }
    let opposite = negated(pass.graph, x);
    Some(pass.map("ln_half_erfc", &[opposite]))
}
