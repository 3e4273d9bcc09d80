//! The fused loop: one pass over one label, reading and writing any number of lanes, summing K terms.
//!
//! The lane is walked in chunks of [`WIDTH`]: inputs are copied to registers, the body runs position by
//! position, outputs are stored; each term keeps `WIDTH` partial sums, added pairwise at the end. That
//! order is the same for every memory layout and every machine level, so the sums are too. The loop is
//! compiled twice, for unit strides with the widest vectors the machine has and for any strides without.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]
#![allow(
    clippy::inline_always,
    reason = "a body compiled for wide vectors has to be inlined where they are enabled"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "one position of several lanes at a time"
)]

use crate::real::Real;
use crate::views::Place;
use ndarray::ArrayRef;
use std::array::from_fn;
use std::marker::PhantomData;
use std::ops::Range;

/// Positions handled at a time.
pub const WIDTH: usize = 8;

/// Elements along one axis of an array, to be read.
#[derive(Clone, Copy)]
pub struct Lane<'a, T> {
    first: *const T,
    len: usize,
    stride: isize,
    array: PhantomData<&'a T>,
}

/// Elements along one axis of an array, to be written.
pub struct LaneMut<'a, T> {
    first: *mut T,
    len: usize,
    stride: isize,
    array: PhantomData<&'a mut T>,
}

/// The elements of `a` along `axis` that lie at `at` on the other axes; `at[axis]` is ignored.
///
/// # Panics
/// If `at` is outside `a`.
#[inline(always)]
#[track_caller]
pub fn lane<T, D: Place>(a: &ArrayRef<T, D>, axis: usize, at: D::At) -> Lane<'_, T> {
    let offset = offset(a, axis, at.as_ref());
    Lane {
        // An empty array may have no element to point at, hence the wrapping step.
        first: a.as_ptr().wrapping_offset(offset),
        len: a.shape()[axis],
        stride: a.strides()[axis],
        array: PhantomData,
    }
}

/// As [`lane`], to be written.
///
/// # Panics
/// If `at` is outside `a`.
#[inline(always)]
#[track_caller]
pub fn lane_mut<T, D: Place>(a: &mut ArrayRef<T, D>, axis: usize, at: D::At) -> LaneMut<'_, T> {
    let offset = offset(a, axis, at.as_ref());
    LaneMut {
        first: a.as_mut_ptr().wrapping_offset(offset),
        len: a.shape()[axis],
        stride: a.strides()[axis],
        array: PhantomData,
    }
}

#[inline(always)]
#[track_caller]
fn offset<T, D: Place>(a: &ArrayRef<T, D>, axis: usize, at: &[usize]) -> isize {
    let mut offset = 0;
    for (k, ((&i, &len), &stride)) in at.iter().zip(a.shape()).zip(a.strides()).enumerate() {
        if k != axis {
            assert!(i < len, "lane: position {i} along axis {k} of length {len}");
            offset += i.cast_signed() * stride;
        }
    }
    offset
}

/// Runs `f` at the positions 0..n of all lanes and adds up its `K` terms.
///
/// `f` gets a reference into each output lane, holding what the output held before, and the value of
/// each input lane.
///
/// # Panics
/// If a lane is not of length `n`.
#[inline(always)]
#[track_caller]
pub fn sweep<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize>(
    n: usize,
    outputs: O,
    inputs: I,
    f: impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    assert!(
        outputs.fit(n) && inputs.fit(n),
        "sweep: a lane is not of length {n}"
    );
    // SAFETY: every lane has the n elements that the loops visit; an output lane borrows its array
    // mutably, so that no other lane meets it.
    unsafe {
        if n < WIDTH {
            rest(0..n, &outputs, &inputs, &f)
        } else if outputs.unit() && inputs.unit() && vectors_are_wide() {
            wide(n, &outputs, &inputs, &f)
        } else {
            run::<T, O, I, K, false>(n, &outputs, &inputs, &f)
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[inline]
pub(crate) fn vectors_are_wide() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
pub(crate) fn vectors_are_wide() -> bool {
    true
}

/// # Safety
/// As [`run`], and the machine has AVX2 where it is an x86-64.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2"))]
unsafe fn wide<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize>(
    n: usize,
    outputs: &O,
    inputs: &I,
    f: &impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    // SAFETY: the caller's promise.
    unsafe { run::<T, O, I, K, true>(n, outputs, inputs, f) }
}

/// # Safety
/// Every lane has `n` elements, no output lane meets another lane, and all strides are 1 if `UNIT`.
#[inline(always)]
unsafe fn run<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize, const UNIT: bool>(
    n: usize,
    outputs: &O,
    inputs: &I,
    f: &impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    let mut partial = [[T::zero(); WIDTH]; K];
    let whole = n - n % WIDTH;
    let mut start = 0;
    while start < whole {
        // SAFETY: start + WIDTH ≤ n.
        let (values, mut chunk) =
            unsafe { (inputs.load::<UNIT>(start), outputs.load::<UNIT>(start)) };
        for j in 0..WIDTH {
            let terms = f(O::refs(&mut chunk, j), I::values(&values, j));
            for k in 0..K {
                partial[k][j] += terms[k];
            }
        }
        // SAFETY: start + WIDTH ≤ n.
        unsafe { outputs.store::<UNIT>(start, chunk) };
        start += WIDTH;
        keep_chunks();
    }
    // SAFETY: the positions are below n.
    let last = unsafe { rest(whole..n, outputs, inputs, f) };
    from_fn(|k| total(partial[k]) + last[k])
}

/// Nothing, but a place the compiler may not vectorise across: it would take several chunks at once, and
/// gather what lies side by side.
#[inline(always)]
pub(crate) fn keep_chunks() {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: no instruction, no operand, no effect.
    unsafe {
        std::arch::asm!("", options(nomem, nostack, preserves_flags));
    }
}

/// The positions that fill no chunk, in order. Their sums are kept apart: partial sums that are also
/// met one by one would not stay in vector registers.
///
/// # Safety
/// As [`run`], for these positions.
#[inline(always)]
unsafe fn rest<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize>(
    positions: Range<usize>,
    outputs: &O,
    inputs: &I,
    f: &impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    let mut sums = [T::zero(); K];
    for i in positions {
        // SAFETY: the lanes have the position.
        let terms = unsafe { f(outputs.at(i), inputs.at(i)) };
        for k in 0..K {
            sums[k] += terms[k];
        }
    }
    sums
}

/// The sum of the partial sums, halving.
///
/// They pass through memory: were they added as values, the compiler would keep them in the pairs that
/// the last addition wants instead of the widest registers.
#[inline(always)]
pub(crate) fn total<T: Real>(partial: [T; WIDTH]) -> T {
    let mut sums = std::hint::black_box(partial);
    let mut half = WIDTH / 2;
    while half > 0 {
        for j in 0..half {
            let upper = sums[j + half];
            sums[j] += upper;
        }
        half /= 2;
    }
    sums[0]
}

impl<T: Copy> Lane<'_, T> {
    /// # Safety
    /// `start + WIDTH ≤ len`, and the stride is 1 if `UNIT`.
    #[inline(always)]
    unsafe fn load<const UNIT: bool>(&self, start: usize) -> [T; WIDTH] {
        // SAFETY: the positions start..start + WIDTH exist; an array is aligned as its elements are.
        unsafe {
            if UNIT {
                *self.first.add(start).cast()
            } else {
                from_fn(|j| *self.first.offset((start + j).cast_signed() * self.stride))
            }
        }
    }

    /// # Safety
    /// `i < len`.
    #[inline(always)]
    unsafe fn at(&self, i: usize) -> T {
        // SAFETY: the position exists.
        unsafe { *self.first.offset(i.cast_signed() * self.stride) }
    }
}

impl<T: Copy> LaneMut<'_, T> {
    /// # Safety
    /// `start + WIDTH ≤ len`, and the stride is 1 if `UNIT`.
    #[inline(always)]
    unsafe fn load<const UNIT: bool>(&self, start: usize) -> [T; WIDTH] {
        let lane = Lane {
            first: self.first,
            len: self.len,
            stride: self.stride,
            array: PhantomData,
        };
        // SAFETY: the caller's promise.
        unsafe { lane.load::<UNIT>(start) }
    }

    /// # Safety
    /// `start + WIDTH ≤ len`, and the stride is 1 if `UNIT`.
    #[inline(always)]
    unsafe fn store<const UNIT: bool>(&self, start: usize, chunk: [T; WIDTH]) {
        // SAFETY: as in `Lane::load`; the lane borrows its array mutably.
        unsafe {
            if UNIT {
                *self.first.add(start).cast() = chunk;
            } else {
                for (j, value) in chunk.into_iter().enumerate() {
                    *self.first.offset((start + j).cast_signed() * self.stride) = value;
                }
            }
        }
    }

    /// # Safety
    /// `i < len`, and no other reference to the position lives as long as this one.
    #[inline(always)]
    unsafe fn at<'r>(&self, i: usize) -> &'r mut T {
        // SAFETY: the position exists and is borrowed once.
        unsafe { &mut *self.first.offset(i.cast_signed() * self.stride) }
    }
}

/// A tuple of input lanes.
#[allow(clippy::missing_safety_doc, reason = "as for the lanes themselves")]
pub trait Inputs<T: Real> {
    /// A value from each lane.
    type Values;
    /// `WIDTH` values from each lane.
    type Chunk;

    fn fit(&self, n: usize) -> bool;
    fn unit(&self) -> bool;
    unsafe fn load<const UNIT: bool>(&self, start: usize) -> Self::Chunk;
    fn values(chunk: &Self::Chunk, j: usize) -> Self::Values;
    unsafe fn at(&self, i: usize) -> Self::Values;
}

/// A tuple of output lanes.
#[allow(clippy::missing_safety_doc, reason = "as for the lanes themselves")]
pub trait Outputs<T: Real> {
    /// A reference into each lane.
    type Refs<'r>;
    /// `WIDTH` values from each lane.
    type Chunk;

    fn fit(&self, n: usize) -> bool;
    fn unit(&self) -> bool;
    unsafe fn load<const UNIT: bool>(&self, start: usize) -> Self::Chunk;
    unsafe fn store<const UNIT: bool>(&self, start: usize, chunk: Self::Chunk);
    fn refs(chunk: &mut Self::Chunk, j: usize) -> Self::Refs<'_>;
    unsafe fn at<'r>(&self, i: usize) -> Self::Refs<'r>;
}

macro_rules! value_of {
    ($k:tt, $t:ty) => {
        $t
    };
}

/// Implements `Inputs` for the tuple of the lanes numbered, and for every shorter one.
macro_rules! inputs {
    ($($k:tt)*) => {
        #[allow(
            unused_variables,
            unused_unsafe,
            clippy::unused_unit,
            reason = "the empty tuple has nothing to do"
        )]
        impl<'a, T: Real> Inputs<T> for ($(value_of!($k, Lane<'a, T>),)*) {
            type Values = ($(value_of!($k, T),)*);
            type Chunk = ($(value_of!($k, [T; WIDTH]),)*);

            #[inline(always)]
            fn fit(&self, n: usize) -> bool {
                true $(&& self.$k.len == n)*
            }

            #[inline(always)]
            fn unit(&self) -> bool {
                true $(&& self.$k.stride == 1)*
            }

            #[inline(always)]
            unsafe fn load<const UNIT: bool>(&self, start: usize) -> Self::Chunk {
                // SAFETY: the caller's promise, for each lane.
                unsafe { ($(self.$k.load::<UNIT>(start),)*) }
            }

            #[inline(always)]
            fn values(chunk: &Self::Chunk, j: usize) -> Self::Values {
                ($(chunk.$k[j],)*)
            }

            #[inline(always)]
            unsafe fn at(&self, i: usize) -> Self::Values {
                // SAFETY: the caller's promise, for each lane.
                unsafe { ($(self.$k.at(i),)*) }
            }
        }
    };
}

macro_rules! outputs {
    ($($k:tt)*) => {
        #[allow(
            unused_variables,
            unused_unsafe,
            clippy::unused_unit,
            reason = "the empty tuple has nothing to do"
        )]
        impl<'a, T: Real> Outputs<T> for ($(value_of!($k, LaneMut<'a, T>),)*) {
            type Refs<'r> = ($(value_of!($k, &'r mut T),)*);
            type Chunk = ($(value_of!($k, [T; WIDTH]),)*);

            #[inline(always)]
            fn fit(&self, n: usize) -> bool {
                true $(&& self.$k.len == n)*
            }

            #[inline(always)]
            fn unit(&self) -> bool {
                true $(&& self.$k.stride == 1)*
            }

            #[inline(always)]
            unsafe fn load<const UNIT: bool>(&self, start: usize) -> Self::Chunk {
                // SAFETY: the caller's promise, for each lane.
                unsafe { ($(self.$k.load::<UNIT>(start),)*) }
            }

            #[inline(always)]
            unsafe fn store<const UNIT: bool>(&self, start: usize, chunk: Self::Chunk) {
                // SAFETY: the caller's promise, for each lane.
                unsafe { $(self.$k.store::<UNIT>(start, chunk.$k);)* }
            }

            #[inline(always)]
            fn refs(chunk: &mut Self::Chunk, j: usize) -> Self::Refs<'_> {
                ($(&mut chunk.$k[j],)*)
            }

            #[inline(always)]
            unsafe fn at<'r>(&self, i: usize) -> Self::Refs<'r> {
                // SAFETY: the caller's promise, for each lane.
                unsafe { ($(self.$k.at(i),)*) }
            }
        }
    };
}

macro_rules! every_prefix {
    ($implement:ident: [$($done:tt)*]) => {
        $implement!($($done)*);
    };
    ($implement:ident: [$($done:tt)*] $next:tt $($rest:tt)*) => {
        $implement!($($done)*);
        every_prefix!($implement: [$($done)* $next] $($rest)*);
    };
}

every_prefix!(inputs: [] 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
every_prefix!(outputs: [] 0 1 2 3 4 5 6 7);
