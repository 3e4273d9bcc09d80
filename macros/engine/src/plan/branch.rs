//! Choices between scalars as branches: what only one side needs is computed where that side is taken.
//!
//! Choices by one condition share a branch, so that value and gradient share what they are made of.
//! Choices between elements stay selections: loops without branches vectorise.

use std::collections::BTreeMap;

use super::{Element, ElementId, Slot, Step};
use crate::rules::{self, Role};

/// Choices by one condition, and the steps that only they need.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The condition, a scalar: it holds unless it is 0.
    pub condition: Slot,
    /// The results.
    pub choices: Vec<Choice>,
    /// Computed if the condition holds.
    pub then: Vec<Step>,
    /// Computed if it does not.
    pub otherwise: Vec<Step>,
}

/// One result of a branch. Its values are numbers, sizes and scalar slots.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The result.
    pub slot: Slot,
    /// Its value if the condition holds.
    pub then: Element,
    /// Its value if it does not.
    pub otherwise: Element,
}

/// Who needs a slot.
const OUTSIDE: u8 = 1;
const THEN: u8 = 2;
const OTHERWISE: u8 = 4;

impl Branch {
    /// The slots that either side reads and does not write.
    pub(super) fn reads(&self) -> Vec<Slot> {
        let mut reads = vec![self.condition];
        for (steps, side) in [(&self.then, THEN), (&self.otherwise, OTHERWISE)] {
            let written: Vec<Slot> = steps.iter().flat_map(Step::writes).collect();
            let values = self.choices.iter().filter_map(|choice| choice.reads(side));
            let all = steps.iter().flat_map(Step::reads).chain(values);
            reads.extend(all.filter(|slot| !written.contains(slot)));
        }
        reads
    }
}

impl Choice {
    /// The slot that is its value on a side.
    fn reads(&self, side: u8) -> Option<Slot> {
        match if side == THEN {
            &self.then
        } else {
            &self.otherwise
        } {
            Element::Scalar(slot) => Some(*slot),
            _ => None,
        }
    }
}

impl Step {
    /// The step, and those inside of its branches.
    #[must_use]
    pub fn with_inner(&self) -> Vec<&Self> {
        let mut all = vec![self];
        if let Self::Branch(branch) = self {
            let inner = branch.then.iter().chain(&branch.otherwise);
            all.extend(inner.flat_map(Self::with_inner));
        }
        all
    }
}

/// The steps with their choices between scalars as branches; `results` are needed afterwards.
pub(super) fn branch(mut steps: Vec<Step>, results: &[Slot]) -> Vec<Step> {
    let mut position = steps.len();
    while position > 0 {
        position -= 1;
        if let Some((condition, last)) = choice(&steps[position]) {
            let after = steps.split_off(position + 1);
            steps.pop();
            let choices = together(&mut steps, condition, last);
            let branch = take_in(&mut steps, &after, results, (condition, choices));
            position = steps.len();
            steps.push(Step::Branch(branch));
            steps.extend(after);
        }
    }
    steps
}

/// The condition and the choice that a scalar assignment is.
fn choice(step: &Step) -> Option<(Slot, Choice)> {
    let Step::Nest(nest) = step else { return None };
    let ([output], true) = (nest.outputs.as_slice(), nest.dims.is_empty()) else {
        return None;
    };
    let element = |id: ElementId| &nest.body.elements[id.0 as usize];
    let Element::Call {
        rule, arguments, ..
    } = element(output.element)
    else {
        return None;
    };
    let [Element::Scalar(condition), then, otherwise] =
        *arguments.iter().map(|id| element(*id)).collect::<Vec<_>>()
    else {
        return None;
    };
    let plain = |element: &Element| {
        matches!(
            element,
            Element::Number(_) | Element::Size(_) | Element::Scalar(_)
        )
    };
    let select = rules::rule(*rule).plays(Role::Choice) && plain(then) && plain(otherwise);
    select.then(|| {
        let choice = Choice {
            slot: output.slot,
            then: then.clone(),
            otherwise: otherwise.clone(),
        };
        (*condition, choice)
    })
}

/// Takes out of `steps` the choices by the same condition that nothing between reads.
fn together(steps: &mut Vec<Step>, condition: Slot, last: Choice) -> Vec<Choice> {
    let mut choices = vec![last];
    let mut read: Vec<Slot> = Vec::new();
    for position in (0..steps.len()).rev() {
        match choice(&steps[position]) {
            Some((same, found))
                if same == condition
                    && !read.contains(&found.slot)
                    && choices.iter().all(|other| {
                        other.reads(THEN) != Some(found.slot)
                            && other.reads(OTHERWISE) != Some(found.slot)
                    }) =>
            {
                choices.push(found);
                steps.remove(position);
            }
            _ => read.extend(steps[position].reads()),
        }
    }
    choices.reverse();
    choices
}

/// Takes out of `steps` what only one side of a branch needs.
fn take_in(
    steps: &mut Vec<Step>,
    after: &[Step],
    results: &[Slot],
    (condition, choices): (Slot, Vec<Choice>),
) -> Branch {
    let mut needs: BTreeMap<Slot, u8> = BTreeMap::new();
    let mut need = |slots: Vec<Slot>, who: u8| {
        for slot in slots {
            *needs.entry(slot).or_default() |= who;
        }
    };
    need(results.to_vec(), OUTSIDE);
    need(vec![condition], OUTSIDE);
    need(after.iter().flat_map(Step::reads).collect(), OUTSIDE);
    let values = |side| {
        choices
            .iter()
            .filter_map(move |choice: &Choice| choice.reads(side))
    };
    let (thens, others): (Vec<Slot>, Vec<Slot>) =
        (values(THEN).collect(), values(OTHERWISE).collect());
    need(thens.clone(), THEN);
    need(others.clone(), OTHERWISE);
    let (mut then, mut otherwise) = (Vec::new(), Vec::new());
    for position in (0..steps.len()).rev() {
        let writes = steps[position].writes();
        let who = writes
            .iter()
            .fold(0, |who, slot| who | needs.get(slot).copied().unwrap_or(0));
        let who = if who == THEN || who == OTHERWISE {
            who
        } else {
            OUTSIDE
        };
        for slot in steps[position].reads() {
            *needs.entry(slot).or_default() |= who;
        }
        match who {
            THEN => then.push(steps.remove(position)),
            OTHERWISE => otherwise.push(steps.remove(position)),
            _ => {}
        }
    }
    then.reverse();
    otherwise.reverse();
    Branch {
        condition,
        choices,
        then: branch(then, &thens),
        otherwise: branch(otherwise, &others),
    }
}
