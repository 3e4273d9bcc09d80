//! Simplification to textbook form, by named laws.
//!
//! Passes over the graph until one changes nothing. Each law shrinks a well-founded measure (factors,
//! terms, nodes or estimated cost), so that rounds end.

use std::sync::LazyLock;

use crate::gradient::{Gradient, Pullback};
use crate::graph::Id;
use crate::laws::{Law, Pass, Pattern, Table, parameter};

mod choice;
mod combine;
mod contract;
mod cost;
mod distribute;
mod inverse;
mod map;
mod matrix;

/// All laws, in the order in which they are tried.
pub fn laws() -> impl Iterator<Item = &'static Law> {
    let families = [
        contract::LAWS,
        matrix::LAWS,
        inverse::LAWS,
        combine::LAWS,
        map::LAWS,
        choice::LAWS,
        distribute::LAWS,
    ];
    families.into_iter().flatten()
}

/// Rounds end by themselves long before; this only bounds a law that would not shrink.
const ROUNDS: usize = 12;

/// The gradient with its value and partials simplified, and the sweep's cotangents with them.
#[must_use]
pub fn simplify(gradient: Gradient) -> Gradient {
    static TABLE: LazyLock<Table<'static>> = LazyLock::new(|| Table::new(laws()));
    rounds(gradient, &TABLE)
}

/// [`simplify`] by a table of one's own, as tests do that corrupt a law on purpose.
#[must_use]
pub fn simplify_with(gradient: Gradient, laws: &[&Law]) -> Gradient {
    rounds(gradient, &Table::new(laws.iter().copied()))
}

fn rounds(mut gradient: Gradient, table: &Table) -> Gradient {
    for _ in 0..ROUNDS {
        let mut roots = vec![gradient.value];
        roots.extend(gradient.partials.iter().flatten());
        // Cotangents and transposes are simplified to be printed, but do not count as users.
        let mut visited = roots.clone();
        visited.extend(gradient.transposed.iter().flatten());
        visited.extend(gradient.sweep.iter().flat_map(Pullback::cotangents));
        let mut pass = Pass::new(&mut gradient.graph, roots, table);
        let new = pass.walk(&visited);
        gradient.laws.append(&mut pass.applied);
        let is_same = |id: &Id| new[id.0 as usize] == *id;
        if visited.iter().all(is_same) {
            break;
        }
        gradient.replace(&new);
    }
    gradient
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differentiate::differentiate;
    use crate::dim::Nature;
    use crate::graph::{Graph, Input, Kind, Numeral, Role};
    use crate::structure::Structure;

    fn input(graph: &mut Graph, name: &str, dims: &[crate::dim::Dim]) -> Id {
        let role = Role::Parameter(graph.inputs.len());
        graph.input(
            Input {
                name: name.into(),
                role,
                numeral: Numeral::Real,
                structure: Structure::NONE,
            },
            dims.to_vec(),
        )
    }

    #[test]
    fn the_seed_becomes_one_contraction_of_its_constants() {
        let mut graph = Graph::default();
        let (p, m) = (
            graph.dims.fresh("p", Nature::Declared),
            graph.dims.fresh("m", Nature::Declared),
        );
        let q = input(&mut graph, "Q", &[p, m]);
        let big_w = input(&mut graph, "W", &[p, m]);
        let w = input(&mut graph, "w", &[m]);
        let g = input(&mut graph, "g", &[m]);
        let ones = graph.ones(&[p]);
        let (qw, wg) = (graph.hadamard(&[q, big_w]), graph.hadamard(&[w, g]));
        let product = graph.einsum("ij,j->i", &[qw, wg]);
        let product = graph.einsum("i,i->", &[ones, product]);
        let source = graph.einsum("->", &[product]);
        let gradient = simplify(differentiate(graph, source, &[q]));
        let Kind::Contract(partial) = gradient.graph.kind(gradient.partials[0].unwrap()) else {
            panic!("not a contraction")
        };
        let factors: Vec<_> = partial
            .factors
            .iter()
            .map(|f| (f.node, f.labels.clone()))
            .collect();
        // w ⊙ g stays a node of its own: the value uses it too.
        assert_eq!(factors, [(big_w, vec![0, 1]), (wg, vec![1])]);
    }
}
