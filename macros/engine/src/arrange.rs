//! Preparation for computing, by named laws: mathematics that pays only because of how it is computed.
//!
//! The closed forms stay as they are printed. What is computed for them is rewritten in passes, each over all
//! companions' results: the value is read off its gradient, sums are taken into sums, divisors that are sums over
//! nothing are guarded, long sums nested. Values do not change; the code made of what
//! is computed is verified against the source.

use std::sync::LazyLock;

use crate::gradient::Applied;
use crate::graph::{Graph, Id};
use crate::laws::{Law, Pass, Pattern, Table, parameter};

mod merge;
mod nothing;
mod reuse;
mod split;

/// What each companion computes.
pub struct Arranged {
    /// The roots of each companion, in the order given.
    pub rows: Vec<Vec<Id>>,
    /// The rewrites, in order.
    pub laws: Vec<Applied>,
}

/// The passes over all results, one after the other.
static PASSES: LazyLock<[Table<'static>; 3]> =
    LazyLock::new(|| [merge::LAWS, nothing::LAWS, split::LAWS].map(Table::new));

/// All laws.
pub fn laws() -> impl Iterator<Item = &'static Law> {
    let families = [reuse::LAWS, merge::LAWS, nothing::LAWS, split::LAWS];
    families.into_iter().flatten()
}

/// The results of the companions, one row each, prepared for computing. What a companion has among its
/// results may serve the others of the same row alone; all else is prepared once for all.
pub fn arrange(graph: &mut Graph, source: Id, mut rows: Vec<Vec<Id>>) -> Arranged {
    static REUSE: LazyLock<Table<'static>> = LazyLock::new(|| Table::new(reuse::LAWS));
    let mut laws = Vec::new();
    for row in rows.iter_mut().filter(|row| row.len() > 1) {
        let mut pass = Pass::new(graph, row.clone(), &REUSE);
        let new = pass.walk(row);
        laws.append(&mut pass.applied);
        replace(row, &new);
    }
    for table in &*PASSES {
        let uses = rows.iter().map(|row| graph.uses(row));
        // As often as the companion that uses it most.
        let uses = uses.reduce(|all, row| all.iter().zip(row).map(|(a, b)| b.max(*a)).collect());
        let roots = rows.concat();
        let mut pass = Pass::new(graph, roots.clone(), table);
        pass.uses = uses.unwrap_or_default();
        pass.source = Some(source);
        let new = pass.walk(&roots);
        laws.append(&mut pass.applied);
        for row in &mut rows {
            replace(row, &new);
        }
    }
    Arranged { rows, laws }
}

fn replace(roots: &mut [Id], new: &[Id]) {
    for root in roots {
        *root = new[root.0 as usize];
    }
}
