//! What is promised where mathematics leaves a choice, page by page; every example runs.

/// A gradient has the shape of its parameter.
#[doc = include_str!("../docs/policies/layout.md")]
pub mod layout {}

/// The gradient inside the space of symmetric, diagonal or triangular matrices.
#[doc = include_str!("../docs/policies/structure.md")]
pub mod structure {}

/// The subgradient of least norm; ties share equally.
#[doc = include_str!("../docs/policies/kinks.md")]
pub mod kinks {}

/// A gradient is identically zero only where the attribute allows it.
#[doc = include_str!("../docs/policies/zeros.md")]
pub mod zeros {}

/// NaN and ±∞ flow out; nothing panics over a value.
#[doc = include_str!("../docs/policies/values.md")]
pub mod values {}

/// Naive spellings of stable functions are recognised.
#[doc = include_str!("../docs/policies/stability.md")]
pub mod stability {}

/// By the number of axes, and along axes known to have length 1.
#[doc = include_str!("../docs/policies/broadcasting.md")]
pub mod broadcasting {}

/// Misfits are compile errors where they can be shown, else one panic at entry.
#[doc = include_str!("../docs/policies/shapes.md")]
pub mod shapes {}

/// One answer for every order, stride and emptiness.
#[doc = include_str!("../docs/policies/memory.md")]
pub mod memory {}
