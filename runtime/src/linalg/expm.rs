//! The matrix exponential and its Fréchet derivative, by scaling, a Padé approximant and squaring.
//!
//! The derivative L(A, E) is the exponential over dual matrices A + εE, ε² = 0: one text for both.
//! Higham, The scaling and squaring method for the matrix exponential revisited, SIAM J. Matrix Anal.
//! Appl. 26 (2005); Al-Mohy, Higham, A new scaling and squaring algorithm for the matrix exponential,
//! ibid. 31 (2009), and Computing the Fréchet derivative of the matrix exponential, ibid. 30 (2009).

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use super::{assert_square, lu, lu_solve, norm};
use crate::arguments::constant;
use crate::products::{matmul, matmul_add};
use crate::real::Real;
use ndarray::{Array2, ArrayView2};
use num_traits::ToPrimitive;

/// e^A = Σ Aᵏ/k!; NaN if an element is NaN or infinite.
///
/// # Panics
/// If `a` is not square.
#[track_caller]
pub fn expm<T: Real>(a: ArrayView2<'_, T>) -> Array2<T> {
    assert_square("expm", a);
    exponential(a.to_owned())
}

/// L(A, E), the derivative of e^(A + tE) by t at 0; NaN if an element is NaN or infinite.
///
/// # Panics
/// If `a` is not square or `e` is not of its shape.
#[track_caller]
pub fn expm_frechet<T: Real>(a: ArrayView2<'_, T>, e: ArrayView2<'_, T>) -> Array2<T> {
    assert_square("expm_frechet", a);
    let (left, right) = (a.dim(), e.dim());
    assert!(
        left == right,
        "expm_frechet: shape of a {left:?} ≠ shape of e {right:?}"
    );
    exponential(Dual {
        value: a.to_owned(),
        tangent: e.to_owned(),
    })
    .tangent
}

/// Order of an approximant and the norm up to which its backward error is below rounding.
type Bound = (u64, f64);

/// Higham 2005, table 2.3, with θ₁₃ of Al-Mohy and Higham 2009; single precision by the same equation.
const VALUE: [Bound; 5] = [
    (3, 1.495_585_217_958_292e-2),
    (5, 2.539_398_330_063_23e-1),
    (7, 9.504_178_996_162_932e-1),
    (9, 2.097_847_961_257_068),
    (13, 4.25),
];
const VALUE_SINGLE: [Bound; 3] = [
    (3, 4.258_730_034_897_931e-1),
    (5, 1.880_152_698_533_769),
    (7, 3.925_724_846_433_284),
];

/// Al-Mohy and Higham 2009 (Fréchet), table 6.1; single precision by the same equation.
const DERIVATIVE: [Bound; 5] = [
    (3, 1.081_338_577_784_837e-2),
    (5, 1.998_063_206_978_949e-1),
    (7, 7.834_608_472_962_044e-1),
    (9, 1.782_448_623_969_279),
    (13, 4.740_307_543_766_806),
];
const DERIVATIVE_SINGLE: [Bound; 3] = [
    (3, 3.080_330_418_453_301e-1),
    (5, 1.482_532_614_793_145),
    (7, 3.248_671_755_200_478),
];

/// What the algorithm asks of matrices; and of dual matrices alike.
trait Algebra<T: Real>: Sized {
    /// Whether the norms of powers may stand for the power of the norm, which is never less.
    const BY_POWERS: bool;

    /// The orders to choose from.
    fn bounds() -> &'static [Bound];
    /// The matrix whose norm decides.
    fn value(&self) -> ArrayView2<'_, T>;
    fn is_finite(&self) -> bool;
    fn times(&self, other: &Self) -> Self;
    /// c I + Σ cₖ xₖ, of at least one term.
    fn combine(identity: T, terms: &[(T, &Self)]) -> Self;
    /// `self⁻¹ other`
    fn solve(&self, other: &Self) -> Self;
    fn scale(&mut self, factor: T);
}

fn exponential<T: Real, A: Algebra<T>>(mut a: A) -> A {
    if !a.is_finite() {
        a.scale(T::nan());
        return a;
    }
    // Powers of a matrix beyond this norm might overflow.
    let limit = T::max_value().sqrt().sqrt().sqrt();
    let mut squarings = halvings(norm(a.value()) / limit);
    a.scale(power(-squarings));
    let (approximant, further) = approximate(a);
    squarings += further;
    (0..squarings).fold(approximant, |x, _| x.times(&x))
}

/// e^(2⁻ˢ A) and s.
fn approximate<T: Real, A: Algebra<T>>(mut a: A) -> (A, i32) {
    let (&(last, limit), others) = A::bounds().split_last().expect("orders");
    let size = norm(a.value());
    let mut powers = vec![a.times(&a)];
    let mut root = size;
    for &(order, bound) in others {
        if order >= 7 && powers.len() < 3 {
            grow(&mut powers, 3);
            root = root_of_powers(size, &powers);
        }
        let bound = T::lit(bound);
        if size <= bound || (root <= bound && extra_halvings(&a, order) == 0) {
            grow(&mut powers, order / 2);
            return (pade(&a, &powers, order), 0);
        }
    }
    grow(&mut powers, 3);
    root = root_of_powers::<T, A>(size, &powers);
    let mut halved = halvings(root / T::lit(limit));
    a.scale(power(-halved));
    if A::BY_POWERS {
        let extra = extra_halvings(&a, last);
        a.scale(power(-extra));
        halved += extra;
    }
    for (k, even) in (2..).step_by(2).zip(&mut powers) {
        even.scale(power(-k * halved));
    }
    (pade(&a, &powers, last), halved)
}

/// A², A⁴, … A^(2 len).
fn grow<T: Real, A: Algebra<T>>(powers: &mut Vec<A>, len: u64) {
    while (powers.len() as u64) < len {
        let next = powers[powers.len() - 1].times(&powers[0]);
        powers.push(next);
    }
}

/// The larger of ‖A⁴‖^¼ and ‖A⁶‖^⅙ where it may stand for ‖A‖.
fn root_of_powers<T: Real, A: Algebra<T>>(size: T, powers: &[A]) -> T {
    if !A::BY_POWERS {
        return size;
    }
    let fourth = norm(powers[1].value()).sqrt().sqrt();
    let sixth = norm(powers[2].value()).cbrt().sqrt();
    fourth.max(sixth).min(size)
}

/// The least s ≥ 0 with 2⁻ˢ x ≤ 1.
fn halvings<T: Real>(x: T) -> i32 {
    x.log2().ceil().to_i32().unwrap_or(0).max(0)
}

/// 2ᵏ
fn power<T: Real>(k: i32) -> T {
    T::lit(2.0).powi(k)
}

/// How often A has to be halved yet for rounding to hide the first term that the approximant lacks
/// (Al-Mohy, Higham 2009, eq. 5.3): that term is of |A|^(2m + 1), not of the norms of powers.
fn extra_halvings<T: Real, A: Algebra<T>>(a: &A, order: u64) -> i32 {
    let a = a.value();
    let degree = 2 * order + 1;
    let size = norm(a);
    if size == T::zero() {
        return 0;
    }
    // The row of ones times |A|^degree, of which each product is kept in range.
    let mut sums = vec![T::one(); a.nrows()];
    let mut log = 0.0;
    for _ in 0..degree {
        let mut next = vec![T::zero(); sums.len()];
        for (row, &sum) in a.rows().into_iter().zip(&sums) {
            for (to, &value) in next.iter_mut().zip(row) {
                *to += sum * value.abs();
            }
        }
        let largest = next.iter().copied().fold(T::zero(), crate::math::maximum);
        if largest == T::zero() {
            return 0;
        }
        for value in &mut next {
            *value /= largest;
        }
        log += log2(largest);
        sums = next;
    }
    let coefficient =
        2.0 * log2_factorial(order) - log2_factorial(2 * order) - log2_factorial(degree);
    let excess = log + coefficient - log2(size) - log2(T::epsilon() / T::lit(2.0));
    let halvings = excess / constant::<f64, _>(2 * order);
    halvings.ceil().max(0.0).to_i32().unwrap_or(0)
}

fn log2<T: Real>(x: T) -> f64 {
    x.to_f64().expect("a float as an `f64`").log2()
}

fn log2_factorial(n: u64) -> f64 {
    (2..=n).map(|k| constant::<f64, _>(k).log2()).sum()
}

/// Coefficients of the numerator of the [m/m] approximant, (2m − k)! m! / ((m − k)! k!) over m!; those of
/// the denominator have alternating signs.
fn coefficients<T: Real>(order: u64) -> Vec<T> {
    let mut coefficients = vec![1_u64];
    for k in (0..order).rev() {
        let last = coefficients[coefficients.len() - 1];
        coefficients.push(last * (2 * order - k) * (k + 1) / (order - k));
    }
    coefficients.into_iter().rev().map(constant).collect()
}

/// The [m/m] approximant (V − U)⁻¹ (V + U), with U odd and V even, from A and A², A⁴, …
fn pade<T: Real, A: Algebra<T>>(a: &A, powers: &[A], order: u64) -> A {
    let b = coefficients::<T>(order);
    // The terms of one parity, from degree `first` on: even powers, of which A^0 is I.
    let of_powers = |first: usize| {
        let terms: Vec<_> = (b[first..].iter().copied().step_by(2).skip(1))
            .zip(powers)
            .collect();
        A::combine(b[first], &terms)
    };
    let (odd, even) = if order == 13 {
        (nested(&b, powers, 1), nested(&b, powers, 0))
    } else {
        (of_powers(1), of_powers(0))
    };
    let odd = a.times(&odd);
    let (one, zero) = (T::one(), T::zero());
    A::combine(zero, &[(one, &even), (-one, &odd)])
        .solve(&A::combine(zero, &[(one, &even), (one, &odd)]))
}

/// One parity of degree 12 or 13 in A⁶ (…) + …, which needs no power beyond A⁶.
fn nested<T: Real, A: Algebra<T>>(b: &[T], powers: &[A], first: usize) -> A {
    let [a2, a4, a6] = [&powers[0], &powers[1], &powers[2]];
    let high = A::combine(
        T::zero(),
        &[(b[first + 8], a2), (b[first + 10], a4), (b[first + 12], a6)],
    );
    let low = A::combine(
        b[first],
        &[(b[first + 2], a2), (b[first + 4], a4), (b[first + 6], a6)],
    );
    A::combine(T::zero(), &[(T::one(), &a6.times(&high)), (T::one(), &low)])
}

/// Single precision needs lower orders.
fn bounds_of<T: Real>(double: &'static [Bound], single: &'static [Bound]) -> &'static [Bound] {
    if T::epsilon() > T::lit(1e-10) {
        single
    } else {
        double
    }
}

impl<T: Real> Algebra<T> for Array2<T> {
    const BY_POWERS: bool = true;

    fn bounds() -> &'static [Bound] {
        bounds_of::<T>(&VALUE, &VALUE_SINGLE)
    }

    fn value(&self) -> ArrayView2<'_, T> {
        self.view()
    }

    fn is_finite(&self) -> bool {
        self.iter().all(|value| value.is_finite())
    }

    fn times(&self, other: &Self) -> Self {
        matmul(self.view(), other.view())
    }

    fn combine(identity: T, terms: &[(T, &Self)]) -> Self {
        let mut sum = Self::zeros(terms[0].1.raw_dim());
        sum.diag_mut().fill(identity);
        for &(factor, term) in terms {
            sum.scaled_add(factor, term);
        }
        sum
    }

    fn solve(&self, other: &Self) -> Self {
        lu_solve(&lu(self.view()), other.view())
    }

    fn scale(&mut self, factor: T) {
        *self *= factor;
    }
}

/// A + εE with ε² = 0.
struct Dual<T> {
    value: Array2<T>,
    tangent: Array2<T>,
}

impl<T: Real> Algebra<T> for Dual<T> {
    const BY_POWERS: bool = false;

    fn bounds() -> &'static [Bound] {
        bounds_of::<T>(&DERIVATIVE, &DERIVATIVE_SINGLE)
    }

    fn value(&self) -> ArrayView2<'_, T> {
        self.value.view()
    }

    fn is_finite(&self) -> bool {
        self.value.is_finite() && self.tangent.is_finite()
    }

    /// (A + εE)(B + εF) = AB + ε(AF + EB)
    fn times(&self, other: &Self) -> Self {
        let mut tangent = self.value.times(&other.tangent);
        let (e, b) = (self.tangent.view(), other.value.view());
        matmul_add(T::one(), e, b, T::one(), &mut tangent);
        Self {
            value: self.value.times(&other.value),
            tangent,
        }
    }

    fn combine(identity: T, terms: &[(T, &Self)]) -> Self {
        let part = |part: fn(&Self) -> &Array2<T>, identity: T| {
            let terms: Vec<_> = terms.iter().map(|&(c, term)| (c, part(term))).collect();
            Array2::combine(identity, &terms)
        };
        Self {
            value: part(|dual| &dual.value, identity),
            tangent: part(|dual| &dual.tangent, T::zero()),
        }
    }

    /// (A + εE)⁻¹ (B + εF) = X + εA⁻¹(F − EX) with X = A⁻¹B
    fn solve(&self, other: &Self) -> Self {
        let lu = lu(self.value.view());
        let value = lu_solve(&lu, other.value.view());
        let mut right = other.tangent.clone();
        matmul_add(
            -T::one(),
            self.tangent.view(),
            value.view(),
            T::one(),
            &mut right,
        );
        Self {
            tangent: lu_solve(&lu, right.view()),
            value,
        }
    }

    fn scale(&mut self, factor: T) {
        self.value *= factor;
        self.tangent *= factor;
    }
}
