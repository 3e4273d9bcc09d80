//! Listed parameters that the value does not depend on: an error that says why.

use crate::diagnostics::Errors;
use crate::differential::is_piecewise_constant;
use crate::function::Function;
use crate::gradient::Gradient;
use crate::graph::{Id, Kind};
use crate::rules::{self, Group};

/// Reports each listed parameter whose gradient is identically zero, unless `allow_zero` is given.
pub fn check_dependence(function: &Function, gradient: &Gradient, errors: &mut Errors) {
    if function.options.allow_zero {
        return;
    }
    let listed = function.options.wrt.iter().zip(&gradient.wrt);
    for ((position, id), partial) in listed.zip(&gradient.partials) {
        let zero = partial.is_none_or(|partial| gradient.graph.is_zero(partial));
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
    if graph.uses(&[gradient.source])[id.0 as usize] == 0 {
        return "the value does not depend on it".into();
    }
    let depends = graph.depends_on(&[id]);
    let mut steps: Vec<String> = Vec::new();
    for node in graph.schedule(&[gradient.source]) {
        let (Kind::Map { rule, .. } | Kind::Apply { rule, .. }) = graph.kind(node) else {
            continue;
        };
        let rule = rules::rule(*rule);
        if !depends[node.0 as usize] || !is_piecewise_constant(rule) {
            continue;
        }
        let step = match rule.group {
            Group::Conditions => "a condition".to_owned(),
            _ => format!("`{}`", rule.name),
        };
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    if steps.is_empty() {
        "what depends on it cancels".into()
    } else {
        format!(
            "the value depends on it only through {}, constant wherever it has a derivative",
            steps.join(", ")
        )
    }
}
