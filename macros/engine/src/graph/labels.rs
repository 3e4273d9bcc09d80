//! The algebra of labels: contractions renumbered, taken into one another, and freed of labels.

use super::{Contract, Factor, Label, label};
use crate::dim::Dim;

/// The labels `0..count`.
#[must_use]
pub fn identity(count: usize) -> Vec<Label> {
    (0..count).map(label).collect()
}

/// Whether no label is repeated.
#[must_use]
pub fn are_distinct(labels: &[Label]) -> bool {
    (1..labels.len()).all(|axis| !labels[..axis].contains(&labels[axis]))
}

impl Factor {
    /// Whether it has this label.
    #[must_use]
    pub fn carries(&self, label: usize) -> bool {
        self.labels.iter().any(|own| usize::from(*own) == label)
    }
}

impl Contract {
    /// A node times nothing else.
    #[must_use]
    pub fn of(node: super::Id, shape: &[Dim]) -> Self {
        let rank = shape.len();
        let labels = identity(rank);
        Self {
            dims: shape.to_vec(),
            rank,
            factors: vec![Factor { node, labels }],
        }
    }

    /// The labels that are summed.
    #[must_use]
    pub fn summed(&self) -> std::ops::Range<usize> {
        self.rank..self.dims.len()
    }

    /// Whether anything is summed.
    #[must_use]
    pub fn sums(&self) -> bool {
        !self.summed().is_empty()
    }

    /// Whether a factor has this label.
    #[must_use]
    pub fn carries(&self, label: usize) -> bool {
        self.factors.iter().any(|factor| factor.carries(label))
    }

    /// The summed labels that no factor carries: the sum over one multiplies by its dimension.
    pub fn counted(&self) -> impl Iterator<Item = usize> {
        self.summed().filter(|label| !self.carries(*label))
    }

    /// The contraction with the one that its factor at `position` is, `inner`, in its place.
    #[must_use]
    pub fn taking_in(&self, position: usize, inner: &Self) -> Self {
        let mut joined = self.clone();
        let mut labels = joined.factors[position].labels.clone();
        for dim in &inner.dims[inner.rank..] {
            labels.push(label(joined.dims.len()));
            joined.dims.push(*dim);
        }
        let factors = inner.factors.iter().map(|factor| factor.at(&labels));
        joined.factors.splice(position..=position, factors);
        joined
    }

    /// The contraction without a label that no factor carries.
    #[must_use]
    pub fn without_label(mut self, label: usize) -> Self {
        self.dims.remove(label);
        self.rank -= usize::from(label < self.rank);
        let labels = self.factors.iter_mut().flat_map(|f| &mut f.labels);
        for other in labels.filter(|other| usize::from(**other) > label) {
            *other -= 1;
        }
        self
    }

    /// The diagonal along two labels: the factors have the first in the place of the second.
    #[must_use]
    pub fn on_diagonal(mut self, kept: Label, gone: Label) -> Self {
        let labels = self.factors.iter_mut().flat_map(|f| &mut f.labels);
        for label in labels.filter(|label| **label == gone) {
            *label = kept;
        }
        self
    }
}

impl Factor {
    /// The factor where the labels that it has stand for `labels`.
    #[must_use]
    pub fn at(&self, labels: &[Label]) -> Self {
        let renamed = self.labels.iter().map(|own| labels[usize::from(*own)]);
        Self {
            node: self.node,
            labels: renamed.collect(),
        }
    }
}

/// Renumbers labels so that those of `out` come first, in that order.
#[must_use]
pub fn relabel(dims: &[Dim], out: &[Label], mut factors: Vec<Factor>) -> (Vec<Dim>, Vec<Factor>) {
    let mut dims = dims.to_vec();
    renumber(&mut dims, out, &mut factors);
    (dims, factors)
}

/// [`relabel`] in place.
pub(crate) fn renumber(dims: &mut [Dim], out: &[Label], factors: &mut [Factor]) {
    const UNSET: Label = Label::MAX;
    let old = dims.to_vec();
    let mut new = vec![UNSET; old.len()];
    let mut next = 0;
    let mut number = |label: Label| {
        let (old, slot) = (old[usize::from(label)], &mut new[usize::from(label)]);
        if *slot == UNSET {
            *slot = next;
            dims[usize::from(next)] = old;
            next += 1;
        }
        *slot
    };
    for label in out {
        number(*label);
    }
    for factor in factors {
        for label in &mut factor.labels {
            *label = number(*label);
        }
    }
    // A label without a factor still multiplies by its dimension.
    for label in identity(old.len()) {
        number(label);
    }
}
