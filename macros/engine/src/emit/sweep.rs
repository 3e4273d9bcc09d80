//! The innermost loop: one call of the run-time crate's `sweep`, with the body as a closure.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};

use super::Scope;
use super::statement::{bind, comma, word};
use crate::code::{Lane, Name, Sweep};

impl Scope<'_> {
    pub(super) fn sweep(&self, sweep: &Sweep, lines: &mut TokenStream) {
        let (private, scalar) = (&self.private, &self.scalar);
        let positions = if sweep.blocked {
            self.names.free("block").to_token_stream()
        } else {
            self.dim(sweep.dim)
        };
        let count = sweep.terms.len();
        if count > 0 {
            let sums = sweep.terms.iter().map(|(name, _)| self.name(*name));
            lines.extend(quote!(let [#(#sums),*] =));
        }
        let (lanes, values) = self.lanes(sweep);
        let (outs, refs) = self.outs(sweep);
        let body = self.body(sweep);
        lines.extend(if let Some((row, dim)) = sweep.rows {
            let (row, rows) = (self.index(row), self.dim(dim));
            quote! {
                #private::sweep_rows::<#scalar, _, #count>(
                    #positions, #rows, |#row| #lanes, #[inline(always)] move |#refs, #values| #body,
                );
            }
        } else {
            quote! {
                #private::sweep::<#scalar, _, _, #count>(
                    #positions, #outs, #lanes, #[inline(always)] move |#refs, #values| #body,
                );
            }
        });
    }

    /// The lanes that are read, and the names of their elements.
    fn lanes(&self, sweep: &Sweep) -> (Group, Group) {
        let (mut lanes, mut values) = (TokenStream::new(), TokenStream::new());
        for (number, lane) in &sweep.lanes {
            self.lane(&["lane"], lane, &mut lanes);
            values.append(self.name(Name::Element(*number)));
            values.append(comma());
        }
        (tuple(lanes), tuple(values))
    }

    /// The lanes that are written, and the names of the references into them.
    fn outs(&self, sweep: &Sweep) -> (Group, Group) {
        let (mut outs, mut refs) = (TokenStream::new(), TokenStream::new());
        for out in &sweep.outs {
            let kind = if out.first { "lane_new" } else { "lane_mut" };
            self.lane(&[kind, "mut"], &out.lane, &mut outs);
            refs.append(self.reference(out.number));
            refs.append(comma());
        }
        (tuple(outs), tuple(refs))
    }

    /// Elements, what is written, and the array of what is summed.
    fn body(&self, sweep: &Sweep) -> Group {
        let mut body = TokenStream::new();
        for (number, scalar) in &sweep.body {
            let name = self.name(Name::Element(*number));
            bind(name, self.arithmetic(scalar), &mut body);
        }
        for out in &sweep.outs {
            let (name, value) = (self.reference(out.number), self.atom(out.value));
            body.extend(if out.first {
                quote!(*#name = #value;)
            } else {
                quote!(*#name += #value;)
            });
        }
        let terms = sweep.terms.iter().map(|(_, term)| self.atom(*term));
        body.extend(quote!([#(#terms),*]));
        Group::new(Delimiter::Brace, body)
    }

    fn reference(&self, number: u32) -> Ident {
        self.names.numbered("o", number as usize)
    }

    /// A lane; the words are the run-time crate's function and what stands behind the `&`.
    fn lane(&self, words: &[&str], lane: &Lane, lanes: &mut TokenStream) {
        let (private, kind) = (&self.private, word(words[0]));
        let mut arguments = TokenStream::new();
        arguments.append(Punct::new('&', Spacing::Alone));
        arguments.extend(
            words[1..]
                .iter()
                .map(|mutable| TokenTree::from(word(mutable))),
        );
        arguments.append(self.local(lane.slot).clone());
        let axis = lane.axis;
        arguments.extend(quote!(, #axis,));
        arguments.append(self.position(lane.at.iter().copied()));
        lanes.extend(quote!(#private::#kind));
        lanes.append(Group::new(Delimiter::Parenthesis, arguments));
        lanes.append(comma());
    }
}

fn tuple(parts: TokenStream) -> Group {
    Group::new(Delimiter::Parenthesis, parts)
}
