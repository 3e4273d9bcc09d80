//! Sums, means and products of elements.

use super::{Call, Differential, Domain, Group, Meaning, Parameter, Rule};
use crate::dual::{Dual, Tensor};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind, Label, identity};

const WHOLE: &[&str] = &["ij->", "i->", "->"];
const ARRAYS: &[&str] = &["ij->", "i->"];
const LANES: &[&str] = &["0:ij->ij", "1:ij->ij", "0:i->i"];
const AXES: &[&str] = &["0:ij->j", "1:ij->i", "0:i->"];

/// A row: name, methods, group, parameters, forms, meaning, notation, law, summary.
macro_rules! rows {
    ($($name:literal $methods:expr, $group:ident [$($parameter:ident),*] $forms:expr, $meaning:expr,
        $notation:literal, $law:literal, $summary:literal;)*) => {
        &[$(Rule {
            name: $name,
            methods: &$methods,
            group: Group::$group,
            parameters: &[$(Parameter::$parameter),*],
            forms: $forms,
            meaning: $meaning,
            notation: $notation,
            law: $law,
            domain: Domain::Real,
            summary: $summary,
            roles: &[],
        }),*]
    };
}

/// The entries.
pub const RULES: &[Rule] = rows! {
    "sum" ["sum"], Sums [Array] WHOLE, Meaning::Contraction,
        "sum({0})", "d sum X = sum dX", "the sum of all elements";
    "sum_axis" ["sum_axis"], Sums [Array, Axis] AXES, Meaning::Contraction,
        "sum({0})", "d sum X = sum dX", "the sums along an axis";
    "mean" ["mean"], Sums [Array] WHOLE, Meaning::Composite(|graph, call| mean(graph, call).0),
        "mean({0})", "d mean X = mean dX", "the mean of all elements";
    "mean_axis" ["mean_axis"], Sums [Array, Axis] AXES,
        Meaning::Composite(|graph, call| mean(graph, call).0),
        "mean({0})", "d mean X = mean dX", "the means along an axis";
    "var" ["var"], Internal [Array, Number] ARRAYS, Meaning::Composite(variance),
        "var({0})", "d var x = 2 (x − mean x)ᵀ dx / (n − ddof)", "the variance, Σ (x − mean x)² / (n − ddof)";
    "var_axis" ["var_axis"], Internal [Array, Axis, Number] AXES, Meaning::Composite(variance),
        "var({0})", "d var x = 2 (x − mean x)ᵀ dx / (n − ddof)", "the variances along an axis";
    "std" ["std"], Internal [Array, Number] ARRAYS, Meaning::Composite(deviation),
        "std({0})", "d std x = d var x / (2 std x)", "the standard deviation, √var";
    "std_axis" ["std_axis"], Internal [Array, Axis, Number] AXES, Meaning::Composite(deviation),
        "std({0})", "d std x = d var x / (2 std x)", "the standard deviations along an axis";
    "prod" ["product"], Sums [Array] ARRAYS,
        Meaning::Primitive {
            differential: Differential::Terms(&["coprod(A)[..] dA[..]"]),
            value: |x, _| Tensor::scalar(product(&x[0].data)),
        },
        "prod({0})", "d Π xᵢ = Σᵢ (Π_{k≠i} x_k) dxᵢ", "the product of all elements";
    "prod_axis" ["product_axis"], Sums [Array, Axis] AXES,
        Meaning::Primitive {
            differential: Differential::Terms(&["coprod_axis(A)[..] dA[..]"]),
            value: |x, attribute| x[0].reduce_lanes(axis(attribute), product),
        },
        "prod({0})", "d Π xᵢ = Σᵢ (Π_{k≠i} x_k) dxᵢ", "the products along an axis";
    "coprod" [], Internal [Array] &["ij->ij", "i->i"],
        Meaning::Primitive {
            differential: Differential::Terms(&[
                "coprod_pairs(A)[ijkl] dA[kl]",
                "coprod_pairs(A)[ik] dA[k]",
            ]),
            value: |x, _| Tensor::new(x[0].shape.clone(), coproduct(&x[0].data)),
        },
        "coprod({0})", "d Π_{k≠i} x_k = Σ_{l≠i} (Π_{k≠i,l} x_k) dx_l",
        "for each element the product of all others";
    "coprod_axis" [], Internal [Array, Axis] LANES,
        Meaning::Primitive {
            differential: Differential::Terms(&[
                "coprod_pairs(A)[ijk] dA[kj]",
                "coprod_pairs(A)[ijk] dA[ik]",
                "coprod_pairs(A)[ik] dA[k]",
            ]),
            value: |x, attribute| x[0].replace_lanes(axis(attribute), coproduct),
        },
        "coprod({0})", "d Π_{k≠i} x_k = Σ_{l≠i} (Π_{k≠i,l} x_k) dx_l",
        "for each element the product of all others along an axis";
    "coprod_pairs" [], Internal [Array] &["0:ij->*", "1:ij->*", "ij->*", "i->*"],
        Meaning::Composite(pairs),
        "coprod({0})", "d Π_{k≠i,l} x_k", "for each two elements the product of all others";
    "cumsum" [], Sums [Array] &["i->i"], Meaning::Composite(cumulative),
        "cumsum({0})", "d cumsum x = cumsum dx", "the sums of the elements up to each";
};

/// The mean and what it divides by: how many elements there are.
fn mean(graph: &mut Graph, call: &Call) -> (Id, crate::dim::Dim) {
    let x = call.arrays[0];
    let shape = graph.shape(x).to_vec();
    let (form, count) = match (call.attribute, shape.as_slice()) {
        (Attribute::Axis(0), [rows, _]) => ("ij->j", *rows),
        (Attribute::Axis(_), [_, columns]) => ("ij->i", *columns),
        (_, [length]) => ("i->", *length),
        (_, []) => ("->", graph.dims.constant(1)),
        (_, shape) => ("ij->", graph.dims.product(shape)),
    };
    let sum = graph.einsum(form, &[x]);
    let size = graph.size(count);
    (divided(graph, sum, size), count)
}

fn divided(graph: &mut Graph, x: Id, by: Id) -> Id {
    let inverse = graph.map("recip", Attribute::None, &[by]);
    graph.hadamard(&[inverse, x])
}

fn variance(graph: &mut Graph, call: &Call) -> Id {
    let x = call.arrays[0];
    let (mean, count) = mean(graph, call);
    let shape = graph.shape(x).to_vec();
    let (kept, form): (&[u16], &str) = match (call.attribute, shape.len()) {
        (Attribute::Axis(0), 2) => (&[1], "ij->j"),
        (Attribute::Axis(_), 2) => (&[0], "ij->i"),
        (_, 2) => (&[], "ij->"),
        (_, 1) => (&[], "i->"),
        _ => (&[], "->"),
    };
    let spread = graph.spread(mean, &shape, kept);
    let deviation = graph.combine(vec![(1.0, x), (-1.0, spread)]);
    let squares = graph.map("powi", Attribute::Exponent(2), &[deviation]);
    let sum = graph.einsum(form, &[squares]);
    let mut size = graph.size(count);
    if let Some(ddof) = call.numbers.first().filter(|ddof| **ddof != 0.0) {
        let one = graph.number(1.0);
        size = graph.combine(vec![(1.0, size), (-ddof, one)]);
    }
    divided(graph, sum, size)
}

fn deviation(graph: &mut Graph, call: &Call) -> Id {
    let variance = variance(graph, call);
    graph.map("sqrt", Attribute::None, &[variance])
}

/// `[i l] = Π_{k≠i,l} x_k`, and 0 for i = l: the products of all others where `x_i` is replaced
/// by 1. Along an axis, the index of the second element comes last.
fn pairs(graph: &mut Graph, call: &Call) -> Id {
    let x = call.arrays[0];
    let shape = graph.shape(x).to_vec();
    let (dims, along, same): (_, &[Label], _) = match (call.attribute, shape.as_slice()) {
        (_, [n]) => (vec![*n, *n], &[1], [0, 1]),
        (Attribute::Axis(0), [n, m]) => (vec![*n, *m, *n], &[2, 1], [0, 2]),
        (Attribute::Axis(_), [n, m]) => (vec![*n, *m, *m], &[0, 2], [1, 2]),
        _ => {
            let length = graph.dims.product(&shape);
            let arrays = vec![graph.reshape(x, vec![length])];
            let flat = Call {
                arrays,
                ..Call::default()
            };
            let pairs = pairs(graph, &flat);
            return graph.reshape(pairs, [shape.clone(), shape].concat());
        }
    };
    let last = dims[dims.len() - 1];
    let eye = graph.eye(last);
    let spread = |graph: &mut Graph, factors: &[(Id, &[Label])]| {
        let factor = |(node, labels): &(Id, &[Label])| Factor {
            node: *node,
            labels: labels.to_vec(),
        };
        graph.contract(Contract {
            dims: dims.clone(),
            rank: dims.len(),
            factors: factors.iter().map(factor).collect(),
        })
    };
    let all = spread(graph, &[(x, along)]);
    let diagonal = spread(graph, &[(x, along), (eye, &same)]);
    let ones = spread(graph, &[(eye, &same)]);
    let replaced = graph.combine(vec![(1.0, all), (-1.0, diagonal), (1.0, ones)]);
    let lanes = graph.dims.product(&dims[..dims.len() - 1]);
    let flat = graph.reshape(replaced, vec![lanes, last]);
    let others = graph.apply(
        "coprod_axis",
        Attribute::Axis(1),
        &[flat],
        vec![lanes, last],
    );
    let others = graph.reshape(others, dims.clone());
    let labels: Vec<Label> = identity(dims.len());
    let itself = spread(graph, &[(others, &labels), (eye, &same)]);
    graph.combine(vec![(1.0, others), (-1.0, itself)])
}

fn cumulative(graph: &mut Graph, call: &Call) -> Id {
    let x = call.arrays[0];
    let dim = graph.shape(x)[0];
    let triangle = graph.intern(Kind::Triangle, vec![dim, dim]);
    graph.einsum("ij,j->i", &[triangle, x])
}

fn product(elements: &[Dual]) -> Dual {
    elements.iter().fold(Dual::from(1.0), |all, x| all * *x)
}

fn coproduct(elements: &[Dual]) -> Vec<Dual> {
    let others = |i: usize| {
        let others = elements.iter().enumerate().filter(|(k, _)| *k != i);
        others.fold(Dual::from(1.0), |all, (_, x)| all * *x)
    };
    (0..elements.len()).map(others).collect()
}

/// The axis that a row runs along.
pub(super) fn axis(attribute: Attribute) -> usize {
    match attribute {
        Attribute::Axis(axis) => axis,
        _ => 0,
    }
}
