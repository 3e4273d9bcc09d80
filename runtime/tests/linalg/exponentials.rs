//! The exponential against closed forms and a series far past its convergence; its derivative against
//! the exponential of the block matrix and differences.

use crate::matrices::*;
use matgrad::__private::linalg as runtime;
use matgrad::prelude::*;
use ndarray::{Array1, Array2, array, s};

/// e^A by a Taylor series of 40 terms of A/2^k, squared k times in plain products.
fn by_series(a: &Array2<f64>) -> Array2<f64> {
    let norm = size(a) * a.nrows() as f64;
    let k = norm.log2().ceil().max(0.0) as i32 + 2;
    let scaled = a / 2.0_f64.powi(k);
    let n = a.nrows();
    let mut sum = Array2::<f64>::eye(n);
    for term in (1..40).rev() {
        sum = Array2::<f64>::eye(n) + scaled.dot(&sum) / f64::from(term);
    }
    (0..k).fold(sum, |x, _| x.dot(&x))
}

#[test]
fn closed_forms_in_every_layout() {
    for scale in [0.0, 1e-9, 1e-3, 0.1, 0.5, 1.5, 3.0, 20.0] {
        let diagonal = Array1::from_shape_fn(6, |i| scale * noise(1, i, i));
        for_each_layout(&Array2::from_diag(&diagonal), |layout, a| {
            let exact = Array2::from_diag(&diagonal.mapv(f64::exp));
            assert_near(
                &runtime::expm(a),
                &exact,
                8.0 * (1.0 + scale),
                &format!("{scale} {layout}"),
            );
        });
        let rotation = array![[0.0, scale], [-scale, 0.0]];
        let exact = array![[scale.cos(), scale.sin()], [-scale.sin(), scale.cos()]];
        assert_near(
            &runtime::expm(rotation.view()),
            &exact,
            8.0 * (1.0 + scale),
            &format!("rotation by {scale}"),
        );
        let nilpotent = array![[0.0, scale, 1.0], [0.0, 0.0, 1e6 * scale], [0.0, 0.0, 0.0]];
        let corner = 1.0 + 0.5e6 * scale * scale;
        let exact = array![
            [1.0, scale, corner],
            [0.0, 1.0, 1e6 * scale],
            [0.0, 0.0, 1.0]
        ];
        assert_near(
            &runtime::expm(nilpotent.view()),
            &exact,
            4.0,
            &format!("nilpotent {scale}"),
        );
    }
    assert_eq!(
        runtime::expm(Array2::<f64>::zeros((3, 3)).view()),
        Array2::<f64>::eye(3)
    );
    assert_eq!(
        runtime::expm(Array2::<f64>::zeros((0, 0)).view()).dim(),
        (0, 0)
    );
}

#[test]
fn a_large_norm_does_not_cost_accuracy() {
    // e^A = [[e, b (e − 1/e)/2], [0, 1/e]]; scaling by the norm, 10⁶, would lose six digits.
    let b = 1e6;
    let e = 1.0_f64.exp();
    let x = runtime::expm(array![[1.0, b], [0.0, -1.0]].view());
    for (found, exact) in [
        (x[[0, 0]], e),
        (x[[0, 1]], b * 1.0_f64.sinh()),
        (x[[1, 1]], 1.0 / e),
    ] {
        assert!((found / exact - 1.0).abs() < 1e-13, "{found}, {exact}");
    }
}

#[test]
fn random_matrices_against_a_series() {
    for n in [1, 2, 5, 12, 40] {
        for scale in [1e-4, 1e-2, 0.1, 0.5, 1.0, 3.0, 10.0] {
            let a = random::<f64>(n as u64, n, n) * (scale / n as f64);
            assert_near(
                &runtime::expm(a.view()),
                &by_series(&a),
                30.0 * (1.0 + scale),
                &format!("{n} {scale}"),
            );
            let single = a.mapv(|v| v as f32);
            let exact = by_series(&single.mapv(f64::from)).mapv(|v| v as f32);
            assert_near(
                &runtime::expm(single.view()),
                &exact,
                30.0 * (1.0 + scale),
                &format!("f32 {n} {scale}"),
            );
        }
    }
}

fn derivatives<T: Real>(narrow: f64) {
    for n in [1, 2, 5, 12] {
        for scale in [0.0, 1e-4, 1e-2, 0.1, 0.5, 1.0, 3.0, 10.0] {
            let a = random::<T>(n as u64, n, n).mapv(|v| v * T::lit(scale / n as f64));
            let e = random::<T>(n as u64 + 1, n, n);
            let mut block = Array2::<f64>::zeros((2 * n, 2 * n));
            let wide = |a: &Array2<T>| a.mapv(|v| v.to_f64().expect("a float"));
            block.slice_mut(s![..n, ..n]).assign(&wide(&a));
            block.slice_mut(s![n.., n..]).assign(&wide(&a));
            block.slice_mut(s![..n, n..]).assign(&wide(&e));
            let exact = by_series(&block).slice(s![..n, n..]).mapv(T::lit);
            for_each_layout(&e, |layout, e| {
                let found = runtime::expm_frechet(a.view(), e);
                assert_near(
                    &found,
                    &exact,
                    narrow * (1.0 + scale),
                    &format!("{n} {scale} {layout}"),
                );
            });
            // Linear in E, whatever its size.
            let found = runtime::expm_frechet(a.view(), (&e * T::lit(1e12)).view());
            assert_near(
                &found,
                &(&exact * T::lit(1e12)),
                narrow * (1.0 + scale),
                &format!("{n} {scale} large"),
            );
        }
    }
}

#[test]
fn derivatives_against_the_block_matrix() {
    derivatives::<f64>(40.0);
    derivatives::<f32>(40.0);
}

#[test]
fn derivatives_against_differences() {
    let (a, e) = (random::<f64>(1, 6, 6), random::<f64>(2, 6, 6));
    let h = 1e-5;
    let ahead = runtime::expm((&a + &(&e * h)).view());
    let behind = runtime::expm((&a - &(&e * h)).view());
    let difference = (ahead - behind) / (2.0 * h);
    let error = runtime::expm_frechet(a.view(), e.view()) - &difference;
    assert!(size(&error) < 1e-8 * size(&difference));
}

#[test]
fn the_ends_of_the_range() {
    for value in [f64::NAN, f64::INFINITY] {
        let a = array![[1.0, value], [0.0, 1.0]];
        let e = Array2::<f64>::eye(2);
        assert!(runtime::expm(a.view()).iter().all(|v| v.is_nan()));
        assert!(
            runtime::expm_frechet(a.view(), e.view())
                .iter()
                .all(|v| v.is_nan())
        );
        assert!(
            runtime::expm_frechet(e.view(), a.view())
                .iter()
                .all(|v| v.is_nan())
        );
    }
    assert_eq!(runtime::expm(array![[-1e200]].view()), array![[0.0]]);
    assert_eq!(
        runtime::expm(array![[1e200]].view()),
        array![[f64::INFINITY]]
    );
    assert_eq!(runtime::expm(array![[-1e30_f32]].view()), array![[0.0]]);
    let nilpotent = array![[0.0, 1e200], [0.0, 0.0]];
    assert_eq!(
        runtime::expm(nilpotent.view()),
        array![[1.0, 1e200], [0.0, 1.0]]
    );
}
