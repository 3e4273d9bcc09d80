//! Code as Rust: one statement, one piece of Rust.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

use super::Scope;
use super::scalar::signed;
use crate::code::{Atom, Kernel, Name, Start, Statement};
use crate::graph::{Attribute, Label};
use crate::plan::{Cut, Form, Slot};
use crate::rules;

impl Scope<'_> {
    pub(super) fn statements(&self, statements: &[Statement], lines: &mut TokenStream) {
        for statement in statements {
            self.statement(statement, lines);
        }
    }

    fn statement(&self, statement: &Statement, lines: &mut TokenStream) {
        let private = &self.private;
        match statement {
            Statement::View { slot, of, cut } => self.part(*slot, *of, *cut, lines),
            Statement::Call {
                slot,
                kernel,
                arguments,
            } => {
                let call = self.call(*slot, *kernel, arguments);
                bind(self.local(*slot), call, lines);
            }
            Statement::Start { slot, holds } => {
                let (local, scalar) = (self.local(*slot), &self.scalar);
                let shape = self.lengths(*slot);
                lines.extend(match holds {
                    Start::Zero => {
                        let zero = self.number(0.0);
                        quote!(let mut #local = #zero;)
                    }
                    Start::Unwritten => {
                        quote!(let mut #local = #private::unwritten::<#scalar, _>(#shape);)
                    }
                    Start::Zeros => quote!(let mut #local = #private::zeros::<#scalar, _>(#shape);),
                });
            }
            Statement::Written(slot) => {
                let local = self.local(*slot);
                lines.extend(quote!(let #local = #private::written(#local);));
            }
            Statement::Let(name, scalar) => bind(self.name(*name), self.arithmetic(scalar), lines),
            Statement::Add { slot, at, sum } => {
                let (local, sum) = (self.local(*slot), self.name(*sum));
                lines.extend(if at.is_empty() {
                    quote!(#local += #sum;)
                } else {
                    let at = self.position(at.iter().map(|label| Some(*label)));
                    quote!(*#private::element_mut(&mut #local, #at) += #sum;)
                });
            }
            Statement::Place { slot, of, cuts } => lines.extend(self.place(*slot, *of, cuts)),
            Statement::Nest(body) => self.statements(body, lines),
            Statement::Sweep(sweep) => self.sweep(sweep, lines),
            Statement::For { index, dim, body } => {
                let (index, zero) = (self.index(*index), Literal::usize_unsuffixed(0));
                let (length, body) = (self.dim(*dim), self.block(body));
                lines.extend(quote!(for #index in #zero..#length #body));
            }
            Statement::Blocks { index, dim, body } => {
                let (index, block) = (self.index(*index), self.names.free("block"));
                let (length, body) = (self.dim(*dim), self.block(body));
                lines.extend(quote!(for (#index, #block) in #private::blocks(#length) #body));
            }
            Statement::If {
                condition,
                slots,
                then,
                otherwise,
            } => {
                let side = |(statements, values): &(Vec<Statement>, Vec<Atom>)| {
                    let mut lines = TokenStream::new();
                    self.statements(statements, &mut lines);
                    lines.extend(together(values.iter().map(|value| self.atom(*value))));
                    Group::new(Delimiter::Brace, lines)
                };
                let (then, otherwise) = (side(then), side(otherwise));
                let slots = together(slots.iter().map(|slot| self.local(*slot).to_token_stream()));
                let condition = self.local(*condition);
                lines.extend(quote! {
                    let #slots = if #private::math::holds(#condition) #then else #otherwise;
                });
            }
        }
    }

    fn block(&self, statements: &[Statement]) -> Group {
        let mut lines = TokenStream::new();
        self.statements(statements, &mut lines);
        Group::new(Delimiter::Brace, lines)
    }

    fn part(&self, slot: Slot, of: Slot, cut: Cut, lines: &mut TokenStream) {
        let private = &self.private;
        let whole = self.view(of);
        let part = match cut {
            Cut::Select { index, .. } if self.code.rank(slot) == 0 => {
                let (of, index) = (self.local(of), self.dim(index));
                quote!(#private::element(&#of, [#index]))
            }
            Cut::Select { axis, index } => {
                let index = self.dim(index);
                quote!(#private::select(#whole, #axis, #index))
            }
            Cut::Transpose => quote!(#private::transpose(#whole)),
            Cut::Diagonal { axes: [i, j] } => quote!(#private::diagonal(#whole, #i, #j)),
            Cut::Slice {
                axis,
                start,
                step,
                len,
            } => {
                let (start, len, step) = (self.dim(start), self.dim(len), stride(step));
                quote!(#private::slice(#whole, #axis, #start, #step, #len))
            }
        };
        bind(self.local(slot), part, lines);
    }

    fn call(&self, slot: Slot, kernel: Kernel, arguments: &[Slot]) -> TokenStream {
        let (private, scalar) = (&self.private, &self.scalar);
        let axis = |attribute| match attribute {
            Attribute::Axis(axis) => Some(quote!(, #axis)),
            _ => None,
        };
        let (path, more) = match kernel {
            Kernel::Matmul => (quote!(matmul), None),
            Kernel::Matvec => (quote!(matvec), None),
            Kernel::Primitive(rule, attribute) => {
                let name = word(rules::rule(rule).name);
                (quote!(ops::#name), axis(attribute))
            }
            Kernel::Reading(rule, attribute) => {
                let name = word(rules::rule(rule).name);
                (quote!(factor::#name), axis(attribute))
            }
            Kernel::Factorize(how) => {
                let name = word(how.name());
                (quote!(factorize::#name), None)
            }
            Kernel::Solve { transposed: false } => (quote!(factor::solve), None),
            Kernel::Solve { transposed: true } => (quote!(factor::solve_transposed), None),
            Kernel::Scan { reverse: false } => (quote!(ops::cumsum), None),
            Kernel::Scan { reverse: true } => (quote!(ops::rcumsum), None),
            Kernel::Reshape => {
                let shape = self.lengths(slot);
                (quote!(reshape), Some(quote!(, #shape)))
            }
            Kernel::Copy => (quote!(copy), None),
            Kernel::Triangle => {
                let (shape, one) = (self.lengths(slot), self.number(1.0));
                let ones = quote!(#private::view(&#private::filled(#shape, #one)));
                return quote!(#private::tril::<#scalar>(#ones));
            }
        };
        let arguments = arguments.iter().map(|slot| self.view(*slot));
        quote!(#private::#path(#(#arguments),* #more))
    }

    /// Zeros with `of` written into one part.
    fn place(&self, slot: Slot, of: Slot, cuts: &[Cut]) -> TokenStream {
        let (private, scalar, shape) = (&self.private, &self.scalar, self.lengths(slot));
        let (whole, rank) = (self.local(slot), self.code.rank(of));
        let mut lines = quote!(let mut #whole = #private::zeros::<#scalar, _>(#shape););
        if let ([Cut::Select { index, .. }], 1) = (cuts, self.code.rank(slot)) {
            let (index, of) = (self.dim(*index), self.local(of));
            lines.extend(quote!(*#private::element_mut(&mut #whole, [#index]) = #of;));
            return lines;
        }
        let mut writing = TokenStream::new();
        let mut part = whole.clone();
        for (position, cut) in cuts.iter().enumerate() {
            let next = self.names.numbered("part", position);
            let cut = match cut {
                Cut::Slice {
                    axis,
                    start,
                    step,
                    len,
                } => {
                    let (start, len, step) = (self.dim(*start), self.dim(*len), stride(*step));
                    quote!(slice_mut(&mut #part, #axis, #start, #step, #len))
                }
                Cut::Select { axis, index } => {
                    let index = self.dim(*index);
                    quote!(select_mut(&mut #part, #axis, #index))
                }
                Cut::Diagonal { axes: [i, j] } => quote!(diagonal_mut(&mut #part, #i, #j)),
                Cut::Transpose => quote!(transpose_mut(&mut #part)),
            };
            writing.extend(quote!(let mut #next = #private::#cut;));
            part = next;
        }
        let of = if rank == 0 {
            let of = self.local(of);
            quote!(#private::fill(&mut #part, #of);)
        } else {
            let of = self.view(of);
            quote!(#private::put(&mut #part, #of);)
        };
        lines.extend(quote!({ #writing #of }));
        lines
    }

    /// A slot as a view by value, or a scalar.
    fn view(&self, slot: Slot) -> TokenStream {
        let (private, name) = (&self.private, self.local(slot));
        match self.code.values[slot.0 as usize].form {
            Form::Owned if self.code.rank(slot) > 0 => quote!(#private::view(&#name)),
            Form::Factor => quote!(&#name),
            _ => quote!(#name),
        }
    }

    /// `[n, m]`.
    fn lengths(&self, slot: Slot) -> TokenStream {
        let shape = &self.code.values[slot.0 as usize].shape;
        let dims = shape.iter().map(|dim| self.dim(*dim));
        quote!([#(#dims),*])
    }

    /// `[i0, i1]`, with 0 for none.
    pub(super) fn position(&self, labels: impl Iterator<Item = Option<Label>>) -> Group {
        let mut at = TokenStream::new();
        for (axis, label) in labels.enumerate() {
            if axis > 0 {
                at.append(comma());
            }
            match label {
                Some(label) => at.append(self.index(label)),
                None => at.append(Literal::usize_unsuffixed(0)),
            }
        }
        Group::new(Delimiter::Bracket, at)
    }

    pub(super) fn index(&self, label: Label) -> Ident {
        self.names.numbered("i", usize::from(label))
    }

    pub(super) fn name(&self, name: Name) -> Ident {
        match name {
            Name::Slot(slot) => self.local(slot).clone(),
            Name::Element(number) => self.names.numbered("e", number as usize),
            Name::Sum(number) => self.names.numbered("s", number as usize),
        }
    }
}

/// One as it is, several as a tuple.
fn together(parts: impl ExactSizeIterator<Item = TokenStream>) -> TokenStream {
    if parts.len() == 1 {
        parts.collect()
    } else {
        quote!((#(#parts),*))
    }
}

/// `let name = value;`
pub(super) fn bind(name: impl ToTokens, value: TokenStream, lines: &mut TokenStream) {
    lines.extend(quote!(let #name =));
    lines.extend(value);
    lines.append(Punct::new(';', Spacing::Alone));
}

pub(super) fn comma() -> Punct {
    Punct::new(',', Spacing::Alone)
}

/// A name of the run-time crate.
pub(super) fn word(name: &str) -> Ident {
    Ident::new(name, proc_macro2::Span::mixed_site())
}

fn stride(step: i64) -> TokenStream {
    signed(step, &Literal::u64_unsuffixed(step.unsigned_abs()))
}
