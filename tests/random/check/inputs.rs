//! Arguments: what they hold, what their parameters promise, how they lie in memory.

use ndarray::{Array, Array2, ArrayD, ArrayView, Axis, Dimension, Ix1, Ix2, ShapeBuilder, Slice};

/// What is promised of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Promise {
    Nothing,
    Symmetric,
    Positive,
    Diagonal,
    Lower,
    Upper,
    Orthogonal,
}

/// `f64`, or `f32`, whose programs are compared with their twins in `f64`.
pub trait Scalar: Copy {
    fn narrowed(x: f64) -> Self;
}

impl Scalar for f64 {
    fn narrowed(x: f64) -> Self {
        x
    }
}

impl Scalar for f32 {
    fn narrowed(x: f64) -> Self {
        x as f32
    }
}

/// How arguments lie in memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layout {
    Rows,
    Columns,
    /// Every second row and third column of what must not be read.
    Spread,
    /// Backwards along each axis.
    Reversed,
    /// Amid a larger array.
    Window,
    /// One row for all, of stride 0; for owned arrays as `Rows`.
    Repeated,
}

const OWNED: [Layout; 5] = [
    Layout::Rows,
    Layout::Columns,
    Layout::Spread,
    Layout::Reversed,
    Layout::Window,
];

/// The arguments, before they take on the layout and type of a parameter.
#[derive(Clone, Debug)]
pub struct Inputs {
    pub arrays: Vec<ArrayD<f64>>,
    layouts: Vec<Layout>,
}

/// Numbers from a seed: SplitMix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Between −1.5 and 1.5.
    pub fn number(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64 * 3.0 - 1.5
    }
}

impl Inputs {
    /// Arrays of these shapes that keep their promises.
    pub fn new(shapes: &[&[usize]], promises: &[Promise], seed: u64) -> Self {
        let mut random = Random::new(seed);
        let pairs = shapes.iter().zip(promises);
        let arrays: Vec<_> = pairs
            .map(|(shape, promise)| {
                let any = ArrayD::from_shape_simple_fn(*shape, || random.number());
                kept(any, *promise)
            })
            .collect();
        Self {
            layouts: vec![Layout::Rows; arrays.len()],
            arrays,
        }
    }

    /// The same numbers, each argument in a layout of its own.
    pub fn laid(&self, round: u64) -> Self {
        let mut random = Random::new(round);
        let mut layout = || OWNED[(random.bits() % 5) as usize];
        let layouts = self.arrays.iter().map(|_| layout()).collect();
        Self {
            arrays: self.arrays.clone(),
            layouts,
        }
    }

    /// Arguments without promises with one row for all, and views of stride 0 of them.
    pub fn repeated(&self, promises: &[Promise]) -> [Self; 2] {
        let mut plain = self.clone();
        for (array, promise) in plain.arrays.iter_mut().zip(promises) {
            if *promise == Promise::Nothing && array.ndim() > 0 {
                let row = array.index_axis(Axis(0), 0).to_owned();
                for mut other in array.outer_iter_mut() {
                    other.assign(&row);
                }
            }
        }
        let mut views = plain.clone();
        let pairs = views.layouts.iter_mut().zip(promises);
        for (layout, _) in pairs.filter(|pair| *pair.1 == Promise::Nothing) {
            *layout = Layout::Repeated;
        }
        [plain, views]
    }

    /// Each number changed by about a part of itself.
    pub fn shaken(&self, round: u64, part: f64) -> Self {
        let mut random = Random::new(round);
        let mut shaken = self.clone();
        for array in &mut shaken.arrays {
            array.mapv_inplace(|x| x + x * part * random.number());
        }
        shaken
    }

    pub fn scalar<T: Scalar>(&self, k: usize) -> T {
        T::narrowed(self.arrays[k].sum())
    }

    pub fn elements<T: Scalar>(&self, k: usize) -> Vec<T> {
        self.arrays[k].iter().map(|x| T::narrowed(*x)).collect()
    }

    pub fn vector<T: Scalar>(&self, k: usize) -> Held<T, Ix1> {
        self.held(k)
    }

    pub fn matrix<T: Scalar>(&self, k: usize) -> Held<T, Ix2> {
        self.held(k)
    }

    fn held<T: Scalar, D: Dimension>(&self, k: usize) -> Held<T, D> {
        let array: Array<f64, D> = self.arrays[k].clone().into_dimensionality().unwrap();
        Held {
            shape: array.raw_dim(),
            array: Laid::of(&array, self.layouts[k]).array(),
        }
    }
}

/// An array in some layout, or the one row that a view repeats.
pub struct Held<T, D: Dimension> {
    array: Array<T, D>,
    shape: D,
}

impl<T: Scalar, D: Dimension> Held<T, D> {
    pub fn owned(self) -> Array<T, D> {
        match self.array.raw_dim() == self.shape {
            true => self.array,
            false => self.view().to_owned(),
        }
    }

    pub fn view(&self) -> ArrayView<'_, T, D> {
        let view = self.array.broadcast(self.shape.clone());
        view.expect("one row spreads over all")
    }
}

/// A base, and what is cut of each of its axes.
struct Laid<D: Dimension> {
    base: Array<f64, D>,
    cuts: Vec<Slice>,
}

impl<D: Dimension> Laid<D> {
    fn of(array: &Array<f64, D>, layout: Layout) -> Self {
        let base = match layout {
            Layout::Spread | Layout::Reversed | Layout::Window => return Self::cut(array, layout),
            Layout::Columns => {
                let mut base = Array::zeros(array.raw_dim().f());
                base.assign(array);
                base
            }
            Layout::Repeated => {
                let mut base = array.clone();
                base.slice_axis_inplace(Axis(0), Slice::from(0..1));
                base
            }
            Layout::Rows => array.clone(),
        };
        let cuts = Vec::new();
        Self { base, cuts }
    }

    /// Cut out of an array of what must not be read.
    fn cut(array: &Array<f64, D>, layout: Layout) -> Self {
        let mut wide = array.raw_dim();
        let mut cuts = Vec::new();
        for (axis, length) in array.shape().iter().enumerate() {
            let (start, step): (usize, isize) = match layout {
                Layout::Spread => (0, [2, 3][axis]),
                Layout::Reversed => (0, -1),
                _ => (1 + axis, 1),
            };
            let end = start + length * step.unsigned_abs();
            wide[axis] = end + start;
            cuts.push(Slice::new(start as isize, Some(end as isize), step));
        }
        let mut base = Array::from_elem(wide, f64::NAN);
        let mut inner = base.view_mut();
        for (axis, cut) in cuts.iter().enumerate() {
            inner.slice_axis_inplace(Axis(axis), *cut);
        }
        inner.assign(array);
        Self { base, cuts }
    }

    fn array<T: Scalar>(&self) -> Array<T, D> {
        let mut array = self.base.mapv(T::narrowed);
        for (axis, cut) in self.cuts.iter().enumerate() {
            array.slice_axis_inplace(Axis(axis), *cut);
        }
        array
    }
}

/// The array made to keep a promise.
fn kept(any: ArrayD<f64>, promise: Promise) -> ArrayD<f64> {
    if promise == Promise::Nothing {
        return any;
    }
    let any: Array2<f64> = any.into_dimensionality().unwrap();
    let n = any.nrows();
    let at_diagonal = |mut a: Array2<f64>| {
        a.diag_mut().mapv_inplace(|x| x + 0.6 * x.signum());
        a
    };
    let matrix = match promise {
        Promise::Nothing => any,
        Promise::Positive => any.dot(&any.t()) / n as f64 + Array2::<f64>::eye(n) * 0.4,
        Promise::Orthogonal => {
            let mut turned = Array2::eye(n);
            for k in 1..n {
                for j in 0..k {
                    turn(&mut turned, (j, k), any[[j, k]]);
                }
            }
            turned
        }
        _ => at_diagonal(within(&any, promise)),
    };
    matrix.into_dyn()
}

/// The nearest array in the space of those with the structure; `Orthogonal` is none.
pub fn within(any: &Array2<f64>, promise: Promise) -> Array2<f64> {
    let keep = |kept: fn(usize, usize) -> bool| {
        Array2::from_shape_fn(
            any.raw_dim(),
            |(i, j)| if kept(i, j) { any[[i, j]] } else { 0.0 },
        )
    };
    match promise {
        Promise::Symmetric | Promise::Positive => (any + &any.t()) / 2.0,
        Promise::Diagonal => keep(|i, j| i == j),
        Promise::Lower => keep(|i, j| i >= j),
        Promise::Upper => keep(|i, j| i <= j),
        Promise::Nothing | Promise::Orthogonal => any.clone(),
    }
}

/// Columns `j` and `k` turned by an angle.
pub fn turn(a: &mut Array2<f64>, (j, k): (usize, usize), angle: f64) {
    let (sin, cos) = angle.sin_cos();
    for mut row in a.rows_mut() {
        let (x, y) = (row[j], row[k]);
        (row[j], row[k]) = (cos * x + sin * y, cos * y - sin * x);
    }
}
