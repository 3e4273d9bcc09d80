//! Contractions over dual numbers.
//!
//! Summed labels are eliminated one after the other, the one of the smallest product first, so
//! that a long chain costs a sum of small products and not one product over all its labels.

use crate::dual::{Dual, Tensor};
use crate::graph::Label;

/// Products of at most this many terms are summed directly.
const DIRECT: usize = 64;

/// `out[0..rank] = Σ over the labels rank.. Π operand[labels]`, the labels as long as `lengths`.
#[must_use]
pub fn contract(lengths: &[usize], rank: usize, operands: &[(&Tensor, &[Label])]) -> Tensor {
    let mut operands: Vec<Operand> = operands
        .iter()
        .map(|(tensor, labels)| Operand::borrowed(tensor, labels, lengths.len()))
        .collect();
    let mut summed: Vec<usize> = (rank..lengths.len()).collect();
    while summed.len() > 1 && product(lengths, &union(&operands)) > DIRECT {
        let sizes = summed.iter().map(|label| {
            let carriers = operands.iter().filter(|operand| operand.carries(*label));
            product(lengths, &union(carriers))
        });
        let Some((position, _)) = sizes.enumerate().min_by_key(|(_, size)| *size) else {
            break;
        };
        let label = summed.remove(position);
        operands = eliminate(lengths, operands, label);
    }
    let out: Vec<usize> = (0..rank).collect();
    sum(lengths, &out, &summed, &operands)
}

struct Operand<'a> {
    data: std::borrow::Cow<'a, [Dual]>,
    /// By label: how far apart neighbours along it are; `None` if it is not carried.
    strides: Vec<Option<usize>>,
}

impl<'a> Operand<'a> {
    fn borrowed(tensor: &'a Tensor, labels: &[Label], count: usize) -> Self {
        let mut strides = vec![None; count];
        let mut stride = 1;
        for (label, length) in labels.iter().zip(&tensor.shape).rev() {
            // A repeated label runs along the diagonal.
            *strides[usize::from(*label)].get_or_insert(0) += stride;
            stride *= length;
        }
        Self {
            data: (&tensor.data).into(),
            strides,
        }
    }

    fn carries(&self, label: usize) -> bool {
        self.strides[label].is_some()
    }
}

fn union<'a>(operands: impl IntoIterator<Item = &'a Operand<'a>>) -> Vec<usize> {
    let mut carried: Vec<bool> = Vec::new();
    for operand in operands {
        carried.resize(operand.strides.len(), false);
        for (carried, stride) in carried.iter_mut().zip(&operand.strides) {
            *carried |= stride.is_some();
        }
    }
    (0..carried.len()).filter(|label| carried[*label]).collect()
}

fn product(lengths: &[usize], labels: &[usize]) -> usize {
    labels.iter().map(|label| lengths[*label]).product()
}

/// Replaces the operands that carry `label` by their product, summed over it.
fn eliminate<'a>(lengths: &[usize], operands: Vec<Operand<'a>>, label: usize) -> Vec<Operand<'a>> {
    let (carriers, mut rest): (Vec<_>, Vec<_>) = operands
        .into_iter()
        .partition(|operand| operand.carries(label));
    let mut kept = union(&carriers);
    kept.retain(|other| *other != label);
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
fn sum(lengths: &[usize], out: &[usize], summed: &[usize], operands: &[Operand]) -> Tensor {
    let order: Vec<usize> = out.iter().chain(summed).copied().collect();
    let inner = product(lengths, summed);
    let shape: Vec<usize> = out.iter().map(|label| lengths[*label]).collect();
    let count: usize = shape.iter().product();
    let mut data = Vec::with_capacity(count);
    let mut index = vec![0; order.len()];
    let mut offsets = vec![0; operands.len()];
    for _ in 0..count {
        let mut total = Dual::default();
        for _ in 0..inner {
            let mut term = Dual::from(1.0);
            for (operand, offset) in operands.iter().zip(&offsets) {
                term = term * operand.data[*offset];
            }
            total = total + term;
            advance(lengths, &order, operands, &mut index, &mut offsets);
        }
        data.push(total);
    }
    Tensor { shape, data }
}

/// Moves to the next index, the last label fastest; from the last back to the first.
fn advance(
    lengths: &[usize],
    order: &[usize],
    operands: &[Operand],
    index: &mut [usize],
    offsets: &mut [usize],
) {
    for (position, label) in order.iter().enumerate().rev() {
        index[position] += 1;
        let wraps = index[position] == lengths[*label];
        for (offset, operand) in offsets.iter_mut().zip(operands) {
            let stride = operand.strides[*label].unwrap_or(0);
            if wraps {
                *offset -= stride * (lengths[*label] - 1);
            } else {
                *offset += stride;
            }
        }
        if !wraps {
            return;
        }
        index[position] = 0;
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss)] // single digits
mod tests {
    use super::*;

    #[test]
    fn a_long_chain_equals_its_products_one_by_one() {
        let step = |k: usize| {
            Tensor::build(vec![3, 3], |at| Dual {
                value: ((at[0] * 7 + at[1] * 3 + k) % 5) as f64 - 2.0,
                slope: ((at[0] + 2 * at[1] + k) % 3) as f64 - 1.0,
            })
        };
        let matrices: Vec<Tensor> = (0..6).map(step).collect();
        let labels: Vec<[Label; 2]> = vec![[0, 2], [2, 3], [3, 4], [4, 5], [5, 6], [6, 1]];
        let operands: Vec<(&Tensor, &[Label])> = matrices
            .iter()
            .zip(&labels)
            .map(|(m, l)| (m, l.as_slice()))
            .collect();
        let at_once = contract(&[3; 7], 2, &operands);
        let mut chain = matrices[0].clone();
        for next in &matrices[1..] {
            chain = contract(&[3; 3], 2, &[(&chain, &[0, 2]), (next, &[2, 1])]);
        }
        assert_eq!(at_once, chain);
    }

    #[test]
    fn a_repeated_label_is_a_diagonal_and_an_empty_sum_is_zero() {
        let x = Tensor::build(vec![2, 2], |at| Dual::from((2 * at[0] + at[1]) as f64));
        assert_eq!(
            contract(&[2], 1, &[(&x, &[0, 0])]).data,
            [Dual::from(0.0), Dual::from(3.0)]
        );
        assert_eq!(contract(&[2], 0, &[(&x, &[0, 0])]).data, [Dual::from(3.0)]);
        let none = Tensor::build(vec![2, 0], |_| Dual::default());
        assert_eq!(
            contract(&[2, 0], 1, &[(&none, &[0, 1])]).data,
            [Dual::default(); 2]
        );
    }
}
