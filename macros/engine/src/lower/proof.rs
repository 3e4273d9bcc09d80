//! The proof that nothing was guessed from a name: the body again, for the type checker alone.
//!
//! Each call `path(..)` read as an operation becomes `same(ours, path)(..)`, where `same` takes
//! two values of one type: a user's own `trace` fails to compile at the user's call. Statements
//! that were not looked into stay as they are, but for what cuts the dependence: `stop_gradient`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use super::value::Statement;
use crate::function::Function;
use crate::rules;

/// Types whose constructors must be ndarray's.
const ARRAYS: [&str; 3] = ["Array", "Array1", "Array2"];

/// The body with its calls proven.
pub(super) fn proof(function: &Function, statements: &[Statement]) -> TokenStream {
    let bound: Vec<String> = statements.iter().flat_map(|s| s.names.clone()).collect();
    let rewriter = |only| Rewriter {
        runtime: &function.options.runtime,
        bound: &bound,
        only,
    };
    let opaque: Vec<String> = statements
        .iter()
        .filter(|statement| statement.opaque)
        .map(|statement| statement.tokens.to_string())
        .collect();
    let mut proof = TokenStream::new();
    for statement in &function.body.statements {
        let kept = opaque.contains(&statement.tokens.to_string());
        proof.extend(if kept || statement.is_item() {
            rewriter(Some("stop_gradient")).rewrite(&statement.tokens)
        } else {
            rewriter(None).rewrite(&statement.tokens)
        });
    }
    if let Some(tail) = &function.body.tail {
        proof.extend(rewriter(None).rewrite(&tail.tokens));
    }
    proof
}

struct Rewriter<'r> {
    runtime: &'r TokenStream,
    bound: &'r [String],
    /// The one name to prove, if not all are.
    only: Option<&'static str>,
}

impl Rewriter<'_> {
    fn rewrite(&self, tokens: &TokenStream) -> TokenStream {
        let mut out: Vec<TokenTree> = Vec::new();
        // Where in `out` the path that ends here begins; `None` if no path ends here.
        let mut path: Option<usize> = None;
        for token in tokens.clone() {
            match token {
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), self.rewrite(&group.stream()));
                    inner.set_span(group.span());
                    if group.delimiter() == Delimiter::Parenthesis
                        && let Some(start) = path
                    {
                        self.prove(&mut out, start);
                    }
                    out.push(inner.into());
                    path = None;
                }
                TokenTree::Ident(ident) => {
                    let method = matches!(out.last(), Some(TokenTree::Punct(p)) if p.as_char() == '.')
                        && !is_range(&out);
                    let inside = path.is_some_and(|start| generic_depth(&out[start..]) > 0);
                    if !inside && (!continues(&out) || path.is_none()) {
                        let starts = !method && !follows_a_type(&out);
                        path = starts.then_some(out.len());
                    }
                    out.push(ident.into());
                }
                // `::`, and the generic arguments between: `Array1::<f64>::ones`.
                TokenTree::Punct(punct) => {
                    if !belongs_to_path(punct.as_char(), &out, path) {
                        path = None;
                    }
                    out.push(punct.into());
                }
                TokenTree::Literal(literal) => {
                    path = None;
                    out.push(literal.into());
                }
            }
        }
        out.into_iter().collect()
    }

    /// Replaces the path `out[start..]`, about to be called, by its proof.
    fn prove(&self, out: &mut Vec<TokenTree>, start: usize) {
        let words: Vec<Ident> = path_words(&out[start..]);
        let Some(last) = words.last() else { return };
        let name = last.to_string();
        let owner = words.iter().rev().nth(1).map(ToString::to_string);
        let constructor = owner
            .as_deref()
            .is_some_and(|owner| ARRAYS.contains(&owner));
        let scalar = owner
            .as_deref()
            .is_some_and(|owner| matches!(owner, "f64" | "f32"));
        let local = words.len() == 1 && self.bound.contains(&name);
        if self.only.is_some_and(|only| only != name) {
            return;
        }
        if local || scalar || (!constructor && rules::with_name(&name).is_none()) {
            return;
        }
        let path: TokenStream = out[start..].iter().cloned().collect();
        let span = Span::mixed_site().located_at(last.span());
        let ours = if constructor {
            let owner = owner.unwrap_or_default();
            let from = out[start..]
                .iter()
                .position(|t| matches!(t, TokenTree::Ident(ident) if *ident == owner));
            let rest = out[start + from.unwrap_or(0)..].iter().cloned();
            let mut ours = self.item(&["__private", "ndarray"], span);
            ours.extend(separator(span));
            ours.extend(rest);
            ours
        } else {
            let mut ours = self.item(&["prelude"], span);
            ours.extend(separator(span));
            let turbofish = out[start..].iter().cloned();
            let from = words.len().saturating_sub(1);
            ours.extend(skip_words(turbofish, from));
            ours
        };
        // The second of the two is what a mismatch underlines: the user's.
        let mut arguments = ours;
        let mut comma = Punct::new(',', Spacing::Alone);
        comma.set_span(span);
        arguments.extend([TokenTree::from(comma)]);
        arguments.extend(path);
        let mut group = Group::new(Delimiter::Parenthesis, arguments);
        group.set_span(span);
        let same = self.item(&["__private", "proof", "same"], span);
        out.truncate(start);
        out.extend(same);
        out.push(group.into());
    }

    /// `#runtime::a::b`.
    fn item(&self, words: &[&str], span: Span) -> TokenStream {
        // Located where the call is, so that an error is shown there; resolved as it was written.
        let located = self.runtime.clone().into_iter().map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        });
        let mut tokens: TokenStream = located.collect();
        for word in words {
            tokens.extend(separator(span));
            tokens.extend([TokenTree::from(Ident::new(word, span))]);
        }
        tokens
    }
}

fn separator(span: Span) -> [TokenTree; 2] {
    [Spacing::Joint, Spacing::Alone].map(|spacing| {
        let mut colon = Punct::new(':', spacing);
        colon.set_span(span);
        colon.into()
    })
}

/// Whether `..` precedes: a range, not a method.
fn is_range(out: &[TokenTree]) -> bool {
    let dots = out.iter().rev().take(2).filter(|t| is_mark(t, '.'));
    dots.count() == 2
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// Whether a word here continues a path: after `::`.
fn continues(out: &[TokenTree]) -> bool {
    let colons = out.iter().rev().take(2).filter(|t| is_mark(t, ':'));
    colons.count() == 2
}

/// Whether a word here belongs to a type in brackets: after `<f64>::`, which says itself whose it is.
fn follows_a_type(out: &[TokenTree]) -> bool {
    let before = out.iter().rev().nth(2);
    continues(out) && before.is_some_and(|t| is_mark(t, '>'))
}

/// Whether a mark can stand within a path: `::`, and the brackets of generic arguments after it.
fn belongs_to_path(mark: char, out: &[TokenTree], path: Option<usize>) -> bool {
    let open = path.is_some_and(|start| generic_depth(&out[start..]) > 0);
    match mark {
        ':' => true,
        '<' => open || continues(out),
        _ => open,
    }
}

fn generic_depth(path: &[TokenTree]) -> usize {
    let opened = path.iter().filter(|t| is_mark(t, '<')).count();
    opened.saturating_sub(path.iter().filter(|t| is_mark(t, '>')).count())
}

/// The words of a path, without those of its generic arguments.
fn path_words(path: &[TokenTree]) -> Vec<Ident> {
    let mut words = Vec::new();
    let mut depth = 0_usize;
    for token in path {
        match token {
            TokenTree::Ident(ident) if depth == 0 => words.push(ident.clone()),
            token if is_mark(token, '<') => depth += 1,
            token if is_mark(token, '>') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words
}

/// A path from its word of this position on.
fn skip_words(path: impl Iterator<Item = TokenTree>, count: usize) -> Vec<TokenTree> {
    let mut depth = 0_usize;
    let mut seen = 0;
    let mut kept = Vec::new();
    for token in path {
        match &token {
            TokenTree::Ident(_) if depth == 0 => seen += 1,
            token if is_mark(token, '<') => depth += 1,
            token if is_mark(token, '>') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if seen > count {
            kept.push(token);
        }
    }
    kept
}
