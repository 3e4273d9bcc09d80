//! `#[structure(symmetric)]` on a parameter.

use quote::ToTokens as _;
use syn::Attribute;

use super::dims::is_named;
use crate::diagnostics::{Errors, nearest};
use crate::function::ParameterKind;
use crate::structure::Structure;

/// Other words for structures.
const FOREIGN: [(&str, &str); 6] = [
    ("lower_triangular", "lower"),
    ("upper_triangular", "upper"),
    ("positive_definite", "posdef"),
    ("spd", "posdef"),
    ("hermitian", "symmetric"),
    ("unitary", "orthogonal"),
];

/// The structure promised, if the attribute is there and can be read.
pub(super) fn read(
    attributes: &[Attribute],
    kind: ParameterKind,
    errors: &mut Errors,
) -> Structure {
    let mut found = None;
    for attribute in attributes.iter().filter(|a| is_named(a, "structure")) {
        if found.is_some() {
            errors.error(
                attribute.to_token_stream(),
                "a second `#[structure(..)]` on one parameter: a matrix has one",
            );
            continue;
        }
        found = Some(one(attribute, errors));
        if !matches!(kind, ParameterKind::Array(2)) {
            errors.error(
                attribute.to_token_stream(),
                "only a matrix has a structure: remove the attribute",
            );
        }
    }
    found.unwrap_or_default()
}

fn one(attribute: &Attribute, errors: &mut Errors) -> Structure {
    let names = Structure::NAMES.map(|(name, _)| name);
    let wanted = format!("one of `{}`", names.join("`, `"));
    let list = match &attribute.meta {
        syn::Meta::List(list) => list.tokens.clone(),
        _ => proc_macro2::TokenStream::new(),
    };
    let text = list.to_string();
    let known = Structure::NAMES.iter().find(|(name, _)| *name == text);
    if let Some((_, structure)) = known {
        return *structure;
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    if parts.len() > 1 && parts.iter().all(|part| names.contains(part)) {
        let message =
            "a matrix has one structure: name the narrowest; `posdef` includes `symmetric`";
        errors.error(list, message);
    } else if list.is_empty() {
        let message =
            format!("`structure` wants {wanted}, in parentheses: `#[structure(symmetric)]`");
        errors.error(attribute.to_token_stream(), message);
    } else {
        let foreign = FOREIGN.iter().find(|(foreign, _)| *foreign == text);
        let near = foreign
            .map(|(_, meant)| *meant)
            .or_else(|| nearest(&text, names));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        errors.error(
            list,
            format!("`{text}` is no structure that matgrad knows: {wanted}{hint}"),
        );
    }
    Structure::NONE
}
