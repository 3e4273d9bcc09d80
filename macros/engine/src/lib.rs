//! The compiler behind `#[grad]`.
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

/// Expands `#[grad(attribute)] item`.
#[must_use]
pub fn expand(
    attribute: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let _ = attribute;
    item
}
