//! Laws of contractions: nested ones merge, numbers move out, unit factors vanish.

use super::{Law, Pass, Pattern, parameter};
use crate::graph::{
    Contract, Factor, Graph, Id, Kind, Label, is_standard, is_turned, oriented, relabel, standard,
};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "zero product",
        before: "A ⊙ 0",
        after: "0",
        condition: "a factor is zero",
        pattern: Pattern::Contract,
        apply: zero_product,
        example: |graph| {
            let x = parameter(graph);
            let zero = graph.number(0.0);
            graph.hadamard(&[x, zero])
        },
    },
    Law {
        name: "number in front",
        before: "A (c B)",
        after: "c (A B)",
        condition: "",
        pattern: Pattern::Contract,
        apply: number_in_front,
        example: |graph| {
            let x = parameter(graph);
            let twice = graph.scale(2.0, x);
            graph.einsum("ij,ij->", &[twice, x])
        },
    },
    Law {
        name: "associativity",
        before: "A (B C)",
        after: "A B C",
        condition: "the inner product is used once, or only scales, spreads, transposes, or is of identities",
        pattern: Pattern::Contract,
        apply: associativity,
        example: |graph| {
            let x = parameter(graph);
            let inner = graph.einsum("ij,kj->ik", &[x, x]);
            graph.einsum("ik,kj->ij", &[inner, x])
        },
    },
    Law {
        name: "identity factor",
        before: "I A",
        after: "A",
        condition: "one of the identity's indices is summed",
        pattern: Pattern::Contract,
        apply: identity_factor,
        example: |graph| {
            let x = parameter(graph);
            let dim = graph.shape(x)[0];
            let eye = graph.eye(dim);
            graph.einsum("ij,jk->ik", &[eye, x])
        },
    },
    Law {
        name: "square in a sum",
        before: "Σ x²",
        after: "xᵀ x",
        condition: "an index of x is summed",
        pattern: Pattern::Contract,
        apply: square_in_sum,
        example: |graph| {
            let x = parameter(graph);
            let square = graph.map("powi", crate::graph::Attribute::Exponent(2), &[x]);
            graph.einsum("ij->", &[square])
        },
    },
    Law {
        name: "sum of a constant",
        before: "Σ_i a",
        after: "n a",
        condition: "no factor carries the summed index",
        pattern: Pattern::Contract,
        apply: sum_of_constant,
        example: |graph| {
            let x = parameter(graph);
            let dims = vec![graph.shape(x)[0], graph.shape(x)[1], graph.shape(x)[0]];
            let factors = vec![Factor {
                node: x,
                labels: vec![0, 1],
            }];
            graph.contract(Contract {
                dims,
                rank: 2,
                factors,
            })
        },
    },
    Law {
        name: "product of one",
        before: "Π A",
        after: "A",
        condition: "a single factor as it is, of dimensions known to be the result's",
        pattern: Pattern::Contract,
        apply: product_of_one,
        example: |graph| {
            let x = parameter(graph);
            let s = graph.einsum("ij->", &[x]);
            graph.einsum("->", &[s])
        },
    },
    Law {
        name: "transpose of a product",
        before: "Bᵀ Aᵀ",
        after: "(A B)ᵀ",
        condition: "A B occurs already",
        pattern: Pattern::Contract,
        apply: transpose_of_product,
        example: |graph| {
            let x = parameter(graph);
            let (dims, rank) = (
                vec![graph.shape(x)[0], graph.shape(x)[0], graph.shape(x)[1]],
                2,
            );
            let first = Factor {
                node: x,
                labels: vec![0, 2],
            };
            let square = graph.map("exp", crate::graph::Attribute::None, &[x]);
            let second = Factor {
                node: square,
                labels: vec![1, 2],
            };
            let factors = vec![first, second];
            graph.contract(Contract {
                dims: dims.clone(),
                rank,
                factors,
            });
            let first = Factor {
                node: x,
                labels: vec![1, 2],
            };
            let second = Factor {
                node: square,
                labels: vec![0, 2],
            };
            graph.contract(Contract {
                dims,
                rank,
                factors: vec![first, second],
            })
        },
    },
    Law {
        name: "symmetry",
        before: "Sᵀ",
        after: "S",
        condition: "S is known to be symmetric",
        pattern: Pattern::Contract,
        apply: symmetry,
        example: |graph| {
            let x = parameter(graph);
            let square = graph.einsum("ij,kj->ik", &[x, x]);
            graph.einsum("ij->ji", &[square])
        },
    },
    Law {
        name: "commutativity",
        before: "B ⊙ A",
        after: "A ⊙ B",
        condition: "puts factors and indices into their standard order",
        pattern: Pattern::Contract,
        apply: commutativity,
        example: |graph| {
            let x = parameter(graph);
            let y = graph.map("exp", crate::graph::Attribute::None, &[x]);
            graph.hadamard(&[y, x])
        },
    },
];

/// Factors beyond which a contraction is left nested: its order could not be chosen exactly.
const MOST_FACTORS: usize = 12;

/// A contraction in standard order with a number in front.
pub(super) fn product(graph: &mut Graph, scale: f64, contract: Contract) -> Id {
    let id = graph.contract(standard(contract));
    #[allow(clippy::float_cmp)] // exactly the number 1
    if scale == 1.0 {
        id
    } else {
        graph.scale(scale, id)
    }
}

fn zero_product(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    if !contract
        .factors
        .iter()
        .any(|factor| pass.graph.is_zero(factor.node))
    {
        return None;
    }
    let shape = pass.graph.shape(id).to_vec();
    Some(pass.graph.zeros(shape))
}

fn number_in_front(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let numeric = |factor: &Factor| match pass.graph.kind(factor.node) {
        Kind::Number(number) => Some((number.get(), None)),
        Kind::Combine(terms) => match terms.as_slice() {
            [(number, node)] => Some((number.get(), Some(*node))),
            _ => None,
        },
        _ => None,
    };
    if !contract
        .factors
        .iter()
        .any(|factor| numeric(factor).is_some())
    {
        return None;
    }
    let (mut scale, mut factors) = (1.0, Vec::new());
    for factor in &contract.factors {
        match numeric(factor) {
            None => factors.push(factor.clone()),
            Some((number, node)) => {
                scale *= number;
                factors.extend(node.map(|node| Factor {
                    node,
                    labels: factor.labels.clone(),
                }));
            }
        }
    }
    let contract = Contract {
        dims: contract.dims.clone(),
        rank: contract.rank,
        factors,
    };
    Some(product(pass.graph, scale, contract))
}

fn associativity(pass: &mut Pass, id: Id) -> Option<Id> {
    let outer = pass.graph.as_contract(id)?;
    let position = outer.factors.iter().position(|factor| {
        let Some(inner) = pass.graph.as_contract(factor.node) else {
            return false;
        };
        let weighs = |f: &&Factor| !f.labels.is_empty() && !pass.graph.is_identity(f.node);
        let arrays = inner.factors.iter().filter(weighs);
        let light = arrays.count() <= 1 && inner.dims.len() == inner.rank && inner.rank > 0;
        let fits = outer.factors.len() + inner.factors.len() <= MOST_FACTORS + 1;
        (light && (fits || inner.factors.len() <= 1)) || (fits && !pass.is_shared(factor.node))
    })?;
    let inner = pass.graph.as_contract(outer.factors[position].node)?;
    let joined = outer.taking_in(position, inner);
    Some(product(pass.graph, 1.0, joined))
}

fn identity_factor(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let rank = Label::try_from(contract.rank).ok()?;
    let position = contract.factors.iter().position(|factor| {
        pass.graph.is_identity(factor.node)
            && (factor.labels[0] == factor.labels[1] || factor.labels.iter().any(|l| *l >= rank))
    })?;
    let mut contract = contract.clone();
    let eye = contract.factors.remove(position);
    let (kept, gone) = (eye.labels[0], eye.labels[1]);
    let (kept, gone) = (kept.min(gone), kept.max(gone));
    if kept != gone {
        contract = contract
            .on_diagonal(kept, gone)
            .without_label(usize::from(gone));
    }
    Some(product(pass.graph, 1.0, contract))
}

fn square_in_sum(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let rank = contract.rank;
    let squared = |factor: &Factor| {
        let is_call = pass.graph.as_call(factor.node).is_some();
        pass.graph.as_square(factor.node).filter(|_| is_call)
    };
    let position = contract.factors.iter().position(|factor| {
        squared(factor).is_some()
            && factor
                .labels
                .iter()
                .any(|label| usize::from(*label) >= rank)
    })?;
    let mut contract = contract.clone();
    let node = squared(&contract.factors[position])?;
    contract.factors[position].node = node;
    let twin = contract.factors[position].clone();
    contract.factors.insert(position, twin);
    Some(product(pass.graph, 1.0, contract))
}

fn sum_of_constant(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let label = contract.counted().next()?;
    let dim = contract.dims[label];
    let mut contract = contract.clone().without_label(label);
    let size = pass.graph.size(dim);
    contract.factors.push(Factor {
        node: size,
        labels: Vec::new(),
    });
    Some(product(pass.graph, 1.0, contract))
}

fn product_of_one(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    if contract.factors.is_empty() && contract.dims.is_empty() {
        return Some(pass.graph.number(1.0));
    }
    pass.graph.lone_factor(contract)
}

fn transpose_of_product(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    if contract.rank != 2 || contract.dims.len() == 2 {
        return None;
    }
    let (dims, factors) = relabel(&contract.dims, &[1, 0], contract.factors.clone());
    let twin = standard(Contract {
        dims: dims.clone(),
        rank: 2,
        factors,
    });
    let twin = pass.graph.find(&Kind::Contract(twin), &dims[..2])?;
    // The older of the two stays; a symmetric product is its own twin.
    if twin >= id {
        return None;
    }
    let factors = vec![Factor {
        node: twin,
        labels: vec![1, 0],
    }];
    let dims = vec![dims[1], dims[0]];
    Some(pass.graph.contract(Contract {
        dims,
        rank: 2,
        factors,
    }))
}

fn commutativity(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    if is_standard(contract) && !is_turned(pass.graph, contract) {
        return None;
    }
    let ordered = oriented(pass.graph, contract.clone());
    (ordered != *contract).then(|| pass.graph.contract(ordered))
}

fn symmetry(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    if !is_turned(pass.graph, contract) {
        return None;
    }
    let ordered = oriented(pass.graph, contract.clone());
    (ordered != *contract).then(|| pass.graph.contract(ordered))
}
