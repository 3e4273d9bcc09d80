//! Contractions over dual numbers.
//!
//! Summed labels are eliminated one after the other, the one of the smallest product first, so
//! that a long chain costs a sum of small products and not one product over all its labels.

use crate::dual::{Arithmetic, Tensor};
use crate::graph::Label;

/// Products of at most this many terms are summed directly.
const DIRECT: usize = 64;

/// `out[0..rank] = Σ over the labels rank.. Π operand[labels]`, the labels as long as `lengths`.
#[must_use]
pub fn contract<T: Arithmetic>(
    lengths: &[usize],
    rank: usize,
    operands: &[(&Tensor<T>, &[Label])],
) -> Tensor<T> {
    let mut operands: Vec<Operand<T>> = operands
        .iter()
        .map(|(tensor, labels)| Operand::borrowed(tensor, labels, lengths.len()))
        .collect();
    let mut carried: Vec<Carried> = operands.iter().map(Operand::carried).collect();
    let mut summed: Vec<usize> = (rank..lengths.len()).collect();
    while let Some((label, _)) = next(lengths, &mut carried, &mut summed) {
        operands = eliminate(lengths, operands, label);
    }
    let out: Vec<usize> = (0..rank).collect();
    sum(lengths, &out, &summed, &operands)
}

/// How many products [`contract`] forms for factors of these labels.
#[must_use]
pub fn work<'a>(
    lengths: &[usize],
    rank: usize,
    factors: impl Iterator<Item = &'a [Label]>,
) -> usize {
    let carries = |labels: &[Label]| {
        let mut carried = vec![false; lengths.len()];
        for label in labels {
            carried[usize::from(*label)] = true;
        }
        carried
    };
    let mut carried: Vec<Carried> = factors.map(carries).collect();
    let mut summed: Vec<usize> = (rank..lengths.len()).collect();
    let mut total = 0_usize;
    while let Some((_, work)) = next(lengths, &mut carried, &mut summed) {
        total = total.saturating_add(work);
    }
    let mut last = union(&carried, lengths.len());
    (0..rank).chain(summed).for_each(|label| last[label] = true);
    total.saturating_add(product(lengths, &last).saturating_mul(carried.len().max(1)))
}

/// By label: whether an operand carries it.
type Carried = Vec<bool>;

/// The summed label to eliminate next, and how many products that takes; `None` where the rest
/// is small enough to be summed at once.
fn next(
    lengths: &[usize],
    carried: &mut Vec<Carried>,
    summed: &mut Vec<usize>,
) -> Option<(usize, usize)> {
    let everything = product(lengths, &union(carried.iter(), lengths.len()));
    if summed.len() < 2 || everything <= DIRECT {
        return None;
    }
    let size = |label: usize| {
        let carriers = carried.iter().filter(|operand| operand[label]);
        product(lengths, &union(carriers, lengths.len()))
    };
    let sizes = summed.iter().map(|label| size(*label));
    let (position, size) = sizes.enumerate().min_by_key(|(_, size)| *size)?;
    let label = summed.remove(position);
    let (carriers, mut rest): (Vec<_>, Vec<_>) =
        carried.drain(..).partition(|operand| operand[label]);
    let mut joined = union(&carriers, lengths.len());
    joined[label] = false;
    rest.push(joined);
    *carried = rest;
    Some((label, size.saturating_mul(carriers.len().max(1))))
}

fn union<'a>(operands: impl IntoIterator<Item = &'a Carried>, count: usize) -> Carried {
    let mut all = vec![false; count];
    for operand in operands {
        for (all, carries) in all.iter_mut().zip(operand) {
            *all |= carries;
        }
    }
    all
}

fn product(lengths: &[usize], labels: &Carried) -> usize {
    let lengths = lengths.iter().zip(labels).filter(|(_, carries)| **carries);
    lengths.fold(1, |product: usize, (length, _)| {
        product.saturating_mul(*length)
    })
}

struct Operand<'a, T: Clone> {
    data: std::borrow::Cow<'a, [T]>,
    /// By label: how far apart neighbours along it are; `None` if it is not carried.
    strides: Vec<Option<usize>>,
}

impl<'a, T: Arithmetic> Operand<'a, T> {
    fn borrowed(tensor: &'a Tensor<T>, labels: &[Label], count: usize) -> Self {
        let mut strides = vec![None; count];
        let mut stride = 1;
        for (label, length) in labels.iter().zip(&tensor.shape).rev() {
            // A repeated label runs along the diagonal.
            *strides[usize::from(*label)].get_or_insert(0) += stride;
            stride *= length;
        }
        Self {
            data: tensor.data.as_slice().into(),
            strides,
        }
    }

    fn carried(&self) -> Carried {
        self.strides.iter().map(Option::is_some).collect()
    }
}

/// Replaces the operands that carry `label` by their product, summed over it.
fn eliminate<'a, T: Arithmetic>(
    lengths: &[usize],
    operands: Vec<Operand<'a, T>>,
    label: usize,
) -> Vec<Operand<'a, T>> {
    let (carriers, mut rest): (Vec<_>, Vec<_>) = operands
        .into_iter()
        .partition(|operand| operand.strides[label].is_some());
    let kept: Vec<usize> = (0..lengths.len())
        .filter(|other| *other != label && carriers.iter().any(|o| o.strides[*other].is_some()))
        .collect();
    let tensor = sum(lengths, &kept, &[label], &carriers);
    let mut strides = vec![None; lengths.len()];
    let mut stride = 1;
    for label in kept.iter().rev() {
        strides[*label] = Some(stride);
        stride *= lengths[*label];
    }
    rest.push(Operand {
        data: tensor.data.into(),
        strides,
    });
    rest
}

/// The sum itself, over all labels at once.
fn sum<T: Arithmetic>(
    lengths: &[usize],
    out: &[usize],
    summed: &[usize],
    operands: &[Operand<T>],
) -> Tensor<T> {
    let inner: usize = summed.iter().map(|label| lengths[*label]).product();
    let shape: Vec<usize> = out.iter().map(|label| lengths[*label]).collect();
    let count: usize = shape.iter().product();
    let mut axes: Vec<Axis> = Vec::with_capacity(out.len() + summed.len());
    for label in out.iter().chain(summed) {
        axes.push(Axis {
            length: lengths[*label],
            index: 0,
            strides: operands
                .iter()
                .map(|o| o.strides[*label].unwrap_or(0))
                .collect(),
        });
    }
    let values: Vec<&[T]> = operands.iter().map(|operand| &*operand.data).collect();
    let mut data = Vec::with_capacity(count);
    let mut offsets = vec![0; operands.len()];
    for _ in 0..count {
        let mut total = T::default();
        for _ in 0..inner {
            total = total + term(&values, &offsets);
            advance(&mut axes, &mut offsets);
        }
        data.push(total);
    }
    Tensor { shape, data }
}

/// A label while it is run over.
struct Axis {
    length: usize,
    index: usize,
    /// By operand: how far apart neighbours are.
    strides: Vec<usize>,
}

// The two innermost functions of the reference count by hand: every expansion runs them unoptimised.

/// The product of the operands at their offsets.
fn term<T: Arithmetic>(values: &[&[T]], offsets: &[usize]) -> T {
    let (mut term, mut k) = match values.first() {
        Some(first) => (first[offsets[0]], 1),
        None => (T::number(1.0), 0),
    };
    while k < values.len() {
        term = term * values[k][offsets[k]];
        k += 1;
    }
    term
}

/// Moves to the next index, the last label fastest; from the last back to the first.
fn advance(axes: &mut [Axis], offsets: &mut [usize]) {
    let mut position = axes.len();
    while position > 0 {
        position -= 1;
        let axis = &mut axes[position];
        let strides = axis.strides.as_slice();
        axis.index += 1;
        let wraps = axis.index == axis.length;
        let mut k = 0;
        while k < strides.len() {
            if wraps {
                offsets[k] -= strides[k] * (axis.length - 1);
            } else {
                offsets[k] += strides[k];
            }
            k += 1;
        }
        if !wraps {
            return;
        }
        axis.index = 0;
    }
}
