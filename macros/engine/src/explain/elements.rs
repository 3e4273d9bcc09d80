//! Explicit index notation: `[∑_k a_ik b_jk c_ij]_ij`, for what has no matrix form.

use super::formula::{Formula, Subscript, Term};
use super::names;
use super::notation::{Notation, size};
use crate::dim::Dim;
use crate::graph::{Contract, Id, Kind, Label};

impl Notation<'_> {
    /// Explicit index notation, for what has no matrix form.
    pub(super) fn elements(&self, contract: &Contract) -> Formula {
        let letters = names::letters(self.graph, contract.dims.len());
        let mut index: Vec<String> = letters.clone();
        let mut used: Vec<bool> = vec![false; contract.dims.len()];
        let mut term = Term::one();
        let mut arrays = Vec::new();
        for factor in &contract.factors {
            for label in &factor.labels {
                used[usize::from(*label)] = true;
            }
            match self.graph.kind(factor.node) {
                _ if factor.labels.is_empty() => term.multiply(self.formula(factor.node)),
                Kind::Pick { start, step } => {
                    let labels = factor.labels.as_slice();
                    let condition = self.selects(labels, *start, *step, contract.rank, &mut index);
                    if condition.is_some() {
                        arrays.push((condition, factor));
                    }
                }
                _ => arrays.push((None, factor)),
            }
        }
        let summed: Vec<usize> = (contract.rank..contract.dims.len()).collect();
        for label in summed.iter().filter(|label| !used[**label]) {
            term.multiply(size(&self.graph.dims, contract.dims[*label]));
        }
        let summed = summed.into_iter();
        let summed = summed.filter(|label| used[*label] && index[*label] == letters[*label]);
        let summed = summed.map(|label| letters[label].clone()).collect();
        let factors = arrays.into_iter().map(|(condition, factor)| {
            condition.unwrap_or_else(|| self.element(factor.node, &factor.labels, &index))
        });
        let elements = Formula::Elements {
            outer: letters[..contract.rank].to_vec(),
            summed,
            factors: factors.collect(),
        };
        if contract.rank == 0 {
            term.scalars.push(elements);
            term.of(None)
        } else {
            term.of(Some(elements))
        }
    }

    /// Replaces a label that a pick ties to others by its index; otherwise the condition.
    fn selects(
        &self,
        labels: &[Label],
        start: Dim,
        step: i64,
        rank: usize,
        index: &mut [String],
    ) -> Option<Formula> {
        let start = self.graph.dims.display(start);
        let (selected, position) = match labels {
            [of] => (*of, start),
            [from, of] => (*of, affine(&start, step, &index[usize::from(*from)])),
            _ => return None,
        };
        let at = usize::from(selected);
        let letter = index[at].chars().count() == 1;
        if at >= rank && letter && !labels[..labels.len() - 1].contains(&selected) {
            let old = std::mem::replace(&mut index[at], position);
            // An index already written with this letter must follow.
            let new = index[at].clone();
            for other in index.iter_mut().filter(|i| i.contains(&old) && **i != new) {
                *other = other.replace(&old, &format!("({new})"));
            }
            return None;
        }
        let sides = [index[at].clone(), position].map(Formula::Word);
        Some(Formula::Iverson(sides.to_vec(), '='))
    }

    fn element(&self, node: Id, labels: &[Label], index: &[String]) -> Formula {
        let at = |label: &Label| index[usize::from(*label)].clone();
        if matches!(self.graph.kind(node), Kind::Triangle) {
            let sides = [at(&labels[0]), at(&labels[1])].map(Formula::Word);
            return Formula::Iverson(sides.to_vec(), '≥');
        }
        let subscripts = labels.iter().map(|label| Subscript::At(at(label)));
        match self.formula(node).spread() {
            number @ Formula::Number(_) => number,
            formula => Formula::Index(Box::new(formula), subscripts.collect()),
        }
    }
}

fn affine(start: &str, step: i64, letter: &str) -> String {
    let steps = match step {
        1 => letter.to_owned(),
        -1 => format!("−{letter}"),
        step if step < 0 => format!("−{}{letter}", step.unsigned_abs()),
        _ => format!("{step}{letter}"),
    };
    match (start, steps.strip_prefix('−')) {
        ("0", _) => steps,
        (_, Some(magnitude)) => format!("{start}−{magnitude}"),
        (_, None) => format!("{start}+{steps}"),
    }
}
