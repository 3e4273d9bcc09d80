//! The order of each nest's loops: innermost the one along which most arrays are contiguous.

use super::{Nest, Plan, Step};
use crate::graph::Label;

/// Chooses the loop order of every nest.
pub(super) fn order(plan: &mut Plan) {
    for step in &mut plan.steps {
        if let Step::Nest(nest) = step {
            nest.order = loops(nest);
        }
    }
}

fn loops(nest: &Nest) -> Vec<Label> {
    let mut order = crate::differential::identity(nest.dims.len());
    let reads = nest.body.reads().map(|(_, labels)| labels);
    let writes = nest.outputs.iter().map(|output| output.labels.as_slice());
    let accesses: Vec<&[Label]> = reads
        .chain(writes)
        .filter(|labels| labels.len() > 1)
        .collect();
    let contiguous = |label: Label| accesses.iter().filter(|l| l.last() == Some(&label)).count();
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
