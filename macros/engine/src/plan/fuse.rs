//! Fusion: nests over the same loops become one, with as many results.
//!
//! A nest moves up into an earlier one if all it reads exists there, or is an element that the
//! earlier one just computed at the same positions, which it then takes from the register.
//! Results that nothing else reads are not stored at all.

use super::nest::{MOST_LANES, lanes};
use super::{Body, Element, ElementId, Nest, Plan, Slot, Step};
use crate::graph::Label;

/// Results that a loop can write.
const MOST_OUTPUTS: usize = 8;
/// How many earlier nests are tried.
const REACH: usize = 16;

/// Fuses what can be fused.
pub(super) fn fuse(plan: &mut Plan) {
    let steps = std::mem::take(&mut plan.steps);
    let mut fusion = Fusion::new(&steps, plan);
    for (original, step) in steps.into_iter().enumerate() {
        fusion.push(original, step);
    }
    plan.steps = fusion.finish();
}

struct Fusion {
    done: Vec<Step>,
    /// Where each slot is written in `done`; none for inputs.
    home: Vec<Option<usize>>,
    /// The original steps that read each slot.
    readers: Vec<Vec<usize>>,
    /// Where each original step went.
    moved: Vec<Option<usize>>,
    results: Vec<Slot>,
}

impl Fusion {
    fn new(steps: &[Step], plan: &Plan) -> Self {
        let mut readers = vec![Vec::new(); plan.values.len()];
        for (position, step) in steps.iter().enumerate() {
            for slot in step.reads() {
                readers[slot.0 as usize].push(position);
            }
        }
        Self {
            done: Vec::with_capacity(steps.len()),
            home: vec![None; plan.values.len()],
            readers,
            moved: vec![None; steps.len()],
            results: plan.results.clone(),
        }
    }

    fn push(&mut self, original: usize, step: Step) {
        let target = match &step {
            Step::Nest(nest) => self.host(nest),
            _ => None,
        };
        let position = target.as_ref().map_or(self.done.len(), |target| target.0);
        for slot in step.writes() {
            self.home[slot.0 as usize] = Some(position);
        }
        self.moved[original] = Some(position);
        match target {
            Some((position, fused)) => self.done[position] = Step::Nest(fused),
            None => self.done.push(step),
        }
    }

    fn host(&self, nest: &Nest) -> Option<(usize, Nest)> {
        if nest.dims.is_empty() {
            return None;
        }
        let earlier = self.done.iter().enumerate().rev();
        let nests = earlier.filter_map(|(position, step)| match step {
            Step::Nest(host) if host.dims.len() == nest.dims.len() => Some((position, host)),
            _ => None,
        });
        nests.take(REACH).find_map(|(position, host)| {
            let mut maps = permutations(nest.dims.len()).into_iter();
            maps.find_map(|map| self.join(position, host, nest, &map))
                .map(|fused| (position, fused))
        })
    }

    /// `nest` inside `host`, its label `l` being the host's `map[l]`.
    fn join(&self, position: usize, host: &Nest, nest: &Nest, map: &[Label]) -> Option<Nest> {
        let fits = map
            .iter()
            .zip(&nest.dims)
            .all(|(label, dim)| host.dims[usize::from(*label)] == *dim);
        if !fits {
            return None;
        }
        let here = |label: &Label| map[usize::from(*label)];
        let translated = |labels: &[Label]| -> Vec<Label> { labels.iter().map(here).collect() };
        // Looked at before anything is copied: most hosts come too early.
        let late = |slot: Slot| self.home[slot.0 as usize].is_some_and(|home| home >= position);
        let given = |slot: Slot| host.outputs.iter().any(|output| output.slot == slot);
        if nest
            .body
            .reads()
            .any(|(slot, _)| late(slot) && !given(slot))
        {
            return None;
        }
        let mut fused = host.clone();
        let mut new: Vec<ElementId> = Vec::with_capacity(nest.body.elements.len());
        for element in &nest.body.elements {
            let id = match element {
                Element::Scalar(slot) | Element::Read(slot, _) => {
                    let labels = match element {
                        Element::Read(_, labels) => translated(labels),
                        _ => Vec::new(),
                    };
                    match host.outputs.iter().find(|output| output.slot == *slot) {
                        // Just computed at these positions.
                        Some(output)
                            if output.labels == labels && labels.len() == host.dims.len() =>
                        {
                            output.element
                        }
                        Some(_) => return None,
                        None => add(&mut fused.body, element, labels),
                    }
                }
                other => fused.body.add(other.with_operands(|id| new[id.0 as usize])),
            };
            new.push(id);
        }
        for output in &nest.outputs {
            let mut output = output.clone();
            output.labels = translated(&output.labels);
            output.element = new[output.element.0 as usize];
            fused.outputs.push(output);
        }
        let stored = fused
            .outputs
            .iter()
            .filter(|output| self.is_stored(output.slot, position))
            .count();
        (lanes(&fused.body) <= MOST_LANES && stored <= MOST_OUTPUTS).then_some(fused)
    }

    /// Whether anything but the nest at `position` reads a slot, now or later.
    fn is_stored(&self, slot: Slot, position: usize) -> bool {
        let outside = |original: &usize| self.moved[*original] != Some(position);
        self.results.contains(&slot) || self.readers[slot.0 as usize].iter().any(outside)
    }

    fn finish(mut self) -> Vec<Step> {
        let mut done = std::mem::take(&mut self.done);
        for (position, step) in done.iter_mut().enumerate() {
            if let Step::Nest(nest) = step {
                nest.outputs
                    .retain(|output| self.is_stored(output.slot, position));
                nest.body = pruned(nest);
            }
        }
        // A view that nothing is left to read, and a nest without results, go.
        let mut kept: Vec<Step> = Vec::with_capacity(done.len());
        let mut needed = vec![false; self.home.len()];
        for slot in &self.results {
            needed[slot.0 as usize] = true;
        }
        while let Some(step) = done.pop() {
            if step.writes().iter().any(|slot| needed[slot.0 as usize]) {
                for slot in step.reads() {
                    needed[slot.0 as usize] = true;
                }
                kept.push(step);
            }
        }
        kept.reverse();
        kept
    }
}

fn add(body: &mut Body, element: &Element, labels: Vec<Label>) -> ElementId {
    match element {
        Element::Read(slot, _) => body.add(Element::Read(*slot, labels)),
        other => body.add(other.clone()),
    }
}

/// The body without what no result needs.
fn pruned(nest: &mut Nest) -> Body {
    let mut needed = vec![false; nest.body.elements.len()];
    for output in &nest.outputs {
        needed[output.element.0 as usize] = true;
    }
    for (position, element) in nest.body.elements.iter().enumerate().rev() {
        if needed[position] {
            element
                .operands()
                .iter()
                .for_each(|id| needed[id.0 as usize] = true);
        }
    }
    if needed.iter().all(|needed| *needed) {
        return std::mem::take(&mut nest.body);
    }
    let mut body = Body::default();
    let mut new = vec![ElementId(0); needed.len()];
    for (position, element) in nest.body.elements.iter().enumerate() {
        if needed[position] {
            new[position] = body.add(element.with_operands(|id| new[id.0 as usize]));
        }
    }
    for output in &mut nest.outputs {
        output.element = new[output.element.0 as usize];
    }
    body
}

/// All orders of `0..count` for up to three labels, the given one first; beyond, only that.
fn permutations(count: usize) -> Vec<Vec<Label>> {
    match count {
        2 => vec![vec![0, 1], vec![1, 0]],
        3 => vec![
            vec![0, 1, 2],
            vec![0, 2, 1],
            vec![1, 0, 2],
            vec![1, 2, 0],
            vec![2, 0, 1],
            vec![2, 1, 0],
        ],
        _ => vec![crate::graph::identity(count)],
    }
}
