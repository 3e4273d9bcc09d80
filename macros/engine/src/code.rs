//! Code: what is written, statement by statement. `emit` prints it one to one, [`run()`] runs it.
//!
//! ```text
//! code      ::= statement*; return slot, …
//! statement ::= let slot = part(slot, cut)                      a view of elements
//!             | let slot = kernel(slot, …)                      a function of the run-time crate
//!             | let slot = unwritten | zeros | 0                before loops that write it
//!             | let slot = written(slot)                        after them
//!             | let name = scalar
//!             | slot[index, …] += name
//!             | let slot = zeros but for slot, in a part(cut …)
//!             | nest { statement* }                             a scope of elements and sums
//!             | let [name, …] = sweep(positions, outs, lanes, body)
//!             | for index in 0..dim { statement* }
//!             | for index, block in blocks(dim) { statement* }
//!             | let slot, … = if slot { statement*; atom, … } else { statement*; atom, … }
//! scalar    ::= atom | slot[index, …] | Σ number · atom | Π atom | function(atom, …)
//! atom      ::= number | dim | name                             name ::= slot | element | sum
//! ```
//!
//! [`check()`] says whether code is legal: what is read is there, what is written once is written once, a
//! part's shape follows from its cut. Takes no decision: [`lower`] derives all of it from a plan.

use std::collections::BTreeSet;

use crate::dim::{Dim, Dims};
use crate::graph::{Attribute, Label, Number};
use crate::plan::factor::Factorization;
use crate::plan::{Cut, Form, Slot, Value};
use crate::rules::RuleId;

mod check;
mod kernel;
mod lower;
mod memory;
mod run;

pub use check::check;
pub use lower::lower;
pub use memory::Array;
pub use run::{Held, run, run_on};

/// The statements of a companion's body, after its arguments have been read and checked.
#[derive(Clone, Debug)]
pub struct Code {
    /// The slots.
    pub values: Vec<Value>,
    /// What is done.
    pub statements: Vec<Statement>,
    /// What is returned: owned arrays and scalars.
    pub results: Vec<Slot>,
}

/// One statement.
#[derive(Clone, Debug)]
pub enum Statement {
    /// `slot` is a part of `of`: of an element, a scalar.
    View {
        /// The part.
        slot: Slot,
        /// The whole.
        of: Slot,
        /// Which part.
        cut: Cut,
    },
    /// `slot` is what a function of the run-time crate gives.
    Call {
        /// The result.
        slot: Slot,
        /// The function.
        kernel: Kernel,
        /// Its arrays and scalars.
        arguments: Vec<Slot>,
    },
    /// `slot` before the loops that write it.
    Start {
        /// The array, or the sum.
        slot: Slot,
        /// What it holds.
        holds: Start,
    },
    /// `slot`, unwritten so far, has been written.
    Written(Slot),
    /// A scalar.
    Let(Name, Scalar),
    /// A sum is added to an element of `slot`, or to the scalar.
    Add {
        /// Where it goes.
        slot: Slot,
        /// The loop of each axis.
        at: Vec<Label>,
        /// What is added.
        sum: Name,
    },
    /// `slot` is zeros, but for `of` in the part that the cuts, one after the other, select.
    Place {
        /// The array.
        slot: Slot,
        /// What is placed: of the part's shape, or a scalar that fills it.
        of: Slot,
        /// The part.
        cuts: Vec<Cut>,
    },
    /// Loops with elements and sums of their own.
    Nest(Vec<Statement>),
    /// The innermost loop.
    Sweep(Sweep),
    /// A loop over all positions of a dimension.
    For {
        /// Its index.
        index: Label,
        /// Its length.
        dim: Dim,
        /// A round.
        body: Vec<Statement>,
    },
    /// A loop over blocks of positions, whose first is the index.
    Blocks {
        /// Its index.
        index: Label,
        /// The length of all blocks.
        dim: Dim,
        /// A round.
        body: Vec<Statement>,
    },
    /// Scalars, on the side that a condition chooses.
    If {
        /// It holds unless it is 0.
        condition: Slot,
        /// The results.
        slots: Vec<Slot>,
        /// What is done, and the results' values, where the condition holds.
        then: (Vec<Statement>, Vec<Atom>),
        /// The same where it does not.
        otherwise: (Vec<Statement>, Vec<Atom>),
    },
}

/// What a slot holds before the loops that write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Nothing: each element is written once.
    Unwritten,
    /// Zeros, to which sums are added.
    Zeros,
    /// The scalar 0.
    Zero,
}

/// A function of the run-time crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// A matrix times a matrix.
    Matmul,
    /// A matrix times a vector.
    Matvec,
    /// A primitive of the rule table.
    Primitive(RuleId, Attribute),
    /// A primitive that is read off a factorization.
    Reading(RuleId, Attribute),
    /// A factorization.
    Factorize(Factorization),
    /// A system's solution; of the transposed matrix where `transposed`.
    Solve {
        /// Whether the system is that of the transposed matrix.
        transposed: bool,
    },
    /// Cumulative sums, from the end where `reverse`.
    Scan {
        /// Whether they start at the end.
        reverse: bool,
    },
    /// The elements in row-major order under the result's shape.
    Reshape,
    /// The same elements in an array of its own.
    Copy,
    /// `[i j] = (i ≥ j)`, of no array.
    Triangle,
}

/// A scalar that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// A scalar slot.
    Slot(Slot),
    /// An element of the nest.
    Element(u32),
    /// A sum of the nest, on its way into an array.
    Sum(u32),
}

/// A scalar expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// As it stands.
    Atom(Atom),
    /// An element of an array.
    Read(Slot, Vec<Label>),
    /// `Σ c · x`.
    Sum(Vec<(Number, Atom)>),
    /// `Π x`.
    Product(Vec<Atom>),
    /// An elementwise function.
    Call(RuleId, Attribute, Vec<Atom>),
}

/// A scalar that needs no computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Atom {
    /// A constant.
    Number(Number),
    /// A dimension.
    Size(Dim),
    /// What a name stands for.
    Name(Name),
}

/// One axis of an array, from a position on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The array.
    pub slot: Slot,
    /// The axis.
    pub axis: usize,
    /// Where it starts: the index of each axis; none is position 0.
    pub at: Vec<Option<Label>>,
}

/// The innermost loop: lanes are read and written in step, and terms are summed.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The length of its dimension.
    pub dim: Dim,
    /// Whether only the positions of the block at hand are visited.
    pub blocked: bool,
    /// The loop whose rounds are made several at a time, where nothing but sums comes of it.
    pub rows: Option<(Label, Dim)>,
    /// The lanes that are written.
    pub outs: Vec<Out>,
    /// The lanes that are read, each as an element.
    pub lanes: Vec<(u32, Lane)>,
    /// Elements, each of those before.
    pub body: Vec<(u32, Scalar)>,
    /// The sums, and what is summed.
    pub terms: Vec<(Name, Atom)>,
}

/// A lane that is written.
#[derive(Clone, Debug)]
pub struct Out {
    /// The number of its reference.
    pub number: u32,
    /// Where.
    pub lane: Lane,
    /// Whether this is the first and only time; otherwise the element is added.
    pub first: bool,
    /// What is written.
    pub value: Atom,
}

impl Code {
    /// A slot's number of axes.
    #[must_use]
    pub fn rank(&self, slot: Slot) -> usize {
        self.values[slot.0 as usize].shape.len()
    }

    /// Calls `visit` with every statement, those inside of others after them.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Statement)) {
        walk(&self.statements, visit);
    }

    /// The graph inputs that are read.
    #[must_use]
    pub fn inputs(&self) -> BTreeSet<usize> {
        let mut inputs = BTreeSet::new();
        let mut read = |slot: Slot| {
            if let Form::Input(input) = self.values[slot.0 as usize].form {
                inputs.insert(input);
            }
        };
        self.results.iter().copied().for_each(&mut read);
        self.walk(&mut |statement| statement.reads(&mut read));
        inputs
    }

    /// The dimensions that are mentioned.
    #[must_use]
    pub fn dims(&self) -> BTreeSet<Dim> {
        let mut dims = BTreeSet::new();
        self.walk(&mut |statement| statement.dims(&self.values, &mut dims));
        dims
    }

    /// The code as text, for error messages.
    #[must_use]
    pub fn print(&self, dims: &Dims) -> String {
        let mut text = String::new();
        self.walk(&mut |statement| {
            let shown = match statement {
                Statement::Nest(_) => "nest".to_owned(),
                Statement::For { index, dim, .. } => {
                    format!("for i{index} in 0..{}", dims.display(*dim))
                }
                Statement::Blocks { index, dim, .. } => {
                    format!("for i{index}, block in blocks({})", dims.display(*dim))
                }
                Statement::If {
                    condition, slots, ..
                } => format!("{slots:?} = if {condition:?}"),
                other => format!("{other:?}"),
            };
            text.push_str(&shown);
            text.push('\n');
        });
        text + &format!("return {:?}", self.results)
    }
}

fn walk<'a>(statements: &'a [Statement], visit: &mut dyn FnMut(&'a Statement)) {
    for statement in statements {
        visit(statement);
        for inner in statement.inner() {
            walk(inner, visit);
        }
    }
}

impl Statement {
    /// The statements inside.
    #[must_use]
    pub fn inner(&self) -> Vec<&[Self]> {
        match self {
            Self::Nest(body) | Self::For { body, .. } | Self::Blocks { body, .. } => vec![body],
            Self::If {
                then, otherwise, ..
            } => vec![&then.0, &otherwise.0],
            _ => Vec::new(),
        }
    }

    /// Calls `read` with each slot that is read, those of statements inside apart.
    pub fn reads(&self, read: &mut dyn FnMut(Slot)) {
        let mut atom = |atom: &Atom| {
            if let Atom::Name(Name::Slot(slot)) = atom {
                read(*slot);
            }
        };
        match self {
            Self::Let(_, scalar) => scalar.reads(read),
            Self::If {
                condition,
                then,
                otherwise,
                ..
            } => {
                then.1.iter().chain(&otherwise.1).for_each(&mut atom);
                read(*condition);
            }
            Self::Sweep(sweep) => {
                sweep.outs.iter().for_each(|out| atom(&out.value));
                sweep.terms.iter().for_each(|(_, value)| atom(value));
                sweep.lanes.iter().for_each(|(_, lane)| read(lane.slot));
                sweep.body.iter().for_each(|(_, scalar)| scalar.reads(read));
            }
            Self::View { of, .. } | Self::Place { of, .. } => read(*of),
            Self::Call { arguments, .. } => arguments.iter().copied().for_each(read),
            _ => {}
        }
    }

    fn dims(&self, values: &[Value], dims: &mut BTreeSet<Dim>) {
        let shape = |slot: &Slot| values[slot.0 as usize].shape.iter().copied();
        let mut atom = |atom: &Atom| {
            if let Atom::Size(dim) = atom {
                dims.insert(*dim);
            }
        };
        match self {
            Self::Let(_, scalar) => scalar.atoms().iter().for_each(atom),
            Self::If {
                then, otherwise, ..
            } => then.1.iter().chain(&otherwise.1).for_each(atom),
            Self::Sweep(sweep) => {
                sweep.outs.iter().for_each(|out| atom(&out.value));
                sweep.terms.iter().for_each(|(_, value)| atom(value));
                let body = sweep.body.iter().flat_map(|(_, scalar)| scalar.atoms());
                body.for_each(|one| atom(&one));
                dims.insert(sweep.dim);
                dims.extend(sweep.rows.map(|(_, dim)| dim));
            }
            Self::View { cut, .. } => dims.extend(cut.dims()),
            Self::Place { slot, cuts, .. } => {
                dims.extend(shape(slot).chain(cuts.iter().flat_map(|cut| cut.dims())));
            }
            Self::Start { slot, .. } | Self::Call { slot, .. } => dims.extend(shape(slot)),
            Self::For { dim, .. } | Self::Blocks { dim, .. } => _ = dims.insert(*dim),
            Self::Written(_) | Self::Add { .. } | Self::Nest(_) => {}
        }
    }
}

impl Scalar {
    /// The atoms that it is made of.
    #[must_use]
    pub fn atoms(&self) -> Vec<Atom> {
        match self {
            Self::Atom(atom) => vec![*atom],
            Self::Read(..) => Vec::new(),
            Self::Sum(terms) => terms.iter().map(|(_, atom)| *atom).collect(),
            Self::Product(atoms) | Self::Call(_, _, atoms) => atoms.clone(),
        }
    }

    fn reads(&self, read: &mut dyn FnMut(Slot)) {
        if let Self::Read(slot, _) = self {
            read(*slot);
        }
        for atom in self.atoms() {
            if let Atom::Name(Name::Slot(slot)) = atom {
                read(slot);
            }
        }
    }
}
