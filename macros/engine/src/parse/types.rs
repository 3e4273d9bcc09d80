//! What a type shows: an array of which rank and element, a scalar, an integer.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{
    GenericArgument, GenericParam, Generics, PathArguments, PathSegment, Type, TypeParamBound,
};

/// What a type shows.
#[derive(Debug)]
pub(super) enum Shown {
    /// An array of one or two axes.
    Array(usize, Element),
    /// A scalar.
    Scalar(Element),
    /// `usize`, `i32`, …
    Integer,
    /// A path that might stand for any type.
    Alias,
    /// Nothing to differentiate, for the reason given, with what to write instead.
    Other(String),
    /// As `Other`, whether or not it is listed.
    Refused(String),
}

/// The type of an element.
#[derive(Debug)]
pub(super) enum Element {
    /// `f64`, `f32`, or a type parameter bound by `Real`.
    Real(TokenStream),
    /// A type parameter without that bound.
    Unbound(String),
    /// Anything else.
    Other(String),
}

/// The type parameters that the signature shows, and whether `Real` bounds each.
pub(super) struct Scope(Vec<(String, bool)>);

const INTEGERS: [&str; 12] = [
    "usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128",
];

impl Scope {
    pub(super) fn of(generics: &Generics) -> Self {
        let mut scope = Vec::new();
        for parameter in &generics.params {
            if let GenericParam::Type(parameter) = parameter {
                let bound = parameter.bounds.iter().any(is_real);
                scope.push((parameter.ident.to_string(), bound));
            }
        }
        for predicate in generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates)
        {
            if let syn::WherePredicate::Type(predicate) = predicate {
                let name = predicate.bounded_ty.to_token_stream().to_string();
                let bound = predicate.bounds.iter().any(is_real);
                match scope.iter_mut().find(|entry| entry.0 == name) {
                    Some(entry) => entry.1 |= bound,
                    None if matches!(name.as_str(), "f64" | "f32") => {}
                    // A parameter of the `impl` around a method shows in the method's bounds only.
                    None => scope.push((name, bound)),
                }
            }
        }
        Self(scope)
    }

    fn element(&self, ty: &Type) -> Element {
        let tokens = peel(ty).to_token_stream();
        let text = tokens.to_string();
        let found = self.0.iter().find(|entry| entry.0 == text);
        match (text.as_str(), found) {
            ("f64" | "f32", None) | (_, Some((_, true))) => Element::Real(tokens),
            (_, Some((name, false))) => Element::Unbound(name.clone()),
            _ => Element::Other(text.replace(' ', "")),
        }
    }
}

fn is_real(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|segment| segment.ident == "Real")
        }
        _ => false,
    }
}

/// Reads a type.
pub(super) fn read(ty: &Type, scope: &Scope) -> Shown {
    match peel(ty) {
        Type::Reference(reference) if reference.mutability.is_some() => Shown::Refused(
            "a gradient is of a function without side effects: take `&` instead of `&mut`".into(),
        ),
        Type::Reference(reference) => read(&reference.elem, scope),
        Type::Path(path) => match path.path.segments.last() {
            Some(segment) if path.qself.is_none() => {
                named(segment, path.path.segments.len() > 1, ty, scope)
            }
            _ => Shown::Alias,
        },
        Type::Slice(slice) => array(Some(1), scope.element(&slice.elem)),
        Type::Array(array) => match scope.element(&array.elem) {
            Element::Real(element) => {
                Shown::Other(format!("an array of fixed length is not read: take `&[{element}]`"))
            }
            _ => other("an array of fixed length"),
        },
        Type::FnPtr(_) => other("a function"),
        Type::ImplTrait(_) => Shown::Other(
            "`impl Trait` does not show what it is: take `&ArrayRef1<T>`, `&ArrayRef2<T>` or a scalar"
                .into(),
        ),
        Type::Infer(_) | Type::Macro(_) | Type::Group(_) | Type::Paren(_) => Shown::Alias,
        Type::Never(_) => other("`!`"),
        Type::Ptr(_) => other("a raw pointer"),
        Type::TraitObject(_) => other("a trait object"),
        Type::Tuple(_) => other("a tuple"),
        Type::Verbatim(_) => other("this type"),
        _ => other("this type, newer than matgrad,"),
    }
}

fn other(what: &str) -> Shown {
    Shown::Other(format!(
        "{what} has no gradient: pass its arrays and scalars as parameters"
    ))
}

/// The type without the parentheses and groups that macros leave.
pub(super) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => peel(&inner.elem),
        Type::Group(inner) => peel(&inner.elem),
        ty => ty,
    }
}

/// A type by its last segment; `ndarray::Array2<f64>` and `Array2<f64>` alike. `emit` proves it.
fn named(segment: &PathSegment, qualified: bool, ty: &Type, scope: &Scope) -> Shown {
    let name = segment.ident.to_string();
    let arguments = arguments(segment);
    if arguments.is_empty() {
        return match (name.as_str(), scope.element(ty)) {
            (name, _) if INTEGERS.contains(&name) && !qualified => Shown::Integer,
            ("bool" | "char" | "str" | "String", _) if !qualified => other(&format!("`{name}`")),
            (_, Element::Other(_)) => Shown::Alias,
            (_, element) => Shown::Scalar(element),
        };
    }
    if name == "Vec" {
        return array(Some(1), scope.element(arguments[0]));
    }
    let (family, rank) = match name.strip_suffix(|last: char| last.is_ascii_digit() || last == 'D')
    {
        Some(family) => (family, Some(&name[family.len()..])),
        None => (name.as_str(), None),
    };
    match family {
        "Array" | "ArrayView" | "ArrayRef" => {
            let axes = match (rank, arguments.get(1)) {
                (Some(digit), _) => digit.parse().ok(),
                (None, Some(dimension)) => axes(dimension),
                (None, None) => return Shown::Alias,
            };
            array(axes, scope.element(arguments[0]))
        }
        "ArrayViewMut" => Shown::Refused(
            "a gradient is of a function without side effects: take an `ArrayView`".to_owned(),
        ),
        "ArcArray" | "CowArray" | "ArrayBase" => Shown::Other(format!(
            "`{name}` is not read: take `&ArrayRef1<T>` or `&ArrayRef2<T>`, which it derefs to"
        )),
        "Option" | "Result" | "Box" | "Rc" | "Arc" | "Complex" => other(&format!("`{name}<…>`")),
        _ => Shown::Alias,
    }
}

fn array(axes: Option<usize>, element: Element) -> Shown {
    match (axes, element) {
        (Some(0), _) => Shown::Other("an array without axes is not read: take the scalar".into()),
        (Some(rank @ 1..=2), element) => Shown::Array(rank, element),
        (Some(rank), _) => Shown::Other(format!(
            "arrays of {rank} axes are not read: take a matrix, or the slices one by one"
        )),
        (None, _) => Shown::Other(
            "an array whose number of axes shows at run time only is not read: take `&ArrayRef1<T>` or `&ArrayRef2<T>`"
                .into(),
        ),
    }
}

/// The axes of `Ix1`, `Ix2`, …, `Dim<[usize; 2]>`.
fn axes(dimension: &Type) -> Option<usize> {
    let text = dimension.to_token_stream().to_string().replace(' ', "");
    let last = text.rsplit("::").next()?;
    let digits = last.strip_prefix("Ix").or_else(|| {
        let inner = text.split("Dim<[").nth(1)?.strip_suffix("]>")?;
        inner
            .strip_prefix("usize;")
            .or_else(|| inner.strip_prefix("Ix;"))
    });
    digits?.parse().ok()
}

/// The type arguments, without lifetimes.
fn arguments(segment: &PathSegment) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The rank and integer-ness of a `let`'s or `const`'s annotation. An element `_` is taken to be
/// the scalar, which the emitted code proves.
pub(super) fn annotation(ty: &Type, scalar: Option<&TokenStream>) -> (Option<usize>, bool) {
    let scalar = scalar.map(ToString::to_string);
    let mut scope = Scope(vec![("_".to_owned(), true)]);
    if let Some(name) = &scalar
        && name != "f64"
        && name != "f32"
    {
        scope.0.push((name.clone(), true));
    }
    let same = |element: &TokenStream| {
        let element = element.to_string();
        element == "_" || scalar.as_ref().is_none_or(|scalar| *scalar == element)
    };
    match read(ty, &scope) {
        Shown::Scalar(Element::Real(element)) if same(&element) => (Some(0), false),
        Shown::Array(rank, Element::Real(element)) if same(&element) => (Some(rank), false),
        Shown::Integer => (None, true),
        _ => (None, false),
    }
}
