//! Laws of matrices of which a structure is known, and of functions of matrices.

use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Graph, Id, Label, standard};
use crate::structure::Structure;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "orthogonality",
        before: "Qᵀ Q",
        after: "I",
        condition: "Q is orthogonal",
        pattern: Pattern::Contract,
        apply: orthogonality,
        example: |graph| {
            let q = orthogonal(graph);
            graph.einsum("ji,jk->ik", &[q, q])
        },
    },
    Law {
        name: "inverse of an orthogonal matrix",
        before: "Q⁻¹",
        after: "Qᵀ",
        condition: "Q is orthogonal",
        pattern: Pattern::Primitive(&["inv"]),
        apply: orthogonal_inverse,
        example: |graph| {
            let q = orthogonal(graph);
            let shape = graph.shape(q).to_vec();
            graph.apply("inv", Attribute::None, &[q], shape)
        },
    },
    Law {
        name: "exponential along the identity",
        before: "L(A, I)",
        after: "e^A",
        condition: "",
        pattern: Pattern::Primitive(&["expm_frechet"]),
        apply: exponential_along_identity,
        example: |graph| {
            let x = parameter(graph);
            let shape = graph.shape(x).to_vec();
            let eye = graph.eye(shape[0]);
            graph.apply("expm_frechet", Attribute::None, &[x, eye], shape)
        },
    },
];

/// An orthogonal matrix to show a law on.
fn orthogonal(graph: &mut Graph) -> Id {
    let x = parameter(graph);
    let shape = graph.shape(x).to_vec();
    graph.apply("eigenvectors", Attribute::None, &[x], shape)
}

fn orthogonality(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let factors = &contract.factors;
    let count = |label| {
        let all = factors.iter().flat_map(|factor| &factor.labels);
        all.filter(|other| **other == label).count()
    };
    let summed = |label: Label| usize::from(label) >= contract.rank && count(label) == 2;
    let (first, second, axis) = (0..factors.len()).find_map(|first| {
        let a = &factors[first];
        if !pass.graph.structure(a.node).is(Structure::ORTHOGONAL) {
            return None;
        }
        (first + 1..factors.len()).find_map(|second| {
            let b = &factors[second];
            let axis = (0..2).find(|axis| {
                a.node == b.node && a.labels[*axis] == b.labels[*axis] && summed(a.labels[*axis])
            })?;
            Some((first, second, axis))
        })
    })?;
    let mut contract = contract.clone();
    let gone = contract.factors.remove(second).labels;
    let kept = &mut contract.factors[first];
    let label = kept.labels[axis];
    kept.labels = vec![kept.labels[1 - axis], gone[1 - axis]];
    let dim = contract.dims[usize::from(kept.labels[0])];
    kept.node = pass.graph.eye(dim);
    let contract = contract.without_label(usize::from(label));
    Some(pass.graph.contract(standard(contract)))
}

fn orthogonal_inverse(pass: &mut Pass, id: Id) -> Option<Id> {
    let q = pass.graph.argument(id, "inv")?;
    let known = pass.graph.structure(q).is(Structure::ORTHOGONAL);
    known.then(|| pass.graph.einsum("ij->ji", &[q]))
}

fn exponential_along_identity(pass: &mut Pass, id: Id) -> Option<Id> {
    let &[at, along] = pass.graph.arguments(id, "expm_frechet")? else {
        return None;
    };
    let shape = pass.graph.shape(id).to_vec();
    pass.graph
        .is_identity(along)
        .then(|| pass.graph.apply("expm", Attribute::None, &[at], shape))
}
