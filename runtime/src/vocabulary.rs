//! The vocabulary: the functions that `#[grad]` knows, as ordinary generic functions.
//!
//! Each takes owned arrays, references, views, slices and, where it makes sense, scalars, and gives back a
//! scalar or an owned array. What has to fit is checked, and a misfit panics with both sizes and the
//! caller's location; values outside a domain give what IEEE 754 gives and never panic.

pub use constants::{eye, ones, stop_gradient, zeros};
pub use elementwise::*;
pub use linear::{
    adjugate, cholesky, det, expm, inv, logdet, matrix_power, solve, solve_triangular,
};
#[cfg(feature = "faer")]
pub use linear::{eigvalsh, norm_nuclear, pinv, svdvals};
pub use methods::Elementwise;
#[cfg(not(feature = "faer"))]
pub use missing::{eigvalsh, norm_nuclear, pinv, svdvals};
pub(crate) use operands::{Joint, Meets};
pub use products::{dot, frobenius, hadamard, kron, matmul, outer};
pub use reductions::{
    cumsum, logsumexp, logsumexp_axis, max, max_axis, mean, mean_axis, min, min_axis, norm1, norm2,
    prod, prod_axis, softmax, softmax_axis, sum, sum_axis,
};
pub use shape::{diag, reshape, trace, transpose, tril, triu, vec};

mod constants;
mod elementwise;
mod linear;
mod methods;
#[cfg(not(feature = "faer"))]
mod missing;
mod operands;
mod products;
mod reductions;
mod shape;
