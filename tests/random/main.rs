//! Random programs through the compiler: the build script prints them as source (`generate`), here they
//! are annotated functions like any other, and each companion is compared with differences of the function.

#![allow(
    unstable_name_collisions,
    unused,
    missing_docs,
    unstable_name_collisions,
    clippy::all,
    clippy::pedantic,
    reason = "programs that a machine wrote"
)]

use ndarray::{Array1, Array2, ArrayD, ShapeBuilder, s};

#[rustfmt::skip]
mod programs {
    use crate::Parts;
    use matgrad::prelude::*;
    use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, Axis, s};

    include!(concat!(env!("OUT_DIR"), "/random_programs.rs"));
}

/// A program and its companions, as functions of their inputs.
pub struct Case {
    /// A letter per axis.
    pub shapes: &'static [&'static str],
    pub wrt: &'static [usize],
    pub value: fn(&Inputs) -> f64,
    pub both: fn(&Inputs) -> (f64, Vec<ArrayD<f64>>),
    pub gradient: fn(&Inputs) -> Vec<ArrayD<f64>>,
}

/// The arguments, before they take on the layout and type of a parameter.
#[derive(Clone)]
pub struct Inputs(Vec<ArrayD<f64>>);

impl Inputs {
    fn new(shapes: &[&str], (n, m): (usize, usize), seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut number = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64 * 3.0 - 1.5
        };
        let array = |shape: &&str| {
            let dims: Vec<usize> = shape
                .chars()
                .map(|letter| if letter == 'n' { n } else { m })
                .collect();
            ArrayD::from_shape_simple_fn(dims, &mut number)
        };
        Self(shapes.iter().map(array).collect())
    }

    pub fn scalar(&self, k: usize) -> f64 {
        self.0[k].sum()
    }

    pub fn vector(&self, k: usize) -> Array1<f64> {
        self.0[k].clone().into_dimensionality().unwrap()
    }

    pub fn backwards(&self, k: usize) -> Array1<f64> {
        self.vector(k).slice(s![..;-1]).to_owned()
    }

    pub fn matrix(&self, k: usize) -> Array2<f64> {
        self.0[k].clone().into_dimensionality().unwrap()
    }

    pub fn columns_first(&self, k: usize) -> Array2<f64> {
        let a = self.matrix(k);
        let mut f = Array2::zeros(a.raw_dim().f());
        f.assign(&a);
        f
    }

    pub fn turned(&self, k: usize) -> Array2<f64> {
        self.matrix(k).t().to_owned()
    }

    /// The matrix in every second row and every third column, among what must not be read.
    pub fn spread(&self, k: usize) -> Array2<f64> {
        let a = self.matrix(k);
        let mut wide = Array2::from_elem((2 * a.nrows(), 3 * a.ncols()), f64::NAN);
        wide.slice_mut(s![..;2, ..;3]).assign(&a);
        wide
    }
}

/// What a companion returns: an array, a scalar, or a tuple of them.
pub trait Parts {
    fn parts(self) -> Vec<ArrayD<f64>>;
}

impl Parts for f64 {
    fn parts(self) -> Vec<ArrayD<f64>> {
        vec![ndarray::arr0(self).into_dyn()]
    }
}

impl<D: ndarray::Dimension> Parts for ndarray::Array<f64, D> {
    fn parts(self) -> Vec<ArrayD<f64>> {
        vec![self.into_dyn()]
    }
}

macro_rules! tuples {
    ($(($($name:ident),+))+) => {
        $(impl<$($name: Parts),+> Parts for ($($name,)+) {
            #[allow(non_snake_case)]
            fn parts(self) -> Vec<ArrayD<f64>> {
                let ($($name,)+) = self;
                [$($name.parts()),+].concat()
            }
        })+
    };
}
tuples! { (A, B) (A, B, C) (A, B, C, D) }

/// Every element's slope at a small size, slopes along a few directions at a size that fills vectors.
pub fn check(case: &Case) {
    for (size, directions) in [((3, 4), None), ((9, 13), Some(3))] {
        let found = (0..40).any(|seed| {
            let inputs = Inputs::new(case.shapes, size, seed + 1);
            is_compared(case, &inputs, directions)
        });
        assert!(
            found,
            "no point at which differences converge, of size {size:?}"
        );
    }
}

/// Compares at one point, unless the differences say that they are no derivative there: near a kink, or
/// where the function bends too much.
fn is_compared(case: &Case, inputs: &Inputs, directions: Option<usize>) -> bool {
    let value = (case.value)(inputs);
    let (found, gradient) = (case.both)(inputs);
    let elements = gradient.iter().flatten();
    let scale = elements.fold(value.abs().max(1.0), |m, g| m.max(g.abs()));
    if !(scale < 1e6) {
        return false;
    }
    assert!(
        (value - found).abs() <= 1e-11 * scale,
        "value {found}, of the function {value}"
    );
    let alone = (case.gradient)(inputs);
    assert_eq!(gradient.len(), case.wrt.len(), "number of gradients");
    assert_eq!(alone.len(), case.wrt.len(), "number of gradients alone");
    let mut converge = true;
    for (k, (gradient, alone)) in case.wrt.iter().zip(gradient.iter().zip(&alone)) {
        let shape = inputs.0[*k].shape();
        assert_eq!(gradient.shape(), shape, "the gradient in x{k}");
        assert_eq!(alone.shape(), shape, "the gradient alone in x{k}");
        assert!(
            (gradient - alone).iter().all(|d| d.abs() <= 1e-10 * scale),
            "x{k}: {gradient} with the value, {alone} without"
        );
        for direction in directions_of(gradient, directions) {
            let found = (gradient * &direction).sum();
            let [wide, narrow] = [2e-3, 1e-3].map(|h| slope(case, inputs, *k, &direction, h));
            // Their error falls sixteenfold with the step, so the narrow one's is a small part of the
            // distance; what rounding leaves of it is of the order 1e-16 / 1e-3.
            let distance = (wide - narrow).abs();
            if !(distance <= 1e-6 * scale) {
                converge = false;
                continue;
            }
            assert!(
                (found - narrow).abs() <= distance / 4.0 + 1e-10 * scale,
                "gradient in x{k} along {direction}: {found}, by differences {narrow} ± {distance:e}\nat {:?}",
                inputs.0
            );
        }
    }
    converge
}

/// Unit vectors, or a few that mix all elements.
fn directions_of(like: &ArrayD<f64>, few: Option<usize>) -> Vec<ArrayD<f64>> {
    let of = |f: &dyn Fn(usize) -> f64| {
        let elements = (0..like.len()).map(f).collect();
        ArrayD::from_shape_vec(like.shape(), elements).unwrap()
    };
    match few {
        None => (0..like.len())
            .map(|k| of(&|i| f64::from(u8::from(i == k))))
            .collect(),
        Some(few) => (1..=few)
            .map(|k| of(&|i| ((i * k * 7 + 3 * k) as f64).sin() / 3.0))
            .collect(),
    }
}

/// The central difference of fourth order.
fn slope(case: &Case, inputs: &Inputs, k: usize, direction: &ArrayD<f64>, step: f64) -> f64 {
    let at = |times: f64| {
        let mut moved = inputs.clone();
        moved.0[k].scaled_add(times * step, direction);
        (case.value)(&moved)
    };
    (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * step)
}
