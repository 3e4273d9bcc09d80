//! Small dense arrays of the numbers that the reference computes with.

use super::Dual;

/// A dense array, row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensor<T = Dual> {
    /// The length of each axis.
    pub shape: Vec<usize>,
    /// The elements.
    pub data: Vec<T>,
}

impl<T: Copy> Tensor<T> {
    /// An array of this shape and these elements.
    ///
    /// # Panics
    /// If there are not as many elements as the shape has.
    #[must_use]
    pub fn new(shape: Vec<usize>, data: Vec<T>) -> Self {
        assert_eq!(shape.iter().product::<usize>(), data.len(), "elements");
        Self { shape, data }
    }

    /// A scalar.
    #[must_use]
    pub fn scalar(value: T) -> Self {
        Self {
            shape: Vec::new(),
            data: vec![value],
        }
    }

    /// An array whose element at each index, row by row, `element` gives.
    pub fn build(shape: Vec<usize>, mut element: impl FnMut(&[usize]) -> T) -> Self {
        let count = shape.iter().product();
        let mut index = vec![0; shape.len()];
        let mut data = Vec::with_capacity(count);
        for _ in 0..count {
            data.push(element(&index));
            for axis in (0..shape.len()).rev() {
                index[axis] += 1;
                if index[axis] < shape[axis] {
                    break;
                }
                index[axis] = 0;
            }
        }
        Self { shape, data }
    }

    /// Each element replaced by its image.
    #[must_use]
    pub fn map(&self, f: impl FnMut(T) -> T) -> Self {
        Self {
            shape: self.shape.clone(),
            data: self.data.iter().copied().map(f).collect(),
        }
    }
}

impl Tensor {
    /// `f` of each lane along `axis`, the lanes in the order of the remaining axes.
    #[must_use]
    pub fn reduce_lanes(&self, axis: usize, mut f: impl FnMut(&[Dual]) -> Dual) -> Self {
        let mut shape = self.shape.clone();
        shape.remove(axis);
        let data = self.lanes(axis).iter().map(|lane| f(lane)).collect();
        Self { shape, data }
    }

    /// Each lane along `axis` replaced by its image under `f`, of the same length.
    #[must_use]
    pub fn replace_lanes(&self, axis: usize, mut f: impl FnMut(&[Dual]) -> Vec<Dual>) -> Self {
        let lanes: Vec<Vec<Dual>> = self.lanes(axis).iter().map(|lane| f(lane)).collect();
        let inner: usize = self.shape[axis + 1..].iter().product();
        let length = self.shape[axis];
        let mut out = self.clone();
        for (position, element) in out.data.iter_mut().enumerate() {
            let (outer, along) = (position / (inner * length), position / inner % length);
            *element = lanes[outer * inner + position % inner][along];
        }
        out
    }

    fn lanes(&self, axis: usize) -> Vec<Vec<Dual>> {
        let inner: usize = self.shape[axis + 1..].iter().product();
        let outer: usize = self.shape[..axis].iter().product();
        let length = self.shape[axis];
        let lane = |number: usize| {
            let start = number / inner * inner * length + number % inner;
            (0..length)
                .map(|along| self.data[start + along * inner])
                .collect()
        };
        (0..outer * inner).map(lane).collect()
    }

    /// Whether every element and slope is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.data.iter().all(|element| element.is_finite())
    }
}
