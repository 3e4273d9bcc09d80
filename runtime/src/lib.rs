//! Matrix calculus inside the Rust compiler.

#![allow(clippy::needless_pass_by_value, reason = "a view is a reference already")]

pub use matgrad_macros::grad;
pub use real::Real;

#[allow(
    missing_docs,
    reason = "read by the macro alone, and named after what it does"
)]
mod arguments;
mod check;
#[allow(
    missing_docs,
    reason = "read by the macro alone, and named after what it does"
)]
mod math;
mod operand;
#[allow(
    missing_docs,
    reason = "read by the macro alone, and named after what it does"
)]
mod ops;
mod products;
mod proof;
mod real;
mod sweep;
#[allow(
    missing_docs,
    reason = "read by the macro alone, and named after what it does"
)]
mod views;

/// What emitted code calls. No part of the public interface: it changes with the macro.
#[doc(hidden)]
pub mod __private {
    pub use crate::arguments::{constant, index, matrix, scalar, vector};
    pub use crate::check::{check, check_index, check_slice};
    pub use crate::math::{lit, size};
    pub use crate::products::{dot, kron, matmul, matmul_add, matvec, matvec_add, outer};
    pub use crate::sweep::{Lane, LaneMut, lane, lane_mut, sweep};
    pub use crate::views::{
        copy, diagonal, diagonal_matrix, diagonal_mut, element, element_mut, eye, filled,
        insert_axis, reshape, select, select_mut, slice, slice_mut, stack_columns, transpose, tril,
        triu, view, view_mut, zeros, zeros1, zeros2,
    };
    pub use ndarray;

    pub mod math {
        pub use crate::math::*;
    }
    pub mod ops {
        pub use crate::ops::*;
    }
    pub mod proof {
        pub use crate::proof::*;
    }
}
