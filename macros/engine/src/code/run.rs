//! Code, run: each statement with the meaning of the run-time crate's own functions.
//!
//! A lane is a first element and a stride, a block is a range, a view shares its elements, an array that is
//! written in full knows which elements are still missing. Verification runs the code that is about to be
//! printed; whatever the run-time crate would refuse is an error here. Speed does not matter: sizes are small.

use super::kernel;
use super::memory::{Array, Memory, place};
use super::{Atom, Code, Kernel, Lane, Name, Out, Scalar, Start, Statement, Sweep};
use crate::dim::{Dim, Dims, Symbol};
use crate::dual::{Dual, Tensor};
use crate::graph::{Attribute, Label};
use crate::plan::{Cut, Form, Slot};
use crate::rules::{self, Meaning, RuleId};

/// Positions of a block: so few that small arrays have several.
const BLOCK: usize = 2;

/// What a slot holds.
#[derive(Clone, Debug)]
pub enum Held {
    /// A scalar.
    Scalar(f64),
    /// An array, a view or a factorization, for which its matrix stands.
    Array(Array),
    /// A new array, and which elements are written.
    Unwritten(Array, Vec<bool>),
}

/// The results where each symbol has the size `sizes` gives and each graph input the value in `inputs`.
///
/// # Errors
/// If the code is not legal at these sizes.
pub fn run(
    code: &Code,
    dims: &Dims,
    sizes: &dyn Fn(Symbol) -> i64,
    inputs: &[Tensor],
) -> Result<Vec<Tensor>, String> {
    let mut memory = Memory::default();
    let held = inputs.iter().map(|tensor| memory.hold(tensor));
    let inputs: Vec<Held> = held.collect();
    run_on(code, dims, sizes, memory.buffers, &inputs)
}

/// [`run`], of inputs of any layout in `buffers`.
///
/// # Errors
/// As [`run`].
pub fn run_on(
    code: &Code,
    dims: &Dims,
    sizes: &dyn Fn(Symbol) -> i64,
    buffers: Vec<Vec<f64>>,
    inputs: &[Held],
) -> Result<Vec<Tensor>, String> {
    let held = code.values.iter().map(|value| match value.form {
        Form::Input(input) => inputs.get(input).cloned(),
        Form::View | Form::Owned | Form::Factor => None,
    });
    let mut machine = Machine {
        code,
        length: &|dim| dims.evaluate(dim, sizes),
        held: held.collect(),
        memory: Memory { buffers },
        elements: Vec::new(),
        sums: Vec::new(),
        indices: Vec::new(),
        block: 0..0,
    };
    machine.statements(&code.statements)?;
    let results = code.results.iter();
    results.map(|slot| machine.tensor(*slot)).collect()
}

impl Memory {
    /// A tensor's values as what a slot holds.
    fn hold(&mut self, tensor: &Tensor) -> Held {
        let elements: Vec<f64> = tensor.data.iter().map(|element| element.value).collect();
        match (tensor.shape.is_empty(), elements.first()) {
            (true, Some(value)) => Held::Scalar(*value),
            _ => Held::Array(self.array(tensor.shape.clone(), elements)),
        }
    }
}

struct Machine<'a> {
    code: &'a Code,
    length: &'a dyn Fn(Dim) -> i64,
    held: Vec<Option<Held>>,
    memory: Memory,
    /// Of the nest at hand, by number.
    elements: Vec<Option<f64>>,
    sums: Vec<Option<f64>>,
    /// Of the loops at hand, by label.
    indices: Vec<usize>,
    /// The positions of the block at hand.
    block: std::ops::Range<usize>,
}

type Done = Result<(), String>;

impl Machine<'_> {
    fn statements(&mut self, statements: &[Statement]) -> Done {
        statements.iter().try_for_each(|one| self.statement(one))
    }

    fn statement(&mut self, statement: &Statement) -> Done {
        match statement {
            Statement::View { slot, of, cut } => self.view(*slot, *of, *cut),
            Statement::Call {
                slot,
                kernel,
                arguments,
            } => self.call(*slot, *kernel, arguments),
            Statement::Start { slot, holds } => self.start(*slot, *holds),
            Statement::Written(slot) => self.written(*slot),
            Statement::Let(name, scalar) => {
                let value = self.scalar(scalar)?;
                self.bind(*name, value);
                Ok(())
            }
            Statement::Add { slot, at, sum } => self.add(*slot, at, *sum),
            Statement::Place { slot, of, cuts } => self.place(*slot, *of, cuts),
            Statement::Nest(body) => {
                self.elements.clear();
                self.sums.clear();
                self.statements(body)
            }
            Statement::Sweep(sweep) => self.sweep(sweep),
            Statement::For { index, dim, body } => {
                for position in 0..self.extent(*dim)? {
                    self.index(*index, position);
                    self.statements(body)?;
                }
                Ok(())
            }
            Statement::Blocks { index, dim, body } => {
                let length = self.extent(*dim)?;
                for start in (0..length).step_by(BLOCK) {
                    self.index(*index, start);
                    self.block = start..length.min(start + BLOCK);
                    self.statements(body)?;
                }
                Ok(())
            }
            Statement::If {
                condition,
                slots,
                then,
                otherwise,
            } => {
                let holds = self.atom(Atom::Name(Name::Slot(*condition)))? != 0.0;
                let (statements, values) = if holds { then } else { otherwise };
                self.statements(statements)?;
                for (slot, value) in slots.iter().zip(values) {
                    let value = self.atom(*value)?;
                    self.bind(Name::Slot(*slot), value);
                }
                Ok(())
            }
        }
    }

    fn extent(&self, dim: Dim) -> Result<usize, String> {
        let length = (self.length)(dim);
        usize::try_from(length).map_err(|_| format!("the length {length}"))
    }

    fn shape(&self, slot: Slot) -> Result<Vec<usize>, String> {
        let dims = &self.code.values[slot.0 as usize].shape;
        dims.iter().map(|dim| self.extent(*dim)).collect()
    }

    fn index(&mut self, label: Label, position: usize) {
        let label = usize::from(label);
        if self.indices.len() <= label {
            self.indices.resize(label + 1, 0);
        }
        self.indices[label] = position;
    }

    fn at(&self, labels: &[Label]) -> Vec<usize> {
        let index = |label: &Label| self.indices[usize::from(*label)];
        labels.iter().map(index).collect()
    }

    fn array(&self, slot: Slot) -> Result<&Array, String> {
        match &self.held[slot.0 as usize] {
            Some(Held::Array(array)) => Ok(array),
            other => Err(format!("slot {} is read as an array: {other:?}", slot.0)),
        }
    }

    fn tensor(&mut self, slot: Slot) -> Result<Tensor, String> {
        if let Some(Held::Scalar(value)) = &self.held[slot.0 as usize] {
            return Ok(Tensor::scalar(Dual::from(*value)));
        }
        let array = self.array(slot)?.clone();
        self.memory.tensor(&array)
    }

    fn hold(&mut self, slot: Slot, held: Held) {
        self.held[slot.0 as usize] = Some(held);
    }

    fn view(&mut self, slot: Slot, of: Slot, cut: Cut) -> Done {
        let part = self.array(of)?.part(cut, self.length)?;
        let held = if part.shape.is_empty() {
            Held::Scalar(*self.memory.at(part.buffer, part.position(&[])?)?)
        } else {
            Held::Array(part)
        };
        self.hold(slot, held);
        Ok(())
    }

    fn start(&mut self, slot: Slot, holds: Start) -> Done {
        let shape = self.shape(slot)?;
        let count = shape.iter().product();
        let held = match holds {
            Start::Zero => Held::Scalar(0.0),
            Start::Zeros => Held::Array(self.memory.filled(shape, 0.0)),
            Start::Unwritten => {
                Held::Unwritten(self.memory.filled(shape, f64::NAN), vec![false; count])
            }
        };
        self.hold(slot, held);
        Ok(())
    }

    fn written(&mut self, slot: Slot) -> Done {
        let held = self.held[slot.0 as usize].take();
        let Some(Held::Unwritten(array, written)) = held else {
            return Err(format!("slot {} was not begun", slot.0));
        };
        if written.contains(&false) {
            return Err(format!("not each element of slot {} is written", slot.0));
        }
        self.hold(slot, Held::Array(array));
        Ok(())
    }

    fn add(&mut self, slot: Slot, at: &[Label], sum: Name) -> Done {
        let sum = self.atom(Atom::Name(sum))?;
        if at.is_empty() {
            let before = self.atom(Atom::Name(Name::Slot(slot)))?;
            self.hold(slot, Held::Scalar(before + sum));
            return Ok(());
        }
        let array = self.array(slot)?;
        let (buffer, position) = (array.buffer, array.position(&self.at(at))?);
        *self.memory.at(buffer, position)? += sum;
        Ok(())
    }

    fn place(&mut self, slot: Slot, of: Slot, cuts: &[Cut]) -> Done {
        let shape = self.shape(slot)?;
        let whole = self.memory.filled(shape, 0.0);
        let cut = |part: Array, cut: &Cut| part.part(*cut, self.length);
        let part = cuts.iter().try_fold(whole.clone(), cut)?;
        let source = self.tensor(of)?;
        let fills = source.shape.is_empty();
        if !fills && source.shape != part.shape {
            return Err(format!("{:?} in a part of {:?}", source.shape, part.shape));
        }
        for (element, position) in part.positions()?.into_iter().enumerate() {
            let value = source.data[if fills { 0 } else { element }].value;
            *self.memory.at(part.buffer, position)? = value;
        }
        self.hold(slot, Held::Array(whole));
        Ok(())
    }

    fn call(&mut self, slot: Slot, kernel: Kernel, arguments: &[Slot]) -> Done {
        let arguments = arguments.iter().map(|argument| self.tensor(*argument));
        let arguments = arguments.collect::<Result<Vec<Tensor>, String>>()?;
        let shape = self.shape(slot)?;
        let result = kernel::apply(kernel, &arguments, &shape)?;
        let held = self.memory.hold(&result);
        self.hold(slot, held);
        Ok(())
    }

    fn bind(&mut self, name: Name, value: f64) {
        let (table, number) = match name {
            Name::Slot(slot) => return self.hold(slot, Held::Scalar(value)),
            Name::Element(number) => (&mut self.elements, number as usize),
            Name::Sum(number) => (&mut self.sums, number as usize),
        };
        if table.len() <= number {
            table.resize(number + 1, None);
        }
        table[number] = Some(value);
    }

    #[allow(clippy::cast_precision_loss)] // sizes here are far below 2⁵³
    fn atom(&self, atom: Atom) -> Result<f64, String> {
        let named = |table: &[Option<f64>], number: u32| table.get(number as usize).copied();
        let found = match atom {
            Atom::Number(number) => Some(number.get()),
            Atom::Size(dim) => Some((self.length)(dim) as f64),
            Atom::Name(Name::Element(number)) => named(&self.elements, number).flatten(),
            Atom::Name(Name::Sum(number)) => named(&self.sums, number).flatten(),
            Atom::Name(Name::Slot(slot)) => match &self.held[slot.0 as usize] {
                Some(Held::Scalar(value)) => Some(*value),
                _ => None,
            },
        };
        found.ok_or_else(|| format!("{atom:?} is read before it is there"))
    }

    fn scalar(&mut self, scalar: &Scalar) -> Result<f64, String> {
        match scalar {
            Scalar::Atom(atom) => self.atom(*atom),
            Scalar::Read(slot, labels) => {
                let array = self.array(*slot)?;
                let (buffer, position) = (array.buffer, array.position(&self.at(labels))?);
                Ok(*self.memory.at(buffer, position)?)
            }
            Scalar::Sum(terms) => terms.iter().try_fold(0.0, |sum, (scale, atom)| {
                Ok(sum + scale.get() * self.atom(*atom)?)
            }),
            Scalar::Product(factors) => {
                let mut product = 1.0;
                for factor in factors {
                    product *= self.atom(*factor)?;
                }
                Ok(product)
            }
            Scalar::Call(rule, attribute, arguments) => self.function(*rule, *attribute, arguments),
        }
    }

    fn function(&self, rule: RuleId, attribute: Attribute, of: &[Atom]) -> Result<f64, String> {
        let Meaning::Elementwise { value, .. } = &rules::rule(rule).meaning else {
            return Err(format!("{} is not elementwise", rules::rule(rule).name));
        };
        let point = of.iter().map(|atom| Ok(Dual::from(self.atom(*atom)?)));
        let point = point.collect::<Result<Vec<Dual>, String>>()?;
        Ok(value(&point, attribute).value)
    }

    /// A lane, which must be as long as `length`; of an array held as `held`.
    fn lane(&self, lane: &Lane, array: &Array, length: usize) -> Result<Run, String> {
        let index = |label: &Option<Label>| label.map_or(0, |l| self.indices[usize::from(l)]);
        let at: Vec<usize> = lane.at.iter().map(index).collect();
        let inside =
            |(axis, (i, n)): (usize, (&usize, &usize))| i < n || axis == lane.axis && i == n;
        let mut bounds = at.iter().zip(&array.shape).enumerate();
        let fits = at.len() == array.shape.len() && bounds.all(inside);
        if !fits || array.shape[lane.axis] - at[lane.axis] != length {
            return Err(format!("a lane from {at:?} of shape {:?}", array.shape));
        }
        Ok(Run {
            buffer: array.buffer,
            first: array.reached(&at),
            stride: array.strides[lane.axis],
        })
    }

    /// Where a lane that is written is: of a new array, if this is the first time.
    fn out(&self, lane: &Lane, first: bool, length: usize) -> Result<Run, String> {
        match &self.held[lane.slot.0 as usize] {
            Some(Held::Array(array)) if !first => self.lane(lane, array, length),
            Some(Held::Unwritten(array, _)) if first => self.lane(lane, array, length),
            _ => Err(format!(
                "slot {} is not there to be written so",
                lane.slot.0
            )),
        }
    }

    fn sweep(&mut self, sweep: &Sweep) -> Done {
        let length = self.extent(sweep.dim)?;
        let positions = if sweep.blocked {
            self.block.clone()
        } else {
            0..length
        };
        let rest = length - positions.start;
        let mut totals = vec![0.0; sweep.terms.len()];
        let rows = match sweep.rows {
            Some((_, dim)) => self.extent(dim)?,
            None => 1,
        };
        for row in 0..rows {
            if let Some((label, _)) = sweep.rows {
                self.index(label, row);
            }
            let lanes = sweep.lanes.iter().map(|(number, lane)| {
                Ok((*number, self.lane(lane, self.array(lane.slot)?, rest)?))
            });
            let lanes = lanes.collect::<Result<Vec<(u32, Run)>, String>>()?;
            let outs = sweep.outs.iter();
            let outs = outs.map(|out| self.out(&out.lane, out.first, rest));
            let outs = outs.collect::<Result<Vec<Run>, String>>()?;
            for step in 0..positions.len().cast_signed() {
                for (number, lane) in &lanes {
                    let value = *self.memory.at(lane.buffer, lane.at(step)?)?;
                    self.bind(Name::Element(*number), value);
                }
                for (number, scalar) in &sweep.body {
                    let value = self.scalar(scalar)?;
                    self.bind(Name::Element(*number), value);
                }
                for (out, run) in sweep.outs.iter().zip(&outs) {
                    self.store(out, run, step)?;
                }
                for ((_, term), total) in sweep.terms.iter().zip(&mut totals) {
                    *total += self.atom(*term)?;
                }
            }
        }
        for ((name, _), total) in sweep.terms.iter().zip(totals) {
            self.bind(*name, total);
        }
        Ok(())
    }

    /// One element that a sweep writes.
    fn store(&mut self, out: &Out, run: &Run, step: isize) -> Done {
        let value = self.atom(out.value)?;
        let place = run.at(step)?;
        let element = self.memory.at(run.buffer, place)?;
        *element = if out.first { value } else { *element + value };
        let slot = out.lane.slot;
        let Some(Held::Unwritten(_, written)) = &mut self.held[slot.0 as usize] else {
            return Ok(());
        };
        if std::mem::replace(&mut written[place], true) {
            return Err(format!("an element of slot {} is written twice", slot.0));
        }
        Ok(())
    }
}

/// A lane in memory.
struct Run {
    buffer: usize,
    first: isize,
    stride: isize,
}

impl Run {
    fn at(&self, step: isize) -> Result<usize, String> {
        place(self.first + step * self.stride)
    }
}
