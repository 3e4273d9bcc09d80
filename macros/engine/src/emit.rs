//! Plans → tokens: the user's item, then its companions. Takes no decision.
//!
//! Emitted code reads its arguments once, checks their dimensions before any work, and then has one
//! named intermediate a line. It names only `…::__private` by absolute path and the user's own items;
//! its locals are hygienic; it holds no `unsafe`, no indexing and no `unwrap`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::dim::Dims;
use crate::function::{Environment, Function, Signature, companion};
use crate::gradient::Gradient;
use crate::plan::Plan;

mod entry;
mod nest;
mod scalar;
mod step;

use entry::Names;

/// A companion to write.
pub struct Companion<'a> {
    /// `grad`, `value_and_grad`.
    pub suffix: &'static str,
    /// How it is computed: the results are the value, where asked for, then the partials.
    pub plan: &'a Plan,
    /// Whether the first result is the value.
    pub value: bool,
    /// The lines of its documentation.
    pub docs: Vec<String>,
    /// Documentation for rustdoc alone.
    pub mathml: &'a str,
}

/// What the writers of single lines share.
struct Scope<'a> {
    /// `…::__private`.
    private: TokenStream,
    /// The scalar type.
    scalar: TokenStream,
    dims: &'a Dims,
    names: Names,
    plan: &'a Plan,
}

/// The user's item and its companions.
#[must_use]
pub fn emit(
    function: &Function,
    environment: &Environment,
    gradient: &Gradient,
    companions: &[Companion],
) -> TokenStream {
    let item = &function.item;
    let companions = companions
        .iter()
        .map(|one| write(function, environment, gradient, one));
    // The companions compute without calling the function, which is used all the same.
    quote!(#[allow(dead_code)] #item #(#companions)*)
}

fn write(
    function: &Function,
    environment: &Environment,
    gradient: &Gradient,
    one: &Companion,
) -> TokenStream {
    let signature = &function.signature;
    let runtime = &function.options.runtime;
    let name = companion(&signature.name, one.suffix);
    let scope = Scope {
        private: quote!(#runtime::__private),
        scalar: signature.scalar.clone(),
        dims: &gradient.graph.dims,
        names: Names::new(function, &gradient.graph, one.plan),
        plan: one.plan,
    };
    let proof = (!one.value).then(|| proof(function, environment, &scope));
    let statements = &environment.statements;
    let entry = scope.entry(&name, environment, &gradient.graph);
    let steps = one.plan.steps.iter().map(|step| scope.step(step));
    let (result, output) = scope.result(function, gradient, one);
    let docs = documentation(signature, one);
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
    quote! {
        #docs
        #(#attributes)*
        #[track_caller]
        #[allow(
            unused, unreachable_code, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
            non_snake_case, deprecated, unused_qualifications, missing_docs, unstable_name_collisions
        )]
        #visibility fn #name #generics (#receiver #(#parameters),*) -> #output #where_clause {
            #proof
            #(#statements)*
            #entry
            #(#steps)*
            #result
        }
    }
}

fn documentation(signature: &Signature, one: &Companion) -> TokenStream {
    // A method is not in scope where its documentation is read.
    let link = format!("[`{}`]", signature.name);
    let plain = link.trim_matches(['[', ']']);
    let lines = one.docs.iter().map(|line| {
        let line = if signature.receiver.is_empty() {
            format!(" {line}")
        } else {
            format!(" {}", line.replace(&link, plain))
        };
        quote!(#[doc = #line])
    });
    let mathml = (!one.mathml.is_empty()).then(|| {
        let text = one.mathml;
        quote!(#[cfg_attr(doc, doc = "")] #[cfg_attr(doc, doc = #text)])
    });
    quote!(#(#lines)* #mathml)
}

/// Closures that are never called: their types show that each name of the body is what it seems.
/// One for each level at which a trait of the user's could offer a method before ndarray does;
/// one companion holds them for all.
fn proof(function: &Function, environment: &Environment, scope: &Scope) -> TokenStream {
    let (private, body, output) = (
        &scope.private,
        &environment.proof,
        &function.signature.output,
    );
    let is_parameter = !matches!(scope.scalar.to_string().as_str(), "f64" | "f32");
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
            #(#levels)*
        }
    }
}

impl Scope<'_> {
    /// The expression that is returned, and its type.
    fn result(
        &self,
        function: &Function,
        gradient: &Gradient,
        one: &Companion,
    ) -> (TokenStream, TokenStream) {
        let private = &self.private;
        let mut slots = self.plan.results.iter();
        let value = one.value.then(|| slots.next()).flatten();
        let (mut partials, mut types) = (Vec::new(), Vec::new());
        for (slot, wrt) in slots.zip(&gradient.wrt) {
            let name = self.names.slot(*slot);
            let rank = gradient.graph.rank(*wrt);
            types.push(self.array_type(rank));
            partials.push(if function.options.numerator && rank == 2 {
                quote!(#private::copy(#private::transpose(#private::view(&#name))))
            } else {
                quote!(#name)
            });
        }
        let (partials, types) = match (partials.as_slice(), types.as_slice()) {
            ([only], [one]) => (only.clone(), one.clone()),
            _ => (quote!((#(#partials),*)), quote!((#(#types),*))),
        };
        match value {
            Some(value) => {
                let (value, scalar) = (self.names.slot(*value), &self.scalar);
                (quote!((#value, #partials)), quote!((#scalar, #types)))
            }
            None => (partials, types),
        }
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
