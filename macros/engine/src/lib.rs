//! The compiler behind matgrad's `#[grad]`: reads a Rust function over `ndarray` arrays, derives
//! its gradient symbolically, simplifies it, checks it, plans it and writes it as Rust.
//!
//! The whole public surface for the attribute is [`expand`]; the stages are public for tests,
//! benches and tools, and are not under semantic versioning. The engine does no I/O and reads no
//! clock or environment: the same tokens in, the same tokens out. `ARCHITECTURE.md` is the map.

pub mod arrange;
pub mod ast;
pub mod diagnostics;
pub mod differential;
pub mod differentiate;
pub mod dim;
pub mod dual;
mod elimination;
pub mod emit;
pub mod explain;
pub mod function;
pub mod gradient;
pub mod graph;
mod hash;
mod index;
pub mod interpret;
pub mod laws;
pub mod lower;
pub mod parse;
pub mod plan;
pub mod rules;
pub mod simplify;
pub mod stabilise;
pub mod structure;
pub mod verify;

use proc_macro2::TokenStream;

use crate::diagnostics::Errors;
use crate::function::{Environment, Function};
use crate::gradient::Gradient;

/// Expands `#[grad(attribute)] item`. On errors: the item as it was, the errors, and stubs of
/// the companions, so that one mistake is one message.
#[must_use]
#[allow(
    clippy::needless_pass_by_value,
    reason = "an attribute is given its tokens"
)]
pub fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_without(attribute, item, &[])
}

/// [`expand`] where features of the run-time crate are `missing`: what needs one of them gets stubs
/// alone, as the vocabulary's own function says at the user's call what is missing.
#[must_use]
#[allow(
    clippy::needless_pass_by_value,
    reason = "an attribute is given its tokens"
)]
pub fn expand_without(attribute: TokenStream, item: TokenStream, missing: &[&str]) -> TokenStream {
    let mut errors = Errors::new();
    let expansion = compile(attribute.clone(), item.clone(), missing, &mut errors);
    match expansion {
        Some(expansion) if errors.is_empty() => {
            errors.forget();
            expansion
        }
        _ => {
            let mut tokens = parse::fallback(&attribute, &item);
            tokens.extend(errors.into_tokens());
            tokens
        }
    }
}

/// A function and its verified, simplified gradient: what is planned, explained and emitted.
pub struct Derived {
    /// The function.
    pub function: Function,
    /// What its emitted companions repeat of its body.
    pub environment: Environment,
    /// Its gradient.
    pub gradient: Gradient,
    /// What is computed for the value alone, for the gradient, and for both.
    pub rows: Vec<Vec<graph::Id>>,
}

/// The stages up to the verified gradient.
pub fn derive(attribute: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<Derived> {
    let function = parse::parse(attribute, item, errors)?;
    let mut lowered = lower::lower(&function, errors)?;
    let stable = stabilise::stabilise(&mut lowered.graph, lowered.source);
    let mut gradient = differentiate::differentiate(lowered.graph, stable.value, &lowered.wrt);
    gradient.source = lowered.source;
    gradient.laws = stable.laws;
    if function.options.numerator {
        gradient.transpose_partials();
    }
    let mut gradient = simplify::simplify(gradient);
    lower::check_dependence(&function, &gradient, errors);
    if !errors.is_empty() {
        return None;
    }
    gradient.fill_zeros();
    let rows = arrange(&mut gradient);
    if let Err(failure) = verify::verify(&gradient) {
        let name = &function.signature.name;
        errors.internal(
            name,
            "the gradient is not the derivative of the function",
            &failure,
        );
        return None;
    }
    Some(Derived {
        function,
        environment: lowered.environment,
        gradient,
        rows,
    })
}

/// The results of each companion, prepared for computing.
fn arrange(gradient: &mut Gradient) -> Vec<Vec<graph::Id>> {
    let partials: Vec<_> = gradient.partials.iter().flatten().copied().collect();
    let both = [vec![gradient.value], partials.clone()].concat();
    let closed = vec![vec![gradient.value], partials, both];
    let arranged = arrange::arrange(&mut gradient.graph, gradient.source, closed.clone());
    gradient.laws.extend(arranged.laws);
    let pairs = closed.concat().into_iter().zip(arranged.rows.concat());
    gradient.computed = pairs
        .filter(|(closed, computed)| closed != computed)
        .collect();
    arranged.rows
}

/// Whether the value needs a feature that is missing.
fn needs(gradient: &Gradient, missing: &[&str]) -> bool {
    let graph = &gradient.graph;
    let feature = |id: graph::Id| match graph.kind(id) {
        graph::Kind::Apply { rule, .. } => rules::traits(*rule).feature,
        _ => None,
    };
    let nodes = graph.schedule(&[gradient.value]).into_iter();
    let mut features = nodes.filter_map(feature);
    features.any(|feature| missing.contains(&feature))
}

fn compile(
    attribute: TokenStream,
    item: TokenStream,
    missing: &[&str],
    errors: &mut Errors,
) -> Option<TokenStream> {
    let Derived {
        function,
        environment,
        gradient,
        rows,
    } = derive(attribute, item, errors)?;
    if needs(&gradient, missing) {
        return None;
    }
    let plans: Vec<plan::Plan> = rows
        .iter()
        .map(|row| plan::plan(&gradient.graph, row))
        .collect();
    let [value, grad, value_and_grad] = plans.as_slice() else {
        return None;
    };
    let costs = explain::Costs {
        value: Some(value.cost.clone()),
        gradient: Some(grad.cost.clone()),
        both: Some(value_and_grad.cost.clone()),
    };
    let name = function.signature.name.to_string();
    let explanation = explain::explain(&gradient, &name, &costs);
    let [gradient_docs, both_docs] = explanation.docs();
    let mathml = explanation.mathml();
    let companions = [
        emit::Companion {
            suffix: "grad",
            plan: grad,
            value: false,
            docs: gradient_docs,
            mathml: &mathml,
        },
        emit::Companion {
            suffix: "value_and_grad",
            plan: value_and_grad,
            value: true,
            docs: both_docs,
            mathml: &mathml,
        },
    ];
    Some(emit::emit(&function, &environment, &gradient, &companions))
}
