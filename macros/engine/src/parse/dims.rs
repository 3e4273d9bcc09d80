//! `#[dims(n, 3, _)]` on a parameter.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::Attribute;

use crate::diagnostics::Errors;
use crate::function::DimName;

/// The axes named, if the attribute is there and can be read.
pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Option<Vec<DimName>> {
    let mut found = None;
    for attribute in attributes.iter().filter(|a| is_named(a, "dims")) {
        if found.is_some() {
            errors.error(
                attribute.to_token_stream(),
                "a second `#[dims(..)]` on one parameter: name all axes in one",
            );
            continue;
        }
        let syn::Meta::List(list) = &attribute.meta else {
            errors.error(
                attribute.to_token_stream(),
                "`dims` wants one entry an axis in parentheses: `#[dims(n, d)]`",
            );
            continue;
        };
        found = entries(&list.tokens, errors);
    }
    found
}

/// Whether the last segment of the attribute's path is `name`.
pub(super) fn is_named(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == name)
}

fn entries(tokens: &TokenStream, errors: &mut Errors) -> Option<Vec<DimName>> {
    let parts = split(tokens.clone(), ',');
    let dims: Vec<Option<DimName>> = parts.iter().map(|part| entry(part, errors)).collect();
    dims.into_iter().collect()
}

fn entry(part: &[TokenTree], errors: &mut Errors) -> Option<DimName> {
    match part {
        [TokenTree::Ident(name)] if name == "_" => Some(DimName::Unsaid),
        [TokenTree::Punct(name)] if name.as_char() == '_' => Some(DimName::Unsaid),
        [TokenTree::Ident(name)] => Some(DimName::Symbol(name.clone())),
        [TokenTree::Literal(literal)] => {
            let text = literal.to_string().replace('_', "");
            let digits = text.strip_suffix("usize").unwrap_or(&text);
            match digits.parse::<u64>() {
                Ok(0) => errors.error(
                    &part[0],
                    "an axis of length 0 leaves nothing to differentiate: name the axis, or remove the parameter",
                ),
                Ok(size) if size <= 1 << 40 => return Some(DimName::Fixed(size, literal.span())),
                _ => errors.error(&part[0], WANTED),
            }
            None
        }
        [] => {
            errors.error(
                TokenStream::new(),
                format!("an empty entry in `#[dims(..)]`: {WANTED}"),
            );
            None
        }
        _ => {
            errors.error(part.iter().cloned().collect::<TokenStream>(), WANTED);
            None
        }
    }
}

const WANTED: &str = "an axis is a name (`n`), a length (`3`) or `_`";

/// The parts between separators; a trailing separator adds none.
pub(super) fn split(tokens: TokenStream, separator: char) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == separator => parts.push(Vec::new()),
            token => {
                if let Some(part) = parts.last_mut() {
                    part.push(token);
                }
            }
        }
    }
    if parts.last().is_some_and(Vec::is_empty) {
        parts.pop();
    }
    parts
}
