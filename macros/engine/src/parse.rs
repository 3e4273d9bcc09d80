//! Tokens → [`Function`]: reads the attribute, the signature and the body.
//!
//! Knows Rust's syntax and the spelling of ndarray's types, and no operation. Everything it
//! refuses, it refuses with a message; a body's expression that it does not understand becomes
//! [`crate::ast::ExprKind::Opaque`], since a typed `let` may bind it as a constant.

use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::diagnostics::Errors;
use crate::function::{Function, Parameter, Signature};
use crate::parse::signature::{Header, Output};

mod attribute;
mod body;
mod condition;
mod dims;
mod expression;
mod fallback;
mod item;
mod signature;
mod slice;
mod statement;
mod structure;
mod types;

pub use crate::parse::fallback::fallback;

/// Reads `#[grad(attribute)] item`. `None` if anything is wrong, which `errors` then says.
pub fn parse(attribute: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<Function> {
    let function = read_item(&item, errors)?;
    let header = signature::read(&function.attrs, &function.vis, &function.sig, errors);
    if let Some(token) = &function.modifiers.defaultness {
        errors.error(
            token.span,
            "a `default fn` can be replaced, and its gradient with it: remove `default`",
        );
    }
    let options = attribute::read(attribute, &header, errors).options;
    let scalar = header.output.scalar();
    let body = body::read(&function.block, scalar.as_ref(), errors);
    if !errors.is_empty() {
        return None;
    }
    let body = body?;
    let item = item::strip(item);
    let (signature, parameters) = split(header)?;
    Some(Function {
        options,
        item,
        signature,
        parameters,
        body,
    })
}

/// The item, if it is a function that can be read without exhausting the stack.
fn read_item(item: &TokenStream, errors: &mut Errors) -> Option<ItemFn> {
    if let Some(token) = item::too_deep(item) {
        errors.error(
            &token,
            "this is nested too deeply for matgrad: bind the parts by `let`s",
        );
        return None;
    }
    match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => Some(function),
        Err(error) => {
            match item::other_than_function(item) {
                Some((token, message)) => errors.error(&token, message),
                None => errors.error(
                    error.span(),
                    format!("this is not a function that matgrad can read: {error}"),
                ),
            }
            None
        }
    }
}

fn split(header: Header) -> Option<(Signature, Vec<Parameter>)> {
    let Output::Scalar(scalar) = header.output else {
        return None;
    };
    let parameters = header.slots.into_iter().map(|slot| slot.parameter);
    let signature = Signature {
        attributes: header.attributes,
        visibility: header.visibility,
        name: header.name,
        generics: header.generics,
        where_clause: header.where_clause,
        receiver: header.receiver,
        output: header.output_type,
        output_rank: 0,
        scalar,
    };
    Some((signature, parameters.collect::<Option<_>>()?))
}
