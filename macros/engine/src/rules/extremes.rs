//! Maxima, minima and their smooth forms.

use super::sums::axis;
use super::{Differential, Domain, Group, Meaning, Parameter, Rule};
use crate::dual::{Dual, Tensor};

const WHOLE: &[&str] = &["ij->", "i->"];
const AXES: &[&str] = &["0:ij->j", "1:ij->i", "0:i->"];
const SAME: &[&str] = &["ij->ij", "i->i"];
const LANES: &[&str] = &["0:ij->ij", "1:ij->ij", "0:i->i"];

/// A row: name, group, forms, differential, value, notation, law, summary; one on a whole array
/// and one along an axis.
macro_rules! rows {
    ($($name:literal, $along:literal, $group:ident $forms:expr, $lanes:expr,
        $differential:expr, $along_differential:expr, $value:expr, $along_value:expr,
        $notation:literal, $law:literal, $summary:literal, $along_summary:literal;)*) => {
        &[$(
            rows!(@ $name, $group, [Array], $forms, $differential, $value, $notation, $law, $summary),
            rows!(@ $along, $group, [Array, Axis], $lanes, $along_differential, $along_value, $notation, $law,
                $along_summary),
        )*]
    };
    (@ $name:literal, $group:ident, [$($parameter:ident),*], $forms:expr, $differential:expr, $value:expr,
        $notation:literal, $law:literal, $summary:literal) => {
        Rule {
            name: $name,
            methods: &[],
            group: Group::$group,
            parameters: &[$(Parameter::$parameter),*],
            forms: $forms,
            meaning: Meaning::Primitive { differential: $differential, value: $value },
            notation: $notation,
            law: $law,
            domain: Domain::NonZero,
            summary: $summary,
            roles: &[],
        }
    };
}

/// The entries.
pub const RULES: &[Rule] = rows! {
    "max", "max_axis", Extremes WHOLE, AXES,
        Differential::Terms(&["max_mask(A)[..] dA[..]"]),
        Differential::Terms(&["max_axis_mask(A)[..] dA[..]"]),
        |x, _| Tensor::scalar(largest(&x[0].data)),
        |x, attribute| x[0].reduce_lanes(axis(attribute), largest),
        "max({0})", "d max X = argmax X : dX", "the largest element; ties share equally",
        "the largest elements along an axis";
    "min", "min_axis", Extremes WHOLE, AXES,
        Differential::Terms(&["min_mask(A)[..] dA[..]"]),
        Differential::Terms(&["min_axis_mask(A)[..] dA[..]"]),
        |x, _| Tensor::scalar(smallest(&x[0].data)),
        |x, attribute| x[0].reduce_lanes(axis(attribute), smallest),
        "min({0})", "d min X = argmin X : dX", "the smallest element; ties share equally",
        "the smallest elements along an axis";
    "max_mask", "max_axis_mask", Internal SAME, LANES,
        Differential::PiecewiseConstant, Differential::PiecewiseConstant,
        |x, _| Tensor::new(x[0].shape.clone(), maxima(&x[0].data)),
        |x, attribute| x[0].replace_lanes(axis(attribute), maxima),
        "argmax({0})", "d argmax X = 0", "1 at the largest element, shared among ties; 0 elsewhere",
        "the same along an axis";
    "min_mask", "min_axis_mask", Internal SAME, LANES,
        Differential::PiecewiseConstant, Differential::PiecewiseConstant,
        |x, _| Tensor::new(x[0].shape.clone(), minima(&x[0].data)),
        |x, attribute| x[0].replace_lanes(axis(attribute), minima),
        "argmin({0})", "d argmin X = 0", "1 at the smallest element, shared among ties; 0 elsewhere",
        "the same along an axis";
    "logsumexp", "logsumexp_axis", Extremes WHOLE, AXES,
        Differential::Terms(&["softmax(A)[..] dA[..]"]),
        Differential::Terms(&["softmax_axis(A)[..] dA[..]"]),
        |x, _| Tensor::scalar(log_sum_exp(&x[0].data)),
        |x, attribute| x[0].reduce_lanes(axis(attribute), log_sum_exp),
        "logsumexp({0})", "d ln Σeˣ = softmax(x)ᵀ dx", "ln Σeˣ, without overflow",
        "ln Σeˣ along an axis";
    "softmax", "softmax_axis", Extremes SAME, LANES,
        Differential::Terms(&[
            "Y[ij] dA[ij] - Y[ij] Y[kl] dA[kl]",
            "Y[i] dA[i] - Y[i] Y[k] dA[k]",
        ]),
        Differential::Terms(&[
            "Y[ij] dA[ij] - Y[ij] Y[kj] dA[kj]",
            "Y[ij] dA[ij] - Y[ij] Y[ik] dA[ik]",
            "Y[i] dA[i] - Y[i] Y[k] dA[k]",
        ]),
        |x, _| Tensor::new(x[0].shape.clone(), soft_maximum(&x[0].data)),
        |x, attribute| x[0].replace_lanes(axis(attribute), soft_maximum),
        "softmax({0})", "ds = s ⊙ dx − s sᵀ dx", "eˣ / Σeˣ, without overflow",
        "eˣ / Σeˣ along an axis";
    "log_softmax", "log_softmax_axis", Internal SAME, LANES,
        Differential::Terms(&[
            "dA[ij] - softmax(A)[kl] dA[kl]",
            "dA[i] - softmax(A)[k] dA[k]",
        ]),
        Differential::Terms(&[
            "dA[ij] - softmax_axis(A)[kj] dA[kj]",
            "dA[ij] - softmax_axis(A)[ik] dA[ik]",
            "dA[i] - softmax_axis(A)[k] dA[k]",
        ]),
        |x, _| Tensor::new(x[0].shape.clone(), log_soft_maximum(&x[0].data)),
        |x, attribute| x[0].replace_lanes(axis(attribute), log_soft_maximum),
        "ln(softmax({0}))", "d ln s = dx − 1 sᵀ dx", "x − ln Σeˣ, without cancellation",
        "x − ln Σeˣ along an axis";
};

/// The subgradient of least norm: all elements that are largest share equally.
fn largest(elements: &[Dual]) -> Dual {
    let mut value = f64::NEG_INFINITY;
    for x in elements {
        value = if x.value.is_nan() || value.is_nan() {
            f64::NAN
        } else {
            value.max(x.value)
        };
    }
    let shares = maxima(elements);
    let slope = elements
        .iter()
        .zip(shares)
        .map(|(x, share)| x.slope * share.value)
        .sum();
    Dual { value, slope }
}

fn smallest(elements: &[Dual]) -> Dual {
    -largest(&negated(elements))
}

fn maxima(elements: &[Dual]) -> Vec<Dual> {
    let top = elements
        .iter()
        .map(|x| x.value)
        .fold(f64::NEG_INFINITY, f64::max);
    let nan = elements.iter().any(|x| x.value.is_nan());
    let mut ties = 0.0;
    for x in elements {
        ties += f64::from(u8::from(x.value >= top));
    }
    let share = |x: &Dual| {
        let share = if x.value >= top { 1.0 / ties } else { 0.0 };
        Dual::constant(if nan { f64::NAN } else { share })
    };
    elements.iter().map(share).collect()
}

fn minima(elements: &[Dual]) -> Vec<Dual> {
    maxima(&negated(elements))
}

fn negated(elements: &[Dual]) -> Vec<Dual> {
    elements.iter().map(|x| -*x).collect()
}

/// Shifted by the largest element, which leaves the sum between 1 and n.
fn log_sum_exp(elements: &[Dual]) -> Dual {
    let shift = largest(elements).value;
    if !shift.is_finite() {
        return Dual::constant(shift);
    }
    let mut sum = Dual::from(0.0);
    for x in elements {
        sum = sum + (*x - Dual::from(shift)).exp();
    }
    sum.ln() + Dual::from(shift)
}

fn log_soft_maximum(elements: &[Dual]) -> Vec<Dual> {
    let total = log_sum_exp(elements);
    elements.iter().map(|x| *x - total).collect()
}

fn soft_maximum(elements: &[Dual]) -> Vec<Dual> {
    let total = log_sum_exp(elements);
    elements.iter().map(|x| (*x - total).exp()).collect()
}
