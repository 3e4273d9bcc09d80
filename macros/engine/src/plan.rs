//! The plan: all decisions about how a gradient is computed; `language` is its grammar.
//!
//! A slot is an array, a view or a scalar, written once. Products of two arrays over one label go to
//! matrix kernels; everything else joins fused loop nests over element expressions. A contraction
//! sums its labels in the order of least cost, so `tr(A B)` multiplies no matrices and
//! `A B v` is two matrix-vector products. Knows no Rust.

use std::collections::BTreeMap;

use crate::dim::{Dim, Polynomial};
use crate::graph::{Graph, Id, Kind, Label, SideTable};
pub use branch::{Branch, Choice};
pub use check::check;
use factor::Factorization;
pub use language::{Body, Cut, Element, ElementId, Form, Nest, Output, Plan, Slot, Step, Value};

mod branch;
mod check;
mod contraction;
mod cost;
mod element;
pub mod factor;
mod fuse;
mod language;
mod nest;
mod order;
mod print;
mod quotient;
mod selection;

/// Operations that are walked down at once.
const LEVELS: usize = 100;

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
    planner.flatten(roots);
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

    /// Computes every so many levels on its own, so that no chain of operations is walked down at once.
    fn flatten(&mut self, roots: &[Id]) {
        let mut levels: SideTable<usize> = SideTable::default();
        for id in self.graph.schedule(roots) {
            let mut below = 0;
            let mut visit =
                |child| below = below.max(levels.get(child).copied().unwrap_or_default());
            self.graph.visit_children(id, &mut visit);
            levels.insert(id, below + 1);
            if (below + 1) % LEVELS == 0 {
                self.value(id);
            }
        }
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
        // What cannot be cut has no shape, which `check` refuses.
        let shape = cut.shape(self.shape(of)).unwrap_or_default();
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
