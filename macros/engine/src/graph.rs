//! The graph: index notation, hash-consed, in order of creation.
//!
//! ```text
//! node ::= input | number | size of a dimension
//!        | pick[i k] = (k == start + step·i)        selection; eye is pick with start 0, step 1
//!        | triangle[i j] = (i ≥ j)
//!        | contract out[labels] = Σ over the other labels  Π factor[labels]
//!        | combine  Σ c · node                      one shape
//!        | map f(x, …)                              elementwise, one shape
//!        | reshape x                                same elements in row-major order
//!        | apply op(x, …)                           a row of the rule table
//! ```
//!
//! Invariant: children have smaller ids than their parents; every node has a shape and an origin. Besides,
//! [`check`] holds after every pass:
//!
//! ```text
//! number, size       a scalar
//! pick, triangle     of one or two axes; of two
//! contract           the shape is the dimensions of the first labels; each factor has a label for each of
//!                    its axes, and that label its dimension
//! combine, map       operands of the node's shape, for a map as many as the rule has, which is elementwise
//! reshape            as many elements
//! apply              a primitive, one of its forms, equal dimensions where it has equal letters
//! ```
//!
//! Dimensions are equal that unification found so, or that companions check at entry.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::dim::{Dim, Dims};
use crate::hash::Positions;
use crate::rules::RuleId;
use crate::structure::Structure;

mod build;
mod check;
mod infer;
mod labels;
mod print;
mod resolve;
mod side;
mod standard;
mod view;
mod walk;

pub use check::check;
use labels::renumber;
pub use labels::{are_distinct, identity, relabel};
pub use side::SideTable;
pub(crate) use standard::{is_standard, is_turned, oriented, standard};
pub use view::Call;

/// A node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

impl Id {
    /// The node of a position.
    ///
    /// # Panics
    /// If there are more than 2³², which memory has no room for.
    #[must_use]
    pub fn at(position: usize) -> Self {
        Self(u32::try_from(position).expect("a graph has fewer than 2³² nodes"))
    }
}

/// The place in the user's source a node stems from: an index into the function's spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(pub u32);

/// An index of index notation. Labels `0..rank` are those of the result.
pub type Label = u16;

/// The label of a position.
///
/// # Panics
/// If a contraction has more than 65536 of them, which no program's has.
#[must_use]
pub fn label(position: usize) -> Label {
    Label::try_from(position).expect("a contraction has few labels")
}

/// A floating-point constant, compared by bits so that it can be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(u64);

impl Number {
    /// The constant `value`; −0 is kept as 0.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self(if value == 0.0 { 0 } else { value.to_bits() })
    }

    /// The value.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// What a rule takes besides arrays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// Nothing.
    #[default]
    None,
    /// The axis an operation runs along.
    Axis(usize),
    /// An integer exponent: what it is taken to is a power.
    Exponent(i32),
    /// Which of a family of functions, numbered by the order of a derivative.
    Order(i32),
}

impl Attribute {
    /// The exponent or order.
    #[must_use]
    pub fn integer(self) -> Option<i32> {
        match self {
            Self::Exponent(n) | Self::Order(n) => Some(n),
            Self::None | Self::Axis(_) => None,
        }
    }
}

/// One factor of a contraction with its labels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor {
    /// The array.
    pub node: Id,
    /// A label for each of its axes; a repeated one takes the diagonal.
    pub labels: Vec<Label>,
}

/// `out[0..rank] = Σ over the labels rank.. Π factors`. A label of the result that no factor
/// carries broadcasts; a summed label that no factor carries multiplies by its dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Contract {
    /// The dimension of each label.
    pub dims: Vec<Dim>,
    /// How many labels the result has.
    pub rank: usize,
    /// The product.
    pub factors: Vec<Factor>,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An array or scalar that the emitted code reads: index into [`Graph::inputs`].
    Input(usize),
    /// A scalar constant.
    Number(Number),
    /// A dimension as a scalar.
    Size(Dim),
    /// `[i k] = (k == start + step·i)`, or of rank one `[k] = (k == start)`.
    Pick {
        /// The index selected first.
        start: Dim,
        /// The distance to the next.
        step: i64,
    },
    /// `[i j] = (i ≥ j)`.
    Triangle,
    /// A contraction.
    Contract(Contract),
    /// A linear combination of nodes of one shape.
    Combine(Vec<(Number, Id)>),
    /// An elementwise function of arguments of one shape.
    Map {
        /// The function.
        rule: RuleId,
        /// Its exponent, where it has one.
        attribute: Attribute,
        /// All of the node's shape.
        arguments: Vec<Id>,
    },
    /// The same elements in row-major order under another shape.
    Reshape(Id),
    /// A primitive of the rule table.
    Apply {
        /// The primitive.
        rule: RuleId,
        /// Its axis, where it has one.
        attribute: Attribute,
        /// Its arrays.
        arguments: Vec<Id>,
    },
}

/// A node with its shape.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// One dimension an axis.
    pub shape: Vec<Dim>,
    /// Where it stems from.
    pub origin: Origin,
    /// What is known of it as a matrix.
    pub structure: Structure,
}

/// What role an input plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The function's parameter of this position.
    Parameter(usize),
    /// A constant of the body: a typed `let`, a `const`, a path.
    Constant,
    /// The differential of the parameter of this position: `dQ` in a printed derivation.
    Tangent(usize),
    /// The cotangent of an array-valued function's result.
    Cotangent,
}

/// What the elements of an input are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numeral {
    /// Floating-point numbers.
    #[default]
    Real,
    /// Integers.
    Integer,
    /// A truth value: 0 or 1.
    Truth,
}

/// A leaf that the emitted code reads from its surroundings.
#[derive(Clone, Debug)]
pub struct Input {
    /// As the user wrote it.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// What its elements are, before they are promoted to scalars.
    pub numeral: Numeral,
    /// What the user promises of it.
    pub structure: Structure,
}

/// The graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The dimensions all shapes refer to.
    pub dims: Dims,
    /// The leaves.
    pub inputs: Vec<Input>,
    /// Names that the user's `let`s give to nodes, for printing.
    pub names: BTreeMap<Id, String>,
    /// Where new nodes are said to stem from.
    pub origin: Origin,
    /// Shared with copies of the graph, to which plans and derivations add nodes of their own.
    nodes: Vec<Rc<Node>>,
    interned: Positions,
}

impl Default for Origin {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

impl Graph {
    /// The node of an id.
    #[must_use]
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// What a node is.
    #[must_use]
    pub fn kind(&self, id: Id) -> &Kind {
        &self.node(id).kind
    }

    /// A node's shape.
    #[must_use]
    pub fn shape(&self, id: Id) -> &[Dim] {
        &self.node(id).shape
    }

    /// A node's number of axes.
    #[must_use]
    pub fn rank(&self, id: Id) -> usize {
        self.node(id).shape.len()
    }

    /// What is known of a node as a matrix.
    #[must_use]
    pub fn structure(&self, id: Id) -> Structure {
        self.node(id).structure
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes, in order of creation.
    pub fn ids(&self) -> impl Iterator<Item = Id> + use<> {
        (0..).map(Id).take(self.nodes.len())
    }

    /// The node `kind` of `shape`: an existing equal one, or a new one.
    pub fn intern(&mut self, kind: Kind, shape: Vec<Dim>) -> Id {
        match self.lookup(&kind, &shape) {
            Ok(found) => Id(found),
            Err(bucket) => {
                let id = Id::at(self.nodes.len());
                let (origin, structure) = (self.origin, self.infer(&kind, &shape));
                self.nodes.push(Rc::new(Node {
                    kind,
                    shape,
                    origin,
                    structure,
                }));
                self.interned.insert(bucket, id.0);
                id
            }
        }
    }

    /// The node `kind` of `shape`, if there is one.
    #[must_use]
    pub fn find(&self, kind: &Kind, shape: &[Dim]) -> Option<Id> {
        self.lookup(kind, shape).ok().map(Id)
    }

    fn lookup(&self, kind: &Kind, shape: &[Dim]) -> Result<u32, u64> {
        let equal = |position: u32| {
            let node = self.node(Id(position));
            node.kind == *kind && node.shape == shape
        };
        self.interned.find(&(kind, shape), equal)
    }

    /// The number that `id` is, or repeats over its shape.
    #[must_use]
    pub fn as_number(&self, id: Id) -> Option<f64> {
        match self.kind(id) {
            Kind::Number(number) => Some(number.get()),
            Kind::Combine(terms) => match terms.as_slice() {
                [(scale, node)] => Some(scale.get() * self.as_number(*node)?),
                _ => None,
            },
            Kind::Contract(contract) if contract.dims.len() == contract.rank => {
                match contract.factors.as_slice() {
                    [] => Some(1.0),
                    [only] if only.labels.is_empty() => self.as_number(only.node),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a simplified node is the zero of its shape: simplification leaves one form of it,
    /// or a rearrangement.
    #[must_use]
    pub fn is_zero(&self, id: Id) -> bool {
        match self.kind(id) {
            Kind::Combine(terms) if terms.is_empty() => true,
            Kind::Reshape(x) => self.is_zero(*x),
            _ => self.as_number(id) == Some(0.0),
        }
    }
}
