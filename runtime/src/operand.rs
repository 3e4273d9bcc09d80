//! What the vocabulary accepts: anything that can be read as a view of scalars of rank 0 to 4.
//!
//! An [`Operand`] is owned, borrowed, a view, a slice or a scalar; a [`Rank`] says what an operation gives
//! back: a plain scalar at rank 0, an owned array above.

use crate::real::Real;
use crate::sweep::{lane_mut, sweep};
use ndarray::{
    Array, ArrayBase, ArrayRef, ArrayView, ArrayView1, ArrayViewMut1, Data, Dimension, Ix0, Ix1,
    Ix2, Ix3, Ix4, aview0, aview1,
};

/// Anything the vocabulary reads: an array, a view, a slice, a scalar, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operand of matgrad's vocabulary",
    label = "expected an array of `f64` or `f32`, a view, a slice or a scalar",
    note = "arrays have up to four axes; integers are written as floats, `2.0` instead of `2`"
)]
pub trait Operand {
    /// The scalar it holds.
    type Elem: Real;
    /// Its number of axes.
    type Dim: Rank;

    /// The elements, as a view.
    #[doc(hidden)]
    fn read(&self) -> ArrayView<'_, Self::Elem, Self::Dim>;
}

/// An operand whose scalar is `T`.
///
/// Says no more than `Operand<Elem = T>`; but as `T` is a parameter here, `maximum(x, 0.0)` of an `f32`
/// array finds the one float that fits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operand with scalars of type `{T}`",
    label = "expected an array of `{T}`, a view, a slice or a scalar"
)]
pub trait OperandOf<T>: Operand<Elem = T> {}

impl<T: Real, S: Data<Elem = T>, D: Rank> OperandOf<T> for ArrayBase<S, D> {}
impl<T: Real, D: Rank> OperandOf<T> for ArrayRef<T, D> {}
impl<T: Real, X: OperandOf<T> + ?Sized> OperandOf<T> for &X {}
impl<T: Real, X: OperandOf<T> + ?Sized> OperandOf<T> for &mut X {}
impl<T: Real> OperandOf<T> for [T] {}
impl<T: Real, const N: usize> OperandOf<T> for [T; N] {}
impl<T: Real> OperandOf<T> for Vec<T> {}
impl OperandOf<Self> for f64 {}
impl OperandOf<Self> for f32 {}

/// A number of axes, and the owned value that has it.
pub trait Rank: Dimension {
    /// `T` at rank 0, `Array<T, Self>` above.
    type Owned<T: Real>;

    /// The array as that owned value.
    #[doc(hidden)]
    fn own<T: Real>(array: Array<T, Self>) -> Self::Owned<T>;

    /// `f` of each element.
    #[doc(hidden)]
    fn map<T: Real>(x: ArrayView<'_, T, Self>, f: impl Fn(T) -> T) -> Self::Owned<T>;
}

/// The owned value with the scalar and the rank of `X`.
pub type Owned<X> = <<X as Operand>::Dim as Rank>::Owned<<X as Operand>::Elem>;

impl Rank for Ix0 {
    type Owned<T: Real> = T;

    #[inline]
    fn own<T: Real>(array: Array<T, Self>) -> T {
        array.into_scalar()
    }

    #[inline]
    fn map<T: Real>(x: ArrayView<'_, T, Self>, f: impl Fn(T) -> T) -> T {
        f(*x.into_scalar())
    }
}

macro_rules! rank {
    ($($dimension:ty),*) => {$(
        impl Rank for $dimension {
            type Owned<T: Real> = Array<T, Self>;

            #[inline]
            fn own<T: Real>(array: Array<T, Self>) -> Array<T, Self> {
                array
            }

            #[inline]
            fn map<T: Real>(x: ArrayView<'_, T, Self>, f: impl Fn(T) -> T) -> Array<T, Self> {
                map(x, f)
            }
        }
    )*};
}

rank!(Ix1, Ix2, Ix3, Ix4);

fn map<T: Real, D: Dimension>(x: ArrayView<'_, T, D>, f: impl Fn(T) -> T) -> Array<T, D> {
    let mut y = x.to_owned();
    let Some(elements) = y.as_slice_memory_order_mut() else {
        y.mapv_inplace(f);
        return y;
    };
    let mut elements = ArrayViewMut1::from(elements);
    let n = elements.len();
    let [] = sweep(
        n,
        (lane_mut(&mut elements, 0, [0]),),
        (),
        #[inline(always)]
        |(value,), ()| {
            *value = f(*value);
            []
        },
    );
    y
}

impl<T: Real, S: Data<Elem = T>, D: Rank> Operand for ArrayBase<S, D> {
    type Elem = T;
    type Dim = D;

    #[inline]
    fn read(&self) -> ArrayView<'_, T, D> {
        self.view()
    }
}

impl<T: Real, D: Rank> Operand for ArrayRef<T, D> {
    type Elem = T;
    type Dim = D;

    #[inline]
    fn read(&self) -> ArrayView<'_, T, D> {
        self.view()
    }
}

impl<X: Operand + ?Sized> Operand for &X {
    type Elem = X::Elem;
    type Dim = X::Dim;

    #[inline]
    fn read(&self) -> ArrayView<'_, X::Elem, X::Dim> {
        (**self).read()
    }
}

impl<X: Operand + ?Sized> Operand for &mut X {
    type Elem = X::Elem;
    type Dim = X::Dim;

    #[inline]
    fn read(&self) -> ArrayView<'_, X::Elem, X::Dim> {
        (**self).read()
    }
}

impl<T: Real> Operand for [T] {
    type Elem = T;
    type Dim = Ix1;

    #[inline]
    fn read(&self) -> ArrayView1<'_, T> {
        aview1(self)
    }
}

impl<T: Real, const N: usize> Operand for [T; N] {
    type Elem = T;
    type Dim = Ix1;

    #[inline]
    fn read(&self) -> ArrayView1<'_, T> {
        aview1(self)
    }
}

impl<T: Real> Operand for Vec<T> {
    type Elem = T;
    type Dim = Ix1;

    #[inline]
    fn read(&self) -> ArrayView1<'_, T> {
        aview1(self)
    }
}

macro_rules! scalar {
    ($($scalar:ty),*) => {$(
        impl Operand for $scalar {
            type Elem = $scalar;
            type Dim = Ix0;

            #[inline]
            fn read(&self) -> ArrayView<'_, $scalar, Ix0> {
                aview0(self)
            }
        }
    )*};
}

scalar!(f64, f32);
