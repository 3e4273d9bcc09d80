//! The inside of `s![a..b;k, j, NewAxis]`.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr as SynExpr, RangeLimits};

use crate::ast::SliceItem;
use crate::parse::dims::split;
use crate::parse::expression::Reader;

/// The items, or what is wrong with them.
pub(super) fn read(
    tokens: &TokenStream,
    reader: &mut Reader,
) -> Result<Vec<SliceItem>, &'static str> {
    split(tokens.clone(), ',')
        .into_iter()
        .map(|part| item(part, reader))
        .collect()
}

fn item(part: Vec<TokenTree>, reader: &mut Reader) -> Result<SliceItem, &'static str> {
    let parts = split(part.into_iter().collect(), ';');
    let (body, step) = match parts.as_slice() {
        [body] => (body, None),
        [body, step] => (body, Some(read_step(step)?)),
        _ => return Err(WANTED),
    };
    if let Some(TokenTree::Ident(last)) = body.last()
        && last == "NewAxis"
    {
        return Ok(SliceItem::NewAxis);
    }
    match syn::parse2::<SynExpr>(body.iter().cloned().collect()) {
        Ok(SynExpr::Range(range)) => Ok(SliceItem::Range {
            start: range.start.as_deref().map(|start| reader.read(start)),
            end: range.end.as_deref().map(|end| reader.read(end)),
            inclusive: matches!(range.limits, RangeLimits::Closed(_)),
            step: step.unwrap_or(1),
        }),
        Ok(index) if step.is_none() => Ok(SliceItem::Index(reader.read(&index))),
        _ => Err(WANTED),
    }
}

fn read_step(tokens: &[TokenTree]) -> Result<i64, &'static str> {
    let text: String = tokens.iter().map(ToString::to_string).collect();
    match text.parse::<i64>() {
        Ok(0) => Err("the step of a slice can't be 0"),
        Ok(step) => Ok(step),
        Err(_) => Err("the step of a slice must be a literal: `s![a..b;2]`"),
    }
}

const WANTED: &str =
    "an axis of `s![..]` is an index, a range `a..b`, a range with a step `a..b;k`, or `NewAxis`";
