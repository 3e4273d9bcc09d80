//! The item as tokens, before and beside any syntax tree: half-typed bodies survive this.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Attributes that only matgrad reads, on parameters.
const OWN: [&str; 2] = ["dims", "structure"];

/// Groups within groups, operators before operands, and other recursion of a parser.
const DEPTH: usize = 96;

/// The item without `#[dims(..)]` and `#[structure(..)]` on parameters and without further
/// `#[grad]`s; token for token the same otherwise.
pub(super) fn strip(item: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let Some(parameters) = parameters(&tokens) else {
        return item;
    };
    let mut kept = without(&tokens[..parameters], &["grad"]);
    let TokenTree::Group(group) = &tokens[parameters] else {
        return item;
    };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    let stripped = without(&inner, &OWN);
    if stripped.len() == inner.len() {
        kept.push(tokens[parameters].clone());
    } else {
        let mut new = Group::new(Delimiter::Parenthesis, stripped.into_iter().collect());
        new.set_span(group.span());
        kept.push(new.into());
    }
    kept.extend_from_slice(&tokens[parameters + 1..]);
    kept.into_iter().collect()
}

/// The tokens up to the body, and an empty body instead of it.
pub(super) fn without_body(item: &TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let parameters = parameters(&tokens)?;
    let is_body = |token: &TokenTree| matches!(token, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace);
    let body = parameters + tokens[parameters..].iter().position(is_body)?;
    let empty: TokenTree = Group::new(Delimiter::Brace, TokenStream::new()).into();
    Some(tokens[..body].iter().cloned().chain([empty]).collect())
}

/// Where the parameter list stands among the tokens of a function.
fn parameters(tokens: &[TokenTree]) -> Option<usize> {
    let function = tokens.iter().position(|token| is_word(token, "fn"))?;
    let mut angles = 0_usize;
    let mut previous = ' ';
    for (index, token) in tokens.iter().enumerate().skip(function + 2) {
        match token {
            TokenTree::Punct(punct) => {
                match punct.as_char() {
                    '<' => angles += 1,
                    // The head of `->` closes nothing.
                    '>' if previous != '-' => angles = angles.saturating_sub(1),
                    _ => {}
                }
                previous = punct.as_char();
            }
            TokenTree::Group(group) if angles == 0 => {
                return (group.delimiter() == Delimiter::Parenthesis).then_some(index);
            }
            _ => previous = ' ',
        }
    }
    None
}

/// The tokens without attributes of these names.
fn without(tokens: &[TokenTree], names: &[&str]) -> Vec<TokenTree> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let named = matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#')
            && tokens
                .get(index + 1)
                .is_some_and(|next| is_attribute(next, names));
        if named {
            index += 2;
        } else {
            kept.push(token.clone());
            index += 1;
        }
    }
    kept
}

fn is_attribute(token: &TokenTree, names: &[&str]) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let path = group.stream().into_iter();
    let is_path = |token: &TokenTree| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    };
    let last = path.take_while(is_path).last();
    group.delimiter() == Delimiter::Bracket
        && last.is_some_and(|name| names.iter().any(|known| is_word(&name, known)))
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// What the attribute stands on, if it is no function with a body.
pub(super) fn other_than_function(item: &TokenStream) -> Option<(TokenTree, String)> {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let kinds = [
        "fn",
        "struct",
        "enum",
        "union",
        "trait",
        "impl",
        "mod",
        "type",
        "static",
        "use",
        "extern",
        "macro_rules",
        "let",
    ];
    let kind_of = |token: &&TokenTree| kinds.iter().any(|kind| is_word(token, kind));
    let Some(token) = tokens.iter().find(kind_of) else {
        let first = tokens.into_iter().next()?;
        return Some((first, "`#[grad]` goes on a function".to_owned()));
    };
    let message = match token.to_string().as_str() {
        "fn" => {
            let bodiless = matches!(tokens.last(), Some(TokenTree::Punct(p)) if p.as_char() == ';');
            if !bodiless {
                return None;
            }
            "a function without a body has no gradient: annotate the one with the body".to_owned()
        }
        "mod" | "impl" | "trait" => format!(
            "`#[grad]` on a `{token}` is not available yet: annotate its functions one by one"
        ),
        kind => format!("`#[grad]` goes on a function, not on a `{kind}`"),
    };
    Some((token.clone(), message))
}

/// The token at which nesting exceeds what the stages may recurse over.
pub(super) fn too_deep(tokens: &TokenStream) -> Option<TokenTree> {
    let mut levels = vec![(tokens.clone().into_iter(), Runs::default())];
    while let Some((rest, runs)) = levels.last_mut() {
        let Some(token) = rest.next() else {
            levels.pop();
            continue;
        };
        if runs.exceeded(&token) || levels.len() > DEPTH {
            return Some(token);
        }
        if let TokenTree::Group(group) = token {
            levels.push((group.stream().into_iter(), Runs::default()));
        }
    }
    None
}

/// Operators in one expression: a chain of them is a tree as deep.
const LINKS: usize = 512;

/// Counts what makes a syntax tree deep without brackets: prefix operators in a row, open angle
/// brackets, assignments, closures and control flow within one statement, chains of operators.
#[derive(Default)]
struct Runs {
    prefixes: usize,
    angles: usize,
    openers: usize,
    links: usize,
    previous: char,
}

const PREFIX_WORDS: [&str; 8] = [
    "mut", "const", "raw", "move", "async", "dyn", "impl", "static",
];
const OPENING_WORDS: [&str; 8] = [
    "else", "return", "break", "yield", "if", "while", "match", "for",
];

impl Runs {
    fn exceeded(&mut self, token: &TokenTree) -> bool {
        let mut prefix = false;
        match token {
            TokenTree::Punct(punct) => {
                prefix = self.punct(punct.as_char());
                self.previous = punct.as_char();
            }
            TokenTree::Ident(ident) => {
                prefix = PREFIX_WORDS.iter().any(|word| ident == word);
                self.openers += usize::from(OPENING_WORDS.iter().any(|word| ident == word));
                self.previous = ' ';
            }
            TokenTree::Group(_) | TokenTree::Literal(_) => self.previous = ' ',
        }
        self.prefixes = if prefix { self.prefixes + 1 } else { 0 };
        self.links > LINKS || self.prefixes.max(self.angles).max(self.openers) > DEPTH
    }

    fn punct(&mut self, punct: char) -> bool {
        match punct {
            ';' => (self.openers, self.links) = (0, 0),
            ',' => self.links = 0,
            '+' | '-' | '*' | '/' | '%' | '.' | '?' | '^' => self.links += 1,
            '<' => self.angles += 1,
            '>' if self.previous == '=' => self.openers = self.openers.saturating_sub(1),
            '>' if self.previous != '-' => self.angles = self.angles.saturating_sub(1),
            '=' | '|' | '@' => self.openers += 1,
            _ => {}
        }
        matches!(punct, '!' | '-' | '*' | '&' | '|' | '.' | '\'')
    }
}
