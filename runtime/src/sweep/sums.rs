//! Partial sums, in the order of the chunks, without chunks.

use super::{WIDTH, total};
use crate::real::Real;

/// The sums of `K` terms over positions that are met in order.
pub struct Sums<T, const K: usize> {
    partial: [[T; WIDTH]; K],
    last: [T; K],
    /// The first position that fills no chunk.
    whole: usize,
}

impl<T: Real, const K: usize> Sums<T, K> {
    pub fn new(n: usize) -> Self {
        Self {
            partial: [[T::zero(); WIDTH]; K],
            last: [T::zero(); K],
            whole: n - n % WIDTH,
        }
    }

    pub fn add(&mut self, position: usize, terms: [T; K]) {
        for (k, term) in terms.into_iter().enumerate() {
            if position < self.whole {
                self.partial[k][position % WIDTH] += term;
            } else {
                self.last[k] += term;
            }
        }
    }

    pub fn total(self) -> [T; K] {
        let mut sums = self.partial.map(total::<T, false>);
        for (sum, last) in sums.iter_mut().zip(self.last) {
            *sum += last;
        }
        sums
    }
}
