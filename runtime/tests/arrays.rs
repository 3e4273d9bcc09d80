//! The vocabulary of whole arrays against naive loops: of `f64` and `f32`, in every memory layout.

#![allow(
    clippy::float_cmp,
    reason = "elements are small integers, so that sums and products are exact in any order"
)]

use matgrad::prelude::*;
use ndarray::{
    Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, Axis, ShapeBuilder, array, s,
};

const SHAPES: [(usize, usize); 9] = [
    (0, 0),
    (0, 3),
    (3, 0),
    (1, 1),
    (1, 6),
    (5, 1),
    (3, 3),
    (4, 7),
    (9, 5),
];

fn number<T: Real>(i: usize, j: usize) -> T {
    T::from_usize((i * 7 + j * 5 + i * j) % 11).expect("below 11") - T::lit(5.0)
}

/// The same matrix in C and Fortran order, strided, reversed and transposed, and one that is broadcast.
fn each_matrix<T: Real>(
    (n, m): (usize, usize),
    mut check: impl FnMut(&str, ArrayView2<'_, T>, &dyn Fn(usize, usize) -> T),
) {
    let a = Array2::from_shape_fn((n, m), |(i, j)| number::<T>(i, j));
    check("c", a.view(), &number);
    let mut fortran = Array2::zeros((n, m).f());
    fortran.assign(&a);
    check("fortran", fortran.view(), &number);
    let mut wide = Array2::from_elem((2 * n, 3 * m), T::nan());
    wide.slice_mut(s![..;2, ..;3]).assign(&a);
    check("strided", wide.slice(s![..;2, ..;3]), &number);
    let mut reversed = Array2::zeros((n, m));
    reversed.slice_mut(s![..;-1, ..;-1]).assign(&a);
    check("reversed", reversed.slice(s![..;-1, ..;-1]), &number);
    check("transposed", a.t().to_owned().t(), &number);
    let row = Array1::from_shape_fn(m, |j| number::<T>(0, j));
    let rows = row.broadcast((n, m)).expect("a row broadcasts");
    check("broadcast", rows, &|_, j| number(0, j));
}

/// The same vector plain, strided and reversed, and one that is broadcast.
fn each_vector<T: Real>(
    n: usize,
    mut check: impl FnMut(&str, ArrayView1<'_, T>, &dyn Fn(usize) -> T),
) {
    let f = |i: usize| number::<T>(i, 2);
    let x = Array1::from_shape_fn(n, f);
    check("plain", x.view(), &f);
    let mut wide = Array1::from_elem(3 * n, T::nan());
    wide.slice_mut(s![..;3]).assign(&x);
    check("strided", wide.slice(s![..;3]), &f);
    let backwards: Array1<T> = x.iter().rev().copied().collect();
    check("reversed", backwards.slice(s![..;-1]), &f);
    let one = array![f(0)];
    check("broadcast", one.broadcast(n).expect("broadcasts"), &|_| {
        f(0)
    });
}

/// The naive sum, fold or extreme.
fn fold<T: Real>(n: usize, start: T, f: impl Fn(usize) -> T, by: impl Fn(T, T) -> T) -> T {
    (0..n).map(f).fold(start, by)
}

fn close<T: Real>(found: T, expected: T) -> bool {
    found == expected
        || (found.is_nan() && expected.is_nan())
        || (found - expected).abs() <= T::lit(16.0) * T::epsilon() * expected.abs()
}

fn products<T: Real>() {
    for (n, m) in SHAPES {
        each_matrix::<T>((n, m), |layout, a, f| {
            let what = format!("{n} × {m} {layout}");
            each_vector::<T>(m, |_, x, g| {
                let naive = Array1::from_shape_fn(n, |i| {
                    fold(m, T::zero(), |k| f(i, k) * g(k), |s, t| s + t)
                });
                assert_eq!(matmul(a, x), naive, "{what}");
                assert_eq!(matmul(x.to_owned(), &a.t()), naive, "{what}, on the left");
            });
            let gram = Array2::from_shape_fn((n, n), |(i, j)| {
                fold(m, T::zero(), |k| f(i, k) * f(j, k), |s, t| s + t)
            });
            let held: &ArrayRef2<T> = &a;
            assert_eq!(matmul(held, a.t()), gram, "{what}");
            let squares = Array2::from_shape_fn((n, m), |(i, j)| f(i, j) * f(i, j));
            assert_eq!(hadamard(a, &a), squares, "{what}");
            assert_eq!(frobenius(a, a.to_owned()), squares.sum(), "{what}");
            assert_eq!(trace(&gram), squares.sum(), "{what}");
            let b = array![[T::lit(2.0), T::lit(3.0)]];
            let blocks = Array2::from_shape_fn((n, 2 * m), |(i, j)| f(i, j / 2) * b[[0, j % 2]]);
            assert_eq!(kron(a, &b), blocks, "{what}");
            let turned = Array2::from_shape_fn((n, 2 * m), |(i, j)| b[[0, j / m]] * f(i, j % m));
            assert_eq!(kron(&b, a), turned, "{what}");
        });
    }
    for n in [0, 1, 2, 5, 9, 40] {
        each_vector::<T>(n, |layout, x, f| {
            let what = format!("{n} {layout}");
            let squares = fold(n, T::zero(), |i| f(i) * f(i), |s, t| s + t);
            let held: &ArrayRef1<T> = &x;
            assert_eq!(dot(x, &x), squares, "{what}");
            assert_eq!(dot(held, x.to_vec()), squares, "{what}");
            assert_eq!(matmul(x, x), squares, "{what}");
            assert_eq!(frobenius(x, x), squares, "{what}");
            let y = array![T::lit(1.0), T::lit(-2.0), T::lit(3.0)];
            let table = Array2::from_shape_fn((n, 3), |(i, j)| f(i) * y[j]);
            assert_eq!(outer(x, &y), table, "{what}");
            let long = Array1::from_shape_fn(3 * n, |i| f(i / 3) * y[i % 3]);
            assert_eq!(kron(x, &y), long, "{what}");
        });
    }
}

fn shapes<T: Real>() {
    for (n, m) in SHAPES {
        each_matrix::<T>((n, m), |layout, a, f| {
            let what = format!("{n} × {m} {layout}");
            let turned = Array2::from_shape_fn((m, n), |(i, j)| f(j, i));
            assert_eq!(transpose(a), turned, "{what}");
            let columns: Array1<T> = turned.iter().copied().collect();
            assert_eq!(vec(&a), columns, "{what}");
            let rows = Array1::from_shape_fn(n * m, |k| f(k / m, k % m));
            assert_eq!(reshape(a, n * m), rows, "{what}");
            assert_eq!(reshape(&rows, (n, m)), a, "{what}");
            let diagonal = Array1::from_shape_fn(n.min(m), |i| f(i, i));
            assert_eq!(diag(a), diagonal, "{what}");
            let part = |keep: fn(usize, usize) -> bool| {
                Array2::from_shape_fn(
                    (n, m),
                    |(i, j)| {
                        if keep(i, j) { f(i, j) } else { T::zero() }
                    },
                )
            };
            assert_eq!(tril(a), part(|i, j| j <= i), "{what}");
            assert_eq!(triu(a.to_owned()), part(|i, j| j >= i), "{what}");
            if n == m {
                assert_eq!(trace(a), diagonal.sum(), "{what}");
            }
        });
    }
    each_vector::<T>(4, |layout, x, f| {
        let matrix = Array2::from_shape_fn((4, 4), |(i, j)| if i == j { f(i) } else { T::zero() });
        assert_eq!(diag(x), matrix, "{layout}");
        assert_eq!(transpose(x), x, "{layout}");
        let sums = Array1::from_shape_fn(4, |j| fold(j + 1, T::zero(), f, |s, t| s + t));
        assert_eq!(cumsum(x), sums, "{layout}");
        assert_eq!(stop_gradient(&x), x, "{layout}");
    });
    assert_eq!(trace(T::lit(2.0)), T::lit(2.0));
    assert_eq!(transpose(T::lit(2.0)), T::lit(2.0));
}

/// What a reduction makes of elements it gets one by one.
type Naive<T> = fn(&[T]) -> T;

/// Each reduction, of a whole array and along an axis, with its definition.
macro_rules! reductions {
    ($T:ident: $($plain:ident, $along:ident = $naive:expr;)*) => {$({
        let naive: Naive<$T> = $naive;
        for (n, m) in SHAPES {
            each_matrix::<$T>((n, m), |layout, a, f| {
                let what = format!("{} of {n} × {m} {layout}", stringify!($plain));
                let all: Vec<$T> = (0..n * m).map(|k| f(k / m, k % m)).collect();
                assert!(close($plain(a), naive(&all)), "{what}: {}", $plain(a));
                assert!(close($plain(a.to_owned()), naive(&all)), "{what}, owned");
                let down = $along(&a, Axis(0));
                assert_eq!(down.len(), m, "{what}");
                for (j, &found) in down.iter().enumerate() {
                    let lane: Vec<$T> = (0..n).map(|i| f(i, j)).collect();
                    assert!(close(found, naive(&lane)), "{what}, column {j}: {found}");
                }
                let across = $along(a, Axis(1));
                assert_eq!(across.len(), n, "{what}");
                for (i, &found) in across.iter().enumerate() {
                    let lane: Vec<$T> = (0..m).map(|j| f(i, j)).collect();
                    assert!(close(found, naive(&lane)), "{what}, row {i}: {found}");
                }
            });
        }
        each_vector::<$T>(5, |layout, x, f| {
            let all: Vec<$T> = (0..5).map(f).collect();
            assert!(close($plain(x), naive(&all)), "{} of {layout}", stringify!($plain));
            assert!(close($plain(&all), naive(&all)), "{} of a Vec", stringify!($plain));
            assert!(close($along(x, Axis(0)), naive(&all)), "{}", stringify!($along));
        });
        let three = $T::lit(3.0);
        assert!(close($plain(three), naive(&[three])), "{} of a scalar", stringify!($plain));
    })*};
}

fn reductions<T: Real>() {
    reductions! { T:
        sum, sum_axis = |x| x.iter().copied().sum();
        mean, mean_axis = |x| x.iter().copied().sum::<T>() / T::from_usize(x.len()).unwrap();
        prod, prod_axis = |x| x.iter().copied().product();
        max, max_axis = |x| x.iter().fold(T::neg_infinity(), |m, &v| m.max(v));
        min, min_axis = |x| x.iter().fold(T::infinity(), |m, &v| m.min(v));
        logsumexp, logsumexp_axis = |x| x.iter().map(|v| v.exp()).sum::<T>().ln();
    }
}

fn norms_and_softmax<T: Real>() {
    for (n, m) in SHAPES {
        each_matrix::<T>((n, m), |layout, a, f| {
            let what = format!("{n} × {m} {layout}");
            let all: Vec<T> = (0..n * m).map(|k| f(k / m, k % m)).collect();
            assert_eq!(norm1(a), all.iter().map(|v| v.abs()).sum(), "{what}");
            let squares: T = all.iter().map(|&v| v * v).sum();
            assert!(close(norm2(a), squares.sqrt()), "{what}");
            let total: T = all.iter().map(|v| v.exp()).sum();
            for (found, v) in softmax(a).iter().zip(&all) {
                assert!(close(*found, v.exp() / total), "{what}: {found}");
            }
            let (down, across) = (softmax_axis(a, Axis(0)), softmax_axis(&a, Axis(1)));
            assert_eq!((down.dim(), across.dim()), ((n, m), (n, m)), "{what}");
            for ((i, j), &found) in down.indexed_iter() {
                let total = fold(n, T::zero(), |k| f(k, j).exp(), |s, t| s + t);
                assert!(close(found, f(i, j).exp() / total), "{what}, column {j}");
            }
            for ((i, j), &found) in across.indexed_iter() {
                let total = fold(m, T::zero(), |k| f(i, k).exp(), |s, t| s + t);
                assert!(close(found, f(i, j).exp() / total), "{what}, row {i}");
            }
        });
    }
}

fn constants<T: Real>() {
    let (o, z): (Array1<T>, Array2<T>) = (ones(3), zeros((2, 3)));
    assert_eq!(o, Array1::from_elem(3, T::one()));
    assert_eq!(z, Array2::from_elem((2, 3), T::zero()));
    let (o, z): (Array2<T>, Array1<T>) = (ones((0, 3)), zeros(0));
    assert_eq!((o.dim(), z.len()), ((0, 3), 0));
    let unit = Array2::from_shape_fn((3, 3), |(i, j)| if i == j { T::one() } else { T::zero() });
    assert_eq!(eye::<T>(3), unit);
    assert_eq!(eye::<T>(0).dim(), (0, 0));
}

fn joined<T: Real>() {
    let one = |v: f64| T::lit(v);
    each_matrix::<T>((3, 4), |layout, a, f| {
        let other = |i: usize, j: usize| f(j % 3, i) + T::one();
        let b = Array2::from_shape_fn((3, 4), |(i, j)| other(i, j));
        let each =
            |g: &dyn Fn(T, T) -> T| Array2::from_shape_fn((3, 4), |(i, j)| g(f(i, j), other(i, j)));
        assert_eq!(maximum(a, &b), each(&|x, y| x.max(y)), "{layout}");
        assert_eq!(minimum(&a, b.view()), each(&|x, y| x.min(y)), "{layout}");
        assert_eq!(atan2(a, &b), each(&|x, y| x.atan2(y)), "{layout}");
        assert_eq!(a.atan2(&b), each(&|x, y| x.atan2(y)), "{layout}");
        let base = a.mapv(|v| v.abs() + T::one());
        let powers = Array2::from_shape_fn((3, 4), |(i, j)| base[[i, j]].powf(other(i, j)));
        assert_eq!(pow(&base, &b), powers, "{layout}");
        assert_eq!(base.pow(b), powers, "{layout}");
        assert_eq!(maximum(T::zero(), a), maximum(a, T::zero()), "{layout}");
        assert_eq!(pow(one(2.0), a), a.mapv(|v| one(2.0).powf(v)), "{layout}");
    });
    assert_eq!(maximum(one(1.0), one(2.0)), one(2.0));
    assert_eq!(minimum(one(1.0), one(2.0)), one(1.0));
    assert_eq!(pow(one(3.0), one(2.0)), one(9.0));
}

macro_rules! for_both_scalars {
    ($($single:ident $double:ident: $check:ident;)*) => {$(
        #[test]
        fn $double() {
            $check::<f64>();
        }

        #[test]
        fn $single() {
            $check::<f32>();
        }
    )*};
}

for_both_scalars! {
    products_of_f32 products_of_f64: products;
    shapes_of_f32 shapes_of_f64: shapes;
    reductions_of_f32 reductions_of_f64: reductions;
    norms_and_softmax_of_f32 norms_and_softmax_of_f64: norms_and_softmax;
    constants_of_f32 constants_of_f64: constants;
    functions_of_two_of_f32 functions_of_two_of_f64: joined;
}
