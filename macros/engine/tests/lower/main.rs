//! Rust functions and the graphs they become, a line or two a feature of the language; and what is
//! refused, by the words that the message must have.

use std::str::FromStr as _;

use matgrad_engine::diagnostics::Errors;
use matgrad_engine::function::Function;
use matgrad_engine::lower::{Lowered, lower};
use matgrad_engine::parse;
use proc_macro2::TokenStream;

mod entry;
mod language;
mod refusals;

/// Parses and lowers `#[grad(attribute)] fn f(parameters) -> f64 { body }`.
fn lowered(
    attribute: &str,
    parameters: &str,
    body: &str,
) -> Result<(Function, Lowered), Vec<String>> {
    let source = format!("fn f({parameters}) -> f64 {{ {body} }}");
    let mut errors = Errors::new();
    let attribute = TokenStream::from_str(attribute).unwrap();
    let item = TokenStream::from_str(&source).unwrap();
    let function = parse::parse(attribute, item, &mut errors);
    let lowered = function.and_then(|function| {
        let lowered = lower(&function, &mut errors)?;
        Some((function, lowered))
    });
    let messages = errors.messages();
    if let Some(found) = lowered {
        assert!(messages.is_empty(), "{source}: {messages:?}");
        Ok(found)
    } else {
        assert!(!messages.is_empty(), "{source}: failed without a message");
        Err(messages)
    }
}

fn passes(parameters: &str, body: &str) -> (Function, Lowered) {
    match lowered("", parameters, body) {
        Ok(found) => found,
        Err(messages) => panic!("{body}: {messages:#?}"),
    }
}

/// The graph, its lines joined by `; `.
fn printed(parameters: &str, body: &str) -> String {
    let (_, lowered) = passes(parameters, body);
    lowered.graph.print(&[lowered.source]).replace('\n', "; ")
}

#[track_caller]
fn check(parameters: &str, body: &str, expected: &str) {
    let found = printed(parameters, body);
    assert_eq!(found, expected, "\n{body}");
}

#[track_caller]
fn refused(parameters: &str, body: &str, fragments: &[&str]) {
    match lowered("", parameters, body) {
        Ok((_, lowered)) => panic!("{body} became {}", lowered.graph.print(&[lowered.source])),
        Err(messages) => {
            assert_eq!(
                messages.len(),
                1,
                "one mistake is one message: {messages:#?}"
            );
            for fragment in fragments {
                assert!(
                    messages[0].contains(fragment),
                    "`{fragment}` is not in:\n{}",
                    messages[0]
                );
            }
        }
    }
}

const X: &str = "x: &Array1<f64>, y: &Array1<f64>, s: f64";
const A: &str = "a: &Array2<f64>, b: &Array2<f64>, x: &Array1<f64>, s: f64";

/// The entry checks: `parameter.axis = size`, then `index < limit`.
fn checks(parameters: &str, body: &str) -> Vec<String> {
    let (function, lowered) = passes(parameters, body);
    let dims = &lowered.graph.dims;
    let name = |id| match lowered.graph.kind(id) {
        matgrad_engine::graph::Kind::Input(index) => lowered.graph.inputs[*index].name.clone(),
        _ => unreachable!("{}", function.signature.name),
    };
    let equalities = lowered.environment.equalities.iter();
    let equalities = equalities.map(|e| format!("{}.{} = {}", name(e.input), e.axis, e.rule));
    let bounds = lowered.environment.bounds.iter().map(|b| {
        let relation = if b.inclusive { "≤" } else { "<" };
        format!(
            "{} {relation} {}",
            dims.display(b.index),
            dims.display(b.limit)
        )
    });
    equalities.chain(bounds).collect()
}
