//! What is not looked into: typed `let`s of any Rust, paths, integers computed at run time.
//!
//! Invariant: none of these may depend on a listed parameter, except under `stop_gradient`.

use crate::structure::Structure;
use std::iter::once;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use super::Lowering;
use super::snippet::{identifiers, snippet};
use super::value::{Value, lookup};
use super::{parameters, syntax};
use crate::ast::{Annotation, Expr, ExprKind, Let, SliceItem};
use crate::dim::Dim;
use crate::graph::{Id, Input, Numeral, Role};

/// The scope of the function's body, after that of its parameters.
pub(super) const BODY: usize = 1;

/// What is not understood.
pub(super) struct Unknown(TokenStream);

impl Lowering<'_> {
    /// Binds a typed `let` as a constant of the rank that its type says.
    pub(super) fn constant_let(
        &mut self,
        statement: &Let,
        annotation: &Annotation,
        unknown: Option<Unknown>,
    ) -> Option<Value> {
        let value = &statement.value;
        if let Some(name) = self.involves(&value.tokens) {
            let tokens = unknown.map_or_else(|| value.tokens.clone(), |found| found.0);
            let what = snippet(&tokens);
            let near = syntax::similar(&tokens);
            let listed = self.function.options.wrt.iter();
            let mut listed = listed.filter_map(|k| self.function.parameters.get(*k));
            let why = if listed.any(|parameter| parameter.name == name) {
                "a parameter of `#[grad(..)]`"
            } else {
                "which depends on a parameter of `#[grad(..)]`"
            };
            let message = format!(
                "matgrad cannot differentiate `{what}`{near}, and this involves `{name}`, {why}: write it with \
                 functions that matgrad knows; `stop_gradient({name})` would leave this dependence out of \
                 the gradient"
            );
            return self.error(value, message);
        }
        if self.depth > 0 {
            return self.error(value, "bind this by a typed `let` outside of the closure");
        }
        self.outside_of_branches(value, "evaluated")?;
        self.outside_of_blocks(&value.tokens, value)?;
        let [Some(name)] = statement.names.as_slice() else {
            let message = "bind this constant to one name, by a `let` of its own";
            return self.error(value, message);
        };
        let hides = lookup(&self.frames, &name.to_string()).is_some();
        if self.frames.len() > BODY + 1 && hides {
            let message = format!(
                "bind this constant outside of the block: here `{name}` hides another `{name}`"
            );
            return self.error(name, message);
        }
        self.constant(name, annotation)
    }

    fn constant(&mut self, name: &Ident, annotation: &Annotation) -> Option<Value> {
        let text = name.to_string();
        let tokens: TokenStream = TokenTree::from(name.clone()).into();
        self.at(name.span());
        let after = self.statements.len() + 1;
        if annotation.integer && parameters::is_usize(&annotation.tokens) {
            let dim = self.integer_symbol(text, tokens);
            self.read_after.integers.pop();
            self.read_after.integers.push(after);
            return Some(Value::Integer(dim));
        }
        let truth = parameters::is_bool(&annotation.tokens);
        let rank = match (annotation.integer || truth, annotation.rank) {
            (true, _) => 0,
            (false, Some(rank)) => rank,
            (false, None) => {
                let message = format!(
                    "`{text}` is a constant of type `{}`; matgrad reads scalars, `usize`, `bool` and \
                     arrays of one or two axes",
                    snippet(&annotation.tokens)
                );
                return self.error(&annotation.tokens, message);
            }
        };
        let shape = self.fresh_shape(&text, rank);
        let numeral = match (annotation.integer, truth) {
            (true, _) => Numeral::Integer,
            (false, true) => Numeral::Truth,
            (false, false) => Numeral::Real,
        };
        let input = Input {
            name: text,
            role: Role::Constant,
            numeral,
            structure: Structure::NONE,
        };
        let id = self.input(input, shape, tokens);
        self.read_after.inputs.pop();
        self.read_after.inputs.push(after);
        Some(match numeral {
            Numeral::Integer => Value::Whole(id),
            Numeral::Truth => Value::Truth(id),
            Numeral::Real => Value::Node(id),
        })
    }

    /// A constant path as a scalar.
    pub(super) fn path_scalar(&mut self, tokens: &TokenStream) -> Id {
        let text = tokens.to_string();
        if let Some((_, id)) = self.scalar_paths.iter().find(|(known, _)| *known == text) {
            return *id;
        }
        let input = Input {
            name: snippet(tokens),
            role: Role::Constant,
            numeral: Numeral::Real,
            structure: Structure::NONE,
        };
        let id = self.input(input, Vec::new(), tokens.clone());
        self.scalar_paths.push((text, id));
        id
    }

    /// A constant path as a truth value.
    pub(super) fn path_truth(&mut self, tokens: &TokenStream) -> Id {
        let input = Input {
            name: snippet(tokens),
            role: Role::Constant,
            numeral: Numeral::Truth,
            structure: Structure::NONE,
        };
        self.input(input, Vec::new(), tokens.clone())
    }

    /// A constant path as an integer.
    pub(super) fn path_integer(&mut self, tokens: &TokenStream) -> Dim {
        let text = tokens.to_string();
        let known = self.integer_paths.iter().find(|(known, _)| *known == text);
        if let Some((_, dim)) = known {
            return *dim;
        }
        let dim = self.integer_symbol(snippet(tokens), tokens.clone());
        self.integer_paths.push((text, dim));
        dim
    }

    /// An integer expression that no polynomial says.
    pub(super) fn runtime_integer(&mut self, expression: &Expr) -> Option<Dim> {
        let tokens = &expression.tokens;
        self.outside_of_branches(expression, "evaluated")?;
        self.outside_of_blocks(tokens, expression)?;
        self.keep_mentioned(tokens);
        Some(self.integer_symbol(snippet(tokens), tokens.clone()))
    }

    /// Refuses names of inner scopes: emitted code evaluates constants before all else.
    fn outside_of_blocks(&mut self, tokens: &TokenStream, place: &Expr) -> Option<()> {
        let mentioned = identifiers(tokens, true);
        let inner = |name: &&String| {
            let frame = self.frames.iter().rposition(|f| f.get(name).is_some());
            frame.is_some_and(|frame| frame > BODY)
        };
        match mentioned.iter().find(inner) {
            None => Some(()),
            Some(name) => self.error(
                place,
                format!(
                    "this is evaluated at entry, where `{name}` is not known: bind both outside of the \
                     block or closure"
                ),
            ),
        }
    }

    /// Refuses, in a branch of an `if`, what is evaluated or checked at entry: it may be what the
    /// condition keeps from failing.
    pub(super) fn outside_of_branches(&mut self, place: &Expr, how: &str) -> Option<()> {
        if self.branches == 0 {
            return Some(());
        }
        let text = snippet(&place.tokens);
        let message = format!(
            "`{text}` is {how} at entry, whether or not this branch is taken: bind it by a `let` before \
             the `if`"
        );
        self.error(place, message)
    }

    /// What of `expression` is not understood, if anything. `bound` are the names of closures
    /// and blocks around it.
    pub(super) fn unknown(&self, expression: &Expr, bound: &mut Vec<String>) -> Option<Unknown> {
        let depth = bound.len();
        let found = self.unknown_here(expression, bound).or_else(|| {
            let mut parts = Vec::new();
            children(expression, bound, &mut parts);
            parts.into_iter().find_map(|part| self.unknown(part, bound))
        });
        bound.truncate(depth);
        found
    }

    fn unknown_here(&self, expression: &Expr, bound: &[String]) -> Option<Unknown> {
        let unknown = |tokens: TokenStream| Some(Unknown(tokens));
        match &expression.kind {
            ExprKind::Opaque(_) => unknown(expression.tokens.clone()),
            ExprKind::Path(segments) => {
                let name = segments.first()?.to_string();
                let local = lookup(&self.frames, &name).and_then(|b| b.value.as_ref());
                let opaque = segments.len() == 1
                    && !bound.contains(&name)
                    && (name == "self" || matches!(local, Some(Value::Opaque)));
                opaque.then(|| Unknown(expression.tokens.clone()))
            }
            ExprKind::Call { path, callee, .. } => {
                let single = path.len() == 1;
                let name = path.first()?.to_string();
                let known = syntax::is_function(path, self)
                    || single && (bound.contains(&name) || lookup(&self.frames, &name).is_some());
                if known {
                    return None;
                }
                unknown(callee.clone())
            }
            ExprKind::Method { name, .. } if !syntax::is_method(&name.to_string()) => {
                unknown(TokenTree::from(name.clone()).into())
            }
            _ => None,
        }
    }
}

/// The direct parts of an expression; names that it binds are added to `bound`.
fn children<'e>(expression: &'e Expr, bound: &mut Vec<String>, parts: &mut Vec<&'e Expr>) {
    match &expression.kind {
        ExprKind::Literal { .. } | ExprKind::Truth(_) | ExprKind::Path(_) | ExprKind::Opaque(_) => {
        }
        ExprKind::Negate(operand)
        | ExprKind::Not(operand)
        | ExprKind::Transparent(operand)
        | ExprKind::Cast { operand, .. }
        | ExprKind::Field { operand, .. } => parts.push(operand),
        ExprKind::Binary { left, right, .. } | ExprKind::Relation { left, right, .. } => {
            parts.extend([&**left, &**right]);
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => parts.extend([&**condition, &**then, &**otherwise]),
        ExprKind::Call { arguments, .. } => parts.extend(arguments),
        ExprKind::Method {
            receiver,
            arguments,
            ..
        } => parts.extend(once(&**receiver).chain(arguments)),
        ExprKind::Index { operand, indices } => parts.extend(once(&**operand).chain(indices)),
        ExprKind::Slice(items) => parts.extend(items.iter().flat_map(slice_parts)),
        ExprKind::Closure {
            parameters, body, ..
        } => {
            bound.extend(parameters.iter().map(ToString::to_string));
            parts.push(body);
        }
        ExprKind::Block(block) => {
            for statement in &block.statements {
                bound.extend(statement.names.iter().flatten().map(ToString::to_string));
            }
            // A typed `let` of the block is read by itself.
            let plain = block
                .statements
                .iter()
                .filter(|s| s.annotation.is_none() && !s.binds_nothing());
            parts.extend(plain.map(|statement| &statement.value));
            parts.extend(block.tail.as_deref());
        }
        ExprKind::Tuple(items) | ExprKind::Array(items) => parts.extend(items),
    }
}

fn slice_parts(item: &SliceItem) -> Vec<&Expr> {
    match item {
        SliceItem::Index(index) => vec![index],
        SliceItem::Range { start, end, .. } => start.iter().chain(end).collect(),
        SliceItem::NewAxis => Vec::new(),
    }
}

/// Replaces `tokens` by a fresh name, and gives the statement that binds it.
pub(super) fn save(
    index: usize,
    kind: &str,
    tokens: &mut TokenStream,
    by_reference: bool,
) -> TokenStream {
    let name = Ident::new(&format!("{kind}_{index}"), Span::mixed_site());
    let read = std::mem::replace(tokens, TokenTree::from(name.clone()).into());
    let punct = |character| TokenTree::from(Punct::new(character, Spacing::Alone));
    let ident = |text| TokenTree::from(Ident::new(text, Span::mixed_site()));
    let mut statement = TokenStream::from_iter([ident("let"), name.into(), punct('=')]);
    statement.extend(by_reference.then(|| punct('&')));
    statement.extend([
        TokenTree::from(Group::new(Delimiter::Parenthesis, read)),
        punct(';'),
    ]);
    statement
}
