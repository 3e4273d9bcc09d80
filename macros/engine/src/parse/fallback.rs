//! What stands in for the companions when an expansion fails, so that one mistake is one message:
//! the user's item, and stubs of the right signature that callers type-check against.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::companion::{self, Extra, Outcome, Row};
use crate::diagnostics::Errors;
use crate::function::{self, ParameterKind};
use crate::parse::attribute::{self, Arguments};
use crate::parse::item;
use crate::parse::signature::{self, Header, Output};

/// The item as it was and, where its signature can be read, stubs of the companions.
#[must_use]
pub fn fallback(attribute: &TokenStream, item: &TokenStream) -> TokenStream {
    let kept = item::strip(item.clone());
    let stubs = stubs(attribute, item).unwrap_or_default();
    quote!(#kept #stubs)
}

fn stubs(arguments: &TokenStream, item: &TokenStream) -> Option<TokenStream> {
    if item::too_deep(item).is_some() {
        return None;
    }
    let function: ItemFn = syn::parse2(item::without_body(item)?).ok()?;
    // What is wrong has been reported; here it only decides how much a stub can say.
    let mut ignored = Errors::new();
    let header = signature::read(&function.attrs, &function.vis, &function.sig, &mut ignored);
    let arguments = attribute::read(arguments.clone(), &header, &mut ignored);
    ignored.forget();
    let types = Types::of(&header, &arguments);
    let rows = match header.output {
        Output::Scalar(_) => companion::OF_SCALARS,
        Output::Array(..) => companion::OF_ARRAYS,
        Output::Unread => return None,
    };
    let mut names: Vec<&str> = rows.iter().map(|row| row.option).collect();
    for name in arguments.also.iter().map(String::as_str) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let stubs = names.iter().map(|name| stub(&header, name, &types));
    Some(stubs.collect())
}

/// The types a companion's signature is made of.
struct Types {
    ndarray: TokenStream,
    scalar: TokenStream,
    /// The rank of the value, and of each listed parameter; `None` where these are not known.
    value: usize,
    listed: Option<Vec<usize>>,
}

impl Types {
    fn of(header: &Header, arguments: &Arguments) -> Self {
        let runtime = &arguments.options.runtime;
        let (value, scalar) = match &header.output {
            Output::Scalar(scalar) => (0, scalar.clone()),
            Output::Array(rank, scalar) => (*rank, scalar.clone()),
            Output::Unread => (0, TokenStream::new()),
        };
        let rank = |position: &usize| match header.slots[*position].parameter.as_ref()?.kind {
            ParameterKind::Array(rank) => Some(rank),
            ParameterKind::Scalar => Some(0),
            ParameterKind::Integer | ParameterKind::Opaque => None,
        };
        let listed: Option<Vec<usize>> = arguments.options.wrt.iter().map(rank).collect();
        Self {
            ndarray: quote!(#runtime::__private::ndarray),
            scalar,
            value,
            listed: listed.filter(|_| arguments.certain),
        }
    }

    fn owned(&self, rank: usize) -> TokenStream {
        let (nd, scalar) = (&self.ndarray, &self.scalar);
        match rank {
            0 => quote!(#scalar),
            1 => quote!(#nd::Array1<#scalar>),
            2 => quote!(#nd::Array2<#scalar>),
            3 => quote!(#nd::Array3<#scalar>),
            _ => quote!(#nd::Array4<#scalar>),
        }
    }

    /// A tangent or cotangent of this rank.
    fn borrowed(&self, rank: usize) -> TokenStream {
        let (nd, scalar) = (&self.ndarray, &self.scalar);
        match rank {
            0 => quote!(#scalar),
            1 => quote!(&#nd::ArrayRef1<#scalar>),
            _ => quote!(&#nd::ArrayRef2<#scalar>),
        }
    }

    fn tuple(types: &[TokenStream]) -> TokenStream {
        match types {
            [one] => one.clone(),
            types => quote!((#(#types),*)),
        }
    }

    /// What a companion takes after the function's own arguments, and what it returns.
    fn companion(&self, row: &Row) -> Option<(Vec<TokenStream>, TokenStream)> {
        let listed = self.listed.as_deref()?;
        let owned = |ranks: &[usize]| -> Vec<TokenStream> {
            ranks.iter().map(|rank| self.owned(*rank)).collect()
        };
        let extra = row.extra.iter().flat_map(|extra| match extra {
            Extra::Tangents => listed.iter().map(|rank| self.borrowed(*rank)).collect(),
            Extra::Cotangent => vec![self.borrowed(self.value)],
            // The workspace's and the arrays' types are left open.
            Extra::Workspace => vec![quote!(&mut impl ?Sized); 1 + listed.len()],
        });
        let results = row.results.iter().map(|result| match result {
            Outcome::Value | Outcome::Tangent => self.owned(self.value),
            Outcome::Gradients => Self::tuple(&owned(listed)),
            Outcome::Jacobians => {
                let ranks: Vec<usize> = listed.iter().map(|rank| self.value + rank).collect();
                Self::tuple(&owned(&ranks))
            }
            Outcome::Hessian => self.owned(listed.iter().map(|rank| 2 * rank).sum()),
        });
        let results: Vec<TokenStream> = results.collect();
        Some((extra.collect(), Self::tuple(&results)))
    }
}

/// One companion. Where its type is not known the result is `!`, which coerces to whatever the
/// caller expects.
fn stub(header: &Header, name: &str, types: &Types) -> TokenStream {
    let Header {
        attributes,
        visibility,
        generics,
        where_clause,
        receiver,
        ..
    } = header;
    let row = companion::row(name);
    let known = row.and_then(|row| types.companion(row));
    let (more, result) = known.unwrap_or_else(|| (Vec::new(), quote!(!)));
    let name = function::companion(&header.name, row.map_or(name, |row| row.suffix));
    let own = header.slots.iter().map(|slot| &slot.ty).chain(&more);
    let comma = (!receiver.is_empty()).then(|| quote!(,));
    quote! {
        #(#attributes)*
        #[allow(unused, clippy::all, clippy::pedantic)]
        #visibility fn #name #generics (#receiver #comma #(_: #own),*) -> #result #where_clause {
            ::core::unreachable!()
        }
    }
}
