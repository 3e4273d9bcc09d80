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

/// "1 axis", "2 axes".
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
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

/// What cuts a dependence where it is called.
const STOP: &str = "stop_gradient";

/// The identifiers in tokens, in order; those inside `stop_gradient(..)` only if `stopped`. Names
/// after a `.` or a `::`, which no `let` binds, are left out.
pub fn identifiers(tokens: &TokenStream, stopped: bool) -> Vec<String> {
    let mut found = Vec::new();
    collect(tokens, stopped || redefines(tokens), &mut found);
    found
}

/// The paths that are called and end in what cuts a dependence.
pub fn stopping(tokens: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut paths = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => paths.extend(stopping(&group.stream())),
            TokenTree::Ident(ident) if ident == STOP && is_called(tokens.get(position + 1)) => {
                let of_path = |token: &TokenTree| match token {
                    TokenTree::Ident(_) => true,
                    TokenTree::Punct(punct) => punct.as_char() == ':',
                    _ => false,
                };
                let before = tokens[..position].iter().rposition(|token| !of_path(token));
                let path = &tokens[before.map_or(0, |before| before + 1)..=position];
                paths.push(path.iter().cloned().collect());
            }
            _ => {}
        }
    }
    paths
}

/// Whether a word before this token is called.
fn is_called(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

/// Whether tokens may give `stop_gradient` a meaning of their own.
fn redefines(tokens: &TokenStream) -> bool {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match &token {
            TokenTree::Ident(ident) if ident == STOP => !is_called(tokens.peek()),
            TokenTree::Ident(ident) => ["use", "fn", "macro_rules"]
                .iter()
                .any(|word| ident == word),
            TokenTree::Group(group) => redefines(&group.stream()),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// The names that a literal captures if it is a format: `"{x:?}"`.
fn captured(literal: &str, found: &mut Vec<String>) {
    for part in literal.split('{').skip(1).filter(|_| literal.contains('"')) {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '_');
        let name = &part[..end.unwrap_or(part.len())];
        if !name.is_empty() && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
}

fn collect(tokens: &TokenStream, stopped: bool, found: &mut Vec<String>) {
    let mut previous = ' ';
    let mut stopping = false;
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                stopping = name == STOP && previous != '.';
                if previous != '.' && previous != ':' && !found.contains(&name) {
                    found.push(name);
                }
                previous = 'a';
                continue;
            }
            TokenTree::Group(group) => {
                if stopped || !stopping || group.delimiter() != Delimiter::Parenthesis {
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
            TokenTree::Literal(literal) => {
                captured(&literal.to_string(), found);
                previous = 'a';
            }
        }
        stopping = false;
    }
}
