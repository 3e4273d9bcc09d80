//! Laws of inverses and of triangles.

use super::contract::product;
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Input, Kind, Label};
use crate::structure::Structure;

/// Functions that turn with their argument, or take no notice of it.
const OF_TRANSPOSE: &[&str] = &["inv", "adjugate", "det", "logdet"];

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "triangle of a triangular matrix",
        before: "tril(L); tril(U)",
        after: "L; diag(U)",
        condition: "L is lower triangular, U upper",
        pattern: Pattern::Contract,
        apply: triangle,
        example: |graph| {
            let l = structured(graph, Structure::LOWER);
            let shape = graph.shape(l).to_vec();
            let triangle = graph.intern(Kind::Triangle, shape);
            graph.hadamard(&[triangle, l])
        },
    },
    Law {
        name: "diagonal",
        before: "I ⊙ X",
        after: "diag(xᵢᵢ)",
        condition: "reads X along the diagonal alone",
        pattern: Pattern::Contract,
        apply: diagonal,
        example: |graph| {
            let x = parameter(graph);
            let dim = graph.shape(x)[0];
            let eye = graph.eye(dim);
            graph.hadamard(&[eye, x])
        },
    },
    Law {
        name: "inverse of an inverse",
        before: "(X⁻¹)⁻¹",
        after: "X",
        condition: "",
        pattern: Pattern::Primitive(&["inv"]),
        apply: inverse_twice,
        example: |graph| {
            let x = parameter(graph);
            let inverse = applied(graph, "inv", x);
            applied(graph, "inv", inverse)
        },
    },
    Law {
        name: "function of a transposed matrix",
        before: "(Xᵀ)⁻¹; adj Xᵀ; det Xᵀ",
        after: "(X⁻¹)ᵀ; (adj X)ᵀ; det X",
        condition: "",
        pattern: Pattern::Primitive(OF_TRANSPOSE),
        apply: of_transpose,
        example: |graph| {
            let x = parameter(graph);
            let transposed = graph.einsum("ij->ji", &[x]);
            applied(graph, "det", transposed)
        },
    },
    Law {
        name: "determinant of an inverse",
        before: "det X⁻¹; ln |det X⁻¹|",
        after: "1 / det X; −ln |det X|",
        condition: "",
        pattern: Pattern::Primitive(&["det", "logdet"]),
        apply: determinant_of_inverse,
        example: |graph| {
            let x = parameter(graph);
            let inverse = applied(graph, "inv", x);
            applied(graph, "logdet", inverse)
        },
    },
    Law {
        name: "matrix times its inverse",
        before: "X⁻¹ X; X X⁻¹",
        after: "I; I",
        condition: "nothing else has the index between them",
        pattern: Pattern::Product,
        apply: times_inverse,
        example: |graph| {
            let x = parameter(graph);
            let inverse = applied(graph, "inv", x);
            graph.einsum("ik,kj->ij", &[inverse, x])
        },
    },
    Law {
        name: "matrix times its adjugate",
        before: "adj(X) X; X adj(X)",
        after: "det(X) I; det(X) I",
        condition: "nothing else has the index between them",
        pattern: Pattern::Contract,
        apply: times_adjugate,
        example: |graph| {
            let x = parameter(graph);
            let adjugate = applied(graph, "adjugate", x);
            graph.einsum("ik,kj->ij", &[adjugate, x])
        },
    },
    Law {
        name: "diagonal of the inverse of a triangle",
        before: "(L⁻¹)ᵢᵢ",
        after: "1 / lᵢᵢ",
        condition: "L is triangular",
        pattern: Pattern::Contract,
        apply: diagonal_of_inverse,
        example: |graph| {
            let l = structured(graph, Structure::LOWER);
            let inverse = applied(graph, "inv", l);
            graph.einsum("ii->i", &[inverse])
        },
    },
];

/// A square matrix with a structure, to show a law on.
fn structured(graph: &mut Graph, structure: Structure) -> Id {
    let plain = parameter(graph);
    let (shape, index) = (graph.shape(plain).to_vec(), graph.inputs.len() - 1);
    let input = Input {
        structure,
        ..graph.inputs[index].clone()
    };
    graph.input(input, shape)
}

fn applied(graph: &mut Graph, name: &str, x: Id) -> Id {
    let shape = match name {
        "det" | "logdet" => Vec::new(),
        _ => graph.shape(x).to_vec(),
    };
    graph.apply(name, Attribute::None, &[x], shape)
}

/// The contraction without two of its factors, which come to the identity over two labels.
fn as_identity(graph: &mut Graph, contract: &Contract, gone: [usize; 2], labels: [Label; 2]) -> Id {
    let eye = graph.eye(contract.dims[usize::from(labels[0])]);
    let kept = contract.factors.iter().enumerate();
    let kept = kept.filter(|(position, _)| !gone.contains(position));
    let mut factors: Vec<Factor> = kept.map(|(_, factor)| factor.clone()).collect();
    factors.push(Factor {
        node: eye,
        labels: labels.to_vec(),
    });
    let reduced = Contract {
        dims: contract.dims.clone(),
        rank: contract.rank,
        factors,
    };
    // The label between the two is nowhere now, and must not count as a sum of ones.
    let lost = reduced.counted().find(|label| contract.carries(*label));
    match lost {
        Some(lost) => product(graph, 1.0, reduced.without_label(lost)),
        None => product(graph, 1.0, reduced),
    }
}

/// Two factors with a summed label between them that nothing else has: their positions, and for
/// each the axis of that label.
fn pairs(contract: &Contract) -> Vec<([usize; 2], [usize; 2])> {
    let mut found = Vec::new();
    for label in contract.rank..contract.dims.len() {
        let mut places = Vec::new();
        for (position, factor) in contract.factors.iter().enumerate() {
            for (axis, other) in factor.labels.iter().enumerate() {
                if usize::from(*other) == label {
                    places.push((position, axis));
                }
            }
        }
        if let [(a, i), (b, j)] = places.as_slice()
            && a != b
            && contract.factors[*a].labels.len() == 2
            && contract.factors[*b].labels.len() == 2
        {
            found.push(([*a, *b], [*i, *j]));
        }
    }
    found
}

fn times_inverse(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let (gone, labels, _) = beside(pass.graph, contract, "inv")?;
    let contract = contract.clone();
    Some(as_identity(pass.graph, &contract, gone, labels))
}

fn times_adjugate(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let (gone, labels, x) = beside(pass.graph, contract, "adjugate")?;
    let mut contract = contract.clone();
    contract.factors.push(Factor {
        node: applied(pass.graph, "det", x),
        labels: Vec::new(),
    });
    Some(as_identity(pass.graph, &contract, gone, labels))
}

/// Two factors that are a matrix X and a function of it, next to one another in a product: their positions,
/// the outer labels, and X.
fn beside(
    graph: &Graph,
    contract: &Contract,
    function: &str,
) -> Option<([usize; 2], [Label; 2], Id)> {
    let is_function = |factor: &Factor| graph.argument(factor.node, function).is_some();
    if !contract.factors.iter().any(is_function) {
        return None;
    }
    pairs(contract).into_iter().find_map(|(factors, axes)| {
        let [a, b] = factors.map(|at| contract.factors[at].node);
        let of = |f: Id, x: Id| graph.argument(f, function) == Some(x);
        let x = if of(a, b) { b } else { a };
        let labels = [0, 1].map(|k| contract.factors[factors[k]].labels[1 - axes[k]]);
        ((of(a, b) || of(b, a)) && axes[0] != axes[1]).then_some((factors, labels, x))
    })
}

fn triangle(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    for (position, factor) in contract.factors.iter().enumerate() {
        if *pass.graph.kind(factor.node) != Kind::Triangle || factor.labels[0] == factor.labels[1] {
            continue;
        }
        let turned = [factor.labels[1], factor.labels[0]];
        let mut known = Structure::NONE;
        for other in contract.factors.iter().filter(|f| f.node != factor.node) {
            let structure = pass.graph.structure(other.node);
            if other.labels == factor.labels {
                known = known | structure;
            } else if other.labels == turned {
                known = known | structure.transposed();
            }
        }
        let square = pass.graph.shape(factor.node);
        let dim = square[0];
        if square[0] != square[1] {
            continue;
        }
        let mut replaced = contract.clone();
        if known.is(Structure::LOWER) {
            replaced.factors.remove(position);
            return Some(product(pass.graph, 1.0, replaced));
        }
        if known.is(Structure::UPPER) {
            replaced.factors[position].node = pass.graph.eye(dim);
            return Some(product(pass.graph, 1.0, replaced));
        }
    }
    None
}

fn diagonal(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let (position, [keep, drop]) = contract.factors.iter().enumerate().find_map(|(at, eye)| {
        let [i, j] = eye.labels[..] else { return None };
        let (keep, drop) = (i.min(j), i.max(j));
        let others = contract.factors.iter().enumerate();
        let elsewhere = others
            .filter(|(other, _)| *other != at)
            .any(|(_, factor)| factor.labels.contains(&drop));
        let is_eye = i != j && pass.graph.is_identity(eye.node);
        (is_eye && elsewhere).then_some((at, [keep, drop]))
    })?;
    let eye = contract.factors[position].clone();
    let mut contract = contract.clone().on_diagonal(keep, drop);
    contract.factors[position] = eye;
    Some(product(pass.graph, 1.0, contract))
}

fn inverse_twice(pass: &mut Pass, id: Id) -> Option<Id> {
    let inner = pass.graph.argument(id, "inv")?;
    pass.graph.argument(inner, "inv")
}

fn of_transpose(pass: &mut Pass, id: Id) -> Option<Id> {
    let mut names = OF_TRANSPOSE.iter();
    let name = names.find(|name| pass.graph.argument(id, name).is_some())?;
    let transposed = pass.graph.argument(id, name)?;
    let contract = pass.graph.as_contract(transposed)?;
    let [only] = contract.factors.as_slice() else {
        return None;
    };
    if only.labels != [1, 0] || contract.dims.len() != 2 {
        return None;
    }
    let x = only.node;
    let of_x = applied(pass.graph, name, x);
    Some(match *name {
        "inv" | "adjugate" => pass.graph.einsum("ij->ji", &[of_x]),
        _ => of_x,
    })
}

fn determinant_of_inverse(pass: &mut Pass, id: Id) -> Option<Id> {
    if let Some(inverse) = pass.graph.argument(id, "logdet") {
        let x = pass.graph.argument(inverse, "inv")?;
        let logdet = applied(pass.graph, "logdet", x);
        return Some(pass.graph.scale(-1.0, logdet));
    }
    let inverse = pass.graph.argument(id, "det")?;
    let x = pass.graph.argument(inverse, "inv")?;
    let det = applied(pass.graph, "det", x);
    Some(pass.graph.map("recip", Attribute::None, &[det]))
}

fn diagonal_of_inverse(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?.clone();
    let (position, l) = contract
        .factors
        .iter()
        .enumerate()
        .find_map(|(at, factor)| {
            let l = pass.graph.argument(factor.node, "inv")?;
            let structure = pass.graph.structure(l);
            let triangular = structure.is(Structure::LOWER) || structure.is(Structure::UPPER);
            let diagonal = factor.labels[0] == factor.labels[1];
            (triangular && diagonal).then_some((at, l))
        })?;
    let elements = pass.graph.einsum("ii->i", &[l]);
    let node = pass.graph.map("recip", Attribute::None, &[elements]);
    let mut contract = contract;
    let label = contract.factors[position].labels[0];
    contract.factors[position] = Factor {
        node,
        labels: vec![label],
    };
    Some(product(pass.graph, 1.0, contract))
}
