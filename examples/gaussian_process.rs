//! Carbon dioxide over Mauna Loa as a Gaussian process: a smooth trend plus a yearly season. Five
//! hyperparameters are fitted to twelve years of months by descent along `#[grad]`'s gradient of the
//! marginal likelihood; the three years that follow test the prediction.

mod shared;

use std::{error::Error, f64::consts::PI, fs, path::Path};

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array, s};
use shared::{closed_form, descend};

/// −ln p(y) = ½ yᵀ K⁻¹ y + ½ ln det K + ½ n ln 2π of months t with values y.
///
/// K sums three covariances of months d years apart, θ the logarithms of what they depend on: the trend
/// a² exp(−d²/2ℓ²), the season s² exp(−2 sin²(πd)/r²), and noise of variance σ².
#[grad(theta, y)]
fn surprise(
    #[dims(5)] theta: &Array1<f64>,
    #[dims(n)] y: &Array1<f64>,
    #[dims(n)] t: &Array1<f64>,
) -> f64 {
    let n = t.len();
    let (a, l) = (theta[0].exp(), theta[1].exp());
    let (s, r, sigma) = (theta[2].exp(), theta[3].exp(), theta[4].exp());
    let gaps = &t.view().insert_axis(Axis(1)) - t;
    let trend = a.powi(2) * (-square(&gaps / l) / 2.0).exp();
    let season = s.powi(2) * (-2.0 * square((PI * &gaps).sin() / r)).exp();
    let k = trend + season + sigma.powi(2) * Array2::<f64>::eye(n);
    0.5 * y.dot(&solve(&k, y)) + 0.5 * logdet(&k) + 0.5 * n as f64 * (2.0 * PI).ln()
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/mauna_loa.csv");
    let (years, ppm) = read(&fs::read_to_string(file)?)?;
    let (t, later) = (years.slice(s![..144]).to_owned(), years.slice(s![144..]));
    let level = ppm.slice(s![..144]).mean().ok_or("no months")?;
    let y = ppm.slice(s![..144]).to_owned() - level;

    println!("{}\n", closed_form(include_str!("gaussian_process.rs"), "surprise"));
    let start = array![10.0_f64, 3.0, 3.0, 1.0, 1.0].ln();
    let fitted = descend(start.clone(), |theta| {
        let (value, (slope, _)) = surprise_value_and_grad(theta, &y, &t);
        (value, slope)
    });
    for (when, theta) in [("before", &start), ("after", &fitted)] {
        println!("{when:>6}: ln p(y) = {:9.3}", -surprise(theta, &y, &t));
        println!("        a, ℓ, s, r, σ = {:.3}", theta.exp());
    }

    // The gradient with respect to y is K⁻¹ y, the weights of the prediction.
    let (_, weights) = surprise_grad(&fitted, &y, &t);
    let predict = |at: f64| {
        let along = t.mapv(|month| covariance(at - month, &fitted));
        level + along.dot(&weights)
    };
    println!("\n   month  predicted  measured");
    for month in (0..later.len()).step_by(5) {
        let (guess, truth) = (predict(later[month]), ppm[144 + month]);
        println!("{:>8.2} {guess:>10.2} {truth:>9.2}", later[month]);
    }
    let errors = later.mapv(predict) - ppm.slice(s![144..]);
    let off = errors.pow2().mean().ok_or("no months")?.sqrt();
    println!("root mean square error of three years ahead: {off:.2} ppm");

    // K α = y: at the months it was fitted to, the prediction misses by σ² α.
    let missed = t.mapv(predict) - level + fitted[4].exp().powi(2) * &weights - &y;
    assert!(norm2(missed) < 1e-6);
    Ok(())
}

/// The covariance of two months that lie `gap` years apart, noise left out.
fn covariance(gap: f64, theta: &Array1<f64>) -> f64 {
    let [a, l, s, r] = [0, 1, 2, 3].map(|k| theta[k].exp());
    let trend = a.powi(2) * (-(gap / l).powi(2) / 2.0).exp();
    trend + s.powi(2) * (-2.0 * ((PI * gap).sin() / r).powi(2)).exp()
}

/// The times in years, and the values.
fn read(text: &str) -> Result<(Array1<f64>, Array1<f64>), Box<dyn Error>> {
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    let (mut years, mut ppm) = (Vec::new(), Vec::new());
    for row in rows {
        let mut fields = row.split(',').skip(1);
        years.push(fields.next().ok_or("no year")?.parse()?);
        ppm.push(fields.next().ok_or("no value")?.parse()?);
    }
    Ok((years.into(), ppm.into()))
}
