//! The plan: all decisions about how a gradient is computed, as straight-line steps.
//!
//! A slot is an array, a view or a scalar, written once. Products of two arrays over one label go to
//! matrix kernels; everything else joins fused loop nests over element expressions. A contraction
//! sums its labels in the order of least cost, so `tr(A B)` multiplies no matrices and
//! `A B v` is two matrix-vector products. Knows no Rust.

use std::collections::BTreeMap;

use crate::dim::{Dim, Polynomial};
use crate::graph::{Attribute, Graph, Id, Kind, Label, Number, SideTable};
use crate::hash::Positions;
use crate::rules::RuleId;
pub use branch::{Branch, Choice};
use factor::Factorization;

mod branch;
mod contraction;
mod cost;
mod element;
pub mod factor;
mod fuse;
pub mod interpret;
mod nest;
mod order;
mod print;
mod quotient;
mod selection;

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
    positions: Positions,
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

/// Plans the computation of `roots`, each as an array of its own.
#[must_use]
pub fn plan(graph: &Graph, roots: &[Id]) -> Plan {
    let graph = graph.clone();
    let uses = graph.uses(roots);
    let mut planner = Planner {
        graph,
        uses,
        values: Vec::new(),
        steps: Vec::new(),
        slots: SideTable::default(),
        views: BTreeMap::new(),
        prepared: SideTable::default(),
        weights: SideTable::default(),
        factors: BTreeMap::new(),
        solutions: BTreeMap::new(),
    };
    let mut results: Vec<Slot> = Vec::new();
    for root in roots {
        let slot = planner.value(*root);
        let own = planner.owned(slot, &results);
        results.push(own);
    }
    let Planner {
        graph,
        values,
        steps,
        ..
    } = planner;
    let mut plan = Plan {
        values,
        steps,
        results,
        cost: Polynomial::default(),
    };
    fuse::fuse(&mut plan);
    order::order(&mut plan);
    plan.steps = branch::branch(plan.steps, &plan.results);
    plan.cost = cost::cost(&plan, &graph.dims);
    plan
}

struct Planner {
    graph: Graph,
    uses: Vec<u32>,
    values: Vec<Value>,
    steps: Vec<Step>,
    slots: SideTable<Slot>,
    views: BTreeMap<(Slot, Cut), Slot>,
    prepared: SideTable<Vec<contraction::Operand>>,
    weights: SideTable<u32>,
    factors: BTreeMap<(Slot, Factorization), Slot>,
    solutions: BTreeMap<(Slot, Slot, bool), Slot>,
}

impl Planner {
    fn slot(&mut self, shape: Vec<Dim>, form: Form) -> Slot {
        self.values.push(Value { shape, form });
        Slot(u32::try_from(self.values.len() - 1).unwrap_or(u32::MAX))
    }

    fn shape(&self, slot: Slot) -> &[Dim] {
        &self.values[slot.0 as usize].shape
    }

    /// Whether more than one node uses this one; those that planning adds have one user.
    fn is_shared(&self, id: Id) -> bool {
        self.uses.get(id.0 as usize).is_some_and(|uses| *uses > 1)
    }

    /// The node as a slot: computed once.
    fn value(&mut self, id: Id) -> Slot {
        if let Some(slot) = self.slots.get(id) {
            return *slot;
        }
        let slot = self.compute(id);
        self.slots.insert(id, slot);
        slot
    }

    fn compute(&mut self, id: Id) -> Slot {
        let shape = self.graph.shape(id).to_vec();
        match self.graph.kind(id).clone() {
            Kind::Input(input) => self.slot(shape, Form::Input(input)),
            Kind::Pick { start, step } => self.selection(shape, start, step),
            Kind::Triangle => {
                let slot = self.slot(shape, Form::Owned);
                self.steps.push(Step::Triangle { slot });
                slot
            }
            Kind::Reshape(x) => {
                let of = self.value(x);
                let slot = self.slot(shape, Form::Owned);
                self.steps.push(Step::Reshape { slot, of });
                slot
            }
            Kind::Apply {
                rule,
                attribute,
                arguments,
            } => self.primitive(shape, rule, attribute, &arguments),
            Kind::Contract(_) => self.contraction(id),
            Kind::Number(_) | Kind::Size(_) | Kind::Combine(_) | Kind::Map { .. } => self.store(id),
        }
    }

    /// A selection matrix or basis vector, where it cannot be read as a part of another array.
    fn selection(&mut self, shape: Vec<Dim>, start: Dim, step: i64) -> Slot {
        let ones = self.graph.ones(&shape[..shape.len() - 1]);
        let of = self.value(ones);
        let cuts = match shape.len() {
            1 => vec![Cut::Select {
                axis: 0,
                index: start,
            }],
            _ => vec![
                Cut::Slice {
                    axis: 1,
                    start,
                    step,
                    len: shape[0],
                },
                Cut::Diagonal { axes: [0, 1] },
            ],
        };
        let slot = self.slot(shape, Form::Owned);
        self.steps.push(Step::Place { slot, of, cuts });
        slot
    }

    /// A part of a slot: each part is cut once, and turning twice gives the whole.
    fn view(&mut self, of: Slot, cut: Cut) -> Slot {
        if let Some(slot) = self.views.get(&(of, cut)) {
            return *slot;
        }
        let mut shape = self.shape(of).to_vec();
        match cut {
            Cut::Transpose => shape.reverse(),
            Cut::Diagonal { axes } => _ = shape.remove(axes[1]),
            Cut::Slice { axis, len, .. } => shape[axis] = len,
            Cut::Select { axis, .. } => _ = shape.remove(axis),
        }
        let slot = self.slot(shape, Form::View);
        self.steps.push(Step::View { slot, of, cut });
        self.views.insert((of, cut), slot);
        if cut == Cut::Transpose {
            self.views.insert((slot, cut), of);
        }
        slot
    }

    /// The part at which equal labels are equal, and the labels, each once.
    fn diagonals(&mut self, mut slot: Slot, labels: &[Label]) -> (Slot, Vec<Label>) {
        let mut labels = labels.to_vec();
        let mut second = 1;
        while second < labels.len() {
            match labels[..second].iter().position(|l| *l == labels[second]) {
                Some(first) => {
                    let axes = [first, second];
                    slot = self.view(slot, Cut::Diagonal { axes });
                    labels.remove(second);
                }
                None => second += 1,
            }
        }
        (slot, labels)
    }

    /// `slot`, or a copy where it is not an array of its own or is a result already.
    fn owned(&mut self, slot: Slot, taken: &[Slot]) -> Slot {
        let value = &self.values[slot.0 as usize];
        if value.form == Form::Owned && !taken.contains(&slot) || value.shape.is_empty() {
            return slot;
        }
        let copy = self.slot(value.shape.clone(), Form::Owned);
        self.steps.push(Step::Copy {
            slot: copy,
            of: slot,
        });
        copy
    }
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
