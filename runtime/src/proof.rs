//! Proof by types that a name in the user's function means what the macro took it for.
//!
//! A companion holds a closure, never called, that repeats the user's body. In it each vocabulary call
//! goes through [`same`]; function items have types of their own, so another `trace` does not compile.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

/// `user`, if it is the very function `ours`.
#[inline]
pub fn same<F>(user: F, ours: F) -> F {
    let _ = ours;
    user
}

/// Never returns. What follows a call is type-checked, but neither borrow-checked nor compiled.
pub fn never() -> ! {
    unreachable!("the body of a proof is never run")
}

/// In scope in every proof.
pub mod traps {}
