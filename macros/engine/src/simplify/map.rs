//! Laws of elementwise functions.

use super::contract::product;
use super::{Law, Pass, Pattern, parameter};
use crate::dual::Dual;
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind, Label, are_distinct};
use crate::rules::Meaning;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "constant",
        before: "f(c)",
        after: "its value",
        condition: "all arguments are numbers",
        pattern: Pattern::Map,
        apply: constant,
        example: |graph| {
            let two = graph.number(2.0);
            graph.map("exp", Attribute::None, &[two])
        },
    },
    Law {
        name: "first power",
        before: "x¹; x⁰",
        after: "x; 1",
        condition: "",
        pattern: Pattern::Map,
        apply: first_power,
        example: |graph| {
            let x = parameter(graph);
            graph.map("powi", Attribute::Exponent(1), &[x])
        },
    },
    Law {
        name: "square as a power",
        before: "square(x)",
        after: "x²",
        condition: "",
        pattern: Pattern::Function(&["square"]),
        apply: square_as_power,
        example: |graph| {
            let x = parameter(graph);
            graph.map("square", Attribute::None, &[x])
        },
    },
    Law {
        name: "reciprocal of a reciprocal",
        before: "1/(1/x)",
        after: "x",
        condition: "",
        pattern: Pattern::Function(&["recip"]),
        apply: reciprocal_twice,
        example: |graph| {
            let x = parameter(graph);
            let recip = graph.map("recip", Attribute::None, &[x]);
            graph.map("recip", Attribute::None, &[recip])
        },
    },
    Law {
        name: "sign over magnitude",
        before: "sign(x) / |x|",
        after: "1/x",
        condition: "",
        pattern: Pattern::Product,
        apply: sign_over_magnitude,
        example: |graph| {
            let x = parameter(graph);
            let [sign, magnitude] = ["sign", "abs"].map(|f| graph.map(f, Attribute::None, &[x]));
            let recip = graph.map("recip", Attribute::None, &[magnitude]);
            graph.hadamard(&[sign, recip])
        },
    },
    Law {
        name: "reciprocal of a multiple",
        before: "1/(c x)",
        after: "(1/c) (1/x)",
        condition: "",
        pattern: Pattern::Function(&["recip"]),
        apply: reciprocal_of_multiple,
        example: |graph| {
            let x = parameter(graph);
            let twice = graph.scale(2.0, x);
            graph.map("recip", Attribute::None, &[twice])
        },
    },
    Law {
        name: "power rule",
        before: "∂xᶜ/∂x; x²·⁰",
        after: "c xᶜ⁻¹; x²",
        condition: "the exponent is a number",
        pattern: Pattern::Function(&["pow", "powf", "pow_dx"]),
        apply: power_rule,
        example: |graph| {
            let (x, three) = (parameter(graph), graph.number(3.0));
            graph.map("pow", Attribute::None, &[x, three])
        },
    },
    Law {
        name: "function of a rearrangement",
        before: "f(Xᵀ)",
        after: "f(X)ᵀ",
        condition: "the argument transposes or spreads a smaller array",
        pattern: Pattern::Map,
        apply: function_of_rearrangement,
        example: |graph| {
            let x = parameter(graph);
            let transposed = graph.einsum("ij->ji", &[x]);
            graph.map("exp", Attribute::None, &[transposed])
        },
    },
    Law {
        name: "reshape of a reshape",
        before: "reshape(reshape(x))",
        after: "reshape(x)",
        condition: "",
        pattern: Pattern::Reshape,
        apply: reshape_twice,
        example: |graph| {
            let x = parameter(graph);
            let dims = graph.shape(x).to_vec();
            let flat = graph.dims.product(&dims);
            let vector = graph.reshape(x, vec![flat]);
            graph.reshape(vector, dims)
        },
    },
    Law {
        name: "identity in blocks",
        before: "I of a Kronecker product",
        after: "I ⊗ I",
        condition: "",
        pattern: Pattern::Reshape,
        apply: identity_in_blocks,
        example: |graph| {
            let x = parameter(graph);
            let dim = graph.shape(x)[0];
            let whole = graph.dims.product(&[dim, dim]);
            let eye = graph.eye(whole);
            graph.reshape(eye, vec![dim; 4])
        },
    },
];

fn identity_in_blocks(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Reshape(inner) = pass.graph.kind(id) else {
        return None;
    };
    let [rows, inner_rows, columns, inner_columns] = *pass.graph.shape(id) else {
        return None;
    };
    if !pass.graph.is_identity(*inner) || rows != columns || inner_rows != inner_columns {
        return None;
    }
    let (outer, inner) = (pass.graph.eye(rows), pass.graph.eye(inner_rows));
    Some(pass.graph.einsum("ij,kl->ikjl", &[outer, inner]))
}

fn constant(pass: &mut Pass, id: Id) -> Option<Id> {
    let call = pass.graph.as_call(id)?;
    let number = |id: &Id| match pass.graph.kind(*id) {
        Kind::Number(number) => Some(Dual {
            value: number.get(),
            slope: 0.0,
        }),
        _ => None,
    };
    let arguments: Vec<Dual> = call.arguments.iter().map(number).collect::<Option<_>>()?;
    let Meaning::Elementwise { value, .. } = &call.rule.meaning else {
        return None;
    };
    let value = value(&arguments, call.attribute).value;
    // A constant outside the function's domain stays visible as what the user wrote.
    value.is_finite().then(|| pass.graph.number(value))
}

fn first_power(pass: &mut Pass, id: Id) -> Option<Id> {
    let call = pass.graph.as_call(id)?;
    match call.attribute {
        Attribute::Exponent(1) => Some(call.arguments[0]),
        Attribute::Exponent(0) => {
            let shape = pass.graph.shape(id).to_vec();
            Some(pass.graph.ones(&shape))
        }
        _ => None,
    }
}

fn square_as_power(pass: &mut Pass, id: Id) -> Option<Id> {
    let x = pass.graph.argument(id, "square")?;
    Some(pass.graph.map("powi", Attribute::Exponent(2), &[x]))
}

fn reciprocal_twice(pass: &mut Pass, id: Id) -> Option<Id> {
    let inner = pass.graph.argument(id, "recip")?;
    pass.graph.argument(inner, "recip")
}

fn sign_over_magnitude(pass: &mut Pass, id: Id) -> Option<Id> {
    let contract = pass.graph.as_contract(id)?;
    let of = |id: Id, function| pass.graph.argument(id, function);
    let (sign, quotient, x) = contract.factors.iter().enumerate().find_map(|(at, sign)| {
        let x = of(sign.node, "sign")?;
        let over = contract.factors.iter().position(|factor| {
            let quotient = pass.graph.arguments(factor.node, "ratio0");
            let divisor = quotient.and_then(|pair| pair.last().copied());
            let divisor = divisor.or_else(|| of(factor.node, "recip"));
            let magnitude = divisor.and_then(|id| of(id, "abs"));
            factor.labels == sign.labels && magnitude == Some(x)
        })?;
        Some((at, over, x))
    })?;
    let mut contract = contract.clone();
    let call = pass.graph.as_call(contract.factors[quotient].node)?;
    let (name, mut arguments) = (call.rule.name, call.arguments.to_vec());
    *arguments.last_mut()? = x;
    contract.factors[quotient].node = pass.graph.map(name, Attribute::None, &arguments);
    contract.factors.remove(sign);
    Some(product(pass.graph, 1.0, contract))
}

fn reciprocal_of_multiple(pass: &mut Pass, id: Id) -> Option<Id> {
    let multiple = pass.graph.argument(id, "recip")?;
    let Kind::Combine(terms) = pass.graph.kind(multiple) else {
        return None;
    };
    let [(scale, node)] = terms.as_slice() else {
        return None;
    };
    let (scale, node) = (scale.get().recip(), *node);
    let recip = pass.graph.map("recip", Attribute::None, &[node]);
    scale.is_finite().then(|| pass.graph.scale(scale, recip))
}

fn power_rule(pass: &mut Pass, id: Id) -> Option<Id> {
    let call = pass.graph.as_call(id)?;
    let &[base, exponent] = call.arguments else {
        return None;
    };
    let exponent = pass.graph.as_number(exponent)?;
    match call.rule.name {
        // The power itself: whole exponents have a function of their own.
        "pow" | "powf" if exponent.fract() == 0.0 && exponent.abs() < 64.0 => {
            #[allow(clippy::cast_possible_truncation)] // a whole number below 64
            let attribute = Attribute::Exponent(exponent as i32);
            Some(pass.graph.map("powi", attribute, &[base]))
        }
        "pow_dx" if exponent != 0.0 => {
            let lower = pass.graph.number(exponent - 1.0);
            let power = pass.graph.map("pow", Attribute::None, &[base, lower]);
            Some(pass.graph.scale(exponent, power))
        }
        _ => None,
    }
}

/// What an argument of a map spreads: a scalar, or a smaller array with its labels.
enum Spread {
    Scalar(Id),
    Array(Id, Vec<Label>),
}

fn spread(graph: &mut Graph, id: Id) -> Option<Spread> {
    if let Some(number) = graph.as_number(id) {
        return Some(Spread::Scalar(graph.number(number)));
    }
    let contract = graph.as_contract(id)?;
    if contract.dims.len() != contract.rank {
        return None;
    }
    match contract.factors.as_slice() {
        [only] if only.labels.is_empty() => Some(Spread::Scalar(only.node)),
        [only] => {
            let distinct = are_distinct(&only.labels);
            distinct.then(|| Spread::Array(only.node, only.labels.clone()))
        }
        _ => None,
    }
}

fn function_of_rearrangement(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Map {
        rule,
        attribute,
        arguments,
    } = pass.graph.kind(id).clone()
    else {
        return None;
    };
    let shape = pass.graph.shape(id).to_vec();
    if shape.is_empty() {
        return None;
    }
    let spreads: Vec<Spread> = arguments
        .iter()
        .map(|id| spread(pass.graph, *id))
        .collect::<Option<_>>()?;
    let mut array: Option<(Id, &Vec<Label>)> = None;
    for spread in &spreads {
        if let Spread::Array(node, labels) = spread {
            let (_, known) = array.get_or_insert((*node, labels));
            if *known != labels {
                return None;
            }
        }
    }
    let (inner_shape, labels) = match array {
        Some((node, labels)) => (pass.graph.shape(node).to_vec(), labels.clone()),
        None => (Vec::new(), Vec::new()),
    };
    let mut arguments = Vec::with_capacity(spreads.len());
    for spread in &spreads {
        arguments.push(match spread {
            Spread::Array(node, _) => *node,
            Spread::Scalar(node) => pass.graph.broadcast(*node, &inner_shape),
        });
    }
    let kind = Kind::Map {
        rule,
        attribute,
        arguments,
    };
    let node = pass.graph.intern(kind, inner_shape);
    let rank = shape.len();
    Some(pass.graph.contract(Contract {
        dims: shape,
        rank,
        factors: vec![Factor { node, labels }],
    }))
}

fn reshape_twice(pass: &mut Pass, id: Id) -> Option<Id> {
    let Kind::Reshape(outer) = pass.graph.kind(id) else {
        return None;
    };
    let Kind::Reshape(inner) = pass.graph.kind(*outer) else {
        return None;
    };
    let (inner, shape) = (*inner, pass.graph.shape(id).to_vec());
    Some(pass.graph.reshape(inner, shape))
}
