//! Which elements a value needs, given which branches its conditions take.

use super::of;
use crate::dual::{Dual, Tensor};
use crate::graph::{Contract, Graph, Id, Kind};
use crate::rules::{self, Role, RuleId};

/// Whether `root` chooses between values by conditions.
#[must_use]
pub fn chooses(graph: &Graph, root: Id) -> bool {
    let select = rules::playing(Role::Choice);
    let chosen = |id: &Id| matches!(graph.kind(*id), Kind::Map { rule, .. } if *rule == select);
    graph.schedule(&[root]).iter().any(chosen)
}

/// A choice, and whether each of its two branches was taken, by some element.
pub type Taken = (Id, [bool; 2]);

/// Sets to 0 what `root` does not need of `values`: in Rust, a branch that is not taken is not
/// evaluated, and what it would be is no concern of whoever looks at the values.
pub fn forget_untaken(graph: &Graph, root: Id, values: &mut [Option<Tensor>]) -> Vec<Taken> {
    let select = rules::playing(Role::Choice);
    let mut needed: Vec<Option<Vec<bool>>> = vec![None; values.len()];
    let mut taken = Vec::new();
    needed[root.0 as usize] = Some(vec![true; of(values, root).data.len()]);
    for id in graph.schedule(&[root]).into_iter().rev() {
        let Some(here) = needed[id.0 as usize].take() else {
            continue;
        };
        let operands = operands(graph, id, &here, values, select);
        if matches!(graph.kind(id), Kind::Map { rule, .. } if *rule == select) {
            taken.push((id, [1, 2].map(|branch| operands[branch].1.contains(&true))));
        }
        for (child, need) in operands {
            let known = needed[child.0 as usize].get_or_insert_with(|| vec![false; need.len()]);
            known
                .iter_mut()
                .zip(need)
                .for_each(|(known, need)| *known |= need);
        }
        needed[id.0 as usize] = Some(here);
    }
    for (value, needed) in values.iter_mut().zip(needed) {
        let Some(value) = value else { continue };
        for (position, element) in value.data.iter_mut().enumerate() {
            if !needed.as_ref().is_some_and(|needed| needed[position]) {
                *element = Dual::default();
            }
        }
    }
    taken
}

/// The operands of a node, with the elements that its elements `here` need of them.
fn operands(
    graph: &Graph,
    id: Id,
    here: &[bool],
    values: &[Option<Tensor>],
    select: RuleId,
) -> Vec<(Id, Vec<bool>)> {
    let all = |child: &Id| {
        let any = here.contains(&true);
        (*child, vec![any; of(values, *child).data.len()])
    };
    match graph.kind(id) {
        Kind::Map {
            rule, arguments, ..
        } if *rule == select => {
            let holds: Vec<bool> = of(values, arguments[0])
                .data
                .iter()
                .map(|condition| condition.value != 0.0)
                .collect();
            let both = |taken: bool| {
                let pairs = here.iter().zip(&holds);
                pairs
                    .map(|(here, holds)| *here && *holds == taken)
                    .collect()
            };
            vec![
                (arguments[0], here.to_vec()),
                (arguments[1], both(true)),
                (arguments[2], both(false)),
            ]
        }
        Kind::Map { arguments, .. } => arguments.iter().map(|x| (*x, here.to_vec())).collect(),
        Kind::Combine(terms) => terms.iter().map(|term| (term.1, here.to_vec())).collect(),
        Kind::Reshape(x) => vec![(*x, here.to_vec())],
        Kind::Contract(contract) if here.contains(&false) => {
            let shape = &of(values, id).shape;
            factors(contract, shape, here, values)
        }
        _ => graph.children(id).iter().map(all).collect(),
    }
}

/// The elements of a contraction's factors that go into the elements `here` of its result.
fn factors(
    contract: &Contract,
    shape: &[usize],
    here: &[bool],
    values: &[Option<Tensor>],
) -> Vec<(Id, Vec<bool>)> {
    let mut needs = Vec::with_capacity(contract.factors.len());
    for factor in &contract.factors {
        let own = of(values, factor.node);
        let mut need = vec![false; own.data.len()];
        for (position, need) in need.iter_mut().enumerate() {
            // The position along each of the factor's axes, and so along the result's that it has.
            let (mut rest, mut at) = (position, vec![None; contract.dims.len()]);
            for (label, length) in factor.labels.iter().zip(&own.shape).rev() {
                at[usize::from(*label)] = Some(rest % length);
                rest /= length;
            }
            *need = here
                .iter()
                .enumerate()
                .any(|(out, here)| *here && agrees(out, shape, &at));
        }
        needs.push((factor.node, need));
    }
    needs
}

/// Whether the position `out` of a result has the indices that `at` says.
fn agrees(out: usize, shape: &[usize], at: &[Option<usize>]) -> bool {
    let mut rest = out;
    shape.iter().zip(at).rev().all(|(length, at)| {
        let index = rest % length;
        rest /= length;
        at.is_none_or(|at| at == index)
    })
}
