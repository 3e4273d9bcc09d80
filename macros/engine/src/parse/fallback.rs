//! What stands in for the companions when an expansion fails, so that one mistake is one message:
//! the user's item, and stubs of the right signature that callers type-check against.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::diagnostics::Errors;
use crate::function::{Options, Parameter, ParameterKind, Signature};
use crate::parse::signature::Header;
use crate::parse::{attribute, item, signature, split};

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
    let options = arguments.certain.then_some(arguments.options);
    Some(stub_pair(header, options))
}

/// `f_grad` and `f_value_and_grad`. Where the listed parameters are not known the result is `!`,
/// which coerces to whatever the caller expects.
fn stub_pair(header: Header, options: Option<Options>) -> TokenStream {
    let types: Vec<TokenStream> = header.slots.iter().map(|slot| slot.ty.clone()).collect();
    let Some((signature, parameters)) = split(header) else {
        return TokenStream::new();
    };
    let (gradient, both) = match options.and_then(|o| gradient(&o, &signature, &parameters)) {
        Some(gradient) => {
            let value = &signature.output;
            (gradient.clone(), quote!((#value, #gradient)))
        }
        None => (quote!(!), quote!(!)),
    };
    let grad = stub(&signature, &types, "grad", &gradient);
    let value_and_grad = stub(&signature, &types, "value_and_grad", &both);
    quote!(#grad #value_and_grad)
}

/// The type of the gradient: an array or scalar, a tuple of them for several parameters.
fn gradient(
    options: &Options,
    signature: &Signature,
    parameters: &[Parameter],
) -> Option<TokenStream> {
    let (runtime, scalar) = (&options.runtime, &signature.scalar);
    let of = |position: &usize| match parameters[*position].kind {
        ParameterKind::Array(1) => Some(quote!(#runtime::__private::ndarray::Array1<#scalar>)),
        ParameterKind::Array(2) => Some(quote!(#runtime::__private::ndarray::Array2<#scalar>)),
        ParameterKind::Scalar => Some(scalar.clone()),
        _ => None,
    };
    let all = options.wrt.iter().map(of).collect::<Option<Vec<_>>>()?;
    Some(match all.as_slice() {
        [one] => one.clone(),
        all => quote!((#(#all),*)),
    })
}

fn stub(
    signature: &Signature,
    types: &[TokenStream],
    suffix: &str,
    result: &TokenStream,
) -> TokenStream {
    let Signature {
        attributes,
        visibility,
        generics,
        where_clause,
        receiver,
        ..
    } = signature;
    let name = signature.companion(suffix);
    let comma = (!receiver.is_empty()).then(|| quote!(,));
    quote! {
        #(#attributes)*
        #[allow(unused, clippy::all, clippy::pedantic)]
        #visibility fn #name #generics (#receiver #comma #(_: #types),*) -> #result #where_clause {
            ::core::unreachable!()
        }
    }
}
