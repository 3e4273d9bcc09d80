//! Laws of roots and squares: no square is formed that could overflow, underflow, or vanish.

use super::shift::{along, reduction};
use super::view::{Sum, expanded, is_positive, merged, pair, product, reduced, scaled, whole};
use super::{Law, Pass, Pattern, parameter};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Label, are_distinct};

pub(super) const ROOTS: &[Law] = &[
    // By definition, √f √u = √(f u) for u ≥ 0.
    Law {
        name: "root of a sum of squares",
        before: "√(f Σx²); √(f x²)",
        after: "√f ‖x‖; √f |x|",
        condition: "f ≥ 0",
        pattern: Pattern::Function(&["sqrt"]),
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
        condition: "",
        pattern: Pattern::Function(&["sqrt"]),
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
        condition: "the square is of a norm",
        pattern: Pattern::Function(&["sqrt"]),
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
        condition: "",
        pattern: Pattern::Function(&["sqrt"]),
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
        condition: "c > 0",
        pattern: Pattern::Function(&["sqrt"]),
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
        condition: "",
        pattern: Pattern::Function(&["powi", "square", "powf", "pow"]),
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
        condition: "",
        pattern: Pattern::Function(&["powi", "square", "powf", "pow"]),
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
        condition: "",
        pattern: Pattern::Product,
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
        if let Some(node) = graph.as_square(factor.node) {
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
        graph.as_square(factor.node).is_some()
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
fn root_of_squares(pass: &mut Pass, contract: &Contract, x: &Factor) -> Option<Id> {
    let summed = |label: &&Label| usize::from(**label) >= contract.rank;
    let carried = x.labels.iter().filter(summed).count();
    if !are_distinct(&x.labels) || contract.dims.len() - contract.rank != carried {
        return None;
    }
    if carried == 0 {
        return Some(pass.map("abs", &[x.node]));
    }
    let axis = reduced(&x.labels, contract.rank)?;
    Some(along(pass.graph, "norm2", axis, x.node))
}

fn of_squares(pass: &mut Pass, id: Id) -> Option<Id> {
    let inside = pass.graph.argument(id, "sqrt")?;
    if let Some(x) = pass.graph.as_square(inside) {
        return Some(pass.map("abs", &[x]));
    }
    let contract = expanded(pass.graph, inside, has_square)?;
    let (x, positions) = squared(pass.graph, &contract)?;
    let others = (0..contract.factors.len()).filter(|position| !positions.contains(position));
    let (positive, signed): (Vec<&Factor>, Vec<&Factor>) = others
        .map(|position| &contract.factors[position])
        .partition(|f| is_positive(pass.graph, f.node));
    let is_kept = |l: &Label| usize::from(*l) < contract.rank;
    let outside = positive.iter().all(|f| f.labels.iter().all(is_kept));
    // A number of whichever sign, as a whole: √f √u is √(f u) for u ≥ 0 alone.
    if !outside || !signed.iter().all(|f| f.labels.is_empty()) {
        return None;
    }
    let root = root_of_squares(pass, &contract, &x)?;
    let labels = x.labels.iter().copied().filter(is_kept).collect();
    let mut factors = vec![Factor { node: root, labels }];
    for f in positive {
        let node = pass.map("sqrt", &[f.node]);
        let labels = f.labels.clone();
        factors.push(Factor { node, labels });
    }
    if !signed.is_empty() {
        let numbers: Vec<Id> = signed.iter().map(|f| f.node).collect();
        let number = match numbers.as_slice() {
            [only] => *only,
            _ => pass.graph.hadamard(&numbers),
        };
        let node = pass.map("sqrt", &[number]);
        let labels = Vec::new();
        factors.push(Factor { node, labels });
    }
    let product = Contract {
        dims: contract.dims[..contract.rank].to_vec(),
        rank: contract.rank,
        factors,
    };
    Some(whole(pass.graph, product))
}

fn hypotenuse(pass: &mut Pass, id: Id) -> Option<Id> {
    const MOST: usize = 4;
    let sum = Sum::of(pass.graph, pass.graph.argument(id, "sqrt")?);
    let parts = sum.terms.len() + usize::from(sum.constant != 0.0);
    if !(2..=MOST).contains(&parts) || sum.constant < 0.0 || !sum.constant.is_finite() {
        return None;
    }
    let mut sides = Vec::with_capacity(parts);
    for (scale, node) in &sum.terms {
        let side = pass.graph.as_square(*node).filter(|_| *scale > 0.0)?;
        sides.push((scale.sqrt(), side));
    }
    let shape = pass.graph.shape(id).to_vec();
    if sum.constant > 0.0 {
        let number = Sum::default().with(sum.constant.sqrt());
        sides.push((1.0, number.node(pass.graph, &shape)));
    }
    let mut whole = None;
    for (scale, side) in sides {
        let side = scaled(pass.graph, scale, side);
        whole = Some(match whole {
            None => side,
            Some(known) => pass.map("hypot", &[known, side]),
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
    scale > 0.0 && (graph.as_square(node).is_some() || has_root(node))
}

fn square_plus(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, pass.graph.argument(id, "sqrt")?);
    let mut terms = sum.terms.iter();
    let position = terms.position(|term| is_square(pass.graph, *term))?;
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
    let root = pass.graph.map("sqrt", Attribute::None, &[node]);
    let side = pass.settle(root);
    if side == root {
        return None;
    }
    let shape = pass.graph.shape(id).to_vec();
    let side = scaled(pass.graph, scale.sqrt(), side);
    let mut others = rest.terms.iter();
    let is_hypotenuse = rest.constant == 0.0 && others.all(|term| is_square(pass.graph, *term));
    let rest = rest.node(pass.graph, &shape);
    if is_hypotenuse {
        let other = pass.map("sqrt", &[rest]);
        return Some(pass.map("hypot", &[side, other]));
    }
    Some(pass.map("root_of_square_plus", &[side, rest]))
}

fn of_exponential(pass: &mut Pass, id: Id) -> Option<Id> {
    let x = pass
        .graph
        .argument(pass.graph.argument(id, "sqrt")?, "exp")?;
    let half = scaled(pass.graph, 0.5, x);
    Some(pass.map("exp", &[half]))
}

fn of_multiple(pass: &mut Pass, id: Id) -> Option<Id> {
    let sum = Sum::of(pass.graph, pass.graph.argument(id, "sqrt")?);
    let [(scale, node)] = *sum.terms.as_slice() else {
        return None;
    };
    #[allow(clippy::float_cmp)] // exactly the number 1
    if sum.constant != 0.0 || scale == 1.0 || !(scale > 0.0 && scale.is_finite()) {
        return None;
    }
    let root = pass.graph.map("sqrt", Attribute::None, &[node]);
    let stable = pass.settle(root);
    (stable != root).then(|| scaled(pass.graph, scale.sqrt(), stable))
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

fn norm_squared(pass: &mut Pass, id: Id) -> Option<Id> {
    let norm = pass.graph.as_square(id)?;
    sum_of_squares(pass.graph, norm)
}

fn norm_times_itself(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = product(pass.graph, id)?;
    let graph = &mut *pass.graph;
    let (first, second, node) = pair(&contract, |norm, again| {
        sum_of_squares(graph, norm).filter(|_| norm == again)
    })?;
    Some(whole(pass.graph, merged(&contract, first, second, node)))
}

fn named_power(pass: &mut Pass, id: Id) -> Option<Id> {
    let call = pass.graph.as_call(id)?;
    let base = call.arguments[0];
    let exponent = match (call.attribute, call.arguments.get(1)) {
        (Attribute::Exponent(n), _) => f64::from(n),
        (_, Some(exponent)) => pass.graph.as_number(*exponent)?,
        _ => return None,
    };
    #[allow(clippy::float_cmp)] // exactly these numbers
    if exponent == -1.0 {
        Some(pass.map("recip", &[base]))
    } else if exponent == 0.5 {
        Some(pass.map("sqrt", &[base]))
    } else {
        None
    }
}
