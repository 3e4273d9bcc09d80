//! The comparison modulo a prime: exact, of what is rational.

use super::claims;
use super::point::{Point, Points, tangent_of};
use super::random::Random;
use super::reference::cotangent;
use crate::dim::Symbol;
use crate::dual::modular::Modular;
use crate::dual::{Arithmetic, Tensor};
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind, Numeral};
use crate::interpret::{evaluate, shape};
use crate::rules::rational::is_rational;
use crate::structure::Structure;

/// What exact arithmetic says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exact {
    /// The two sides are equal.
    Equal,
    /// They are not: where.
    Different(String),
    /// Something is not rational, or has a pole at the point.
    Undefined,
}

/// Whether all that `roots` depend on has exact values.
#[must_use]
pub fn are_rational(graph: &Graph, roots: &[Id]) -> bool {
    graph
        .schedule(roots)
        .iter()
        .all(|id| match graph.kind(*id) {
            Kind::Map { rule, .. } | Kind::Apply { rule, .. } => is_rational(*rule),
            // Reflections keep the promise, and nothing random does.
            Kind::Input(number) => {
                let input = graph.inputs.get(*number);
                input.is_some_and(|input| !input.structure.is(Structure::ORTHOGONAL))
            }
            _ => true,
        })
}

/// Whether two nodes have the same values and slopes, where all inputs move.
#[must_use]
pub fn same(graph: &Graph, nodes: [Id; 2], sizes: &dyn Fn(Symbol) -> i64) -> Exact {
    if !are_rational(graph, &nodes) {
        return Exact::Undefined;
    }
    let mut random = Random::new(17);
    let inputs = graph.input_ids().into_iter().zip(&graph.inputs);
    let inputs: Vec<Tensor<Modular>> = inputs
        .map(|(id, input)| {
            let drawn = Tensor::build(shape(graph, graph.shape(id), sizes), |_| {
                Modular::new(random.bits() >> 1, random.bits() >> 1)
            });
            tangent_of(&drawn, input.structure)
        })
        .collect();
    let values = evaluate(graph, &nodes, sizes, &inputs);
    let mut all = values.iter().flat_map(|x| &x.data);
    if !all.all(|x| x.is_defined()) {
        return Exact::Undefined;
    }
    if values[0] == values[1] {
        Exact::Equal
    } else {
        Exact::Different("another value or slope modulo a prime".into())
    }
}

/// Whether value and partials are the source's, at the sizes of a point and inputs modulo a prime.
pub(super) fn compare(gradient: &Gradient, points: &Points, point: &Point) -> Exact {
    let graph = points.graph();
    let claims = claims(gradient);
    if !are_rational(graph, &gradient.roots()) {
        return Exact::Undefined;
    }
    let mut random = Random::new(31);
    let inputs = points.shapes().iter().zip(&graph.inputs);
    let mut inputs: Vec<Tensor<Modular>> = inputs
        .map(|(dims, input)| {
            let lengths = shape(graph, dims.as_deref().unwrap_or(&[]), &point.size());
            let drawn = Tensor::build(lengths, |_| match input.numeral {
                Numeral::Real => Modular::new(random.bits() >> 1, 0),
                Numeral::Integer => Modular::new(random.bits() % 5 + 1, 0),
                Numeral::Truth => Modular::new(random.bits() % 2, 0),
            });
            tangent_of(&drawn, input.structure)
        })
        .collect();
    let closed = evaluate(graph, &claims, &point.size(), &inputs);
    let mut directions = Vec::new();
    for id in &gradient.wrt {
        let Kind::Input(number) = graph.kind(*id) else {
            return Exact::Undefined;
        };
        let input = &mut inputs[*number];
        let drawn = input.map(|_| Modular::new(random.bits() >> 1, 0));
        let direction = tangent_of(&drawn, graph.inputs[*number].structure);
        let epsilon = Modular::new(0, 1);
        for (element, direction) in input.data.iter_mut().zip(&direction.data) {
            *element = *element + *direction * epsilon;
        }
        directions.push(direction);
    }
    let source = &evaluate(graph, &[gradient.source], &point.size(), &inputs)[0];
    let slopes = source.data.iter().map(|x| x.slope());
    let sum = |sum: Modular, x| sum + x;
    let expected = match cotangent(graph) {
        Some(position) => {
            let weights = inputs[position].data.iter().map(|x| x.held());
            slopes
                .zip(weights)
                .map(|(x, weight)| x * weight)
                .fold(Modular::default(), sum)
        }
        None => slopes.fold(Modular::default(), sum),
    };
    let mut found = Modular::default();
    let mut partials = closed[1..].iter();
    for (partial, direction) in gradient.partials.iter().zip(&directions) {
        let Some(partial) = partial.and_then(|_| partials.next()) else {
            continue;
        };
        let pairs = partial.data.iter().zip(&direction.data);
        found = pairs.fold(found, |sum, (x, y)| sum + *x * *y);
    }
    let all = closed.iter().chain([source]).flat_map(|x| &x.data);
    if !all.copied().all(Modular::is_defined) || !found.is_defined() {
        return Exact::Undefined;
    }
    let held = source.map(Modular::held);
    let what = if held.data != closed[0].data {
        "the value"
    } else if expected != found {
        "the derivative"
    } else {
        return Exact::Equal;
    };
    Exact::Different(format!("{what} is another one modulo a prime"))
}
