//! Models as their authors write them, each gradient compared with differences of the function.
#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::too_many_arguments,
    reason = "so users write, and the numbers are small"
)]

mod axes;
mod control;
mod data;
mod differences;
mod kronecker;
mod learning;
mod statistics;
