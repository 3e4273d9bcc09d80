//! Code → tokens: the user's item, then its companions. Takes no decision.
//!
//! Emitted code reads its arguments once, checks their dimensions before any work, and then has one
//! named intermediate a line. It names only `…::__private` by absolute path and the user's own items;
//! its locals are hygienic; it holds no `unsafe`, no indexing and no `unwrap`.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};

use crate::code::Code;
use crate::companion::{Claim, Companion, Root};
use crate::dim::Dims;
use crate::function::{self, Environment, Function, Signature};
use crate::gradient::Gradient;

mod entry;
mod scalar;
mod statement;
mod sweep;

use entry::Names;

/// A companion to write.
pub struct Documented<'a> {
    /// What it computes, and how.
    pub companion: &'a Companion,
    /// The lines of its documentation.
    pub docs: Vec<String>,
    /// Documentation for rustdoc alone.
    pub mathml: &'a str,
}

/// What the writers of single lines share.
struct Scope<'a> {
    /// `…::__private`.
    private: Repeated,
    /// The scalar type.
    scalar: Repeated,
    /// The same as text.
    scalar_text: String,
    dims: &'a Dims,
    names: Names,
    code: &'a Code,
}

/// The user's item and its companions.
#[must_use]
pub fn emit(
    function: &Function,
    environment: &Environment,
    gradient: &Gradient,
    companions: &[Documented],
) -> TokenStream {
    // The companions compute without calling the function, which is used all the same.
    let mut tokens = quote!(#[allow(dead_code)]);
    function.item.to_tokens(&mut tokens);
    let head = quote! {
        #[track_caller]
        #[allow(
            unused, unreachable_code, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
            non_snake_case, deprecated, unused_qualifications, missing_docs, unstable_name_collisions
        )]
    };
    let mut common = Common {
        head: Repeated::new(head),
        docs: BTreeMap::new(),
    };
    for one in companions {
        tokens.extend(write(function, environment, gradient, one, &mut common));
    }
    tokens
}

/// Tokens that stand in many places: copied one by one, which costs less than joining streams.
struct Repeated(Vec<TokenTree>);

impl Repeated {
    fn new(tokens: TokenStream) -> Self {
        Self(tokens.into_iter().collect())
    }
}

impl ToTokens for Repeated {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for token in &self.0 {
            tokens.append(token.clone());
        }
    }
}

/// What companions have in common in front of their signatures.
struct Common {
    /// For the compiler.
    head: Repeated,
    /// `[doc = "…"]` of each line so far.
    docs: BTreeMap<String, Group>,
}

fn write(
    function: &Function,
    environment: &Environment,
    gradient: &Gradient,
    one: &Documented,
    common: &mut Common,
) -> TokenStream {
    let signature = &function.signature;
    let runtime = &function.options.runtime;
    let (row, code) = (one.companion.row, &one.companion.code);
    let name = function::companion(&signature.name, row.suffix);
    let scope = Scope {
        private: Repeated::new(quote!(#runtime::__private)),
        scalar: Repeated::new(signature.scalar.clone()),
        scalar_text: signature.scalar.to_string(),
        dims: &gradient.graph.dims,
        names: Names::new(function, &gradient.graph, code),
        code,
    };
    let mut body = TokenStream::new();
    for item in &environment.items {
        item.to_tokens(&mut body);
    }
    if !row.gives_value() {
        body.extend(proof(function, environment, &scope));
    }
    for statement in &environment.statements {
        statement.to_tokens(&mut body);
    }
    scope.entry(&name, environment, &gradient.graph, &mut body);
    scope.statements(&code.statements, &mut body);
    let (result, output) = scope.result(gradient, &one.companion.roots);
    body.extend(result);
    let body = Group::new(Delimiter::Brace, body);
    let mut tokens = documentation(signature, one, &mut common.docs);
    let head = &common.head;
    let Signature {
        attributes,
        visibility,
        generics,
        where_clause,
        receiver,
        ..
    } = signature;
    let receiver = (!receiver.is_empty()).then(|| quote!(#receiver,));
    let parameters = function
        .parameters
        .iter()
        .map(|parameter| &parameter.tokens);
    tokens.extend(quote! {
        #(#attributes)*
        #head
        #visibility fn #name #generics (#receiver #(#parameters),*) -> #output #where_clause #body
    });
    tokens
}

/// The documentation of a companion; `known` are lines that another has, whose text is escaped already.
fn documentation(
    signature: &Signature,
    one: &Documented,
    known: &mut BTreeMap<String, Group>,
) -> TokenStream {
    // A method is not in scope where its documentation is read.
    let link = format!("[`{}`]", signature.name);
    let plain = link.trim_matches(['[', ']']);
    let mut tokens = TokenStream::new();
    let mut push = |line: String, attribute: fn(&str) -> TokenStream| {
        let group = known
            .entry(line)
            .or_insert_with_key(|line| Group::new(Delimiter::Bracket, attribute(line)));
        tokens.append(Punct::new('#', Spacing::Alone));
        tokens.append(group.clone());
    };
    for line in &one.docs {
        let line = if signature.receiver.is_empty() {
            format!(" {line}")
        } else {
            format!(" {}", line.replace(&link, plain))
        };
        push(line, |line| quote!(doc = #line));
    }
    if !one.mathml.is_empty() {
        for text in ["", one.mathml] {
            push(text.to_owned(), |text| quote!(cfg_attr(doc, doc = #text)));
        }
    }
    tokens
}

/// Closures that are never called: their types show that each name of the body is what it seems.
/// One for each level at which a trait of the user's could offer a method before ndarray does;
/// one companion holds them for all.
fn proof(function: &Function, environment: &Environment, scope: &Scope) -> TokenStream {
    let (private, body, output) = (
        &scope.private,
        &environment.proof.body,
        &function.signature.output,
    );
    let paths = &environment.proof.paths;
    let is_parameter = !matches!(scope.scalar_text.as_str(), "f64" | "f32");
    let of_parameters = is_parameter.then(|| quote!(use #private::proof::of_parameters::*;));
    // After `never` they are not borrow-checked: each may move the same owned parameter.
    let levels = [
        (quote!(by_reference), of_parameters),
        (quote!(by_value), None),
    ];
    let levels = levels.into_iter().map(|(level, more)| {
        quote! {
            let _ = || -> #output {
                use #private::proof::#level::*;
                #more
                #private::proof::never();
                #body
            };
        }
    });
    quote! {
        if false {
            #private::proof::never();
            #paths
            #(#levels)*
        }
    }
}

impl Scope<'_> {
    /// The expression that is returned, and its type.
    fn result(&self, gradient: &Gradient, roots: &[Root]) -> (TokenStream, TokenStream) {
        let (mut values, mut slopes) = (Typed::default(), Typed::default());
        for (slot, root) in self.code.results.iter().zip(roots) {
            let part = match root.claim {
                Claim::Value => &mut values,
                Claim::Slope { .. } => &mut slopes,
            };
            part.0.push(self.names.slot(*slot).to_token_stream());
            part.1.push(self.array_type(gradient.graph.rank(root.node)));
        }
        let slopes = slopes.together();
        values.0.push(slopes.0);
        values.1.push(slopes.1);
        values.together()
    }

    fn array_type(&self, rank: usize) -> TokenStream {
        let (private, scalar) = (&self.private, &self.scalar);
        match rank {
            0 => quote!(#scalar),
            1 => quote!(#private::ndarray::Array1<#scalar>),
            _ => quote!(#private::ndarray::Array2<#scalar>),
        }
    }

    fn local(&self, slot: crate::plan::Slot) -> &Ident {
        self.names.slot(slot)
    }
}

/// Expressions and their types.
#[derive(Default)]
struct Typed(Vec<TokenStream>, Vec<TokenStream>);

impl Typed {
    /// One as it is, several as a tuple.
    fn together(&self) -> (TokenStream, TokenStream) {
        let Self(values, types) = self;
        match (values.as_slice(), types.as_slice()) {
            ([only], [one]) => (only.clone(), one.clone()),
            _ => (quote!((#(#values),*)), quote!((#(#types),*))),
        }
    }
}
