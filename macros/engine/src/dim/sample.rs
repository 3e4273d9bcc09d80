//! Small sizes that satisfy all assumptions: where graphs are evaluated to check them.

use super::{Dim, Dims, Polynomial, Symbol};
use crate::verify::random::Random;

/// How many repairs are tried before giving up.
const REPAIRS: u64 = 400;

impl Dims {
    /// A size for each symbol, by index, such that all assumptions hold: different ones for
    /// different seeds, mostly 2 to 4. `None` if none is found.
    #[must_use]
    pub fn sample(&self, seed: u64) -> Option<Vec<i64>> {
        let mut random = Random::new(seed);
        let sizes = self.symbols().map(|_| random.small(2, 4)).collect();
        self.repaired(sizes, &mut random)
    }

    /// `sizes`, some of them changed where an assumption does not hold. `None` if that settles not all.
    pub(crate) fn repaired(&self, mut sizes: Vec<i64>, random: &mut Random) -> Option<Vec<i64>> {
        for _ in 0..REPAIRS {
            let Some((difference, equal)) = self.violated(&sizes) else {
                return Some(sizes);
            };
            self.repair(&mut sizes, &difference, equal, random);
        }
        None
    }

    /// `right − left` of an assumption that does not hold, if any.
    fn violated(&self, sizes: &[i64]) -> Option<(Polynomial, bool)> {
        self.assumptions.iter().find_map(|assumption| {
            let of = |dim: Dim| self.resolved(self.polynomial(dim));
            let difference = of(assumption.right).add_scaled(&of(assumption.left), -1);
            let value = self.at(&difference, sizes);
            let holds = if assumption.equal {
                value == 0
            } else {
                value >= 0
            };
            (!holds).then_some((difference, assumption.equal))
        })
    }

    pub(super) fn at(&self, polynomial: &Polynomial, sizes: &[i64]) -> i64 {
        self.value(polynomial, &|symbol| sizes[symbol.0 as usize])
    }

    /// Moves one symbol of a violated assumption: a size that settles it, if one step does.
    fn repair(&self, sizes: &mut [i64], difference: &Polynomial, equal: bool, random: &mut Random) {
        let symbols = difference.symbols();
        if symbols.is_empty() {
            return;
        }
        let Symbol(index) = symbols[random.below(symbols.len())];
        let index = index as usize;
        let before = sizes[index];
        let settles = (1..=64).find(|size| {
            sizes[index] = *size;
            let value = self.at(difference, sizes);
            if equal { value == 0 } else { value >= 0 }
        });
        sizes[index] = match settles {
            // Staying where another repair has been made would repeat it for ever.
            Some(size) if size != before => size,
            _ => random.small(1, 6),
        };
    }
}
