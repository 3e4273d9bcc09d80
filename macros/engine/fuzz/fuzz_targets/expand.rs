//! Any text that is Rust tokens goes through the macro without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

fuzz_target!(|text: &str| {
    let (attribute, item) = text.split_once('\n').unwrap_or(("", text));
    if let (Ok(attribute), Ok(item)) = (attribute.parse::<TokenStream>(), item.parse::<TokenStream>()) {
        let _ = matgrad_engine::expand(attribute, item);
    }
});
