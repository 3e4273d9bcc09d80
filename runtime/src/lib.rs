//! Matrix calculus inside the Rust compiler.
