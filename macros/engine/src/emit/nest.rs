//! A loop nest: plain loops outside, one `sweep` over the innermost label.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::Scope;
use crate::graph::Label;
use crate::plan::{Element, ElementId, Nest, Output};

/// A nest while it is written.
struct Writer<'a> {
    scope: &'a Scope<'a>,
    nest: &'a Nest,
    /// For each element: how many loops must surround it.
    depths: Vec<usize>,
}

/// The parts of an innermost loop.
#[derive(Default)]
struct Sweep {
    /// Lanes that are read, and the names of their values.
    lanes: Vec<TokenStream>,
    values: Vec<Ident>,
    /// Lanes that are written, and the names of the references into them.
    outs: Vec<TokenStream>,
    refs: Vec<Ident>,
    body: TokenStream,
    /// What is summed, and the names of the sums.
    terms: Vec<TokenStream>,
    sums: Vec<Ident>,
    /// Where the sums go.
    after: TokenStream,
}

impl Scope<'_> {
    pub(super) fn nest(&self, nest: &Nest) -> TokenStream {
        let depth = |labels: &Vec<Label>| {
            let positions = labels
                .iter()
                .filter_map(|l| nest.order.iter().position(|o| o == l));
            positions.max().map_or(0, |position| position + 1)
        };
        let depths = nest.body.labels().iter().map(depth).collect();
        Writer {
            scope: self,
            nest,
            depths,
        }
        .write()
    }
}

impl Writer<'_> {
    fn write(&self) -> TokenStream {
        if self.nest.dims.is_empty() {
            return self.scalars();
        }
        let hoisted = self.elements(0);
        let starts = self.nest.outputs.iter().filter(|one| !self.is_swept(one));
        let starts = starts.map(|output| self.start(output));
        let loops = match (self.nest.blocked, self.nest.order.last()) {
            (true, Some(inner)) => self.blocks(*inner),
            _ => self.loops(1),
        };
        let outputs = self.nest.outputs.iter();
        let ends = outputs.filter(|one| self.is_assigned(one));
        let ends = ends.map(|output| self.finish(output));
        quote!(#(#starts)* #hoisted #loops #(#ends)*)
    }

    /// The loops, once for each block of the innermost.
    fn blocks(&self, inner: Label) -> TokenStream {
        let private = &self.scope.private;
        let (start, block) = (self.scope.names.loop_index(inner), self.block());
        let length = self.scope.dim(self.nest.dims[usize::from(inner)]);
        let loops = self.loops(1);
        quote!(for (#start, #block) in #private::blocks(#length) { #loops })
    }

    fn block(&self) -> Ident {
        self.scope.names.free("block")
    }

    /// Scalar assignments: each result takes its expression's place.
    fn scalars(&self) -> TokenStream {
        let mut lines = TokenStream::new();
        let outputs = || self.nest.outputs.iter();
        let name = |id: ElementId| {
            let output = outputs().find(|output| output.element == id);
            output.map_or_else(
                || self.name(id.0 as usize),
                |output| self.scope.local(output.slot).clone(),
            )
        };
        let operand = |id: ElementId| {
            let element = &self.nest.body.elements[id.0 as usize];
            if is_inline(element) {
                return self.operand(id);
            }
            let name = name(id);
            quote!(#name)
        };
        for (position, element) in (0..).map(ElementId).zip(&self.nest.body.elements) {
            if !is_inline(element) {
                let (name, value) = (name(position), self.scope.arithmetic(element, &operand));
                lines.extend(quote!(let #name = #value;));
            }
        }
        for output in outputs() {
            let (slot, value) = (self.scope.local(output.slot), operand(output.element));
            if *slot != value.to_string() {
                lines.extend(quote!(let #slot = #value;));
            }
        }
        lines
    }

    /// Whether an output is a total of the only loop, which gives it at once.
    fn is_swept(&self, output: &Output) -> bool {
        self.nest.dims.len() == 1 && output.labels.is_empty()
    }

    /// Whether each element of an output is written once, rather than summed up.
    fn is_assigned(&self, output: &Output) -> bool {
        output.labels.len() == self.nest.dims.len()
    }

    /// An output after the loops.
    fn finish(&self, output: &Output) -> TokenStream {
        let (private, slot) = (&self.scope.private, self.scope.local(output.slot));
        quote!(let #slot = #private::written(#slot);)
    }

    /// An output before the loops: nothing yet where all will be written, else zeros.
    fn start(&self, output: &Output) -> TokenStream {
        let (private, scalar) = (&self.scope.private, &self.scope.scalar);
        let slot = self.scope.local(output.slot);
        if output.labels.is_empty() {
            let zero = self.scope.number(0.0);
            return quote!(let mut #slot = #zero;);
        }
        let shape = self.scope.lengths(output.slot);
        if self.is_assigned(output) {
            return quote!(let mut #slot = #private::unwritten::<#scalar, _>(#shape););
        }
        quote!(let mut #slot = #private::zeros::<#scalar, _>(#shape);)
    }

    /// The loops from `depth` inwards, counted from 1.
    fn loops(&self, depth: usize) -> TokenStream {
        if depth == self.nest.order.len() {
            return self.sweep();
        }
        let label = self.nest.order[depth - 1];
        let index = self.scope.names.loop_index(label);
        let length = self.scope.dim(self.nest.dims[usize::from(label)]);
        let (elements, inner) = (self.elements(depth), self.loops(depth + 1));
        quote!(for #index in 0..#length { #elements #inner })
    }

    /// The assignments of the elements that vary with exactly the first `depth` loops.
    fn elements(&self, depth: usize) -> TokenStream {
        let mut lines = TokenStream::new();
        for (position, element) in self.nest.body.elements.iter().enumerate() {
            if self.depths[position] != depth || is_inline(element) {
                continue;
            }
            let value = match element {
                Element::Read(slot, labels) => {
                    let (private, array) = (&self.scope.private, self.scope.local(*slot));
                    let at = labels
                        .iter()
                        .map(|label| self.scope.names.loop_index(*label));
                    quote!(#private::element(&#array, [#(#at),*]))
                }
                other => self.scope.arithmetic(other, &|id| self.operand(id)),
            };
            let name = self.name(position);
            lines.extend(quote!(let #name = #value;));
        }
        lines
    }

    /// The innermost loop.
    fn sweep(&self) -> TokenStream {
        let Some(inner) = self.nest.order.last().copied() else {
            return TokenStream::new();
        };
        let (private, scalar) = (&self.scope.private, &self.scope.scalar);
        let positions = if self.nest.blocked {
            self.block().to_token_stream()
        } else {
            self.scope.dim(self.nest.dims[usize::from(inner)])
        };
        let mut sweep = Sweep::default();
        self.inputs(inner, &mut sweep);
        self.outputs(inner, &mut sweep);
        let Sweep {
            body,
            terms,
            sums,
            after,
            ..
        } = &sweep;
        let (count, left) = (
            terms.len(),
            (!sums.is_empty()).then(|| quote!(let [#(#sums),*] =)),
        );
        let (outs, refs) = (tuple(&sweep.outs), tuple(&sweep.refs));
        let (lanes, values) = (tuple(&sweep.lanes), tuple(&sweep.values));
        quote! {
            #left #private::sweep::<#scalar, _, _, #count>(
                #positions, #outs, #lanes,
                #[inline(always)] move |#refs, #values| { #body [#(#terms),*] },
            );
            #after
        }
    }

    /// The elements that vary with the innermost loop: lanes that are read, and what is made of them.
    fn inputs(&self, inner: Label, sweep: &mut Sweep) {
        for (position, element) in self.nest.body.elements.iter().enumerate() {
            if self.depths[position] != self.nest.order.len() || is_inline(element) {
                continue;
            }
            let name = self.name(position);
            if let Element::Read(slot, labels) = element {
                let array = self.scope.local(*slot);
                let lane = self.lane(&quote!(lane), &quote!(#array), labels, inner);
                sweep.lanes.push(lane);
                sweep.values.push(name);
            } else {
                let value = self.scope.arithmetic(element, &|id| self.operand(id));
                sweep.body.extend(quote!(let #name = #value;));
            }
        }
    }

    /// Each output: a lane that is written, or a term that is summed.
    fn outputs(&self, inner: Label, sweep: &mut Sweep) {
        for (position, output) in self.nest.outputs.iter().enumerate() {
            let (array, element) = (self.scope.local(output.slot), self.operand(output.element));
            if output.labels.contains(&inner) {
                let name = self.scope.names.numbered("o", position);
                let array = quote!(mut #array);
                let (kind, line) = if self.is_assigned(output) {
                    (quote!(lane_new), quote!(*#name = #element;))
                } else {
                    (quote!(lane_mut), quote!(*#name += #element;))
                };
                let lane = self.lane(&kind, &array, &output.labels, inner);
                sweep.outs.push(lane);
                sweep.body.extend(line);
                sweep.refs.push(name);
                continue;
            }
            let name = if self.is_swept(output) {
                array.clone()
            } else {
                let name = self.scope.names.numbered("s", position);
                let total = self.accumulate(array, &output.labels, &name);
                sweep.after.extend(total);
                name
            };
            sweep.terms.push(element);
            sweep.sums.push(name);
        }
    }

    fn accumulate(&self, array: &Ident, labels: &[Label], sum: &Ident) -> TokenStream {
        if labels.is_empty() {
            return quote!(#array += #sum;);
        }
        let private = &self.scope.private;
        let at = labels
            .iter()
            .map(|label| self.scope.names.loop_index(*label));
        quote!(*#private::element_mut(&mut #array, [#(#at),*]) += #sum;)
    }

    /// A lane of what stands behind the `&`.
    fn lane(
        &self,
        kind: &TokenStream,
        array: &TokenStream,
        labels: &[Label],
        inner: Label,
    ) -> TokenStream {
        let private = &self.scope.private;
        let axis = labels.iter().position(|label| *label == inner).unwrap_or(0);
        let at = labels.iter().map(|label| {
            if *label == inner && !self.nest.blocked {
                return quote!(0);
            }
            let index = self.scope.names.loop_index(*label);
            quote!(#index)
        });
        quote!(#private::#kind(&#array, #axis, [#(#at),*]))
    }

    fn operand(&self, id: ElementId) -> TokenStream {
        let position = id.0 as usize;
        let element = &self.nest.body.elements[position];
        if is_inline(element) {
            return self.scope.arithmetic(element, &|id| self.operand(id));
        }
        let name = self.name(position);
        quote!(#name)
    }

    fn name(&self, position: usize) -> Ident {
        self.scope.names.numbered("e", position)
    }
}

/// Constants and scalars have no line of their own.
fn is_inline(element: &Element) -> bool {
    matches!(element, Element::Number(_) | Element::Scalar(_))
}

/// `(a, b,)`.
fn tuple(parts: &[impl ToTokens]) -> TokenStream {
    if parts.is_empty() {
        quote!(())
    } else {
        quote!((#(#parts,)*))
    }
}
