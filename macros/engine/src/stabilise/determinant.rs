//! Laws of determinants, which overflow, and of inverses, which a determinant may make up for.
//!
//! `logdet` is ln |det|: ln det is read as defined for a negative determinant too.

use super::shift::reduction;
use super::view::{Sum, argument, expanded, product, whole};
use super::{Law, Scope, parameter};
use crate::graph::{Attribute, Factor, Graph, Id};

pub(super) const LAWS: &[Law] = &[
    // By definition, and |det A det B| = |det A| |det B|.
    Law {
        name: "logarithm of a determinant",
        before: "ln det A; ln |det A|; ln(det A det B)",
        after: "logdet A; logdet A; logdet A + logdet B",
        apply: of_determinants,
        example: |graph| {
            let x = determinant(graph);
            let magnitude = graph.map("abs", Attribute::None, &[x]);
            graph.map("ln", Attribute::None, &[magnitude])
        },
    },
    // A adj A = det(A) I.
    Law {
        name: "determinant times an inverse",
        before: "det(A) A⁻¹",
        after: "adj A",
        apply: times_inverse,
        example: |graph| {
            let det = determinant(graph);
            let x = graph.children(det)[0];
            let shape = graph.shape(x).to_vec();
            let inv = graph.apply("inv", Attribute::None, &[x], shape);
            graph.einsum(",ij->ji", &[det, inv])
        },
    },
];

fn determinant(graph: &mut Graph) -> Id {
    let x = parameter(graph);
    graph.apply("det", Attribute::None, &[x], Vec::new())
}

fn of_determinants(scope: &mut Scope, id: Id) -> Option<Id> {
    let inside = argument(scope.graph, id, "ln")?;
    let inside = argument(scope.graph, inside, "abs").unwrap_or(inside);
    let factors = match product(scope.graph, inside) {
        Some(contract) if contract.dims.is_empty() => {
            contract.factors.iter().map(|factor| factor.node).collect()
        }
        _ => vec![inside],
    };
    let mut sum = Sum::default();
    for factor in factors {
        let (x, _) = reduction(scope.graph, factor, "det")?;
        let logarithm = scope
            .graph
            .apply("logdet", Attribute::None, &[x], Vec::new());
        sum = sum.adding(scope.graph, logarithm);
    }
    Some(sum.node(scope.graph, &[]))
}

fn has_inverse(graph: &Graph, factors: &[Factor]) -> bool {
    factors
        .iter()
        .any(|factor| reduction(graph, factor.node, "inv").is_some())
}

fn times_inverse(scope: &mut Scope, id: Id) -> Option<Id> {
    let is_det = |f: &Factor| reduction(scope.graph, f.node, "det").is_some();
    product(scope.graph, id)?
        .factors
        .iter()
        .find(|f| is_det(f))?;
    let mut contract = expanded(scope.graph, id, has_inverse)?;
    let (det, inv, x) = contract.factors.iter().enumerate().find_map(|(at, f)| {
        let (x, _) = reduction(scope.graph, f.node, "det")?;
        let mut factors = contract.factors.iter();
        let inv = factors.position(|f| {
            reduction(scope.graph, f.node, "inv").is_some_and(|(inverted, _)| inverted == x)
        })?;
        Some((at, inv, x))
    })?;
    let shape = scope.graph.shape(x).to_vec();
    contract.factors[inv].node = scope.graph.apply("adjugate", Attribute::None, &[x], shape);
    contract.factors.remove(det);
    Some(whole(scope.graph, contract))
}
