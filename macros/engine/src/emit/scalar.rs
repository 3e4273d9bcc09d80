//! Scalar arithmetic.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::Scope;
use super::statement::word;
use crate::code::{Atom, Scalar};
use crate::graph::Number;
use crate::rules;

impl Scope<'_> {
    /// An expression.
    pub(super) fn arithmetic(&self, scalar: &Scalar) -> TokenStream {
        let private = &self.private;
        match scalar {
            Scalar::Atom(atom) => self.atom(*atom),
            Scalar::Read(slot, labels) => {
                let array = self.local(*slot);
                let at = self.position(labels.iter().map(|label| Some(*label)));
                quote!(#private::element(&#array, #at))
            }
            Scalar::Sum(terms) => self.sum(terms),
            Scalar::Product(factors) => times(factors.iter().map(|factor| self.atom(*factor))),
            Scalar::Call(rule, attribute, arguments) => {
                let name = word(rules::rule(*rule).name);
                let arguments = arguments.iter().map(|argument| self.atom(*argument));
                let integer = attribute.integer().map(|n| {
                    let n = signed(i64::from(n), &Literal::u32_unsuffixed(n.unsigned_abs()));
                    quote!(, #n)
                });
                quote!(#private::math::#name(#(#arguments),* #integer))
            }
        }
    }

    /// A number, a size or a name.
    pub(super) fn atom(&self, atom: Atom) -> TokenStream {
        match atom {
            Atom::Number(number) => self.number(number.get()),
            Atom::Size(dim) => {
                let (private, scalar, dim) = (&self.private, &self.scalar, self.dim(dim));
                quote!(#private::size::<#scalar>(#dim))
            }
            Atom::Name(name) => self.name(name).to_token_stream(),
        }
    }

    fn sum(&self, terms: &[(Number, Atom)]) -> TokenStream {
        let mut sum = TokenStream::new();
        for (position, (scale, term)) in terms.iter().enumerate() {
            let (negative, magnitude) = (scale.get() < 0.0, scale.get().abs());
            sum.extend(match (position, negative) {
                (0, false) => None,
                (_, false) => Some(quote!(+)),
                (_, true) => Some(quote!(-)),
            });
            let term = self.atom(*term);
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
