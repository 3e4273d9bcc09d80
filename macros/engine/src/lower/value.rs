//! What an expression can stand for while the body is walked, and the scopes that bind names to it.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};

use crate::ast::Expr;
use crate::dim::Dim;
use crate::graph::Id;

/// The meaning of an expression.
#[derive(Clone, Debug)]
pub enum Value {
    /// An array or scalar.
    Node(Id),
    /// A `usize`, or an integer literal.
    Integer(Dim),
    /// An integer of another type: a scalar that no dimension depends on.
    Whole(Id),
    /// A truth value: 1 or 0.
    Truth(Id),
    /// A constant of the surroundings, an integer or a scalar as its use asks.
    Path(TokenStream),
    /// `(a, b)`, `x.dim()`.
    Tuple(Vec<Value>),
    /// `Axis(k)`.
    Axis(Dim),
    /// `|v| …`.
    Closure(Rc<Closure>),
    /// A parameter of a type that only typed `let`s may use.
    Opaque,
}

/// A closure with the names it sees.
#[derive(Debug)]
pub struct Closure {
    /// Its parameters.
    pub parameters: Vec<Ident>,
    /// Its value.
    pub body: Expr,
    /// The scopes around it.
    pub frames: Vec<Frame>,
}

/// What a name is bound to.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The value; `None` if it had an error, which has been reported.
    pub value: Option<Value>,
    /// The `let` that binds it, by position; `None` for parameters.
    pub statement: Option<usize>,
}

/// One scope; later entries shadow earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    names: Vec<(String, Binding)>,
}

/// A `let` of the body.
#[derive(Debug)]
pub struct Statement {
    /// As written.
    pub tokens: TokenStream,
    /// The names it binds.
    pub names: Vec<String>,
    /// The `let`s whose names it mentions.
    pub requires: Vec<usize>,
    /// Whether emitted code repeats it.
    pub kept: bool,
    /// Whether it is an item: `const`, `use`, `type`.
    pub item: bool,
}

impl Frame {
    /// Binds a name.
    pub fn bind(&mut self, name: String, binding: Binding) {
        self.names.push((name, binding));
    }

    /// What a name is bound to here.
    pub fn get(&self, name: &str) -> Option<&Binding> {
        let found = self.names.iter().rev().find(|(bound, _)| bound == name);
        found.map(|(_, binding)| binding)
    }
}

/// What a name is bound to in the innermost scope that binds it.
pub fn lookup<'f>(frames: &'f [Frame], name: &str) -> Option<&'f Binding> {
    frames.iter().rev().find_map(|frame| frame.get(name))
}
