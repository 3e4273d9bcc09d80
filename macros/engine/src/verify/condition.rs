//! Conditions at random points: where they switch, and where rounding decides them.

use super::point::Point;
use crate::graph::{Graph, Id, Kind, Numeral};
use crate::interpret::{Taken, evaluate_all};
use crate::rules::{self, Domain, Group};

/// Operands of a comparison that are closer than this, relative to their size, may change sides by
/// rounding.
const CLOSE: f64 = 1e-9;

/// The points compared so far, by the branches that they took: what is wrong in one branch is right in
/// the others. Without choices all points are of one kind.
#[derive(Debug, Default)]
pub(super) struct Branches {
    kinds: Vec<Alike>,
    /// Of the last point: the position of its kind.
    last: usize,
}

/// Points that took the same branches.
#[derive(Debug, Default)]
struct Alike {
    taken: Vec<Taken>,
    compared: usize,
    failed: usize,
    /// Whether some disagreement was too large for rounding.
    gross: bool,
}

impl Branches {
    /// Notes the branches of the point at hand.
    pub(super) fn note(&mut self, taken: Vec<Taken>) {
        let known = self.kinds.iter().position(|kind| kind.taken == taken);
        self.last = known.unwrap_or_else(|| {
            self.kinds.push(Alike {
                taken,
                ..Alike::default()
            });
            self.kinds.len() - 1
        });
    }

    /// Counts the point at hand; `gross` is of a failure.
    pub(super) fn count(&mut self, failure: Option<bool>) {
        if let Some(kind) = self.kinds.get_mut(self.last) {
            kind.compared += 1;
            kind.failed += usize::from(failure.is_some());
            kind.gross |= failure == Some(true);
        }
    }

    /// Whether each branch of each choice was taken by a point that counts.
    pub(super) fn all_met(&self) -> bool {
        let mut met: Vec<Taken> = Vec::new();
        for (choice, taken) in self
            .kinds
            .iter()
            .filter(|kind| kind.compared > 0)
            .flat_map(|kind| &kind.taken)
        {
            match met.iter_mut().find(|known| known.0 == *choice) {
                Some((_, known)) => *known = [known[0] | taken[0], known[1] | taken[1]],
                None => met.push((*choice, *taken)),
            }
        }
        met.iter().all(|(_, met)| *met == [true; 2])
    }

    /// Whether most points of a kind failed: a wrong formula does. The only point of a rare kind may
    /// be ill-conditioned.
    pub(super) fn disagree(&self) -> bool {
        let wrong = |kind: &Alike| {
            let rare = kind.compared == 1 && self.kinds.len() > 1;
            kind.failed * 2 > kind.compared && (kind.gross || !rare)
        };
        self.kinds.iter().any(wrong)
    }
}

/// The magnitudes of the numbers that `source` compares with; 0 needs no points of its own.
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
pub(super) fn is_undecided(points: &super::Points, point: &Point) -> bool {
    let (gradient, graph) = (points.gradient(), points.graph());
    let values = evaluate_all(graph, &[gradient.source], &point.size(), &point.inputs);
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
