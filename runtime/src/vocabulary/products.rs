//! Products.

use super::operands::{Meets, zip};
use crate::operand::{Operand, Owned, Rank};
use crate::products;
use crate::real::Real;
use ndarray::{Array, Array2, ArrayView, Ix0, Ix1, Ix2, Zip};

/// The matrix product: matrix · matrix, matrix · vector, vector · matrix, or vector · vector.
///
/// `n × k` by `k × m` gives `n × m`. A vector on the right is a column, on the left a row, so that two
/// vectors give the scalar Σ aᵢ bᵢ.
///
/// # Panics
/// If the columns of `a` are not as many as the rows of `b`.
///
/// ```
/// # use matgrad::prelude::*;
/// # use ndarray::array;
/// let a = array![[1.0, 2.0], [3.0, 4.0]];
/// assert_eq!(matmul(&a, array![1.0, 1.0]), array![3.0, 7.0]);
/// assert_eq!(matmul(array![1.0, 1.0], &a), array![4.0, 6.0]);
/// ```
#[inline]
#[track_caller]
pub fn matmul<A, B>(a: A, b: B) -> Product<A, B>
where
    A: Operand<Dim: Multiplies<B::Dim>>,
    B: Operand<Elem = A::Elem>,
{
    A::Dim::multiply(a.read(), b.read())
}

/// The owned value of the matrix product of `A` and `B`.
pub type Product<A, B> =
    <<<A as Operand>::Dim as Multiplies<<B as Operand>::Dim>>::Product as Rank>::Owned<
        <A as Operand>::Elem,
    >;

/// Two ranks that have a matrix product.
#[diagnostic::on_unimplemented(
    message = "no matrix product of these ranks",
    label = "expected vectors and matrices",
    note = "multiply by a scalar with `*`"
)]
pub trait Multiplies<R: Rank>: Rank {
    /// The rank of the product.
    type Product: Rank;

    #[doc(hidden)]
    #[track_caller]
    fn multiply<T: Real>(
        a: ArrayView<'_, T, Self>,
        b: ArrayView<'_, T, R>,
    ) -> <Self::Product as Rank>::Owned<T>;
}

macro_rules! multiplies {
    ($($left:ty, $right:ty => $product:ty: |$a:ident, $b:ident| $value:expr;)*) => {$(
        impl Multiplies<$right> for $left {
            type Product = $product;

            #[inline]
            #[track_caller]
            fn multiply<T: Real>(
                $a: ArrayView<'_, T, Self>,
                $b: ArrayView<'_, T, $right>,
            ) -> <$product as Rank>::Owned<T> {
                $value
            }
        }
    )*};
}

multiplies! {
    Ix2, Ix2 => Ix2: |a, b| products::matmul(a, b);
    Ix2, Ix1 => Ix1: |a, b| products::matvec(a, b);
    Ix1, Ix2 => Ix1: |a, b| {
        let (n, m) = (a.len(), b.nrows());
        assert!(n == m, "matmul: columns of a ({n}) ≠ rows of b ({m})");
        products::matvec(b.reversed_axes(), a)
    };
    Ix1, Ix1 => Ix0: |a, b| {
        let (n, m) = (a.len(), b.len());
        assert!(n == m, "matmul: columns of a ({n}) ≠ rows of b ({m})");
        products::dot(a, b)
    };
}

/// Σ xᵢ yᵢ of two vectors.
///
/// # Panics
/// If the lengths differ.
#[inline]
#[track_caller]
pub fn dot<X, Y>(x: X, y: Y) -> X::Elem
where
    X: Operand<Dim = Ix1>,
    Y: Operand<Elem = X::Elem, Dim = Ix1>,
{
    products::dot(x.read(), y.read())
}

/// The product of two arrays of one shape, element by element.
///
/// # Panics
/// If the shapes differ.
#[inline]
#[track_caller]
pub fn hadamard<A, B>(a: A, b: B) -> Owned<A>
where
    A: Operand<Dim: Meets<A::Dim, Both = A::Dim>>,
    B: Operand<Elem = A::Elem, Dim = A::Dim>,
{
    zip("hadamard", &a, &b, |x, y| x * y)
}

/// x yᵀ: the `n × m` matrix of all products of two vectors.
#[inline]
pub fn outer<X, Y>(x: X, y: Y) -> Array2<X::Elem>
where
    X: Operand<Dim = Ix1>,
    Y: Operand<Elem = X::Elem, Dim = Ix1>,
{
    products::outer(x.read(), y.read())
}

/// The Kronecker product, of two matrices or of two vectors: block (i, j) is `a[i, j] · b`.
///
/// `n × m` by `p × q` gives `np × mq`; lengths multiply.
#[inline]
pub fn kron<A, B>(a: A, b: B) -> Owned<A>
where
    A: Operand<Dim: Blocks>,
    B: Operand<Elem = A::Elem, Dim = A::Dim>,
{
    A::Dim::own(A::Dim::kron(a.read(), b.read()))
}

/// A rank that has a Kronecker product.
#[diagnostic::on_unimplemented(
    message = "no Kronecker product of this rank",
    label = "expected two vectors or two matrices"
)]
pub trait Blocks: Rank {
    #[doc(hidden)]
    fn kron<T: Real>(a: ArrayView<'_, T, Self>, b: ArrayView<'_, T, Self>) -> Array<T, Self>;
}

impl Blocks for Ix1 {
    fn kron<T: Real>(a: ArrayView<'_, T, Self>, b: ArrayView<'_, T, Self>) -> Array<T, Self> {
        a.iter()
            .flat_map(|&x| b.iter().map(move |&y| x * y))
            .collect()
    }
}

impl Blocks for Ix2 {
    fn kron<T: Real>(a: ArrayView<'_, T, Self>, b: ArrayView<'_, T, Self>) -> Array<T, Self> {
        products::kron(a, b)
    }
}

/// A : B = tr(AᵀB) = Σ aᵢⱼ bᵢⱼ of two arrays of one shape.
///
/// # Panics
/// If the shapes differ.
#[inline]
#[track_caller]
pub fn frobenius<A, B>(a: A, b: B) -> A::Elem
where
    A: Operand,
    B: Operand<Elem = A::Elem, Dim = A::Dim>,
{
    let (a, b) = (a.read(), b.read());
    let (left, right) = (a.shape(), b.shape());
    assert!(
        left == right,
        "frobenius: shape of a {left:?} ≠ shape of b {right:?}"
    );
    Zip::from(a)
        .and(b)
        .fold(A::Elem::lit(0.0), |sum, &x, &y| sum + x * y)
}
