//! Tokens as text for messages, and the identifiers in them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The longest text that messages quote.
const LIMIT: usize = 48;

/// Tokens as a person would write them, cut off where they run long.
pub fn snippet(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(LIMIT).collect();
    match characters.next() {
        Some(_) => format!("{head}…"),
        None => head,
    }
}

fn write(tokens: &TokenStream, text: &mut String) {
    let mut tight = true;
    let mut previous: Option<TokenTree> = None;
    for token in tokens.clone() {
        match &token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(&group.stream(), text);
                text.push_str(close);
                tight = false;
            }
            TokenTree::Punct(punct) => {
                tight = write_punct(punct.as_char(), punct.spacing(), previous.as_ref(), text);
            }
            word => {
                let after_word =
                    matches!(previous, Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
                if !tight && after_word {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                tight = false;
            }
        }
        previous = Some(token);
    }
}

/// Writes a punctuation mark; whether the next token follows without a space.
fn write_punct(
    mark: char,
    spacing: Spacing,
    previous: Option<&TokenTree>,
    text: &mut String,
) -> bool {
    let after_operand = matches!(
        previous,
        Some(TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_))
    );
    match mark {
        ',' | ';' => {
            text.push(mark);
            text.push(' ');
        }
        '+' | '-' | '*' | '/' | '%' | '=' if after_operand && spacing == Spacing::Alone => {
            text.push(' ');
            text.push(mark);
            text.push(' ');
        }
        mark => text.push(mark),
    }
    true
}

/// The identifiers in tokens, in order; those inside `stop_gradient(..)` only if `stopped`. Names
/// after a `.` or a `::`, which no `let` binds, are left out.
pub fn identifiers(tokens: &TokenStream, stopped: bool) -> Vec<String> {
    let mut found = Vec::new();
    collect(tokens, stopped, &mut found);
    found
}

fn collect(tokens: &TokenStream, stopped: bool, found: &mut Vec<String>) {
    let mut previous = ' ';
    let mut stopping = false;
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                stopping = name == "stop_gradient";
                if previous != '.' && previous != ':' && !found.contains(&name) {
                    found.push(name);
                }
                previous = 'a';
                continue;
            }
            TokenTree::Group(group) => {
                if stopped || !stopping {
                    collect(&group.stream(), stopped, found);
                }
                previous = '(';
            }
            // A range's `..` is followed by names, a field's or method's `.` is not a `..`.
            TokenTree::Punct(punct) => {
                previous = match (previous, punct.as_char()) {
                    ('.', '.') => ' ',
                    ('a', ':') if punct.spacing() == Spacing::Alone => ' ',
                    (_, mark) => mark,
                };
            }
            TokenTree::Literal(_) => previous = 'a',
        }
        stopping = false;
    }
}
