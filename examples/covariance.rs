//! The covariance of fifty irises, I. versicolor, by maximum likelihood: of any form, where the gradient vanishes at the
//! covariance of the sample, and of one common factor plus what each measurement has of its own.

#![allow(clippy::cast_precision_loss, reason = "counts are small")]

mod shared;

use std::error::Error;

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef2, Axis, concatenate, s};
use shared::{closed_form, descend, table};

/// −(2/n) ln p of n flowers of sample covariance C, but for a constant: ln det S + tr(S⁻¹ C)
#[grad(s)]
fn deviance(#[structure(posdef)] s: &Array2<f64>, #[structure(posdef)] c: &Array2<f64>) -> f64 {
    logdet(s) + trace(solve(s, c))
}

/// The same of S = w wᵀ + diag(e^ψ): one factor, of loadings w, and variances of their own
#[grad(w, psi)]
fn factor(
    #[dims(d)] w: &Array1<f64>,
    #[dims(d)] psi: &Array1<f64>,
    #[structure(posdef)] c: &Array2<f64>,
) -> f64 {
    let s = outer(w, w) + diag(psi.exp());
    logdet(&s) + trace(solve(&s, c))
}

fn main() -> Result<(), Box<dyn Error>> {
    let iris = table("iris.csv")?;
    let sample = covariance(&iris.slice(s![50..100, ..4]));
    let source = include_str!("covariance.rs");

    println!("{}", closed_form(source, "deviance"));
    let (best, slope) = deviance_value_and_grad(&sample, &sample);
    println!("at S = C: {best:.6}, ‖∇s‖ = {:.1e}\n", norm2(&slope));
    assert!(norm2(slope) < 1e-9);

    // Scoring by Fisher's information, which here is S⁻¹ ⊗ S⁻¹: S ← S − S ∇s S.
    let mut s = Array2::from_diag(&sample.diag());
    for step in 0..3 {
        let (value, slope) = deviance_value_and_grad(&s, &sample);
        let far = norm2(&s - &sample);
        println!("step {step}: {value:.6}, ‖S − C‖ = {far:.1e}");
        s -= &s.dot(&slope).dot(&s);
    }
    assert!(norm2(&s - &sample) < 1e-12);

    // No step of plain descent promises that S stays positive definite; where it does not, the value
    // is not a number, and the line search turns back.
    let start = Array2::from_diag(&sample.diag());
    let side = start.nrows();
    let found = descend(start.flatten().to_owned(), |x| {
        let s = x.to_shape((side, side)).expect("a square");
        let (value, slope) = deviance_value_and_grad(&s.to_owned(), &sample);
        (value, slope.flatten().to_owned())
    });
    let found = found.into_shape_with_order((side, side))?;
    println!("descent: ‖S − C‖ = {:.1e}\n", norm2(&found - &sample));
    assert!(norm2(&found - &sample) < 1e-5);

    println!("{}", closed_form(source, "factor"));
    let spread = sample.diag().sqrt();
    let start = concatenate![Axis(0), 0.5 * &spread, spread.ln()];
    let found = descend(start, |x| {
        let (w, psi) = (x.slice(s![..side]), x.slice(s![side..]));
        let (value, (dw, dpsi)) = factor_value_and_grad(&w.to_owned(), &psi.to_owned(), &sample);
        (value, concatenate![Axis(0), dw, dpsi])
    });
    let (w, own) = (found.slice(s![..side]), found.slice(s![side..]).exp());
    let value = factor(&w.to_owned(), &own.ln(), &sample);
    println!("one factor: {value:.6}, which no form of S brings below {best:.6}");
    println!(
        "loadings {:.3}\nshare of its own {:.3}",
        &w * w[0].signum(),
        &own / &sample.diag()
    );
    // At the maximum the variances are the sample's (Lawley and Maxwell 1971, §4.2).
    let fitted = w.pow2() + &own;
    assert!(norm2(fitted - sample.diag()) < 1e-6 && value > best);
    Ok(())
}

/// (1/n) Σ (x − x̄)(x − x̄)ᵀ over the rows.
fn covariance(x: &ArrayRef2<f64>) -> Array2<f64> {
    let centred = &x.view() - &mean_axis(x, Axis(0));
    centred.t().dot(&centred) / x.nrows() as f64
}
