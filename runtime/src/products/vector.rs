//! A matrix by a vector, bound by reading the matrix: once, in the order it lies in memory.
//!
//! Rows that are contiguous become dot products, summed as `sweep` sums; columns that are contiguous are
//! added up, four at a time, over tiles of rows that stay in registers. The order of the sums depends on
//! which of the two strides is smaller, and on nothing else.

#![allow(
    clippy::inline_always,
    reason = "compiled once for wide vectors and once without"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "one position of several rows at a time"
)]

use super::Strided;
use crate::real::Real;
use crate::sweep::{WIDTH, keep_chunks, total, vectors_are_wide};
use std::array::from_fn;
use std::ops::Range;

/// Elements of the matrix that are met tile after tile of rows: they stay in the second cache.
const BLOCK: usize = 8192;

/// A vector in memory: where it starts, and the distance to the next element.
#[derive(Clone, Copy)]
pub(super) struct Line<P> {
    pub first: P,
    pub stride: isize,
}

impl<T: Copy> Line<*const T> {
    /// # Safety
    /// `i` is a position.
    #[inline(always)]
    unsafe fn at(self, i: usize) -> T {
        // SAFETY: the position exists.
        unsafe { *self.first.offset(i.cast_signed() * self.stride) }
    }

    /// # Safety
    /// `i..i + W` are positions, and the stride is 1 if `UNIT`.
    #[inline(always)]
    unsafe fn chunk<const W: usize, const UNIT: bool>(self, i: usize) -> [T; W] {
        // SAFETY: the positions exist; an array is aligned as its elements are.
        unsafe {
            if UNIT {
                *self.first.add(i).cast()
            } else {
                from_fn(|k| self.at(i + k))
            }
        }
    }
}

/// `y ← alpha · a · x + beta · y` for `a` of `n × m`; with `beta` 0, `y` is written whatever it held.
///
/// # Safety
/// Every element addressed must be valid for reads, those of `y` for writes and aliased by nothing
/// else; those of `y` need not be initialised where `beta` is 0.
pub(super) unsafe fn product<T: Real>(
    size: [usize; 2],
    scale: [T; 2],
    a: Strided<*const T>,
    x: Line<*const T>,
    y: Line<*mut T>,
) {
    // SAFETY: the caller's promise; the machine has what `wide` is compiled for.
    unsafe {
        if vectors_are_wide() {
            wide(size, scale, a, x, y);
        } else {
            run(size, scale, a, x, y);
        }
    }
}

/// Whether the matrix is read by rows.
pub(super) fn by_rows([row, column]: [isize; 2]) -> bool {
    column.unsigned_abs() <= row.unsigned_abs()
}

/// # Safety
/// As [`product`], and the machine has AVX2 where it is an x86-64.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2"))]
unsafe fn wide<T: Real>(
    size: [usize; 2],
    scale: [T; 2],
    a: Strided<*const T>,
    x: Line<*const T>,
    y: Line<*mut T>,
) {
    // SAFETY: the caller's promise.
    unsafe { run(size, scale, a, x, y) }
}

/// # Safety
/// As [`product`].
#[inline(always)]
unsafe fn run<T: Real>(
    size: [usize; 2],
    scale: [T; 2],
    a: Strided<*const T>,
    x: Line<*const T>,
    y: Line<*mut T>,
) {
    let [row, column] = a.strides;
    // SAFETY: the caller's promise, and the strides just seen.
    unsafe {
        match (by_rows(a.strides), row, column) {
            (true, _, 1) if x.stride == 1 => rows::<T, true>(size, scale, a, x, y),
            (true, ..) => rows::<T, false>(size, scale, a, x, y),
            (false, 1, _) if y.stride == 1 => columns::<T, true>(size, scale, a, x, y),
            (false, ..) => columns::<T, false>(size, scale, a, x, y),
        }
    }
}

/// Four rows at a time, so that `x` is read once for them.
///
/// # Safety
/// As [`product`]; the rows and `x` are contiguous if `UNIT`.
#[inline(always)]
unsafe fn rows<T: Real, const UNIT: bool>(
    [n, m]: [usize; 2],
    scale: [T; 2],
    a: Strided<*const T>,
    x: Line<*const T>,
    y: Line<*mut T>,
) {
    let mut i = 0;
    while i < n {
        // SAFETY: the rows exist.
        unsafe {
            let (a, y) = (a.at(i, 0), y.from(i));
            i += if i + 4 <= n {
                dots::<T, 4, UNIT>(m, scale, a, x, y)
            } else {
                dots::<T, 1, UNIT>(m, scale, a, x, y)
            };
        }
    }
}

/// `R` elements of `y` as dot products, and how many they are.
///
/// # Safety
/// As [`rows`].
#[inline(always)]
unsafe fn dots<T: Real, const R: usize, const UNIT: bool>(
    m: usize,
    scale: [T; 2],
    a: Strided<*const T>,
    x: Line<*const T>,
    y: Line<*mut T>,
) -> usize {
    // SAFETY: the rows exist.
    let rows: [_; R] = from_fn(|r| unsafe { a.row(r) });
    let mut sums = [T::zero(); R];
    let whole = m - m % WIDTH;
    for p in whole..m {
        for r in 0..R {
            // SAFETY: the position exists.
            sums[r] += unsafe { rows[r].at(p) * x.at(p) };
        }
    }
    if whole > 0 {
        let mut partial = [[T::zero(); WIDTH]; R];
        let mut start = 0;
        while start < whole {
            // SAFETY: start + WIDTH ≤ m.
            let values = unsafe { x.chunk::<WIDTH, UNIT>(start) };
            for r in 0..R {
                // SAFETY: as above.
                let factors = unsafe { rows[r].chunk::<WIDTH, UNIT>(start) };
                for k in 0..WIDTH {
                    partial[r][k] += factors[k] * values[k];
                }
            }
            start += WIDTH;
            keep_chunks();
        }
        sums = from_fn(|r| total::<T, UNIT>(partial[r]) + sums[r]);
    }
    // SAFETY: the positions exist.
    unsafe { y.put::<R, false>(scale, sums) };
    R
}

/// # Safety
/// As [`product`]; the columns and `y` are contiguous if `UNIT`.
#[inline(always)]
unsafe fn columns<T: Real, const UNIT: bool>(
    [n, m]: [usize; 2],
    [alpha, mut beta]: [T; 2],
    a: Strided<*const T>,
    x: Line<*const T>,
    y: Line<*mut T>,
) {
    let block = if n * m <= BLOCK {
        m.max(1)
    } else {
        (BLOCK / n.max(1)).max(4) / 4 * 4
    };
    let mut start = 0;
    // Without columns the result is still to be written.
    while start < m.max(1) {
        let columns = start..m.min(start + block);
        let mut i = 0;
        while i < n {
            // SAFETY: the rows exist.
            unsafe {
                let (a, y, columns) = (a.at(i, 0), y.from(i), columns.clone());
                i += match n - i {
                    8.. => tile::<T, 8, UNIT>(columns, [alpha, beta], a, x, y),
                    4.. => tile::<T, 4, UNIT>(columns, [alpha, beta], a, x, y),
                    _ => tile::<T, 1, UNIT>(columns, [alpha, beta], a, x, y),
                };
            }
        }
        start += block;
        beta = T::one();
    }
}

/// `R` elements of `y` as sums over columns, and how many they are.
///
/// # Safety
/// As [`columns`].
#[inline(always)]
unsafe fn tile<T: Real, const R: usize, const UNIT: bool>(
    columns: Range<usize>,
    [alpha, beta]: [T; 2],
    a: Strided<*const T>,
    x: Line<*const T>,
    y: Line<*mut T>,
) -> usize {
    let mut sums = [T::zero(); R];
    let mut j = columns.start;
    // SAFETY: the positions exist.
    let column = |j| unsafe { (x.at(j), a.column(j).chunk::<R, UNIT>(0)) };
    while j + 4 <= columns.end {
        let [(t, p), (u, q), (v, r), (w, s)] = from_fn(|k| column(j + k));
        for k in 0..R {
            sums[k] += (t * p[k] + u * q[k]) + (v * r[k] + w * s[k]);
        }
        j += 4;
    }
    while j < columns.end {
        let (t, p) = column(j);
        for k in 0..R {
            sums[k] += t * p[k];
        }
        j += 1;
    }
    // SAFETY: the positions exist.
    unsafe { y.put::<R, UNIT>([alpha, beta], sums) };
    R
}

impl<T: Real> Line<*mut T> {
    /// # Safety
    /// `i` is a position.
    #[inline(always)]
    unsafe fn from(self, i: usize) -> Self {
        Self {
            // SAFETY: the position exists.
            first: unsafe { self.first.offset(i.cast_signed() * self.stride) },
            stride: self.stride,
        }
    }

    /// `alpha · sums + beta ·` what was there.
    ///
    /// # Safety
    /// `0..R` are positions, initialised where `beta` is not 0; the stride is 1 if `UNIT`.
    #[inline(always)]
    unsafe fn put<const R: usize, const UNIT: bool>(self, [alpha, beta]: [T; 2], sums: [T; R]) {
        let old = Line {
            first: self.first.cast_const(),
            stride: self.stride,
        };
        // SAFETY: the positions exist, and are read only where they are initialised; an array is aligned
        // as its elements are.
        unsafe {
            let new = if beta == T::zero() {
                sums.map(|sum| alpha * sum)
            } else {
                let old = old.chunk::<R, UNIT>(0);
                from_fn(|k| alpha * sums[k] + beta * old[k])
            };
            if UNIT {
                *self.first.cast() = new;
            } else {
                for (k, value) in new.into_iter().enumerate() {
                    *self.from(k).first = value;
                }
            }
        }
    }
}
