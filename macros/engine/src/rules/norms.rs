//! norms.

use super::Rule;

/// The entries.
pub const RULES: &[Rule] = &[];
