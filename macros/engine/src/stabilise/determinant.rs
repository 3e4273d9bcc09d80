//! Laws of determinants, which overflow, and of inverses, which a determinant may make up for.
//!
//! `logdet` is ln |det|: ln det is read as defined for a negative determinant too. The determinant of a
//! product is taken apart only into powers of one: of det A and det B, one may overflow and the other
//! underflow where det AB does neither. A matrix that is multiplied is worse conditioned than its factors.

use super::shift::reduction;
use super::view::{Sum, expanded, product, scaled, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind, Label};

pub(super) const LAWS: &[Law] = &[
    // By definition, and |det A det B| = |det A| |det B|.
    Law {
        name: "logarithm of a determinant",
        before: "ln det A; ln |det A|; ln(det A det Bⁿ)",
        after: "logdet A; logdet A; logdet A + n logdet B",
        condition: "each factor is a determinant or a power of one",
        pattern: Pattern::Function(&["ln"]),
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
        condition: "",
        pattern: Pattern::Product,
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

pub(super) const OF_PRODUCTS: &[Law] = &[
    // det AB = det A det B for square A and B.
    Law {
        name: "determinant of a power",
        before: "det Aᵏ; det AᵀA",
        after: "(det A)ᵏ; (det A)²",
        condition: "the product is of powers of one square matrix",
        pattern: Pattern::Primitive(&["det", "logdet"]),
        apply: of_power,
        example: |graph| {
            let x = parameter(graph);
            let square = graph.einsum("ij,jk->ik", &[x, x]);
            let cube = graph.einsum("ij,kj->ik", &[square, x]);
            graph.apply("det", Attribute::None, &[cube], Vec::new())
        },
    },
    // The logarithm of det AB = det A det B for square A and B, and of det cA = cⁿ det A.
    Law {
        name: "logarithm of the determinant of a product",
        before: "logdet AB; logdet cA",
        after: "logdet A + logdet B; n ln |c| + logdet A",
        condition: "all matrices are square",
        pattern: Pattern::Primitive(&["det", "logdet"]),
        apply: logarithm_of_product,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let product = graph.einsum("ij,jk->ik", &[x, y]);
            let triple = graph.scale(-3.0, product);
            graph.apply("logdet", Attribute::None, &[triple], Vec::new())
        },
    },
];

fn determinant(graph: &mut Graph) -> Id {
    let x = parameter(graph);
    graph.apply("det", Attribute::None, &[x], Vec::new())
}

fn of_determinants(pass: &mut Pass, id: Id) -> Option<Id> {
    let inside = pass.graph.argument(id, "ln")?;
    let inside = pass.graph.argument(inside, "abs").unwrap_or(inside);
    let factors = match product(pass.graph, inside) {
        Some(contract) if contract.dims.is_empty() => {
            contract.factors.iter().map(|factor| factor.node).collect()
        }
        _ => vec![inside],
    };
    let mut sum = Sum::default();
    for factor in factors {
        let (base, exponent) = pass.graph.as_power(factor).unwrap_or((factor, 1));
        let (x, _) = reduction(pass.graph, base, "det")?;
        let logarithm = log_determinant(pass, x);
        let logarithm = scaled(pass.graph, f64::from(exponent), logarithm);
        sum = sum.adding(pass.graph, logarithm);
    }
    Some(sum.node(pass.graph, &[]))
}

fn log_determinant(pass: &mut Pass, x: Id) -> Id {
    let logarithm = (pass.graph).apply("logdet", Attribute::None, &[x], Vec::new());
    pass.settle(logarithm)
}

/// Products within products that are looked into.
const NESTED: usize = 6;
/// Factors beyond which a product is not written anew.
const MOST: u32 = 12;

/// The square matrices that a matrix is a product of, transposed or not, and scalars; each with how often
/// it is a factor. The order is lost.
fn parts(graph: &mut Graph, id: Id) -> Vec<(Id, u32)> {
    let mut found = Vec::new();
    collect(graph, (id, 1), NESTED, &mut found);
    found
}

fn collect(graph: &mut Graph, (id, times): (Id, u32), depth: usize, found: &mut Vec<(Id, u32)>) {
    let add = |all: &mut Vec<(Id, u32)>, id, times| match all.iter_mut().find(|(x, _)| *x == id) {
        Some(known) => known.1 += times,
        None => all.push((id, times)),
    };
    match factors(graph, id).filter(|_| depth > 0) {
        Some(factors) => {
            let mut inner = Vec::new();
            for x in factors {
                add(&mut inner, x, times);
            }
            for factor in inner {
                collect(graph, factor, depth - 1, found);
            }
        }
        None => add(found, id, times),
    }
}

/// The factors of a product of square matrices, and of a matrix and a number.
fn factors(graph: &mut Graph, id: Id) -> Option<Vec<Id>> {
    match graph.kind(id) {
        Kind::Combine(terms) if graph.rank(id) == 2 => {
            let [(scale, x)] = *terms.as_slice() else {
                return None;
            };
            Some(vec![graph.number(scale.get()), x])
        }
        Kind::Contract(contract) if is_chain(contract) => {
            Some(contract.factors.iter().map(|f| f.node).collect())
        }
        _ => None,
    }
}

/// Whether it is a product of matrices, all of one size, and of scalars in front.
fn is_chain(contract: &Contract) -> bool {
    let square = contract.dims.iter().all(|dim| *dim == contract.dims[0]);
    if contract.rank != 2 || !square {
        return false;
    }
    let mut left: Vec<&[Label]> = (contract.factors.iter())
        .map(|factor| factor.labels.as_slice())
        .filter(|labels| !labels.is_empty())
        .collect();
    let (count, mut at) = (left.len(), 0);
    while let Some(next) = left.iter().position(|labels| labels.contains(&at)) {
        at = match *left.remove(next) {
            [a, b] if a == at && b != at => b,
            [a, b] if b == at && a != at => a,
            _ => return false,
        };
    }
    at == 1 && left.is_empty() && contract.dims.len() == count + 1
}

fn of_power(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, _) = reduction(pass.graph, id, "det")?;
    let mut parts = parts(pass.graph, x);
    let exponent = parts.iter().fold(0, |gcd, (_, times)| divisor(gcd, *times));
    if exponent < 2 {
        return None;
    }
    for (_, times) in &mut parts {
        *times /= exponent;
    }
    if parts.iter().map(|(_, times)| times).sum::<u32>() > MOST {
        return None;
    }
    let base = multiplied(pass.graph, x, &parts);
    let det = (pass.graph).apply("det", Attribute::None, &[base], Vec::new());
    let exponent = Attribute::Exponent(i32::try_from(exponent).ok()?);
    Some(pass.graph.map("powi", exponent, &[det]))
}

/// The greatest common divisor.
fn divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// The product of parts of `x`.
fn multiplied(graph: &mut Graph, x: Id, parts: &[(Id, u32)]) -> Id {
    let dim = graph.shape(x)[0];
    let each = parts.iter().flat_map(|(x, times)| (0..*times).map(|_| *x));
    let mut product = Contract {
        dims: vec![dim, dim],
        rank: 2,
        factors: Vec::new(),
    };
    // From row 0 on; the last label becomes column 1.
    let mut at: Label = 0;
    let matrices = parts.iter().filter(|part| graph.rank(part.0) == 2);
    let mut left: u32 = matrices.map(|(_, times)| times).sum();
    for node in each {
        let mut labels = Vec::new();
        if graph.rank(node) == 2 {
            left -= 1;
            let to = if left == 0 {
                1
            } else {
                product.dims.push(dim);
                at.max(1) + 1
            };
            labels = vec![at, to];
            at = to;
        }
        product.factors.push(Factor { node, labels });
    }
    whole(graph, product)
}

fn logarithm_of_product(pass: &mut Pass, id: Id) -> Option<Id> {
    let (x, _) = reduction(pass.graph, id, "logdet")?;
    let parts = parts(pass.graph, x);
    let zero = |part: &(Id, u32)| pass.graph.as_number(part.0) == Some(0.0);
    if matches!(parts.as_slice(), [(_, 1)]) || parts.iter().any(zero) {
        return None;
    }
    let dim = pass.graph.shape(x)[0];
    let mut sum = Sum::default();
    for (part, times) in parts {
        let logarithm = if pass.graph.rank(part) == 2 {
            log_determinant(pass, part)
        } else {
            let n = pass.graph.size(dim);
            let magnitude = pass.map("abs", &[part]);
            // Of an empty matrix the determinant is 1 whatever the scalar.
            pass.map("xlogy", &[n, magnitude])
        };
        let logarithm = scaled(pass.graph, f64::from(times), logarithm);
        sum = sum.adding(pass.graph, logarithm);
    }
    Some(sum.node(pass.graph, &[]))
}

fn has_inverse(graph: &Graph, factors: &[Factor]) -> bool {
    factors
        .iter()
        .any(|factor| reduction(graph, factor.node, "inv").is_some())
}

fn times_inverse(pass: &mut Pass, id: Id) -> Option<Id> {
    let is_det = |f: &Factor| reduction(pass.graph, f.node, "det").is_some();
    product(pass.graph, id)?
        .factors
        .iter()
        .find(|f| is_det(f))?;
    let mut contract = expanded(pass.graph, id, has_inverse)?;
    let (det, inv, x) = contract.factors.iter().enumerate().find_map(|(at, f)| {
        let (x, _) = reduction(pass.graph, f.node, "det")?;
        let mut factors = contract.factors.iter();
        let inv = factors.position(|f| {
            reduction(pass.graph, f.node, "inv").is_some_and(|(inverted, _)| inverted == x)
        })?;
        Some((at, inv, x))
    })?;
    let shape = pass.graph.shape(x).to_vec();
    contract.factors[inv].node = pass.graph.apply("adjugate", Attribute::None, &[x], shape);
    contract.factors.remove(det);
    Some(whole(pass.graph, contract))
}
