//! `if` expressions and what they decide by.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{BinOp, Expr as SynExpr};

use crate::ast::{Expr, ExprKind, Relation};
use crate::diagnostics::span_of;
use crate::parse::body;
use crate::parse::expression::Reader;

/// The operator, if its value is a truth value.
pub(super) fn relation(operator: &BinOp) -> Option<Relation> {
    Some(match operator {
        BinOp::Lt(_) => Relation::Less,
        BinOp::Le(_) => Relation::AtMost,
        BinOp::Gt(_) => Relation::Greater,
        BinOp::Ge(_) => Relation::AtLeast,
        BinOp::Eq(_) => Relation::Equal,
        BinOp::Ne(_) => Relation::Differs,
        BinOp::And(_) => Relation::Both,
        BinOp::Or(_) => Relation::Either,
        _ => return None,
    })
}

/// What is wrong with an `if`; `None` for those that are read.
pub(super) fn message_of(choice: &syn::ExprIf) -> Option<&'static str> {
    if binds(&choice.cond) {
        Some("`if let` is not read: choose between functions in the caller")
    } else if choice.else_branch.is_none() {
        Some("an `if` without `else` has no value: add `else { … }`")
    } else {
        None
    }
}

/// Whether a condition is a pattern, or holds one: `let Some(y) = x && y > 0.0`.
fn binds(condition: &SynExpr) -> bool {
    match condition {
        SynExpr::Let(_) => true,
        SynExpr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

impl Reader<'_> {
    /// An `if` that [`message_of`] has nothing to say of.
    pub(super) fn choice(&mut self, choice: &syn::ExprIf) -> ExprKind {
        let condition = Box::new(self.read(&choice.cond));
        let then = Box::new(self.branch(&choice.then_branch));
        let otherwise = match &choice.else_branch {
            Some((_, otherwise)) => Box::new(self.read(otherwise)),
            None => return ExprKind::Opaque("an `if` without `else` has no value"),
        };
        ExprKind::If {
            condition,
            then,
            otherwise,
        }
    }

    fn branch(&mut self, block: &syn::Block) -> Expr {
        let tokens: TokenStream = block.to_token_stream();
        Expr {
            kind: ExprKind::Block(body::nested(block, self)),
            span: span_of(&tokens),
            tokens,
        }
    }
}
