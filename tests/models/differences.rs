//! Central differences of the fourth order, of the annotated function itself.

use ndarray::{Array, Dimension};

/// The step is a thousandth, so that the error of the differences is about 10⁻¹².
const STEP: f64 = 1e-3;
const TOLERANCE: f64 = 1e-8;

/// Compares a gradient with the differences of `f` at `x`.
#[track_caller]
pub fn assert_close<D: Dimension>(
    gradient: &Array<f64, D>,
    x: &Array<f64, D>,
    f: impl Fn(&Array<f64, D>) -> f64,
) {
    assert_eq!(gradient.shape(), x.shape());
    let largest = gradient.iter().fold(1.0_f64, |m, g| m.max(g.abs()));
    for (k, slope) in gradient.iter().enumerate() {
        let at = |step: f64| {
            let mut moved = x.clone();
            if let Some(element) = moved.iter_mut().nth(k) {
                *element += step;
            }
            f(&moved)
        };
        let near = at(STEP) - at(-STEP);
        let far = at(2.0 * STEP) - at(-2.0 * STEP);
        let expected = (8.0 * near - far) / (12.0 * STEP);
        assert!(
            (slope - expected).abs() <= TOLERANCE * largest,
            "element {k}: {slope}, differences give {expected}"
        );
    }
}
