//! Simplification to textbook form, by named laws.
//!
//! Rounds over the graph, children first: each node is rebuilt on its simplified children and
//! the laws that match are applied until none does. Invariants: values do not change, every use
//! of a law is recorded, and each law shrinks a well-founded measure (factors, terms, nodes or
//! estimated cost), so that rounds end. Deterministic: laws are tried in the table's order.

use crate::gradient::{Applied, Gradient, Pullback};
use crate::graph::{Graph, Id, Kind};

mod choice;
mod combine;
mod contract;
mod cost;
mod factor;
mod inverse;
mod map;
mod matrix;
mod order;

pub(crate) use order::standard;

/// A rewrite that keeps the value.
pub struct Law {
    /// What derivations and tests call it.
    pub name: &'static str,
    /// The pattern, on paper.
    pub before: &'static str,
    /// What it becomes.
    pub after: &'static str,
    /// When it applies, beyond the pattern.
    pub condition: &'static str,
    /// The nodes that it is tried at.
    pub pattern: Pattern,
    /// The rewrite; `None` where it does not apply.
    pub apply: fn(&mut Scope, Id) -> Option<Id>,
    /// A node at which it applies, for its own test.
    pub example: fn(&mut Graph) -> Id,
}

/// The kinds of nodes that laws match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Contractions.
    Contract,
    /// Linear combinations.
    Combine,
    /// Elementwise functions.
    Map,
    /// Other shapes of the same elements.
    Reshape,
    /// Primitives.
    Apply,
}

impl Pattern {
    const ALL: [Self; 5] = [
        Self::Contract,
        Self::Combine,
        Self::Map,
        Self::Reshape,
        Self::Apply,
    ];

    fn of(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Contract(_) => Some(Self::Contract),
            Kind::Combine(_) => Some(Self::Combine),
            Kind::Map { .. } => Some(Self::Map),
            Kind::Reshape(_) => Some(Self::Reshape),
            Kind::Apply { .. } => Some(Self::Apply),
            Kind::Input(_)
            | Kind::Number(_)
            | Kind::Size(_)
            | Kind::Pick { .. }
            | Kind::Triangle => None,
        }
    }
}

/// The laws of each pattern, in the table's order.
type ByPattern<'a> = [Vec<&'a Law>; Pattern::ALL.len()];

/// What a law sees.
pub struct Scope<'a> {
    /// The graph, to which rewritten nodes are added.
    pub graph: &'a mut Graph,
    uses: Vec<u32>,
}

impl Scope<'_> {
    /// Whether more than one node uses this one, so that copying it into its user repeats work.
    #[must_use]
    pub fn is_shared(&self, id: Id) -> bool {
        self.uses.get(id.0 as usize).is_some_and(|uses| *uses > 1)
    }

    fn note_uses(&mut self, id: Id, uses: u32) {
        let index = id.0 as usize;
        if self.uses.len() <= index {
            self.uses.resize(index + 1, 0);
        }
        self.uses[index] += uses;
    }
}

/// All laws, in the order in which they are tried.
pub fn laws() -> impl Iterator<Item = &'static Law> {
    let families = [
        contract::LAWS,
        matrix::LAWS,
        inverse::LAWS,
        combine::LAWS,
        map::LAWS,
        choice::LAWS,
        factor::LAWS,
    ];
    families.into_iter().flatten()
}

/// Rounds end by themselves long before; this only bounds a law that would not shrink.
const ROUNDS: usize = 12;
const STEPS_PER_NODE: usize = 64;

/// The gradient with its value and partials simplified, and the sweep's cotangents with them.
#[must_use]
pub fn simplify(gradient: Gradient) -> Gradient {
    let laws: Vec<&Law> = laws().collect();
    simplify_with(gradient, &laws)
}

/// [`simplify`] by a table of one's own, as tests do that corrupt a law on purpose.
#[must_use]
pub fn simplify_with(mut gradient: Gradient, laws: &[&Law]) -> Gradient {
    let laws: ByPattern = Pattern::ALL.map(|pattern| {
        let laws = laws.iter().copied();
        laws.filter(|law| law.pattern == pattern).collect()
    });
    for _ in 0..ROUNDS {
        if !round(&mut gradient, &laws) {
            break;
        }
    }
    gradient
}

fn round(gradient: &mut Gradient, laws: &ByPattern) -> bool {
    let mut roots = vec![gradient.value];
    roots.extend(gradient.partials.iter().flatten());
    // Cotangents are simplified for the printed derivation, but do not count as users.
    let mut visited = roots.clone();
    visited.extend(gradient.sweep.iter().flat_map(Pullback::cotangents));
    let uses = gradient.graph.uses(&roots);
    let order = gradient.graph.schedule(&visited);
    let mut scope = Scope {
        graph: &mut gradient.graph,
        uses,
    };
    let mut new: Vec<Id> = (0..u32::try_from(scope.graph.len()).unwrap_or(0))
        .map(Id)
        .collect();
    let mut changed = false;
    for old in order {
        let rebuilt = scope.graph.rebuild(old, &new);
        let id = rewrite(&mut scope, rebuilt, laws, &mut gradient.laws);
        if id != old {
            changed = true;
            let uses = scope.uses[old.0 as usize];
            scope.note_uses(id, uses);
            if let Some(name) = scope.graph.names.get(&old).cloned() {
                scope.graph.names.entry(id).or_insert(name);
            }
        }
        new[old.0 as usize] = id;
    }
    gradient.value = new[gradient.value.0 as usize];
    for partial in gradient.partials.iter_mut().flatten() {
        *partial = new[partial.0 as usize];
    }
    for step in &mut gradient.sweep {
        step.replace_cotangents(&new);
    }
    changed
}

fn rewrite(scope: &mut Scope, mut id: Id, laws: &ByPattern, applied: &mut Vec<Applied>) -> Id {
    for _ in 0..STEPS_PER_NODE {
        let Some(pattern) = Pattern::of(scope.graph.kind(id)) else {
            break;
        };
        let step = laws[pattern as usize]
            .iter()
            .find_map(|law| Some((law, (law.apply)(scope, id)?)));
        let Some((law, after)) = step else { break };
        debug_assert_eq!(
            scope.graph.shape(id),
            scope.graph.shape(after),
            "{} keeps shapes",
            law.name
        );
        applied.push(Applied {
            law: law.name,
            before: id,
            after,
        });
        id = after;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differentiate::differentiate;
    use crate::dim::Nature;
    use crate::dual::{Dual, Tensor};
    use crate::graph::{Input, Numeral, Role};
    use crate::interpret::evaluate;
    use crate::structure::Structure;
    use crate::verify::structured;

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

    /// A 3 × 3 matrix of positive numbers, the largest on the diagonal, and slopes.
    fn square(seed: usize) -> Tensor {
        let data = (1..=9_u32).map(|k| Dual {
            value: (if k % 4 == 1 { 2.0 } else { 0.0 })
                + (f64::from(k) * 0.37 * f64::from(u32::try_from(seed).unwrap()))
                    .sin()
                    .abs()
                + 0.2,
            slope: (f64::from(k) * 0.91).cos(),
        });
        Tensor {
            shape: vec![3, 3],
            data: data.collect(),
        }
    }

    #[test]
    fn every_law_applies_to_its_example_and_keeps_its_value() {
        for law in laws() {
            let mut graph = Graph::default();
            let example = (law.example)(&mut graph);
            let uses = graph.uses(&[example]);
            let mut scope = Scope {
                graph: &mut graph,
                uses,
            };
            let after = (law.apply)(&mut scope, example);
            let after = after.filter(|after| *after != example);
            let after = after.unwrap_or_else(|| panic!("{} does not apply", law.name));
            let inputs = graph.inputs.iter().zip(3..);
            let inputs = inputs.map(|(input, seed)| structured(square(seed), input.structure));
            let inputs: Vec<Tensor> = inputs.collect();
            let values = evaluate(&graph, &[example, after], &|_| 3, &inputs);
            for (before, after) in values[0].data.iter().zip(&values[1].data) {
                // A law reorders a few operations: some units in the last place.
                let scale = before.value.abs().max(1.0);
                assert!(
                    (before.value - after.value).abs() <= 1e-13 * scale,
                    "{}",
                    law.name
                );
                assert!(
                    (before.slope - after.slope).abs() <= 1e-12 * scale,
                    "{}",
                    law.name
                );
            }
        }
    }
}
