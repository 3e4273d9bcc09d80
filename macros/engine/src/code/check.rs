//! Whether code is legal. Linear in its length; what it refuses is a fault of the engine.

use std::collections::BTreeSet;

use super::{Atom, Code, Kernel, Lane, Name, Out, Scalar, Start, Statement, Sweep};
use crate::dim::Dim;
use crate::graph::{Label, are_distinct};
use crate::plan::{Form, Slot};

/// What is known of a slot at a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing is in it.
    Absent,
    /// A scalar, an array or a part of one.
    There,
    /// A factorization.
    Factor,
    /// A new array, each of whose elements is to be written once.
    Unwritten,
    /// Sums are added to it.
    Summed,
}

type Checked = Result<(), String>;

/// Whether `code` is legal.
///
/// # Errors
/// What the grammar forbids, and the statement.
pub fn check(code: &Code) -> Checked {
    let states = code.values.iter().map(|value| match value.form {
        Form::Input(_) => State::There,
        Form::View | Form::Owned | Form::Factor => State::Absent,
    });
    let mut checker = Checker {
        code,
        states: states.collect(),
        elements: BTreeSet::new(),
        sums: BTreeSet::new(),
        loops: Vec::new(),
        block: None,
    };
    checker.statements(&code.statements)?;
    for slot in &code.results {
        checker.array(*slot)?;
        let value = &code.values[slot.0 as usize];
        require(value.form == Form::Owned || value.shape.is_empty(), || {
            format!("slot {} is returned and not an array of its own", slot.0)
        })?;
    }
    Ok(())
}

fn require(holds: bool, otherwise: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(otherwise()) }
}

struct Checker<'a> {
    code: &'a Code,
    states: Vec<State>,
    /// Of the nest at hand.
    elements: BTreeSet<u32>,
    sums: BTreeSet<u32>,
    /// The loops at hand, from the outermost.
    loops: Vec<(Label, Dim)>,
    /// The loop that runs over blocks.
    block: Option<Label>,
}

impl Checker<'_> {
    fn statements(&mut self, statements: &[Statement]) -> Checked {
        for statement in statements {
            self.statement(statement)
                .map_err(|what| format!("{what}\n  in {statement:?}"))?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &Statement) -> Checked {
        match statement {
            Statement::View { slot, of, cut } => {
                self.array(*of)?;
                let shape = cut.shape(self.shape(*of));
                require(shape.as_deref() == Some(self.shape(*slot)), || {
                    "the shape of a part does not follow from its cut".into()
                })?;
                self.define(*slot, State::There)
            }
            Statement::Call {
                slot,
                kernel,
                arguments,
            } => self.call(*slot, *kernel, arguments),
            Statement::Start { slot, holds } => {
                let scalar = self.shape(*slot).is_empty();
                require(scalar == (*holds == Start::Zero), || {
                    "a scalar starts as 0, an array does not".into()
                })?;
                let state = match holds {
                    Start::Unwritten => State::Unwritten,
                    Start::Zeros | Start::Zero => State::Summed,
                };
                self.define(*slot, state)
            }
            Statement::Written(slot) => {
                self.is(*slot, State::Unwritten)?;
                self.states[slot.0 as usize] = State::There;
                Ok(())
            }
            Statement::Let(name, scalar) => {
                self.scalar(scalar)?;
                self.name(*name)
            }
            Statement::Add { slot, at, sum } => {
                self.is(*slot, State::Summed)?;
                self.indices(*slot, at)?;
                self.atom(Atom::Name(*sum))
            }
            Statement::Place { slot, of, cuts } => {
                self.array(*of)?;
                let whole = Some(self.shape(*slot).to_vec());
                let part = cuts.iter().fold(whole, |shape, cut| cut.shape(&shape?));
                let of = self.shape(*of);
                let fits = part.is_some_and(|part| of.is_empty() || part == of);
                require(fits, || {
                    "what is placed has not the shape of the part".into()
                })?;
                self.define(*slot, State::There)
            }
            Statement::Nest(body) => self.nest(body),
            Statement::Sweep(sweep) => self.sweep(sweep),
            Statement::For { index, dim, body } => self.inside(*index, *dim, false, body),
            Statement::Blocks { index, dim, body } => self.inside(*index, *dim, true, body),
            Statement::If {
                condition,
                slots,
                then,
                otherwise,
            } => {
                self.atom(Atom::Name(Name::Slot(*condition)))?;
                for (statements, values) in [then, otherwise] {
                    let before = self.states.clone();
                    self.statements(statements)?;
                    values.iter().try_for_each(|value| self.atom(*value))?;
                    require(values.len() == slots.len(), || {
                        "a value for each result".into()
                    })?;
                    self.states = before;
                }
                let mut slots = slots.iter();
                slots.try_for_each(|slot| self.name(Name::Slot(*slot)))
            }
        }
    }

    fn shape(&self, slot: Slot) -> &[Dim] {
        &self.code.values[slot.0 as usize].shape
    }

    fn is(&self, slot: Slot, state: State) -> Checked {
        let found = self.states[slot.0 as usize];
        require(found == state, || {
            format!("slot {} is {found:?}, not {state:?}", slot.0)
        })
    }

    /// A slot that can be read: no factorization, and nothing that loops still write.
    fn array(&self, slot: Slot) -> Checked {
        self.is(slot, State::There)
    }

    fn define(&mut self, slot: Slot, state: State) -> Checked {
        self.is(slot, State::Absent)?;
        self.states[slot.0 as usize] = state;
        Ok(())
    }

    fn name(&mut self, name: Name) -> Checked {
        let is_new = match name {
            Name::Slot(slot) => {
                require(self.shape(slot).is_empty(), || {
                    format!("slot {} is an array", slot.0)
                })?;
                return self.define(slot, State::There);
            }
            Name::Element(number) => self.elements.insert(number),
            Name::Sum(number) => self.sums.insert(number),
        };
        require(is_new, || format!("{name:?} is there already"))
    }

    fn atom(&self, atom: Atom) -> Checked {
        let there = match atom {
            Atom::Number(_) | Atom::Size(_) => true,
            Atom::Name(Name::Element(number)) => self.elements.contains(&number),
            Atom::Name(Name::Sum(number)) => self.sums.contains(&number),
            Atom::Name(Name::Slot(slot)) => {
                self.shape(slot).is_empty() && self.states[slot.0 as usize] == State::There
            }
        };
        require(there, || format!("{atom:?} is read before it is there"))
    }

    fn scalar(&self, scalar: &Scalar) -> Checked {
        if let Scalar::Read(slot, labels) = scalar {
            self.array(*slot)?;
            self.indices(*slot, labels)?;
        }
        scalar
            .atoms()
            .into_iter()
            .try_for_each(|atom| self.atom(atom))
    }

    /// Whether labels are loops at hand, distinct, of the lengths of a slot's axes.
    fn indices(&self, slot: Slot, labels: &[Label]) -> Checked {
        let shape = self.shape(slot);
        let fits = |(label, dim): (&Label, &Dim)| self.loops.contains(&(*label, *dim));
        let fit = labels.len() == shape.len() && labels.iter().zip(shape).all(fits);
        require(are_distinct(labels) && fit, || {
            format!("slot {} is met at {labels:?}", slot.0)
        })
    }

    /// A nest: when it ends, what its loops write is written.
    fn nest(&mut self, body: &[Statement]) -> Checked {
        self.elements.clear();
        self.sums.clear();
        self.statements(body)?;
        for state in &mut self.states {
            if *state == State::Summed {
                *state = State::There;
            }
        }
        require(!self.states.contains(&State::Unwritten), || {
            "an array of the nest is not written".into()
        })
    }

    /// A loop: elements and sums of a round are not there after it.
    fn inside(&mut self, index: Label, dim: Dim, blocks: bool, body: &[Statement]) -> Checked {
        require(self.loops.iter().all(|(label, _)| *label != index), || {
            format!("loop {index} runs already")
        })?;
        let (elements, sums) = (self.elements.clone(), self.sums.clone());
        self.loops.push((index, dim));
        if blocks {
            require(self.block.replace(index).is_none(), || {
                "blocks in blocks".into()
            })?;
        }
        self.statements(body)?;
        if blocks {
            self.block = None;
        }
        self.loops.pop();
        (self.elements, self.sums) = (elements, sums);
        Ok(())
    }

    fn sweep(&mut self, sweep: &Sweep) -> Checked {
        let before = self.elements.clone();
        let outside = self.loops.len();
        self.loops.extend(sweep.rows);
        for (number, lane) in &sweep.lanes {
            self.array(lane.slot)?;
            self.lane(lane, sweep)?;
            self.name(Name::Element(*number))?;
        }
        for (number, scalar) in &sweep.body {
            let local = !matches!(scalar, Scalar::Read(..));
            require(local, || "an element of a sweep is read by a lane".into())?;
            self.scalar(scalar)?;
            self.name(Name::Element(*number))?;
        }
        for out in &sweep.outs {
            self.out(out, sweep)?;
        }
        for (_, term) in &sweep.terms {
            self.atom(*term)?;
        }
        self.elements = before;
        self.loops.truncate(outside);
        for (name, _) in &sweep.terms {
            self.name(*name)?;
        }
        Ok(())
    }

    fn out(&self, out: &Out, sweep: &Sweep) -> Checked {
        let state = if out.first {
            State::Unwritten
        } else {
            State::Summed
        };
        self.is(out.lane.slot, state)?;
        self.lane(&out.lane, sweep)?;
        require(sweep.rows.is_none(), || "rows write nothing".into())?;
        // What is written once has an axis for every loop.
        let loops = self.loops.len() + usize::from(!sweep.blocked);
        require(!out.first || out.lane.at.len() == loops, || {
            "an array is written in more rounds than it has elements".into()
        })?;
        self.atom(out.value)
    }

    /// Whether a lane runs along an axis of the sweep's length, from indices of loops at hand.
    fn lane(&self, lane: &Lane, sweep: &Sweep) -> Checked {
        let shape = self.shape(lane.slot);
        let mut labels = lane.at.iter().zip(shape).enumerate();
        let fits = labels.all(|(axis, (label, dim))| match label {
            Some(label) if axis == lane.axis => sweep.blocked && self.block == Some(*label),
            Some(label) => self.loops.contains(&(*label, *dim)),
            None => axis == lane.axis && !sweep.blocked,
        });
        let starts: Vec<Label> = lane.at.iter().flatten().copied().collect();
        let along = shape.get(lane.axis) == Some(&sweep.dim) && lane.at.len() == shape.len();
        require(fits && are_distinct(&starts) && along, || {
            format!(
                "{lane:?} of shape {shape:?} in a sweep over {:?}",
                sweep.dim
            )
        })
    }

    fn call(&mut self, slot: Slot, kernel: Kernel, arguments: &[Slot]) -> Checked {
        for (position, argument) in arguments.iter().enumerate() {
            let factor = matches!(kernel, Kernel::Reading(..) | Kernel::Solve { .. });
            let state = if factor && position == 0 {
                State::Factor
            } else {
                State::There
            };
            self.is(*argument, state)?;
        }
        let shapes: Vec<&[Dim]> = arguments.iter().map(|slot| self.shape(*slot)).collect();
        let own = self.shape(slot);
        let fits = match (kernel, shapes.as_slice()) {
            (Kernel::Matmul, [[n, k], [l, m]]) => k == l && own == [*n, *m],
            (Kernel::Matvec, [[n, k], [l]]) => k == l && own == [*n],
            (Kernel::Solve { .. }, [[n, m], right]) => {
                n == m && right.first() == Some(n) && own == *right
            }
            (Kernel::Copy | Kernel::Factorize(_), [of]) => own == *of,
            (Kernel::Scan { .. }, [of]) => own == *of && own.len() == 1,
            (Kernel::Triangle, []) => own.len() == 2,
            (Kernel::Reshape, [_]) | (Kernel::Primitive(..) | Kernel::Reading(..), [_, ..]) => true,
            _ => false,
        };
        require(fits, || {
            format!("{kernel:?} of {shapes:?} gives no {own:?}")
        })?;
        let state = match kernel {
            Kernel::Factorize(_) => State::Factor,
            _ => State::There,
        };
        self.define(slot, state)
    }
}
