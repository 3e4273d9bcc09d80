//! Runs a plan over dual numbers, so that tests compare it with the graph it came from.
//!
//! Views are copies here and nothing is fast: it reads only what a plan says, and refuses a plan
//! that reads a slot before it is written, writes one twice, or reads beyond an array's end.

use super::{Body, Branch, Cut, Element, ElementId, Form, Nest, Plan, Slot, Step, Value};
use crate::dim::{Dim, Symbol};
use crate::dual::{Dual, Tensor, matrix};
use crate::graph::{Graph, Label};
use crate::interpret::{length, shape};
use crate::rules::{self, Meaning};

/// The plan's results where each symbol has the size `sizes` gives and each graph input the value
/// in `inputs`.
///
/// # Panics
/// If the plan is not well-formed, or inputs do not fit the graph's shapes.
pub fn run(
    plan: &Plan,
    graph: &Graph,
    sizes: &dyn Fn(Symbol) -> i64,
    inputs: &[Tensor],
) -> Vec<Tensor> {
    let read = |value: &Value| match value.form {
        Form::Input(input) => inputs.get(input).cloned(),
        Form::View | Form::Owned | Form::Factor => None,
    };
    let mut machine = Machine {
        plan,
        graph,
        sizes,
        slots: plan.values.iter().map(read).collect(),
    };
    for step in &plan.steps {
        machine.step(step);
    }
    let results = plan.results.iter();
    results.map(|slot| machine.slot(*slot).clone()).collect()
}

struct Machine<'a> {
    plan: &'a Plan,
    graph: &'a Graph,
    sizes: &'a dyn Fn(Symbol) -> i64,
    slots: Vec<Option<Tensor>>,
}

impl Machine<'_> {
    fn slot(&self, slot: Slot) -> &Tensor {
        let tensor = self.slots[slot.0 as usize].as_ref();
        tensor.unwrap_or_else(|| panic!("slot {} is read before it is written", slot.0))
    }

    fn write(&mut self, slot: Slot, tensor: Tensor) {
        let dims = &self.plan.values[slot.0 as usize].shape;
        assert_eq!(tensor.shape, self.shape(dims), "shape of slot {}", slot.0);
        let old = self.slots[slot.0 as usize].replace(tensor);
        assert!(old.is_none(), "slot {} is written twice", slot.0);
    }

    fn shape(&self, dims: &[Dim]) -> Vec<usize> {
        shape(self.graph, dims, self.sizes)
    }

    fn position(&self, dim: Dim) -> i64 {
        length(self.graph, dim, self.sizes)
    }

    fn own_shape(&self, slot: Slot) -> Vec<usize> {
        self.shape(&self.plan.values[slot.0 as usize].shape)
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::View { slot, of, cut } => {
                let whole = self.slot(*of).clone();
                let shape = self.own_shape(*slot);
                let part = Tensor::build(shape, |at| *at_position(&whole, &self.inside(*cut, at)));
                self.write(*slot, part);
            }
            Step::Product { slot, left, right } => {
                let product = product(self.slot(*left), self.slot(*right));
                self.write(*slot, product);
            }
            Step::Call {
                slot,
                rule,
                attribute,
                arguments,
                ..
            } => {
                let Meaning::Primitive { value, .. } = &rules::rule(*rule).meaning else {
                    unreachable!("a call is of a primitive")
                };
                let arguments: Vec<&Tensor> = arguments.iter().map(|of| self.slot(*of)).collect();
                let result = value(&arguments, *attribute);
                self.write(*slot, result);
            }
            Step::Solve {
                slot,
                factor,
                right,
                transposed,
            } => {
                let solution = matrix::solve(self.slot(*factor), self.slot(*right), *transposed);
                self.write(*slot, solution);
            }
            Step::Scan { slot, of, reverse } => {
                let sums = scan(self.slot(*of), *reverse);
                self.write(*slot, sums);
            }
            Step::Reshape { slot, of } => {
                let shape = self.own_shape(*slot);
                let data = self.slot(*of).data.clone();
                self.write(*slot, Tensor::new(shape, data));
            }
            // A matrix stands for its factorization.
            Step::Copy { slot, of } | Step::Factor { slot, of, .. } => {
                let copy = self.slot(*of).clone();
                self.write(*slot, copy);
            }
            Step::Place { slot, of, cuts } => self.place(*slot, *of, cuts),
            Step::Triangle { slot } => {
                let below = |at: &[usize]| Dual::from(f64::from(u8::from(at[0] >= at[1])));
                let triangle = Tensor::build(self.own_shape(*slot), below);
                self.write(*slot, triangle);
            }
            Step::Nest(nest) => self.nest(nest),
            Step::Branch(branch) => self.branch(branch),
        }
    }

    /// One side is run, and what the other writes stays unwritten.
    fn branch(&mut self, branch: &Branch) {
        let holds = self.slot(branch.condition).data[0].value != 0.0;
        let steps = if holds {
            &branch.then
        } else {
            &branch.otherwise
        };
        for step in steps {
            self.step(step);
        }
        for choice in &branch.choices {
            let mut body = Body::default();
            let chosen = if holds {
                &choice.then
            } else {
                &choice.otherwise
            };
            let element = body.add(chosen.clone());
            let value = self.elements(&body, &[])[element.0 as usize];
            self.write(choice.slot, Tensor::scalar(value));
        }
    }

    /// The position in the whole of a position in the part.
    fn inside(&self, cut: Cut, at: &[usize]) -> Vec<usize> {
        let index = |position: i64| usize::try_from(position).expect("positions are not negative");
        let mut whole = at.to_vec();
        match cut {
            Cut::Transpose => whole.reverse(),
            Cut::Diagonal { axes } => whole.insert(axes[1], at[axes[0]]),
            Cut::Slice {
                axis, start, step, ..
            } => {
                let offset = i64::try_from(at[axis]).expect("sizes are small") * step;
                whole[axis] = index(self.position(start) + offset);
            }
            Cut::Select { axis, index: at } => whole.insert(axis, index(self.position(at))),
        }
        whole
    }

    fn place(&mut self, slot: Slot, of: Slot, cuts: &[Cut]) {
        let mut whole = Tensor::build(self.own_shape(slot), |_| Dual::default());
        let part = self.slot(of).clone();
        // The part's shape: `of` spreads over it where it is a scalar.
        let mut dims = self.plan.values[slot.0 as usize].shape.clone();
        for cut in cuts {
            part_dims(*cut, &mut dims);
        }
        let lengths = self.shape(&dims);
        Tensor::build(lengths, |at| {
            let inside = cuts
                .iter()
                .rev()
                .fold(at.to_vec(), |at, cut| self.inside(*cut, &at));
            let element = if part.shape.is_empty() {
                part.data[0]
            } else {
                *at_position(&part, at)
            };
            let offset = offset(&whole, &inside);
            whole.data[offset] = element;
            element
        });
        self.write(slot, whole);
    }

    fn nest(&mut self, nest: &Nest) {
        let mut order = nest.order.clone();
        order.sort_unstable();
        assert_eq!(
            order,
            crate::differential::identity(nest.dims.len()),
            "each loop runs once"
        );
        let mut results: Vec<Tensor> = nest
            .outputs
            .iter()
            .map(|output| Tensor::build(self.own_shape(output.slot), |_| Dual::default()))
            .collect();
        let lengths = self.shape(&nest.dims);
        Tensor::build(lengths, |at| {
            let values = self.elements(&nest.body, at);
            for (output, result) in nest.outputs.iter().zip(&mut results) {
                let offset = offset(result, &positions(&output.labels, at));
                result.data[offset] = result.data[offset] + values[output.element.0 as usize];
            }
            Dual::default()
        });
        for (output, result) in nest.outputs.iter().zip(results) {
            self.write(output.slot, result);
        }
    }

    #[allow(clippy::cast_precision_loss)] // sizes here are far below 2⁵³
    fn elements(&self, body: &Body, at: &[usize]) -> Vec<Dual> {
        let mut values: Vec<Dual> = Vec::with_capacity(body.elements.len());
        for element in &body.elements {
            let of = |id: &ElementId| values[id.0 as usize];
            values.push(match element {
                Element::Number(number) => Dual::from(number.get()),
                Element::Size(dim) => Dual::from(self.position(*dim) as f64),
                Element::Scalar(slot) => self.slot(*slot).data[0],
                Element::Read(slot, labels) => {
                    *at_position(self.slot(*slot), &positions(labels, at))
                }
                Element::Sum(terms) => terms
                    .iter()
                    .fold(Dual::default(), |sum, (c, id)| sum + of(id).scaled(c.get())),
                Element::Product(factors) => factors
                    .iter()
                    .fold(Dual::from(1.0), |product, id| product * of(id)),
                Element::Call {
                    rule,
                    attribute,
                    arguments,
                } => {
                    let Meaning::Elementwise { value, .. } = &rules::rule(*rule).meaning else {
                        unreachable!("loops apply elementwise rules")
                    };
                    let point: Vec<Dual> = arguments.iter().map(of).collect();
                    value(&point, *attribute)
                }
            });
        }
        values
    }
}

fn part_dims(cut: Cut, dims: &mut Vec<Dim>) {
    match cut {
        Cut::Transpose => dims.reverse(),
        Cut::Diagonal { axes } => _ = dims.remove(axes[1]),
        Cut::Slice { axis, len, .. } => dims[axis] = len,
        Cut::Select { axis, .. } => _ = dims.remove(axis),
    }
}

fn positions(labels: &[Label], at: &[usize]) -> Vec<usize> {
    labels.iter().map(|label| at[usize::from(*label)]).collect()
}

fn offset(tensor: &Tensor, at: &[usize]) -> usize {
    assert_eq!(tensor.shape.len(), at.len(), "one position an axis");
    let axes = tensor.shape.iter().zip(at);
    axes.fold(0, |offset, (length, position)| {
        assert!(position < length, "position {position} of {length}");
        offset * length + position
    })
}

fn at_position<'a>(tensor: &'a Tensor, at: &[usize]) -> &'a Dual {
    &tensor.data[offset(tensor, at)]
}

fn product(left: &Tensor, right: &Tensor) -> Tensor {
    assert_eq!(left.shape[1], right.shape[0], "the summed lengths");
    let mut shape = vec![left.shape[0]];
    shape.extend(&right.shape[1..]);
    Tensor::build(shape, |at| {
        (0..left.shape[1]).fold(Dual::default(), |sum, k| {
            let mut other = vec![k];
            other.extend(&at[1..]);
            sum + *at_position(left, &[at[0], k]) * *at_position(right, &other)
        })
    })
}

fn scan(vector: &Tensor, reverse: bool) -> Tensor {
    let mut data = vector.data.clone();
    if reverse {
        data.reverse();
    }
    let mut sum = Dual::default();
    for element in &mut data {
        sum = sum + *element;
        *element = sum;
    }
    if reverse {
        data.reverse();
    }
    Tensor::new(vector.shape.clone(), data)
}
