//! The pages of `docs/policies`: the errors that they quote are the errors that the attribute gives.
//!
//! Their other examples are documentation tests of the crate `matgrad`.

use std::{fs, path::Path};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, LitStr, Meta};

#[test]
fn errors_are_quoted_as_they_are() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policies");
    let mut quoted = 0;
    for page in fs::read_dir(pages).expect("the pages") {
        let page = page.expect("a page").path();
        let text = fs::read_to_string(&page).expect("text");
        let blocks = blocks(&text);
        for (place, (language, code)) in blocks.iter().enumerate() {
            if *language != "rust,compile_fail" {
                continue;
            }
            let (next, quotation) = blocks.get(place + 1).expect("a quotation after the code");
            assert_eq!(
                *next,
                "text",
                "{}: no quotation after\n{code}",
                page.display()
            );
            assert_eq!(
                errors(code),
                [words(quotation)],
                "{}:\n{code}",
                page.display()
            );
            quoted += 1;
        }
    }
    assert!(quoted >= 9, "{quoted} quotations");
}

/// The fenced blocks of a page: language and text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let fenced = page.split("\n```").skip(1).step_by(2);
    fenced
        .map(|block| block.split_once('\n').expect("a language"))
        .collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `#[grad]` has against the function that it stands on.
fn errors(code: &str) -> Vec<String> {
    let shown = |line: &'_ str| line.strip_prefix("# ").unwrap_or(line).to_owned();
    let code: Vec<String> = code.lines().map(shown).collect();
    let file: syn::File = syn::parse_str(&code.join("\n")).expect("Rust");
    let mut functions = file.items.into_iter().filter_map(|item| match item {
        Item::Fn(function) => Some(function),
        _ => None,
    });
    let is_grad = |attribute: &syn::Attribute| attribute.path().is_ident("grad");
    let mut function = functions
        .find(|function| function.attrs.iter().any(is_grad))
        .expect("#[grad]");
    let place = function.attrs.iter().position(is_grad).expect("#[grad]");
    let arguments = match function.attrs.remove(place).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let mut found = Vec::new();
    collect(
        matgrad_engine::expand(arguments, function.into_token_stream()),
        &mut found,
    );
    found
}

/// The messages of the `compile_error!`s in `tokens`.
fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    let mut error = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => error = name == "compile_error",
            TokenTree::Group(group) if error => {
                let message: LitStr = syn::parse2(group.stream()).expect("a message");
                found.push(words(&message.value()));
                error = false;
            }
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
