//! Long sums, products and argument lists in parts, so that no loop reads more lanes than it can.

use crate::graph::{Graph, Id, Kind};

/// Terms a node may keep: half of what a loop can read, since operands may read two lanes each.
const MOST: usize = 8;

/// The graph below `roots` with long sums nested. Gives the new roots.
pub(super) fn split(graph: &mut Graph, roots: &[Id]) -> Vec<Id> {
    let order = graph.schedule(roots);
    let long = |id: &Id| matches!(graph.kind(*id), Kind::Combine(terms) if terms.len() > MOST);
    if !order.iter().any(long) {
        return roots.to_vec();
    }
    let mut new: Vec<Id> = (0..u32::try_from(graph.len()).unwrap_or(0))
        .map(Id)
        .collect();
    for old in order {
        let kind = Graph::with_children(graph.kind(old), |child| new[child.0 as usize]);
        let shape = graph.shape(old).to_vec();
        new[old.0 as usize] = match kind {
            Kind::Combine(mut terms) => {
                while terms.len() > MOST {
                    let parts = terms.chunks(MOST).map(|part| {
                        let part = part.iter().map(|(c, id)| (c.get(), *id)).collect();
                        (crate::graph::Number::new(1.0), graph.combine(part))
                    });
                    terms = parts.collect();
                }
                graph.intern(Kind::Combine(terms), shape)
            }
            kind => graph.intern(kind, shape),
        };
    }
    roots.iter().map(|root| new[root.0 as usize]).collect()
}
