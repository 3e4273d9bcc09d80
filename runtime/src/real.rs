//! The scalars: what generic code may ask of one, and nothing a user has to implement.
//!
//! `Real` is sealed: `f64` and `f32`. It gathers the bounds that `ndarray` and `num-traits` spread over
//! a dozen traits, so that `T: Real` is enough to write a function the macro reads.

use crate::arguments::{Constant, Scalar};
use crate::operand::{Operand, OperandOf};
use ndarray::{Ix0, NdFloat};
use num_traits::{FloatConst, FromPrimitive};
use std::iter::{Product, Sum};

/// A real scalar: `f64` or `f32`.
///
/// Carries `Float`, `FloatConst`, `FromPrimitive`, `ScalarOperand`, `LinalgScalar`, the assigning
/// operators, `Sum`, `Product`, `Debug` and `Display`. Sealed.
///
/// ```
/// use matgrad::prelude::*;
/// use ndarray::Array1;
///
/// fn half_square<T: Real>(x: &Array1<T>) -> T {
///     T::lit(0.5) * dot(x, x)
/// }
/// assert_eq!(half_square(&ndarray::array![3.0_f32, 4.0]), 12.5);
/// ```
pub trait Real:
    NdFloat
    + FloatConst
    + FromPrimitive
    + Default
    + Sum
    + for<'a> Sum<&'a Self>
    + Product
    + for<'a> Product<&'a Self>
    + Operand<Elem = Self, Dim = Ix0>
    + OperandOf<Self>
    + Scalar<Self>
    + Constant<Self>
    + sealed::Kernel
{
    /// The literal `x` in this type, rounded to nearest: `T::lit(2.0)`. Read by the macro.
    fn lit(x: f64) -> Self;
}

impl Real for f64 {
    #[inline]
    fn lit(x: f64) -> Self {
        x
    }
}

impl Real for f32 {
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "rounding is what is asked for"
    )]
    fn lit(x: f64) -> Self {
        x as f32
    }
}

#[allow(
    clippy::inline_always,
    reason = "a call would keep a loop from vectorising"
)]
pub(crate) mod sealed {
    #[cfg(feature = "faer")]
    use crate::linalg::bridge;
    #[cfg(feature = "faer")]
    use ndarray::{Array1, ArrayView2};

    /// What the kernels need of a scalar beyond arithmetic.
    pub trait Kernel: Sized {
        /// `c ← alpha · a · b + beta · c` for `a` of `m × k`, `b` of `k × n`, `c` of `m × n`, given as
        /// pointers to their first elements with row and column strides.
        ///
        /// # Safety
        /// Every element addressed must be valid for reads, those of `c` for writes, initialised and
        /// aliased by nothing else.
        unsafe fn gemm(
            size: [usize; 3],
            alpha: Self,
            a: (*const Self, [isize; 2]),
            b: (*const Self, [isize; 2]),
            beta: Self,
            c: (*mut Self, [isize; 2]),
        );

        #[cfg(feature = "faer")]
        fn eigenvalues(a: ArrayView2<'_, Self>) -> Option<Array1<Self>>;
        #[cfg(feature = "faer")]
        fn eigen(a: ArrayView2<'_, Self>) -> Option<bridge::Eigen<Self>>;
        #[cfg(feature = "faer")]
        fn singular_values(a: ArrayView2<'_, Self>) -> Option<Array1<Self>>;
        #[cfg(feature = "faer")]
        fn singular(a: ArrayView2<'_, Self>) -> Option<bridge::Singular<Self>>;

        /// `f(x)`, in `f64` and rounded once.
        fn by_f64(x: Self, f: impl Fn(f64) -> f64) -> Self;
    }

    #[cfg(feature = "faer")]
    macro_rules! decompositions {
        ($($name:ident -> $result:ty;)*) => {$(
            fn $name(a: ArrayView2<'_, Self>) -> Option<$result> {
                bridge::$name(a)
            }
        )*};
    }

    macro_rules! kernel {
        ($($scalar:tt, $gemm:path;)*) => {$(
            impl Kernel for $scalar {
                #[inline]
                unsafe fn gemm(
                    size: [usize; 3],
                    alpha: Self,
                    a: (*const Self, [isize; 2]),
                    b: (*const Self, [isize; 2]),
                    beta: Self,
                    c: (*mut Self, [isize; 2]),
                ) {
                    // SAFETY: the caller's promise is exactly what `gemm` asks for.
                    unsafe { $gemm(size, alpha, a, b, beta, c) };
                }

                #[cfg(feature = "faer")]
                decompositions! {
                    eigenvalues -> Array1<Self>;
                    eigen -> bridge::Eigen<Self>;
                    singular_values -> Array1<Self>;
                    singular -> bridge::Singular<Self>;
                }

                #[inline(always)]
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_lossless,
                    trivial_numeric_casts,
                    reason = "rounding is what is asked for"
                )]
                fn by_f64(x: Self, f: impl Fn(f64) -> f64) -> Self {
                    f(x as f64) as Self
                }
            }
        )*};
    }

    #[cfg(feature = "faer")]
    kernel! {
        f64, bridge::gemm;
        f32, bridge::gemm;
    }

    #[cfg(not(feature = "faer"))]
    kernel! {
        f64, products::dgemm;
        f32, products::sgemm;
    }

    /// `matrixmultiply`, its arguments in our order.
    #[cfg(not(feature = "faer"))]
    mod products {
        macro_rules! reordered {
            ($($scalar:ty: $name:ident;)*) => {$(
                #[inline]
                pub unsafe fn $name(
                    [m, k, n]: [usize; 3],
                    alpha: $scalar,
                    (a, [a_row, a_col]): (*const $scalar, [isize; 2]),
                    (b, [b_row, b_col]): (*const $scalar, [isize; 2]),
                    beta: $scalar,
                    (c, [c_row, c_col]): (*mut $scalar, [isize; 2]),
                ) {
                    // SAFETY: the caller's promise.
                    unsafe {
                        matrixmultiply::$name(
                            m, k, n, alpha, a, a_row, a_col, b, b_row, b_col, beta, c, c_row, c_col,
                        );
                    }
                }
            )*};
        }

        reordered! {
            f64: dgemm;
            f32: sgemm;
        }
    }
}
