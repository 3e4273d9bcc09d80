//! Errors of the user's code: collected, each at its own place, and turned into `compile_error!`s.
//!
//! Stages up to `lower` take `&mut Errors` and return an `Option`, so that one expansion reports
//! everything it found. A text is lower case, says what is wrong, then what to write instead.
//! Knows no operation and no syntax tree, only tokens and their spans.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::ast::Expr;
use crate::function::Parameter;

mod nearest;

pub use crate::diagnostics::nearest::nearest;

/// The errors found so far. Dropping it unread is a bug of the engine.
#[derive(Debug, Default)]
pub struct Errors {
    list: Vec<Error>,
    read: bool,
}

#[derive(Debug)]
struct Error {
    start: Span,
    end: Span,
    message: String,
}

/// What an error can point at.
pub trait Place {
    /// The first and the last span.
    fn ends(&self) -> (Span, Span);
}

/// What a level's grammar forbids, or the check of the code refuses: a fault of the engine.
#[derive(Debug)]
pub struct Illegal {
    /// What is wrong, and with what.
    pub what: String,
    /// The level, printed.
    pub level: String,
}

impl Illegal {
    /// A value of a level that its grammar forbids.
    #[must_use]
    pub fn at(name: &str, what: &str, level: String) -> Self {
        let what = format!("the {name} is not legal: {what}");
        Self { what, level }
    }
}

impl Errors {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records an error that underlines `place`.
    pub fn error(&mut self, place: impl Place, message: impl Into<String>) {
        let (start, end) = place.ends();
        let message = message.into();
        self.list.push(Error {
            start,
            end,
            message,
        });
    }

    /// Records a failure that no code of the user explains: what failed, and the level it failed on, printed.
    pub fn internal(&mut self, place: impl Place, failure: &Illegal) {
        let Illegal { what, level } = failure;
        self.error(
            place,
            format!(
                "internal error in matgrad: {what}; the function is kept; this is a bug, please report it with what follows\n{level}"
            ),
        );
    }

    /// Whether nothing went wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The texts, for tests and tools.
    #[must_use]
    pub fn messages(mut self) -> Vec<String> {
        self.read = true;
        self.list.drain(..).map(|error| error.message).collect()
    }

    /// One `compile_error!` an error, in the order found.
    #[must_use]
    pub fn into_tokens(mut self) -> TokenStream {
        self.read = true;
        self.list.iter().flat_map(Error::tokens).collect()
    }

    /// Forgets what was found: for a second look at code already reported.
    pub fn forget(mut self) {
        self.read = true;
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        debug_assert!(
            self.read || std::thread::panicking(),
            "errors were dropped unread: {:?}",
            self.list
        );
    }
}

impl Error {
    /// `::core::compile_error! { "…" }`. The compiler underlines from the first token's span to
    /// the last one's.
    fn tokens(&self) -> TokenStream {
        let punct = |character, spacing| -> TokenTree {
            let mut punct = Punct::new(character, spacing);
            punct.set_span(self.start);
            punct.into()
        };
        let mut text = Literal::string(&self.message);
        text.set_span(self.end);
        let mut group = Group::new(Delimiter::Brace, TokenTree::from(text).into());
        group.set_span(self.end);
        TokenStream::from_iter([
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            Ident::new("core", self.start).into(),
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            Ident::new("compile_error", self.start).into(),
            punct('!', Spacing::Alone),
            group.into(),
        ])
    }
}

impl<P: Place + ?Sized> Place for &P {
    fn ends(&self) -> (Span, Span) {
        (**self).ends()
    }
}

impl Place for Span {
    fn ends(&self) -> (Span, Span) {
        (*self, *self)
    }
}

impl Place for (Span, Span) {
    fn ends(&self) -> (Span, Span) {
        *self
    }
}

impl Place for Ident {
    fn ends(&self) -> (Span, Span) {
        (self.span(), self.span())
    }
}

impl Place for TokenTree {
    fn ends(&self) -> (Span, Span) {
        (self.span(), self.span())
    }
}

impl Place for TokenStream {
    /// The first and the last token; the attribute itself where there is none.
    fn ends(&self) -> (Span, Span) {
        let mut tokens = self.clone().into_iter();
        match tokens.next() {
            Some(first) => {
                let last = tokens
                    .last()
                    .map_or_else(|| first.span(), |last| last.span());
                (first.span(), last)
            }
            None => (Span::call_site(), Span::call_site()),
        }
    }
}

impl Place for Expr {
    fn ends(&self) -> (Span, Span) {
        self.tokens.ends()
    }
}

impl Place for Parameter {
    fn ends(&self) -> (Span, Span) {
        self.name.ends()
    }
}

/// The span over all of `place`, where the compiler can join spans; the first token's otherwise.
#[must_use]
pub fn span_of(place: &impl Place) -> Span {
    let (start, end) = place.ends();
    start.join(end).unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_becomes_one_compile_error() {
        let mut errors = Errors::new();
        errors.error(Span::call_site(), "first");
        errors.error(Span::call_site(), "second");
        let text = errors.into_tokens().to_string();
        assert_eq!(text.matches("compile_error").count(), 2, "{text}");
        assert!(text.contains("\"second\""), "{text}");
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "dropped unread")]
    fn unread_errors_are_a_bug() {
        drop(Errors::new());
    }
}
