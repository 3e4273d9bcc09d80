//! Functions of arrays at the ends of the number line, against values known exactly or worked out
//! element by element.

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array};

use crate::assert_near;

const HUGE: f64 = 1e308;

#[track_caller]
pub fn assert_all<'a>(
    found: impl IntoIterator<Item = &'a f64>,
    expected: impl IntoIterator<Item = f64>,
) {
    let (found, expected): (Vec<f64>, Vec<f64>) = (
        found.into_iter().copied().collect(),
        expected.into_iter().collect(),
    );
    assert_eq!(found.len(), expected.len());
    for (position, (found, expected)) in found.into_iter().zip(expected).enumerate() {
        assert_near(
            &format!("element {position}"),
            found,
            expected,
            4e-15,
            1e-322,
        );
    }
}

mod totals {
    use super::*;

    #[grad]
    pub fn naive(x: &Array1<f64>) -> f64 {
        x.mapv(f64::exp).sum().ln()
    }

    #[grad]
    pub fn by_hand(x: &Array1<f64>) -> f64 {
        let m = max(x);
        m + exp(x - m).sum().ln()
    }

    #[grad]
    pub fn mean_of(x: &Array1<f64>) -> f64 {
        exp(x).mean().unwrap().ln() + (x.len() as f64).ln()
    }

    #[grad]
    pub fn in_steps(#[dims(2, m)] x: &Array2<f64>) -> f64 {
        exp(x).sum_axis(Axis(0)).sum().ln()
    }

    #[grad]
    pub fn by_rows(x: &Array2<f64>) -> f64 {
        exp(x).sum_axis(Axis(1)).ln().sum()
    }

    #[grad]
    pub fn by_columns(x: &Array2<f64>) -> f64 {
        x.mapv(|v| v.exp()).sum_axis(Axis(0)).mapv(f64::ln).sum()
    }

    #[grad]
    pub fn rows_by_hand(x: &Array2<f64>) -> f64 {
        let m = max_axis(x, Axis(1));
        let shifted = x - &m.view().insert_axis(Axis(1));
        (m + exp(shifted).sum_axis(Axis(1)).ln()).sum()
    }

    #[grad(x)]
    pub fn single(x: &Array1<f32>) -> f32 {
        x.mapv(f32::exp).sum().ln()
    }
}

/// A point, ln Σeˣ and softmax there.
fn totals() -> Vec<(Array1<f64>, f64, Array1<f64>)> {
    let (e, ln_2) = ((-1.0_f64).exp(), std::f64::consts::LN_2);
    vec![
        (array![1000.0, 0.0], 1000.0, array![1.0, 0.0]),
        (array![-1000.0, -1000.0], ln_2 - 1000.0, array![0.5, 0.5]),
        (array![HUGE, -HUGE], HUGE, array![1.0, 0.0]),
        (array![-HUGE, -HUGE], -HUGE, array![0.5, 0.5]),
        (
            array![800.0, 799.0],
            800.0 + e.ln_1p(),
            array![1.0 / (1.0 + e), e / (1.0 + e)],
        ),
        (
            array![0.0, -700.0],
            (-700.0_f64).exp(),
            array![1.0, (-700.0_f64).exp()],
        ),
        (array![5e-324, -5e-324], ln_2, array![0.5, 0.5]),
    ]
}

#[test]
fn totals_of_exponentials_are_shifted() {
    for (x, value, shares) in totals() {
        for spelling in [
            totals::naive_value_and_grad,
            totals::by_hand_value_and_grad,
            totals::mean_of_value_and_grad,
        ] {
            let (found, gradient) = spelling(&x);
            // ln Σ e^x is near 0 only where ln_1p is needed; the sum has ½ ulp of 1.
            assert_near("ln Σ eˣ", found, value, 4e-15, 3e-16);
            assert_all(&gradient, shares.clone());
        }
        let column = x.clone().insert_axis(Axis(1));
        let (found, gradient) = totals::in_steps_value_and_grad(&column);
        assert_near("ln Σ eˣ", found, value, 4e-15, 3e-16);
        assert_all(&gradient, shares);
    }
    let (value, gradient) = totals::single_value_and_grad(&array![200.0, 0.0, -3e38]);
    assert_eq!((value, gradient), (200.0, array![1.0, 0.0, 0.0]));
}

#[test]
fn totals_along_an_axis_are_shifted() {
    let points = totals();
    let rows = points.len();
    let x = Array2::from_shape_fn((rows, 2), |(i, j)| points[i].0[j]);
    let shares = Array2::from_shape_fn((rows, 2), |(i, j)| points[i].2[j]);
    assert_all(&totals::by_rows_grad(&x), shares.clone());
    assert_all(&totals::rows_by_hand_grad(&x), shares.clone());
    let x = x.reversed_axes();
    assert_all(&totals::by_columns_grad(&x), shares.reversed_axes());
}

mod shares {
    use super::*;

    #[grad]
    pub fn naive(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let e = exp(x);
        let total = e.sum();
        t.dot(&(e / total))
    }

    #[grad]
    pub fn means(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        t.dot(&x.mapv(f64::exp)) / x.mapv(f64::exp).sum()
    }

    #[grad]
    pub fn by_hand(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let e = exp(x - max(x));
        let total = e.sum();
        t.dot(&(e / total))
    }

    #[grad]
    pub fn in_steps(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        (x.exp() * t).sum() / sum(exp(x))
    }

    #[grad]
    pub fn as_row(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let e = x.view().insert_axis(Axis(0)).exp();
        let p = &e / &e.sum_axis(Axis(1)).insert_axis(Axis(1));
        p.row(0).dot(t)
    }

    #[grad]
    pub fn repeated(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let e = outer(x, ones(2)).exp();
        let p = &e / &e.sum_axis(Axis(0));
        p.column(1).dot(t)
    }

    #[grad]
    pub fn divided_twice(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        (1.0 / (exp(x).sum() / exp(x))).dot(t)
    }

    #[grad]
    pub fn weighted(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let e = exp(x) * square(sign(t));
        (&e / e.sum()).dot(t)
    }

    #[grad]
    pub fn weighted_by(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let e = exp(x) * t;
        (&e / e.sum())[1]
    }

    #[grad]
    pub fn of_elements(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        let (e, f, g) = (x[0].exp(), x[1].exp(), x[2].exp());
        (t[0] * e + t[1] * f + t[2] * g) / (e + f + g)
    }

    #[grad]
    pub fn of_one_more(x: &Array1<f64>, t: &Array1<f64>) -> f64 {
        exp(x).dot(t) / (exp(x).sum() + 1e-9)
    }

    #[grad]
    pub fn concentration(x: &Array1<f64>) -> f64 {
        exp(x).mapv(|e| e.powi(2)).sum() / exp(x).sum().powi(2)
    }

    #[grad]
    pub fn others(x: &Array1<f64>) -> f64 {
        1.0 / (1.0 + exp(x).sum())
    }

    #[grad]
    pub fn cross_entropy(x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        let e = exp(x);
        let p = &e / &e.sum_axis(Axis(1)).insert_axis(Axis(1));
        -(t * &p.ln()).sum()
    }

    #[grad]
    pub fn by_total(x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        let total = exp(x).sum_axis(Axis(1)).ln().insert_axis(Axis(1));
        -(t * &(x - &total)).sum()
    }

    #[grad]
    pub fn cross_entropy_of_softmax(x: &Array2<f64>, t: &Array2<f64>) -> f64 {
        -frobenius(t, ln(softmax_axis(x, Axis(1))))
    }
}

#[test]
fn quotients_of_exponentials_are_shares() {
    let (x, t) = (array![1000.0, 999.0, -HUGE], array![1.0, 3.0, 7.0]);
    let e = (-1.0_f64).exp();
    let p = [1.0 / (1.0 + e), e / (1.0 + e), 0.0];
    let mean = p[0] + 3.0 * p[1];
    for spelling in [
        shares::naive_value_and_grad,
        shares::means_value_and_grad,
        shares::by_hand_value_and_grad,
        shares::in_steps_value_and_grad,
        shares::as_row_value_and_grad,
        shares::repeated_value_and_grad,
        shares::divided_twice_value_and_grad,
        shares::weighted_value_and_grad,
    ] {
        let (value, gradient) = spelling(&x, &t);
        assert_near("Σ t softmax(x)", value, mean, 4e-15, 0.0);
        // p (t − mean), in which 1 − mean = −2 p₁ and 3 − mean = 2 p₀.
        let expected = [-2.0 * p[0] * p[1], 2.0 * p[1] * p[0], 0.0];
        assert_all(&gradient, expected);
    }
    // The exponent ln Σ eˣ ≈ 1000 is rounded to 2⁻⁴³.
    for spelling in [
        shares::of_elements_value_and_grad,
        shares::of_one_more_value_and_grad,
    ] {
        let (value, gradient) = spelling(&x, &t);
        assert_near("Σ t softmax(x)", value, mean, 1e-12, 0.0);
        assert_near("its slope", gradient[1], 2.0 * p[1] * p[0], 1e-12, 0.0);
        assert_near("its slope", gradient[0], -2.0 * p[1] * p[0], 1e-12, 0.0);
        assert_eq!(gradient[2], 0.0);
    }
}

#[test]
fn powers_of_totals_are_divided_in_the_exponent() {
    let (value, gradient) = shares::concentration_value_and_grad(&array![-800.0, -800.0]);
    assert_near("Σ p²", value, 0.5, 4e-15, 0.0);
    assert_all(&gradient, [0.0, 0.0]);

    let (value, gradient) = shares::others_value_and_grad(&array![800.0, 10.0]);
    assert_eq!((value, gradient), (0.0, array![-0.0, -0.0]));
    let (value, gradient) = shares::others_value_and_grad(&array![700.0, -HUGE]);
    let e = (-700.0_f64).exp();
    // The exponent 700 is rounded to 2⁻⁴⁴.
    assert_near("1 / (1 + Σ eˣ)", value, e, 1e-13, 0.0);
    assert_near("its slope", gradient[0], -e, 1e-13, 0.0);
}

#[test]
fn cross_entropy_of_certainties_is_finite() {
    let x = array![[1000.0, 0.0], [-HUGE, 0.0], [-HUGE, -HUGE]];
    let t = array![[0.0, 1.0], [0.0, 1.0], [0.25, 0.75]];
    for spelling in [
        shares::cross_entropy_value_and_grad,
        shares::by_total_value_and_grad,
        shares::cross_entropy_of_softmax_value_and_grad,
    ] {
        let (value, gradient) = spelling(&x, &t);
        assert_near("value", value, 1000.0 + std::f64::consts::LN_2, 4e-15, 0.0);
        assert_all(&gradient, [1.0, -1.0, 0.0, 0.0, 0.25, -0.25]);
    }
}

#[grad(x, w)]
fn mixture(x: &Array1<f64>, w: &Array1<f64>) -> f64 {
    dot(w, x.mapv(f64::exp)).ln()
}

#[grad(mean)]
fn gaussians(mean: &Array1<f64>, w: &Array1<f64>, x: f64) -> f64 {
    let densities = mean.mapv(|m| (-0.5 * (x - m) * (x - m)).exp() / 2.506_628_274_631_000_7);
    w.dot(&densities).ln()
}

#[test]
fn weighted_sums_of_exponentials_are_shifted() {
    let (value, (by_x, by_w)) =
        mixture_value_and_grad(&array![-2000.0, -2000.0], &array![0.25, 0.75]);
    assert_near("value", value, -2000.0, 1e-15, 0.0);
    assert_all(&by_x, [0.25, 0.75]);
    assert_all(&by_w, [1.0, 1.0]);
    // A weight of 0 has a gradient of its own.
    let (_, (by_x, by_w)) =
        mixture_value_and_grad(&array![1000.0, 1000.0, -HUGE], &array![0.5, 0.0, 0.5]);
    assert_all(&by_x, [1.0, 0.0, 0.0]);
    assert_all(&by_w, [2.0, 2.0, 0.0]);
    // The largest element may be the one that does not count.
    for x in [array![400.0, -100.0], array![1000.0, 700.0]] {
        let (value, (by_x, _)) = mixture_value_and_grad(&x, &array![0.0, 1.0]);
        assert_near("value", value, x[1], 1e-15, 0.0);
        assert_all(&by_x, [0.0, 1.0]);
        let t = array![0.0, 3.0];
        let (value, gradient) = shares::weighted_by_value_and_grad(&x, &t);
        assert_near("share", value, 1.0, 1e-15, 0.0);
        // p₁ (1 − p₁), both rounded.
        assert!(gradient.iter().all(|slope| slope.abs() < 1e-15));
    }
    // Far out, the nearer of two components decides: d/dm of −(x − m)²/2 is x − m.
    let (value, by_mean) = gaussians_value_and_grad(&array![0.0, 60.0], &array![0.5, 0.5], 100.0);
    let expected = 0.5_f64.ln() - 800.0 - (2.0 * std::f64::consts::PI).ln() / 2.0;
    assert_near("value", value, expected, 4e-15, 0.0);
    assert_all(&by_mean, [0.0, 40.0]);
}

mod entropies {
    use super::*;

    #[grad]
    pub fn entropy(p: &Array1<f64>) -> f64 {
        -(p * p.ln()).sum()
    }

    #[grad(p, q)]
    pub fn divergence(p: &Array1<f64>, q: &Array1<f64>) -> f64 {
        (p * &(p.ln() - q.ln())).sum()
    }

    #[grad(q)]
    pub fn of_quotient(p: &Array1<f64>, q: &Array1<f64>) -> f64 {
        (p * &(p / q).ln()).sum()
    }

    #[grad(p)]
    pub fn binary(p: &Array1<f64>, y: &Array1<f64>) -> f64 {
        -(y * &p.ln() + &(1.0 - y) * &(1.0 - p).ln()).sum()
    }

    #[grad(x, y)]
    pub fn power(x: f64, y: f64) -> f64 {
        pow(x, y)
    }
}

#[test]
fn nothing_times_a_logarithm_is_nothing() {
    let (value, gradient) = entropies::entropy_value_and_grad(&array![0.0, 1.0, 0.0]);
    assert_eq!(value, 0.0);
    // The slope at 0 is infinite, not undefined.
    assert_eq!(gradient, array![f64::INFINITY, -1.0, f64::INFINITY]);
    let (p, q) = (array![0.0, 1.0], array![0.0, 0.5]);
    let (value, (_, by_q)) = entropies::divergence_value_and_grad(&p, &q);
    assert_near("value", value, std::f64::consts::LN_2, 1e-15, 0.0);
    assert_all(&by_q, [0.0, -2.0]);
    let (value, by_q) = entropies::of_quotient_value_and_grad(&p, &array![0.5, 0.5]);
    assert_near("value", value, std::f64::consts::LN_2, 1e-15, 0.0);
    assert_all(&by_q, [0.0, -2.0]);
    let certain = array![0.0, 1.0];
    let (value, gradient) = entropies::binary_value_and_grad(&certain, &certain);
    assert_eq!(value, 0.0);
    assert_all(&gradient, [1.0, -1.0]);
    assert_eq!(entropies::power_grad(0.0, 0.0), (0.0, 0.0));
    assert_eq!(entropies::power_grad(0.0, 3.0), (0.0, 0.0));
    assert_eq!(entropies::power_grad(0.0, 1.0), (1.0, 0.0));
}

mod losses {
    use super::*;

    #[grad]
    pub fn logistic(z: &Array1<f64>, y: &Array1<f64>) -> f64 {
        (y * z).mapv(|m| (1.0 + (-m).exp()).ln()).sum()
    }

    #[grad]
    pub fn bernoulli(z: &Array1<f64>, y: &Array1<f64>) -> f64 {
        let p = z.mapv(|v| 1.0 / (1.0 + (-v).exp()));
        -(y * &p.ln() + &(1.0 - y) * &(1.0 - &p).ln()).sum()
    }

    #[grad]
    pub fn of_softplus(z: &Array1<f64>, y: &Array1<f64>) -> f64 {
        sum(softplus(z)) - dot(y, z)
    }

    #[grad]
    pub fn two_classes(z: &Array1<f64>) -> f64 {
        (0.25 * z.mapv(f64::exp) + 0.75 * z.mapv(|v| (-v).exp()))
            .ln()
            .sum()
    }
}

#[test]
fn losses_far_from_the_boundary_are_exact() {
    let z = array![1000.0, -1000.0, 40.0, -40.0, 700.0];
    let small = |x: f64| (-x).exp();
    let y = array![1.0, -1.0, 1.0, -1.0, -1.0];
    let (value, gradient) = losses::logistic_value_and_grad(&z, &y);
    assert_near("value", value, 700.0, 1e-15, 0.0);
    assert_all(&gradient, [0.0, 0.0, -small(40.0), small(40.0), 1.0]);
    let y = array![1.0, 0.0, 0.0, 1.0, 0.0];
    for spelling in [
        losses::bernoulli_value_and_grad,
        losses::of_softplus_value_and_grad,
    ] {
        let (value, gradient) = spelling(&z, &y);
        assert_near("value", value, 780.0, 1e-15, 0.0);
        for (found, expected) in gradient.iter().zip([0.0, 0.0, 1.0, -1.0, 1.0]) {
            // σ(z) − y, which cancels to the last place of 1.
            assert_near("σ(z) − y", *found, expected, 4e-16, 2e-16);
        }
    }
    let (value, gradient) = losses::two_classes_value_and_grad(&array![HUGE, -1000.0]);
    assert_near("value", value, HUGE, 1e-15, 0.0);
    assert_all(&gradient, [1.0, -1.0]);
}

#[test]
fn infinite_and_missing_numbers_flow_through() {
    let x = array![f64::NAN, 1.0];
    assert!(totals::naive_value_and_grad(&x).0.is_nan());
    assert!(shares::naive_grad(&x, &x).iter().all(|p| p.is_nan()));
    let x = array![f64::INFINITY, 1.0];
    assert_eq!(totals::naive_value_and_grad(&x).0, f64::INFINITY);
}

/// The divergence of two softmaxes, by their quotient.
#[grad(x, y)]
fn divergence(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let (p, q) = (softmax(x), softmax(y));
    (&p * &(&p / &q).mapv(f64::ln)).sum()
}

#[test]
fn quotients_of_softmaxes_that_underflow() {
    let (x, y) = (array![1000.0, 0.0, -1000.0], array![0.0, 1000.0, 3.0]);
    assert!(divergence(&x, &y).is_nan());
    let (value, (dx, dy)) = divergence_value_and_grad(&x, &y);
    assert_near("value", value, 1000.0, 1e-15, 0.0);
    assert_all(&dx, [0.0, 0.0, 0.0]);
    assert_all(&dy, [-1.0, 1.0, 0.0]);
}
