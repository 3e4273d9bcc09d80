//! The cases of `spectra`, by name: without the feature `faer` they are listed, with it they are tested.

pub const IDS: &[&str] = &["mc537", "ag03", "ms79"];
