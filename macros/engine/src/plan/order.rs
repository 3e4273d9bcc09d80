//! The order of steps and of each nest's loops, for the sake of caches.
//!
//! Copies of inputs come first: they read in one stream what a later nest may have to read with strides.
//! The innermost loop of a nest is the one along which most arrays are contiguous, and among those the most that
//! no earlier step has read or written. Where two loops meet arrays of either layout, some are strided whatever
//! the order: the innermost loop then runs in blocks, so that what one round of the outer loop has touched is
//! still there in the next. Where nothing but sums comes of it, several rounds are made at a time.

use std::collections::BTreeSet;

use super::{Form, Nest, Plan, Slot, Step};
use crate::graph::Label;

/// An array of more than one axis that a nest reads or writes.
struct Access {
    labels: Vec<Label>,
    /// Whether no earlier step has touched it.
    is_cold: bool,
}

/// Orders the steps, then the loops of every nest.
pub(super) fn order(plan: &mut Plan) {
    let wholes = wholes(plan);
    copies_first(plan, &wholes);
    let mut touched = vec![false; plan.values.len()];
    for step in &mut plan.steps {
        if let Step::Nest(nest) = step {
            let accesses = accesses(nest, |slot| !touched[wholes[slot.0 as usize].0 as usize]);
            let order = loops(nest, &accesses);
            nest.blocked = order.len() == 2 && accesses.iter().any(|one| one.labels != order);
            nest.order = order;
        }
        if !matches!(step, Step::View { .. }) {
            for slot in step.reads().into_iter().chain(step.writes()) {
                touched[wholes[slot.0 as usize].0 as usize] = true;
            }
        }
    }
}

/// For each slot: the array that it is a part of.
fn wholes(plan: &Plan) -> Vec<Slot> {
    let mut wholes: Vec<Slot> = (0..).map(Slot).take(plan.values.len()).collect();
    for step in &plan.steps {
        if let Step::View { slot, of, .. } = step {
            wholes[slot.0 as usize] = wholes[of.0 as usize];
        }
    }
    wholes
}

fn copies_first(plan: &mut Plan, wholes: &[Slot]) {
    let is_input = |slot: &Slot| {
        let whole = wholes[slot.0 as usize];
        matches!(plan.values[whole.0 as usize].form, Form::Input(_))
    };
    let mut early = BTreeSet::new();
    for step in plan.steps.iter().rev() {
        match step {
            Step::Copy { slot, of } if is_input(of) => early.extend([*slot, *of]),
            // A part that is copied is cut early too.
            Step::View { slot, of, .. } if early.contains(slot) => early.extend([*of]),
            _ => {}
        }
    }
    let steps = std::mem::take(&mut plan.steps);
    let is_early = |step: &Step| step.writes().iter().all(|slot| early.contains(slot));
    let (mut first, rest): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(is_early);
    first.extend(rest);
    plan.steps = first;
}

fn accesses(nest: &Nest, is_cold: impl Fn(Slot) -> bool) -> Vec<Access> {
    let reads = nest.body.reads();
    let outputs = nest.outputs.iter();
    let writes = outputs.map(|output| (output.slot, output.labels.as_slice()));
    let arrays = reads.chain(writes).filter(|(_, labels)| labels.len() > 1);
    arrays
        .map(|(slot, labels)| Access {
            labels: labels.to_vec(),
            is_cold: is_cold(slot),
        })
        .collect()
}

fn loops(nest: &Nest, accesses: &[Access]) -> Vec<Label> {
    let mut order = crate::graph::identity(nest.dims.len());
    let contiguous = |label: Label| {
        let lanes = accesses
            .iter()
            .filter(move |one| one.labels.last() == Some(&label));
        (
            lanes.clone().count(),
            lanes.filter(|one| one.is_cold).count(),
        )
    };
    // The last of the best, so that without a preference axes keep their order.
    if let Some(inner) = order
        .iter()
        .copied()
        .max_by_key(|label| (contiguous(*label), *label))
    {
        order.retain(|label| *label != inner);
        order.push(inner);
    }
    order
}
