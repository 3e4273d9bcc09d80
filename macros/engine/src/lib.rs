//! The compiler behind `#[grad]`.
pub mod ast;
pub mod dim;
pub mod dual;
pub mod function;
pub mod gradient;
pub mod graph;
pub mod rules;

/// Expands `#[grad(attribute)] item`.
#[must_use]
pub fn expand(
    attribute: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let _ = attribute;
    item
}
