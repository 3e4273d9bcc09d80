//! What a plan costs: floating-point operations as a polynomial in the dimensions.

use super::{Element, Nest, Plan, Step};
use crate::dim::{Dim, Dims, Polynomial};
use crate::graph::Label;
use crate::rules::{self, Group};

/// The operations of a whole plan.
pub(super) fn cost(plan: &Plan, dims: &Dims) -> Polynomial {
    let mut total = Polynomial::default();
    let shape = |slot: super::Slot| plan.values[slot.0 as usize].shape.as_slice();
    for step in plan.steps.iter().flat_map(Step::with_inner) {
        let operations = match step {
            Step::View { .. }
            | Step::Copy { .. }
            | Step::Reshape { .. }
            | Step::Place { .. }
            | Step::Triangle { .. } => continue,
            Step::Product { left, right, .. } => {
                let mut all = shape(*left).to_vec();
                all.extend(&shape(*right)[1..]);
                volume(dims, &all, 2)
            }
            Step::Scan { of, .. } => volume(dims, shape(*of), 1),
            // Of the order of n³ all; 2/3 n³ for LU, 1/3 n³ for Cholesky, 2 n² for each solve.
            Step::Factor { of, .. } => cube(dims, shape(*of)),
            Step::Solve { factor, right, .. } => {
                let mut all = shape(*factor).to_vec();
                all.extend(&shape(*right)[1..]);
                volume(dims, &all, 2)
            }
            Step::Call {
                arguments,
                factored: true,
                ..
            } => match shape(slot_of(step)) {
                [_, _] => cube(dims, shape(arguments[0])),
                own => volume(dims, own, 1),
            },
            Step::Call {
                rule, arguments, ..
            } if rules::rule(*rule).group == Group::LinearAlgebra => {
                cube(dims, shape(arguments[0]))
            }
            Step::Call { arguments, .. } => {
                volume(dims, arguments.first().map_or(&[], |slot| shape(*slot)), 1)
            }
            Step::Nest(nest) => nest_cost(nest, dims),
            // Both sides count, with the steps inside.
            Step::Branch(branch) => volume(dims, &[], branch.choices.len()),
        };
        total = total.add_scaled(&operations, 1);
    }
    total
}

fn nest_cost(nest: &Nest, dims: &Dims) -> Polynomial {
    // Operations by the loops around them.
    let mut counts: Vec<(Vec<Label>, usize)> = Vec::new();
    for (element, labels) in nest.body.elements.iter().zip(nest.body.labels()) {
        let operations = match element {
            Element::Number(_) | Element::Size(_) | Element::Scalar(_) | Element::Read(..) => 0,
            Element::Sum(terms) => {
                #[allow(clippy::float_cmp)] // exactly ±1
                let scaled = terms.iter().filter(|(c, _)| c.get().abs() != 1.0).count();
                terms.len() - 1 + scaled
            }
            Element::Product(factors) => factors.len() - 1,
            Element::Call { .. } => 1,
        };
        match counts.iter_mut().find(|(known, _)| *known == labels) {
            Some(known) => known.1 += operations,
            None => counts.push((labels, operations)),
        }
    }
    let outputs = nest.outputs.iter();
    let sums = outputs.filter(|output| output.labels.len() < nest.dims.len());
    let mut total = volume(dims, &nest.dims, sums.count());
    for (labels, operations) in counts.iter().filter(|(_, operations)| *operations > 0) {
        let loops: Vec<Dim> = labels.iter().map(|l| nest.dims[usize::from(*l)]).collect();
        total = total.add_scaled(&volume(dims, &loops, *operations), 1);
    }
    total
}

fn slot_of(step: &Step) -> super::Slot {
    step.writes()[0]
}

/// n³, or m n · min(m, n) from above.
fn cube(table: &Dims, shape: &[Dim]) -> Polynomial {
    let mut all = shape.to_vec();
    all.extend(shape.last());
    volume(table, &all, 1)
}

fn volume(table: &Dims, dims: &[Dim], times: usize) -> Polynomial {
    let times = Polynomial::constant(i64::try_from(times).unwrap_or(i64::MAX));
    dims.iter()
        .fold(times, |acc, dim| acc.product(table.polynomial(*dim)))
}
