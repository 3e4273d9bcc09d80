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

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};

use crate::companion::Companion;
use crate::diagnostics::{Errors, Illegal};
use crate::dim::Polynomial;
use crate::function::{Environment, Function};
use crate::gradient::Gradient;
use crate::graph::{Graph, Id};
use crate::lower::Lowered;
use crate::verify::Verified;

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
    let compiled = AssertUnwindSafe(|| compile(&attribute, &item, missing, &mut errors));
    let expansion = catch_unwind(compiled).unwrap_or_else(|broken| {
        // What a stage holds impossible has happened: an error like any other, of ours.
        let text = match (
            broken.downcast_ref::<&str>(),
            broken.downcast_ref::<String>(),
        ) {
            (Some(text), _) => (*text).into(),
            (_, Some(text)) => text.clone(),
            _ => "a panic".into(),
        };
        let what = "an invariant does not hold".into();
        errors.internal(Span::call_site(), &Illegal { what, level: text });
        None
    });
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
    /// What the check of it could do.
    pub verified: Verified,
}

/// The stages up to the verified code.
pub fn derive(attribute: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<Derived> {
    let function = parse::parse(attribute, item, errors)?;
    let mut lowered = lower::lower(&function, errors)?;
    let derived = gradient(&function, &mut lowered).map(|mut gradient| {
        lower::check_dependence(&function, &gradient, errors);
        if !errors.is_empty() {
            return None;
        }
        gradient.fill_zeros();
        Some(write(&mut gradient).and_then(|(companions, value)| {
            let verified = check(&gradient, &companions)?;
            Ok((gradient, companions, value, verified))
        }))
    });
    match derived.transpose()?.flatten() {
        Ok((gradient, companions, value, verified)) => Some(Derived {
            function,
            environment: lowered.environment,
            gradient,
            companions,
            value,
            verified,
        }),
        Err(failure) => {
            let name = &function.signature.name;
            errors.internal(name, &failure);
            None
        }
    }
}

/// The simplified gradient. The graph is checked after each pass.
fn gradient(function: &Function, lowered: &mut Lowered) -> Result<Gradient, Illegal> {
    let (graph, source) = (&mut lowered.graph, lowered.source);
    legal("lowered", graph, &[source])?;
    let stable = stabilise::stabilise(graph, source);
    legal("stabilised", graph, &[source, stable.value])?;
    let graph = std::mem::take(graph);
    let mut gradient = differentiate::differentiate(graph, stable.value, &lowered.wrt);
    gradient.source = source;
    gradient.laws = stable.laws;
    if function.options.numerator {
        gradient.transpose_partials();
    }
    legal("differentiated", &gradient.graph, &gradient.roots())?;
    let gradient = simplify::simplify(gradient);
    legal("simplified", &gradient.graph, &gradient.roots())?;
    Ok(gradient)
}

fn legal(pass: &str, graph: &Graph, roots: &[Id]) -> Result<(), Illegal> {
    graph::check(graph, roots)
        .map_err(|(what, level)| Illegal::at(&format!("{pass} graph"), &what, level))
}

/// The companions' code, and what the value alone costs. Every level is checked once it is there.
fn write(gradient: &mut Gradient) -> Result<(Vec<Companion>, Polynomial), Illegal> {
    let rows = companion::OF_SCALARS;
    let roots = rows.map(|row| row.roots(gradient));
    let nodes = roots.iter().map(|roots| roots.iter().map(|root| root.node));
    let closed: Vec<Vec<Id>> = std::iter::once(vec![gradient.value])
        .chain(nodes.map(Iterator::collect))
        .collect();
    let arranged = arrange::arrange(&mut gradient.graph, gradient.source, closed);
    gradient.laws.extend(arranged.laws);
    let graph = &gradient.graph;
    legal("arranged", graph, &arranged.rows.concat())?;
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
fn check(gradient: &Gradient, companions: &[Companion]) -> Result<Verified, Illegal> {
    verify::verify(gradient, companions).map_err(|level| Illegal {
        what: "the gradient is not the derivative of the function".into(),
        level,
    })
}

/// Whether the value needs a feature that is missing.
fn needs(gradient: &Gradient, missing: &[&str]) -> bool {
    let graph = &gradient.graph;
    let feature = |id: Id| match graph.kind(id) {
        graph::Kind::Apply { rule, .. } => rules::traits(*rule).feature,
        _ => None,
    };
    let nodes = graph.schedule(&[gradient.value]).into_iter();
    let mut features = nodes.filter_map(feature);
    features.any(|feature| missing.contains(&feature))
}

fn compile(
    attribute: &TokenStream,
    item: &TokenStream,
    missing: &[&str],
    errors: &mut Errors,
) -> Option<TokenStream> {
    let Derived {
        function,
        environment,
        gradient,
        companions,
        value,
        verified,
    } = derive(attribute.clone(), item.clone(), errors)?;
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
    let mut explanation = explain::explain(&gradient, &name, &costs);
    if let Verified::Unchecked(reason) = verified {
        explanation.unchecked = Some(reason);
    }
    let mathml = explanation.mathml();
    let documented = companions.iter().map(|companion| emit::Documented {
        companion,
        docs: explanation.docs(companion.row),
        mathml: &mathml,
    });
    let documented: Vec<emit::Documented> = documented.collect();
    Some(emit::emit(&function, &environment, &gradient, &documented))
}
