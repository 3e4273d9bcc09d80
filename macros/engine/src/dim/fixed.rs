//! Small sizes in the place of large fixed ones, where graphs are evaluated to check them.
//!
//! What stands in keeps order, and what a fixed size is of others: their product, or their sum. So
//! equal shapes, reshapes and slices stay what they are.

use super::{Dim, Dims, Polynomial};

/// Fixed sizes beyond it are large.
pub const SMALL: i64 = 8;

/// The large fixed sizes of a graph, ascending, each with what it is of smaller ones.
#[derive(Clone, Debug, Default)]
pub struct Fixed(Vec<(i64, Option<Relation>)>);

#[derive(Clone, Copy, Debug)]
enum Relation {
    Product(i64, i64),
    Sum(i64, i64),
}

impl Relation {
    /// What `size` is of `known` ones, of which one at least is large.
    fn of(size: i64, known: &[i64]) -> Option<Self> {
        let all = || (1..=SMALL).chain(known.iter().copied());
        let mut products = known.iter().filter(|x| size % **x == 0);
        let product = products.find(|x| all().any(|other| other * **x == size && other > 1));
        let mut sums = known.iter();
        let product = product.map(|x| Self::Product(*x, size / x));
        product.or_else(|| {
            let x = sums.find(|x| all().any(|other| other + **x == size))?;
            Some(Self::Sum(*x, size - x))
        })
    }

    fn apply(self, of: impl Fn(i64) -> i64) -> i64 {
        match self {
            Self::Product(a, b) => of(a).saturating_mul(of(b)),
            Self::Sum(a, b) => of(a).saturating_add(of(b)),
        }
    }
}

impl Fixed {
    /// The large fixed sizes in `used`.
    #[must_use]
    pub fn new(dims: &Dims, used: impl Iterator<Item = Dim>) -> Self {
        let polynomials = used.map(|dim| dims.polynomial(dim));
        let terms = polynomials.flat_map(Polynomial::terms);
        let sizes = terms.map(|(_, size)| size.saturating_abs());
        let mut sizes: Vec<i64> = sizes.filter(|size| *size > SMALL).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let relation = |at: usize| (sizes[at], Relation::of(sizes[at], &sizes[..at]));
        Self((0..sizes.len()).map(relation).collect())
    }

    /// What stands in for each: growing by the steps that it is given; what must reach a `floor` may leave
    /// its relation.
    /// `None` where what they are of each other leaves their order.
    pub fn draw(
        &self,
        mut step: impl FnMut() -> i64,
        floor: impl Fn(i64) -> i64,
    ) -> Option<Vec<(i64, i64)>> {
        let mut found: Vec<(i64, i64)> = Vec::with_capacity(self.0.len());
        for (size, relation) in &self.0 {
            let last = found.last().map_or(1, |last| last.1);
            let of = |part| look_up(&found, part).unwrap_or(part);
            let related = relation.map(|relation| relation.apply(of));
            let related = related.filter(|value| *value >= floor(*size));
            let value = related.unwrap_or_else(|| floor(*size).max(last + step()));
            if value <= last {
                return None;
            }
            found.push((*size, value));
        }
        Some(found)
    }
}

fn look_up(pairs: &[(i64, i64)], size: i64) -> Option<i64> {
    let found = pairs.binary_search_by_key(&size, |pair| pair.0).ok()?;
    Some(pairs[found].1)
}

impl Dims {
    /// From now on, the second of each pair is the size where the first is fixed.
    pub fn replace_fixed(&mut self, pairs: Vec<(i64, i64)>) {
        self.stand_ins = pairs;
    }

    /// What stands in for large fixed sizes.
    #[must_use]
    pub fn stand_ins(&self) -> &[(i64, i64)] {
        &self.stand_ins
    }

    /// A fixed size, or what stands in for it: of one made after those that were drawn, what it is of them.
    pub(super) fn stand_in(&self, size: i64) -> i64 {
        let magnitude = size.saturating_abs();
        if magnitude <= SMALL || self.stand_ins.is_empty() {
            return size;
        }
        let known = || -> Vec<i64> { self.stand_ins.iter().map(|pair| pair.0).collect() };
        let of = |part| look_up(&self.stand_ins, part).unwrap_or(part);
        let found = look_up(&self.stand_ins, magnitude);
        let related = || Some(Relation::of(magnitude, &known())?.apply(of));
        found.or_else(related).unwrap_or(magnitude) * size.signum()
    }
}
