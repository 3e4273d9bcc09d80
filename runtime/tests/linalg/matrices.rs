//! Matrices to test with, and the ways to hold and to compare them.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayView2, Axis, ShapeBuilder, s};

pub const SIZES: [usize; 10] = [1, 2, 3, 5, 8, 17, 64, 65, 130, 257];

/// Uniform in −1..1, the same on every machine: a multiply-xorshift hash of the position.
pub fn noise(seed: u64, i: usize, j: usize) -> f64 {
    let mut z = seed
        .wrapping_add((i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add((j as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03));
    for multiplier in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
        z = (z ^ (z >> 29)).wrapping_mul(multiplier);
    }
    ((z ^ (z >> 32)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

pub fn random<T: Real>(seed: u64, n: usize, m: usize) -> Array2<T> {
    Array2::from_shape_fn((n, m), |(i, j)| T::lit(noise(seed, i, j)))
}

/// Symmetric with eigenvalues of at least 1.
pub fn definite<T: Real>(seed: u64, n: usize) -> Array2<T> {
    let b = random::<T>(seed, n, n);
    b.dot(&b.t()) + Array2::<T>::eye(n)
}

/// Lower triangular and well conditioned; NaN above the diagonal.
pub fn lower<T: Real>(seed: u64, n: usize) -> Array2<T> {
    Array2::from_shape_fn((n, n), |(i, j)| {
        T::lit(match i.cmp(&j) {
            std::cmp::Ordering::Less => f64::NAN,
            std::cmp::Ordering::Equal => 1.5 + 0.5 * noise(seed, i, j),
            std::cmp::Ordering::Greater => noise(seed, i, j) / (n as f64).sqrt(),
        })
    })
}

/// The same matrix in C and Fortran order, strided, reversed, and transposed of the transpose.
pub fn for_each_layout<T: Real>(a: &Array2<T>, mut check: impl FnMut(&str, ArrayView2<'_, T>)) {
    let (n, m) = a.dim();
    let c = Array2::from_shape_fn((n, m), |at| a[at]);
    check("c", c.view());
    let mut fortran = Array2::zeros((n, m).f());
    fortran.assign(a);
    check("fortran", fortran.view());
    // The sizes below meet every path of the code.
    if n > 130 {
        return;
    }
    let mut wide = Array2::from_elem((2 * n + 1, 3 * m + 1), T::nan());
    wide.slice_mut(s![..2 * n;2, ..3 * m;3]).assign(a);
    check("strided", wide.slice(s![..2 * n;2, ..3 * m;3]));
    let mut reversed = Array2::zeros((n, m));
    reversed.slice_mut(s![..;-1, ..;-1]).assign(a);
    check("reversed", reversed.slice(s![..;-1, ..;-1]));
    let transposed = c.t().as_standard_layout().into_owned();
    check("transposed", transposed.t());
}

/// The largest magnitude; NaN if an element is.
pub fn size<T: Real>(a: &Array2<T>) -> T {
    a.iter().fold(T::zero(), |size, value| {
        if size.is_nan() || value.abs() <= size {
            size
        } else {
            value.abs()
        }
    })
}

/// |found − expected| ≤ factor · n · ε · scale, everywhere.
#[track_caller]
pub fn assert_near<T: Real>(found: &Array2<T>, expected: &Array2<T>, factor: f64, what: &str) {
    assert_eq!(found.dim(), expected.dim(), "{what}");
    assert_within(&(found - expected), size(expected), factor, what);
}

/// |residual| ≤ factor · n · ε · scale, everywhere.
#[track_caller]
pub fn assert_within<T: Real>(residual: &Array2<T>, scale: T, factor: f64, what: &str) {
    let n = residual.nrows().max(residual.ncols()).max(1);
    let bound = T::lit(factor * n as f64) * T::epsilon() * scale;
    let error = size(residual);
    assert!(error <= bound, "{what}: error {error:e}, allowed {bound:e}");
}

/// det by elimination over the rationals, without fractions (Bareiss), of a matrix of integers.
pub fn integer_det(a: &Array2<f64>) -> i128 {
    let n = a.nrows();
    let mut m: Vec<Vec<i128>> = a
        .rows()
        .into_iter()
        .map(|row| row.iter().map(|&v| v as i128).collect())
        .collect();
    let (mut sign, mut last) = (1, 1);
    for k in 0..n {
        let Some(pivot) = (k..n).find(|&i| m[i][k] != 0) else {
            return 0;
        };
        if pivot != k {
            m.swap(pivot, k);
            sign = -sign;
        }
        for i in k + 1..n {
            for j in k + 1..n {
                m[i][j] = (m[i][j] * m[k][k] - m[i][k] * m[k][j]) / last;
            }
        }
        last = m[k][k];
    }
    sign * last
}

/// adj A from its definition, the signed minors.
pub fn cofactors_transposed(a: &Array2<f64>) -> Array2<f64> {
    let n = a.nrows();
    Array2::from_shape_fn((n, n), |(i, j)| {
        let minor = Array2::from_shape_fn((n - 1, n - 1), |(r, c)| {
            a[[r + usize::from(r >= j), c + usize::from(c >= i)]]
        });
        let sign = if (i + j) % 2 == 0 { 1.0 } else { -1.0 };
        sign * integer_det(&minor) as f64
    })
}

/// The derivative of adj A along E from the definition: of each signed minor, row by row.
pub fn cofactors_derivative(a: &Array2<f64>, e: &Array2<f64>) -> Array2<f64> {
    let n = a.nrows();
    Array2::from_shape_fn((n, n), |(i, j)| {
        let rows = (0..n - 1).map(|moved| {
            let minor = Array2::from_shape_fn((n - 1, n - 1), |(r, c)| {
                let from = if r == moved { e } else { a };
                from[[r + usize::from(r >= j), c + usize::from(c >= i)]]
            });
            integer_det(&minor)
        });
        let sign = if (i + j) % 2 == 0 { 1.0 } else { -1.0 };
        sign * rows.sum::<i128>() as f64
    })
}

/// Integers of magnitude up to 9, `n × n`.
pub fn integers(seed: u64, n: usize) -> Array2<f64> {
    random::<f64>(seed, n, n).mapv(|v| (v * 9.0).round())
}

/// Integers, `n × n`, of rank `rank` or less.
pub fn of_rank(seed: u64, n: usize, rank: usize) -> Array2<f64> {
    let round = |v: f64| (v * 3.0).round();
    let (b, c) = (
        random::<f64>(seed, n, rank),
        random::<f64>(seed + 1, rank, n),
    );
    b.mapv(round).dot(&c.mapv(round))
}

/// I − 2 v vᵀ for a unit vector v: its own inverse, of determinant −1, so its adjugate is −itself.
pub fn reflection(seed: u64, n: usize) -> Array2<f64> {
    let v = Array1::from_shape_fn(n, |i| noise(seed, i, 0));
    let v = &v / v.dot(&v).sqrt();
    let column = v.view().insert_axis(Axis(1));
    Array2::<f64>::eye(n) - column.dot(&column.t()) * 2.0
}
