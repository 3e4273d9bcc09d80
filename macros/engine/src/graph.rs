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
//! Invariant: children have smaller ids than their parents; every node has a shape and an origin.

use std::collections::BTreeMap;

use crate::dim::{Dim, Dims};
use crate::hash::Positions;
use crate::rules::{self, RuleId};
use crate::structure::Structure;

mod infer;
mod print;
mod resolve;
mod side;
mod walk;

pub use side::SideTable;

/// A node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

/// The place in the user's source a node stems from: an index into the function's spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(pub u32);

/// An index of index notation. Labels `0..rank` are those of the result.
pub type Label = u16;

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
    /// An integer exponent.
    Exponent(i32),
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

impl Contract {
    /// The contraction with the one that its factor at `position` is, `inner`, in its place.
    #[must_use]
    pub fn taking_in(&self, position: usize, inner: &Self) -> Self {
        let mut joined = self.clone();
        let mut labels = joined.factors[position].labels.clone();
        for dim in &inner.dims[inner.rank..] {
            labels.push(Label::try_from(joined.dims.len()).unwrap_or(Label::MAX));
            joined.dims.push(*dim);
        }
        let factors = inner.factors.iter().map(|factor| Factor {
            node: factor.node,
            labels: factor
                .labels
                .iter()
                .map(|l| labels[usize::from(*l)])
                .collect(),
        });
        joined.factors.splice(position..=position, factors);
        joined
    }
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

/// A leaf that the emitted code reads from its surroundings.
#[derive(Clone, Debug)]
pub struct Input {
    /// As the user wrote it.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// An integer, promoted to a scalar.
    pub integer: bool,
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
    nodes: Vec<Node>,
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

    /// The node `kind` of `shape`: an existing equal one, or a new one.
    pub fn intern(&mut self, kind: Kind, shape: Vec<Dim>) -> Id {
        match self.place(&kind, &shape) {
            Ok(found) => Id(found),
            Err(place) => {
                let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
                let (origin, structure) = (self.origin, self.infer(&kind, &shape));
                self.nodes.push(Node {
                    kind,
                    shape,
                    origin,
                    structure,
                });
                self.interned.insert(place, id.0);
                id
            }
        }
    }

    /// The node `kind` of `shape`, if there is one.
    #[must_use]
    pub fn find(&self, kind: &Kind, shape: &[Dim]) -> Option<Id> {
        self.place(kind, shape).ok().map(Id)
    }

    fn place(&self, kind: &Kind, shape: &[Dim]) -> Result<u32, u64> {
        let equal = |position: u32| {
            let node = self.node(Id(position));
            node.kind == *kind && node.shape == shape
        };
        self.interned.find(&(kind, shape), equal)
    }

    /// A new leaf.
    pub fn input(&mut self, input: Input, shape: Vec<Dim>) -> Id {
        self.inputs.push(input);
        self.intern(Kind::Input(self.inputs.len() - 1), shape)
    }

    /// A scalar constant.
    pub fn number(&mut self, value: f64) -> Id {
        self.intern(Kind::Number(Number::new(value)), Vec::new())
    }

    /// A dimension as a scalar.
    pub fn size(&mut self, dim: Dim) -> Id {
        match self.dims.as_constant(dim) {
            // An axis length is far below 2⁵³.
            #[allow(clippy::cast_precision_loss)]
            Some(value) => self.number(value as f64),
            None => self.intern(Kind::Size(dim), Vec::new()),
        }
    }

    /// The identity matrix.
    pub fn eye(&mut self, dim: Dim) -> Id {
        let start = self.dims.constant(0);
        self.intern(Kind::Pick { start, step: 1 }, vec![dim, dim])
    }

    /// An array of ones; the number 1 for the empty shape.
    pub fn ones(&mut self, shape: &[Dim]) -> Id {
        if shape.is_empty() {
            return self.number(1.0);
        }
        self.contract(Contract {
            dims: shape.to_vec(),
            rank: shape.len(),
            factors: Vec::new(),
        })
    }

    /// An array of zeros: a sum of nothing; the number 0 for the empty shape.
    pub fn zeros(&mut self, shape: Vec<Dim>) -> Id {
        if shape.is_empty() {
            self.number(0.0)
        } else {
            self.intern(Kind::Combine(Vec::new()), shape)
        }
    }

    /// A scalar spread over a shape.
    pub fn broadcast(&mut self, scalar: Id, shape: &[Dim]) -> Id {
        self.spread(scalar, shape, &[])
    }

    /// `x` spread over a shape, its axes becoming `axes` of the result.
    pub fn spread(&mut self, x: Id, shape: &[Dim], axes: &[Label]) -> Id {
        if self.rank(x) == shape.len() {
            return x;
        }
        let factors = vec![Factor {
            node: x,
            labels: axes.to_vec(),
        }];
        self.contract(Contract {
            dims: shape.to_vec(),
            rank: shape.len(),
            factors,
        })
    }

    /// A contraction; its result's shape are the first `rank` of its dimensions.
    pub fn contract(&mut self, contract: Contract) -> Id {
        let shape = contract.dims[..contract.rank].to_vec();
        self.intern(Kind::Contract(contract), shape)
    }

    /// A contraction in einsum notation, one letter an axis: `"ij,jk->ik"`. Every letter of the
    /// result must occur before the arrow. Dimensions are taken from the first factor that
    /// carries the letter.
    pub fn einsum(&mut self, notation: &str, arguments: &[Id]) -> Id {
        let (left, out) = notation.split_once("->").unwrap_or((notation, ""));
        let mut letters: Vec<char> = out.chars().collect();
        for letter in left.chars().filter(|c| c.is_alphabetic()) {
            if !letters.contains(&letter) {
                letters.push(letter);
            }
        }
        let mut dims: Vec<Option<Dim>> = vec![None; letters.len()];
        let mut factors = Vec::with_capacity(arguments.len());
        for (term, node) in left.split(',').zip(arguments) {
            let mut labels = Vec::new();
            for (axis, letter) in term.chars().enumerate() {
                let label = letters.iter().position(|l| *l == letter).unwrap_or(0);
                dims[label].get_or_insert(self.shape(*node)[axis]);
                labels.push(Label::try_from(label).unwrap_or(Label::MAX));
            }
            factors.push(Factor {
                node: *node,
                labels,
            });
        }
        let dims = dims.into_iter().flatten().collect();
        self.contract(Contract {
            dims,
            rank: out.chars().count(),
            factors,
        })
    }

    /// A linear combination of nodes of one shape, as given.
    pub fn combine(&mut self, terms: Vec<(f64, Id)>) -> Id {
        let shape = terms
            .first()
            .map_or_else(Vec::new, |term| self.shape(term.1).to_vec());
        let terms = terms
            .into_iter()
            .map(|(c, id)| (Number::new(c), id))
            .collect();
        self.intern(Kind::Combine(terms), shape)
    }

    /// `factor · x`.
    pub fn scale(&mut self, factor: f64, x: Id) -> Id {
        self.combine(vec![(factor, x)])
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

    /// The elementwise product of arrays of one shape and scalars.
    pub fn hadamard(&mut self, arguments: &[Id]) -> Id {
        let widest = arguments.iter().copied().max_by_key(|id| self.rank(*id));
        let Some(widest) = widest else {
            return self.number(1.0);
        };
        let dims = self.shape(widest).to_vec();
        let rank = dims.len();
        let factors = arguments
            .iter()
            .map(|node| {
                let labels = (0..self.rank(*node)).filter_map(|l| Label::try_from(l).ok());
                Factor {
                    node: *node,
                    labels: labels.collect(),
                }
            })
            .collect();
        self.contract(Contract {
            dims,
            rank,
            factors,
        })
    }

    /// An elementwise function, by the name of its rule; scalars among the arguments spread.
    pub fn map(&mut self, name: &str, attribute: Attribute, arguments: &[Id]) -> Id {
        let widest = arguments.iter().copied().max_by_key(|id| self.rank(*id));
        let shape = widest.map_or_else(Vec::new, |id| self.shape(id).to_vec());
        let arguments = arguments
            .iter()
            .map(|id| self.broadcast(*id, &shape))
            .collect();
        let rule = rules::named(name);
        self.intern(
            Kind::Map {
                rule,
                attribute,
                arguments,
            },
            shape,
        )
    }

    /// A primitive of the rule table, by name.
    pub fn apply(
        &mut self,
        name: &str,
        attribute: Attribute,
        arguments: &[Id],
        shape: Vec<Dim>,
    ) -> Id {
        let kind = Kind::Apply {
            rule: rules::named(name),
            attribute,
            arguments: arguments.to_vec(),
        };
        self.intern(kind, shape)
    }

    /// The elements of `x` in row-major order under another shape.
    pub fn reshape(&mut self, x: Id, shape: Vec<Dim>) -> Id {
        if self.shape(x) == shape {
            x
        } else {
            self.intern(Kind::Reshape(x), shape)
        }
    }
}
