//! The `#[grad]` attribute: a thin shell over `matgrad-engine`.

use proc_macro::TokenStream;

/// Derives the gradient of a function over `ndarray` arrays.
#[proc_macro_attribute]
pub fn grad(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let missing: &[&str] = if cfg!(feature = "faer") {
        &[]
    } else {
        &["faer"]
    };
    matgrad_engine::expand_without(attribute.into(), item.into(), missing).into()
}
