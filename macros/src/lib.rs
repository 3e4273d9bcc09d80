//! The `#[grad]` attribute: a thin shell over `matgrad-engine`.

use proc_macro::TokenStream;

/// Derives the gradient of a function over `ndarray` arrays.
#[proc_macro_attribute]
pub fn grad(attribute: TokenStream, item: TokenStream) -> TokenStream {
    matgrad_engine::expand(attribute.into(), item.into()).into()
}
