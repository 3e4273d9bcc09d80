//! The compiler behind matgrad's `#[grad]`: reads a Rust function over `ndarray` arrays, derives
//! its gradient symbolically, simplifies it, checks it, plans it and writes it as Rust.
//!
//! The whole public surface for the attribute is [`expand`]; the stages are public for tests,
//! benches and tools, and are not under semantic versioning. The engine does no I/O and reads no
//! clock or environment: the same tokens in, the same tokens out. `ARCHITECTURE.md` is the map.

pub mod arrange;
pub mod ast;
pub mod code;
pub mod companion;
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

use crate::companion::Companion;
use crate::diagnostics::{Errors, Illegal};
use crate::dim::Polynomial;
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

/// A function and its companions: what is explained and emitted.
pub struct Derived {
    /// The function.
    pub function: Function,
    /// What its emitted companions repeat of its body.
    pub environment: Environment,
    /// Its gradient.
    pub gradient: Gradient,
    /// What is written, verified.
    pub companions: Vec<Companion>,
    /// The operations of the value alone.
    pub value: Polynomial,
}

/// The stages up to the verified code.
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
    let written =
        write(&mut gradient).and_then(|written| check(&gradient, &written.0).map(|()| written));
    match written {
        Ok((companions, value)) => Some(Derived {
            function,
            environment: lowered.environment,
            gradient,
            companions,
            value,
        }),
        Err(failure) => {
            let name = &function.signature.name;
            errors.internal(name, &failure);
            None
        }
    }
}

/// The companions' code, and what the value alone costs. Every level is checked once it is there.
fn write(gradient: &mut Gradient) -> Result<(Vec<Companion>, Polynomial), Illegal> {
    let rows = companion::OF_SCALARS;
    let roots = rows.map(|row| row.roots(gradient));
    let nodes = roots.iter().map(|roots| roots.iter().map(|root| root.node));
    let closed: Vec<Vec<graph::Id>> = std::iter::once(vec![gradient.value])
        .chain(nodes.map(Iterator::collect))
        .collect();
    let arranged = arrange::arrange(&mut gradient.graph, gradient.source, closed);
    gradient.laws.extend(arranged.laws);
    let graph = &gradient.graph;
    let mut companions = Vec::with_capacity(rows.len());
    for ((row, roots), computed) in rows.into_iter().zip(roots).zip(&arranged.rows[1..]) {
        let plan = plan::plan(graph, computed);
        plan::check(&plan).map_err(|what| Illegal::at("plan", &what, plan.print(graph)))?;
        let code = code::lower(&plan);
        code::check(&code).map_err(|what| Illegal::at("code", &what, code.print(&graph.dims)))?;
        companions.push(Companion {
            row,
            roots,
            plan,
            code,
        });
    }
    let value = plan::plan(graph, &arranged.rows[0]).cost;
    Ok((companions, value))
}

/// Whether all that is written computes what it claims.
fn check(gradient: &Gradient, companions: &[Companion]) -> Result<(), Illegal> {
    let verified = verify::verify(gradient, companions);
    verified.map(|_| ()).map_err(|level| Illegal {
        what: "the gradient is not the derivative of the function".into(),
        level,
    })
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
        companions,
        value,
    } = derive(attribute, item, errors)?;
    if needs(&gradient, missing) {
        return None;
    }
    let cost = |value: bool| {
        let mut rows = companions.iter();
        let found = rows.find(|one| one.row.gives_value() == value);
        found.map(|one| one.plan.cost.clone())
    };
    let costs = explain::Costs {
        value: Some(value),
        gradient: cost(false),
        both: cost(true),
    };
    let name = function.signature.name.to_string();
    let explanation = explain::explain(&gradient, &name, &costs);
    let mathml = explanation.mathml();
    let documented = companions.iter().map(|companion| emit::Documented {
        companion,
        docs: explanation.docs(companion.row),
        mathml: &mathml,
    });
    let documented: Vec<emit::Documented> = documented.collect();
    Some(emit::emit(&function, &environment, &gradient, &documented))
}
