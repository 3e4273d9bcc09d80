//! The adjugate, of singular matrices too.
//!
//! With complete pivoting A = Pᵀ L D U Qᵀ, where L and U are triangular with ones on the diagonal and
//! magnitudes up to 1, so well conditioned, and adj A = ±Q U⁻¹ adj(D) L⁻¹ P with adj(D)ⱼⱼ = Π dₖ over k ≠ j:
//! nothing is divided by a small pivot. Stewart, On the adjugate matrix, Linear Algebra Appl. 283 (1998).

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]
#![allow(
    clippy::inline_always,
    reason = "a kernel has to be inlined where wide vectors are enabled"
)]

use super::product::{Scaled, power_of_two};
use super::triangular::{Triangle, inverse_in, solve_in};
use super::wide::{Task, largest, largest_at, less, widest};
use super::{assert_square, lu, lu_det, lu_inverse, norm, rows_of};
use crate::real::Real;
use ndarray::{Array2, ArrayView2, Axis, array};

mod derivative;

pub use derivative::adjugate_frechet;

/// The size from which det A · A⁻¹ is tried first, where it is as good.
const LARGE: usize = 64;

/// adj A, the transposed cofactors: A adj A = det A · I.
///
/// Of rank n − 1 it has rank one, of smaller rank it is zero up to rounding; 1 × 1 gives 1.
///
/// # Panics
/// If `a` is not square.
#[track_caller]
pub fn adjugate<T: Real>(a: ArrayView2<'_, T>) -> Array2<T> {
    assert_square("adjugate", a);
    if a.nrows() == 2 {
        return array![[a[[1, 1]], -a[[0, 1]]], [-a[[1, 0]], a[[0, 0]]]];
    }
    if a.nrows() >= LARGE
        && let Some(adjugate) = from_inverse(a)
    {
        return adjugate;
    }
    Pivoted::new(rows_of(a)).adjugate()
}

/// det A · A⁻¹, unless A is so near a singular matrix that a third of the digits would be lost.
fn from_inverse<T: Real>(a: ArrayView2<'_, T>) -> Option<Array2<T>> {
    let factors = lu(a);
    let (inverse, det) = (lu_inverse(&factors), lu_det(&factors));
    let condition = norm(a) * norm(inverse.view());
    let inside = det.is_normal() && condition * T::epsilon().cbrt() <= T::one();
    inside.then(|| inverse * det)
}

/// A = Pᵀ L D U Qᵀ.
struct Pivoted<T> {
    /// L below the diagonal, D on it, U above.
    factors: Array2<T>,
    /// Row i of P A is row `rows[i]` of A, and so for the columns.
    rows: Vec<usize>,
    columns: Vec<usize>,
    /// Whether P and Q together are odd.
    odd: bool,
}

impl<T: Real> Pivoted<T> {
    fn new(a: Array2<T>) -> Self {
        let n = a.nrows();
        let mut pivoted = Self {
            factors: a,
            rows: (0..n).collect(),
            columns: (0..n).collect(),
            odd: false,
        };
        widest(Elimination(&mut pivoted));
        pivoted
    }

    /// The position of the largest magnitude.
    fn largest(&self) -> (usize, usize) {
        let mut search = Search::default();
        for (i, row) in self.factors.rows().into_iter().enumerate() {
            search.row(i, 0, row.to_slice().expect("rows are contiguous"));
        }
        search.position
    }

    /// Exchanges rows and columns so that `from` comes to `k`, `k`.
    fn bring(&mut self, from: (usize, usize), k: usize) {
        let (row, column) = from;
        if row != k {
            let (upper, mut lower) = self.factors.view_mut().split_at(Axis(0), row);
            ndarray::Zip::from(upper.index_axis_move(Axis(0), k))
                .and(lower.row_mut(0))
                .for_each(std::mem::swap);
            self.rows.swap(row, k);
        }
        if column != k {
            for mut row in self.factors.rows_mut() {
                row.swap(column, k);
            }
            self.columns.swap(column, k);
        }
        self.odd ^= (row != k) != (column != k);
    }

    /// Row k of U, column k of L, and what is left of the rest; the position of the rest's largest element.
    #[inline(always)]
    fn eliminate<const FUSED: bool>(&mut self, k: usize) -> (usize, usize) {
        let (top, mut bottom) = self.factors.view_mut().split_at(Axis(0), k + 1);
        let top = top.index_axis_move(Axis(0), k);
        let top = top.into_slice().expect("rows are contiguous");
        let pivot = top[k];
        let mut search = Search {
            position: (k + 1, k + 1),
            ..Search::default()
        };
        if pivot == T::zero() {
            return search.position;
        }
        for (i, mut row) in bottom.rows_mut().into_iter().enumerate() {
            let row = row.as_slice_mut().expect("rows are contiguous");
            let (factor, row) = row[k..].split_first_mut().expect("column k");
            *factor /= pivot;
            for (value, &above) in row.iter_mut().zip(&top[k + 1..]) {
                *value = less::<T, FUSED>(*value, *factor, above);
            }
            search.row(i + k + 1, k + 1, row);
        }
        for value in &mut top[k + 1..] {
            *value /= pivot;
        }
        search.position
    }

    fn adjugate(&self) -> Array2<T> {
        let n = self.rows.len();
        let mut x = Array2::zeros((n, n));
        inverse_in(self.factors.view(), x.view_mut(), Triangle::UnitLower);
        let (weights, exponent) = self.weights();
        for (mut row, &weight) in x.rows_mut().into_iter().zip(&weights) {
            row *= weight;
        }
        solve_in(self.factors.view(), x.view_mut(), Triangle::UnitUpper);
        self.rearranged(x.view(), exponent)
    }

    /// 2ᵉ Q X P.
    fn rearranged(&self, x: ArrayView2<'_, T>, exponent: i64) -> Array2<T> {
        let power: T = Scaled {
            mantissa: 1.0,
            exponent,
        }
        .value();
        let mut result = Array2::zeros(x.raw_dim());
        for (row, &to) in x.rows().into_iter().zip(&self.columns) {
            for (&value, &column) in row.iter().zip(&self.rows) {
                result[[to, column]] = if power.is_normal() {
                    value * power
                } else {
                    let value = value.to_f64().expect("a float as an `f64`");
                    T::lit(power_of_two(value, exponent))
                };
            }
        }
        result
    }

    /// The diagonal of D, and the determinant of P and Q.
    fn pivots(&self) -> (Vec<Scaled>, Scaled) {
        let sign = Scaled::new(if self.odd { -1.0 } else { 1.0 });
        (self.factors.diag().iter().map(scaled).collect(), sign)
    }

    /// The diagonal of ±adj(D) with a power of 2 taken out, so that the largest is near 1.
    fn weights(&self) -> (Vec<T>, i64) {
        let (pivots, sign) = self.pivots();
        let mut products = vec![sign; pivots.len()];
        let mut before = Scaled::ONE;
        for (product, &pivot) in products.iter_mut().zip(&pivots) {
            *product = product.times(before);
            before = before.times(pivot);
        }
        let mut after = Scaled::ONE;
        for (product, &pivot) in products.iter_mut().zip(&pivots).rev() {
            *product = product.times(after);
            after = after.times(pivot);
        }
        let nonzero = products.iter().filter(|product| product.mantissa != 0.0);
        let exponent = nonzero.map(|product| product.exponent).max().unwrap_or(0);
        let weights = (products.iter())
            .map(|product| T::lit(power_of_two(product.mantissa, product.exponent - exponent)))
            .collect();
        (weights, exponent)
    }
}

fn scaled<T: Real>(x: &T) -> Scaled {
    Scaled::new(x.to_f64().expect("a float as an `f64`"))
}

/// Step by step, the largest element that is left becomes the pivot.
struct Elimination<'a, T>(&'a mut Pivoted<T>);

impl<T: Real> Task for Elimination<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Self(pivoted) = self;
        let mut largest = pivoted.largest();
        for k in 0..pivoted.rows.len() {
            pivoted.bring(largest, k);
            largest = pivoted.eliminate::<FUSED>(k);
        }
    }
}

/// The largest magnitude seen and its position; NaN is never larger.
struct Search<T> {
    position: (usize, usize),
    magnitude: T,
}

impl<T: Real> Default for Search<T> {
    fn default() -> Self {
        Self {
            position: (0, 0),
            magnitude: T::zero(),
        }
    }
}

impl<T: Real> Search<T> {
    /// Takes in row `i` from column `first` on.
    #[inline(always)]
    fn row(&mut self, i: usize, first: usize, row: &[T]) {
        let largest = largest(row);
        if largest > self.magnitude {
            self.position = (i, first + largest_at(row));
            self.magnitude = largest;
        }
    }
}
