//! Products of arrays.

use super::{Call, Domain, Group, Meaning, Parameter, Rule};
use crate::graph::{Graph, Id};

const TWO: &[Parameter] = &[Parameter::Array, Parameter::Array];

/// The entries.
pub const RULES: &[Rule] = &[
    product(
        "matmul",
        &["dot"],
        &["ij,jk->ik", "ij,j->i", "i,ij->j", "i,i->"],
        "{0} {1}",
        "d(A B) = dA B + A dB",
        "matrix and vector products",
    ),
    product(
        "dot",
        &[],
        &["i,i->"],
        "{0}ᵀ {1}",
        "d(xᵀ y) = dxᵀ y + xᵀ dy",
        "the inner product of vectors",
    ),
    product(
        "hadamard",
        &[],
        &["ij,ij->ij", "i,i->i", ",->"],
        "{0} ⊙ {1}",
        "d(A ⊙ B) = dA ⊙ B + A ⊙ dB",
        "the elementwise product of arrays of one shape",
    ),
    product(
        "outer",
        &[],
        &["i,j->ij"],
        "{0} {1}ᵀ",
        "d(x yᵀ) = dx yᵀ + x dyᵀ",
        "the outer product of vectors",
    ),
    product(
        "frobenius",
        &[],
        &["ij,ij->", "i,i->", ",->"],
        "{0} : {1}",
        "d(A : B) = dA : B + A : dB",
        "A : B = tr(Aᵀ B)",
    ),
    Rule {
        name: "kron",
        methods: &[],
        group: Group::Products,
        parameters: TWO,
        forms: &["ij,kl->*", "i,k->*"],
        meaning: Meaning::Composite(kron),
        notation: "{0} ⊗ {1}",
        law: "d(A ⊗ B) = dA ⊗ B + A ⊗ dB",
        domain: Domain::Real,
        summary: "the Kronecker product of matrices or of vectors",
        roles: &[],
    },
];

const fn product(
    name: &'static str,
    methods: &'static [&'static str],
    forms: &'static [&'static str],
    notation: &'static str,
    law: &'static str,
    summary: &'static str,
) -> Rule {
    Rule {
        name,
        methods,
        group: Group::Products,
        parameters: TWO,
        forms,
        meaning: Meaning::Contraction,
        notation,
        law,
        domain: Domain::Real,
        summary,
        roles: &[],
    }
}

/// Row-major, the pairs of row indices come before those of column indices.
fn kron(graph: &mut Graph, call: &Call) -> Id {
    let (left, right) = (call.arrays[0], call.arrays[1]);
    let form = if graph.rank(left) == 2 {
        "ij,kl->ikjl"
    } else {
        "i,k->ik"
    };
    let shapes = (graph.shape(left).to_vec(), graph.shape(right).to_vec());
    let pairs = shapes.0.iter().zip(&shapes.1);
    let shape = pairs.map(|(a, b)| graph.dims.product(&[*a, *b])).collect();
    let product = graph.einsum(form, &[left, right]);
    graph.reshape(product, shape)
}
