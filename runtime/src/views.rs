//! Reading parts of arrays without copying them, and making new ones: the nouns of emitted code.
//!
//! Everything takes `&ArrayRef`, to which owned arrays and views deref, or a view by value.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use crate::real::Real;
use ndarray::{
    Array, Array1, Array2, ArrayRef, ArrayView, ArrayView2, ArrayViewMut, Axis, Dimension,
    IntoDimension, Ix1, Ix2, RemoveAxis, ShapeBuilder, Slice,
};

#[inline]
pub fn view<T, D: Dimension>(a: &ArrayRef<T, D>) -> ArrayView<'_, T, D> {
    a.view()
}

/// The length of `a` along `axis`.
#[inline]
pub fn len<T, D: Dimension>(a: &ArrayRef<T, D>, axis: usize) -> usize {
    a.len_of(Axis(axis))
}

/// Writes `of` over all of `part`, of the same shape.
#[inline]
pub fn put<T: Clone, D: Dimension>(part: &mut ArrayRef<T, D>, of: ArrayView<'_, T, D>) {
    part.assign(&of);
}

/// Writes `value` over all of `part`.
#[inline]
pub fn fill<T: Clone, D: Dimension>(part: &mut ArrayRef<T, D>, value: T) {
    part.fill(value);
}

#[inline]
pub fn transpose<T>(a: ArrayView2<'_, T>) -> ArrayView2<'_, T> {
    a.reversed_axes()
}

/// As [`transpose`], to be written.
#[inline]
pub fn transpose_mut<T>(a: &mut ArrayRef<T, Ix2>) -> ArrayViewMut<'_, T, Ix2> {
    a.view_mut().reversed_axes()
}

/// The positions at which the axes `first` and `second` are equal: `first` runs along both, `second`
/// goes away.
///
/// # Panics
/// If the two are not as long, or not two axes in order.
#[inline]
#[track_caller]
pub fn diagonal<T, D: RemoveAxis>(
    a: ArrayView<'_, T, D>,
    first: usize,
    second: usize,
) -> ArrayView<'_, T, D::Smaller> {
    let Along {
        dim,
        strides,
        offset,
        reversed,
    } = along(&a, first, second);
    let start = a.as_ptr().wrapping_offset(offset);
    // SAFETY: every position of the part is one of `a`; its first in memory is `start`, no stride is negative.
    let mut part = unsafe { ArrayView::from_shape_ptr(dim.strides(strides), start) };
    marked(&reversed).for_each(|axis| part.invert_axis(axis));
    part
}

/// As [`diagonal`], to be written.
#[inline]
#[track_caller]
pub fn diagonal_mut<T, D: RemoveAxis>(
    a: &mut ArrayRef<T, D>,
    first: usize,
    second: usize,
) -> ArrayViewMut<'_, T, D::Smaller> {
    let Along {
        dim,
        strides,
        offset,
        reversed,
    } = along(a, first, second);
    let start = a.as_mut_ptr().wrapping_offset(offset);
    // SAFETY: as in `diagonal`; distinct positions of the part are distinct in `a`, which is borrowed mutably.
    let mut part = unsafe { ArrayViewMut::from_shape_ptr(dim.strides(strides), start) };
    marked(&reversed).for_each(|axis| part.invert_axis(axis));
    part
}

/// Where the elements of a diagonal are.
struct Along<D> {
    dim: D,
    /// The magnitudes of the strides.
    strides: D,
    /// From the array's first element to the part's first in memory.
    offset: isize,
    /// 1 for the axes that run backwards in memory.
    reversed: D,
}

#[track_caller]
fn along<T, D: RemoveAxis>(a: &ArrayRef<T, D>, first: usize, second: usize) -> Along<D::Smaller> {
    assert!(
        first < second && a.len_of(Axis(first)) == a.len_of(Axis(second)),
        "diagonal: axes {first} and {second} of shape {:?}",
        a.shape()
    );
    let dim = a.raw_dim().remove_axis(Axis(second));
    let mut strides = D::Smaller::zeros(dim.ndim());
    let (mut reversed, mut offset) = (strides.clone(), 0);
    for axis in 0..dim.ndim() {
        let mut step = a.stride_of(Axis(axis + usize::from(axis >= second)));
        if axis == first {
            step += a.stride_of(Axis(second));
        }
        strides[axis] = step.unsigned_abs();
        if step < 0 && dim[axis] > 0 {
            offset += (dim[axis] - 1).cast_signed() * step;
            reversed[axis] = 1;
        }
    }
    Along {
        dim,
        strides,
        offset,
        reversed,
    }
}

/// The axes of `1`.
fn marked(axes: &impl Dimension) -> impl Iterator<Item = Axis> {
    let axes = axes.slice().iter().enumerate();
    axes.filter(|(_, mark)| **mark == 1)
        .map(|(axis, _)| Axis(axis))
}

/// The `len` positions `start`, `start + step`, … of `axis`; element `k` of the result is
/// `a[start + k · step]`.
///
/// # Panics
/// If a position is outside the axis, or `step` is 0 where `len` is not.
#[inline]
#[track_caller]
pub fn slice<T, D: Dimension>(
    mut a: ArrayView<'_, T, D>,
    axis: usize,
    start: usize,
    step: isize,
    len: usize,
) -> ArrayView<'_, T, D> {
    a.slice_axis_inplace(Axis(axis), positions(start, step, len));
    a
}

/// As [`slice`], to be written.
#[inline]
#[track_caller]
pub fn slice_mut<T, D: Dimension>(
    a: &mut ArrayRef<T, D>,
    axis: usize,
    start: usize,
    step: isize,
    len: usize,
) -> ArrayViewMut<'_, T, D> {
    a.slice_axis_mut(Axis(axis), positions(start, step, len))
}

/// `ndarray`'s way of saying the same: it walks a range backwards when the step is negative.
#[inline]
fn positions(start: usize, step: isize, len: usize) -> Slice {
    if len == 0 {
        return Slice::new(0, Some(0), 1);
    }
    let start = start.cast_signed();
    let last = start + (len - 1).cast_signed() * step;
    assert!(last >= 0, "slice: position {last} is negative");
    Slice::new(start.min(last), Some(start.max(last) + 1), step)
}

/// Row `i` (`axis` 0) or column `i` (`axis` 1); of any rank, the part at `i` along `axis`.
#[inline]
#[track_caller]
pub fn select<T, D: Dimension + RemoveAxis>(
    a: ArrayView<'_, T, D>,
    axis: usize,
    i: usize,
) -> ArrayView<'_, T, D::Smaller> {
    a.index_axis_move(Axis(axis), i)
}

/// As [`select`], to be written.
#[inline]
#[track_caller]
pub fn select_mut<T, D: Dimension + RemoveAxis>(
    a: &mut ArrayRef<T, D>,
    axis: usize,
    i: usize,
) -> ArrayViewMut<'_, T, D::Smaller> {
    a.index_axis_mut(Axis(axis), i)
}

#[inline]
pub fn zeros<T: Real, S: IntoDimension>(shape: S) -> Array<T, S::Dim> {
    Array::zeros(shape.into_dimension())
}

#[inline]
pub fn filled<T: Real, S: IntoDimension>(shape: S, value: T) -> Array<T, S::Dim> {
    Array::from_elem(shape.into_dimension(), value)
}

#[inline]
pub fn copy<T: Clone, D: Dimension>(a: ArrayView<'_, T, D>) -> Array<T, D> {
    a.to_owned()
}

/// The elements in row-major order, in a new shape of as many.
///
/// # Panics
/// If the number of elements differs.
#[inline]
#[track_caller]
pub fn reshape<T: Clone, D: Dimension, S: IntoDimension>(
    a: ArrayView<'_, T, D>,
    shape: S,
) -> Array<T, S::Dim> {
    let shape = shape.into_dimension();
    let (found, expected) = (a.len(), shape.size());
    assert!(
        found == expected,
        "reshape: {found} elements do not fill a shape of {expected}"
    );
    let elements = a.iter().cloned().collect();
    Array::from_shape_vec(shape, elements).expect("as many elements as the shape")
}

/// The columns one below the other.
#[inline]
pub fn stack_columns<T: Clone>(a: ArrayView2<'_, T>) -> Array1<T> {
    a.t().iter().cloned().collect()
}

/// The entries on and below the diagonal, 0 above.
#[inline]
pub fn tril<T: Real>(a: ArrayView2<'_, T>) -> Array2<T> {
    a.tril(0)
}

/// The entries on and above the diagonal, 0 below.
#[inline]
pub fn triu<T: Real>(a: ArrayView2<'_, T>) -> Array2<T> {
    a.triu(0)
}

/// A number of axes with the array of as many positions.
pub trait Place: Dimension {
    /// `[usize; N]`.
    type At: Copy + AsRef<[usize]> + ndarray::NdIndex<Self>;
}

impl Place for Ix1 {
    type At = [usize; 1];
}
impl Place for Ix2 {
    type At = [usize; 2];
}
impl Place for ndarray::Ix3 {
    type At = [usize; 3];
}
impl Place for ndarray::Ix4 {
    type At = [usize; 4];
}
impl Place for ndarray::Ix5 {
    type At = [usize; 5];
}
impl Place for ndarray::Ix6 {
    type At = [usize; 6];
}

#[inline]
#[track_caller]
pub fn element<T: Copy, D: Place>(a: &ArrayRef<T, D>, at: D::At) -> T {
    a[at]
}

#[inline]
#[track_caller]
pub fn element_mut<T, D: Place>(a: &mut ArrayRef<T, D>, at: D::At) -> &mut T {
    &mut a[at]
}
