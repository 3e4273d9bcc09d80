//! The check that every expansion makes: the closed form is the derivative of the source.
//!
//! At random small sizes and inputs, the slope of the source by dual numbers, along random
//! directions, must be the sum of the products of partials and directions, and the simplified
//! value must be the value. The two sides share no derivative: slopes come from the value column of
//! the rule table, partials from its differentials and the laws. What is computed in the place of a
//! closed form must have its value. What is rational is compared modulo a prime as well, exactly, so that
//! no wrong number hides behind a tolerance. Deterministic.

use std::fmt::Write as _;

use crate::code;
use crate::companion::{Claim, Companion};
use crate::dual::Tensor;
use crate::gradient::Gradient;
use crate::graph::Id;
use crate::interpret::evaluate;

mod condition;
pub mod exact;
mod point;
pub mod random;
mod reference;
mod sizes;

use condition::Branches;
pub use point::{Point, Points, structured};
pub use reference::{Failure, Reference};

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
/// Draws that may fail because value or slope is not finite there, or a matrix is close to singular.
const DRAWS: usize = 48;
/// Errors so large that ill-conditioning does not excuse them twice.
const GROSS: f64 = 1e3;

/// Whether the partials of `gradient` are those of its source, its value is the source's, and the code of each
/// companion gives them.
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
        if checked == 0
            && let exact::Exact::Different(text) = exact::compare(gradient, &points, &point)
        {
            return Err(report(gradient, &text));
        }
        let Some(reference) = Reference::new(&points, &point) else {
            continue;
        };
        let compared = compare(gradient, &reference, &mut branches)
            .map(|closed| closed.and_then(|closed| written(companions, &reference, &closed)));
        let failure = match compared {
            None => continue,
            Some(Ok(())) => None,
            Some(Err(failure)) if reference.excuses() => {
                drop(failure);
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

/// Value and partials at one point; `None` where they are not finite. Notes the branches that the point
/// takes, if there are any.
fn compare(
    gradient: &Gradient,
    reference: &Reference,
    branches: &mut Branches,
) -> Option<Result<Closed, Failure>> {
    let (graph, point) = (reference.points.graph(), reference.point);
    let closed = evaluate(graph, &claims(gradient), &point.size(), &point.inputs);
    branches.note(reference.taken.clone());
    if !closed.iter().all(Tensor::is_finite) {
        // What is not taken may be why: then it is so wherever the same branches are taken.
        let text = "value or derivative is not finite where the function's are".into();
        let failure = Failure { error: 1.0, text };
        return reference.points.chooses().then_some(Err(failure));
    }
    let mut closed = closed.into_iter();
    let value = closed.next()?;
    let partials = gradient.partials.iter();
    let partials = partials
        .map(|partial| partial.and_then(|_| closed.next()))
        .collect();
    let closed = Closed { value, partials };
    let result = reference.value(&closed.value);
    let result = result.and_then(|()| reference.partials(&closed.partials));
    Some(result.map(|()| closed))
}

/// Value and partials at a point, of the closed forms.
struct Closed {
    value: Tensor,
    partials: Vec<Option<Tensor>>,
}

/// Whether the code of each companion gives what the closed forms do.
fn written(
    companions: &[Companion],
    reference: &Reference,
    closed: &Closed,
) -> Result<(), Failure> {
    let (dims, point) = (&reference.points.graph().dims, reference.point);
    for Companion {
        row, roots, code, ..
    } in companions
    {
        let name = |what: &str| format!("the code of {}: {what}\n{}", row.suffix, code.print(dims));
        let illegal = |what: &str| Failure {
            error: f64::INFINITY,
            text: name(what),
        };
        let found = code::run(code, dims, &point.size(), &point.inputs);
        let found = found.map_err(|what| illegal(&what))?;
        if found.len() != roots.len() {
            return Err(illegal(
                "results without a claim, or claims without a result",
            ));
        }
        for (found, root) in found.iter().zip(roots) {
            let (expected, turned) = match root.claim {
                Claim::Value => (Some(&closed.value), false),
                Claim::Slope { parameter, turned } => (closed.partials[parameter].as_ref(), turned),
            };
            let expected = expected.ok_or_else(|| illegal("a result without a closed form"))?;
            reference
                .same(expected, found, turned)
                .map_err(|failure| Failure {
                    text: format!("{} of {}", failure.text, name("")),
                    ..failure
                })?;
        }
    }
    Ok(())
}

/// The value and the partials.
fn claims(gradient: &Gradient) -> Vec<Id> {
    let partials = gradient.partials.iter().flatten().copied();
    std::iter::once(gradient.value).chain(partials).collect()
}

/// What went wrong, with every node.
fn report(gradient: &Gradient, failure: &str) -> String {
    let graph = &gradient.graph;
    let roots = gradient.roots();
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
