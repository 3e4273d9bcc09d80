//! What the compiler says of a program, before rustc sees it.

use std::str::FromStr as _;

use proc_macro2::{TokenStream, TokenTree};

use crate::generate::Program;

/// What the compiler makes of a program.
pub enum Verdict {
    Accepted,
    /// With the message.
    Refused(String),
    /// A fault of the compiler, which says so.
    Internal(String),
}

/// Expands the program as rustc would have it expanded.
pub fn judge(program: &Program) -> Verdict {
    let read = |text: &str| TokenStream::from_str(text).expect("what is generated is Rust");
    let expansion = matgrad_engine::expand(read(&program.attribute), read(&program.item));
    let mut messages = Vec::new();
    collect(expansion, &mut messages);
    match messages
        .iter()
        .find(|message| message.contains("internal error"))
    {
        Some(message) => Verdict::Internal(message.clone()),
        None if messages.is_empty() => Verdict::Accepted,
        None => Verdict::Refused(messages.join("\n")),
    }
}

/// The literals within `compile_error!`.
fn collect(tokens: TokenStream, messages: &mut Vec<String>) {
    let mut inside = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => inside |= name == "compile_error",
            TokenTree::Group(group) if inside => {
                inside = false;
                let text = group.stream().to_string();
                let literal = text.trim_matches('"');
                messages.push(literal.replace("\\n", "\n").replace("\\\"", "\""));
            }
            TokenTree::Group(group) => collect(group.stream(), messages),
            _ => {}
        }
    }
}
