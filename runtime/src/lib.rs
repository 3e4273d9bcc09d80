//! Matrix calculus inside the Rust compiler.
//!
//! [`#[grad]`](grad) reads a function over [`ndarray`] arrays while the crate compiles, derives its gradient
//! symbolically, simplifies it to the closed form a textbook would print, and adds it beside the function
//! as plain Rust. Nothing is recorded at run time: there is no tape.
//!
//! ```
//! use matgrad::prelude::*;
//! use ndarray::{Array1, Array2, array};
//!
//! /// P(Q) = tr( 1ᵀ (Q ⊙ W) (w ⊙ g) )
//! #[grad(q)]
//! pub fn p(
//!     #[dims(p, m)] q: &Array2<f64>,
//!     #[dims(p, m)] big_w: &Array2<f64>,
//!     #[dims(m)] w: &Array1<f64>,
//!     #[dims(m)] g: &Array1<f64>,
//! ) -> f64 {
//!     let ones = Array1::<f64>::ones(q.nrows());
//!     trace(matmul(ones, matmul(hadamard(q, big_w), hadamard(w, g))))
//! }
//!
//! let q = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
//! let big_w = array![[1.0, 0.0, 2.0], [0.5, 1.0, 0.0]];
//! let (w, g) = (array![1.0, 2.0, 3.0], array![1.0, -1.0, 0.5]);
//!
//! // ∇q = (1 (w ⊙ g)ᵀ) ⊙ W
//! assert_eq!(p_grad(&q, &big_w, &w, &g), &big_w * &(&w * &g));
//!
//! let (value, gradient) = p_value_and_grad(&q, &big_w, &w, &g);
//! assert_eq!(value, p(&q, &big_w, &w, &g));
//! assert_eq!(gradient, p_grad(&q, &big_w, &w, &g));
//! ```
//!
//! The function stays as it was. The documentation of `p_grad` shows the formula and how it was derived.
//! The gradient has the shape of its parameter.
//!
//! What the function may say is ordinary Rust: `ndarray`'s operators and methods, and the functions of the
//! [`prelude`], which are also ordinary functions and run without the macro:
//!
//! ```
//! use matgrad::prelude::*;
//! use ndarray::{ArrayRef1, ArrayRef2, array};
//!
//! /// Logistic loss with a penalty
//! fn loss<T: Real>(x: &ArrayRef2<T>, y: &ArrayRef1<T>, w: &ArrayRef1<T>, lambda: T) -> T {
//!     let z = matmul(x, w);
//!     mean(softplus(&z)) - dot(y, &z) / T::lit(2.0) + lambda * square(norm2(w))
//! }
//!
//! let x = array![[1.0, 2.0], [0.0, -1.0]];
//! assert_eq!(loss(&x, &array![0.0, 0.0], &array![0.0, 0.0], 0.1), std::f64::consts::LN_2);
//! ```
//!
//! What it cannot read is a compile error at the word in question, never a guess and never a silent zero.
//! Shapes that are known not to fit are compile errors too; the rest is checked once, when a companion is
//! entered, and a misfit panics with the function, the parameter, the axis and both sizes.
//!
//! Inverses, determinants, solutions of systems, factors and spectra are among the [`prelude`]'s functions;
//! `#[structure(symmetric)]` and its kin say what a matrix is known to be. Value and gradient share one
//! factorization:
//!
//! ```
//! use matgrad::prelude::*;
//! use ndarray::{Array1, Array2, array};
//!
//! /// −ln p(x) of a Gaussian of covariance S, but for a constant
//! #[grad(s)]
//! fn surprise(#[structure(posdef)] s: &Array2<f64>, x: &Array1<f64>) -> f64 {
//!     0.5 * (x.dot(&solve(s, x)) + logdet(s))
//! }
//!
//! // ∇s = ½ (S⁻¹ − S⁻¹ x xᵀ S⁻¹)
//! let (s, x) = (array![[4.0, 0.0], [0.0, 0.25]], array![4.0, 1.0]);
//! assert_eq!(surprise_grad(&s, &x), array![[-0.375, -2.0], [-2.0, -6.0]]);
//! ```
//!
//! [`policies`] says what is promised where mathematics leaves a choice: layout, structure, kinks, zeros,
//! singular matrices, broadcasting, shapes, memory.
//!
//! # What `ndarray`'s operators leave out
//!
//! The function is compiled as it stands, so that an operator is there only where `ndarray` has it. The rule:
//! **references on both sides**, `&a * &b`, of arrays and views alike. What does not compile, and what to
//! write instead:
//!
//! | not | but |
//! | --- | --- |
//! | `v * w`, `v * &a`, `&a * v` of views | `&v * &w`, `&v * &a`, `&a * &v` |
//! | `v * 2.0`, `2.0 * v`, `-v` of a view | `&v * 2.0`, `2.0 * &v`, `-&v` |
//! | `&a * r`, `r * &a` with `r: &ArrayRef` | `&a * &r.view()`, or `hadamard(&a, r)`; with a scalar, `r * 2.0` is there |
//! | `t * &a`, `-&a` with a type parameter `T: Real` | `&a * t`, `&a * -T::one()` |
//! | any operator of slices | the functions of the [`prelude`]: `hadamard(x, y)`, `dot(x, y)` |
//!
//! The functions of the prelude take all of these as they are.
//!
//! ```
//! use matgrad::prelude::*;
//! use ndarray::{Array1, ArrayRef1, ArrayView1, array};
//!
//! #[grad(a, v)]
//! fn f(a: &Array1<f64>, v: ArrayView1<'_, f64>, r: &ArrayRef1<f64>, x: &[f64]) -> f64 {
//!     let views = 2.0 * &v - &(&v * a);
//!     let references = a * &r.view() + hadamard(a, r) + r * 0.5;
//!     sum(views) + sum(references) + dot(hadamard(x, x), a)
//! }
//!
//! #[grad(a)]
//! fn g<T: Real>(a: &Array1<T>, t: T) -> T {
//!     let scaled = a * t;
//!     (scaled * -T::one()).sum()
//! }
//!
//! let (a, b) = (array![1.0, 2.0], array![3.0, 4.0]);
//! assert_eq!(
//!     f_grad(&a, b.view(), &b, &[1.0, 1.0]),
//!     (array![4.0, 5.0], array![1.0, 0.0])
//! );
//! assert_eq!(g_grad(&a, 3.0), array![-3.0, -3.0]);
//! ```
//!
//! Each of the left column, by itself:
//!
//! ```compile_fail,E0369
//! # use ndarray::array; let a = array![1.0, 2.0]; let (v, w) = (a.view(), a.view());
//! let _ = v * w;
//! ```
//! ```compile_fail,E0369
//! # use ndarray::array; let a = array![1.0, 2.0]; let v = a.view();
//! let _ = v * &a;
//! ```
//! ```compile_fail,E0277
//! # use ndarray::array; let a = array![1.0, 2.0]; let v = a.view();
//! let _ = &a * v;
//! ```
//! ```compile_fail,E0369
//! # use ndarray::array; let a = array![1.0, 2.0]; let v = a.view();
//! let _ = v * 2.0;
//! ```
//! ```compile_fail,E0277
//! # use ndarray::array; let a = array![1.0, 2.0]; let v = a.view();
//! let _ = 2.0 * v;
//! ```
//! ```compile_fail,E0600
//! # use ndarray::array; let a = array![1.0, 2.0]; let v = a.view();
//! let _ = -v;
//! ```
//! ```compile_fail,E0271
//! # use ndarray::{ArrayRef1, array}; let a = array![1.0, 2.0]; let r: &ArrayRef1<f64> = &a;
//! let _ = &a * r;
//! ```
//! ```compile_fail,E0271
//! # use ndarray::{ArrayRef1, array}; let a = array![1.0, 2.0]; let r: &ArrayRef1<f64> = &a;
//! let _ = r * &a;
//! ```
//! ```compile_fail,E0308
//! # use matgrad::prelude::*; use ndarray::Array1;
//! fn scaled<T: Real>(t: T, a: &Array1<T>) -> Array1<T> { t * a }
//! ```
//! ```compile_fail,E0600
//! # use matgrad::prelude::*; use ndarray::Array1;
//! fn negated<T: Real>(a: &Array1<T>) -> Array1<T> { -a }
//! ```
//!
//! Traits of the same methods may be in scope: `ndarray::linalg::Dot`, `num_traits::Float` and `Signed` change
//! nothing. A trait of one's own with a method that `ndarray` has under the same name and receiver is an
//! error at the call, since the macro reads methods by their names.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a view is a reference already"
)]

pub use matgrad_macros::grad;
pub use real::Real;

mod arguments;
mod check;
mod elementwise;
mod linalg;
mod math;
mod operand;
mod ops;
pub mod policies;
mod products;
mod proof;
mod real;
mod sweep;
mod views;
mod vocabulary;

/// The pages outside this crate whose examples must run too.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

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
    pub use crate::check::{check, check_index, check_slice, check_structure};
    pub use crate::linalg::reading::{factor, factorize};
    pub use crate::math::{lit, size};
    pub use crate::products::{matmul, matmul_add, matvec, matvec_add};
    pub use crate::sweep::{
        blocks, lane, lane_mut, lane_new, sweep, sweep_rows, unwritten, written,
    };
    pub use crate::views::{
        copy, diagonal, diagonal_mut, element, element_mut, fill, filled, len, put, reshape,
        select, select_mut, slice, slice_mut, transpose, transpose_mut, tril, view, zeros,
    };
    pub use ndarray;

    /// For tests and benches: emitted code asks `factorize` and `factor`.
    pub mod linalg {
        pub use crate::linalg::*;
    }
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
