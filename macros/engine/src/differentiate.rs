//! Differentiation: the reverse sweep over differentials, and forward mode over what it records.
//!
//! The sweep is what a person does on paper: `dP = P̄ : dP` with `P̄ = 1`, then each `Ȳ : dY` is
//! rewritten by the differential of `Y` until only `G : dQ` is left. Invariant: each partial has
//! its parameter's shape. No operation is named here; see [`crate::differential`].

use crate::differential::{differential, law};
use crate::gradient::{Gradient, Part, Pullback};
use crate::graph::{Graph, Id, Input, Kind, Numeral, Role, SideTable};
use crate::structure::Structure;

mod cotangent;

use cotangent::Cotangent;

/// The partials of `source` with respect to `wrt`. An array-valued `source` is contracted with
/// a cotangent, a new input of the graph.
#[must_use]
pub fn differentiate(mut graph: Graph, source: Id, wrt: &[Id]) -> Gradient {
    let depends = graph.depends_on(wrt);
    let mut cotangents: Vec<Vec<Cotangent>> = vec![Vec::new(); graph.len()];
    let seed = seed(&mut graph, source);
    cotangents[source.0 as usize].push(Cotangent::everywhere(seed));
    let mut sweep = Vec::new();
    for node in graph.schedule(&[source]).into_iter().rev() {
        let parts = std::mem::take(&mut cotangents[node.0 as usize]);
        if !depends[node.0 as usize] {
            continue;
        }
        graph.origin = graph.node(node).origin;
        let Some(total) = Cotangent::total(&mut graph, parts) else {
            continue;
        };
        let cotangent = total.value(&mut graph);
        let mut terms = Vec::new();
        for term in differential(&mut graph, node, &depends) {
            let part = total.pull_back(&mut graph, &term);
            let counts = part.is_some();
            cotangents[term.operand.0 as usize].extend(part);
            let cotangent = counts.then(|| term.pull_back(&mut graph, cotangent));
            terms.push(Part { term, cotangent });
        }
        sweep.push(Pullback {
            node,
            cotangent,
            law: law(&graph, node),
            terms,
        });
    }
    let partials = wrt.iter().map(|id| {
        let step = sweep.iter().find(|step| step.node == *id)?;
        Some(project(&mut graph, *id, step.cotangent))
    });
    let partials = partials.collect();
    let wrt = wrt.to_vec();
    Gradient {
        value: source,
        source,
        wrt,
        partials,
        transposed: Vec::new(),
        sweep,
        laws: Vec::new(),
        graph,
    }
}

/// Forward mode: the differentials of the nodes that `sweep` has steps for, given those of inputs, as far as
/// the value depends on them. A node without one does not move.
pub fn tangents(graph: &mut Graph, sweep: &[Pullback], given: &[(Id, Id)]) -> SideTable<Id> {
    let mut found = SideTable::default();
    for (input, differential) in given {
        found.insert(*input, *differential);
    }
    for step in sweep.iter().rev() {
        let mut parts = Vec::new();
        for Part { term, .. } in &step.terms {
            if let Some(inner) = found.get(term.operand) {
                parts.push(term.push_forward(graph, step.node, *inner));
            }
        }
        if !parts.is_empty() {
            found.insert(step.node, total(graph, &parts));
        }
    }
    found
}

fn seed(graph: &mut Graph, source: Id) -> Id {
    let shape = graph.shape(source).to_vec();
    if shape.is_empty() {
        return graph.number(1.0);
    }
    let input = Input {
        name: "cotangent".into(),
        role: Role::Cotangent,
        numeral: Numeral::Real,
        structure: Structure::NONE,
    };
    graph.input(input, shape)
}

/// The part of a gradient inside the space that its parameter's structure leaves: the point of that
/// space nearest to it in the Frobenius norm.
fn project(graph: &mut Graph, parameter: Id, gradient: Id) -> Id {
    let structure = graph.structure(parameter);
    let shape = graph.shape(parameter).to_vec();
    if structure.is(Structure::DIAGONAL) {
        let eye = graph.eye(shape[0]);
        graph.hadamard(&[eye, gradient])
    } else if structure.is(Structure::SYMMETRIC) {
        let transposed = graph.einsum("ij->ji", &[gradient]);
        graph.combine(vec![(0.5, gradient), (0.5, transposed)])
    } else if structure.is(Structure::LOWER) {
        let triangle = graph.intern(Kind::Triangle, shape);
        graph.hadamard(&[triangle, gradient])
    } else if structure.is(Structure::UPPER) {
        let triangle = graph.intern(Kind::Triangle, shape);
        graph.einsum("ji,ij->ij", &[triangle, gradient])
    } else {
        gradient
    }
}

/// The sum of these.
pub(crate) fn total(graph: &mut Graph, parts: &[Id]) -> Id {
    match parts {
        [only] => *only,
        parts => graph.combine(parts.iter().map(|part| (1.0, *part)).collect()),
    }
}
