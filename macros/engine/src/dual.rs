//! Dual numbers and small dense tensors of them: the reference arithmetic of the engine.
//!
//! A derivative computed with these never touches a differential of the rule table, so the two
//! can be compared. Speed does not matter: dimensions are 1 to 4.

/// `value + slope·ε` with `ε² = 0`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dual {
    /// The number.
    pub value: f64,
    /// Its derivative along the chosen direction.
    pub slope: f64,
}

/// A dense array, row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensor {
    /// The length of each axis.
    pub shape: Vec<usize>,
    /// The elements.
    pub data: Vec<Dual>,
}

impl Dual {
    /// `f(self)` by its value and derivative there.
    #[must_use]
    pub fn chain(self, value: f64, derivative: f64) -> Self {
        Self {
            value,
            slope: derivative * self.slope,
        }
    }

    /// eˣ.
    #[must_use]
    pub fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, value)
    }
}
