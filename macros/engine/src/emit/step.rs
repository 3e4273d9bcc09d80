//! One step of a plan as a statement.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Scope;
use super::scalar::signed;
use crate::graph::Attribute;
use crate::plan::{Branch, Choice, Cut, Element, Form, Slot, Step};
use crate::rules::{self, RuleId};

impl Scope<'_> {
    pub(super) fn step(&self, step: &Step) -> TokenStream {
        let private = &self.private;
        match step {
            Step::View {
                slot,
                of,
                cut: Cut::Select { index, .. },
            } if self.rank(*of) == 1 => {
                let (slot, of, index) = (self.local(*slot), self.local(*of), self.dim(*index));
                quote!(let #slot = #private::element(&#of, [#index]);)
            }
            Step::View { slot, of, cut } => {
                let (slot, part) = (self.local(*slot), self.part(&self.view(*of), *cut));
                quote!(let #slot = #part;)
            }
            Step::Product { slot, left, right } => {
                let is_matrix = self.rank(*right) == 2;
                let kernel = kernel(if is_matrix { "matmul" } else { "matvec" });
                let (slot, left, right) = (self.local(*slot), self.view(*left), self.view(*right));
                quote!(let #slot = #private::#kernel(#left, #right);)
            }
            Step::Call {
                slot,
                rule,
                attribute,
                arguments,
                factored,
            } => self.call(*slot, *rule, *attribute, (arguments, *factored)),
            Step::Factor { slot, of, how } => {
                let name = kernel(how.name());
                let (slot, of) = (self.local(*slot), self.view(*of));
                quote!(let #slot = #private::factorize::#name(#of);)
            }
            Step::Solve {
                slot,
                factor,
                right,
                transposed,
            } => self.solve(*slot, [*factor, *right], *transposed),
            Step::Scan { slot, of, reverse } => {
                let kernel = kernel(if *reverse { "rcumsum" } else { "cumsum" });
                let (slot, of) = (self.local(*slot), self.view(*of));
                quote!(let #slot = #private::ops::#kernel(#of);)
            }
            Step::Reshape { slot, of } => {
                let shape = self.lengths(*slot);
                let (slot, of) = (self.local(*slot), self.view(*of));
                quote!(let #slot = #private::reshape(#of, #shape);)
            }
            Step::Copy { slot, of } => {
                let (slot, of) = (self.local(*slot), self.view(*of));
                quote!(let #slot = #private::copy(#of);)
            }
            Step::Place { slot, of, cuts } => self.place(*slot, *of, cuts),
            Step::Triangle { slot } => self.triangle(*slot),
            Step::Nest(nest) => self.nest(nest),
            Step::Branch(branch) => self.branch(branch),
        }
    }

    fn triangle(&self, slot: Slot) -> TokenStream {
        let private = &self.private;
        let (shape, scalar) = (self.lengths(slot), &self.scalar);
        let (slot, one) = (self.local(slot), self.number(1.0));
        quote!(let #slot = #private::tril::<#scalar>(#private::view(&#private::filled(#shape, #one)));)
    }

    /// `let (a, b) = if condition { … } else { … };`
    fn branch(&self, branch: &Branch) -> TokenStream {
        let side = |steps: &[Step], of: fn(&Choice) -> &Element| {
            let steps = steps.iter().map(|step| self.step(step));
            let values = branch
                .choices
                .iter()
                .map(|choice| self.scalar_value(of(choice)));
            let values = together(values.collect());
            quote!({ #(#steps)* #values })
        };
        let then = side(&branch.then, |choice| &choice.then);
        let otherwise = side(&branch.otherwise, |choice| &choice.otherwise);
        let slots = branch.choices.iter().map(|choice| {
            let slot = self.local(choice.slot);
            quote!(#slot)
        });
        let (slots, condition) = (together(slots.collect()), self.local(branch.condition));
        let private = &self.private;
        quote!(let #slots = if #private::math::holds(#condition) #then else #otherwise;)
    }

    fn call(
        &self,
        slot: Slot,
        rule: RuleId,
        attribute: Attribute,
        (arguments, factored): (&[Slot], bool),
    ) -> TokenStream {
        let private = &self.private;
        let module = kernel(if factored { "factor" } else { "ops" });
        let name = kernel(rules::rule(rule).name);
        let arguments = arguments.iter().map(|slot| self.view(*slot));
        let axis = match attribute {
            Attribute::Axis(axis) => Some(quote!(, #axis)),
            _ => None,
        };
        let slot = self.local(slot);
        quote!(let #slot = #private::#module::#name(#(#arguments),* #axis);)
    }

    fn solve(&self, slot: Slot, [factor, right]: [Slot; 2], transposed: bool) -> TokenStream {
        let kernel = kernel(if transposed {
            "solve_transposed"
        } else {
            "solve"
        });
        let (factor, right) = (self.view(factor), self.view(right));
        let (private, slot) = (&self.private, self.local(slot));
        quote!(let #slot = #private::factor::#kernel(#factor, #right);)
    }

    /// Zeros with `of` written into one part.
    fn place(&self, slot: Slot, of: Slot, cuts: &[Cut]) -> TokenStream {
        let (private, scalar, shape) = (&self.private, &self.scalar, self.lengths(slot));
        let (whole, rank) = (self.local(slot), self.rank(of));
        let mut lines = quote!(let mut #whole = #private::zeros::<#scalar, _>(#shape););
        if let ([Cut::Select { index, .. }], 0) = (cuts, rank) {
            let (index, of) = (self.dim(*index), self.local(of));
            lines.extend(quote!(*#private::element_mut(&mut #whole, [#index]) = #of;));
            return lines;
        }
        let mut writing = TokenStream::new();
        let mut part = quote!(#whole);
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
                    quote!(#private::slice_mut(&mut #part, #axis, #start, #step, #len))
                }
                Cut::Select { axis, index } => {
                    let index = self.dim(*index);
                    quote!(#private::select_mut(&mut #part, #axis, #index))
                }
                Cut::Diagonal { axes: [i, j] } => {
                    quote!(#private::diagonal_mut(&mut #part, #i, #j))
                }
                Cut::Transpose => continue,
            };
            writing.extend(quote!(let mut #next = #cut;));
            part = quote!(#next);
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

    fn part(&self, of: &TokenStream, cut: Cut) -> TokenStream {
        let private = &self.private;
        match cut {
            Cut::Transpose => quote!(#private::transpose(#of)),
            Cut::Diagonal { axes: [i, j] } => quote!(#private::diagonal(#of, #i, #j)),
            Cut::Slice {
                axis,
                start,
                step,
                len,
            } => {
                let (start, len, step) = (self.dim(start), self.dim(len), stride(step));
                quote!(#private::slice(#of, #axis, #start, #step, #len))
            }
            Cut::Select { axis, index } => {
                let index = self.dim(index);
                quote!(#private::select(#of, #axis, #index))
            }
        }
    }

    pub(super) fn rank(&self, slot: Slot) -> usize {
        self.plan.values[slot.0 as usize].shape.len()
    }

    /// A slot as a view by value, or a scalar.
    fn view(&self, slot: Slot) -> TokenStream {
        let (private, name) = (&self.private, self.local(slot));
        match self.plan.values[slot.0 as usize].form {
            Form::Owned if self.rank(slot) > 0 => quote!(#private::view(&#name)),
            Form::Factor => quote!(&#name),
            _ => quote!(#name),
        }
    }

    /// `[n, m]`.
    pub(super) fn lengths(&self, slot: Slot) -> TokenStream {
        let dims = self.plan.values[slot.0 as usize]
            .shape
            .iter()
            .map(|dim| self.dim(*dim));
        quote!([#(#dims),*])
    }
}

/// One as it is, several as a tuple.
fn together(mut parts: Vec<TokenStream>) -> TokenStream {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        quote!((#(#parts),*))
    }
}

/// A name of the run-time crate.
pub(super) fn kernel(name: &str) -> Ident {
    Ident::new(name, proc_macro2::Span::mixed_site())
}

fn stride(step: i64) -> TokenStream {
    let magnitude = isize::try_from(step.unsigned_abs()).unwrap_or(isize::MAX);
    signed(step, &Literal::isize_suffixed(magnitude))
}
