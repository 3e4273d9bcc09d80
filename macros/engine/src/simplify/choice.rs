//! Laws of choices between two values by a condition.
//!
//! None takes a factor into or out of a choice: that would multiply what is not taken.

use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Graph, Id, Kind};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "known condition",
        before: "where(1, x, y); where(0, x, y)",
        after: "x; y",
        condition: "",
        pattern: Pattern::Function(&["select"]),
        apply: known_condition,
        example: |graph| {
            let (x, y, no) = (parameter(graph), parameter(graph), graph.number(0.0));
            graph.map("select", Attribute::None, &[no, x, y])
        },
    },
    Law {
        name: "choice of one value",
        before: "where(m, x, x)",
        after: "x",
        condition: "",
        pattern: Pattern::Function(&["select"]),
        apply: one_value,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let less = graph.map("less", Attribute::None, &[x, y]);
            graph.map("select", Attribute::None, &[less, x, x])
        },
    },
    Law {
        name: "negated condition",
        before: "where([m = 0], x, y)",
        after: "where(m, y, x)",
        condition: "",
        pattern: Pattern::Function(&["select"]),
        apply: negated_condition,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let less = graph.map("less", Attribute::None, &[x, y]);
            let not = graph.map("not", Attribute::None, &[less]);
            graph.map("select", Attribute::None, &[not, x, y])
        },
    },
    Law {
        name: "choice within a choice",
        before: "where(m, where(m, x, y), z)",
        after: "where(m, x, z)",
        condition: "the conditions are one",
        pattern: Pattern::Function(&["select"]),
        apply: within_choice,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let less = graph.map("less", Attribute::None, &[x, y]);
            let inner = graph.map("select", Attribute::None, &[less, x, y]);
            let twice = graph.scale(2.0, x);
            graph.map("select", Attribute::None, &[less, inner, twice])
        },
    },
    Law {
        name: "indicator",
        before: "where(m, 1, 0)",
        after: "m",
        condition: "",
        pattern: Pattern::Function(&["select"]),
        apply: indicator,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let less = graph.map("less", Attribute::None, &[x, y]);
            let (one, zero) = (graph.number(1.0), graph.number(0.0));
            graph.map("select", Attribute::None, &[less, one, zero])
        },
    },
    Law {
        name: "sum of choices",
        before: "where(m, x, y) + where(m, z, w)",
        after: "where(m, x + z, y + w)",
        condition: "the conditions are one",
        pattern: Pattern::Sum,
        apply: sum_of_choices,
        example: |graph| {
            let (x, y, z) = (parameter(graph), parameter(graph), parameter(graph));
            let less = graph.map("less", Attribute::None, &[x, y]);
            let left = graph.map("select", Attribute::None, &[less, x, z]);
            let right = graph.map("select", Attribute::None, &[less, y, x]);
            graph.combine(vec![(2.0, left), (-1.0, right)])
        },
    },
];

/// Condition and values of a choice.
fn as_choice(graph: &Graph, id: Id) -> Option<[Id; 3]> {
    graph.arguments(id, "select")?.try_into().ok()
}

fn known_condition(pass: &mut Pass, id: Id) -> Option<Id> {
    let [condition, x, y] = as_choice(pass.graph, id)?;
    let holds = pass.graph.as_number(condition)?;
    Some(if holds == 0.0 { y } else { x })
}

fn one_value(pass: &mut Pass, id: Id) -> Option<Id> {
    let [_, x, y] = as_choice(pass.graph, id)?;
    let zero = pass.graph.is_zero(x) && pass.graph.is_zero(y);
    (x == y || zero).then_some(x)
}

fn negated_condition(pass: &mut Pass, id: Id) -> Option<Id> {
    let [condition, x, y] = as_choice(pass.graph, id)?;
    let condition = pass.graph.arguments(condition, "not")?[0];
    Some(
        pass.graph
            .map("select", Attribute::None, &[condition, y, x]),
    )
}

fn within_choice(pass: &mut Pass, id: Id) -> Option<Id> {
    let [condition, x, y] = as_choice(pass.graph, id)?;
    let inner = |branch: Id, taken: usize| match as_choice(pass.graph, branch) {
        Some(inner) if inner[0] == condition => inner[taken],
        _ => branch,
    };
    let (then, otherwise) = (inner(x, 1), inner(y, 2));
    let arguments = [condition, then, otherwise];
    (arguments != [condition, x, y]).then(|| pass.graph.map("select", Attribute::None, &arguments))
}

#[allow(clippy::float_cmp)] // exactly the numbers 1 and 0
fn indicator(pass: &mut Pass, id: Id) -> Option<Id> {
    let [condition, x, y] = as_choice(pass.graph, id)?;
    let is = |id, number| pass.graph.as_number(id) == Some(number);
    (is(x, 1.0) && pass.graph.is_zero(y)).then_some(condition)
}

fn sum_of_choices(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Combine(terms) = pass.graph.kind(id) else {
        return None;
    };
    let terms = terms.clone();
    for (later, (d, right)) in terms.iter().enumerate() {
        let Some([condition, z, w]) = as_choice(pass.graph, *right) else {
            continue;
        };
        let d = d.get();
        let same = |node: Id| {
            node == condition || as_choice(pass.graph, node).is_some_and(|x| x[0] == condition)
        };
        let earlier = (0..terms.len()).find(|at| *at != later && same(terms[*at].1));
        let Some(earlier) = earlier else { continue };
        let (c, left) = (terms[earlier].0.get(), terms[earlier].1);
        let [_, x, y] = as_choice(pass.graph, left).unwrap_or_else(|| {
            // The condition itself: 1 or 0.
            let shape = pass.graph.shape(condition).to_vec();
            [condition, pass.graph.ones(&shape), pass.graph.zeros(shape)]
        });
        let sum = |graph: &mut Graph, left, right| {
            let parts = [(c, left), (d, right)];
            let parts: Vec<(f64, Id)> = parts
                .into_iter()
                .filter(|part| !graph.is_zero(part.1))
                .collect();
            match parts.as_slice() {
                [] => left,
                _ => graph.combine(parts),
            }
        };
        let then = sum(pass.graph, x, z);
        let otherwise = sum(pass.graph, y, w);
        let joined = pass
            .graph
            .map("select", Attribute::None, &[condition, then, otherwise]);
        let mut rest: Vec<(f64, Id)> = terms.iter().map(|(c, node)| (c.get(), *node)).collect();
        rest[earlier] = (1.0, joined);
        rest.remove(later);
        return Some(match rest.as_slice() {
            [_] => joined,
            _ => pass.graph.combine(rest),
        });
    }
    None
}
