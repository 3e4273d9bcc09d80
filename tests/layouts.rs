//! One gradient, whatever the memory: C and Fortran order, strides, reversed and broadcast axes,
//! a single element and none.
#![allow(clippy::cast_precision_loss, reason = "sizes are small")]
#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "ndarray's methods are reached by dereferencing"
)]

use matgrad::prelude::*;
use ndarray::{
    Array1, Array2, ArrayD, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, Axis, array, s,
};

/// tr(1ᵀ (Q ⊙ W) (w ⊙ g))
#[grad(q, big_w, w, g)]
fn seed(q: &ArrayRef2<f64>, big_w: &ArrayRef2<f64>, w: &ArrayRef1<f64>, g: &ArrayRef1<f64>) -> f64 {
    let o = Array1::<f64>::ones(q.nrows());
    trace(matmul(o, matmul(hadamard(q, big_w), hadamard(w, g))))
}

/// tr(A X B)
#[grad(a, x, b)]
fn trace_of_product(a: &ArrayRef2<f64>, x: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> f64 {
    trace(a.dot(x).dot(b))
}

/// ‖X w − y‖²
#[grad(x, w, y)]
fn least_squares(x: &ArrayRef2<f64>, w: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> f64 {
    let r = x.dot(w) - y;
    r.dot(&r)
}

/// Cross entropy of softmax(X W) with Y, summed over the rows
#[grad(x, w, y)]
fn cross_entropy(x: &ArrayRef2<f64>, w: &ArrayRef2<f64>, y: &ArrayRef2<f64>) -> f64 {
    let z = x.dot(w);
    (z.exp().sum_axis(Axis(1)).ln() - hadamard(y, &z).sum_axis(Axis(1))).sum()
}

/// Sums along each axis, the maxima of the rows, and an elementwise function
#[grad(x, rows, columns)]
fn axes(x: &ArrayRef2<f64>, rows: &ArrayRef1<f64>, columns: &ArrayRef1<f64>) -> f64 {
    let across = x.sum_axis(Axis(1)) * rows + max_axis(x, Axis(1));
    let down = x.mapv(f64::tanh).sum_axis(Axis(0)) * columns;
    across.sum() + down.sum()
}

/// A function's arguments: its matrices, then its vectors.
type Arguments<'a> = (&'a [ArrayView2<'a, f64>], &'a [ArrayView1<'a, f64>]);
/// The shapes of a function's matrices, then of its vectors.
type Shapes = (Vec<(usize, usize)>, Vec<usize>);
/// A function's value, and its gradients in the order of the arguments.
type Found = (f64, Vec<ArrayD<f64>>);

struct Function {
    name: &'static str,
    value: fn(Arguments<'_>) -> f64,
    /// The value by the function itself, and the gradients by `f_grad`.
    grad: fn(Arguments<'_>) -> Found,
    /// Both by `f_value_and_grad`.
    value_and_grad: fn(Arguments<'_>) -> Found,
    /// The shapes that sizes m, n and p give the matrices and the vectors.
    shapes: fn([usize; 3]) -> Shapes,
}

macro_rules! function {
    ($f:ident, $grad:ident, $both:ident, ($($m:ident),*), ($($v:ident),*), $shapes:expr) => {
        Function {
            name: stringify!($f),
            value: |arguments| {
                let ([$($m),*], [$($v),*]) = arguments else { unreachable!() };
                $f($($m,)* $($v),*)
            },
            grad: |arguments| {
                let ([$($m),*], [$($v),*]) = arguments else { unreachable!() };
                let value = $f($($m,)* $($v),*);
                let ($($m,)* $($v,)*) = $grad($($m,)* $($v),*);
                (value, vec![$($m.into_dyn(),)* $($v.into_dyn()),*])
            },
            value_and_grad: |arguments| {
                let ([$($m),*], [$($v),*]) = arguments else { unreachable!() };
                let (value, ($($m,)* $($v,)*)) = $both($($m,)* $($v),*);
                (value, vec![$($m.into_dyn(),)* $($v.into_dyn()),*])
            },
            shapes: $shapes,
        }
    };
}

const FUNCTIONS: [Function; 5] = [
    function!(
        seed,
        seed_grad,
        seed_value_and_grad,
        (q, w),
        (v, g),
        |[m, n, _]| { (vec![(m, n), (m, n)], vec![n, n]) }
    ),
    function!(
        trace_of_product,
        trace_of_product_grad,
        trace_of_product_value_and_grad,
        (a, x, b),
        (),
        |[m, n, p]| (vec![(m, n), (n, p), (p, m)], vec![])
    ),
    function!(
        least_squares,
        least_squares_grad,
        least_squares_value_and_grad,
        (x),
        (w, y),
        |[m, n, _]| (vec![(m, n)], vec![n, m])
    ),
    function!(
        cross_entropy,
        cross_entropy_grad,
        cross_entropy_value_and_grad,
        (x, w, y),
        (),
        |[m, n, p]| (vec![(m, n), (n, p), (m, p)], vec![])
    ),
    function!(axes, axes_grad, axes_value_and_grad, (x), (r, c), |[
        m,
        n,
        _,
    ]| {
        (vec![(m, n)], vec![m, n])
    }),
];

/// The same elements in other memory.
#[derive(Clone, Copy, Debug)]
enum Layout {
    C,
    Fortran,
    Strided,
    Reversed,
    ReversedFortran,
}

const LAYOUTS: [Layout; 5] = [
    Layout::C,
    Layout::Fortran,
    Layout::Strided,
    Layout::Reversed,
    Layout::ReversedFortran,
];

impl Layout {
    fn matrix(self, x: &Array2<f64>) -> Array2<f64> {
        let fortran = |x: &Array2<f64>| x.t().as_standard_layout().into_owned().reversed_axes();
        match self {
            Self::C => x.clone(),
            Self::Fortran => fortran(x),
            Self::Strided => {
                let (m, n) = x.dim();
                let mut wide = Array2::from_elem((2 * m + 1, 3 * n + 2), f64::NAN);
                wide.slice_mut(s![1..;2, 2..;3]).assign(x);
                wide.slice_move(s![1..;2, 2..;3])
            }
            Self::Reversed => {
                let mut backwards = x.slice(s![..;-1, ..;-1]).as_standard_layout().into_owned();
                backwards.invert_axis(Axis(0));
                backwards.invert_axis(Axis(1));
                backwards
            }
            Self::ReversedFortran => {
                let mut backwards = fortran(&x.slice(s![.., ..;-1]).to_owned());
                backwards.invert_axis(Axis(1));
                backwards
            }
        }
    }

    fn vector(self, x: &Array1<f64>) -> Array1<f64> {
        match self {
            Self::C | Self::Fortran => x.clone(),
            Self::Strided => {
                let mut wide = Array1::from_elem(3 * x.len() + 1, f64::NAN);
                wide.slice_mut(s![1..;3]).assign(x);
                wide.slice_move(s![1..;3])
            }
            Self::Reversed | Self::ReversedFortran => {
                let mut backwards = x.slice(s![..;-1]).as_standard_layout().into_owned();
                backwards.invert_axis(Axis(0));
                backwards
            }
        }
    }
}

struct Inputs {
    matrices: Vec<Array2<f64>>,
    vectors: Vec<Array1<f64>>,
}

impl Inputs {
    /// Elements in (−1, 1), no two alike.
    fn new(function: &Function, sizes: [usize; 3]) -> Self {
        let mut seed = 0.1_f64;
        let mut next = || {
            seed = (seed * 997.0 + 0.618_033_988_749).fract();
            2.0 * seed - 1.0
        };
        let (matrices, vectors) = (function.shapes)(sizes);
        Self {
            matrices: matrices
                .iter()
                .map(|&dim| Array2::from_shape_simple_fn(dim, &mut next))
                .collect(),
            vectors: vectors
                .iter()
                .map(|&dim| Array1::from_shape_simple_fn(dim, &mut next))
                .collect(),
        }
    }

    /// Each argument in the layout that `choose` gives its position.
    fn laid(&self, choose: impl Fn(usize) -> Layout) -> Self {
        let first = self.matrices.len();
        let matrices = self
            .matrices
            .iter()
            .enumerate()
            .map(|(k, x)| choose(k).matrix(x));
        let vectors = self
            .vectors
            .iter()
            .enumerate()
            .map(|(k, x)| choose(first + k).vector(x));
        Self {
            matrices: matrices.collect(),
            vectors: vectors.collect(),
        }
    }

    fn len(&self) -> usize {
        self.matrices.len() + self.vectors.len()
    }

    fn run<R>(&self, run: fn(Arguments<'_>) -> R) -> R {
        let matrices: Vec<_> = self.matrices.iter().map(|x| x.view()).collect();
        let vectors: Vec<_> = self.vectors.iter().map(|x| x.view()).collect();
        run((&matrices, &vectors))
    }

    /// The gradients by central differences of the function itself.
    fn differences(&mut self, function: &Function) -> Vec<ArrayD<f64>> {
        let mut gradients: Vec<ArrayD<f64>> = Vec::new();
        let matrices = self.matrices.iter().map(|x| ArrayD::zeros(x.shape()));
        gradients.extend(matrices.chain(self.vectors.iter().map(|x| ArrayD::zeros(x.shape()))));
        for (k, gradient) in gradients.iter_mut().enumerate() {
            for (at, slope) in gradient.iter_mut().enumerate() {
                let h = 1e-5;
                self.shift(k, at, h);
                let above = self.run(function.value);
                self.shift(k, at, -2.0 * h);
                let below = self.run(function.value);
                self.shift(k, at, h);
                *slope = (above - below) / (2.0 * h);
            }
        }
        gradients
    }

    fn shift(&mut self, argument: usize, at: usize, by: f64) {
        let first = self.matrices.len();
        let element = match argument.checked_sub(first) {
            None => self.matrices[argument].iter_mut().nth(at),
            Some(k) => self.vectors[k].iter_mut().nth(at),
        };
        *element.expect("an element") += by;
    }
}

#[track_caller]
fn assert_same(found: &Found, expected: &Found, tolerance: f64, what: &str) {
    assert!(
        (found.0 - expected.0).abs() <= tolerance,
        "{what}: {} ≠ {}",
        found.0,
        expected.0
    );
    assert_eq!(found.1.len(), expected.1.len(), "{what}");
    for (found, expected) in found.1.iter().zip(&expected.1) {
        assert_eq!(found.shape(), expected.shape(), "{what}");
        let off = (found - expected)
            .mapv(f64::abs)
            .fold(0.0, |m: f64, &x| if x <= m { m } else { x });
        assert!(
            off <= tolerance,
            "{what}: off by {off:e}\n{found}\n{expected}"
        );
    }
}

const SIZES: [[usize; 3]; 5] = [[3, 4, 2], [1, 1, 1], [1, 5, 3], [5, 1, 2], [17, 9, 33]];

#[test]
fn gradients_agree_with_central_differences() {
    for function in &FUNCTIONS {
        for sizes in SIZES {
            let mut inputs = Inputs::new(function, sizes);
            let found = inputs.run(function.grad);
            let expected = (found.0, inputs.differences(function));
            assert_same(
                &found,
                &expected,
                1e-7,
                &format!("{} at {sizes:?}", function.name),
            );
        }
    }
}

#[test]
fn every_layout_gives_the_same_gradient() {
    for function in &FUNCTIONS {
        for sizes in SIZES {
            let inputs = Inputs::new(function, sizes);
            let expected = inputs.run(function.grad);
            for layout in LAYOUTS {
                let all = inputs.laid(|_| layout);
                let what = format!("{} at {sizes:?}, all {layout:?}", function.name);
                assert_same(&all.run(function.grad), &expected, 1e-12, &what);
                assert_same(&all.run(function.value_and_grad), &expected, 1e-12, &what);
                for position in 0..inputs.len() {
                    let one = inputs.laid(|k| if k == position { layout } else { Layout::C });
                    let what = format!("{} at {sizes:?}, {position} {layout:?}", function.name);
                    assert_same(&one.run(function.grad), &expected, 1e-12, &what);
                }
            }
        }
    }
}

#[test]
fn broadcast_views_are_read_as_the_arrays_they_show() {
    for function in &FUNCTIONS {
        let sizes = [6, 5, 9];
        let (matrices, vectors) = (function.shapes)(sizes);
        for (rows_alike, columns_alike) in [(true, false), (false, true), (true, true)] {
            let base = |(m, n): (usize, usize)| {
                let dim = (
                    if rows_alike { 1 } else { m },
                    if columns_alike { 1 } else { n },
                );
                Array2::from_shape_fn(dim, |(i, j)| 0.3 - 0.25 * i as f64 + 0.125 * j as f64)
            };
            let bases: Vec<_> = matrices.iter().map(|&dim| base(dim)).collect();
            let shown: Vec<_> = bases
                .iter()
                .zip(&matrices)
                .map(|(x, &dim)| x.broadcast(dim).expect("fits"))
                .collect();
            let element = array![0.7];
            let alike: Vec<_> = vectors
                .iter()
                .map(|&n| element.broadcast(n).expect("fits"))
                .collect();
            let owned = Inputs {
                matrices: shown.iter().map(|x| x.to_owned()).collect(),
                vectors: alike.iter().map(|x| x.to_owned()).collect(),
            };
            let expected = owned.run(function.grad);
            let what = format!(
                "{}, rows {rows_alike}, columns {columns_alike}",
                function.name
            );
            assert_same(&(function.grad)((&shown, &alike)), &expected, 1e-12, &what);
            assert_same(
                &(function.value_and_grad)((&shown, &alike)),
                &expected,
                1e-12,
                &what,
            );
        }
    }
}

#[test]
fn empty_arrays_have_empty_gradients() {
    for function in &FUNCTIONS {
        for sizes in [[0, 3, 2], [3, 0, 2], [0, 0, 0], [0, 1, 1]] {
            // The maximum of an empty row is −∞, and so is the logarithm of an empty sum.
            let finite = match function.name {
                "axes" => sizes[1] > 0 || sizes[0] == 0,
                _ => true,
            };
            let inputs = Inputs::new(function, sizes);
            let (value, gradients) = inputs.run(function.grad);
            let both = inputs.run(function.value_and_grad);
            assert_eq!(both.1, gradients, "{} at {sizes:?}", function.name);
            assert_eq!(value.is_finite(), finite, "{} at {sizes:?}", function.name);
            let matrices = inputs.matrices.iter().map(Array2::shape);
            let shapes: Vec<_> = matrices
                .chain(inputs.vectors.iter().map(Array1::shape))
                .collect();
            let found: Vec<_> = gradients.iter().map(ArrayD::shape).collect();
            assert_eq!(found, shapes, "{} at {sizes:?}", function.name);
            assert!(
                gradients.iter().flatten().all(|x| x.is_finite()),
                "{} at {sizes:?}",
                function.name
            );
        }
    }
}
