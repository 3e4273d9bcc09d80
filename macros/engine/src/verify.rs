//! The check that every expansion makes: the closed form is the derivative of the source.
//!
//! At random small sizes and inputs, the slope of the source by dual numbers, along random
//! directions, must be the sum of the products of partials and directions, and the simplified
//! value must be the value. The two sides share no derivative: slopes come from the value column of
//! the rule table, partials from its differentials and the laws. What is computed in the place of a
//! closed form must have its value. Deterministic.

use std::fmt::Write as _;

use crate::code;
use crate::companion::{Claim, Companion};
use crate::dim::Symbol;
use crate::dual::Tensor;
use crate::gradient::Gradient;
use crate::graph::{Graph, Id};
use crate::interpret::{evaluate, evaluate_all, forget_untaken};

mod condition;
mod point;
pub mod random;
mod sizes;

use condition::Branches;
pub use point::structured;
use point::{Point, Points};

/// What the check could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// The two agreed at this many points.
    Checked(usize),
    /// No point could be evaluated, for this reason; documentation says so.
    Unchecked(&'static str),
}

/// Points that must agree, and points looked at where one does not.
const ENOUGH: usize = 2;
const MOST: usize = 8;
/// The same where conditions choose, of which points should meet all branches.
const ENOUGH_CHOICES: usize = 8;
const MOST_CHOICES: usize = 24;
/// Draws that may fail because value or slope is not finite there.
const DRAWS: usize = 48;
/// Relative to the terms summed.
const TOLERANCE: f64 = 1e-9;
/// Relative to the largest number met on the way, which bounds what cancellation leaves behind.
const ROUNDING: f64 = 1e-13;
/// A change of the inputs, and the change of value or slope that makes a point worthless.
const SHIFT: f64 = 1e-10;
const CHAOS: f64 = 1e-5;
/// Numbers from here on are not compared.
const LARGEST: f64 = 1e30;
/// Errors so large that ill-conditioning does not excuse them twice.
const GROSS: f64 = 1e3;

/// Whether the partials of `gradient` are those of its source, and its value the source's.
///
/// # Errors
/// If they are not, which is a bug of the engine: where they differ, and the graph.
pub fn verify(gradient: &Gradient, companions: &[Companion]) -> Result<Verified, String> {
    let mut points = Points::new(gradient);
    let mut branches = Branches::default();
    let (enough, most) = if points.chooses() {
        (ENOUGH_CHOICES, MOST_CHOICES)
    } else {
        (ENOUGH, MOST)
    };
    let mut checked = 0;
    let mut failures: Vec<Failure> = Vec::new();
    for _ in 0..DRAWS {
        let point = match points.draw() {
            Ok(point) => point,
            Err(reason) if checked == 0 => return Ok(Verified::Unchecked(reason)),
            Err(_) => break,
        };
        let compared = compare(gradient, &point, (points.chooses(), &mut branches))
            .map(|graph| graph.and_then(|closed| written(gradient, companions, &point, &closed)));
        let failure = match compared {
            None => continue,
            Some(Ok(())) => None,
            Some(Err(_)) if is_chaotic(gradient, &point) => continue,
            Some(Err(_)) if points.chooses() && condition::is_undecided(gradient, &point) => {
                continue;
            }
            Some(Err(failure)) => Some(failure),
        };
        branches.count(failure.as_ref().map(|failure| failure.error > GROSS));
        failures.extend(failure);
        checked += 1;
        let agreed = failures.is_empty() && checked >= enough && branches.all_met();
        if agreed || checked >= most {
            break;
        }
    }
    // A single point may be ill-conditioned; a wrong formula fails at most of them.
    let gross = failures.iter().filter(|f| f.error > GROSS).count();
    if branches.disagree() || gross > 1 {
        let worst = failures.iter().max_by(|a, b| a.error.total_cmp(&b.error));
        return Err(report(gradient, worst.map_or("", |failure| &failure.text)));
    }
    Ok(match checked {
        0 => {
            Verified::Unchecked("value or gradient is not finite, or is huge, at every point tried")
        }
        _ => Verified::Checked(checked),
    })
}

/// A disagreement, in units of what is tolerated.
struct Failure {
    error: f64,
    text: String,
}

/// Value and partials at one point; `None` where they, or what leads to the source, are not
/// finite or huge. Notes the branches that the point takes, if there are any.
fn compare(
    gradient: &Gradient,
    point: &Point,
    (chooses, branches): (bool, &mut Branches),
) -> Option<Result<Closed, Failure>> {
    let graph = &gradient.graph;
    let sizes = |symbol: Symbol| point.sizes[symbol.0 as usize];
    let inputs = point.moving(graph, &gradient.wrt, |_| true);
    let all = |inputs: &[Tensor]| {
        let mut all = evaluate_all(graph, &[gradient.source], &sizes, inputs);
        let taken = if chooses {
            forget_untaken(graph, gradient.source, &mut all)
        } else {
            Vec::new()
        };
        (all, taken)
    };
    let (values, taken) = all(&inputs);
    let source = values[gradient.source.0 as usize].as_ref()?;
    if !values.iter().flatten().all(is_tame) {
        return None;
    }
    let mut roots = vec![gradient.value];
    roots.extend(gradient.partials.iter().flatten());
    let closed = evaluate(graph, &roots, &sizes, &point.inputs);
    branches.note(taken);
    if !closed.iter().all(Tensor::is_finite) {
        // What is not taken may be why: then it is so wherever the same branches are taken.
        let text = "value or derivative is not finite where the function's are".into();
        return chooses.then_some(Err(Failure { error: 1.0, text }));
    }
    let mut closed = closed.into_iter();
    let value = closed.next()?;
    let partials: Vec<Option<Tensor>> = gradient
        .partials
        .iter()
        .map(|partial| partial.and_then(|_| closed.next()))
        .collect();
    let rounding = [largest(&values, |x| x.value), largest(&values, |x| x.slope)];
    let everything: Vec<usize> = (0..partials.len()).collect();
    let result = same_value(source, &value, rounding[0])
        .and_then(|()| same_slope(gradient, point, source, &partials, &everything, rounding[1]));
    let alone = |only: usize| {
        let inputs = point.moving(graph, &gradient.wrt, |position| position == only);
        let (all, _) = all(&inputs);
        let rounding = largest(&all, |x| x.slope);
        match &all[gradient.source.0 as usize] {
            Some(source) if source.is_finite() => {
                same_slope(gradient, point, source, &partials, &[only], rounding)
            }
            _ => Ok(()),
        }
    };
    // Of one parameter, that has been compared.
    let mut each = (0..gradient.wrt.len()).filter(|_| gradient.wrt.len() > 1);
    let result = result.and_then(|()| each.try_for_each(alone));
    Some(result.map(|()| Closed {
        value,
        partials,
        rounding,
    }))
}

/// Value and partials at a point, of the closed forms.
struct Closed {
    value: Tensor,
    partials: Vec<Option<Tensor>>,
    /// The largest value and slope on the way.
    rounding: [f64; 2],
}

/// Whether the code of each companion gives what the closed forms do.
fn written(
    gradient: &Gradient,
    companions: &[Companion],
    point: &Point,
    closed: &Closed,
) -> Result<(), Failure> {
    let graph = &gradient.graph;
    let sizes = |symbol: Symbol| point.sizes[symbol.0 as usize];
    for Companion {
        row, roots, code, ..
    } in companions
    {
        let illegal = |what: &str| Failure {
            error: f64::INFINITY,
            text: format!(
                "the code of {}: {what}\n{}",
                row.suffix,
                code.print(&graph.dims)
            ),
        };
        let found = code::run(code, &graph.dims, &sizes, &point.inputs);
        let found = found.map_err(|what| illegal(&what))?;
        if found.len() != roots.len() {
            return Err(illegal(
                "results without a claim, or claims without a result",
            ));
        }
        for (found, root) in found.iter().zip(roots) {
            let expected = match root.claim {
                Claim::Value => Some(&closed.value),
                Claim::Slope { parameter, .. } => closed.partials[parameter].as_ref(),
            };
            let Some(expected) = expected else {
                return Err(illegal("a result without a closed form"));
            };
            let is_turned = matches!(root.claim, Claim::Slope { turned: true, .. });
            same(expected, found, is_turned, closed.rounding).map_err(|failure| Failure {
                text: format!("{} of {}", failure.text, illegal("").text),
                ..failure
            })?;
        }
    }
    Ok(())
}

/// Whether each element is as it should be; of a turned matrix, its rows are columns.
fn same(
    expected: &Tensor,
    found: &Tensor,
    is_turned: bool,
    rounding: [f64; 2],
) -> Result<(), Failure> {
    let elements = expected.data.iter().map(|x| x.value.abs());
    let scale = elements.fold(0.0, f64::max);
    let tolerance = TOLERANCE * scale + ROUNDING * f64::max(rounding[0], rounding[1]);
    let mut shape = expected.shape.clone();
    if is_turned {
        shape.reverse();
    }
    if found.shape != shape {
        let text = format!("a result of shape {:?}, not {shape:?},", found.shape);
        let error = f64::INFINITY;
        return Err(Failure { error, text });
    }
    let place = |position: usize| match (is_turned, shape.as_slice()) {
        (true, [rows, columns]) => position % columns * rows + position / columns,
        _ => position,
    };
    let mut elements = found.data.iter().enumerate();
    elements.try_for_each(|(position, found)| {
        let expected = expected.data[place(position)].value;
        within(expected, found.value, tolerance, || "an element".into())
    })
}

/// Beyond an overflow 0 · ∞ decides and not the formula; near it, cancellation does.
fn is_tame(tensor: &Tensor) -> bool {
    let tame = |x: f64| x.abs() < LARGEST;
    tensor.data.iter().all(|x| tame(x.value) && tame(x.slope))
}

/// Whether rounding of the inputs alone moves value or slope by more than digits are compared:
/// sin(10⁴⁰ x) says nothing about a gradient.
fn is_chaotic(gradient: &Gradient, point: &Point) -> bool {
    let graph = &gradient.graph;
    let sizes = |symbol: Symbol| point.sizes[symbol.0 as usize];
    let at = |shift: f64| {
        let mut inputs = point.moving(graph, &gradient.wrt, |_| true);
        for element in inputs.iter_mut().flat_map(|x| &mut x.data) {
            element.value *= 1.0 + shift;
        }
        evaluate_all(graph, &[gradient.source], &sizes, &inputs)
    };
    let (here, beside) = (at(0.0), at(SHIFT));
    // What cancels to nothing differs by rounding alone, which is no chaos.
    let noise = [
        largest(&here, |x| x.value) * ROUNDING,
        largest(&here, |x| x.slope) * ROUNDING,
    ];
    let far = |x: f64, y: f64, noise: f64| {
        (x - y).abs() > CHAOS * f64::max(x.abs(), y.abs()) + 2.0 * noise
    };
    let source = gradient.source.0 as usize;
    let elements = here[source].iter().zip(&beside[source]);
    let mut pairs = elements.flat_map(|(x, y)| x.data.iter().zip(&y.data));
    pairs.any(|(x, y)| far(x.value, y.value, noise[0]) || far(x.slope, y.slope, noise[1]))
}

/// The largest finite magnitude among the nodes' elements.
fn largest(values: &[Option<Tensor>], of: impl Fn(&crate::dual::Dual) -> f64) -> f64 {
    let elements = values.iter().flatten().flat_map(|tensor| &tensor.data);
    let magnitudes = elements.map(|element| of(element).abs());
    magnitudes.filter(|x| x.is_finite()).fold(0.0, f64::max)
}

fn same_value(source: &Tensor, value: &Tensor, rounding: f64) -> Result<(), Failure> {
    for (expected, found) in source.data.iter().zip(&value.data) {
        let tolerance = TOLERANCE * expected.value.abs() + ROUNDING * rounding;
        within(expected.value, found.value, tolerance, || {
            "the value".into()
        })?;
    }
    Ok(())
}

/// Σ partial : direction over the listed parameters in `moving` against the source's slope,
/// contracted with the cotangent if it is an array.
fn same_slope(
    gradient: &Gradient,
    point: &Point,
    source: &Tensor,
    partials: &[Option<Tensor>],
    moving: &[usize],
    rounding: f64,
) -> Result<(), Failure> {
    let (mut found, mut terms) = (0.0, 0.0);
    for position in moving {
        let Some(partial) = &partials[*position] else {
            continue;
        };
        let pairs = partial.data.iter().zip(&point.directions[*position].data);
        for (slope, direction) in pairs {
            let term = slope.value * direction.value;
            found += term;
            terms += f64::abs(term);
        }
    }
    let expected = match cotangent(&gradient.graph, point) {
        Some(cotangent) => {
            let pairs = source.data.iter().zip(&cotangent.data);
            pairs.map(|(x, weight)| x.slope * weight.value).sum()
        }
        None => source.data.iter().map(|x| x.slope).sum(),
    };
    let tolerance = TOLERANCE * f64::max(terms, f64::abs(expected)) + ROUNDING * rounding;
    within(expected, found, tolerance, || {
        let names: Vec<&str> = moving
            .iter()
            .map(|position| name(&gradient.graph, gradient.wrt[*position]))
            .collect();
        format!("the derivative with respect to {}", names.join(", "))
    })
}

fn cotangent<'a>(graph: &Graph, point: &'a Point) -> Option<&'a Tensor> {
    let role = |input: &crate::graph::Input| input.role == crate::graph::Role::Cotangent;
    let position = graph.inputs.iter().position(role)?;
    point.inputs.get(position)
}

fn name(graph: &Graph, id: Id) -> &str {
    match graph.kind(id) {
        crate::graph::Kind::Input(number) => &graph.inputs[*number].name,
        _ => "a node",
    }
}

fn within(
    expected: f64,
    found: f64,
    tolerance: f64,
    what: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let difference = (found - expected).abs();
    if difference <= tolerance {
        return Ok(());
    }
    let error = difference / tolerance;
    Err(Failure {
        error: if error.is_nan() { f64::INFINITY } else { error },
        text: format!("{} is {found:e} and should be {expected:e}", what()),
    })
}

/// What went wrong, with every node.
fn report(gradient: &Gradient, failure: &str) -> String {
    let graph = &gradient.graph;
    let mut roots = vec![gradient.source, gradient.value];
    roots.extend(gradient.partials.iter().flatten());
    let mut text = format!("{failure}\n{}", graph.print(&roots));
    let partials: Vec<String> = gradient
        .partials
        .iter()
        .map(|partial| partial.map_or("none".into(), |id| format!("%{}", id.0)))
        .collect();
    _ = write!(
        text,
        "source %{}, value %{}, partials {}",
        gradient.source.0,
        gradient.value.0,
        partials.join(" ")
    );
    text
}
