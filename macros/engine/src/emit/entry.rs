//! The head of a companion: names of its locals, arguments, dimensions and checks.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::{Repeated, Scope};
use crate::code::Code;
use crate::dim::{Dim, Dims, Nature, Symbol};
use crate::function::{Environment, Function};
use crate::graph::{Graph, Id, Kind, Numeral, Role};
use crate::plan::{Form, Slot};
use crate::structure::Structure;

/// Hygienic names of a companion's locals.
pub(super) struct Names {
    slots: Vec<Ident>,
    inputs: Vec<Ident>,
    /// By symbol of the dimensions.
    symbols: Vec<Ident>,
    places: Vec<Span>,
    taken: BTreeSet<String>,
    numbered: RefCell<BTreeMap<(&'static str, usize), Ident>>,
}

impl Names {
    pub(super) fn new(function: &Function, graph: &Graph, code: &Code) -> Self {
        let mut taken: BTreeSet<String> = function
            .parameters
            .iter()
            .map(|p| p.name.to_string())
            .collect();
        let mut inputs = Vec::with_capacity(graph.inputs.len());
        for (position, input) in graph.inputs.iter().enumerate() {
            let mut base = format!("{}_", input.name);
            if !is_name(&base) {
                base = format!("constant_{position}");
            }
            inputs.push(fresh(&mut taken, &base));
        }
        let places = graph.inputs.iter().map(|input| match input.role {
            Role::Parameter(position) => {
                let parameter = function.parameters.get(position);
                parameter.map_or(Span::mixed_site(), |p| {
                    Span::mixed_site().located_at(p.type_span)
                })
            }
            _ => Span::mixed_site(),
        });
        let places = places.collect();
        let mut slots = Vec::with_capacity(code.values.len());
        for (position, value) in code.values.iter().enumerate() {
            slots.push(match value.form {
                Form::Input(input) if input < inputs.len() => inputs[input].clone(),
                _ => fresh(&mut taken, &format!("t{position}")),
            });
        }
        let mut names = Self {
            slots,
            inputs,
            symbols: Vec::new(),
            places,
            taken,
            numbered: RefCell::default(),
        };
        let symbols = graph.dims.symbols();
        let symbols = symbols.map(|symbol| names.length(&graph.dims, symbol));
        names.symbols = symbols.collect();
        names
    }

    fn length(&self, dims: &Dims, symbol: Symbol) -> Ident {
        let plain = format!("len_{}", dims.name(symbol));
        let base = if is_name(&plain) {
            format!("{plain}_")
        } else {
            "len_".into()
        };
        self.free(&format!("{base}{}", symbol.0))
    }

    pub(super) fn slot(&self, slot: Slot) -> &Ident {
        &self.slots[slot.0 as usize]
    }

    /// Where an input's type stands.
    fn place(&self, input: usize) -> Span {
        self.places[input]
    }

    pub(super) fn input(&self, input: usize) -> &Ident {
        &self.inputs[input]
    }

    /// `e3`: made once, as most stand in many places.
    pub(super) fn numbered(&self, base: &'static str, number: usize) -> Ident {
        let mut known = self.numbered.borrow_mut();
        let name = known.entry((base, number));
        name.or_insert_with(|| self.free(&format!("{base}{number}")))
            .clone()
    }

    /// A name that neither the user nor a slot has.
    pub(super) fn free(&self, base: &str) -> Ident {
        let mut name = base.to_owned();
        while self.taken.contains(&name) {
            name.push('_');
        }
        local(&name)
    }
}

/// Whether a text that is no keyword can name a local. Nearly all are ASCII, for which no parser is needed.
fn is_name(text: &str) -> bool {
    if !text.is_ascii() {
        return syn::parse_str::<Ident>(text).is_ok();
    }
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let starts = !text.starts_with(|c: char| c.is_ascii_digit());
    starts && text.as_bytes().iter().all(plain)
}

fn fresh(taken: &mut BTreeSet<String>, base: &str) -> Ident {
    let mut name = base.to_owned();
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    local(&name)
}

/// `tokens` located at `place`, resolved as they were.
fn located(tokens: &Repeated, place: Span) -> Repeated {
    let mut located = tokens.0.clone();
    for token in &mut located {
        token.set_span(token.span().located_at(place));
    }
    Repeated(located)
}

fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

impl Scope<'_> {
    /// Arguments as views and scalars, dimensions, checks.
    pub(super) fn entry(
        &self,
        name: &Ident,
        environment: &Environment,
        graph: &Graph,
        lines: &mut TokenStream,
    ) {
        let (private, scalar) = (&self.private, &self.scalar);
        let nodes = input_nodes(graph);
        let used = self.inputs_used(environment, graph, &nodes);
        for (input, node) in &nodes {
            if !used.contains(input) {
                continue;
            }
            let (local, tokens) = (self.names.input(*input), &environment.inputs[*input]);
            let promoted = graph.inputs[*input].numeral != Numeral::Real;
            let kernel = match graph.rank(*node) {
                0 if promoted => "constant",
                0 => "scalar",
                1 => "vector",
                _ => "matrix",
            };
            // What the type turns out not to be is said where the type stands.
            let place = self.names.place(*input);
            let kernel = Ident::new(kernel, place);
            let borrow = (!promoted).then(|| quote!(&));
            let private = located(private, place);
            lines.extend(quote_spanned!(place=> let #local = #private::#kernel::<#scalar, _>(#borrow #tokens);));
        }
        lines.extend(self.dimensions(environment, graph, &nodes));
        lines.extend(self.checks(&name.to_string(), environment, graph, &nodes));
    }

    /// Inputs that are read, or whose shape is checked or gives a dimension: all arrays.
    fn inputs_used(
        &self,
        environment: &Environment,
        graph: &Graph,
        nodes: &BTreeMap<usize, Id>,
    ) -> BTreeSet<usize> {
        let arrays = nodes.iter().filter(|(_, node)| graph.rank(**node) > 0);
        let mut used: BTreeSet<usize> = arrays.map(|(input, _)| *input).collect();
        used.extend(self.code.inputs());
        used.retain(|input| *input < environment.inputs.len());
        used
    }

    fn dimensions(
        &self,
        environment: &Environment,
        graph: &Graph,
        nodes: &BTreeMap<usize, Id>,
    ) -> TokenStream {
        let private = &self.private;
        let mut lines = TokenStream::new();
        for symbol in self.symbols(environment) {
            let local = self.symbol(symbol);
            if let Nature::Integer(position) = self.dims.nature(symbol) {
                let tokens = &environment.integers[position];
                lines.extend(quote!(let #local = #private::index(#tokens);));
                continue;
            }
            if let Nature::Least(left, right) = self.dims.nature(symbol) {
                let (left, right) = (self.dim(left), self.dim(right));
                lines.extend(quote!(let #local = ::core::cmp::Ord::min(#left, #right);));
                continue;
            }
            let source = nodes
                .iter()
                .filter(|(input, _)| **input < environment.inputs.len());
            let source = source.into_iter().find_map(|(input, node)| {
                let is = |dim: &Dim| self.dims.polynomial(*dim).as_symbol() == Some(symbol);
                Some((*input, graph.shape(*node).iter().position(is)?))
            });
            if let Some((input, axis)) = source {
                let array = self.names.input(input);
                lines.extend(quote!(let #local = #private::len(&#array, #axis);));
            }
        }
        lines
    }

    /// All symbols that the code and the checks mention.
    fn symbols(&self, environment: &Environment) -> BTreeSet<Symbol> {
        let mut dims: BTreeSet<Dim> = BTreeSet::new();
        for equality in &environment.equalities {
            dims.insert(equality.expected);
        }
        for bound in &environment.bounds {
            dims.extend([bound.index, bound.limit]);
        }
        dims.extend(self.code.dims());
        let mut symbols = BTreeSet::new();
        let mut dims: Vec<Dim> = dims.into_iter().collect();
        while let Some(dim) = dims.pop() {
            for symbol in self.dims.polynomial(dim).symbols() {
                symbols.insert(symbol);
                if let Nature::Least(left, right) = self.dims.nature(symbol) {
                    dims.extend([left, right]);
                }
            }
        }
        symbols
    }

    fn checks(
        &self,
        name: &str,
        environment: &Environment,
        graph: &Graph,
        nodes: &BTreeMap<usize, Id>,
    ) -> TokenStream {
        let private = &self.private;
        let mut lines = TokenStream::new();
        for equality in &environment.equalities {
            let Kind::Input(input) = graph.kind(equality.input) else {
                continue;
            };
            let (array, axis, rule) = (self.names.input(*input), equality.axis, &equality.rule);
            let parameter = &graph.inputs[*input].name;
            let expected = self.dim(equality.expected);
            lines.extend(quote! {
                #private::check(#name, #parameter, #axis, #private::len(&#array, #axis), #expected, #rule);
            });
        }
        for input in nodes.keys().copied() {
            let structure = graph.inputs[input].structure;
            let known = Structure::NAMES
                .iter()
                .find(|(_, known)| *known == structure);
            if let Some((promise, _)) = known {
                let (array, parameter) = (self.names.input(input), &graph.inputs[input].name);
                lines.extend(quote! {
                    if ::core::cfg!(debug_assertions) {
                        #private::check_structure(#name, #parameter, #promise, #array);
                    }
                });
            }
        }
        for bound in &environment.bounds {
            let (index, limit, what) = (self.dim(bound.index), self.dim(bound.limit), &bound.what);
            lines.extend(if bound.inclusive {
                quote!(#private::check_slice(#name, #what, "the position", #index, #limit);)
            } else {
                quote!(#private::check_index(#name, #what, "the position", #index, #limit);)
            });
        }
        lines
    }

    fn symbol(&self, symbol: Symbol) -> &Ident {
        &self.names.symbols[symbol.0 as usize]
    }

    /// A dimension as a `usize`: what is added before what is taken away. What would be negative
    /// wraps, so that the check of it fails whether or not the crate checks for overflow.
    pub(super) fn dim(&self, dim: Dim) -> TokenStream {
        let polynomial = self.dims.polynomial(dim);
        if let Some(value) = polynomial.as_constant() {
            let value = usize::try_from(value).unwrap_or(0);
            return quote!(#value);
        }
        if let Some(symbol) = polynomial.as_symbol() {
            return self.symbol(symbol).to_token_stream();
        }
        let term = |(monomial, coefficient): &(Vec<Symbol>, i64)| {
            let magnitude = usize::try_from(coefficient.unsigned_abs()).unwrap_or(usize::MAX);
            let symbols = monomial.iter().map(|symbol| {
                let symbol = self.symbol(*symbol);
                symbol.to_token_stream()
            });
            let number = (magnitude != 1 || monomial.is_empty()).then(|| quote!(#magnitude));
            super::scalar::times(number.into_iter().chain(symbols))
        };
        let (positive, negative): (Vec<_>, Vec<_>) =
            polynomial.terms().iter().partition(|term| term.1 > 0);
        let (positive, negative) = (
            positive.into_iter().map(term),
            negative.into_iter().map(term),
        );
        let mut sum = TokenStream::new();
        for term in positive {
            if !sum.is_empty() {
                sum.extend(quote!(+));
            }
            sum.extend(term);
        }
        if sum.is_empty() {
            sum = quote!(0);
        }
        for term in negative {
            sum = quote!(::core::primitive::usize::wrapping_sub(#sum, #term));
        }
        if polynomial.terms().iter().any(|term| term.1 < 0) {
            sum
        } else {
            quote!((#sum))
        }
    }
}

/// The node of each input.
fn input_nodes(graph: &Graph) -> BTreeMap<usize, Id> {
    let mut nodes = BTreeMap::new();
    for id in graph.ids() {
        if let Kind::Input(input) = graph.kind(id) {
            nodes.insert(*input, id);
        }
    }
    nodes
}
