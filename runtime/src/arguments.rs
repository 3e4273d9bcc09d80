//! How emitted code reads its arguments, and proves on the way what the macro read in the signature.
//!
//! `vector`, `matrix`, `scalar`, `constant` and `index` take whatever type a name stood for and compile
//! only where it is what the name promised; the messages below are what a wrong promise shows.

#![allow(
    missing_docs,
    clippy::must_use_candidate,
    reason = "called by emitted code alone"
)]

use crate::real::Real;
use ndarray::{ArrayBase, ArrayRef, ArrayView1, ArrayView2, Data, Ix1, Ix2, aview1};
use num_traits::NumCast;

/// The argument as a vector of `T`.
#[inline]
pub fn vector<T: Real, X: Vector<T> + ?Sized>(x: &X) -> ArrayView1<'_, T> {
    x.vector()
}

/// The argument as a matrix of `T`.
#[inline]
pub fn matrix<T: Real, X: Matrix<T> + ?Sized>(x: &X) -> ArrayView2<'_, T> {
    x.matrix()
}

/// The argument as a scalar of type `T`.
#[inline]
pub fn scalar<T: Real, X: Scalar<T> + ?Sized>(x: &X) -> T {
    x.scalar()
}

/// A number of any primitive type, in `T`; integers too wide for `T` round to nearest.
#[inline]
pub fn constant<T: Real, X: Constant<T>>(x: X) -> T {
    x.constant()
}

/// A position or a size: a `usize`, or a reference to one.
#[inline]
pub fn index<X: Position>(x: X) -> usize {
    x.position()
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a vector of `{T}`",
    label = "`#[grad]` was told that this is a vector of `{T}`",
    note = "vectors are `Array1`, `ArrayView1`, `ArrayRef1`, `Vec` and slices, or references to them; \
            `#[dims(n)]` claims a vector, `#[dims(n, m)]` a matrix"
)]
pub trait Vector<T> {
    fn vector(&self) -> ArrayView1<'_, T>;
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a matrix of `{T}`",
    label = "`#[grad]` was told that this is a matrix of `{T}`",
    note = "matrices are `Array2`, `ArrayView2` and `ArrayRef2`, or references to them; \
            `#[dims(n, m)]` claims a matrix, `#[dims(n)]` a vector"
)]
pub trait Matrix<T> {
    fn matrix(&self) -> ArrayView2<'_, T>;
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scalar of type `{T}`",
    label = "`#[grad]` was told that this is a scalar of type `{T}`",
    note = "say the rank of a type behind an alias with `#[dims(n)]` (a vector) or `#[dims(n, m)]` (a matrix)"
)]
pub trait Scalar<T> {
    fn scalar(&self) -> T;
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "`#[grad]` reads this as a constant of type `{T}`",
    note = "constants are integers, floats and truth values; arrays have to be parameters"
)]
pub trait Constant<T> {
    fn constant(self) -> T;
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `usize`",
    label = "`#[grad]` reads this as a size or a position, which is a `usize`"
)]
pub trait Position {
    fn position(self) -> usize;
}

impl<T, S: Data<Elem = T>> Vector<T> for ArrayBase<S, Ix1> {
    #[inline]
    fn vector(&self) -> ArrayView1<'_, T> {
        self.view()
    }
}

impl<T> Vector<T> for ArrayRef<T, Ix1> {
    #[inline]
    fn vector(&self) -> ArrayView1<'_, T> {
        self.view()
    }
}

impl<T> Vector<T> for [T] {
    #[inline]
    fn vector(&self) -> ArrayView1<'_, T> {
        aview1(self)
    }
}

impl<T, const N: usize> Vector<T> for [T; N] {
    #[inline]
    fn vector(&self) -> ArrayView1<'_, T> {
        aview1(self)
    }
}

impl<T> Vector<T> for Vec<T> {
    #[inline]
    fn vector(&self) -> ArrayView1<'_, T> {
        aview1(self)
    }
}

impl<T, S: Data<Elem = T>> Matrix<T> for ArrayBase<S, Ix2> {
    #[inline]
    fn matrix(&self) -> ArrayView2<'_, T> {
        self.view()
    }
}

impl<T> Matrix<T> for ArrayRef<T, Ix2> {
    #[inline]
    fn matrix(&self) -> ArrayView2<'_, T> {
        self.view()
    }
}

macro_rules! through_references {
    ($($reference:ty),*) => {$(
        impl<T, X: Vector<T> + ?Sized> Vector<T> for $reference {
            #[inline]
            fn vector(&self) -> ArrayView1<'_, T> {
                (**self).vector()
            }
        }

        impl<T, X: Matrix<T> + ?Sized> Matrix<T> for $reference {
            #[inline]
            fn matrix(&self) -> ArrayView2<'_, T> {
                (**self).matrix()
            }
        }

        impl<T, X: Scalar<T> + ?Sized> Scalar<T> for $reference {
            #[inline]
            fn scalar(&self) -> T {
                (**self).scalar()
            }
        }
    )*};
}

through_references!(&X, &mut X);

impl Scalar<f64> for f64 {
    #[inline]
    fn scalar(&self) -> f64 {
        *self
    }
}

impl Scalar<f32> for f32 {
    #[inline]
    fn scalar(&self) -> f32 {
        *self
    }
}

impl<T: Real> Constant<T> for f64 {
    #[inline]
    fn constant(self) -> T {
        T::lit(self)
    }
}

impl<T: Real> Constant<T> for f32 {
    #[inline]
    fn constant(self) -> T {
        T::lit(self.into())
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl<T: Real> Constant<T> for $integer {
            #[inline]
            fn constant(self) -> T {
                // One rounding, as `x as f32` does; a detour over `f64` would round twice.
                <T as NumCast>::from(self).unwrap_or_else(T::nan)
            }
        }
    )*};
}

integers!(
    i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize
);

impl<T: Real> Constant<T> for bool {
    #[inline]
    fn constant(self) -> T {
        if self { T::one() } else { T::zero() }
    }
}

macro_rules! constants_by_reference {
    ($($number:ty),*) => {$(
        impl<T: Real> Constant<T> for &$number {
            #[inline]
            fn constant(self) -> T {
                (*self).constant()
            }
        }
    )*};
}

constants_by_reference!(
    bool, f64, f32, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize
);

impl Position for usize {
    #[inline]
    fn position(self) -> usize {
        self
    }
}

impl Position for &usize {
    #[inline]
    fn position(self) -> usize {
        *self
    }
}
