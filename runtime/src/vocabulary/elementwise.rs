//! Functions applied to each element.

use crate::math;
use crate::operand::{Operand, OperandOf, Owned, Rank};
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

macro_rules! unary {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name<X: Operand>(x: X) -> Owned<X> {
            map(&x, math::$name)
        }
    )*};
}

unary! {
    /// eˣ of each element.
    exp;
    /// eˣ − 1 of each element, accurate near 0.
    exp_m1;
    /// The natural logarithm of each element; NaN below 0, −∞ at 0.
    ln;
    /// ln(1 + x) of each element, accurate near 0.
    ln_1p;
    /// The square root of each element; NaN below 0.
    sqrt;
    /// The cube root of each element.
    cbrt;
    /// 1/x of each element.
    recip;
    /// The sine of each element.
    sin;
    /// The cosine of each element.
    cos;
    /// The tangent of each element.
    tan;
    /// The arcsine of each element; NaN outside [−1, 1].
    asin;
    /// The arccosine of each element; NaN outside [−1, 1].
    acos;
    /// The arctangent of each element.
    atan;
    /// The hyperbolic sine of each element.
    sinh;
    /// The hyperbolic cosine of each element.
    cosh;
    /// The hyperbolic tangent of each element.
    tanh;
    /// The inverse hyperbolic sine of each element.
    asinh;
    /// The inverse hyperbolic cosine of each element; NaN below 1.
    acosh;
    /// The inverse hyperbolic tangent of each element; NaN outside [−1, 1].
    atanh;
    /// |x| of each element.
    abs;
    /// −1, 0 or 1 as each element is below, at or above 0. (Rust's `signum` is ±1 at ±0.)
    sign;
    /// max(x, 0) of each element.
    relu;
    /// 1 / (1 + e⁻ˣ) of each element, without overflow.
    sigmoid;
    /// ln(1 + eˣ) of each element, without overflow.
    softplus;
    /// The error function (2/√π) ∫₀ˣ e^(−t²) dt of each element.
    erf;
    /// x² of each element.
    square;
}

/// xⁿ of each element.
#[inline]
pub fn powi<X: Operand>(x: X, n: i32) -> Owned<X> {
    map(&x, |x| math::powi(x, n))
}

/// xˢ of each element; NaN for a negative base and a fractional power.
#[inline]
pub fn powf<X: Operand>(x: X, s: X::Elem) -> Owned<X> {
    map(&x, |x| math::powf(x, s))
}

/// `x` of each element where it is inside [lo, hi], the nearer bound where it is not.
///
/// # Panics
/// Unless `lo <= hi`, as `f64::clamp`.
#[inline]
#[track_caller]
pub fn clamp<X: Operand>(x: X, lo: X::Elem, hi: X::Elem) -> Owned<X> {
    assert!(
        lo <= hi,
        "clamp: lower bound {lo} is not below upper bound {hi}"
    );
    map(&x, |x| math::clamp(x, lo, hi))
}

macro_rules! binary {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Two arrays of one shape, or a scalar and an array, or two scalars.
        ///
        /// # Panics
        /// If two arrays differ in shape.
        #[inline]
        #[track_caller]
        pub fn $name<X, Y>(x: X, y: Y) -> Joint<X, Y>
        where
            X: Operand<Dim: Meets<Y::Dim>>,
            Y: OperandOf<X::Elem>,
        {
            zip(stringify!($name), &x, &y, math::$name)
        }
    )*};
}

binary! {
    /// The larger of `x` and `y`, element by element; NaN if either is.
    maximum;
    /// The smaller of `x` and `y`, element by element; NaN if either is.
    minimum;
    /// xʸ, element by element; NaN for a negative base and a fractional power.
    pow;
    /// The angle of the point (y, x) given as `atan2(y, x)`, in (−π, π], element by element.
    atan2;
}
