//! The signature: what companions repeat, what the parameters are, what the value is.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Attribute, FnArg, Pat, PatType, ReturnType, Type, Visibility};

use crate::diagnostics::{Errors, span_of};
use crate::function::{DimName, Parameter, ParameterKind};
use crate::parse::types::{self, Element, Scope, Shown};
use crate::parse::{dims, structure};

/// The signature as far as it could be read.
pub(super) struct Header {
    pub(super) attributes: Vec<TokenStream>,
    pub(super) visibility: TokenStream,
    pub(super) name: Ident,
    pub(super) generics: TokenStream,
    pub(super) where_clause: TokenStream,
    pub(super) receiver: TokenStream,
    pub(super) slots: Vec<Slot>,
    pub(super) output_type: TokenStream,
    pub(super) output: Output,
}

/// A place in the parameter list, without `self`.
pub(super) struct Slot {
    /// The type as written.
    pub(super) ty: TokenStream,
    /// The parameter, unless its pattern is no name.
    pub(super) parameter: Option<Parameter>,
    /// Why it can't be listed.
    pub(super) refusal: Option<String>,
}

/// The value's type.
pub(super) enum Output {
    /// A scalar of this type.
    Scalar(TokenStream),
    /// An array of this rank and scalar type, reported.
    Array(usize, TokenStream),
    /// Something else, reported.
    Unread,
}

impl Output {
    pub(super) fn scalar(&self) -> Option<TokenStream> {
        match self {
            Self::Scalar(scalar) | Self::Array(_, scalar) => Some(scalar.clone()),
            Self::Unread => None,
        }
    }
}

/// Reads everything but the body.
pub(super) fn read(
    attributes: &[Attribute],
    visibility: &Visibility,
    signature: &syn::Signature,
    errors: &mut Errors,
) -> Header {
    check_qualifiers(signature, errors);
    for attribute in attributes.iter().filter(|a| dims::is_named(a, "grad")) {
        errors.error(
            attribute.to_token_stream(),
            "a second `#[grad]` on one function: list all parameters in one, `#[grad(x, y)]`",
        );
    }
    let scope = Scope::of(&signature.generics);
    let (output, output_type) = output(signature, &scope, errors);
    let mut receiver = TokenStream::new();
    let mut slots = Vec::new();
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(this) => {
                refuse_own_attributes(&this.attrs, "`self`", errors);
                receiver = without_attributes(input);
            }
            FnArg::Typed(typed) => slots.push(slot(typed, &scope, &output, errors)),
        }
    }
    Header {
        attributes: attributes.iter().filter_map(carried_over).collect(),
        visibility: visibility.to_token_stream(),
        name: signature.ident.clone(),
        generics: signature.generics.to_token_stream(),
        where_clause: signature.generics.where_clause.to_token_stream(),
        receiver,
        slots,
        output_type,
        output,
    }
}

fn without_attributes(receiver: &FnArg) -> TokenStream {
    let mut receiver = receiver.clone();
    if let FnArg::Receiver(this) = &mut receiver {
        this.attrs.clear();
    }
    receiver.to_token_stream()
}

/// A `const fn` is fine: its companions are plain functions.
fn check_qualifiers(signature: &syn::Signature, errors: &mut Errors) {
    if let Some(token) = &signature.asyncness {
        errors.error(
            token.span,
            "an `async fn` is not read: await outside and pass the arrays to a plain function",
        );
    }
    if !matches!(signature.safety, syn::Safety::Default) {
        errors.error(
            signature.safety.to_token_stream(),
            "the companions hold no unsafe code: annotate a safe function that takes the arrays",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.error(
            abi.to_token_stream(),
            "a foreign calling convention is not read: annotate a plain function and call it from this one",
        );
    }
    if let Some(variadic) = &signature.variadic {
        errors.error(
            variadic.to_token_stream(),
            "variadic functions are not read",
        );
    }
}

fn output(signature: &syn::Signature, scope: &Scope, errors: &mut Errors) -> (Output, TokenStream) {
    let ReturnType::Type(_, ty) = &signature.output else {
        errors.error(
            &signature.ident,
            "a function without a value has no gradient: return a scalar, `-> f64`",
        );
        return (Output::Unread, TokenStream::new());
    };
    let tokens = ty.to_token_stream();
    let message = match types::read(ty, scope) {
        Shown::Scalar(Element::Real(scalar)) if !matches!(types::peel(ty), Type::Reference(_)) => {
            return (Output::Scalar(scalar), tokens);
        }
        Shown::Scalar(Element::Unbound(name)) | Shown::Array(_, Element::Unbound(name)) => {
            format!("bound `{name}` by `matgrad::Real` for the function to have a gradient")
        }
        Shown::Array(rank, Element::Real(scalar)) => {
            let name = &signature.ident;
            errors.error(
                &tokens,
                format!("array-valued functions get `{name}_vjp` and `{name}_jvp`, which this version does not emit yet: reduce the value to a scalar, with `sum` or `frobenius`"),
            );
            return (Output::Array(rank, scalar), tokens);
        }
        Shown::Scalar(_) | Shown::Array(..) => "return the scalar by value".to_owned(),
        Shown::Integer => "the value is an integer and has no gradient: return `f64`".to_owned(),
        Shown::Alias => format!(
            "the type `{0}` does not show what it is: return `f64`, `f32` or a type parameter bound by `matgrad::Real`; one of the `impl` around a method shows by `where {0}: Real`",
            text(&tokens)
        ),
        Shown::Other(_) | Shown::Refused(_) => format!(
            "a value of type `{}` has no gradient: return a scalar, `f64`",
            text(&tokens)
        ),
    };
    errors.error(&tokens, message);
    (Output::Unread, tokens)
}

/// Tokens as a person writes them, near enough for a message.
pub(super) fn text(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    let tight = [" <", "< ", " >", ":: ", " ::", "& ", " ,", "( ", " )"];
    tight
        .iter()
        .fold(text, |text, pair| text.replace(pair, pair.trim()))
}

fn slot(typed: &PatType, scope: &Scope, output: &Output, errors: &mut Errors) -> Slot {
    refuse_conditions(&typed.attrs, errors);
    let declared = dims::read(&typed.attrs, errors);
    let ty = typed.ty.to_token_stream();
    let name = match typed.pat.as_ref() {
        Pat::Ident(pat) if pat.subpat.is_none() && pat.by_ref.is_none() => {
            if let Some(mutability) = &pat.mutability {
                errors.error(
                    mutability.span,
                    "a parameter that changes is not read: remove `mut` and bind new values by `let`",
                );
            }
            Some(pat.ident.clone())
        }
        pat => {
            errors.error(
                pat.to_token_stream(),
                "a parameter needs a plain name: take it apart in the body by `let`",
            );
            None
        }
    };
    let shown = types::read(&typed.ty, scope);
    check_element(&shown, &ty, output, errors);
    let (kind, dims, mut refusal) = kind(&shown, declared, &ty, errors);
    // A mistake in the scalar type has been reported at the value.
    let real = |shown: &Shown| match shown {
        Shown::Array(_, element) | Shown::Scalar(element) => matches!(element, Element::Real(_)),
        _ => true,
    };
    if matches!(output, Output::Unread) && !real(&shown) {
        refusal = None;
    }
    let structure = structure::read(&typed.attrs, kind, errors);
    let lints = typed.attrs.iter().filter_map(carried_over);
    let tokens: TokenStream = lints.collect();
    let parameter = name.map(|name| Parameter {
        tokens: quote!(#tokens #name: #ty),
        kind,
        dims,
        structure,
        type_span: span_of(&ty),
        name,
    });
    Slot {
        ty,
        parameter,
        refusal,
    }
}

/// Every array and scalar must be of the value's own scalar type.
fn check_element(shown: &Shown, ty: &TokenStream, output: &Output, errors: &mut Errors) {
    let Some(scalar) = output.scalar() else {
        return;
    };
    match shown {
        Shown::Array(_, Element::Real(element)) | Shown::Scalar(Element::Real(element))
            if element.to_string() != scalar.to_string() =>
        {
            errors.error(
                ty,
                format!("`{element}` here and a value of `{scalar}`: use one scalar type for all"),
            );
        }
        Shown::Refused(message) => errors.error(ty, message.clone()),
        _ => {}
    }
}

/// The kind, its axes, and why it can't be listed.
fn kind(
    shown: &Shown,
    declared: Option<Vec<DimName>>,
    ty: &TokenStream,
    errors: &mut Errors,
) -> (ParameterKind, Vec<DimName>, Option<String>) {
    let (rank, refusal) = match shown {
        Shown::Array(rank, Element::Real(_)) => (Some(*rank), None),
        Shown::Scalar(Element::Real(_)) => (Some(0), None),
        Shown::Array(_, Element::Unbound(name)) | Shown::Scalar(Element::Unbound(name)) => (
            None,
            Some(format!(
                "bound `{name}` by `matgrad::Real` to differentiate with respect to it"
            )),
        ),
        Shown::Integer => (None, Some(INTEGER.to_owned())),
        Shown::Alias => match &declared {
            Some(dims) => (Some(dims.len()), None),
            None => (
                None,
                Some(format!(
                    "the type `{}` does not show what it is: say its axes, `#[dims(m, n)]` for a matrix, `#[dims(n)]` for a vector, `#[dims()]` for a scalar",
                    text(ty)
                )),
            ),
        },
        Shown::Other(reason) => (None, Some(reason.clone())),
        Shown::Array(_, Element::Other(name)) | Shown::Scalar(Element::Other(name)) => {
            let reason = format!(
                "elements of type `{name}` have no gradient: take an array of `f64` or `f32`"
            );
            (None, Some(reason))
        }
        // Reported, listed or not.
        Shown::Refused(_) => (None, None),
    };
    let kind = match rank {
        Some(0) => ParameterKind::Scalar,
        Some(rank) => ParameterKind::Array(rank),
        None if refusal.as_deref() == Some(INTEGER) => ParameterKind::Integer,
        None => ParameterKind::Opaque,
    };
    let dims = check_dims(kind, declared, ty, errors);
    (kind, dims, refusal)
}

const INTEGER: &str = "an integer has no gradient: take an `f64`";

fn check_dims(
    kind: ParameterKind,
    declared: Option<Vec<DimName>>,
    ty: &TokenStream,
    errors: &mut Errors,
) -> Vec<DimName> {
    let rank = match kind {
        ParameterKind::Array(rank) => rank,
        _ => 0,
    };
    let Some(dims) = declared else {
        return vec![DimName::Unsaid; rank];
    };
    let axes = |count: usize| match count {
        0 => "no axes".to_owned(),
        1 => "1 axis".to_owned(),
        count => format!("{count} axes"),
    };
    let message = match kind {
        ParameterKind::Array(1..=2) | ParameterKind::Scalar if dims.len() == rank => return dims,
        ParameterKind::Array(3..) => {
            format!(
                "{} are not read: a matrix has 2, a vector 1",
                axes(dims.len())
            )
        }
        ParameterKind::Array(_) | ParameterKind::Scalar => format!(
            "`{}` has {}, and `#[dims(..)]` names {}",
            text(ty),
            axes(rank),
            match dims.len() {
                0 => "none".to_owned(),
                count => count.to_string(),
            }
        ),
        ParameterKind::Integer | ParameterKind::Opaque => format!(
            "`#[dims(..)]` is for arrays and scalars to differentiate through: `{}` is a constant",
            text(ty)
        ),
    };
    errors.error(ty, message);
    vec![DimName::Unsaid; rank]
}

/// A parameter's attributes reach the macro unexpanded.
fn refuse_conditions(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes {
        let tokens = attribute.to_token_stream();
        if dims::is_named(attribute, "cfg") || dims::is_named(attribute, "cfg_attr") {
            errors.error(
                &tokens,
                "a parameter under a condition is not read: put `#[cfg]` on two functions",
            );
        }
    }
}

fn refuse_own_attributes(attributes: &[Attribute], what: &str, errors: &mut Errors) {
    for attribute in attributes {
        if dims::is_named(attribute, "dims") || dims::is_named(attribute, "structure") {
            errors.error(
                attribute.to_token_stream(),
                format!("{what} has no axes to name: pass the array as a parameter"),
            );
        }
    }
}

/// The attribute as companions carry it, if they do.
fn carried_over(attribute: &Attribute) -> Option<TokenStream> {
    if matches!(attribute.style, syn::AttrStyle::Inner(_)) {
        return None;
    }
    let name = attribute.path().get_ident()?.to_string();
    match name.as_str() {
        "cfg" | "deprecated" | "allow" | "deny" | "warn" | "forbid" | "inline" | "must_use"
        | "track_caller" => Some(attribute.to_token_stream()),
        // What the function is expected to do, its companions may not do.
        "expect" => match &attribute.meta {
            syn::Meta::List(list) => {
                let lints = &list.tokens;
                Some(quote!(#[allow(#lints)]))
            }
            _ => None,
        },
        "doc" => match &attribute.meta {
            syn::Meta::List(list) if list.tokens.to_string() == "hidden" => {
                Some(attribute.to_token_stream())
            }
            _ => None,
        },
        _ => None,
    }
}
