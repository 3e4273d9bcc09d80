//! Laws of roots and squares: no square is formed that could overflow, underflow, or vanish.

use super::shift::{along, reduction};
use super::view::{
    Sum, are_distinct, argument, expanded, is_positive, merged, pair, product, reduced, scaled,
    square_root_of, whole,
};
use super::{Law, Scope, parameter};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind, Label};
use crate::rules;

pub(super) const ROOTS: &[Law] = &[
    // By definition, √f √u = √(f u) for u ≥ 0.
    Law {
        name: "root of a sum of squares",
        before: "√(f Σx²); √(f x²)",
        after: "√f ‖x‖; √f |x|",
        apply: of_squares,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let square = graph.map("powi", Attribute::Exponent(2), &[x]);
            let sum = graph.einsum("ij->j", &[square]);
            let factor = graph.einsum("ij->", &[y]);
            let scaled = graph.einsum("j,->j", &[sum, factor]);
            graph.map("sqrt", Attribute::None, &[scaled])
        },
    },
    // By definition; √(c x²) = |√c x| for c > 0.
    Law {
        name: "hypotenuse",
        before: "√(x² + y²)",
        after: "hypot(x, y)",
        apply: hypotenuse,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let [x, y] = [x, y].map(|x| graph.hadamard(&[x, x]));
            let shape = graph.shape(x).to_vec();
            let sum = Sum::default().plus(1.0, x).plus(2.0, y).with(0.5);
            let sum = sum.node(graph, &shape);
            graph.map("sqrt", Attribute::None, &[sum])
        },
    },
    // By definition. Without the square of the norm, whatever is added to it.
    Law {
        name: "root of a square plus",
        before: "√(Σx² + c)",
        after: "√(‖x‖² + c)",
        apply: square_plus,
        example: |graph| {
            let (x, y) = (parameter(graph), parameter(graph));
            let square = graph.einsum("ij,ij->", &[x, x]);
            let rest = graph.einsum("ij->", &[y]);
            let sum = Sum::default().plus(2.0, square).plus(0.5, rest).with(0.25);
            let sum = sum.node(graph, &[]);
            graph.map("sqrt", Attribute::None, &[sum])
        },
    },
    // By the law of powers.
    Law {
        name: "root of an exponential",
        before: "√eˣ",
        after: "e^(x/2)",
        apply: of_exponential,
        example: |graph| {
            let x = parameter(graph);
            let e = graph.map("exp", Attribute::None, &[x]);
            graph.map("sqrt", Attribute::None, &[e])
        },
    },
    // √(c u) = √c √u for c > 0.
    Law {
        name: "root of a multiple",
        before: "√(c Σx²)",
        after: "√c ‖x‖ for c > 0",
        apply: of_multiple,
        example: |graph| {
            let x = parameter(graph);
            let sum = graph.einsum("ij,ij->", &[x, x]);
            let twice = graph.scale(2.0, sum);
            graph.map("sqrt", Attribute::None, &[twice])
        },
    },
];

pub(super) const POWERS: &[Law] = &[
    // By definition.
    Law {
        name: "square of a norm",
        before: "‖x‖²",
        after: "Σx²",
        apply: norm_squared,
        example: |graph| {
            let norm = norm(graph);
            graph.map("powi", Attribute::Exponent(2), &[norm])
        },
    },
    // By definition.
    Law {
        name: "powers that have a name",
        before: "x⁻¹; x^½",
        after: "1/x; √x",
        apply: named_power,
        example: |graph| {
            let (x, half) = (parameter(graph), graph.number(0.5));
            graph.map("powf", Attribute::None, &[x, half])
        },
    },
];

pub(super) const PRODUCTS: &[Law] = &[
    // By definition.
    Law {
        name: "norm times itself",
        before: "‖x‖ ‖x‖",
        after: "Σx²",
        apply: norm_times_itself,
        example: |graph| {
            let norm = norm(graph);
            graph.hadamard(&[norm, norm])
        },
    },
];

fn norm(graph: &mut Graph) -> Id {
    let x = parameter(graph);
    graph.apply("norm2", Attribute::None, &[x], Vec::new())
}

/// A product one factor of which, or two, are squares: what is squared, with its labels, and
/// the positions.
fn squared(graph: &Graph, contract: &Contract) -> Option<(Factor, Vec<usize>)> {
    let factors = &contract.factors;
    for (position, factor) in factors.iter().enumerate() {
        if let Some(node) = square_root_of(graph, factor.node) {
            let labels = factor.labels.clone();
            return Some((Factor { node, labels }, vec![position]));
        }
        let earlier = factors[..position].iter().position(|other| other == factor);
        if let Some(earlier) = earlier {
            return Some((factor.clone(), vec![earlier, position]));
        }
    }
    None
}

fn has_square(graph: &Graph, factors: &[Factor]) -> bool {
    factors.iter().enumerate().any(|(position, factor)| {
        let node = as_written(graph, factor.node);
        let mut earlier = factors[..position].iter();
        square_root_of(graph, factor.node).is_some()
            || earlier.any(|other| as_written(graph, other.node) == node)
    })
}

/// What an array is before it is transposed or spread.
fn as_written(graph: &Graph, id: Id) -> Id {
    match product(graph, id).as_ref().map(|c| c.factors.as_slice()) {
        Some([only]) => only.node,
        _ => id,
    }
}

/// `√Σ x²` over the labels of `x` that `contract` sums.
fn root_of_squares(scope: &mut Scope, contract: &Contract, x: &Factor) -> Option<Id> {
    let summed = |label: &&Label| usize::from(**label) >= contract.rank;
    let carried = x.labels.iter().filter(summed).count();
    if !are_distinct(&x.labels) || contract.dims.len() - contract.rank != carried {
        return None;
    }
    if carried == 0 {
        return Some(scope.map("abs", &[x.node]));
    }
    let axis = reduced(&x.labels, contract.rank)?;
    Some(along(scope.graph, "norm2", axis, x.node))
}

fn of_squares(scope: &mut Scope, id: Id) -> Option<Id> {
    let inside = argument(scope.graph, id, "sqrt")?;
    if let Some(x) = square_root_of(scope.graph, inside) {
        return Some(scope.map("abs", &[x]));
    }
    let contract = expanded(scope.graph, inside, has_square)?;
    let (x, positions) = squared(scope.graph, &contract)?;
    let others = (0..contract.factors.len()).filter(|position| !positions.contains(position));
    let (positive, signed): (Vec<&Factor>, Vec<&Factor>) = others
        .map(|position| &contract.factors[position])
        .partition(|f| is_positive(scope.graph, f.node));
    let is_kept = |l: &Label| usize::from(*l) < contract.rank;
    let outside = positive.iter().all(|f| f.labels.iter().all(is_kept));
    // A number of whichever sign, as a whole: √f √u is √(f u) for u ≥ 0 alone.
    if !outside || !signed.iter().all(|f| f.labels.is_empty()) {
        return None;
    }
    let root = root_of_squares(scope, &contract, &x)?;
    let labels = x.labels.iter().copied().filter(is_kept).collect();
    let mut factors = vec![Factor { node: root, labels }];
    for f in positive {
        let node = scope.map("sqrt", &[f.node]);
        let labels = f.labels.clone();
        factors.push(Factor { node, labels });
    }
    if !signed.is_empty() {
        let numbers: Vec<Id> = signed.iter().map(|f| f.node).collect();
        let number = match numbers.as_slice() {
            [only] => *only,
            _ => scope.graph.hadamard(&numbers),
        };
        let node = scope.map("sqrt", &[number]);
        let labels = Vec::new();
        factors.push(Factor { node, labels });
    }
    let product = Contract {
        dims: contract.dims[..contract.rank].to_vec(),
        rank: contract.rank,
        factors,
    };
    Some(whole(scope.graph, product))
}

fn hypotenuse(scope: &mut Scope, id: Id) -> Option<Id> {
    const MOST: usize = 4;
    let sum = Sum::of(scope.graph, argument(scope.graph, id, "sqrt")?);
    let parts = sum.terms.len() + usize::from(sum.constant != 0.0);
    if !(2..=MOST).contains(&parts) || sum.constant < 0.0 || !sum.constant.is_finite() {
        return None;
    }
    let mut sides = Vec::with_capacity(parts);
    for (scale, node) in &sum.terms {
        let side = square_root_of(scope.graph, *node).filter(|_| *scale > 0.0)?;
        sides.push((scale.sqrt(), side));
    }
    let shape = scope.graph.shape(id).to_vec();
    if sum.constant > 0.0 {
        let number = Sum::default().with(sum.constant.sqrt());
        sides.push((1.0, number.node(scope.graph, &shape)));
    }
    let mut whole = None;
    for (scale, side) in sides {
        let side = scaled(scope.graph, scale, side);
        whole = Some(match whole {
            None => side,
            Some(known) => scope.map("hypot", &[known, side]),
        });
    }
    whole
}

/// Whether a term of a sum is a positive multiple of squares, or of a sum of them.
fn is_square(graph: &Graph, (scale, node): (f64, Id)) -> bool {
    let has_root = |node| {
        let contract = expanded(graph, node, has_square);
        contract.is_some_and(|contract| squared(graph, &contract).is_some())
    };
    scale > 0.0 && (square_root_of(graph, node).is_some() || has_root(node))
}

fn square_plus(scope: &mut Scope, id: Id) -> Option<Id> {
    let sum = Sum::of(scope.graph, argument(scope.graph, id, "sqrt")?);
    let mut terms = sum.terms.iter();
    let position = terms.position(|term| is_square(scope.graph, *term))?;
    let (scale, node) = sum.terms[position];
    let rest = sum.without(position);
    // What is taken away may leave nothing: the difference of squares is no hypotenuse.
    let is_added = |term: &(f64, Id)| term.0 > 0.0;
    let is_finite = rest.constant >= 0.0 && rest.constant.is_finite();
    if !is_finite
        || !rest.terms.iter().all(is_added)
        || sum.terms.len() == 1 && rest.constant == 0.0
    {
        return None;
    }
    let root = scope.graph.map("sqrt", Attribute::None, &[node]);
    let side = scope.settle(root);
    if side == root {
        return None;
    }
    let shape = scope.graph.shape(id).to_vec();
    let side = scaled(scope.graph, scale.sqrt(), side);
    let mut others = rest.terms.iter();
    let is_hypotenuse = rest.constant == 0.0 && others.all(|term| is_square(scope.graph, *term));
    let rest = rest.node(scope.graph, &shape);
    if is_hypotenuse {
        let other = scope.map("sqrt", &[rest]);
        return Some(scope.map("hypot", &[side, other]));
    }
    Some(scope.map("root_of_square_plus", &[side, rest]))
}

fn of_exponential(scope: &mut Scope, id: Id) -> Option<Id> {
    let x = argument(scope.graph, argument(scope.graph, id, "sqrt")?, "exp")?;
    let half = scaled(scope.graph, 0.5, x);
    Some(scope.map("exp", &[half]))
}

fn of_multiple(scope: &mut Scope, id: Id) -> Option<Id> {
    let sum = Sum::of(scope.graph, argument(scope.graph, id, "sqrt")?);
    let [(scale, node)] = *sum.terms.as_slice() else {
        return None;
    };
    #[allow(clippy::float_cmp)] // exactly the number 1
    if sum.constant != 0.0 || scale == 1.0 || !(scale > 0.0 && scale.is_finite()) {
        return None;
    }
    let root = scope.graph.map("sqrt", Attribute::None, &[node]);
    let stable = scope.settle(root);
    (stable != root).then(|| scaled(scope.graph, scale.sqrt(), stable))
}

/// Σx² where `node` is ‖x‖, whole or along an axis.
fn sum_of_squares(graph: &mut Graph, node: Id) -> Option<Id> {
    let (x, axis) = reduction(graph, node, "norm2")?;
    let form = match (axis, graph.rank(x)) {
        (Attribute::Axis(0), 2) => "ij,ij->j",
        (Attribute::Axis(_), 2) => "ij,ij->i",
        (_, 2) => "ij,ij->",
        _ => "i,i->",
    };
    Some(graph.einsum(form, &[x, x]))
}

fn norm_squared(scope: &mut Scope, id: Id) -> Option<Id> {
    let norm = square_root_of(scope.graph, id)?;
    sum_of_squares(scope.graph, norm)
}

fn norm_times_itself(scope: &mut Scope, id: Id) -> Option<Id> {
    let contract = product(scope.graph, id)?;
    let graph = &mut *scope.graph;
    let (first, second, node) = pair(&contract, |norm, again| {
        sum_of_squares(graph, norm).filter(|_| norm == again)
    })?;
    Some(whole(scope.graph, merged(&contract, first, second, node)))
}

fn named_power(scope: &mut Scope, id: Id) -> Option<Id> {
    let Kind::Map {
        rule,
        attribute,
        arguments,
    } = scope.graph.kind(id)
    else {
        return None;
    };
    let base = arguments[0];
    let exponent = match (attribute, arguments.get(1)) {
        (Attribute::Exponent(n), _) if rules::rule(*rule).name == "powi" => f64::from(*n),
        (_, Some(exponent)) => scope.graph.as_number(*exponent)?,
        _ => return None,
    };
    #[allow(clippy::float_cmp)] // exactly these numbers
    if exponent == -1.0 {
        Some(scope.map("recip", &[base]))
    } else if exponent == 0.5 {
        Some(scope.map("sqrt", &[base]))
    } else {
        None
    }
}
