//! Norms.

use super::sums::axis;
use super::{Call, Differential, Domain, Group, Meaning, Parameter, Role, Rule};
use crate::dual::{Dual, Tensor};
use crate::graph::{Attribute, Graph, Id};

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
        roles: &[],
    },
    Rule {
        name: "norm2",
        methods: &[],
        group: Group::Norms,
        parameters: &[Parameter::Array],
        forms: &["ij->", "i->"],
        meaning: Meaning::Primitive {
            differential: Differential::Terms(&["direction(A, Y)[..] dA[..]"]),
            value: |x, _| Tensor::scalar(euclidean(&x[0].data)),
        },
        notation: "‖{0}‖₂",
        law: "d ‖X‖₂ = X : dX / ‖X‖₂",
        domain: Domain::NonZero,
        summary: "the Euclidean norm of a vector, the Frobenius norm of a matrix",
        roles: &[Role::Norm],
    },
    Rule {
        name: "norm2_axis",
        methods: &[],
        group: Group::Internal,
        parameters: &[Parameter::Array, Parameter::Axis],
        forms: &["0:ij->j", "1:ij->i", "0:i->"],
        meaning: Meaning::Primitive {
            differential: Differential::Terms(&["direction(A, Y)[..] dA[..]"]),
            value: |x, attribute| x[0].reduce_lanes(axis(attribute), euclidean),
        },
        notation: "norm2({0})",
        law: "d ‖x‖₂ = xᵀ dx / ‖x‖₂",
        domain: Domain::NonZero,
        summary: "the Euclidean norms along an axis",
        roles: &[Role::Norm],
    },
    Rule {
        name: "direction",
        methods: &[],
        group: Group::Internal,
        parameters: &[Parameter::Array, Parameter::Array],
        forms: &["0:ij,j->ij", "1:ij,i->ij", "0:i,->i", "ij,->ij", "i,->i"],
        meaning: Meaning::Composite(direction),
        notation: "{0} ⊘₀ {1}",
        law: "d(X/y) = dX / y − X dy / y²",
        domain: Domain::NonZero,
        summary: "an array over its norms; 0 where an element is 0",
        roles: &[],
    },
];

/// Divided, not multiplied by a reciprocal, which overflows for the smallest norms.
fn direction(graph: &mut Graph, call: &Call) -> Id {
    let (x, norms) = (call.arrays[0], call.arrays[1]);
    let shape = graph.shape(x).to_vec();
    let kept: &[u16] = match call.attribute {
        Attribute::Axis(axis) if shape.len() == 2 => [&[1], &[0]][axis],
        _ => &[],
    };
    let norms = graph.spread(norms, &shape, kept);
    graph.map("ratio0", Attribute::None, &[x, norms])
}

fn euclidean(elements: &[Dual]) -> Dual {
    elements
        .iter()
        .fold(Dual::from(0.0), |norm, x| norm.hypot(*x))
}
