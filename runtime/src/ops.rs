//! The whole-array operations of the rule table, with the pieces of their derivatives.
//!
//! Empty arrays give the neutral element (max −∞, min ∞, product 1, sum 0); NaN propagates; ties share
//! equally. Axis forms do to each lane along the axis what the plain form does to the array.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

#[cfg(feature = "faer")]
pub use crate::linalg::pinv;
pub use crate::linalg::{adjugate, adjugate_frechet, expm, expm_frechet};
use crate::math;
use crate::operand::Rank;
use crate::real::Real;
use crate::sweep::{lane, lane_mut, sweep};
use ndarray::{
    Array, Array1, ArrayView, ArrayView1, ArrayViewMut1, Axis, Dimension, RemoveAxis, Zip,
};

/// Σ x.
#[inline]
pub fn sum<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    x.sum()
}

/// What is left of an array of rank `D` when one axis is gone: of a vector, a scalar.
pub type Less<T, D> = <<D as Dimension>::Smaller as Rank>::Owned<T>;

/// Σ x along `axis`.
#[inline]
pub fn sum_axis<T: Real, D: RemoveAxis<Smaller: Rank>>(
    x: ArrayView<'_, T, D>,
    axis: usize,
) -> Less<T, D> {
    D::Smaller::own(x.sum_axis(Axis(axis)))
}

/// Σ x / n; NaN for none.
#[inline]
pub fn mean<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    x.sum() / math::size(x.len())
}

/// Σ |x|.
#[inline]
pub fn norm1<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    x.fold(T::zero(), |sum, &value| sum + math::abs(value))
}

/// √Σx², scaled where a square would overflow or underflow.
pub fn norm2<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    let squares = x.fold(T::zero(), |sum, &value| sum + value * value);
    let trusted = T::min_positive_value() / (T::epsilon() * T::epsilon());
    if squares.is_nan() || (squares.is_finite() && squares > trusted) {
        return squares.sqrt();
    }
    let largest = x.fold(T::zero(), |m, &value| math::maximum(m, math::abs(value)));
    if largest == T::zero() || !largest.is_finite() {
        return largest;
    }
    let scaled = x.fold(T::zero(), |sum, &value| sum + math::square(value / largest));
    largest * scaled.sqrt()
}

/// The largest element.
#[inline]
pub fn max<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    const PARTS: usize = 8;
    let least = T::neg_infinity();
    let Some(elements) = x.as_slice_memory_order() else {
        return x.fold(least, |m, &value| math::maximum(m, value));
    };
    // In eight parts, which vectorises; NaN propagates from any of them.
    let (chunks, rest) = elements.as_chunks::<PARTS>();
    let parts = chunks.iter().fold([least; PARTS], |parts, chunk| {
        std::array::from_fn(|k| math::maximum(parts[k], chunk[k]))
    });
    let all = parts.into_iter().chain(rest.iter().copied());
    all.fold(least, math::maximum)
}

/// Σ e^(x − largest).
fn shifted_total<T: Real, D: Dimension>(x: &ArrayView<'_, T, D>, largest: T) -> T {
    let total = |elements: ArrayView1<'_, T>| {
        let [sum] = sweep(
            elements.len(),
            (),
            (lane(&elements, 0, [0]),),
            #[inline(always)]
            |(), (value,)| [math::exp(value - largest)],
        );
        sum
    };
    match x.as_slice_memory_order() {
        Some(elements) => total(ArrayView1::from(elements)),
        None => x.rows().into_iter().map(total).sum(),
    }
}

/// e^(x − largest), and its sum.
fn shifted<T: Real, D: Dimension>(x: &ArrayView<'_, T, D>, largest: T) -> (Array<T, D>, T) {
    let mut y = x.to_owned();
    let Some(elements) = y.as_slice_memory_order_mut() else {
        y.mapv_inplace(|value| math::exp(value - largest));
        let sum = y.sum();
        return (y, sum);
    };
    let mut elements = ArrayViewMut1::from(elements);
    let n = elements.len();
    let [sum] = sweep(
        n,
        (lane_mut(&mut elements, 0, [0]),),
        (),
        #[inline(always)]
        |(value,), ()| {
            *value = math::exp(*value - largest);
            [*value]
        },
    );
    (y, sum)
}

/// The smallest element.
#[inline]
pub fn min<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    x.fold(T::infinity(), |m, &value| math::minimum(m, value))
}

/// 1/(number of maxima) at each maximum, 0 elsewhere: the derivative of [`max`].
#[inline]
pub fn max_mask<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> Array<T, D> {
    let extreme = max(x.view());
    share(x, extreme)
}

/// 1 where a singular value is not zero to rounding: σ > n ε σ₁.
pub fn rank_mask<T: Real>(values: ArrayView1<'_, T>) -> Array1<T> {
    let largest = max(values);
    let least = T::epsilon() * math::size::<T>(values.len()) * largest;
    values.mapv(|value| {
        if value.is_nan() {
            value
        } else if value > least {
            T::one()
        } else {
            T::zero()
        }
    })
}

/// 1/(number of minima) at each minimum, 0 elsewhere: the derivative of [`min`].
#[inline]
pub fn min_mask<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> Array<T, D> {
    let extreme = min(x.view());
    share(x, extreme)
}

fn share<T: Real, D: Dimension>(x: ArrayView<'_, T, D>, extreme: T) -> Array<T, D> {
    if extreme.is_nan() {
        return x.mapv(|_| extreme);
    }
    let ties = x.iter().filter(|&&value| value == extreme).count();
    let part = T::one() / math::size(ties);
    x.mapv(|value| if value == extreme { part } else { T::zero() })
}

/// ln Σeˣ, without overflow.
pub fn logsumexp<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    let largest = max(x.view());
    if !largest.is_finite() {
        return largest;
    }
    largest + math::ln(shifted_total(&x, largest))
}

/// eˣ / Σeˣ, without overflow.
pub fn softmax<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> Array<T, D> {
    let largest = max(x.view());
    let (mut y, sum) = shifted(&x, largest);
    y.map_inplace(|value| *value /= sum);
    y
}

/// x − ln Σeˣ, without cancellation where all of x is large.
pub fn log_softmax<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> Array<T, D> {
    let largest = max(x.view());
    let total = math::ln(shifted_total(&x, largest));
    x.mapv(|value| (value - largest) - total)
}

/// Π x.
#[inline]
pub fn prod<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> T {
    x.product()
}

/// At each element the product of all the others, without a division: the derivative of [`prod`].
pub fn coprod<T: Real, D: Dimension>(x: ArrayView<'_, T, D>) -> Array<T, D> {
    let mut after = Vec::with_capacity(x.len());
    let mut before = T::one();
    let values: Vec<T> = x.iter().copied().collect();
    for &value in values.iter().rev() {
        after.push(before);
        before *= value;
    }
    before = T::one();
    let mut others = Array::zeros(x.raw_dim());
    for ((other, &value), &rest) in others.iter_mut().zip(&values).zip(after.iter().rev()) {
        *other = before * rest;
        before *= value;
    }
    others
}

/// `out[j] = Σ_{i ≤ j} x[i]`.
pub fn cumsum<T: Real>(x: ArrayView1<'_, T>) -> Array1<T> {
    // Not `mapv`, which goes by memory: backwards through a reversed view.
    let mut out = x.to_owned();
    let mut sum = T::zero();
    for value in &mut out {
        sum += *value;
        *value = sum;
    }
    out
}

/// `out[j] = Σ_{i ≥ j} x[i]`: the transpose of [`cumsum`].
pub fn rcumsum<T: Real>(x: ArrayView1<'_, T>) -> Array1<T> {
    let mut out = x.to_owned();
    let mut sum = T::zero();
    for value in out.iter_mut().rev() {
        sum += *value;
        *value = sum;
    }
    out
}

/// `f` of each lane along `axis`.
#[inline]
fn reduce<T: Real, D: RemoveAxis<Smaller: Rank>>(
    x: ArrayView<'_, T, D>,
    axis: usize,
    f: impl Fn(ArrayView1<'_, T>) -> T,
) -> Less<T, D> {
    D::Smaller::own(x.map_axis(Axis(axis), f))
}

/// Each lane along `axis` replaced by its image under `f`.
#[inline]
fn replace<T: Real, D: RemoveAxis>(
    x: ArrayView<'_, T, D>,
    axis: usize,
    f: impl Fn(ArrayView1<'_, T>) -> Array1<T>,
) -> Array<T, D> {
    let mut out = Array::zeros(x.raw_dim());
    Zip::from(out.lanes_mut(Axis(axis)))
        .and(x.lanes(Axis(axis)))
        .for_each(|mut image, lane| image.assign(&f(lane)));
    out
}

macro_rules! axis_forms {
    ($($through:ident: $($name:ident of $plain:ident),*;)*) => {$($(
        #[inline]
        pub fn $name<T: Real, D: RemoveAxis<Smaller: Rank>>(
            x: ArrayView<'_, T, D>,
            axis: usize,
        ) -> axis_forms!(@ $through) {
            $through(x, axis, $plain)
        }
    )*)*};
    (@ reduce) => { Less<T, D> };
    (@ replace) => { Array<T, D> };
}

axis_forms! {
    reduce: mean_axis of mean, max_axis of max, min_axis of min,
        logsumexp_axis of logsumexp, prod_axis of prod, norm2_axis of norm2;
    replace: max_axis_mask of max_mask, min_axis_mask of min_mask, softmax_axis of softmax,
        log_softmax_axis of log_softmax,
        coprod_axis of coprod;
}
