//! The attribute's arguments: the listed parameters and the options.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;

use crate::diagnostics::{Errors, nearest};
use crate::function::Options;
use crate::parse::dims::split;
use crate::parse::signature::{Header, Slot};

const OPTIONS: [&str; 4] = ["allow_zero", "also", "layout", "crate"];

/// Companions that `also(..)` names.
const COMPANIONS: [&str; 6] = ["jvp", "vjp", "jacobian", "hessian", "hvp", "into"];

/// The arguments as far as they could be read.
pub(super) struct Arguments {
    pub(super) options: Options,
    /// Whether the listed parameters are known, or a misspelt name tells which is meant.
    pub(super) certain: bool,
}

/// Reads the arguments.
pub(super) fn read(attribute: TokenStream, header: &Header, errors: &mut Errors) -> Arguments {
    let mut reader = Reader {
        header,
        errors,
        seen: Vec::new(),
        listed: false,
        certain: true,
        options: Options {
            wrt: Vec::new(),
            allow_zero: false,
            numerator: false,
            runtime: quote!(::matgrad),
        },
    };
    for part in split(attribute, ',') {
        reader.argument(&part);
    }
    if !reader.listed {
        reader.first_parameter();
    }
    let certain = reader.certain && !reader.options.wrt.is_empty();
    let options = reader.options;
    Arguments { options, certain }
}

struct Reader<'a> {
    header: &'a Header,
    errors: &'a mut Errors,
    seen: Vec<String>,
    listed: bool,
    certain: bool,
    options: Options,
}

impl Reader<'_> {
    fn argument(&mut self, part: &[TokenTree]) {
        match part {
            [] => self.errors.error(
                TokenStream::new(),
                "an empty argument of `#[grad(..)]`: remove the comma",
            ),
            [TokenTree::Ident(word)] => self.word(word),
            [TokenTree::Ident(word), TokenTree::Punct(equals), value @ ..]
                if equals.as_char() == '=' =>
            {
                self.assignment(word, value);
            }
            [TokenTree::Ident(word), TokenTree::Group(group)]
                if group.delimiter() == Delimiter::Parenthesis =>
            {
                self.list(word, group.stream());
            }
            [TokenTree::Literal(literal)] => {
                let text = literal.to_string();
                let message = match text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
                    Some(name) => {
                        format!("a parameter is listed without quotes: `#[grad({name})]`")
                    }
                    None => WANTED.to_owned(),
                };
                self.unreadable();
                self.errors.error(literal.span(), message);
            }
            part => {
                self.unreadable();
                self.errors
                    .error(part.iter().cloned().collect::<TokenStream>(), WANTED);
            }
        }
    }

    /// `q`, `allow_zero`.
    fn word(&mut self, word: &Ident) {
        let name = word.to_string();
        match name.as_str() {
            "allow_zero" => {
                if self.once(word) {
                    self.options.allow_zero = true;
                }
            }
            "self" => {
                self.unreadable();
                self.errors.error(
                    word,
                    "`self` can't be listed: pass the arrays it holds as parameters",
                );
            }
            _ => self.parameter(word, &name),
        }
    }

    fn parameter(&mut self, word: &Ident, name: &str) {
        self.listed = true;
        let Some(position) = self.position(name) else {
            let message = self.unknown(name);
            self.errors.error(word, message);
            let parameters = self.parameters();
            let near = nearest(name, parameters.iter().map(String::as_str).chain(OPTIONS));
            match near.and_then(|near| self.position(near)) {
                Some(meant) => self.options.wrt.push(meant),
                None => self.certain &= near.is_some() || COMPANIONS.contains(&name),
            }
            return;
        };
        if self.options.wrt.contains(&position) {
            self.errors.error(
                word,
                format!("`{name}` is listed twice: its gradient comes once"),
            );
            return;
        }
        self.options.wrt.push(position);
        if let Some(refusal) = &self.header.slots[position].refusal {
            self.errors
                .error(word, format!("`{name}` can't be listed: {refusal}"));
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        let named = |slot: &Slot| slot.parameter.as_ref().is_some_and(|p| p.name == name);
        self.header.slots.iter().position(named)
    }

    /// An argument that may or may not have meant a parameter.
    fn unreadable(&mut self) {
        self.listed = true;
        self.certain = false;
    }

    /// What a word that is no parameter may have meant.
    fn unknown(&self, name: &str) -> String {
        match name {
            "also" => "`also` names companions in parentheses: `also(hessian)`".to_owned(),
            "layout" => "`layout` wants a value: `layout = \"numerator\"`".to_owned(),
            "crate" => "`crate` wants a path: `crate = path::to::matgrad`".to_owned(),
            name if COMPANIONS.contains(&name) => {
                format!("`{name}` is a companion, not a parameter: `also({name})`")
            }
            name => {
                let parameters: Vec<String> = self.parameters();
                let words = parameters.iter().map(String::as_str).chain(OPTIONS);
                let hint = match nearest(name, words) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its parameters are {}", quoted(&parameters)),
                };
                format!("`{}` has no parameter `{name}`: {hint}", self.header.name)
            }
        }
    }

    fn parameters(&self) -> Vec<String> {
        let named = self
            .header
            .slots
            .iter()
            .filter_map(|slot| slot.parameter.as_ref());
        named.map(|parameter| parameter.name.to_string()).collect()
    }

    /// `layout = "numerator"`, `crate = path`.
    fn assignment(&mut self, word: &Ident, value: &[TokenTree]) {
        let tokens: TokenStream = value.iter().cloned().collect();
        let name = word.to_string();
        let known = matches!(name.as_str(), "layout" | "crate");
        if !known {
            let message = match nearest(&name, OPTIONS) {
                Some(near) if near != name => {
                    format!("no option is named `{name}`: did you mean `{near}`?")
                }
                _ => format!(
                    "`{name}` takes no value with `=`: the options are `layout = \"numerator\"`, `crate = path`, `allow_zero`, `also(..)`"
                ),
            };
            self.errors.error(word, message);
        } else if value.is_empty() {
            let message = self.unknown(&name);
            self.errors.error(word, message);
        } else if self.once(word) && name == "layout" {
            self.layout(&tokens);
        } else if name == "crate" {
            self.runtime(tokens);
        }
    }

    fn layout(&mut self, value: &TokenStream) {
        match value.to_string().as_str() {
            "\"numerator\"" => self.options.numerator = true,
            "\"denominator\"" => self.options.numerator = false,
            _ => self.errors.error(
                value,
                "the layout is \"denominator\" (the parameter's shape, the default) or \"numerator\" (transposed)",
            ),
        }
    }

    fn runtime(&mut self, value: TokenStream) {
        match syn::parse::Parser::parse2(syn::Path::parse_mod_style, value.clone()) {
            Ok(_) => self.options.runtime = value,
            Err(_) => self.errors.error(
                &value,
                "`crate` wants a path without quotes: `crate = path::to::matgrad`",
            ),
        }
    }

    /// `also(hessian)`.
    fn list(&mut self, word: &Ident, list: TokenStream) {
        if word != "also" {
            let name = word.to_string();
            let message = match nearest(&name, OPTIONS) {
                Some(near) => format!("no option is named `{name}(..)`: did you mean `{near}`?"),
                None => format!(
                    "no option is named `{name}(..)`: parameters are listed bare, `#[grad(x, y)]`"
                ),
            };
            self.unreadable();
            self.errors.error(word, message);
            return;
        }
        if !self.once(word) {
            return;
        }
        let parts = split(list, ',');
        if parts.is_empty() {
            self.errors.error(
                word,
                format!(
                    "`also(..)` names no companion: remove it, or name some of {}",
                    quoted(&COMPANIONS)
                ),
            );
        }
        for part in parts {
            let tokens: TokenStream = part.iter().cloned().collect();
            let name = tokens.to_string();
            let message = if COMPANIONS.contains(&name.as_str()) {
                format!(
                    "`{}_{name}` is not available yet: remove `{name}`",
                    self.header.name
                )
            } else {
                let hint = match nearest(&name, COMPANIONS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("they are {}", quoted(&COMPANIONS)),
                };
                format!("no companion is named `{name}`: {hint}")
            };
            self.errors.error(&tokens, message);
        }
    }

    /// Whether an option comes for the first time.
    fn once(&mut self, word: &Ident) -> bool {
        let name = word.to_string();
        let first = !self.seen.contains(&name);
        if first {
            self.seen.push(name);
        } else {
            self.errors.error(word, format!("`{name}` is given twice"));
        }
        first
    }

    /// Without a list, the gradient is with respect to the first parameter.
    fn first_parameter(&mut self) {
        let Some(slot) = self.header.slots.first() else {
            self.errors.error(
                &self.header.name,
                format!(
                    "`{}` has no parameter to differentiate with respect to",
                    self.header.name
                ),
            );
            return;
        };
        let Some(parameter) = &slot.parameter else {
            return;
        };
        self.options.wrt.push(0);
        if let Some(refusal) = &slot.refusal {
            let name = &parameter.name;
            let fits = |slot: &&Slot| slot.refusal.is_none() && slot.parameter.is_some();
            let other = self.header.slots.iter().find(fits);
            let hint = match other.and_then(|slot| slot.parameter.as_ref()) {
                Some(other) => format!("; or list another, `#[grad({})]`", other.name),
                None => String::new(),
            };
            self.errors.error(
                name,
                format!(
                    "`#[grad]` alone is with respect to the first parameter, and `{name}` can't be listed: {refusal}{hint}"
                ),
            );
        }
    }
}

const WANTED: &str = "an argument of `#[grad(..)]` is a parameter's name, `allow_zero`, `layout = \"numerator\"`, `crate = path` or `also(..)`";

/// "`a`, `b` and `c`".
fn quoted<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<String> = words.iter().map(|w| format!("`{}`", w.as_ref())).collect();
    match words.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
