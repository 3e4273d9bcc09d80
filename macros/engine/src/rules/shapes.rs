//! Rearranging elements, and constant arrays.

use super::{Call, Domain, Group, Meaning, Parameter, Rule};
use crate::graph::{Graph, Id, Kind};

const ONE: &[Parameter] = &[Parameter::Array];

/// The entries.
pub const RULES: &[Rule] = &[
    linear(
        "transpose",
        &["t", "reversed_axes"],
        &["ij->ji", "i->i", "->"],
        Meaning::Contraction,
        "{0}ᵀ",
        "d Xᵀ = dXᵀ",
        "the transpose; a vector is its own",
    ),
    linear(
        "trace",
        &[],
        &["ii->", "->"],
        Meaning::Contraction,
        "tr({0})",
        "d tr X = tr dX",
        "the sum of the diagonal; a scalar is its own trace",
    ),
    linear(
        "diag",
        &[],
        &["ii->i", "i->*"],
        Meaning::Composite(diag),
        "diag({0})",
        "d diag x = diag dx",
        "the diagonal of a matrix, or the diagonal matrix of a vector",
    ),
    linear(
        "vec",
        &[],
        &["ij->*", "i->i"],
        Meaning::Composite(vec),
        "vec({0})",
        "d vec X = vec dX",
        "the columns of a matrix, stacked",
    ),
    linear(
        "tril",
        &[],
        &["ij->ij"],
        Meaning::Composite(|graph, call| triangle(graph, call.arrays[0], "ij,ij->ij")),
        "tril({0})",
        "d tril X = tril dX",
        "the lower triangle, the diagonal included",
    ),
    linear(
        "triu",
        &[],
        &["ij->ij"],
        Meaning::Composite(|graph, call| triangle(graph, call.arrays[0], "ji,ij->ij")),
        "triu({0})",
        "d triu X = triu dX",
        "the upper triangle, the diagonal included",
    ),
    Rule {
        parameters: &[Parameter::Array, Parameter::Shape],
        ..linear(
            "reshape",
            &[],
            &["ij->*", "i->*", "->*"],
            Meaning::Composite(|graph, call| graph.reshape(call.arrays[0], call.shape.clone())),
            "reshape({0})",
            "d reshape X = reshape dX",
            "the elements in row-major order under another shape",
        )
    },
    Rule {
        group: Group::Internal,
        ..linear(
            "diagonal",
            &["diag"],
            &["ii->i"],
            Meaning::Contraction,
            "diag({0})",
            "d diag X = diag dX",
            "the diagonal of a matrix",
        )
    },
    constant(
        "eye",
        |graph, call| graph.eye(call.shape[0]),
        "I",
        "the identity matrix",
    ),
    constant(
        "ones",
        |graph, call| graph.ones(&call.shape),
        "1",
        "an array of ones",
    ),
    constant("zeros", zeros, "0", "an array of zeros"),
];

const fn linear(
    name: &'static str,
    methods: &'static [&'static str],
    forms: &'static [&'static str],
    meaning: Meaning,
    notation: &'static str,
    law: &'static str,
    summary: &'static str,
) -> Rule {
    Rule {
        name,
        methods,
        group: Group::Shape,
        parameters: ONE,
        forms,
        meaning,
        notation,
        law,
        domain: Domain::Real,
        summary,
        roles: &[],
    }
}

const fn constant(
    name: &'static str,
    define: fn(&mut Graph, &Call) -> Id,
    notation: &'static str,
    summary: &'static str,
) -> Rule {
    Rule {
        name,
        methods: &[],
        group: Group::Constants,
        parameters: &[Parameter::Shape],
        forms: &[],
        meaning: Meaning::Composite(define),
        notation,
        law: "d c = 0",
        domain: Domain::Real,
        summary,
        roles: &[],
    }
}

fn diag(graph: &mut Graph, call: &Call) -> Id {
    let x = call.arrays[0];
    if graph.rank(x) == 2 {
        return graph.einsum("ii->i", &[x]);
    }
    let eye = graph.eye(graph.shape(x)[0]);
    graph.einsum("ij,i->ij", &[eye, x])
}

fn vec(graph: &mut Graph, call: &Call) -> Id {
    let x = call.arrays[0];
    if graph.rank(x) == 1 {
        return x;
    }
    let columns = graph.einsum("ij->ji", &[x]);
    let shape = graph.shape(x).to_vec();
    let length = graph.dims.product(&shape);
    graph.reshape(columns, vec![length])
}

/// `x` times the triangle of its own shape, or of its transpose's.
fn triangle(graph: &mut Graph, x: Id, form: &str) -> Id {
    let mut shape = graph.shape(x).to_vec();
    if form.starts_with("ji") {
        shape.reverse();
    }
    let triangle = graph.intern(Kind::Triangle, shape);
    graph.einsum(form, &[triangle, x])
}

fn zeros(graph: &mut Graph, call: &Call) -> Id {
    if call.shape.is_empty() {
        return graph.number(0.0);
    }
    graph.intern(Kind::Combine(Vec::new()), call.shape.clone())
}
