//! Inputs: numbers of a fixed sequence.

use ndarray::{Array1, Array2};

fn number(seed: u32, position: usize) -> f64 {
    let mut state = (u64::from(seed) << 32 | position as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3 {
        state ^= state >> 29;
        state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    f64::from((state >> 34) as u32) / f64::from(1_u32 << 30) * 2.0 - 1.0
}

/// Numbers of −1 to 1.
pub fn vector(n: usize, seed: u32) -> Array1<f64> {
    Array1::from_shape_fn(n, |i| number(seed, i))
}

/// Numbers of −1 to 1.
pub fn matrix(n: usize, m: usize, seed: u32) -> Array2<f64> {
    Array2::from_shape_fn((n, m), |(i, j)| number(seed, i * m + j))
}

/// A positive definite matrix.
pub fn definite(n: usize, seed: u32) -> Array2<f64> {
    let a = matrix(n, n, seed);
    a.dot(&a.t()) + Array2::<f64>::eye(n)
}

/// The symmetric part: differences of one element move its mirror image too.
pub fn symmetric(a: &Array2<f64>) -> Array2<f64> {
    (a + &a.t()) * 0.5
}
