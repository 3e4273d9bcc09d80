//! Products of matrices too small to pay for `matrixmultiply`'s packing and dispatch.
//!
//! A tile of the result stays in registers while the common label runs; the right factor is read as panels
//! of a tile's width, copied to the stack where its rows are not contiguous or a panel is incomplete.
//! Each element is one sum in the order of the common label, whatever the layouts and the machine.

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
use crate::sweep::vectors_are_wide;
use std::mem::MaybeUninit;

/// The most of the common label: what a panel has room for.
const DEPTH: usize = 64;
/// Up to so many multiplications `matrixmultiply` is slower, measured.
const MULTIPLICATIONS: usize = 20 * 20 * 20;
/// The widest tile.
const WIDTH: usize = 8;

/// Whether [`product`] takes factors of `m × k` and `k × n`.
pub(super) fn fits([m, k, n]: [usize; 3]) -> bool {
    k <= DEPTH && m.saturating_mul(k).saturating_mul(n) <= MULTIPLICATIONS
}

/// `c ← alpha · a · b + beta · c`; with `beta` 0, `c` is written whatever it held.
///
/// # Safety
/// As `Kernel::gemm`, but that `c` need not be initialised where `beta` is 0; the size [`fits`].
pub(super) unsafe fn product<T: Real>(
    size: [usize; 3],
    scale: [T; 2],
    a: Strided<*const T>,
    b: Strided<*const T>,
    c: Strided<*mut T>,
) {
    // SAFETY: the caller's promise; the machine has what `wide` is compiled for.
    unsafe {
        if vectors_are_wide() {
            wide(size, scale, a, b, c);
        } else {
            run(size, scale, a, b, c);
        }
    }
}

/// # Safety
/// As [`product`], and the machine has AVX2 where it is an x86-64.
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2"))]
unsafe fn wide<T: Real>(
    size: [usize; 3],
    scale: [T; 2],
    a: Strided<*const T>,
    b: Strided<*const T>,
    c: Strided<*mut T>,
) {
    // SAFETY: the caller's promise.
    unsafe { run(size, scale, a, b, c) }
}

/// # Safety
/// As [`product`].
#[inline(always)]
unsafe fn run<T: Real>(
    [m, k, n]: [usize; 3],
    scale: [T; 2],
    a: Strided<*const T>,
    b: Strided<*const T>,
    c: Strided<*mut T>,
) {
    let mut room = [MaybeUninit::uninit(); WIDTH * DEPTH];
    let mut column = 0;
    while column < n {
        let columns = (n - column).min(WIDTH);
        let size = [m, k, columns];
        // SAFETY: the columns exist; the room is for k ≤ DEPTH rows of a tile.
        unsafe {
            let (b, c) = (b.at(0, column), c.at(0, column));
            if columns > WIDTH / 2 {
                panel::<T, WIDTH>(size, scale, a, b, c, &mut room);
            } else {
                panel::<T, { WIDTH / 2 }>(size, scale, a, b, c, &mut room);
            }
        }
        column += columns;
    }
}

/// The product of all rows of `a` by at most `W` columns of `b`.
///
/// # Safety
/// As [`product`]; `room` holds `k · W` elements.
#[inline(always)]
unsafe fn panel<T: Real, const W: usize>(
    [m, k, columns]: [usize; 3],
    scale: [T; 2],
    a: Strided<*const T>,
    b: Strided<*const T>,
    c: Strided<*mut T>,
    room: &mut [MaybeUninit<T>],
) {
    let b = if columns == W && b.strides[1] == 1 {
        b
    } else {
        for (p, row) in room.chunks_exact_mut(W).take(k).enumerate() {
            for q in 0..W {
                // A panel's surplus is multiplied and thrown away.
                row[q].write(if q < columns {
                    // SAFETY: the position exists.
                    unsafe { *b.at(p, q).first }
                } else {
                    T::zero()
                });
            }
        }
        Strided {
            first: room.as_ptr().cast(),
            strides: [W.cast_signed(), 1],
        }
    };
    let mut row = 0;
    while row < m {
        // SAFETY: the rows exist; the rows of `b` are `W` contiguous elements.
        unsafe {
            let (a, c) = (a.at(row, 0), c.at(row, 0));
            row += match m - row {
                1 => tile::<T, 1, W>([k, columns], scale, a, b, c),
                2 => tile::<T, 2, W>([k, columns], scale, a, b, c),
                3 => tile::<T, 3, W>([k, columns], scale, a, b, c),
                _ => tile::<T, 4, W>([k, columns], scale, a, b, c),
            };
        }
    }
}

/// `R` rows of the result, and how many they are.
///
/// # Safety
/// As [`product`] for `R` rows; each row of `b` has `W` contiguous elements.
#[inline(always)]
unsafe fn tile<T: Real, const R: usize, const W: usize>(
    [k, columns]: [usize; 2],
    [alpha, beta]: [T; 2],
    a: Strided<*const T>,
    b: Strided<*const T>,
    c: Strided<*mut T>,
) -> usize {
    let mut sums = [[T::zero(); W]; R];
    for p in 0..k {
        // SAFETY: the positions exist; an array is aligned as its elements are.
        unsafe {
            let values: [T; W] = *b.at(p, 0).first.cast();
            for r in 0..R {
                let factor = *a.at(r, p).first;
                for q in 0..W {
                    sums[r][q] += factor * values[q];
                }
            }
        }
    }
    for r in 0..R {
        for q in 0..columns {
            // SAFETY: the position exists, and is read only where it is initialised.
            unsafe {
                let target = c.at(r, q).first;
                let sum = alpha * sums[r][q];
                *target = if beta == T::zero() {
                    sum
                } else {
                    sum + beta * *target
                };
            }
        }
    }
    R
}
