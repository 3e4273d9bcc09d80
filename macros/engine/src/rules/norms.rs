//! Norms.

use super::{Differential, Domain, Group, Meaning, Parameter, Rule};
use crate::dual::{Dual, Tensor};
use crate::graph::Attribute;

/// The entries.
pub const RULES: &[Rule] = &[
    Rule {
        name: "norm1",
        methods: &[],
        group: Group::Norms,
        parameters: &[Parameter::Array],
        forms: &["ij->", "i->", "->"],
        meaning: Meaning::Composite(|graph, call| {
            let magnitudes = graph.map("abs", Attribute::None, &call.arrays);
            let form = ["->", "i->", "ij->"][graph.rank(magnitudes)];
            graph.einsum(form, &[magnitudes])
        }),
        notation: "‖{0}‖₁",
        law: "d ‖X‖₁ = sign(X) : dX",
        domain: Domain::NonZero,
        summary: "the sum of magnitudes, of a matrix too",
    },
    Rule {
        name: "norm2",
        methods: &[],
        group: Group::Norms,
        parameters: &[Parameter::Array],
        forms: &["ij->", "i->"],
        meaning: Meaning::Primitive {
            differential: Differential::Terms(&["recip0(Y)[] A[..] dA[..]"]),
            value: |x, _| Tensor::scalar(euclidean(&x[0].data)),
        },
        notation: "‖{0}‖₂",
        law: "d ‖X‖₂ = X : dX / ‖X‖₂",
        domain: Domain::NonZero,
        summary: "the Euclidean norm of a vector, the Frobenius norm of a matrix",
    },
];

fn euclidean(elements: &[Dual]) -> Dual {
    elements
        .iter()
        .fold(Dual::from(0.0), |norm, x| norm.hypot(*x))
}
