//! The compiler behind `#[grad]`.

/// Expands `#[grad(attribute)] item`.
#[must_use]
pub fn expand(attribute: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let _ = attribute;
    item
}
