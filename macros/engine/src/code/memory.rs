//! Arrays as the run-time crate has them: elements in a buffer, a first one and strides. Views share elements.

use crate::dim::Dim;
use crate::dual::{Dual, Tensor};
use crate::plan::Cut;

/// An array, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array {
    /// Which buffer.
    pub buffer: usize,
    /// Where its first element is.
    pub offset: isize,
    /// The length of each axis.
    pub shape: Vec<usize>,
    /// The distance between neighbours along each axis.
    pub strides: Vec<isize>,
}

impl Array {
    /// Where an element is.
    pub(super) fn position(&self, at: &[usize]) -> Result<usize, String> {
        let fits = at.len() == self.shape.len() && at.iter().zip(&self.shape).all(|(i, n)| i < n);
        if !fits {
            return Err(format!("{at:?} is outside of the shape {:?}", self.shape));
        }
        place(self.reached(at))
    }

    /// The distance from the buffer's first element after so many steps along each axis, inside or not.
    pub(super) fn reached(&self, at: &[usize]) -> isize {
        let steps = at.iter().zip(&self.strides);
        steps.fold(self.offset, |sum, (i, stride)| {
            sum + i.cast_signed() * stride
        })
    }

    /// Where all elements are, in row-major order.
    pub(super) fn positions(&self) -> Result<Vec<usize>, String> {
        let count: usize = self.shape.iter().product();
        let mut at = vec![0; self.shape.len()];
        let mut positions = Vec::with_capacity(count);
        for _ in 0..count {
            positions.push(self.position(&at)?);
            for axis in (0..at.len()).rev() {
                at[axis] += 1;
                if at[axis] < self.shape[axis] {
                    break;
                }
                at[axis] = 0;
            }
        }
        Ok(positions)
    }

    /// The part that a cut selects.
    pub(super) fn part(&self, cut: Cut, length: &dyn Fn(Dim) -> i64) -> Result<Self, String> {
        let mut part = self.clone();
        let illegal = || format!("{cut:?} of an array of shape {:?}", self.shape);
        match cut {
            Cut::Transpose => {
                part.shape.reverse();
                part.strides.reverse();
            }
            Cut::Diagonal {
                axes: [first, second],
            } => {
                let fits = first < second && self.shape.get(first) == self.shape.get(second);
                if !fits || second >= self.shape.len() {
                    return Err(illegal());
                }
                part.shape.remove(second);
                part.strides[first] += part.strides.remove(second);
            }
            Cut::Slice {
                axis,
                start,
                step,
                len,
            } => {
                let (start, len, own) = (length(start), length(len), self.axis(axis)?);
                let last = start + (len - 1) * step;
                if len > 0 && (start.min(last) < 0 || start.max(last) >= own) || len < 0 {
                    return Err(illegal());
                }
                part.shape[axis] = usize::try_from(len).map_err(|_| illegal())?;
                // Of no positions, the first is none.
                let start = if len > 0 { start } else { 0 };
                part.offset +=
                    self.strides[axis] * isize::try_from(start).map_err(|_| illegal())?;
                part.strides[axis] *= isize::try_from(step).map_err(|_| illegal())?;
            }
            Cut::Select { axis, index } => {
                let (index, own) = (length(index), self.axis(axis)?);
                if index < 0 || index >= own {
                    return Err(illegal());
                }
                part.shape.remove(axis);
                let stride = part.strides.remove(axis);
                part.offset += stride * isize::try_from(index).map_err(|_| illegal())?;
            }
        }
        Ok(part)
    }

    fn axis(&self, axis: usize) -> Result<i64, String> {
        let length = self.shape.get(axis);
        let length = length.and_then(|length| i64::try_from(*length).ok());
        length.ok_or_else(|| format!("axis {axis} of an array of shape {:?}", self.shape))
    }
}

/// The element of a buffer at a distance from its first.
pub(super) fn place(distance: isize) -> Result<usize, String> {
    usize::try_from(distance).map_err(|_| "an element before its buffer".to_owned())
}

/// All elements.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    pub(super) buffers: Vec<Vec<f64>>,
}

impl Memory {
    /// A new array of these elements in row-major order.
    pub(super) fn array(&mut self, shape: Vec<usize>, elements: Vec<f64>) -> Array {
        let mut strides = vec![1; shape.len()];
        for axis in (1..shape.len()).rev() {
            strides[axis - 1] = strides[axis] * shape[axis].cast_signed();
        }
        self.buffers.push(elements);
        Array {
            buffer: self.buffers.len() - 1,
            offset: 0,
            shape,
            strides,
        }
    }

    /// A new array filled with a value.
    pub(super) fn filled(&mut self, shape: Vec<usize>, value: f64) -> Array {
        let count = shape.iter().product();
        self.array(shape, vec![value; count])
    }

    pub(super) fn at(&mut self, buffer: usize, position: usize) -> Result<&mut f64, String> {
        let buffer = self.buffers.get_mut(buffer);
        let element = buffer.and_then(|buffer| buffer.get_mut(position));
        element.ok_or_else(|| "an element outside of its buffer".to_owned())
    }

    /// The elements as a tensor, in row-major order.
    pub(super) fn tensor(&mut self, array: &Array) -> Result<Tensor, String> {
        let mut data = Vec::new();
        for position in array.positions()? {
            data.push(Dual::from(*self.at(array.buffer, position)?));
        }
        Ok(Tensor::new(array.shape.clone(), data))
    }
}
