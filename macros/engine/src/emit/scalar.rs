//! Scalar arithmetic of one element.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Scope;
use crate::graph::Number;
use crate::plan::{Element, ElementId};
use crate::rules;

impl Scope<'_> {
    /// The right-hand side of an element that is neither read nor constant.
    pub(super) fn arithmetic(
        &self,
        element: &Element,
        operand: &dyn Fn(ElementId) -> TokenStream,
    ) -> TokenStream {
        let private = &self.private;
        match element {
            Element::Number(number) => self.number(number.get()),
            Element::Size(dim) => {
                let (scalar, dim) = (&self.scalar, self.dim(*dim));
                quote!(#private::size::<#scalar>(#dim))
            }
            Element::Scalar(slot) | Element::Read(slot, _) => {
                let name = self.local(*slot);
                quote!(#name)
            }
            Element::Sum(terms) => self.sum(terms, operand),
            Element::Product(factors) => times(factors.iter().map(|factor| operand(*factor))),
            Element::Call {
                rule,
                attribute,
                arguments,
            } => {
                let name = Ident::new(rules::rule(*rule).name, proc_macro2::Span::mixed_site());
                let arguments = arguments.iter().map(|argument| operand(*argument));
                let integer = attribute.integer().map(|n| {
                    let magnitude = n.checked_abs().unwrap_or(i32::MAX);
                    let n = signed(i64::from(n), &Literal::i32_suffixed(magnitude));
                    quote!(, #n)
                });
                quote!(#private::math::#name(#(#arguments),* #integer))
            }
        }
    }

    /// A number, a size or a scalar.
    pub(super) fn scalar_value(&self, element: &Element) -> TokenStream {
        self.arithmetic(element, &|_| TokenStream::new())
    }

    fn sum(
        &self,
        terms: &[(Number, ElementId)],
        operand: &dyn Fn(ElementId) -> TokenStream,
    ) -> TokenStream {
        let mut sum = TokenStream::new();
        for (position, (scale, term)) in terms.iter().enumerate() {
            let (negative, magnitude) = (scale.get() < 0.0, scale.get().abs());
            sum.extend(match (position, negative) {
                (0, false) => None,
                (_, false) => Some(quote!(+)),
                (_, true) => Some(quote!(-)),
            });
            let term = operand(*term);
            #[allow(clippy::float_cmp)] // exactly the number 1
            sum.extend(if magnitude == 1.0 {
                term
            } else {
                let magnitude = self.number(magnitude);
                quote!(#magnitude * #term)
            });
        }
        sum
    }

    /// A constant of the scalar type.
    pub(super) fn number(&self, value: f64) -> TokenStream {
        let (private, scalar, ty) = (&self.private, &self.scalar, self.scalar_text.as_str());
        let exact = value.is_finite()
            && (ty == "f64" || (ty == "f32" && value.abs() < f64::from(f32::MAX)));
        let sign = (value < 0.0).then(|| quote!(-));
        let literal = format!("{:?}{ty}", value.abs())
            .parse::<Literal>()
            .ok()
            .filter(|_| exact);
        if let Some(literal) = literal {
            return if sign.is_some() {
                quote!((#sign #literal))
            } else {
                quote!(#literal)
            };
        }
        let magnitude = if value.is_nan() {
            quote!(::core::primitive::f64::NAN)
        } else if value.is_infinite() {
            quote!(::core::primitive::f64::INFINITY)
        } else {
            let literal = Literal::f64_suffixed(value.abs());
            quote!(#literal)
        };
        quote!(#private::lit::<#scalar>(#sign #magnitude))
    }
}

/// `a * b * c`.
pub(super) fn times(factors: impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut product = TokenStream::new();
    for factor in factors {
        if !product.is_empty() {
            product.extend(quote!(*));
        }
        product.extend(factor);
    }
    product
}

/// A literal with its sign as a token of its own, as the compiler wants it.
pub(super) fn signed(value: i64, magnitude: &Literal) -> TokenStream {
    if value < 0 {
        quote!(-#magnitude)
    } else {
        quote!(#magnitude)
    }
}
