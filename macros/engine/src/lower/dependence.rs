//! Listed parameters that the value does not depend on: an error that says why.

use crate::diagnostics::Errors;
use crate::function::Function;
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind};
use crate::rules::{self, Differential, Meaning};

/// Reports each listed parameter whose gradient is identically zero, unless `allow_zero` is given.
pub fn check_dependence(function: &Function, gradient: &Gradient, errors: &mut Errors) {
    if function.options.allow_zero {
        return;
    }
    let listed = function.options.wrt.iter().zip(&gradient.wrt);
    for ((position, id), partial) in listed.zip(&gradient.partials) {
        let zero = partial.is_none_or(|partial| is_zero(&gradient.graph, partial));
        if let (true, Some(parameter)) = (zero, function.parameters.get(*position)) {
            let name = &parameter.name;
            let why = reason(gradient, *id);
            errors.error(
                name,
                format!(
                    "the gradient with respect to `{name}` is zero: {why}; remove `{name}` from \
                     `#[grad(..)]`, or add `allow_zero`"
                ),
            );
        }
    }
}

fn reason(gradient: &Gradient, id: Id) -> String {
    let graph = &gradient.graph;
    let reachable = graph.reachable(&[gradient.source]);
    if !reachable[id.0 as usize] {
        return "the value does not depend on it".into();
    }
    let depends = graph.depends_on(&[id]);
    let mut steps: Vec<&str> = Vec::new();
    for node in graph.schedule(&[gradient.source]) {
        let (Kind::Map { rule, .. } | Kind::Apply { rule, .. }) = graph.kind(node) else {
            continue;
        };
        let rule = rules::rule(*rule);
        if depends[node.0 as usize]
            && is_piecewise_constant(&rule.meaning)
            && !steps.contains(&rule.name)
        {
            steps.push(rule.name);
        }
    }
    match steps.is_empty() {
        true => "what depends on it cancels".into(),
        false => format!(
            "the value depends on it only through `{}`, constant wherever it has a derivative",
            steps.join("`, `")
        ),
    }
}

fn is_piecewise_constant(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Elementwise { partials, .. } => partials.iter().all(|partial| *partial == "0"),
        Meaning::Primitive { differential, .. } => {
            matches!(differential, Differential::PiecewiseConstant)
        }
        Meaning::Contraction | Meaning::Composite(_) => false,
    }
}

fn is_zero(graph: &Graph, id: Id) -> bool {
    match graph.kind(id) {
        Kind::Number(number) => number.get() == 0.0,
        Kind::Contract(contract) => contract.factors.iter().any(|f| is_zero(graph, f.node)),
        Kind::Combine(terms) => terms
            .iter()
            .all(|(coefficient, id)| coefficient.get() == 0.0 || is_zero(graph, *id)),
        Kind::Reshape(x) => is_zero(graph, *x),
        _ => false,
    }
}
