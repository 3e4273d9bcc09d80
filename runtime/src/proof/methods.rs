//! The methods of `ndarray`, slices, scalars and the prelude as trait methods that take the receiver at one
//! level each: `self`, `&self`, `&mut self`, and `&self` of a reference.
//!
//! Their types are `ndarray`'s, their bodies are never run. At a level where the original is inherent, the
//! inherent one wins and the trap is silent; where a trait of std offers the method too (`clone`,
//! `to_owned`), only the level before it holds a trap.

use super::never;
use crate::elementwise::elementwise;
use crate::operand::{Operand, Owned, Rank};
use crate::real::Real;
use crate::vocabulary::{Joint, Meets};
use ndarray::iter::{AxisIter, Iter, Lanes};
use ndarray::linalg::Dot;
use ndarray::{
    Array, ArrayBase, ArrayRef, ArrayView, ArrayView1, Axis, Data, Dimension, Ix2, RemoveAxis,
    SliceArg,
};
use num_traits::{Float, FromPrimitive, Zero};
use std::ops::{Add, Div, Mul};

/// Methods `name(receiver)` that give one type.
macro_rules! nullary {
    (@ [$($me:tt)*] [$($bound:tt)*] $out:ty: $name:ident) => {
        fn $name($($me)*) -> $out
        where
            $($bound)*
        {
            never()
        }
    };
    ($me:tt $bound:tt $out:ty: $($name:ident)*) => {
        $(nullary! { @ $me $bound $out: $name })*
    };
}

/// The trait of `ndarray`'s methods with the receiver `$me`.
macro_rules! arrays {
    ([$($me:tt)*]) => {
        pub trait Arrays: Sized {
            type A: 'static;
            type D: Dimension;
            /// The array itself, and with one more axis.
            type Own;
            type Larger;

            nullary! { [$($me)*] [Self::A: Float] Array<Self::A, Self::D>:
                abs signum recip sqrt exp exp2 exp_m1 ln log2 log10 ln_1p cbrt
                sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
                floor ceil round trunc fract to_degrees to_radians pow2
            }
            nullary! { [$($me)*] [] usize: len ndim }
            nullary! { [$($me)*] [] bool: is_empty }
            nullary! { [$($me)*] [] Self::Own: reversed_axes }
            nullary! { [$($me)*] [Self::A: Clone] Array<Self::A, Self::D>: into_owned }
            nullary! { [$($me)*] [Self::A: Clone + Add<Output = Self::A> + Zero] Self::A: sum }
            nullary! { [$($me)*] [Self::A: Clone + Mul<Output = Self::A> + num_traits::One]
                Self::A: product }
            nullary! { [$($me)*]
                [Self::A: Clone + FromPrimitive + Add<Output = Self::A> + Div<Output = Self::A> + Zero]
                Option<Self::A>: mean }

            nullary! { [$($me)*] [] Self::D: raw_dim }
            fn as_slice<'t>($($me)*) -> Option<&'t [Self::A]> { never() }
            fn mapv_into<F: FnMut(Self::A) -> Self::A>($($me)*, _: F) -> Self::Own { never() }
            fn index_axis_move($($me)*, _: Axis, _: usize)
                -> Array<Self::A, <Self::D as Dimension>::Smaller>
            where Self::D: RemoveAxis { never() }
            fn slice_move<I: SliceArg<Self::D>>($($me)*, _: I) -> Array<Self::A, I::OutDim> {
                never()
            }

            fn powi($($me)*, _: i32) -> Array<Self::A, Self::D> where Self::A: Float { never() }
            fn powf($($me)*, _: Self::A) -> Array<Self::A, Self::D> where Self::A: Float { never() }
            fn log($($me)*, _: Self::A) -> Array<Self::A, Self::D> where Self::A: Float { never() }
            fn abs_sub($($me)*, _: Self::A) -> Array<Self::A, Self::D> where Self::A: Float { never() }
            fn clamp($($me)*, _: Self::A, _: Self::A) -> Array<Self::A, Self::D> { never() }
            fn var($($me)*, _: Self::A) -> Self::A where Self::A: Float + FromPrimitive { never() }
            fn std($($me)*, _: Self::A) -> Self::A where Self::A: Float + FromPrimitive { never() }

            fn sum_axis($($me)*, _: Axis) -> Array<Self::A, <Self::D as Dimension>::Smaller>
            where Self::A: Clone + Zero + Add<Output = Self::A>, Self::D: RemoveAxis { never() }
            fn product_axis($($me)*, _: Axis) -> Array<Self::A, <Self::D as Dimension>::Smaller>
            where Self::A: Clone + num_traits::One + Mul<Output = Self::A>, Self::D: RemoveAxis {
                never()
            }
            fn mean_axis($($me)*, _: Axis) -> Option<Array<Self::A, <Self::D as Dimension>::Smaller>>
            where
                Self::A: Clone + Zero + FromPrimitive + Add<Output = Self::A> + Div<Output = Self::A>,
                Self::D: RemoveAxis,
            { never() }
            fn var_axis($($me)*, _: Axis, _: Self::A) -> Array<Self::A, <Self::D as Dimension>::Smaller>
            where Self::A: Float + FromPrimitive, Self::D: RemoveAxis { never() }
            fn std_axis($($me)*, _: Axis, _: Self::A) -> Array<Self::A, <Self::D as Dimension>::Smaller>
            where Self::A: Float + FromPrimitive, Self::D: RemoveAxis { never() }

            fn mapv<B, F: FnMut(Self::A) -> B>($($me)*, _: F) -> Array<B, Self::D>
            where Self::A: Clone { never() }
            fn map<'t, B, F: FnMut(&'t Self::A) -> B>($($me)*, _: F) -> Array<B, Self::D> { never() }
            fn fold<'t, B, F: FnMut(B, &'t Self::A) -> B>($($me)*, _: B, _: F) -> B { never() }

            fn t<'t>($($me)*) -> ArrayView<'t, Self::A, Self::D> { never() }
            fn view<'t>($($me)*) -> ArrayView<'t, Self::A, Self::D> { never() }
            fn diag<'t>($($me)*) -> ArrayView1<'t, Self::A> { never() }
            fn slice<'t, I: SliceArg<Self::D>>($($me)*, _: I) -> ArrayView<'t, Self::A, I::OutDim> {
                never()
            }
            fn index_axis<'t>($($me)*, _: Axis, _: usize)
                -> ArrayView<'t, Self::A, <Self::D as Dimension>::Smaller>
            where Self::D: RemoveAxis { never() }
            fn insert_axis($($me)*, _: Axis) -> Self::Larger { never() }
            fn iter<'t>($($me)*) -> Iter<'t, Self::A, Self::D> { never() }
            fn rows<'t>($($me)*) -> Lanes<'t, Self::A, <Self::D as Dimension>::Smaller> { never() }
            fn columns<'t>($($me)*) -> Lanes<'t, Self::A, <Self::D as Dimension>::Smaller> { never() }
            fn outer_iter<'t>($($me)*) -> AxisIter<'t, Self::A, <Self::D as Dimension>::Smaller>
            where Self::D: RemoveAxis { never() }
            fn axis_iter<'t>($($me)*, _: Axis)
                -> AxisIter<'t, Self::A, <Self::D as Dimension>::Smaller>
            where Self::D: RemoveAxis { never() }

            fn shape<'t>($($me)*) -> &'t [usize] { never() }
            fn dim($($me)*) -> <Self::D as Dimension>::Pattern { never() }
            fn len_of($($me)*, _: Axis) -> usize { never() }
        }

        pub trait Matrices: Sized {
            type A: 'static;

            nullary! { [$($me)*] [] usize: nrows ncols }
            fn row<'t>($($me)*, _: usize) -> ArrayView1<'t, Self::A> { never() }
            fn column<'t>($($me)*, _: usize) -> ArrayView1<'t, Self::A> { never() }
        }

        pub trait Slices: Sized {
            type A: 'static;

            nullary! { [$($me)*] [] usize: len }
            fn iter<'t>($($me)*) -> std::slice::Iter<'t, Self::A> { never() }
            fn to_vec($($me)*) -> Vec<Self::A> where Self::A: Clone { never() }
        }
    };
}

/// The trait of what is read as the receiver itself, since `Option` and `Result` have it.
macro_rules! wrapped {
    ([$($me:tt)*] [$($reference:tt)*]) => {
        pub trait Wrapped: Sized {
            type Own;

            nullary! { [$($me)*] [] Self::Own: unwrap }
            fn expect($($me)*, _: &str) -> Self::Own { never() }
        }

        impl<'x, S: Data, D: Dimension> Wrapped for $($reference)* ArrayBase<S, D> {
            type Own = Array<S::Elem, D>;
        }

        impl<'x, T: Real> Wrapped for $($reference)* T {
            type Own = T;
        }
    };
}

/// The traits above for arrays and vectors, behind the reference that the level adds.
macro_rules! implemented {
    ([$($reference:tt)*]) => {
        impl<'x, S: Data<Elem: 'static>, D: Dimension> Arrays for $($reference)* ArrayBase<S, D> {
            type A = S::Elem;
            type D = D;
            type Own = ArrayBase<S, D>;
            type Larger = ArrayBase<S, D::Larger>;
        }

        impl<'x, S: Data<Elem: 'static>> Matrices for $($reference)* ArrayBase<S, Ix2> {
            type A = S::Elem;
        }

        impl<'x, T: 'static> Slices for $($reference)* Vec<T> {
            type A = T;
        }
    };
}

/// The trait of `dot`.
macro_rules! products {
    ([$($me:tt)*] [$($reference:tt)*]) => {
        pub trait Products: Sized {
            type A: 'static;
            type D: Dimension;

            fn dot<Rhs: ?Sized>($($me)*, _: &Rhs) -> <ArrayRef<Self::A, Self::D> as Dot<Rhs>>::Output
            where ArrayRef<Self::A, Self::D>: Dot<Rhs> { never() }
        }

        impl<'x, S: Data<Elem: 'static>, D: Dimension> Products for $($reference)* ArrayBase<S, D> {
            type A = S::Elem;
            type D = D;
        }
    };
}

/// The trait of the scalars' methods, met through references.
macro_rules! scalars {
    ([$($reference:tt)*]) => {
        pub trait Scalars: Sized {
            type T: Real;

            nullary! { [&self] [] Self::T:
                recip sqrt exp exp2 exp_m1 ln log2 log10 ln_1p cbrt
                sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
                floor ceil round trunc fract to_degrees to_radians
            }

            nullary! { [&self] [] bool: is_nan is_finite }
            fn powi(&self, _: i32) -> Self::T { never() }
            fn powf(&self, _: Self::T) -> Self::T { never() }
            fn log(&self, _: Self::T) -> Self::T { never() }
            fn max(&self, _: Self::T) -> Self::T { never() }
            fn min(&self, _: Self::T) -> Self::T { never() }
            fn clamp(&self, _: Self::T, _: Self::T) -> Self::T { never() }
            fn mul_add(&self, _: Self::T, _: Self::T) -> Self::T { never() }
        }

        impl<'x, T: Real> Scalars for $($reference)* T {
            type T = T;
        }
    };
}

/// The trait of `abs` and `signum`, met through references.
macro_rules! signs {
    ([$($reference:tt)*]) => {
        pub trait Signs: Sized {
            type T: Real;

            nullary! { [&self] [] Self::T: abs signum }
        }

        impl<'x, T: Real> Signs for $($reference)* T {
            type T = T;
        }
    };
}

/// Traps for the rows of the table with a method.
macro_rules! traps {
    (unary { $($unary:tt)* } integer { $($integer:tt)* } binary { $($binary:tt)* }) => {
        traps! { @ unary $($unary)* }
        traps! { @ integer $($integer)* }
        traps! { @ binary $($binary)* }
    };
    (@ $form:ident $($(#[$doc:meta])* $name:ident $kernel:ident $method:ident;)*) => {
        $(traps! { $method $form $name })*
    };
    (method unary $name:ident) => { fn $name(self) -> Owned<Self> { never() } };
    (method integer $name:ident) => { fn $name(self, _: i32) -> Owned<Self> { never() } };
    (method binary $name:ident) => {
        fn $name<Y: Operand<Elem = Self::Elem>>(self, _: Y) -> Joint<Self, Y>
        where Self::Dim: Meets<Y::Dim> { never() }
    };
    (inherent $($row:tt)*) => {};
    (function $($row:tt)*) => {};
}

/// The traits of the prelude's own methods, taken by value; the prelude offers them by reference.
macro_rules! prelude {
    ($($name:ident)*) => {$(
        pub trait $name: Operand + Sized {
            elementwise!(traps);
        }
    )*};
}

macro_rules! level {
    ($(#[$doc:meta])* $level:ident [$($me:tt)*] [$($reference:tt)*] $($more:tt)*) => {
        $(#[$doc])*
        #[allow(
            clippy::extra_unused_lifetimes,
            clippy::wrong_self_convention,
            reason = "one text for all levels, named after the originals"
        )]
        #[rustfmt::skip]
        pub mod $level {
            use super::*;

            arrays! { [$($me)*] }
            wrapped! { [$($me)*] [$($reference)*] }
            implemented! { [$($reference)*] }
            $($more)*
        }
    };
}

level! { by_value [self] []
    products! { [self] [] }

    /// `clone` and `to_owned`, which std offers by reference.
    pub trait Cloned: Sized {
        type Own;

        nullary! { [self] [] Self::Own: clone to_owned }
    }

    impl<S: Data, D: Dimension> Cloned for ArrayBase<S, D> {
        type Own = Array<S::Elem, D>;
    }

    impl<T> Cloned for Vec<T> {
        type Own = Self;
    }

    prelude! { ElementwiseOfArrays ElementwiseOfScalars }

    impl<S: Data<Elem: Real>, D: Rank> ElementwiseOfArrays for ArrayBase<S, D> {}
    impl<T: Real> ElementwiseOfScalars for T {}
}
level! { by_reference [&self] [] scalars! { [] } signs! { [] } }
level! { by_mutable [&mut self] [] products! { [&mut self] [] } }
level! { by_double_reference [&self] [&'x]
    products! { [&self] [&'x] }
    scalars! { [&'x] }
    signs! { [&'x] }
}
