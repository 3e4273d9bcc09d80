//! `Function` → `Graph`: names become nodes, calls become entries of the rule table, shapes unify.
//!
//! Invariant: afterwards every node has a shape in resolved dimensions and an origin, and what the
//! emitted code must repeat of the user's body is in [`Environment`]. Errors are collected.
//! Knows Rust's spellings (operators, references, constructors, indexing) and no mathematics:
//! operations come from [`crate::rules`], what broadcasting means from `operators`.

use proc_macro2::{Span, TokenStream};

use crate::ast::Let;
use crate::diagnostics::{Errors, Place};
use crate::dim::{Dim, Nature, Symbol};
use crate::function::{Environment, Function};
use crate::graph::{Graph, Id, Origin, Role};
use crate::structure::Structure;

mod body;
mod broadcast;
mod call;
mod choice;
mod closure;
mod constant;
mod dependence;
mod expression;
mod form;
mod indexing;
mod names;
mod operators;
mod parameters;
mod proof;

mod shape;
mod snippet;
mod syntax;
mod value;

pub use dependence::check_dependence;

use value::{Frame, Statement};

/// The function as a graph.
pub struct Lowered {
    /// The graph.
    pub graph: Graph,
    /// The value.
    pub source: Id,
    /// The listed parameters.
    pub wrt: Vec<Id>,
    /// What emitted code repeats of the user's body, and checks at entry.
    pub environment: Environment,
}

/// Lowers a function; `None` if anything is wrong, which `errors` then says.
pub fn lower(function: &Function, errors: &mut Errors) -> Option<Lowered> {
    let mut lowering = Lowering::new(function, errors);
    let wrt = lowering.parameters();
    let source = lowering.function_body();
    let (wrt, source) = (wrt?, source?);
    lowering.reconsider_assumed();
    if lowering.failed {
        return None;
    }
    Some(lowering.finish(source, &wrt))
}

/// The state of a walk over one function.
struct Lowering<'a> {
    function: &'a Function,
    errors: &'a mut Errors,
    graph: Graph,
    environment: Environment,
    frames: Vec<Frame>,
    /// All `let`s met so far, in order.
    statements: Vec<Statement>,
    /// Those of the body that are not looked into.
    opaque: Vec<*const Let>,
    /// The listed parameters that are inputs.
    wrt: Vec<Id>,
    /// Constant paths by their text, so that each is one input or one symbol.
    scalar_paths: Vec<(String, Id)>,
    integer_paths: Vec<(String, Dim)>,
    /// Equalities that only run time can decide, and what needs them.
    assumed: Vec<Assumed>,
    /// Where symbols and sizes come from, for messages.
    provenance: Vec<(Symbol, String)>,
    /// How many statements had been met when an input or integer was read.
    read_after: ReadAfter,
    /// Matrices that have to be known as triangular once dimensions are, and where they stand.
    triangles: Vec<(Id, TokenStream)>,
    /// How many closures surround the walk.
    depth: usize,
    /// How many branches of `if`s surround the walk.
    branches: usize,
    /// How many closures have been applied.
    applications: usize,
    failed: bool,
}

/// An equality that unification left open when it was met.
struct Assumed {
    sides: (Dim, Dim),
    why: String,
    place: (Span, Span),
}

/// By input and by integer: how many statements preceded its reading.
#[derive(Default)]
struct ReadAfter {
    inputs: Vec<usize>,
    integers: Vec<usize>,
}

impl<'a> Lowering<'a> {
    fn new(function: &'a Function, errors: &'a mut Errors) -> Self {
        Self {
            function,
            errors,
            graph: Graph::default(),
            environment: Environment::default(),
            frames: vec![Frame::default()],
            statements: Vec::new(),
            opaque: Vec::new(),
            wrt: Vec::new(),
            scalar_paths: Vec::new(),
            integer_paths: Vec::new(),
            assumed: Vec::new(),
            provenance: Vec::new(),
            read_after: ReadAfter::default(),
            triangles: Vec::new(),
            depth: 0,
            branches: 0,
            applications: 0,
            failed: false,
        }
    }

    /// Reports an error; `None`, so that a reader can return it.
    fn error<T>(&mut self, place: impl Place, message: impl Into<String>) -> Option<T> {
        self.failed = true;
        self.errors.error(place, message);
        None
    }

    /// From now on, new nodes stem from `span`.
    fn at(&mut self, span: Span) {
        let index = u32::try_from(self.environment.spans.len()).unwrap_or(u32::MAX);
        self.environment.spans.push(span);
        self.graph.origin = Origin(index);
    }

    /// A new leaf, read as `tokens`.
    fn input(&mut self, input: crate::graph::Input, shape: Vec<Dim>, tokens: TokenStream) -> Id {
        self.environment.inputs.push(tokens);
        self.read_after.inputs.push(self.statements.len());
        self.graph.input(input, shape)
    }

    /// A new integer known at run time, read as `tokens`.
    fn integer_symbol(&mut self, name: String, tokens: TokenStream) -> Dim {
        let index = self.environment.integers.len();
        self.environment.integers.push(tokens);
        self.read_after.integers.push(self.statements.len());
        self.graph.dims.fresh(name, Nature::Integer(index))
    }

    /// A fresh shape of this rank for the input called `name`.
    fn fresh_shape(&mut self, name: &str, rank: usize) -> Vec<Dim> {
        (0..rank)
            .map(|axis| {
                let text = names::axis_of(name, rank, axis);
                self.graph.dims.fresh(text, Nature::Inferred)
            })
            .collect()
    }

    fn finish(mut self, source: Id, wrt: &[Id]) -> Lowered {
        let assumed = self.identify_assumed();
        let inputs = self.graph.input_ids();
        let mut roots = vec![source];
        roots.extend(wrt);
        roots.extend(&inputs);
        let before = roots.len();
        roots.extend(self.triangles.iter().map(|(id, _)| *id));
        let mut roots = self.graph.resolve(&roots);
        self.require_triangles(&roots.split_off(before));
        let (source, rest) = (roots[0], &roots[1..]);
        let (wrt, inputs) = (rest[..wrt.len()].to_vec(), rest[wrt.len()..].to_vec());
        self.resolve_bounds();
        self.name_dimensions();
        self.require_equalities(&inputs, &assumed);
        self.keep_statements();
        self.environment.proof = proof::proof(self.function, &self.opaque);
        Lowered {
            graph: self.graph,
            source,
            wrt,
            environment: self.environment,
        }
    }

    /// Substitution needs to know which triangle there is; `ids` are those of the resolved graph.
    fn require_triangles(&mut self, ids: &[Id]) {
        for ((_, place), id) in std::mem::take(&mut self.triangles).iter().zip(ids) {
            let structure = self.graph.structure(*id);
            if !structure.is(Structure::LOWER) && !structure.is(Structure::UPPER) {
                let text = snippet::snippet(place);
                self.errors.error(
                    place,
                    format!(
                        "`{text}` is not known to be triangular: write `tril({text})` or `triu({text})`, \
                         or say `#[structure(lower)]` of the parameter"
                    ),
                );
            }
        }
    }

    fn resolve_bounds(&mut self) {
        for bound in &mut self.environment.bounds {
            bound.index = self.graph.dims.resolve(bound.index);
            bound.limit = self.graph.dims.resolve(bound.limit);
        }
    }

    /// The name of an input.
    fn input_name(&self, id: Id) -> Option<(&str, Role)> {
        match self.graph.kind(id) {
            crate::graph::Kind::Input(index) => {
                let input = self.graph.inputs.get(*index)?;
                Some((&input.name, input.role))
            }
            _ => None,
        }
    }
}
