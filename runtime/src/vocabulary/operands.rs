//! What the elementwise functions have in common: a function of each element, of one operand or of two that meet.

use crate::operand::{Operand, Owned, Rank};
use crate::real::Real;
use ndarray::{Array, ArrayView, Ix0, Ix1, Ix2, Ix3, Ix4, Zip};

/// `f` of each element.
#[inline]
pub(super) fn map<X: Operand + ?Sized>(x: &X, f: impl Fn(X::Elem) -> X::Elem) -> Owned<X> {
    X::Dim::map(x.read(), f)
}

/// `f` of the elements of `x` and `y`, a scalar meeting every element of an array.
#[inline]
#[track_caller]
pub(super) fn zip<X, Y>(
    name: &str,
    x: &X,
    y: &Y,
    f: impl Fn(X::Elem, X::Elem) -> X::Elem,
) -> Joint<X, Y>
where
    X: Operand<Dim: Meets<Y::Dim>> + ?Sized,
    Y: Operand<Elem = X::Elem> + ?Sized,
{
    X::Dim::zip(name, x.read(), y.read(), f)
}

/// The owned value of what `X` and `Y` make together.
pub type Joint<X, Y> = <<<X as Operand>::Dim as Meets<<Y as Operand>::Dim>>::Both as Rank>::Owned<
    <X as Operand>::Elem,
>;

/// Two ranks that combine elementwise: equal ones, or a scalar with any.
#[diagnostic::on_unimplemented(
    message = "operands of different ranks",
    label = "expected two operands of one shape, or a scalar and an array"
)]
pub trait Meets<R: Rank>: Rank {
    /// The larger of the two.
    type Both: Rank;

    #[doc(hidden)]
    fn zip<T: Real>(
        name: &str,
        x: ArrayView<'_, T, Self>,
        y: ArrayView<'_, T, R>,
        f: impl Fn(T, T) -> T,
    ) -> <Self::Both as Rank>::Owned<T>;
}

impl Meets<Self> for Ix0 {
    type Both = Self;

    fn zip<T: Real>(
        _: &str,
        x: ArrayView<'_, T, Self>,
        y: ArrayView<'_, T, Self>,
        f: impl Fn(T, T) -> T,
    ) -> T {
        f(*x.into_scalar(), *y.into_scalar())
    }
}

macro_rules! meets {
    ($($rank:ty),*) => {$(
        impl Meets<Self> for $rank {
            type Both = Self;

            #[track_caller]
            fn zip<T: Real>(
                name: &str,
                x: ArrayView<'_, T, Self>,
                y: ArrayView<'_, T, Self>,
                f: impl Fn(T, T) -> T,
            ) -> Array<T, Self> {
                let (left, right) = (x.shape(), y.shape());
                assert!(left == right, "{name}: shape of x {left:?} ≠ shape of y {right:?}");
                Zip::from(x).and(y).map_collect(|&x, &y| f(x, y))
            }
        }

        impl Meets<Ix0> for $rank {
            type Both = Self;

            fn zip<T: Real>(
                _: &str,
                x: ArrayView<'_, T, Self>,
                y: ArrayView<'_, T, Ix0>,
                f: impl Fn(T, T) -> T,
            ) -> Array<T, Self> {
                let y = *y.into_scalar();
                Self::map(x, |x| f(x, y))
            }
        }

        impl Meets<$rank> for Ix0 {
            type Both = $rank;

            fn zip<T: Real>(
                _: &str,
                x: ArrayView<'_, T, Ix0>,
                y: ArrayView<'_, T, $rank>,
                f: impl Fn(T, T) -> T,
            ) -> Array<T, $rank> {
                let x = *x.into_scalar();
                <$rank>::map(y, |y| f(x, y))
            }
        }
    )*};
}

meets!(Ix1, Ix2, Ix3, Ix4);
