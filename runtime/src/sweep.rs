//! The fused loop: one pass over one label, reading and writing any number of lanes, summing K terms.
//!
//! The lane is walked in chunks of [`WIDTH`]: inputs are copied to registers, the body runs position by
//! position, outputs are stored; each term keeps `WIDTH` partial sums, added pairwise at the end. That
//! order is the same for every memory layout and every machine level, so the sums are too. The body is
//! compiled three times: for chunks of unit strides with the widest vectors the machine has, for chunks of any
//! strides without, and for the positions that fill no chunk. Where this crate is compiled without
//! optimisation, as in the dev profile, vectors gain nothing and each copy costs the user's build: there
//! the body is compiled once, and the sums keep their order.

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
use std::array;
use std::hint::black_box;
use std::iter;
use std::ops::Range;

mod lane;
#[cfg(any(matgrad_unoptimized, test))]
mod sums;
#[cfg(test)]
mod tests;
mod tuple;

pub use lane::{lane, lane_mut, lane_new, unwritten, written};
#[cfg(any(matgrad_unoptimized, test))]
use sums::Sums;
use tuple::{Inputs, Outputs};

/// Positions handled at a time.
pub const WIDTH: usize = 8;

/// Positions of a [`Block`]. As many pages as a block of strided elements touches are known to a processor at a
/// time, and as many cache lines fit its second cache; blocks of 512 are slower, as they break up what is
/// contiguous.
const BLOCK: usize = 1024;

/// How many positions, of the lanes' rest.
#[derive(Clone, Copy)]
pub struct Block {
    width: usize,
    rest: usize,
}

/// All positions.
impl From<usize> for Block {
    #[inline(always)]
    fn from(n: usize) -> Self {
        Self { width: n, rest: n }
    }
}

/// The positions 0..n in blocks, each with its first.
#[inline(always)]
pub fn blocks(n: usize) -> impl Iterator<Item = (usize, Block)> {
    let mut start = 0;
    iter::from_fn(move || {
        let (first, rest) = (start, n - start);
        let width = BLOCK.min(rest);
        start += width;
        (width > 0).then_some((first, Block { width, rest }))
    })
}

/// Runs `f` at the positions of all lanes, a number of them or a block, and adds up its `K` terms.
///
/// `f` gets a reference to a value for each output lane, which is what the output held before or, of a new
/// array, 0, and the value of each input lane.
///
/// # Panics
/// If a lane is not as long as the positions say.
#[inline(always)]
#[track_caller]
pub fn sweep<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize>(
    positions: impl Into<Block>,
    outputs: O,
    inputs: I,
    f: impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    let Block {
        width: n,
        rest: len,
    } = positions.into();
    assert!(
        outputs.fit(len) && inputs.fit(len),
        "sweep: a lane is not of length {len}"
    );
    // SAFETY: a block is no longer than the rest, so that every lane has the n elements that the loops visit;
    // an output lane borrows its array mutably, so that no other lane meets it.
    let sums = unsafe { run(n, &outputs, &inputs, &f) };
    // SAFETY: the loops have written the n positions.
    unsafe { outputs.finish(n) };
    sums
}

#[cfg(matgrad_unoptimized)]
use plain as run;
#[cfg(not(matgrad_unoptimized))]
use vectorised as run;

/// The positions 0..n in chunks, then those that fill none.
///
/// # Safety
/// Every lane has `n` elements, and no output lane meets another lane.
#[inline(always)]
#[cfg_attr(
    matgrad_unoptimized,
    allow(dead_code, reason = "too much code without optimisation")
)]
unsafe fn vectorised<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize>(
    n: usize,
    outputs: &O,
    inputs: &I,
    f: &impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    let whole = n - n % WIDTH;
    // SAFETY: the caller's promise.
    unsafe {
        let chunked = if whole == 0 {
            [T::zero(); K]
        } else if outputs.unit() && inputs.unit() && vectors_are_wide() {
            wide(whole, outputs, inputs, f)
        } else {
            chunks::<T, O, I, K, false>(whole, outputs, inputs, f)
        };
        let last = rest(whole..n, outputs, inputs, f);
        array::from_fn(|k| chunked[k] + last[k])
    }
}

/// As [`vectorised`], with the same sums, one position at a time.
///
/// # Safety
/// As [`vectorised`].
#[cfg(any(matgrad_unoptimized, test))]
unsafe fn plain<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize>(
    n: usize,
    outputs: &O,
    inputs: &I,
    f: &impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    let mut sums = Sums::new(n);
    let mut i = 0;
    while i < n {
        // SAFETY: the lanes have the position.
        let (value, mut one) = unsafe { (inputs.load::<false, 1>(i), outputs.load::<false, 1>(i)) };
        let terms = f(O::refs(&mut one, 0), I::values(&value, 0));
        sums.add(i, terms);
        // SAFETY: the lanes have the position.
        unsafe { outputs.store::<false, 1>(i, one) };
        i += 1;
    }
    sums.total()
}

/// Rounds of an outer loop that [`sweep_rows`] makes at a time: what lies side by side along it is read from one
/// cache line, and their sums wait for one another less.
const ROWS: usize = 4;

/// Adds up the `K` terms of `f` over the positions of all lanes of every row, a number of positions or a block.
///
/// Of each row the terms are added in order, whatever the strides, then the rows.
///
/// # Panics
/// If a lane is not as long as the positions say.
#[inline(always)]
#[track_caller]
pub fn sweep_rows<T: Real, I: Inputs<T>, const K: usize>(
    positions: impl Into<Block>,
    rows: usize,
    inputs: impl Fn(usize) -> I,
    f: impl Fn((), I::Values) -> [T; K],
) -> [T; K] {
    let Block {
        width: n,
        rest: len,
    } = positions.into();
    let lanes = |row| {
        let lanes = inputs(row);
        assert!(lanes.fit(len), "sweep: a lane is not of length {len}");
        lanes
    };
    let mut sums = [T::zero(); K];
    let mut add = |row: [T; K]| {
        for k in 0..K {
            sums[k] += row[k];
        }
    };
    let whole = rows - rows % ROWS;
    for first in (0..whole).step_by(ROWS) {
        let group: [I; ROWS] = array::from_fn(|r| lanes(first + r));
        let mut partial = [[T::zero(); K]; ROWS];
        for i in 0..n {
            for r in 0..ROWS {
                // SAFETY: a block is no longer than the rest, which is the length of every lane.
                let value = unsafe { group[r].load::<false, 1>(i) };
                let terms = f((), I::values(&value, 0));
                for k in 0..K {
                    partial[r][k] += terms[k];
                }
            }
            keep_chunks();
        }
        partial.into_iter().for_each(&mut add);
    }
    for row in whole..rows {
        // SAFETY: as above; there is no output.
        add(unsafe { rest(0..n, &(), &lanes(row), &f) });
    }
    sums
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
/// As [`chunks`], and the machine has AVX2 where it is an x86-64.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2"))]
unsafe fn wide<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize>(
    n: usize,
    outputs: &O,
    inputs: &I,
    f: &impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    // SAFETY: the caller's promise.
    unsafe { chunks::<T, O, I, K, true>(n, outputs, inputs, f) }
}

/// The positions 0..n in chunks.
///
/// # Safety
/// Every lane has `n` elements, a multiple of [`WIDTH`], no output lane meets another lane, and all strides are 1
/// if `UNIT`.
#[inline(always)]
unsafe fn chunks<T: Real, O: Outputs<T>, I: Inputs<T>, const K: usize, const UNIT: bool>(
    n: usize,
    outputs: &O,
    inputs: &I,
    f: &impl for<'r> Fn(O::Refs<'r>, I::Values) -> [T; K],
) -> [T; K] {
    let mut partial = [[T::zero(); WIDTH]; K];
    let mut start = 0;
    while start < n {
        // SAFETY: start + WIDTH ≤ n.
        let (values, mut chunk) = unsafe {
            (
                inputs.load::<UNIT, WIDTH>(start),
                outputs.load::<UNIT, WIDTH>(start),
            )
        };
        for j in 0..WIDTH {
            let terms = f(O::refs(&mut chunk, j), I::values(&values, j));
            for k in 0..K {
                partial[k][j] += terms[k];
            }
        }
        // SAFETY: start + WIDTH ≤ n.
        unsafe { outputs.store::<UNIT, WIDTH>(start, chunk) };
        start += WIDTH;
        keep_chunks();
    }
    partial.map(total::<T, UNIT>)
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
/// As [`chunks`], for these positions.
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
        let (value, mut one) = unsafe { (inputs.load::<false, 1>(i), outputs.load::<false, 1>(i)) };
        let terms = f(O::refs(&mut one, 0), I::values(&value, 0));
        for k in 0..K {
            sums[k] += terms[k];
        }
        // SAFETY: the lanes have the position.
        unsafe { outputs.store::<false, 1>(i, one) };
    }
    sums
}

/// The sum of the partial sums, halving.
///
/// Of wide vectors they pass through memory: were they added as values, the compiler would keep them in the
/// pairs that the last addition wants instead of the widest registers. Strided elements come in pairs anyway.
#[inline(always)]
pub(crate) fn total<T: Real, const UNIT: bool>(partial: [T; WIDTH]) -> T {
    let mut sums = if UNIT { black_box(partial) } else { partial };
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
