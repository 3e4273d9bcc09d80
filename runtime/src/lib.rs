//! Matrix calculus inside the Rust compiler.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a view is a reference already"
)]

pub use matgrad_macros::grad;
pub use real::Real;

mod arguments;
mod check;
mod math;
mod operand;
mod ops;
mod products;
mod proof;
mod real;
mod sweep;
mod views;
mod vocabulary;

/// Everything an annotated function needs: `use matgrad::prelude::*;`.
///
/// The attribute [`grad`], the scalars' trait [`Real`], the vocabulary, and the methods of
/// `Elementwise`. Array types and `Axis` are `ndarray`'s.
pub mod prelude {
    pub use crate::vocabulary::*;
    pub use crate::{Real, grad};
}

/// What emitted code calls. No part of the public interface: it changes with the macro.
#[doc(hidden)]
pub mod __private {
    pub use crate::arguments::{constant, index, matrix, scalar, vector};
    pub use crate::check::{check, check_index, check_slice};
    pub use crate::math::{lit, size};
    pub use crate::products::{dot, kron, matmul, matmul_add, matvec, matvec_add, outer};
    pub use crate::sweep::{Lane, LaneMut, lane, lane_mut, sweep};
    pub use crate::views::{
        copy, diagonal, diagonal_matrix, diagonal_mut, element, element_mut, eye, fill, filled,
        insert_axis, len, put, reshape, select, select_mut, slice, slice_mut, stack_columns,
        transpose, tril, triu, view, view_mut, zeros, zeros1, zeros2,
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
