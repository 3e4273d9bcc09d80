//! Reads printed formulas back: Unicode text → expression → shapes → numbers.
//!
//! Written against the notation alone, so that it can judge what the engine prints.

mod evaluate;
mod functions;
mod integer;
mod linear;
pub mod point;
mod read;
mod shapes;

use std::collections::BTreeMap;

pub use evaluate::Value;
pub use shapes::UNTOLD;

/// What names stand for.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    /// Scalars, columns (`n × 1`) and matrices.
    pub variables: BTreeMap<String, Value>,
    /// Sizes by their symbols.
    pub sizes: BTreeMap<String, i64>,
}

/// The value of a printed formula, of the shape `expected`: none for a scalar, a column for a vector.
pub fn value(text: &str, meaning: &Meaning, expected: &[usize]) -> Result<Value, String> {
    let expression = read::read(text, meaning)?;
    let shapes = shapes::infer(&expression, meaning, expected)?;
    let value = evaluate::evaluate(&expression, meaning, &shapes)?;
    Ok(value.spread(expected))
}
