//! Conditions at random points: where they switch, and where rounding decides them.

use super::point::Point;
use crate::dim::Symbol;
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind, Numeral};
use crate::interpret::evaluate_all;
use crate::rules::{self, Domain, Group};

/// Operands of a comparison that are closer than this, relative to their size, may change sides by
/// rounding.
const CLOSE: f64 = 1e-9;

/// The magnitudes of the numbers that `source` compares with; 0 needs no point of its own.
pub(super) fn thresholds(graph: &Graph, source: Id) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::new();
    for (_, operands) in comparisons(graph, source) {
        let numbers = operands.iter().filter_map(|id| graph.as_number(*id));
        let magnitudes = numbers.map(f64::abs);
        found.extend(magnitudes.filter(|x| *x > 0.0 && x.is_finite()));
    }
    found.dedup();
    found
}

/// Whether rounding may decide a comparison at a point, so that the formula may take the other side.
pub(super) fn is_undecided(gradient: &Gradient, point: &Point) -> bool {
    let graph = &gradient.graph;
    let sizes = |symbol: Symbol| point.sizes[symbol.0 as usize];
    let values = evaluate_all(graph, &[gradient.source], &sizes, &point.inputs);
    let real = |id: &Id| match graph.kind(*id) {
        Kind::Input(number) => graph.inputs[*number].numeral == Numeral::Real,
        _ => false,
    };
    let reals: Vec<Id> = graph.input_ids().into_iter().filter(real).collect();
    // Integers are not rounded.
    let rounded = graph.depends_on(&reals);
    comparisons(graph, gradient.source)
        .into_iter()
        .any(|(id, [x, y])| {
            let (Some(x), Some(y)) = (&values[x.0 as usize], &values[y.0 as usize]) else {
                return false;
            };
            let close = |x: f64, y: f64| (x - y).abs() <= CLOSE * f64::max(x.abs(), y.abs());
            let mut pairs = x.data.iter().zip(&y.data);
            rounded[id.0 as usize] && pairs.any(|(x, y)| close(x.value, y.value))
        })
}

/// The comparisons that `source` depends on, with what they compare.
fn comparisons(graph: &Graph, source: Id) -> Vec<(Id, [Id; 2])> {
    let mut found = Vec::new();
    for id in graph.schedule(&[source]) {
        if let Kind::Map {
            rule, arguments, ..
        } = graph.kind(id)
            && let [x, y] = arguments.as_slice()
            && rules::rule(*rule).group == Group::Conditions
            && rules::rule(*rule).domain == Domain::Real
        {
            found.push((id, [*x, *y]));
        }
    }
    found
}
