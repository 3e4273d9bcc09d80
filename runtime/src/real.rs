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
    use crate::math::own as functions;

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

        // Named so as not to meet `Float`'s.
        fn own_exp(x: Self) -> Self;
        fn own_exp_m1(x: Self) -> Self;
        fn own_ln(x: Self) -> Self;
        fn own_ln_1p(x: Self) -> Self;
        fn own_tanh(x: Self) -> Self;
        fn own_tanh_dx(x: Self) -> Self;
        fn own_erf(x: Self) -> Self;
    }

    /// By way of `f64`, rounded once.
    macro_rules! scalar_functions {
        (f64: $($name:ident = $function:ident)*) => {$(
            #[inline(always)]
            fn $name(x: f64) -> f64 {
                functions::$function(x)
            }
        )*};
        (f32: $($name:ident = $function:ident)*) => {$(
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "rounding is what is asked for")]
            fn $name(x: f32) -> f32 {
                functions::$function(f64::from(x)) as f32
            }
        )*};
    }

    macro_rules! kernel {
        ($($scalar:tt, $gemm:path;)*) => {$(
            impl Kernel for $scalar {
                #[inline]
                unsafe fn gemm(
                    [m, k, n]: [usize; 3],
                    alpha: Self,
                    (a, [a_row, a_col]): (*const Self, [isize; 2]),
                    (b, [b_row, b_col]): (*const Self, [isize; 2]),
                    beta: Self,
                    (c, [c_row, c_col]): (*mut Self, [isize; 2]),
                ) {
                    // SAFETY: the caller's promise is exactly what `gemm` asks for.
                    unsafe {
                        $gemm(
                            m, k, n, alpha, a, a_row, a_col, b, b_row, b_col, beta, c, c_row, c_col,
                        );
                    }
                }

                scalar_functions! {
                    $scalar: own_exp = exp own_exp_m1 = exp_m1 own_ln = ln own_ln_1p = ln_1p
                        own_tanh = tanh own_tanh_dx = tanh_dx own_erf = erf
                }
            }
        )*};
    }

    kernel! {
        f64, matrixmultiply::dgemm;
        f32, matrixmultiply::sgemm;
    }
}
