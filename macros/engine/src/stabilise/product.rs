//! Laws of x ln y: 0 where x is.
//!
//! A factor that is never 0 is left alone, and so are factors over other indices: their product
//! with the logarithm may be a sum that costs less.

use super::view::{Sum, is_positive, merged, pair, product, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Graph, Id, Kind};

pub(super) const LAWS: &[Law] = &[
    // The limit of x ln x at 0 is 0.
    Law {
        name: "x ln x",
        before: "x ln x",
        after: "xlogx(x), which is 0 for x = 0",
        condition: "",
        pattern: Pattern::Product,
        apply: by_itself,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let logarithm = graph.map("ln", Attribute::None, &[x]);
            graph.einsum("ij,ij,jk->ik", &[x, logarithm, y])
        },
    },
    // For x = 0 the product is 0 for every y > 0, and so is its limit at y = 0.
    Law {
        name: "x ln y",
        before: "x ln y",
        after: "xlogy(x, y), which is 0 for x = 0",
        condition: "",
        pattern: Pattern::Product,
        apply: |pass, id| by_another(pass, id, "ln", "xlogy"),
        example: |graph| product_with(graph, "ln"),
    },
    // The same at y = −1.
    Law {
        name: "x ln(1 + y)",
        before: "x ln_1p(y)",
        after: "xlog1py(x, y), which is 0 for x = 0",
        condition: "",
        pattern: Pattern::Product,
        apply: |pass, id| by_another(pass, id, "ln_1p", "xlog1py"),
        example: |graph| product_with(graph, "ln_1p"),
    },
    // By distributivity.
    Law {
        name: "logarithms in a product",
        before: "x (a ln y + b ln z)",
        after: "a x ln y + b x ln z",
        condition: "",
        pattern: Pattern::Product,
        apply: distribute,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let [p, q] = [x, y].map(|x| graph.map("ln", Attribute::None, &[x]));
            let difference = graph.combine(vec![(1.0, p), (-2.0, q)]);
            graph.einsum("ij,ij->", &[x, difference])
        },
    },
];

fn product_with(graph: &mut Graph, logarithm: &str) -> Id {
    let (x, y) = (parameter(graph), parameter(graph));
    let logarithm = graph.map(logarithm, Attribute::None, &[y]);
    graph.hadamard(&[x, logarithm])
}

/// Whether no element is 0 whatever the inputs: a positive one, a reciprocal, a number.
fn is_never_zero(graph: &Graph, id: Id) -> bool {
    let node = match graph.kind(id) {
        Kind::Combine(terms) => match terms.as_slice() {
            [(_, only)] => *only,
            _ => id,
        },
        _ => id,
    };
    is_positive(graph, node)
        || graph.argument(node, "recip").is_some()
        || graph.as_number(node).is_some_and(|number| number != 0.0)
}

fn by_itself(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &*pass.graph;
    let (first, second, x) = pair(&contract, |x, logarithm| {
        graph.argument(logarithm, "ln").filter(|y| *y == x)
    })?;
    let node = pass.map("xlogx", &[x]);
    Some(whole(pass.graph, merged(&contract, first, second, node)))
}

fn by_another(pass: &mut Pass, id: Id, logarithm: &str, joined: &str) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &mut *pass.graph;
    let (first, second, node) = pair(&contract, |x, of| {
        let y = graph.argument(of, logarithm)?;
        (!is_never_zero(graph, x)).then(|| graph.map(joined, Attribute::None, &[x, y]))
    })?;
    Some(whole(pass.graph, merged(&contract, first, second, node)))
}

fn distribute(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &*pass.graph;
    let logarithmic = |node: Id| {
        ["ln", "ln_1p"]
            .iter()
            .any(|name| graph.argument(node, name).is_some())
    };
    let (_, position, _) = pair(&contract, |x, sum| {
        let Kind::Combine(terms) = graph.kind(sum) else {
            return None;
        };
        let all = !terms.is_empty() && terms.iter().all(|(_, node)| logarithmic(*node));
        (all && !is_never_zero(graph, x)).then_some(sum)
    })?;
    let Kind::Combine(terms) = graph.kind(contract.factors[position].node).clone() else {
        return None;
    };
    let shape = graph.shape(id).to_vec();
    let mut sum = Sum::default();
    for (scale, node) in terms {
        let mut term = contract.clone();
        term.factors[position].node = node;
        let term = pass.graph.contract(term);
        sum = sum.plus(scale.get(), pass.settle(term));
    }
    Some(sum.node(pass.graph, &shape))
}
