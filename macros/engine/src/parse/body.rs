//! The body: its statements and its value.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr as SynExpr, Stmt};

use crate::ast::{Block, Expr};
use crate::diagnostics::{Errors, span_of};
use crate::parse::expression::Reader;
use crate::parse::statement;

/// Reads the body of the function whose scalar type is `scalar`.
pub(super) fn read(
    block: &syn::Block,
    scalar: Option<&TokenStream>,
    errors: &mut Errors,
) -> Option<Block> {
    let mut reader = Reader::new(scalar, errors);
    let returned = block.stmts.last().and_then(returned);
    let (before, value) = match (returned, block.stmts.split_last()) {
        (Some(value), Some((_, before))) => (before, Some(value)),
        _ => (block.stmts.as_slice(), None),
    };
    for (position, statement) in before.iter().enumerate() {
        // An `if` in front of others is refused as a whole.
        let tail = value.is_none() && position + 1 == before.len();
        let choice = matches!(statement, Stmt::Expr(expr, _) if statement::is_choice(expr));
        if statement::may_be_kept(statement) && (tail || !choice) {
            refuse_returns(statement.to_token_stream(), reader.errors);
        }
    }
    refuse_returns(value.to_token_stream(), reader.errors);
    let (statements, tail) = match value {
        Some(value) => {
            let statements = before
                .iter()
                .filter_map(|s| statement::read(s, &mut reader))
                .collect();
            (statements, Some(reader.read(value)))
        }
        None => parts(before, &mut reader),
    };
    if tail.is_none() && reader.errors.is_empty() {
        reader.errors.error(
            block.to_token_stream(),
            "the body has no value: end it with an expression, without `;`",
        );
    }
    Some(Block {
        statements,
        tail: Some(Box::new(tail?)),
        span: block.brace_token.span.join(),
    })
}

/// A block within an expression.
pub(super) fn nested(block: &syn::Block, reader: &mut Reader) -> Block {
    let (statements, tail) = parts(&block.stmts, reader);
    Block {
        statements,
        tail: tail.map(Box::new),
        span: span_of(&block.to_token_stream()),
    }
}

fn parts(stmts: &[Stmt], reader: &mut Reader) -> (Vec<crate::ast::Let>, Option<Expr>) {
    let (before, tail) = match stmts.split_last() {
        Some((Stmt::Expr(tail, None), before)) => (before, Some(tail)),
        Some((Stmt::Macro(tail), before)) if tail.semi_token.is_none() => {
            let expr = SynExpr::Macro(syn::ExprMacro {
                attrs: Vec::new(),
                mac: tail.mac.clone(),
            });
            let statements = before.iter().filter_map(|s| statement::read(s, reader));
            return (statements.collect(), Some(reader.read(&expr)));
        }
        _ => (stmts, None),
    };
    let statements = before
        .iter()
        .filter_map(|s| statement::read(s, reader))
        .collect();
    (statements, tail.map(|tail| reader.read(tail)))
}

/// The operand of a final `return`.
fn returned(last: &Stmt) -> Option<&SynExpr> {
    match last {
        Stmt::Expr(SynExpr::Return(found), _) => found.expr.as_deref(),
        _ => None,
    }
}

/// Companions repeat some expressions word for word, where a `return` would leave the companion.
fn refuse_returns(tokens: TokenStream, errors: &mut Errors) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == "return" => errors.error(
                &ident,
                "an early `return` is not read: let the value be the last expression of the body",
            ),
            TokenTree::Group(group) => refuse_returns(group.stream(), errors),
            _ => {}
        }
    }
}
