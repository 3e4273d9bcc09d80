//! The compiler behind matgrad's `#[grad]`: reads a Rust function over `ndarray` arrays, derives
//! its gradient symbolically, simplifies it, checks it, plans it and writes it as Rust.
//!
//! The whole public surface for the attribute is [`expand`]; the stages are public for tests,
//! benches and tools, and are not under semantic versioning. The engine does no I/O and reads no
//! clock or environment: the same tokens in, the same tokens out. `ARCHITECTURE.md` is the map.

pub mod ast;
pub mod diagnostics;
pub mod differential;
pub mod differentiate;
pub mod dim;
pub mod dual;
pub mod emit;
pub mod explain;
pub mod function;
pub mod gradient;
pub mod graph;
pub mod interpret;
pub mod lower;
pub mod parse;
pub mod plan;
pub mod rules;
pub mod simplify;
pub mod verify;

use proc_macro2::TokenStream;

use crate::diagnostics::Errors;
use crate::function::{Environment, Function};
use crate::gradient::Gradient;

/// Expands `#[grad(attribute)] item`. On errors: the item as it was, the errors, and stubs of
/// the companions, so that one mistake is one message.
#[must_use]
pub fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let expansion = compile(attribute.clone(), item.clone(), &mut errors);
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
}

/// The stages up to the verified gradient.
pub fn derive(attribute: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<Derived> {
    let function = parse::parse(attribute, item, errors)?;
    let lowered = lower::lower(&function, errors)?;
    let gradient = differentiate::differentiate(lowered.graph, lowered.source, &lowered.wrt);
    let gradient = simplify::simplify(gradient);
    lower::check_dependence(&function, &gradient, errors);
    Some(Derived {
        function,
        environment: lowered.environment,
        gradient,
    })
}

fn compile(attribute: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<TokenStream> {
    let derived = derive(attribute, item, errors)?;
    Some(derived.function.item)
}
