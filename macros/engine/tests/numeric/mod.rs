//! What the numeric tests share: inputs, calls of rules by form, and the comparison of
//! gradients with dual numbers. Independent of `verify`, which is itself under test.

#![allow(dead_code, reason = "no test uses all of it")]

use matgrad_engine::dim::{Dim, Nature, Symbol};
use matgrad_engine::dual::{Dual, Tensor};
use matgrad_engine::graph::{Attribute, Graph, Id, Input, Kind, Numeral, Role};
use matgrad_engine::interpret::{evaluate, shape};
use matgrad_engine::rules::{Call, Domain, Meaning, Parameter, Rule};
use matgrad_engine::structure::Structure;
use matgrad_engine::verify::random::Random;

/// A new input.
pub fn input(graph: &mut Graph, name: &str, dims: &[Dim]) -> Id {
    let role = Role::Parameter(graph.inputs.len());
    let input = Input {
        name: name.into(),
        role,
        numeral: Numeral::Real,
        structure: Structure::NONE,
    };
    graph.input(input, dims.to_vec())
}

/// A new declared symbol.
pub fn symbol(graph: &mut Graph, name: &str) -> Dim {
    graph.dims.fresh(name, Nature::Declared)
}

/// The shape of an input, by its position.
pub fn input_shape(graph: &Graph, number: usize) -> Vec<Dim> {
    let ids = graph.ids();
    let id = ids
        .filter(|id| *graph.kind(*id) == Kind::Input(number))
        .min();
    graph.shape(id.unwrap()).to_vec()
}

/// A number inside a domain, away from its ends and kinks, for the argument of a position.
pub fn sample(random: &mut Random, domain: Domain, position: usize) -> f64 {
    match domain {
        Domain::Truth => random.choose(&[0.0, 1.0]),
        Domain::Choice if position == 0 => random.choose(&[0.0, 1.0]),
        Domain::Bounds if position == 1 => random.between(-2.0, -0.3),
        Domain::Bounds if position == 2 => random.between(0.3, 2.0),
        Domain::Real | Domain::Bounds | Domain::Choice | Domain::Regular | Domain::Invertible => {
            random.between(-2.0, 2.0)
        }
        Domain::Positive => random.between(0.2, 2.5),
        Domain::Unit => random.between(-0.9, 0.9),
        Domain::Probability => random.between(0.1, 0.9),
        Domain::AboveOne => random.between(1.1, 3.0),
        Domain::NonZero => random.choose(&[-1.0, 1.0]) * random.between(0.2, 2.0),
    }
}

/// An array of such numbers.
pub fn tensor(random: &mut Random, shape: &[usize], domain: Domain, position: usize) -> Tensor {
    let regular = domain.is_of_full_rank() && matches!(shape, [rows, columns] if rows == columns);
    Tensor::build(shape.to_vec(), |at| {
        Dual::from(match (regular, at) {
            (true, [i, j]) if i == j => random.between(2.0, 4.0),
            (true, _) => random.between(-0.6, 0.6),
            _ => sample(random, domain, position),
        })
    })
}

/// Sizes 2, 3, 4, 2, … by symbol.
pub fn sizes(symbol: Symbol) -> i64 {
    i64::from(symbol.0 % 3) + 2
}

/// All inputs of a graph, inside a domain.
pub fn inputs(graph: &Graph, random: &mut Random, domain: Domain) -> Vec<Tensor> {
    let one = |number| {
        let lengths = shape(graph, &input_shape(graph, number), &sizes);
        tensor(random, &lengths, domain, number)
    };
    (0..graph.inputs.len()).map(one).collect()
}

/// The forms of a rule with the attribute and the number of axes of each argument.
pub fn forms(rule: &Rule) -> Vec<(Attribute, Vec<String>)> {
    if rule.forms.is_empty() {
        let exponents: &[i32] = match rule.parameters.last() {
            Some(Parameter::Exponent) => &[-3, -2, -1, 0, 1, 2, 3, 5],
            Some(Parameter::Order) => &[1, 2, 3, 5],
            _ => &[],
        };
        let arrays = rule.parameters.iter().filter(|p| **p == Parameter::Array);
        let wrap = rule.integer().unwrap_or(Attribute::Exponent);
        let attributes = exponents.iter().map(|n| wrap(*n));
        let attributes = attributes.chain(exponents.is_empty().then_some(Attribute::None));
        let arguments = vec!["ij".to_owned(); arrays.count()];
        return attributes.map(|a| (a, arguments.clone())).collect();
    }
    let read = |form: &&'static str| {
        let (axis, form) = match form.split_once(':') {
            Some((axis, form)) => (Attribute::Axis(axis.parse().unwrap()), form),
            None => (Attribute::None, *form),
        };
        let left = form.split_once("->").unwrap().0;
        (axis, left.split(',').map(String::from).collect())
    };
    let read = rule.forms.iter().map(read);
    if rule.parameters.contains(&Parameter::Exponent) {
        let exponents = [-2, -1, 0, 1, 2, 5].map(Attribute::Exponent);
        let all = read.flat_map(|(_, form): (_, Vec<String>)| exponents.map(|n| (n, form.clone())));
        return all.collect();
    }
    read.collect()
}

/// A call of `rule` on nodes that fit one of its forms.
pub fn call(graph: &mut Graph, rule: &Rule, attribute: Attribute, arrays: &[Id]) -> Id {
    let ranks: Vec<usize> = arrays.iter().map(|id| graph.rank(*id)).collect();
    match &rule.meaning {
        Meaning::Contraction => {
            let form = rule.forms[rule.form(attribute, &ranks).unwrap()];
            graph.einsum(form.split_once(':').map_or(form, |(_, form)| form), arrays)
        }
        Meaning::Elementwise { .. } => graph.map(rule.name, attribute, arrays),
        Meaning::Primitive { .. } => {
            let shape = rule.shape(graph, attribute, &ranks, arrays);
            graph.apply(rule.name, attribute, arrays, shape)
        }
        Meaning::Composite(define) => {
            let mut shape = Vec::new();
            if rule.parameters.contains(&Parameter::Shape) {
                // The same elements as one row.
                let dims = graph.shape(arrays[0]).to_vec();
                shape = vec![graph.dims.constant(1), graph.dims.product(&dims)];
            }
            let call = Call {
                arrays: arrays.to_vec(),
                attribute,
                numbers: vec![0.5],
                shape,
            };
            define(graph, &call)
        }
    }
}

/// A scalar in which every element of `x` has its own weight, a new input.
pub fn weighted(graph: &mut Graph, x: Id) -> Id {
    let shape = graph.shape(x).to_vec();
    let weights = input(graph, "weights", &shape);
    let letters: String = "abcdefgh".chars().take(shape.len()).collect();
    graph.einsum(&format!("{letters},{letters}->"), &[x, weights])
}

/// Σ over `wrt` of partial : direction, the slope of `source` along the same directions, and the
/// sum of the magnitudes of the terms.
pub fn compare(
    graph: &Graph,
    source: Id,
    wrt: &[Id],
    partials: &[Option<Id>],
    inputs: &[Tensor],
    random: &mut Random,
) -> (f64, f64, f64) {
    let mut moving = inputs.to_vec();
    for id in wrt {
        let Kind::Input(number) = graph.kind(*id) else {
            panic!("not an input")
        };
        for element in &mut moving[*number].data {
            element.slope = random.between(-1.0, 1.0);
        }
    }
    let slope = evaluate(graph, &[source], &sizes, &moving)[0].data[0].slope;
    let roots: Vec<Id> = partials.iter().flatten().copied().collect();
    let mut values = evaluate(graph, &roots, &sizes, inputs).into_iter();
    let (mut sum, mut magnitude) = (0.0, f64::abs(slope));
    for (id, partial) in wrt.iter().zip(partials) {
        let Kind::Input(number) = graph.kind(*id) else {
            panic!("not an input")
        };
        let Some(partial) = partial.and_then(|_| values.next()) else {
            continue;
        };
        for (x, direction) in partial.data.iter().zip(&moving[*number].data) {
            let term = x.value * direction.slope;
            sum += term;
            magnitude += f64::abs(term);
        }
    }
    (sum, slope, magnitude)
}
