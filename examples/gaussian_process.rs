//! Carbon dioxide over Mauna Loa as a Gaussian process: a line, a smooth wander about it, and a
//! yearly season. Six hyperparameters are fitted to twelve years of months by descent along `#[grad]`'s gradient of the
//! marginal likelihood; the three years that follow test the prediction.

#![allow(clippy::cast_precision_loss, reason = "counts are small")]

mod shared;

use std::{error::Error, f64::consts::PI};

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array, s};
use shared::{closed_form, descend, table};

/// −ln p(y) = ½ yᵀ K⁻¹ y + ½ ln det K + ½ n ln 2π of months t with values y.
///
/// K sums the covariances of a line, b² t tᵀ, and of months d years apart: a wander, a² exp(−d²/2ℓ²), a
/// season, s² exp(−2 sin²(πd)/r²), and noise of variance σ². θ holds the logarithms of b, a, ℓ, s, r, σ.
#[grad(theta, y)]
fn surprise(
    #[dims(6)] theta: &Array1<f64>,
    #[dims(n)] y: &Array1<f64>,
    #[dims(n)] t: &Array1<f64>,
) -> f64 {
    let n = t.len();
    let (b, a, l) = (theta[0].exp(), theta[1].exp(), theta[2].exp());
    let (s, r, sigma) = (theta[3].exp(), theta[4].exp(), theta[5].exp());
    let gaps = &t.view().insert_axis(Axis(1)) - t;
    let line = b.powi(2) * outer(t, t);
    let wander = a.powi(2) * (-square(&gaps / l) / 2.0).exp();
    let season = s.powi(2) * (-2.0 * square((PI * &gaps).sin() / r)).exp();
    let k = line + wander + season + sigma.powi(2) * Array2::<f64>::eye(n);
    0.5 * y.dot(&solve(&k, y)) + 0.5 * logdet(&k) + 0.5 * n as f64 * (2.0 * PI).ln()
}

fn main() -> Result<(), Box<dyn Error>> {
    let months = table("mauna_loa.csv")?;
    let (years, ppm) = (months.column(0), months.column(1));
    let (middle, level) = (2006.0, ppm.slice(s![..144]).sum() / 144.0);
    let t = years.slice(s![..144]).to_owned() - middle;
    let y = ppm.slice(s![..144]).to_owned() - level;

    println!(
        "{}\n",
        closed_form(include_str!("gaussian_process.rs"), "surprise")
    );
    let start = array![1.0_f64, 1.0, 3.0, 3.0, 1.0, 1.0].ln();
    let fitted = descend(start.clone(), |theta| {
        let (value, (slope, _)) = surprise_value_and_grad(theta, &y, &t);
        (value, slope)
    });
    for (when, theta) in [("before", &start), ("after", &fitted)] {
        println!("{when:>6}: ln p(y) = {:9.3}", -surprise(theta, &y, &t));
        println!("        b, a, ℓ, s, r, σ = {:.3}", theta.exp());
    }

    // The gradient with respect to y is K⁻¹ y, the weights of the prediction.
    let (_, weights) = surprise_grad(&fitted, &y, &t);
    let predict = |year: f64| {
        let along = t.mapv(|month| covariance(year - middle, month, &fitted));
        level + along.dot(&weights)
    };
    println!("\n   month  predicted  measured");
    for month in (144..ppm.len()).step_by(5) {
        let (year, truth) = (years[month], ppm[month]);
        println!("{year:>8.2} {:>10.2} {truth:>9.2}", predict(year));
    }
    let errors = years.slice(s![144..]).mapv(predict) - ppm.slice(s![144..]);
    let off = norm2(&errors) / (errors.len() as f64).sqrt();
    println!("root mean square error of three years ahead: {off:.2} ppm");

    // K α = y: at the months it was fitted to, the prediction misses by σ² α.
    let fit = t.mapv(|month| predict(month + middle)) - level;
    assert!(norm2(fit + fitted[5].exp().powi(2) * &weights - &y) < 1e-6);
    assert!(norm2(surprise_grad(&fitted, &y, &t).0) < 1e-3 && off < 1.0);
    Ok(())
}

/// The covariance of two months, noise left out.
fn covariance(one: f64, other: f64, theta: &Array1<f64>) -> f64 {
    let [b, a, l, s, r] = [0, 1, 2, 3, 4].map(|k| theta[k].exp());
    let gap = one - other;
    let wander = a.powi(2) * (-(gap / l).powi(2) / 2.0).exp();
    let season = s.powi(2) * (-2.0 * ((PI * gap).sin() / r).powi(2)).exp();
    b.powi(2) * one * other + wander + season
}
