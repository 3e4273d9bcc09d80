//! What `parse` reads from the tokens, and what `lower` leaves behind for `emit`.
//!
//! `Function` is syntax only: no operation, no shape law. `Environment` holds the user's tokens
//! that emitted code repeats, so that after lowering the graph alone carries the mathematics.

use proc_macro2::{Ident, Span, TokenStream};

use crate::ast::Block;
use crate::dim::Dim;
use crate::graph::Id;
use crate::structure::Structure;

/// The annotated function.
pub struct Function {
    /// What the attribute asks for.
    pub options: Options,
    /// The item as it was, without the attributes that only matgrad reads (`#[dims]`, …).
    pub item: TokenStream,
    /// Everything of the signature that companions repeat.
    pub signature: Signature,
    /// The parameters, without `self`.
    pub parameters: Vec<Parameter>,
    /// The body.
    pub body: Block,
}

/// `#[grad(u, v, allow_zero, layout = "numerator", crate = path)]`.
pub struct Options {
    /// The listed parameters, by position; never empty.
    pub wrt: Vec<usize>,
    /// A parameter that the value does not depend on gets a zero.
    pub allow_zero: bool,
    /// Matrix gradients are transposed.
    pub numerator: bool,
    /// The path of the run-time crate: `::matgrad` unless `crate = …`.
    pub runtime: TokenStream,
}

/// The pieces of the signature.
pub struct Signature {
    /// Outer attributes that companions carry over: `cfg`, `deprecated`, lints, `inline`,
    /// `must_use`, `doc(hidden)`, `track_caller`. An `expect` is an `allow` here.
    pub attributes: Vec<TokenStream>,
    /// `pub(crate)`, …
    pub visibility: TokenStream,
    /// The name.
    pub name: Ident,
    /// `<'a, T: Real>` with the brackets; empty for none.
    pub generics: TokenStream,
    /// `where …`; empty for none.
    pub where_clause: TokenStream,
    /// `&self`, …, with no comma; empty for none. Companions repeat it.
    pub receiver: TokenStream,
    /// The type of the value, as written.
    pub output: TokenStream,
    /// The rank of the value: 0 for a scalar, which is all that `parse` lets through so far.
    pub output_rank: usize,
    /// The scalar type: `f64`, `f32` or the type parameter.
    pub scalar: TokenStream,
}

impl Signature {
    /// The name of a companion: `p_grad` of `p`.
    #[must_use]
    pub fn companion(&self, suffix: &str) -> Ident {
        companion(&self.name, suffix)
    }
}

/// `p_grad` of `p`, at the span of `p`: editors resolve it to the function itself.
#[must_use]
pub fn companion(name: &Ident, suffix: &str) -> Ident {
    Ident::new(&format!("{}_{suffix}", plain(name)), name.span())
}

/// The name that a raw identifier stands for: `type` of `r#type`.
#[must_use]
pub fn plain(name: &Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

/// One parameter.
pub struct Parameter {
    /// Its name.
    pub name: Ident,
    /// Its name and type as written, with no attribute but lints: `q: &Array2<f64>`.
    pub tokens: TokenStream,
    /// What the type is, as far as it shows.
    pub kind: ParameterKind,
    /// What `#[dims(..)]` says, one entry an axis: all [`DimName::Unsaid`] without it.
    pub dims: Vec<DimName>,
    /// What `#[structure(..)]` promises.
    pub structure: Structure,
    /// Where its type stands.
    pub type_span: Span,
}

/// What a parameter's type shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// An array of this rank, whatever its ownership.
    Array(usize),
    /// `T`, `&T`.
    Scalar,
    /// `usize`, `&usize`, `i32`, …
    Integer,
    /// Anything else, arrays of integers and of more than two axes included: a constant that
    /// only typed `let`s may use. Never listed.
    Opaque,
}

/// One entry of `#[dims(..)]`.
#[derive(Clone, Debug)]
pub enum DimName {
    /// A symbol.
    Symbol(Ident),
    /// A fixed size.
    Fixed(u64, Span),
    /// `_`.
    Unsaid,
}

/// What `lower` leaves for `emit`.
#[derive(Default)]
pub struct Environment {
    /// Statements of the body that typed `let`s need, in order, as the user wrote them.
    pub statements: Vec<TokenStream>,
    /// By graph input: an expression that evaluates to it after `statements`.
    pub inputs: Vec<TokenStream>,
    /// By integer symbol ([`crate::dim::Nature::Integer`]): its `usize` expression.
    pub integers: Vec<TokenStream>,
    /// Items of the body, which its constants and their types may need.
    pub items: Vec<TokenStream>,
    /// That every name of the body is what it seems.
    pub proof: Proof,
    /// Equalities of dimensions to check at entry.
    pub equalities: Vec<Equality>,
    /// Index bounds to check at entry.
    pub bounds: Vec<Bound>,
    /// By [`crate::graph::Origin`]: where the user wrote it.
    pub spans: Vec<Span>,
}

/// What the type checker is shown, and what is never run.
#[derive(Default)]
pub struct Proof {
    /// Statements about paths.
    pub paths: TokenStream,
    /// The body, to be checked among traps for its methods.
    pub body: TokenStream,
}

/// `axis` of `input` must be `expected`, for the reason `rule`.
pub struct Equality {
    /// The array whose axis is checked.
    pub input: Id,
    /// The axis.
    pub axis: usize,
    /// What its length must be.
    pub expected: Dim,
    /// Why: `"m, the columns of `q`"`.
    pub rule: String,
}

/// `index < limit` (or `≤`), named in the message.
pub struct Bound {
    /// The index.
    pub index: Dim,
    /// What it must stay below.
    pub limit: Dim,
    /// Whether it may equal the limit.
    pub inclusive: bool,
    /// What is indexed, as the user wrote it.
    pub what: String,
}
