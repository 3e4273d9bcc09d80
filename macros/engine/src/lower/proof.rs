//! The proof that nothing was guessed from a name: the body again, for the type checker alone.
//!
//! Printed from what was read, so that whatever the graph took by its name is proven. A function `path`
//! read as an operation becomes `same(ours, path)`, which takes two values of one type: a user's own
//! `trace` fails to compile at the user's word. Methods stay as they are; the closures around the body
//! hold the traps for them. What was not looked into is a value of its type, from nowhere.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};

use super::snippet::stopping;
use super::syntax::{self, Home};
use crate::ast::{Block, Expr, ExprKind, Let, Relation};
use crate::function::{Function, Proof};

/// The body with its names proven; `opaque` are the `let`s that were not looked into.
pub(super) fn proof(function: &Function, opaque: &[*const Let]) -> Proof {
    let mut printer = Printer {
        function,
        opaque,
        bound: Vec::new(),
        paths: TokenStream::new(),
    };
    let items = function.body.statements.iter();
    let glob = |statement: &Let| statement.item.as_ref().is_some_and(|item| item.glob);
    if items.into_iter().any(glob) {
        // Where a constant imported by `*` hides a parameter, this pattern does not bind.
        for parameter in &function.parameters {
            let name = &parameter.name;
            printer.paths.extend(quote!(let #name = #name;));
        }
    }
    let body = printer.block(&function.body);
    Proof {
        paths: printer.paths,
        body,
    }
}

struct Printer<'p> {
    function: &'p Function,
    opaque: &'p [*const Let],
    /// Names of closures and values in scope.
    bound: Vec<String>,
    /// Proofs of paths that the traps for methods would make ambiguous.
    paths: TokenStream,
}

impl Printer<'_> {
    fn block(&mut self, block: &Block) -> TokenStream {
        let outer = self.bound.len();
        let mut tokens = TokenStream::new();
        for statement in &block.statements {
            self.statement(statement, &mut tokens);
        }
        if let Some(tail) = &block.tail {
            tokens.extend(self.expression(tail));
        }
        self.bound.truncate(outer);
        tokens
    }

    fn statement(&mut self, statement: &Let, tokens: &mut TokenStream) {
        if statement.binds_nothing() {
            return;
        }
        let private = self.private();
        let head = &statement.head;
        let annotation = statement.annotation.as_ref().map(|a| &a.tokens);
        if self.opaque.contains(&std::ptr::from_ref(statement)) {
            let mut value = self.opaque(&statement.value.tokens);
            if statement.item.is_none() {
                if annotation.is_some_and(|ty| !has_blank(ty)) {
                    value = quote!(#private::proof::never());
                }
                tokens.extend(quote!(#head #value;));
            }
        } else {
            let value = self.expression(&statement.value);
            tokens.extend(match annotation {
                // The constant itself stands beside the proof.
                Some(ty) if statement.item.is_some() => quote!(let _: #ty = #value;),
                _ => quote!(#head #value;),
            });
        }
        if statement.item.is_none() {
            let names = statement.names.iter().flatten();
            self.bound.extend(names.map(ToString::to_string));
        }
    }

    /// Tokens that are kept as they are; what cuts a dependence in them is proven.
    fn opaque(&mut self, tokens: &TokenStream) -> TokenStream {
        for path in stopping(tokens) {
            let Some(word) = path.clone().into_iter().last() else {
                continue;
            };
            let scalar = &self.function.signature.scalar;
            let ours = self.item(&quote!(prelude::stop_gradient::<#scalar>), word.span());
            let proven = self.same(&ours, path, word.span());
            self.paths.extend(quote!(let _ = #proven;));
        }
        tokens.clone()
    }

    fn expression(&mut self, expression: &Expr) -> TokenStream {
        match &expression.kind {
            ExprKind::Literal { .. }
            | ExprKind::Truth(_)
            | ExprKind::Path(_)
            | ExprKind::Slice(_) => expression.tokens.clone(),
            ExprKind::Opaque(_) => self.opaque(&expression.tokens),
            ExprKind::Negate(operand) => {
                let operand = self.operand(operand);
                quote!(-#operand)
            }
            ExprKind::Not(operand) => {
                let operand = self.operand(operand);
                quote!(!#operand)
            }
            ExprKind::Transparent(operand) => self.transparent(expression, operand),
            ExprKind::Cast { operand, ty, .. } => self.cast(operand, ty),
            ExprKind::Binary {
                operator,
                operator_span,
                left,
                right,
            } => {
                let (left, right) = (self.operand(left), self.operand(right));
                let mut operator = Punct::new(*operator, Spacing::Alone);
                operator.set_span(*operator_span);
                quote!(#left #operator #right)
            }
            ExprKind::Relation {
                relation,
                left,
                right,
            } => {
                let (left, right) = (self.operand(left), self.operand(right));
                let operator = symbol(*relation);
                quote!(#left #operator #right)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.expression(condition);
                let (then, otherwise) = (self.expression(then), self.expression(otherwise));
                quote!(if #condition #then else #otherwise)
            }
            ExprKind::Call {
                path,
                callee,
                arguments,
                ..
            } => {
                let callee = self.callee(path, callee);
                let arguments = self.all(arguments);
                quote!(#callee(#(#arguments),*))
            }
            ExprKind::Method {
                receiver,
                name,
                turbofish,
                arguments,
            } => self.method(receiver, name, turbofish, arguments),
            ExprKind::Field { operand, index } => {
                let (operand, index) = (self.operand(operand), syn::Index::from(*index));
                quote!(#operand.#index)
            }
            ExprKind::Index { operand, indices } => self.index(expression, operand, indices),
            ExprKind::Closure {
                parameters,
                head,
                body,
            } => self.closure(parameters, head, body),
            ExprKind::Block(block) => {
                let block = self.block(block);
                quote!({ #block })
            }
            ExprKind::Tuple(items) => {
                let items = self.all(items);
                quote!((#(#items,)*))
            }
            ExprKind::Array(items) => {
                let items = self.all(items);
                quote!([#(#items),*])
            }
        }
    }

    fn all(&mut self, expressions: &[Expr]) -> Vec<TokenStream> {
        let printed = expressions.iter().map(|one| self.expression(one));
        printed.collect()
    }

    /// An operand, in parentheses if it could fall apart: a macro's variables come without.
    fn operand(&mut self, operand: &Expr) -> TokenStream {
        let tokens = self.expression(operand);
        let whole = tokens.clone().into_iter().nth(1).is_none();
        match &operand.kind {
            ExprKind::Call { .. } | ExprKind::Method { .. } | ExprKind::Index { .. } => tokens,
            _ if whole => tokens,
            _ => quote!((#tokens)),
        }
    }

    /// `&x`, `*x`, `(x)`.
    fn transparent(&mut self, whole: &Expr, operand: &Expr) -> TokenStream {
        let mark = whole
            .tokens
            .clone()
            .into_iter()
            .find_map(|token| match token {
                TokenTree::Punct(mark) if matches!(mark.as_char(), '&' | '*') => Some(Some(mark)),
                TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => Some(None),
                // An attribute.
                _ => None,
            });
        let Some(mark) = mark.flatten() else {
            let inner = self.expression(operand);
            return quote!((#inner));
        };
        let operand = self.operand(operand);
        quote!(#mark #operand)
    }

    fn cast(&mut self, operand: &Expr, ty: &TokenStream) -> TokenStream {
        let (operand, private) = (self.operand(operand), self.private());
        let named = ty.clone().into_iter().last();
        let cast = quote!(#operand as #ty);
        match named {
            Some(TokenTree::Ident(name)) if syntax::is_primitive(&name.to_string()) => {
                quote!(#private::proof::is::<::core::primitive::#name>(#cast))
            }
            _ => quote!((#cast)),
        }
    }

    fn method(
        &mut self,
        receiver: &Expr,
        name: &Ident,
        turbofish: &TokenStream,
        arguments: &[Expr],
    ) -> TokenStream {
        let (receiver, text) = (self.operand(receiver), name.to_string());
        let arguments = match arguments {
            [
                Expr {
                    kind: ExprKind::Path(path),
                    tokens,
                    ..
                },
            ] if syntax::maps(&text) => vec![self.callee(path, tokens)],
            arguments => self.all(arguments),
        };
        let place = located(name.span());
        let call = quote_spanned!(place=> #receiver.#name #turbofish(#(#arguments),*));
        if text == "into" {
            // What it makes has methods of its own.
            let known = self.item(&quote!(__private::proof::known), name.span());
            return quote!(#known(#call));
        }
        call
    }

    fn index(&mut self, whole: &Expr, operand: &Expr, indices: &[Expr]) -> TokenStream {
        let (operand, printed) = (self.operand(operand), self.all(indices));
        let inside = match whole.tokens.clone().into_iter().last() {
            Some(TokenTree::Group(group)) => group.stream().into_iter().next(),
            _ => None,
        };
        match inside {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                quote!(#operand[[#(#printed),*]])
            }
            Some(TokenTree::Group(_)) if printed.len() > 1 => quote!(#operand[(#(#printed),*)]),
            _ => quote!(#operand[#(#printed),*]),
        }
    }

    /// A closure is borrow-checked by itself, hence the `never` of its own.
    fn closure(&mut self, parameters: &[Ident], head: &TokenStream, body: &Expr) -> TokenStream {
        let outer = self.bound.len();
        let names = parameters.iter().map(ToString::to_string);
        self.bound.extend(names);
        let (body, private) = (self.expression(body), self.private());
        self.bound.truncate(outer);
        quote!(#head { #private::proof::never(); #body })
    }

    /// A function that is called, or handed on to be.
    fn callee(&mut self, path: &[Ident], callee: &TokenStream) -> TokenStream {
        let local = matches!(path, [name] if self.bound.contains(&name.to_string()));
        let home = syntax::home(path, &self.function.signature.scalar);
        let (Some(last), Some(home), false) = (path.last(), home, local) else {
            return callee.clone();
        };
        let of_the_prelude = home.is_the_preludes();
        let user = flat(callee.clone());
        let ours = self.ours(last, home, &user);
        // What it should be cannot be said of this spelling: then it is nothing.
        let ours = ours.unwrap_or_else(|| self.item(&quote!(__private::proof::never), last.span()));
        let proven = self.same(&ours, user.into_iter().collect(), last.span());
        if of_the_prelude {
            // Among the traps, the user's path would be ambiguous.
            self.paths.extend(quote!(let _ = #proven;));
            return ours;
        }
        proven
    }

    /// What a function called `last` has to be.
    fn ours(&self, last: &Ident, home: Home<'_>, user: &[TokenTree]) -> Option<TokenStream> {
        let (place, scalar) = (last.span(), &self.function.signature.scalar);
        let name = |text| Ident::new(text, located(place));
        Some(match home {
            Home::Prelude => {
                let at = user.iter().rposition(|token| is_word(token, last))?;
                let rest: TokenStream = user[at..].iter().cloned().collect();
                self.item(&quote!(prelude::#rest), place)
            }
            Home::Array(owner) => {
                let at = user.iter().position(|token| is_word(token, owner))?;
                let before = user[..at].iter().rposition(|token| !is_path(token));
                let from = before.map_or(0, |before| before + 1);
                let open: TokenStream = user[..from].iter().cloned().collect();
                let rest: TokenStream = user[at..].iter().cloned().collect();
                let array = self.item(&quote!(__private::ndarray::#rest), place);
                quote!(#open #array)
            }
            Home::Axis => self.item(&quote!(__private::ndarray::Axis), place),
            Home::Trait(of) => {
                let of = name(of);
                self.item(&quote!(__private::proof::#of::#last), place)
            }
            Home::Scalar { owner, of, generic } => {
                let owner = if syntax::is_primitive(&owner.to_string()) {
                    quote!(::core::primitive::#owner)
                } else {
                    owner.to_token_stream()
                };
                let Some(of) = of else {
                    return Some(quote!(<#owner>::#last));
                };
                let open = (of == "From").then(|| quote!(<_>));
                let generic = generic.then(|| quote!(::<#scalar>));
                let of = name(of);
                let of = self.item(&quote!(__private::proof::#of), place);
                quote!(<#owner as #of #open>::#last #generic)
            }
        })
    }

    /// `same(ours, user)`: the second of the two is what a mismatch underlines.
    fn same(&self, ours: &TokenStream, user: TokenStream, place: Span) -> TokenStream {
        let same = self.item(&quote!(__private::proof::same), place);
        let comma = quote_spanned!(located(place)=> ,);
        let mut group = Group::new(
            Delimiter::Parenthesis,
            [ours.clone(), comma, user].into_iter().collect(),
        );
        group.set_span(located(place));
        quote!(#same #group)
    }

    fn private(&self) -> TokenStream {
        let runtime = &self.function.options.runtime;
        quote!(#runtime::__private)
    }

    /// An item of the run-time crate, located where the user's word is, so that an error is shown there.
    fn item(&self, path: &TokenStream, place: Span) -> TokenStream {
        let runtime = &self.function.options.runtime;
        let item = quote!(#runtime::#path).into_iter().map(|mut token| {
            token.set_span(token.span().located_at(place));
            token
        });
        item.collect()
    }
}

fn located(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}

/// Tokens without the invisible groups that a macro's variables leave.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let flat = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => flat(group.stream()),
        token => vec![token],
    });
    flat.collect()
}

fn is_word(token: &TokenTree, word: &Ident) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    }
}

/// Whether a type leaves something to be inferred.
fn has_blank(ty: &TokenStream) -> bool {
    ty.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => has_blank(&group.stream()),
        token => token.to_string() == "_",
    })
}

fn symbol(relation: Relation) -> TokenStream {
    match relation {
        Relation::Less => quote!(<),
        Relation::AtMost => quote!(<=),
        Relation::Greater => quote!(>),
        Relation::AtLeast => quote!(>=),
        Relation::Equal => quote!(==),
        Relation::Differs => quote!(!=),
        Relation::Both => quote!(&&),
        Relation::Either => quote!(||),
    }
}
