//! The derivative of the adjugate along a direction, of singular matrices too.
//!
//! The elements of adj A are polynomials, so that it exists everywhere, while tr(adj(A) E) A⁻¹ − A⁻¹ E adj A
//! needs an inverse. With A = Pᵀ L D U Qᵀ by complete pivoting, A + tE = Pᵀ L (D + tG) U Qᵀ for
//! G = L⁻¹ P E Q U⁻¹, and the derivative is ±Q U⁻¹ M L⁻¹ P with that of the diagonal matrix in its middle:
//! mᵢⱼ = −gᵢⱼ Π dₖ over k ≠ i, j, and mᵢᵢ = Σ gⱼⱼ Π dₖ, the sum over j ≠ i. Nothing is divided by a pivot
//! once L and U are known, whose elements are at most 1.

use super::super::assert_square;
use super::super::product::{Scaled, power_of_two};
use super::super::triangular::{Triangle, solve_in};
use super::{Pivoted, adjugate, rows_of, scaled};
use crate::real::Real;
use ndarray::{Array2, ArrayView2};

/// The derivative of adj (A + tE) by t at 0. Zero where A is of rank n − 3 or less, up to rounding, and
/// for 1 × 1; adj E for 2 × 2.
///
/// # Panics
/// If `a` is not square or `e` is not of its shape.
#[track_caller]
pub fn adjugate_frechet<T: Real>(a: ArrayView2<'_, T>, e: ArrayView2<'_, T>) -> Array2<T> {
    assert_square("adjugate_frechet", a);
    let (left, right) = (a.dim(), e.dim());
    assert!(
        left == right,
        "adjugate_frechet: shape of a {left:?} ≠ shape of e {right:?}"
    );
    if a.nrows() == 2 {
        return adjugate(e);
    }
    Pivoted::new(rows_of(a)).derivative(e)
}

impl<T: Real> Pivoted<T> {
    fn derivative(&self, e: ArrayView2<'_, T>) -> Array2<T> {
        let factors = self.factors.view();
        let (mut g, outer) = self.direction(e);
        solve_in(factors, g.view_mut(), Triangle::UnitLower);
        let mut g = rows_of(g.reversed_axes().view());
        solve_in(factors.reversed_axes(), g.view_mut(), Triangle::UnitLower);
        let (mut x, inner) = self.of_diagonal(g.t());
        solve_in(factors, x.view_mut(), Triangle::UnitUpper);
        let mut x = rows_of(x.reversed_axes().view());
        solve_in(factors.reversed_axes(), x.view_mut(), Triangle::UnitUpper);
        self.rearranged(x.t(), outer + inner)
    }

    /// P E Q with a power of 2 taken out, so that the largest element is near 1.
    fn direction(&self, e: ArrayView2<'_, T>) -> (Array2<T>, i64) {
        let exponent = common_exponent(e.iter().map(scaled));
        let e = Array2::from_shape_fn(e.raw_dim(), |(i, j)| {
            let x = scaled(&e[[self.rows[i], self.columns[j]]]);
            T::lit(power_of_two(x.mantissa, x.exponent - exponent))
        });
        (e, exponent)
    }

    /// ±M, of the derivative in the middle; with a power of 2 taken out.
    fn of_diagonal(&self, g: ArrayView2<'_, T>) -> (Array2<T>, i64) {
        let n = g.nrows();
        let (pivots, sign) = self.pivots();
        let mut after = vec![Scaled::ONE; n];
        for k in (1..n).rev() {
            after[k - 1] = after[k].times(pivots[k]);
        }
        let mut m = Array2::from_elem((n, n), Scaled::new(0.0));
        let mut before = sign;
        for i in 0..n {
            // Π dₖ over k < j, but for i.
            let mut others = before;
            for j in i + 1..n {
                let product = others.times(after[j]);
                let times = |x: T| product.times(scaled(&x));
                m[[i, j]] = times(-g[[i, j]]);
                m[[j, i]] = times(-g[[j, i]]);
                m[[i, i]] = m[[i, i]].plus(times(g[[j, j]]));
                m[[j, j]] = m[[j, j]].plus(times(g[[i, i]]));
                others = others.times(pivots[j]);
            }
            before = before.times(pivots[i]);
        }
        let exponent = common_exponent(m.iter().copied());
        let of = |x: &Scaled| T::lit(power_of_two(x.mantissa, x.exponent - exponent));
        (m.map(of), exponent)
    }
}

/// The exponent of the largest magnitude; 0 if there is none.
fn common_exponent(all: impl Iterator<Item = Scaled>) -> i64 {
    let nonzero = all.filter(|x| x.mantissa != 0.0);
    nonzero.map(|x| x.exponent).max().unwrap_or(0)
}
