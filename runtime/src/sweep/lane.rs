//! One axis of an array, as the loop sees it: where it starts, how many elements, how far apart.

use crate::real::Real;
use crate::views::Place;
use ndarray::{Array, ArrayRef, Dimension, IntoDimension};
use std::array;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

/// Elements along one axis of an array, to be read.
#[derive(Clone, Copy)]
pub struct Lane<'a, T> {
    first: *const T,
    pub(super) len: usize,
    pub(super) stride: isize,
    array: PhantomData<&'a T>,
}

/// Elements along one axis of an array, to be written.
pub struct LaneMut<'a, T> {
    first: *mut T,
    len: usize,
    stride: isize,
    array: PhantomData<&'a mut T>,
}

/// Elements along one axis of a new array, to be written for the first time.
pub struct LaneNew<'a, T> {
    lane: LaneMut<'a, T>,
    missing: &'a mut usize,
}

/// An array that sweeps write in full, each element once: it takes no pass to fill it first.
pub struct Unwritten<T, D: Dimension> {
    array: Array<MaybeUninit<T>, D>,
    /// Elements still to be written.
    missing: usize,
}

pub fn unwritten<T, S: IntoDimension>(shape: S) -> Unwritten<T, S::Dim> {
    let array = Array::uninit(shape.into_dimension());
    Unwritten {
        missing: array.len(),
        array,
    }
}

/// The array, all of whose elements are written.
///
/// # Panics
/// If the sweeps have not written as many as it has.
#[inline]
#[track_caller]
pub fn written<T, D: Dimension>(new: Unwritten<T, D>) -> Array<T, D> {
    assert!(new.missing == 0, "written: not each element once");
    // SAFETY: each sweep writes distinct positions and counts them; emitted loops visit a lane once.
    unsafe { new.array.assume_init() }
}

/// The elements of `a` along `axis`, from `at` on.
///
/// # Panics
/// If `at` is outside `a`.
#[inline]
#[track_caller]
pub fn lane<T, D: Place>(a: &ArrayRef<T, D>, axis: usize, at: D::At) -> Lane<'_, T> {
    let offset = offset(a, axis, at.as_ref());
    Lane {
        // An empty array may have no element to point at, hence the wrapping step.
        first: a.as_ptr().wrapping_offset(offset),
        len: a.shape()[axis] - at.as_ref()[axis],
        stride: a.strides()[axis],
        array: PhantomData,
    }
}

/// As [`lane`], to be written.
///
/// # Panics
/// If `at` is outside `a`.
#[inline]
#[track_caller]
pub fn lane_mut<T, D: Place>(a: &mut ArrayRef<T, D>, axis: usize, at: D::At) -> LaneMut<'_, T> {
    let offset = offset(a, axis, at.as_ref());
    LaneMut {
        first: a.as_mut_ptr().wrapping_offset(offset),
        len: a.shape()[axis] - at.as_ref()[axis],
        stride: a.strides()[axis],
        array: PhantomData,
    }
}

/// As [`lane_mut`], of a new array.
///
/// # Panics
/// If `at` is outside `a`.
#[inline]
#[track_caller]
pub fn lane_new<T, D: Place>(a: &mut Unwritten<T, D>, axis: usize, at: D::At) -> LaneNew<'_, T> {
    let LaneMut {
        first, len, stride, ..
    } = lane_mut(&mut a.array, axis, at);
    LaneNew {
        lane: LaneMut {
            first: first.cast(),
            len,
            stride,
            array: PhantomData,
        },
        missing: &mut a.missing,
    }
}

#[inline]
#[track_caller]
fn offset<T, D: Place>(a: &ArrayRef<T, D>, axis: usize, at: &[usize]) -> isize {
    let mut offset = 0;
    for (k, ((&i, &len), &stride)) in at.iter().zip(a.shape()).zip(a.strides()).enumerate() {
        assert!(
            i < len || k == axis && i == len,
            "lane: position {i} along axis {k} of length {len}"
        );
        offset += i.cast_signed() * stride;
    }
    offset
}

impl<T: Copy> Lane<'_, T> {
    /// # Safety
    /// `start + W ≤ len`, and the stride is 1 if `UNIT`.
    #[inline(always)]
    pub(super) unsafe fn load<const UNIT: bool, const W: usize>(&self, start: usize) -> [T; W] {
        // SAFETY: the positions start..start + W exist; an array is aligned as its elements are.
        unsafe {
            if UNIT {
                *self.first.add(start).cast()
            } else {
                array::from_fn(|j| *self.first.offset((start + j).cast_signed() * self.stride))
            }
        }
    }
}

/// An output lane: of an array that holds something, or of a new one.
#[allow(clippy::missing_safety_doc, reason = "as for `Lane::load`")]
pub trait Output<T: Real> {
    fn len(&self) -> usize;
    fn stride(&self) -> isize;
    unsafe fn load<const UNIT: bool, const W: usize>(&self, start: usize) -> [T; W];
    unsafe fn store<const UNIT: bool, const W: usize>(&self, start: usize, chunk: [T; W]);
    /// # Safety
    /// `count` elements have been stored.
    unsafe fn finish(self, count: usize);
}

impl<T: Real> Output<T> for LaneMut<'_, T> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    fn stride(&self) -> isize {
        self.stride
    }

    #[inline(always)]
    unsafe fn load<const UNIT: bool, const W: usize>(&self, start: usize) -> [T; W] {
        let lane = Lane {
            first: self.first,
            len: self.len,
            stride: self.stride,
            array: PhantomData,
        };
        // SAFETY: the caller's promise.
        unsafe { lane.load::<UNIT, W>(start) }
    }

    #[inline(always)]
    unsafe fn store<const UNIT: bool, const W: usize>(&self, start: usize, chunk: [T; W]) {
        // SAFETY: as in `Lane::load`; the lane borrows its array mutably.
        unsafe {
            if UNIT {
                *self.first.add(start).cast() = chunk;
            } else {
                for j in 0..W {
                    *self.first.offset((start + j).cast_signed() * self.stride) = chunk[j];
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn finish(self, _count: usize) {}
}

/// Stores as [`LaneMut`] does, and counts; nothing is there to load.
impl<T: Real> Output<T> for LaneNew<'_, T> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.lane.len
    }

    #[inline(always)]
    fn stride(&self) -> isize {
        self.lane.stride
    }

    #[inline(always)]
    unsafe fn load<const UNIT: bool, const W: usize>(&self, _start: usize) -> [T; W] {
        [T::zero(); W]
    }

    #[inline(always)]
    unsafe fn store<const UNIT: bool, const W: usize>(&self, start: usize, chunk: [T; W]) {
        // SAFETY: the caller's promise; what is overwritten needs no drop.
        unsafe { self.lane.store::<UNIT, W>(start, chunk) }
    }

    #[inline(always)]
    unsafe fn finish(self, count: usize) {
        *self.missing = self.missing.wrapping_sub(count);
    }
}
