//! The subset of Rust that a body may be written in, with spans and tokens kept.
//!
//! `parse` never refuses an expression: what it does not understand becomes [`ExprKind::Opaque`],
//! because a typed `let` may bind it. `lower` refuses it elsewhere.

use proc_macro2::{Ident, Span, TokenStream};

/// A block: statements and the value.
#[derive(Clone, Debug)]
pub struct Block {
    /// The `let`s, and the `const`s and `use`s read as such.
    pub statements: Vec<Let>,
    /// The tail expression, or the operand of a final `return`.
    pub tail: Option<Box<Expr>>,
    /// Where it stands.
    pub span: Span,
}

/// `let pattern: type = value;`, or an item: `const NAME: type = value;`, `use`, `type`.
///
/// The value of a `use` or `type` is [`ExprKind::Opaque`].
#[derive(Clone, Debug)]
pub struct Let {
    /// The names bound; `None` for `_`.
    pub names: Vec<Option<Ident>>,
    /// Whether the pattern is a tuple.
    pub tuple: bool,
    /// The annotation.
    pub annotation: Option<Annotation>,
    /// The right-hand side.
    pub value: Expr,
    /// `let pattern: type =`, without attributes; empty for an item.
    pub head: TokenStream,
    /// The whole statement as written.
    pub tokens: TokenStream,
    /// What it declares, if it is an item.
    pub item: Option<Item>,
}

/// What an item of a body declares; companions repeat it.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its names, or those of all that a `use` imports.
    pub names: Vec<Ident>,
    /// Whether it is a `use` that imports by `*`.
    pub glob: bool,
    /// Whether it is a `const`.
    pub constant: bool,
}

impl Let {
    /// Whether this is an item without a value: `use`, `type`.
    #[must_use]
    pub fn binds_nothing(&self) -> bool {
        self.item.as_ref().is_some_and(|item| !item.constant)
    }
}

/// A type annotation. `rank` and `integer` are what it says of a value that is not understood.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// 0 for the function's scalar type, 1 and 2 for arrays of it, `None` for any other type.
    pub rank: Option<usize>,
    /// An integer type.
    pub integer: bool,
    /// As written.
    pub tokens: TokenStream,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The smallest span that covers it, where the compiler can join spans; else its first token's.
    /// Errors are better placed at `&Expr`, which underlines all of it.
    pub span: Span,
    /// As written.
    pub tokens: TokenStream,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A number: its value, and whether it is written as an integer without suffix.
    Literal {
        /// The value.
        value: f64,
        /// Written without a point, exponent or float suffix.
        integer: bool,
    },
    /// `x`, `std::f64::consts::PI`: the segments, without generic arguments.
    Path(Vec<Ident>),
    /// `-x`.
    Negate(Box<Expr>),
    /// `&x`, `*x`, `(x)`: transparent.
    Transparent(Box<Expr>),
    /// `x as f64`, `x as usize`.
    Cast {
        /// The operand.
        operand: Box<Expr>,
        /// To an integer type.
        to_integer: bool,
        /// The type as written.
        ty: TokenStream,
    },
    /// `x + y`.
    Binary {
        /// `+`, `-`, `*`, `/`, `%`.
        operator: char,
        /// Where the operator stands.
        operator_span: Span,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `true`, `false`.
    Truth(bool),
    /// `!x`.
    Not(Box<Expr>),
    /// `x < y`, `a && b`.
    Relation {
        /// Which.
        relation: Relation,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `if condition { … } else { … }`.
    If {
        /// What decides.
        condition: Box<Expr>,
        /// The value if it holds, a block.
        then: Box<Expr>,
        /// The value if it does not: a block, or another `if`.
        otherwise: Box<Expr>,
    },
    /// `f(x, y)`.
    Call {
        /// The callee's path segments.
        path: Vec<Ident>,
        /// The callee as written, turbofish included.
        callee: TokenStream,
        /// Where the callee stands.
        callee_span: Span,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// `x.f(y)`.
    Method {
        /// The receiver.
        receiver: Box<Expr>,
        /// The name.
        name: Ident,
        /// `::<…>` as written, or empty.
        turbofish: TokenStream,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// `x.0`.
    Field {
        /// The operand.
        operand: Box<Expr>,
        /// The position.
        index: usize,
    },
    /// `x[i]`, `x[[i, j]]`: the indices.
    Index {
        /// The array.
        operand: Box<Expr>,
        /// One expression an axis.
        indices: Vec<Expr>,
    },
    /// `s![a..b;k, j]`.
    Slice(Vec<SliceItem>),
    /// `|v| …`, `|&v| …`, `|v: f64| …`.
    Closure {
        /// The names.
        parameters: Vec<Ident>,
        /// `|v: f64|` as written.
        head: TokenStream,
        /// The value.
        body: Box<Expr>,
    },
    /// `{ … }`.
    Block(Block),
    /// `(a, b)`.
    Tuple(Vec<Expr>),
    /// `[a, b]`.
    Array(Vec<Expr>),
    /// Something else: what it is, with what to write instead.
    Opaque(&'static str),
}

/// An operator whose value is a truth value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
    /// `!=`
    Differs,
    /// `&&`
    Both,
    /// `||`
    Either,
}

/// One axis of `s![..]`.
#[derive(Clone, Debug)]
pub enum SliceItem {
    /// An index: drops the axis.
    Index(Expr),
    /// A range.
    Range {
        /// Its start, 0 if absent.
        start: Option<Expr>,
        /// Its end, the axis length if absent.
        end: Option<Expr>,
        /// `..=`.
        inclusive: bool,
        /// `;step`.
        step: i64,
    },
    /// `NewAxis`.
    NewAxis,
}
