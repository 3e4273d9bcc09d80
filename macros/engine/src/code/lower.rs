//! Plan → code: every step as statements. All that code says follows from the plan.

use super::{Atom, Code, Kernel, Lane, Name, Out, Scalar, Start, Statement, Sweep};
use crate::graph::Label;
use crate::plan::{Branch, Element, ElementId, Nest, Output, Plan, Slot, Step};

/// The code of a plan.
#[must_use]
pub fn lower(plan: &Plan) -> Code {
    Code {
        values: plan.values.clone(),
        statements: statements(&plan.steps, plan),
        results: plan.results.clone(),
    }
}

fn statements(steps: &[Step], plan: &Plan) -> Vec<Statement> {
    steps.iter().map(|step| statement(step, plan)).collect()
}

fn statement(step: &Step, plan: &Plan) -> Statement {
    let (slot, kernel, arguments) = match step {
        Step::View { slot, of, cut } => {
            return Statement::View {
                slot: *slot,
                of: *of,
                cut: *cut,
            };
        }
        Step::Place { slot, of, cuts } => {
            return Statement::Place {
                slot: *slot,
                of: *of,
                cuts: cuts.clone(),
            };
        }
        Step::Nest(nest) => return Statement::Nest(Loops::new(nest).write()),
        Step::Branch(branch) => return choose(branch, plan),
        Step::Product { slot, left, right } => {
            let is_matrix = plan.values[right.0 as usize].shape.len() == 2;
            let kernel = if is_matrix {
                Kernel::Matmul
            } else {
                Kernel::Matvec
            };
            (slot, kernel, vec![*left, *right])
        }
        Step::Call {
            slot,
            rule,
            attribute,
            arguments,
            factored,
        } => {
            let kernel = if *factored {
                Kernel::Reading(*rule, *attribute)
            } else {
                Kernel::Primitive(*rule, *attribute)
            };
            (slot, kernel, arguments.clone())
        }
        Step::Factor { slot, of, how } => (slot, Kernel::Factorize(*how), vec![*of]),
        Step::Solve {
            slot,
            factor,
            right,
            transposed,
        } => {
            let transposed = *transposed;
            (slot, Kernel::Solve { transposed }, vec![*factor, *right])
        }
        Step::Scan { slot, of, reverse } => (slot, Kernel::Scan { reverse: *reverse }, vec![*of]),
        Step::Reshape { slot, of } => (slot, Kernel::Reshape, vec![*of]),
        Step::Copy { slot, of } => (slot, Kernel::Copy, vec![*of]),
        Step::Triangle { slot } => (slot, Kernel::Triangle, Vec::new()),
    };
    Statement::Call {
        slot: *slot,
        kernel,
        arguments,
    }
}

fn choose(branch: &Branch, plan: &Plan) -> Statement {
    let value = |element: &Element| match element {
        Element::Number(number) => Atom::Number(*number),
        Element::Size(dim) => Atom::Size(*dim),
        Element::Scalar(slot) => Atom::Name(Name::Slot(*slot)),
        _ => unreachable!("a branch chooses between atoms: the plan has been checked"),
    };
    let choices = || branch.choices.iter();
    let then = choices().map(|choice| value(&choice.then)).collect();
    let otherwise = choices().map(|choice| value(&choice.otherwise)).collect();
    Statement::If {
        condition: branch.condition,
        slots: choices().map(|choice| choice.slot).collect(),
        then: (statements(&branch.then, plan), then),
        otherwise: (statements(&branch.otherwise, plan), otherwise),
    }
}

/// A nest while its statements are written.
struct Loops<'a> {
    nest: &'a Nest,
    /// For each element: how many loops must surround it.
    depths: Vec<usize>,
}

impl<'a> Loops<'a> {
    fn new(nest: &'a Nest) -> Self {
        let depth = |labels: &Vec<Label>| {
            let surrounds = |loops: &usize| labels.contains(&nest.order[*loops - 1]);
            let deepest = (1..=nest.order.len()).rev().find(surrounds);
            deepest.map_or(0, |loops| loops)
        };
        let depths = nest.body.labels().iter().map(depth).collect();
        Self { nest, depths }
    }

    fn write(&self) -> Vec<Statement> {
        let mut lines = Vec::new();
        let Some(inner) = self.nest.order.last().copied() else {
            self.scalars(&mut lines);
            return lines;
        };
        for output in &self.nest.outputs {
            if !self.is_swept(output) {
                lines.push(self.start(output));
            }
        }
        self.elements(0, &mut lines);
        if self.nest.blocked {
            let mut body = Vec::new();
            // Where all is summed, the sweep makes the rounds of the outer loop too.
            let depth = if self.is_total() { 2 } else { 1 };
            self.loops(depth, inner, &mut body);
            lines.push(Statement::Blocks {
                index: inner,
                dim: self.nest.dims[usize::from(inner)],
                body,
            });
        } else {
            self.loops(1, inner, &mut lines);
        }
        let assigned = self.nest.outputs.iter().filter(|o| self.is_assigned(o));
        lines.extend(assigned.map(|output| Statement::Written(output.slot)));
        lines
    }

    /// Scalar assignments: each result takes its expression's place.
    fn scalars(&self, lines: &mut Vec<Statement>) {
        let outputs = || self.nest.outputs.iter();
        let name = |id: ElementId| {
            let output = outputs().find(|output| output.element == id);
            output.map_or(Name::Element(id.0), |output| Name::Slot(output.slot))
        };
        let atom = |id: ElementId| self.inline(id).unwrap_or(Atom::Name(name(id)));
        for (id, element) in (0..).map(ElementId).zip(&self.nest.body.elements) {
            if self.inline(id).is_none() {
                lines.push(Statement::Let(name(id), scalar(element, &atom)));
            }
        }
        for output in outputs() {
            let slot = Name::Slot(output.slot);
            let value = atom(output.element);
            if value != Atom::Name(slot) {
                lines.push(Statement::Let(slot, Scalar::Atom(value)));
            }
        }
    }

    /// Whether an output is a total of the only loop, which gives it at once.
    fn is_swept(&self, output: &Output) -> bool {
        self.nest.dims.len() == 1 && output.labels.is_empty()
    }

    /// Whether each element of an output is written once, rather than summed up.
    fn is_assigned(&self, output: &Output) -> bool {
        output.labels.len() == self.nest.dims.len()
    }

    /// Whether two loops sum, and nothing else, so that several rounds of the outer one are made at a time.
    fn is_total(&self) -> bool {
        let mut outputs = self.nest.outputs.iter();
        let mut elements = (0..).map(ElementId).zip(&self.depths);
        self.nest.blocked
            && self.nest.order.len() == 2
            && outputs.all(|output| output.labels.is_empty())
            && elements.all(|(id, depth)| *depth != 1 || self.inline(id).is_some())
    }

    /// An output before the loops: nothing yet where all will be written, else zeros.
    fn start(&self, output: &Output) -> Statement {
        let holds = if output.labels.is_empty() {
            Start::Zero
        } else if self.is_assigned(output) {
            Start::Unwritten
        } else {
            Start::Zeros
        };
        Statement::Start {
            slot: output.slot,
            holds,
        }
    }

    /// The loops from `depth` inwards, counted from 1.
    fn loops(&self, depth: usize, inner: Label, lines: &mut Vec<Statement>) {
        if depth == self.nest.order.len() {
            lines.push(self.sweep(inner));
            let outputs = (0..).zip(&self.nest.outputs);
            lines.extend(outputs.filter_map(|(number, output)| self.add(number, output, inner)));
            return;
        }
        let index = self.nest.order[depth - 1];
        let mut body = Vec::new();
        self.elements(depth, &mut body);
        self.loops(depth + 1, inner, &mut body);
        lines.push(Statement::For {
            index,
            dim: self.nest.dims[usize::from(index)],
            body,
        });
    }

    /// The elements that vary with exactly the first `depth` loops.
    fn elements(&self, depth: usize, lines: &mut Vec<Statement>) {
        for (id, element) in (0..).map(ElementId).zip(&self.nest.body.elements) {
            if self.depths[id.0 as usize] == depth && self.inline(id).is_none() {
                let value = scalar(element, &|id| self.atom(id));
                lines.push(Statement::Let(Name::Element(id.0), value));
            }
        }
    }

    fn sweep(&self, inner: Label) -> Statement {
        let row = self.is_total().then(|| self.nest.order[0]);
        let mut sweep = Sweep {
            dim: self.nest.dims[usize::from(inner)],
            blocked: self.nest.blocked,
            rows: row.map(|row| (row, self.nest.dims[usize::from(row)])),
            outs: Vec::new(),
            lanes: Vec::new(),
            body: Vec::new(),
            terms: Vec::new(),
        };
        for (id, element) in (0..).map(ElementId).zip(&self.nest.body.elements) {
            if self.depths[id.0 as usize] != self.nest.order.len() || self.inline(id).is_some() {
                continue;
            }
            match element {
                Element::Read(slot, labels) => {
                    sweep.lanes.push((id.0, self.lane(*slot, labels, inner)));
                }
                other => sweep.body.push((id.0, scalar(other, &|id| self.atom(id)))),
            }
        }
        for (number, output) in (0..).zip(&self.nest.outputs) {
            let value = self.atom(output.element);
            if output.labels.contains(&inner) {
                sweep.outs.push(Out {
                    number,
                    lane: self.lane(output.slot, &output.labels, inner),
                    first: self.is_assigned(output),
                    value,
                });
            } else {
                sweep.terms.push((self.sum(number, output), value));
            }
        }
        Statement::Sweep(sweep)
    }

    /// What the innermost loop sums up of an output.
    fn sum(&self, number: u32, output: &Output) -> Name {
        if self.is_swept(output) {
            Name::Slot(output.slot)
        } else {
            Name::Sum(number)
        }
    }

    /// The sum of the innermost loop, added to its output.
    fn add(&self, number: u32, output: &Output, inner: Label) -> Option<Statement> {
        let is_summed = !output.labels.contains(&inner) && !self.is_swept(output);
        is_summed.then(|| Statement::Add {
            slot: output.slot,
            at: output.labels.clone(),
            sum: self.sum(number, output),
        })
    }

    fn lane(&self, slot: Slot, labels: &[Label], inner: Label) -> Lane {
        let starts = |label: &Label| (self.nest.blocked || *label != inner).then_some(*label);
        let Some(axis) = labels.iter().position(|label| *label == inner) else {
            unreachable!("what varies with the innermost loop has its label")
        };
        Lane {
            slot,
            axis,
            at: labels.iter().map(starts).collect(),
        }
    }

    fn atom(&self, id: ElementId) -> Atom {
        self.inline(id).unwrap_or(Atom::Name(Name::Element(id.0)))
    }

    /// Constants and scalars have no line of their own.
    fn inline(&self, id: ElementId) -> Option<Atom> {
        match &self.nest.body.elements[id.0 as usize] {
            Element::Number(number) => Some(Atom::Number(*number)),
            Element::Scalar(slot) => Some(Atom::Name(Name::Slot(*slot))),
            _ => None,
        }
    }
}

fn scalar(element: &Element, atom: &dyn Fn(ElementId) -> Atom) -> Scalar {
    let atoms = |ids: &[ElementId]| ids.iter().map(|id| atom(*id)).collect();
    match element {
        Element::Number(number) => Scalar::Atom(Atom::Number(*number)),
        Element::Size(dim) => Scalar::Atom(Atom::Size(*dim)),
        Element::Scalar(slot) => Scalar::Atom(Atom::Name(Name::Slot(*slot))),
        Element::Read(slot, labels) => Scalar::Read(*slot, labels.clone()),
        Element::Sum(terms) => Scalar::Sum(terms.iter().map(|(c, id)| (*c, atom(*id))).collect()),
        Element::Product(factors) => Scalar::Product(atoms(factors)),
        Element::Call {
            rule,
            attribute,
            arguments,
        } => Scalar::Call(*rule, *attribute, atoms(arguments)),
    }
}
