//! A loop nest: plain loops outside, one `sweep` over the innermost label.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

use super::Scope;
use super::step::kernel;
use crate::graph::Label;
use crate::plan::{Element, ElementId, Nest, Output};

/// A nest while it is written.
struct Writer<'a> {
    scope: &'a Scope<'a>,
    nest: &'a Nest,
    /// For each element: how many loops must surround it.
    depths: Vec<usize>,
    /// The names of elements, and of the loops' indices.
    elements: Vec<Ident>,
    indices: Vec<Ident>,
}

/// The parts of an innermost loop, with commas where there are several.
#[derive(Default)]
struct Sweep {
    /// Lanes that are read, and the names of their values.
    lanes: TokenStream,
    values: TokenStream,
    /// Lanes that are written, and the names of the references into them.
    outs: TokenStream,
    refs: TokenStream,
    body: TokenStream,
    /// What is summed, and the names of the sums.
    terms: TokenStream,
    sums: TokenStream,
    /// How many sums there are.
    count: usize,
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
        let named = |base, count| (0..count).map(move |k| self.names.numbered(base, k));
        Writer {
            scope: self,
            nest,
            depths,
            elements: named("e", nest.body.elements.len()).collect(),
            indices: named("i", nest.dims.len()).collect(),
        }
        .write()
    }
}

impl Writer<'_> {
    fn write(&self) -> TokenStream {
        if self.nest.dims.is_empty() {
            return self.scalars();
        }
        let mut lines = TokenStream::new();
        for output in &self.nest.outputs {
            if !self.is_swept(output) {
                lines.extend(self.start(output));
            }
        }
        self.write_elements(0, &mut lines);
        match (self.nest.blocked, self.nest.order.last()) {
            (true, Some(inner)) => lines.extend(self.blocks(*inner)),
            _ => self.loops(1, &mut lines),
        }
        for output in &self.nest.outputs {
            if self.is_assigned(output) {
                lines.extend(self.finish(output));
            }
        }
        lines
    }

    /// The loops, once for each block of the innermost.
    fn blocks(&self, inner: Label) -> TokenStream {
        let private = &self.scope.private;
        let (start, block) = (self.index(inner), self.block());
        let length = self.scope.dim(self.nest.dims[usize::from(inner)]);
        let mut loops = TokenStream::new();
        if self.is_total() {
            self.sweep(&mut loops);
        } else {
            self.loops(1, &mut loops);
        }
        quote!(for (#start, #block) in #private::blocks(#length) { #loops })
    }

    /// Whether two loops sum, and nothing else, so that several rounds of the outer one are made at a time.
    fn is_total(&self) -> bool {
        let mut elements = self.nest.body.elements.iter().zip(&self.depths);
        self.nest.blocked
            && self
                .nest
                .outputs
                .iter()
                .all(|output| output.labels.is_empty())
            && elements.all(|(element, depth)| *depth != 1 || is_inline(element))
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
                |output| self.scope.local(output.slot),
            )
        };
        let operand = |id: ElementId| {
            let element = &self.nest.body.elements[id.0 as usize];
            if is_inline(element) {
                return self.operand(id);
            }
            name(id).to_token_stream()
        };
        for (position, element) in (0..).map(ElementId).zip(&self.nest.body.elements) {
            if !is_inline(element) {
                let value = self.scope.arithmetic(element, &operand);
                bind(name(position), value, &mut lines);
            }
        }
        for output in outputs() {
            let slot = self.scope.local(output.slot);
            let known = match &self.nest.body.elements[output.element.0 as usize] {
                Element::Scalar(of) => self.scope.local(*of) == slot,
                element => !is_inline(element) && name(output.element) == slot,
            };
            if !known {
                bind(slot, operand(output.element), &mut lines);
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
    fn loops(&self, depth: usize, lines: &mut TokenStream) {
        if depth == self.nest.order.len() {
            return self.sweep(lines);
        }
        let label = self.nest.order[depth - 1];
        let (index, zero) = (self.index(label), Literal::usize_unsuffixed(0));
        let length = self.scope.dim(self.nest.dims[usize::from(label)]);
        let mut inner = TokenStream::new();
        self.write_elements(depth, &mut inner);
        self.loops(depth + 1, &mut inner);
        let inner = Group::new(Delimiter::Brace, inner);
        lines.extend(quote!(for #index in #zero..#length #inner));
    }

    /// The assignments of the elements that vary with exactly the first `depth` loops.
    fn write_elements(&self, depth: usize, lines: &mut TokenStream) {
        for (position, element) in self.nest.body.elements.iter().enumerate() {
            if self.depths[position] != depth || is_inline(element) {
                continue;
            }
            let value = match element {
                Element::Read(slot, labels) => {
                    let (private, array) = (&self.scope.private, self.scope.local(*slot));
                    let at = self.position(labels, None);
                    quote!(#private::element(&#array, #at))
                }
                other => self.scope.arithmetic(other, &|id| self.operand(id)),
            };
            bind(self.name(position), value, lines);
        }
    }

    /// The innermost loop.
    fn sweep(&self, lines: &mut TokenStream) {
        let Some(inner) = self.nest.order.last().copied() else {
            return;
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
        let Sweep { count, after, .. } = sweep;
        if count > 0 {
            let sums = Group::new(Delimiter::Bracket, sweep.sums);
            lines.extend(quote!(let #sums =));
        }
        let tuple = |parts| Group::new(Delimiter::Parenthesis, parts);
        let (outs, refs) = (tuple(sweep.outs), tuple(sweep.refs));
        let (lanes, values) = (tuple(sweep.lanes), tuple(sweep.values));
        let mut body = sweep.body;
        body.append(Group::new(Delimiter::Bracket, sweep.terms));
        let body = Group::new(Delimiter::Brace, body);
        lines.extend(if self.is_total() {
            let outer = self.nest.order[0];
            let rows = self.scope.dim(self.nest.dims[usize::from(outer)]);
            let row = self.index(outer);
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
        lines.extend(after);
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
                let lane = self.lane("lane", array.to_token_stream(), labels, inner);
                sweep.lanes.extend(lane);
                sweep.lanes.append(comma());
                sweep.values.append(name.clone());
                sweep.values.append(comma());
            } else {
                let value = self.scope.arithmetic(element, &|id| self.operand(id));
                bind(name, value, &mut sweep.body);
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
                    ("lane_new", quote!(*#name = #element;))
                } else {
                    ("lane_mut", quote!(*#name += #element;))
                };
                let lane = self.lane(kind, array, &output.labels, inner);
                sweep.outs.extend(lane);
                sweep.outs.append(comma());
                sweep.body.extend(line);
                sweep.refs.append(name);
                sweep.refs.append(comma());
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
            if sweep.count > 0 {
                sweep.terms.append(comma());
                sweep.sums.append(comma());
            }
            sweep.terms.extend(element);
            sweep.sums.append(name);
            sweep.count += 1;
        }
    }

    fn accumulate(&self, array: &Ident, labels: &[Label], sum: &Ident) -> TokenStream {
        if labels.is_empty() {
            return quote!(#array += #sum;);
        }
        let (private, at) = (&self.scope.private, self.position(labels, None));
        quote!(*#private::element_mut(&mut #array, #at) += #sum;)
    }

    /// A lane of what stands behind the `&`.
    fn lane(&self, kind: &str, array: TokenStream, labels: &[Label], inner: Label) -> TokenStream {
        let (private, kind) = (&self.scope.private, kernel(kind));
        let axis = labels.iter().position(|label| *label == inner).unwrap_or(0);
        let at = self.position(labels, (!self.nest.blocked).then_some(inner));
        let mut lane = quote!(#private::#kind);
        let mut arguments = TokenStream::new();
        arguments.append(Punct::new('&', Spacing::Alone));
        arguments.extend(array);
        arguments.extend(quote!(, #axis, #at));
        lane.append(Group::new(Delimiter::Parenthesis, arguments));
        lane
    }

    /// `[i0, i1]`, with 0 for the label that is `first`.
    fn position(&self, labels: &[Label], first: Option<Label>) -> Group {
        let mut at = TokenStream::new();
        for (axis, label) in labels.iter().enumerate() {
            if axis > 0 {
                at.append(comma());
            }
            if Some(*label) == first {
                at.append(Literal::usize_unsuffixed(0));
            } else {
                at.append(self.index(*label).clone());
            }
        }
        Group::new(Delimiter::Bracket, at)
    }

    fn operand(&self, id: ElementId) -> TokenStream {
        let position = id.0 as usize;
        let element = &self.nest.body.elements[position];
        if is_inline(element) {
            return self.scope.arithmetic(element, &|id| self.operand(id));
        }
        self.name(position).to_token_stream()
    }

    fn name(&self, position: usize) -> &Ident {
        &self.elements[position]
    }

    fn index(&self, label: Label) -> &Ident {
        &self.indices[usize::from(label)]
    }
}

/// Constants and scalars have no line of their own.
fn is_inline(element: &Element) -> bool {
    matches!(element, Element::Number(_) | Element::Scalar(_))
}

/// `let name = value;`
fn bind(name: &Ident, value: TokenStream, lines: &mut TokenStream) {
    lines.extend(quote!(let #name =));
    lines.extend(value);
    lines.append(Punct::new(';', Spacing::Alone));
}

fn comma() -> Punct {
    Punct::new(',', Spacing::Alone)
}
