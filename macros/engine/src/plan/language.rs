//! The language of plans.
//!
//! ```text
//! plan   ::= region; results slot, …
//! region ::= step*                          in order
//! step   ::= slot = part(slot, cut)         a view
//!          | slot = kernel(slot, …)         product, primitive, factorization, solution, scan, reshape, copy
//!          | slot = slot in a part, 0 elsewhere | slot = triangle
//!          | nest: output*, body            loops over dims, from the outermost to the innermost
//!          | branch: slot, choice*, region, region
//! output ::= slot[label, …] = element      summed over the loops that its labels lack
//! element::= number | size | slot | slot[label, …] | Σ number · element | Π element | function(element, …)
//! slot   ::= shape; input | view | array of its own | factorization
//! ```
//!
//! A slot is written once, before it is read; the labels of a read or an output are distinct loops, one for each
//! axis; a part's shape follows from its cut. [`super::check()`] tells.

use crate::dim::{Dim, Polynomial};
use crate::graph::{Attribute, Label, Number};
use crate::hash::Positions;
use crate::rules::RuleId;

use super::branch::Branch;
use super::factor::Factorization;

/// A value of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

/// Where a slot's elements live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A graph input, by position: a view of an argument, or a scalar.
    Input(usize),
    /// Part of another slot.
    View,
    /// An array of its own, or a scalar.
    Owned,
    /// A factorization of a matrix, read by name alone.
    Factor,
}

/// What is known of a slot.
#[derive(Clone, Debug)]
pub struct Value {
    /// One dimension an axis.
    pub shape: Vec<Dim>,
    /// Where it lives.
    pub form: Form,
}

/// A part of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// Axes swapped.
    Transpose,
    /// Positions at which two axes are equal: the first of them runs along both, the second goes away.
    Diagonal {
        /// The two, in order.
        axes: [usize; 2],
    },
    /// Positions `start + k·step` of an axis.
    Slice {
        /// The axis.
        axis: usize,
        /// The first position.
        start: Dim,
        /// The distance to the next.
        step: i64,
        /// How many.
        len: Dim,
    },
    /// One position of an axis, which goes away.
    Select {
        /// The axis.
        axis: usize,
        /// The position.
        index: Dim,
    },
}

impl Cut {
    /// The dimensions it mentions.
    #[must_use]
    pub fn dims(self) -> Vec<Dim> {
        match self {
            Self::Transpose | Self::Diagonal { .. } => Vec::new(),
            Self::Slice { start, len, .. } => vec![start, len],
            Self::Select { index, .. } => vec![index],
        }
    }

    /// The shape of the part of an array of shape `whole`; `None` where it has not these axes.
    #[must_use]
    pub fn shape(self, whole: &[Dim]) -> Option<Vec<Dim>> {
        let mut shape = whole.to_vec();
        match self {
            Self::Transpose => shape.reverse(),
            Self::Diagonal {
                axes: [first, second],
            } => {
                let equal = first < second && whole.get(first)? == whole.get(second)?;
                equal.then(|| shape.remove(second))?;
            }
            Self::Slice { axis, len, .. } => *shape.get_mut(axis)? = len,
            Self::Select { axis, .. } => {
                whole.get(axis)?;
                shape.remove(axis);
            }
        }
        Some(shape)
    }
}

/// One step.
#[derive(Clone, Debug)]
pub enum Step {
    /// `slot` is a part of `of`.
    View {
        /// The part.
        slot: Slot,
        /// The whole.
        of: Slot,
        /// Which part.
        cut: Cut,
    },
    /// A matrix times a matrix or a vector.
    Product {
        /// The result.
        slot: Slot,
        /// A matrix.
        left: Slot,
        /// A matrix or a vector.
        right: Slot,
    },
    /// A primitive of the rule table.
    Call {
        /// The result.
        slot: Slot,
        /// The primitive.
        rule: RuleId,
        /// Its axis.
        attribute: Attribute,
        /// Its arrays.
        arguments: Vec<Slot>,
        /// Whether the first is a factorization that the result is read off.
        factored: bool,
    },
    /// A factorization of a matrix.
    Factor {
        /// The factorization.
        slot: Slot,
        /// The matrix.
        of: Slot,
        /// Which.
        how: Factorization,
    },
    /// The solution of a system of equations.
    Solve {
        /// The solution.
        slot: Slot,
        /// The matrix, factored.
        factor: Slot,
        /// The right-hand side: a vector, or a matrix of columns.
        right: Slot,
        /// Of the system of the transposed matrix.
        transposed: bool,
    },
    /// Cumulative sums of a vector.
    Scan {
        /// The result.
        slot: Slot,
        /// The vector.
        of: Slot,
        /// From the end.
        reverse: bool,
    },
    /// The same elements in row-major order under the slot's shape.
    Reshape {
        /// The result.
        slot: Slot,
        /// The array.
        of: Slot,
    },
    /// An array of its own with the same elements.
    Copy {
        /// The result.
        slot: Slot,
        /// The array.
        of: Slot,
    },
    /// Zeros, but for `of` in the part that the cuts, one after the other, select.
    Place {
        /// The result.
        slot: Slot,
        /// What is placed, of the part's shape.
        of: Slot,
        /// The part.
        cuts: Vec<Cut>,
    },
    /// `[i j] = (i ≥ j)`.
    Triangle {
        /// The result.
        slot: Slot,
    },
    /// A loop nest.
    Nest(Nest),
    /// Scalars that a condition chooses.
    Branch(Branch),
}

/// Loops over `dims`, in `order` from the outermost to the innermost, with as many results as
/// share them. Without loops: scalar assignments.
#[derive(Clone, Debug)]
pub struct Nest {
    /// The length of each loop, by label.
    pub dims: Vec<Dim>,
    /// The labels from the outermost loop to the innermost.
    pub order: Vec<Label>,
    /// Whether the innermost loop runs block by block, outside all others.
    pub blocked: bool,
    /// Element expressions, operands first.
    pub body: Body,
    /// The results.
    pub outputs: Vec<Output>,
}

/// Element expressions without repetition, operands first.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The expressions.
    pub elements: Vec<Element>,
    pub(super) positions: Positions,
}

/// An element expression, by position in its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub u32);

/// What an element is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// A constant.
    Number(Number),
    /// A dimension.
    Size(Dim),
    /// A scalar slot.
    Scalar(Slot),
    /// A slot at loop positions.
    Read(Slot, Vec<Label>),
    /// `Σ c · element`.
    Sum(Vec<(Number, ElementId)>),
    /// `Π element`.
    Product(Vec<ElementId>),
    /// An elementwise function.
    Call {
        /// The function.
        rule: RuleId,
        /// Its exponent.
        attribute: Attribute,
        /// Its arguments.
        arguments: Vec<ElementId>,
    },
}

/// One result of a nest: summed over the loops that `labels` lacks.
#[derive(Clone, Debug)]
pub struct Output {
    /// The result.
    pub slot: Slot,
    /// The loop of each of its axes.
    pub labels: Vec<Label>,
    /// Its element.
    pub element: ElementId,
}

/// The steps that compute the results, and what they cost.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The slots.
    pub values: Vec<Value>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The slots of the requested roots: owned arrays or scalars.
    pub results: Vec<Slot>,
    /// Floating-point operations.
    pub cost: Polynomial,
}

impl Step {
    /// The slots a step writes.
    #[must_use]
    pub fn writes(&self) -> Vec<Slot> {
        match self {
            Self::View { slot, .. }
            | Self::Product { slot, .. }
            | Self::Call { slot, .. }
            | Self::Scan { slot, .. }
            | Self::Reshape { slot, .. }
            | Self::Copy { slot, .. }
            | Self::Place { slot, .. }
            | Self::Factor { slot, .. }
            | Self::Solve { slot, .. }
            | Self::Triangle { slot } => vec![*slot],
            Self::Nest(nest) => nest.outputs.iter().map(|output| output.slot).collect(),
            Self::Branch(branch) => branch.choices.iter().map(|choice| choice.slot).collect(),
        }
    }

    /// The slots a step reads.
    #[must_use]
    pub fn reads(&self) -> Vec<Slot> {
        match self {
            Self::View { of, .. }
            | Self::Scan { of, .. }
            | Self::Reshape { of, .. }
            | Self::Copy { of, .. }
            | Self::Factor { of, .. }
            | Self::Place { of, .. } => vec![*of],
            Self::Solve { factor, right, .. } => vec![*factor, *right],
            Self::Product { left, right, .. } => vec![*left, *right],
            Self::Call { arguments, .. } => arguments.clone(),
            Self::Triangle { .. } => Vec::new(),
            Self::Nest(nest) => nest.body.reads().map(|(slot, _)| slot).collect(),
            Self::Branch(branch) => branch.reads(),
        }
    }
}
