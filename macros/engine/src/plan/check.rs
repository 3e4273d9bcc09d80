//! Whether a plan is legal. Linear in its length; what it refuses is a fault of the engine.

use super::{Branch, Element, ElementId, Form, Nest, Output, Plan, Slot, Step};
use crate::dim::Dim;
use crate::graph::{Label, are_distinct};

type Checked = Result<(), String>;

/// Whether `plan` is legal.
///
/// # Errors
/// What the grammar forbids.
pub fn check(plan: &Plan) -> Checked {
    let inputs = plan.values.iter();
    let mut checker = Checker {
        plan,
        there: inputs.map(|v| matches!(v.form, Form::Input(_))).collect(),
    };
    checker.region(&plan.steps)?;
    for slot in &plan.results {
        checker.reads(*slot)?;
        let value = &plan.values[slot.0 as usize];
        let own = value.form == Form::Owned || value.shape.is_empty();
        require(own, || {
            format!("t{} is a result and no array of its own", slot.0)
        })?;
    }
    Ok(())
}

fn require(holds: bool, otherwise: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(otherwise()) }
}

struct Checker<'a> {
    plan: &'a Plan,
    /// Which slots are written.
    there: Vec<bool>,
}

impl Checker<'_> {
    fn region(&mut self, steps: &[Step]) -> Checked {
        steps.iter().try_for_each(|step| self.step(step))
    }

    fn step(&mut self, step: &Step) -> Checked {
        if let Step::Branch(branch) = step {
            return self.branch(branch);
        }
        step.reads()
            .into_iter()
            .try_for_each(|slot| self.reads(slot))?;
        match step {
            Step::View { slot, of, cut } => {
                let shape = cut.shape(self.shape(*of));
                let follows = shape.as_deref() == Some(self.shape(*slot));
                require(follows, || {
                    format!("the shape of t{} is not its cut's", slot.0)
                })?;
            }
            Step::Place { slot, of, cuts } => {
                let whole = Some(self.shape(*slot).to_vec());
                let part = cuts.iter().fold(whole, |shape, cut| cut.shape(&shape?));
                let of = self.shape(*of);
                let fits = part.is_some_and(|part| of.is_empty() || part == of);
                require(fits, || {
                    format!("what is placed in t{} does not fit", slot.0)
                })?;
            }
            Step::Nest(nest) => self.nest(nest)?,
            _ => {}
        }
        step.writes()
            .into_iter()
            .try_for_each(|slot| self.writes(slot))
    }

    fn shape(&self, slot: Slot) -> &[Dim] {
        &self.plan.values[slot.0 as usize].shape
    }

    fn reads(&self, slot: Slot) -> Checked {
        let there = self.there.get(slot.0 as usize) == Some(&true);
        require(there, || {
            format!("t{} is read before it is written", slot.0)
        })
    }

    fn writes(&mut self, slot: Slot) -> Checked {
        let Some(there) = self.there.get_mut(slot.0 as usize) else {
            return Err(format!("there is no t{}", slot.0));
        };
        require(!std::mem::replace(there, true), || {
            format!("t{} is written twice", slot.0)
        })
    }

    fn nest(&self, nest: &Nest) -> Checked {
        let mut order = nest.order.clone();
        order.sort_unstable();
        let once = order
            .iter()
            .copied()
            .map(usize::from)
            .eq(0..nest.dims.len());
        require(once, || {
            format!("loops {:?} of {}", nest.order, nest.dims.len())
        })?;
        for (position, element) in nest.body.elements.iter().enumerate() {
            let known = |id: &ElementId| (id.0 as usize) < position;
            require(element.operands().iter().all(known), || {
                format!("element {position} is made of what comes after it")
            })?;
            match element {
                Element::Read(slot, labels) => self.met(nest, *slot, labels)?,
                Element::Scalar(slot) => self.met(nest, *slot, &[])?,
                _ => {}
            }
        }
        nest.outputs.iter().try_for_each(|output| {
            let Output {
                slot,
                labels,
                element,
            } = output;
            self.met(nest, *slot, labels)?;
            require((element.0 as usize) < nest.body.elements.len(), || {
                format!("t{} has no element", slot.0)
            })
        })
    }

    /// Whether a slot is met at distinct loops, one for each axis and as long.
    fn met(&self, nest: &Nest, slot: Slot, labels: &[Label]) -> Checked {
        let dim = |label: &Label| nest.dims.get(usize::from(*label)).copied();
        let fits = labels
            .iter()
            .map(dim)
            .eq(self.shape(slot).iter().copied().map(Some));
        require(are_distinct(labels) && fits, || {
            format!("t{} is met at {labels:?}", slot.0)
        })
    }

    /// A branch: what one side writes is not there on the other, nor after it.
    fn branch(&mut self, branch: &Branch) -> Checked {
        self.reads(branch.condition)?;
        let before = self.there.clone();
        for holds in [true, false] {
            let steps = if holds {
                &branch.then
            } else {
                &branch.otherwise
            };
            self.region(steps)?;
            for choice in &branch.choices {
                match if holds {
                    &choice.then
                } else {
                    &choice.otherwise
                } {
                    Element::Number(_) | Element::Size(_) => {}
                    Element::Scalar(slot) => self.reads(*slot)?,
                    other => return Err(format!("a branch gives {other:?}")),
                }
            }
            self.there.clone_from(&before);
        }
        let mut choices = branch.choices.iter();
        choices.try_for_each(|choice| self.writes(choice.slot))
    }
}
