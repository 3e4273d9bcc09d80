//! Models as their authors write them, each gradient compared with differences of the function.
#![allow(clippy::float_cmp, reason = "the values are computed alike")]

mod axes;
mod differences;
