//! Statements: `let`s, and the items that are kept beside them. Everything else is refused by name.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Expr as SynExpr, Item, Local, Pat, Stmt, Type, UseTree};

use crate::ast::{self, Annotation, Expr, ExprKind, Let};
use crate::diagnostics::{Errors, span_of};
use crate::parse::dims::is_named;
use crate::parse::expression::{Reader, macro_message, message_of};
use crate::parse::types;

/// Reads a statement; `None` if it binds nothing or was refused.
pub(super) fn read(statement: &Stmt, reader: &mut Reader) -> Option<Let> {
    match statement {
        Stmt::Local(local) => read_let(local, reader),
        Stmt::Item(item) => read_item(item, reader),
        Stmt::Expr(expr, semicolon) => {
            refuse(expr, semicolon.is_some(), reader);
            None
        }
        Stmt::Macro(statement) => {
            reader.errors.error(
                statement.to_token_stream(),
                macro_message(&statement.mac.path),
            );
            None
        }
    }
}

/// Whether companions may repeat the statement: the others are refused as a whole, or are the
/// body's value.
pub(super) fn may_be_kept(statement: &Stmt) -> bool {
    match statement {
        Stmt::Local(local) => local
            .init
            .as_ref()
            .is_none_or(|init| init.diverge.is_none()),
        Stmt::Item(item) => matches!(item, Item::Const(_)),
        Stmt::Macro(_) | Stmt::Expr(SynExpr::Return(_), _) => true,
        Stmt::Expr(expr, semicolon) => semicolon.is_none() && message_of(expr).is_none(),
    }
}

fn read_let(local: &Local, reader: &mut Reader) -> Option<Let> {
    refuse_conditions(&local.attrs, reader.errors);
    if let Some((token, _)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
        reader.errors.error(
            token.span,
            "`let … else` is not read: a gradient is of a function that always has a value; bind a plain name",
        );
        return None;
    }
    let (pattern, ty) = match &local.pat {
        Pat::Type(typed) => (typed.pat.as_ref(), Some(typed.ty.as_ref())),
        pattern => (pattern, None),
    };
    let bound = names(pattern, reader);
    let Some(init) = &local.init else {
        reader.errors.error(
            local.to_token_stream(),
            "a `let` without a value is not read: bind the name where its value is known",
        );
        return None;
    };
    let annotation = ty.map(|ty| annotation(ty, reader));
    let value = reader.read(&init.expr);
    let (names, tuple) = bound?;
    let (pattern, equals) = (&local.pat, &init.eq_token);
    let token = &local.let_token;
    Some(Let {
        names,
        tuple,
        annotation,
        value,
        head: quote!(#token #pattern #equals),
        tokens: local.to_token_stream(),
        item: None,
    })
}

fn annotation(ty: &Type, reader: &Reader) -> Annotation {
    let (rank, integer) = types::annotation(ty, reader.scalar());
    Annotation {
        rank,
        integer,
        tokens: ty.to_token_stream(),
    }
}

type Names = (Vec<Option<Ident>>, bool);

fn names(pattern: &Pat, reader: &mut Reader) -> Option<Names> {
    match pattern {
        Pat::Paren(inner) => names(&inner.pat, reader),
        Pat::Tuple(tuple) => {
            let mut names = Vec::new();
            let read = |pattern| bind(pattern, &mut names, reader);
            let bound: Vec<bool> = tuple.elems.iter().map(read).collect();
            bound
                .into_iter()
                .all(|bound| bound)
                .then_some((names, true))
        }
        pattern => {
            let mut names = Vec::new();
            bind(pattern, &mut names, reader).then_some((names, false))
        }
    }
}

/// Adds a plain name, or `None` for `_`; whether the pattern is one of these.
fn bind(pattern: &Pat, names: &mut Vec<Option<Ident>>, reader: &mut Reader) -> bool {
    let message = match pattern {
        Pat::Ident(pat) => {
            if let Some(token) = &pat.mutability {
                reader.mutable.push(pat.ident.clone());
                reader.errors.error(
                    token.span,
                    "`let mut` is not read yet: bind each new value by its own `let`, under the same name if you like",
                );
                return false;
            }
            if let Some(token) = &pat.by_ref {
                reader.errors.error(
                    token.span,
                    "`ref` is not read: bind a reference, `let x = &y;`",
                );
                return false;
            }
            match &pat.subpat {
                None => {
                    names.push(Some(pat.ident.clone()));
                    return true;
                }
                Some(_) => "`@` is not read",
            }
        }
        Pat::Wild(_) => {
            names.push(None);
            return true;
        }
        Pat::Paren(inner) => return bind(&inner.pat, names, reader),
        Pat::Tuple(_) => "a tuple within a tuple is not read",
        Pat::Type(_) => "a type within a pattern is not read",
        Pat::Rest(_) => "`..` is not read",
        Pat::Reference(_) => "a reference is not taken apart",
        Pat::Slice(_) => "a slice is not taken apart",
        Pat::Struct(_) | Pat::TupleStruct(_) => "a struct is not taken apart",
        Pat::Const(_) | Pat::Lit(_) | Pat::Path(_) | Pat::Range(_) | Pat::Or(_) | Pat::Guard(_) => {
            "a pattern that may fail is not read"
        }
        Pat::Macro(_) => "a macro as pattern is not read",
        Pat::Verbatim(_) => "this pattern is not read",
        _ => "this pattern is newer than matgrad",
    };
    reader.errors.error(
        pattern.to_token_stream(),
        format!("{message}: bind names or a tuple of names, `let (n, d) = x.dim();`"),
    );
    false
}

fn read_item(item: &Item, reader: &mut Reader) -> Option<Let> {
    let message = match item {
        Item::Const(item) => {
            refuse_conditions(&item.attrs, reader.errors);
            return Some(Let {
                names: vec![Some(item.ident.clone())],
                tuple: false,
                annotation: Some(annotation(&item.ty, reader)),
                value: reader.read(&item.expr),
                head: TokenStream::new(),
                tokens: item.to_token_stream(),
                item: Some(ast::Item {
                    names: vec![item.ident.clone()],
                    glob: false,
                    constant: true,
                }),
            });
        }
        Item::Use(item) => {
            refuse_conditions(&item.attrs, reader.errors);
            let mut declared = ast::Item {
                names: Vec::new(),
                glob: false,
                constant: false,
            };
            imports(&item.tree, None, &mut declared);
            return Some(kept(item.to_token_stream(), declared));
        }
        Item::Type(item) => {
            refuse_conditions(&item.attrs, reader.errors);
            let declared = ast::Item {
                names: vec![item.ident.clone()],
                glob: false,
                constant: false,
            };
            return Some(kept(item.to_token_stream(), declared));
        }
        Item::Fn(_) => "an inner `fn` is not read yet: write its body where it is called",
        Item::Static(_) => "a `static` is not read: use a `const`",
        Item::Macro(_) => "a macro is not read: write out what it expands to",
        Item::Struct(_) | Item::Enum(_) | Item::Union(_) => {
            "a type is not declared inside a function with a gradient: move it out"
        }
        Item::Trait(_) | Item::TraitAlias(_) | Item::Impl(_) => {
            "a trait or `impl` may change what a call means: move it out of the function"
        }
        Item::Mod(_) | Item::ExternCrate(_) | Item::ForeignMod(_) => {
            "a module or crate is not declared inside a function with a gradient: move it out"
        }
        Item::Verbatim(_) => "this item is not read: move it out of the function",
        _ => "this item is newer than matgrad: move it out of the function",
    };
    reader.errors.error(item.to_token_stream(), message);
    None
}

/// Collects the names that a `use` imports; `module` is what `self` stands for.
fn imports(tree: &UseTree, module: Option<&Ident>, declared: &mut ast::Item) {
    match tree {
        UseTree::Path(path) => imports(&path.tree, Some(&path.ident), declared),
        UseTree::Name(name) if name.ident == "self" => declared.names.extend(module.cloned()),
        UseTree::Name(name) => declared.names.push(name.ident.clone()),
        UseTree::Rename(renamed) => declared.names.push(renamed.rename.clone()),
        UseTree::Glob(_) => declared.glob = true,
        UseTree::Group(group) => {
            for tree in &group.items {
                imports(tree, module, declared);
            }
        }
    }
}

/// An item without a value.
fn kept(tokens: TokenStream, declared: ast::Item) -> Let {
    Let {
        names: Vec::new(),
        tuple: false,
        annotation: None,
        value: Expr {
            kind: ExprKind::Opaque("an item has no value"),
            span: span_of(&tokens),
            tokens: tokens.clone(),
        },
        head: TokenStream::new(),
        tokens,
        item: Some(declared),
    }
}

/// `#[cfg]`s inside a body reach the macro unexpanded.
fn refuse_conditions(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes {
        if is_named(attribute, "cfg") || is_named(attribute, "cfg_attr") {
            errors.error(
                attribute.to_token_stream(),
                "a statement under a condition is not read: put `#[cfg]` on two functions",
            );
        }
    }
}

/// A statement that is an expression: its value is dropped, so it could only have side effects.
fn refuse(expr: &SynExpr, semicolon: bool, reader: &mut Reader) {
    // `return`s are reported together, an assignment to a `let mut` with the `let`.
    let reported = match expr {
        SynExpr::Return(_) => true,
        SynExpr::Assign(assign) => is_mutable(&assign.left, reader),
        SynExpr::Binary(binary) => is_mutable(&binary.left, reader) && message_of(expr).is_some(),
        _ => false,
    };
    if reported {
        return;
    }
    let message = match message_of(expr) {
        _ if is_choice(expr) => {
            "an `if` that is a statement is not read yet: bind its value, `let y = if … { … } else { … };`"
        }
        Some(message) => message,
        None if semicolon => {
            "the value of this statement is dropped: bind it by `let`, or remove the `;` if it is the result"
        }
        None => "the value of this block is dropped: bind it by `let`, or remove it",
    };
    reader.errors.error(expr.to_token_stream(), message);
}

/// Whether an expression is an `if`.
pub(super) fn is_choice(expr: &SynExpr) -> bool {
    matches!(expr, SynExpr::If(_))
}

/// Whether the place assigned to belongs to a refused `let mut`.
fn is_mutable(place: &SynExpr, reader: &Reader) -> bool {
    match place {
        SynExpr::Path(path) => reader.mutable.iter().any(|name| path.path.is_ident(name)),
        SynExpr::Index(index) => is_mutable(&index.expr, reader),
        SynExpr::Field(field) => is_mutable(&field.base, reader),
        SynExpr::Unary(unary) => is_mutable(&unary.expr, reader),
        _ => false,
    }
}
