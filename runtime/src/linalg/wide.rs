//! Loops compiled for the widest vectors the machine has, and the one they all spend their time in:
//! [`subtract`], `y ← y − Σ cₖ xₖ` over contiguous vectors.
//!
//! A [`Task`] is a whole kernel, so that the machine is asked once per kernel and not once per row.
//! Fused multiply-add is used where it is an instruction, never where it is a library call.

#![allow(
    clippy::inline_always,
    reason = "a body compiled for wide vectors has to be inlined where they are enabled"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "fixed lengths, to be kept in registers"
)]

use crate::real::Real;
use num_traits::Float;

/// A kernel to be compiled for each machine level; `run` has to be `#[inline(always)]`.
pub(super) trait Task {
    type Output;

    fn run<const FUSED: bool>(self) -> Self::Output;
}

/// Runs the task with the widest vectors of this machine.
#[inline]
pub(super) fn widest<K: Task>(task: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
        // SAFETY: the machine has both, just asked.
        return unsafe { with_vectors(task) };
    }
    task.run::<{ cfg!(target_arch = "aarch64") }>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn with_vectors<K: Task>(task: K) -> K::Output {
    task.run::<true>()
}

/// Vectors one after the other in memory: a pointer to the first element of the first, and the distance
/// between two of them. Coefficients are vectors of one element.
pub(super) type Series<T> = (*const T, isize);

/// y − c · x.
#[inline(always)]
pub(super) fn less<T: Real, const FUSED: bool>(y: T, c: T, x: T) -> T {
    if FUSED {
        Float::mul_add(-c, x, y)
    } else {
        y - c * x
    }
}

/// `y ← y − Σ cₖ xₖ` over `count` vectors of `len` contiguous elements.
///
/// # Safety
/// All elements are valid, initialised, and those of `y` none of the others.
#[inline(always)]
pub(super) unsafe fn subtract<T: Real, const FUSED: bool>(
    y: *mut T,
    len: usize,
    c: Series<T>,
    x: Series<T>,
    count: usize,
) {
    let mut j = 0;
    // SAFETY: every strip ends at or before `len`.
    unsafe {
        while j + 16 <= len {
            strip::<T, FUSED, 16>(y.add(j), c, (x.0.add(j), x.1), count);
            j += 16;
        }
        while j + 4 <= len {
            strip::<T, FUSED, 4>(y.add(j), c, (x.0.add(j), x.1), count);
            j += 4;
        }
        while j < len {
            strip::<T, FUSED, 1>(y.add(j), c, (x.0.add(j), x.1), count);
            j += 1;
        }
    }
}

/// [`subtract`] of `W` elements, held in registers.
#[inline(always)]
unsafe fn strip<T: Real, const FUSED: bool, const W: usize>(
    y: *mut T,
    c: Series<T>,
    x: Series<T>,
    count: usize,
) {
    let (mut c_at, mut x_at) = (c.0, x.0);
    // SAFETY: the caller's promise; the pointers are not read beyond the last vector.
    unsafe {
        let mut sum: [T; W] = *y.cast();
        for _ in 0..count {
            let factor = *c_at;
            let vector: [T; W] = *x_at.cast();
            for j in 0..W {
                sum[j] = less::<T, FUSED>(sum[j], factor, vector[j]);
            }
            c_at = c_at.wrapping_offset(c.1);
            x_at = x_at.wrapping_offset(x.1);
        }
        *y.cast() = sum;
    }
}

/// Divides `len` contiguous elements by `divisor`.
///
/// # Safety
/// The elements are valid, initialised and borrowed by nothing else.
#[inline(always)]
pub(super) unsafe fn divide<T: Real>(first: *mut T, len: usize, divisor: T) {
    // SAFETY: the caller's promise.
    let elements = unsafe { std::slice::from_raw_parts_mut(first, len) };
    for value in elements {
        *value /= divisor;
    }
}

/// The largest magnitude, of which NaN is none; 0 of none.
#[inline(always)]
pub(super) fn largest<T: Real>(elements: &[T]) -> T {
    const LANES: usize = 8;
    let larger = |lane: &mut T, value: T| {
        if value.abs() > *lane {
            *lane = value.abs();
        }
    };
    let mut magnitude = T::zero();
    let (chunks, rest) = elements.as_chunks::<LANES>();
    if !chunks.is_empty() {
        let mut lanes = [T::zero(); LANES];
        for chunk in chunks {
            for (lane, &value) in lanes.iter_mut().zip(chunk) {
                larger(lane, value);
            }
        }
        for lane in lanes {
            larger(&mut magnitude, lane);
        }
    }
    for &value in rest {
        larger(&mut magnitude, value);
    }
    magnitude
}

/// The position of the [`largest`] magnitude; 0 where all are NaN.
#[inline(always)]
pub(super) fn largest_at<T: Real>(elements: &[T]) -> usize {
    let magnitude = largest(elements);
    let mut values = elements.iter();
    values
        .position(|value| value.abs() == magnitude)
        .unwrap_or(0)
}
