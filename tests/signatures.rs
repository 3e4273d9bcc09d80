//! Every form of the attribute and every type of parameter, each gradient against central
//! differences of the function itself.
#![allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref,
    reason = "every type a parameter may have occurs"
)]

use matgrad::prelude::*;
use ndarray::{Array, Array1, Array2, ArrayRef, Dimension, array};

/// The gradient of `f` at `x` by central differences with the step `h`.
fn central<T: matgrad::Real, D: Dimension>(
    x: &Array<T, D>,
    h: f64,
    f: impl Fn(&Array<T, D>) -> T,
) -> Array<T, D> {
    let h = T::lit(h);
    let mut slopes = x.clone();
    for (at, slope) in slopes.iter_mut().enumerate() {
        let along = |step: T| {
            let mut moved = x.clone();
            let element = moved.iter_mut().nth(at).expect("as many as slopes");
            *element = *element + step;
            f(&moved)
        };
        *slope = (along(h) - along(-h)) / (h + h);
    }
    slopes
}

/// Shapes exactly, elements to a part in 10⁷ of the largest.
#[track_caller]
fn assert_near<D: Dimension>(found: &Array<f64, D>, expected: &Array<f64, D>) {
    assert_close(found, expected, 1e-7);
}

#[track_caller]
fn assert_close<T: matgrad::Real, D: Dimension>(
    found: &Array<T, D>,
    expected: &Array<T, D>,
    tolerance: f64,
) {
    assert_eq!(found.shape(), expected.shape());
    let scale = expected.iter().fold(T::lit(1.0), |m, x| m.max(x.abs()));
    for (x, y) in found.iter().zip(expected) {
        assert!((*x - *y).abs() <= T::lit(tolerance) * scale, "{found}\n{expected}");
    }
}

/// The derivative of `f` at `x` by central differences, against `found`.
#[track_caller]
fn assert_slope(found: f64, x: f64, f: impl Fn(f64) -> f64) {
    assert_near(&array![found], &central(&array![x], 1e-6, |x| f(x[0])));
}

fn a() -> Array2<f64> {
    array![[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]
}

fn x() -> Array1<f64> {
    array![0.3, -0.8, 1.1]
}

fn y() -> Array1<f64> {
    array![1.0, -0.5]
}

const H: f64 = 1e-6;

mod attribute {
    use super::*;

    #[grad]
    fn bare(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
        norm2(a.dot(x))
    }

    #[grad()]
    fn empty(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
        norm2(a.dot(x))
    }

    #[grad(x)]
    fn one(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
        a.dot(x).exp().sum()
    }

    #[grad(t, a, x)]
    fn several(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>, t: f64) -> f64 {
        y.dot(&a.dot(x).mapv(|v| (t * v).sin()))
    }

    #[grad(x, t, allow_zero)]
    #[allow(unused_variables, reason = "the value depends on neither")]
    fn constant(x: &Array1<f64>, t: f64, y: &Array1<f64>) -> f64 {
        y.sum()
    }

    #[grad(x, allow_zero)]
    fn piecewise_constant(x: &Array1<f64>) -> f64 {
        sign(x).sum()
    }

    #[grad(a, x, layout = "numerator")]
    fn numerator(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 {
        y.dot(&a.dot(x)).powi(2)
    }

    #[grad(a, layout = "denominator")]
    fn denominator(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 {
        y.dot(&a.dot(x)).powi(2)
    }

    #[grad(x, t, allow_zero, layout = "numerator",)]
    #[allow(unused_variables, reason = "the value does not depend on t")]
    fn together(x: &Array1<f64>, t: f64) -> f64 {
        x.pow2().sum()
    }

    #[test]
    fn the_first_parameter_is_the_default() {
        let expected = central(&x(), H, |x| bare(x, &a()));
        assert_near(&bare_grad(&x(), &a()), &expected);
        assert_near(&empty_grad(&x(), &a()), &expected);
        let (value, gradient) = bare_value_and_grad(&x(), &a());
        assert!((value - bare(&x(), &a())).abs() < 1e-15);
        assert_near(&gradient, &expected);
        assert_near(&empty_value_and_grad(&x(), &a()).1, &central(&x(), H, |x| empty(x, &a())));
    }

    #[test]
    fn one_parameter_gives_its_gradient_alone() {
        assert_near(&one_grad(&a(), &x()), &central(&x(), H, |x| one(&a(), x)));
        assert_near(&one_value_and_grad(&a(), &x()).1, &one_grad(&a(), &x()));
    }

    #[test]
    fn several_come_in_the_order_named() {
        let (t, da, dx) = several_grad(&a(), &x(), &y(), 0.7);
        assert_slope(t, 0.7, |t| several(&a(), &x(), &y(), t));
        assert_near(&da, &central(&a(), H, |a| several(a, &x(), &y(), 0.7)));
        assert_near(&dx, &central(&x(), H, |x| several(&a(), x, &y(), 0.7)));
        let (value, gradients) = several_value_and_grad(&a(), &x(), &y(), 0.7);
        assert!((value - several(&a(), &x(), &y(), 0.7)).abs() < 1e-15);
        assert_slope(gradients.0, 0.7, |t| several(&a(), &x(), &y(), t));
        assert_near(&gradients.1, &da);
        assert_near(&gradients.2, &dx);
    }

    #[test]
    fn allowed_zeros_have_the_parameters_shape() {
        assert_eq!(constant_grad(&x(), 0.5, &y()), (Array1::zeros(3), 0.0));
        assert_eq!(constant_value_and_grad(&x(), 0.5, &y()), (0.5, (Array1::zeros(3), 0.0)));
        assert_eq!(piecewise_constant_grad(&x()), Array1::<f64>::zeros(3));
        assert_near(&piecewise_constant_grad(&x()), &central(&x(), H, piecewise_constant));
        let expected = (constant(&x(), 0.5, &y()), constant_grad(&x(), 0.5, &y()));
        assert_eq!(constant_value_and_grad(&x(), 0.5, &y()), expected);
        assert_eq!(piecewise_constant_value_and_grad(&x()), (1.0, Array1::zeros(3)));
    }

    #[test]
    fn the_numerator_layout_transposes_matrices_alone() {
        let expected = central(&a(), H, |a| numerator(a, &x(), &y()));
        let (da, dx) = numerator_grad(&a(), &x(), &y());
        assert_near(&da, &expected.t().to_owned());
        assert_near(&dx, &central(&x(), H, |x| numerator(&a(), x, &y())));
        assert_near(&numerator_value_and_grad(&a(), &x(), &y()).1.0, &da);
        assert_near(&denominator_grad(&a(), &x(), &y()), &expected);
        assert_near(&denominator_value_and_grad(&a(), &x(), &y()).1, &expected);
        assert!((denominator(&a(), &x(), &y()) - numerator(&a(), &x(), &y())).abs() < 1e-15);
    }

    #[test]
    fn options_go_together_with_a_trailing_comma() {
        let (dx, dt) = together_grad(&x(), 0.5);
        assert_near(&dx, &central(&x(), H, |x| together(x, 0.5)));
        assert_slope(dt, 0.5, |t| together(&x(), t));
        assert_near(&together_value_and_grad(&x(), 0.5).1.0, &dx);
    }
}

/// `crate = …`, where the name `matgrad` means something else.
mod renamed {
    mod facade {
        pub mod calculus {
            pub use ::matgrad::*;
        }
    }

    #[allow(dead_code, reason = "it stands in the way")]
    mod matgrad {}

    use facade::calculus as mc;
    use mc::prelude::*;
    use ndarray::Array1;

    use super::{H, assert_near, central, x};

    #[grad(x, crate = crate::renamed::facade::calculus)]
    fn absolute(x: &Array1<f64>) -> f64 {
        softplus(x).sum()
    }

    #[mc::grad(x, crate = mc)]
    fn relative(x: &Array1<f64>) -> f64 {
        sum(mc::prelude::sigmoid(x))
    }

    #[test]
    fn the_runtime_is_found_under_another_name() {
        assert_near(&absolute_grad(&x()), &central(&x(), H, absolute));
        assert_near(&absolute_value_and_grad(&x()).1, &absolute_grad(&x()));
        assert_near(&relative_grad(&x()), &central(&x(), H, relative));
        assert_near(&relative_value_and_grad(&x()).1, &relative_grad(&x()));
    }
}

mod dims {
    use super::*;

    type Weights = Array2<f64>;
    type Signal<'a> = ndarray::ArrayView1<'a, f64>;

    #[grad(x, y)]
    fn named(
        #[dims(rows, columns)] a: &Array2<f64>,
        #[dims(columns)] x: &Array1<f64>,
        #[dims(rows)] y: &Array1<f64>,
    ) -> f64 {
        let r = a.dot(x) - y;
        r.dot(&r)
    }

    #[grad(x)]
    fn fixed(#[dims(3)] x: &Array1<f64>, #[dims(_, 3)] a: &Array2<f64>) -> f64 {
        (x + &Array1::<f64>::ones(3)).dot(&a.sum_axis(ndarray::Axis(0)))
    }

    #[grad(m)]
    fn one_row(#[dims(1, n)] m: &Array2<f64>, #[dims(k, n)] a: &Array2<f64>) -> f64 {
        (a * m).pow2().sum()
    }

    #[grad(w, s)]
    fn aliased(#[dims(n, d)] w: &Weights, #[dims(d)] s: Signal<'_>) -> f64 {
        w.dot(&s).mapv(f64::tanh).sum()
    }

    #[test]
    fn symbols_sizes_and_blanks() {
        let (dx, dy) = named_grad(&a(), &x(), &y());
        assert_near(&dx, &central(&x(), H, |x| named(&a(), x, &y())));
        assert_near(&dy, &central(&y(), H, |y| named(&a(), &x(), y)));
        assert_near(&named_value_and_grad(&a(), &x(), &y()).1.1, &dy);
        assert_near(&fixed_grad(&x(), &a()), &central(&x(), H, |x| fixed(x, &a())));
        assert_near(&fixed_value_and_grad(&x(), &a()).1, &fixed_grad(&x(), &a()));
    }

    #[test]
    fn a_dimension_of_one_broadcasts() {
        let m = array![[2.0, -1.0, 0.5]];
        assert_near(&one_row_grad(&m, &a()), &central(&m, H, |m| one_row(m, &a())));
        assert_near(&one_row_value_and_grad(&m, &a()).1, &one_row_grad(&m, &a()));
    }

    #[test]
    fn aliases_take_their_rank_from_dims() {
        let (dw, ds) = aliased_grad(&a(), x().view());
        assert_near(&dw, &central(&a(), H, |a| aliased(a, x().view())));
        assert_near(&ds, &central(&x(), H, |x| aliased(&a(), x.view())));
        assert_near(&aliased_value_and_grad(&a(), x().view()).1.0, &dw);
    }
}

/// Σ tanh(A x) with A and x in every dress.
mod parameters {
    use ndarray::{ArrayRef1, ArrayRef2, ArrayView, ArrayView1, ArrayView2, Ix1, Ix2};

    use super::*;

    #[grad(a, x)]
    fn references(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
        a.dot(x).tanh().sum()
    }

    #[grad(a, x)]
    fn views(a: ArrayView2<'_, f64>, x: ArrayView1<'_, f64>) -> f64 {
        a.dot(&x).tanh().sum()
    }

    #[grad(a, x)]
    fn elided_views(a: ArrayView2<f64>, x: ArrayView1<f64>) -> f64 {
        a.dot(&x).tanh().sum()
    }

    #[grad(a, x)]
    fn references_to_views(a: &ArrayView2<'_, f64>, x: &ArrayView1<'_, f64>) -> f64 {
        a.dot(x).tanh().sum()
    }

    #[grad(a, x)]
    fn lifetimes<'a, 'x: 'a>(a: &'a Array2<f64>, x: ArrayView1<'x, f64>) -> f64 {
        a.dot(&x).tanh().sum()
    }

    #[grad(a, x)]
    fn array_refs(a: &ArrayRef2<f64>, x: &ArrayRef1<f64>) -> f64 {
        a.dot(x).tanh().sum()
    }

    #[grad(a, x)]
    fn array_refs_with_dimensions(a: &ArrayRef<f64, Ix2>, x: &ArrayRef<f64, Ix1>) -> f64 {
        a.dot(x).tanh().sum()
    }

    #[grad(a, x)]
    fn owned(a: Array2<f64>, x: Array1<f64>) -> f64 {
        a.dot(&x).tanh().sum()
    }

    #[grad(a, x)]
    fn owned_with_dimensions(a: Array<f64, Ix2>, x: Array<f64, Ix1>) -> f64 {
        a.dot(&x).tanh().sum()
    }

    #[grad(a, x)]
    fn views_with_dimensions(a: ArrayView<'_, f64, Ix2>, x: ArrayView<'_, f64, Ix1>) -> f64 {
        a.dot(&x).tanh().sum()
    }

    #[grad(a, x)]
    fn qualified(a: &ndarray::Array2<f64>, x: ::ndarray::ArrayView1<'_, f64>) -> f64 {
        a.dot(&x).tanh().sum()
    }

    #[grad(a, x)]
    fn slices(a: &Array2<f64>, x: &[f64]) -> f64 {
        sum(tanh(matmul(a, x)))
    }

    #[grad(a, x)]
    fn vecs(a: &Array2<f64>, x: &Vec<f64>) -> f64 {
        sum(tanh(matmul(a, x)))
    }

    macro_rules! from_macro {
        ($name:ident($a:ident: $matrix:ty, $x:ident: $vector:ty) $body:expr) => {
            #[grad($a, $x)]
            fn $name($a: $matrix, $x: $vector) -> f64 {
                $body
            }
        };
    }
    from_macro!(macro_made(a: &Array2<f64>, x: &Array1<f64>) a.dot(x).tanh().sum());

    macro_rules! agree_with_differences {
        ($($f:ident, $grad:ident, $both:ident($a:ident, $x:ident) = ($m:expr, $v:expr);)+) => {
            mod agree {
                use super::super::{H, a, assert_near, central, x};

                $(#[test]
                fn $f() {
                    let ($a, $x) = (&a(), &x());
                    let da = central($a, H, |$a| super::$f($m, $v));
                    let dx = central($x, H, |$x| super::$f($m, $v));
                    let found = super::$grad($m, $v);
                    assert_near(&found.0, &da);
                    assert_near(&found.1, &dx);
                    let (value, found) = super::$both($m, $v);
                    assert!((value - super::$f($m, $v)).abs() < 1e-15);
                    assert_near(&found.0, &da);
                    assert_near(&found.1, &dx);
                })+
            }
        };
    }

    agree_with_differences! {
        references, references_grad, references_value_and_grad(a, x) = (a, x);
        views, views_grad, views_value_and_grad(a, x) = (a.view(), x.view());
        elided_views, elided_views_grad, elided_views_value_and_grad(a, x) = (a.view(), x.view());
        references_to_views, references_to_views_grad, references_to_views_value_and_grad(a, x)
            = (&a.view(), &x.view());
        lifetimes, lifetimes_grad, lifetimes_value_and_grad(a, x) = (a, x.view());
        array_refs, array_refs_grad, array_refs_value_and_grad(a, x) = (a, &x.view());
        array_refs_with_dimensions, array_refs_with_dimensions_grad,
            array_refs_with_dimensions_value_and_grad(a, x) = (&a.t().to_owned().t(), x);
        owned, owned_grad, owned_value_and_grad(a, x) = (a.clone(), x.clone());
        owned_with_dimensions, owned_with_dimensions_grad, owned_with_dimensions_value_and_grad(a, x)
            = (a.clone(), x.clone());
        views_with_dimensions, views_with_dimensions_grad, views_with_dimensions_value_and_grad(a, x)
            = (a.view(), x.view());
        qualified, qualified_grad, qualified_value_and_grad(a, x) = (a, x.view());
        slices, slices_grad, slices_value_and_grad(a, x) = (a, &x.to_vec());
        vecs, vecs_grad, vecs_value_and_grad(a, x) = (a, &x.to_vec());
        macro_made, macro_made_grad, macro_made_value_and_grad(a, x) = (a, x);
    }

    #[grad(s, t)]
    fn scalars(s: f64, t: &f64, x: &Array1<f64>) -> f64 {
        (s * t).sin() * x.dot(x) + s / t
    }

    #[grad(x)]
    fn constants(x: &Array1<f64>, power: i32, copies: usize, _verbose: bool, _name: &str) -> f64 {
        copies as f64 * x.powi(power).sum()
    }

    #[test]
    fn scalars_by_value_and_by_reference() {
        let (ds, dt) = scalars_grad(0.4, &1.7, &x());
        assert_slope(ds, 0.4, |s| scalars(s, &1.7, &x()));
        assert_slope(dt, 1.7, |t| scalars(0.4, &t, &x()));
        let (value, gradient) = scalars_value_and_grad(0.4, &1.7, &x());
        assert!((value - scalars(0.4, &1.7, &x())).abs() < 1e-15);
        assert_slope(gradient.0, 0.4, |s| scalars(s, &1.7, &x()));
        assert_slope(gradient.1, 1.7, |t| scalars(0.4, &t, &x()));
    }

    #[test]
    fn other_parameters_are_constants() {
        for power in [3, 1, 0, -2] {
            let expected = central(&x(), H, |x| constants(x, power, 2, true, "unused"));
            assert_near(&constants_grad(&x(), power, 2, true, "unused"), &expected);
            assert_near(&constants_value_and_grad(&x(), power, 2, true, "unused").1, &expected);
        }
    }
}

/// The scalar: `f32`, and a type parameter however it is bound.
mod generic {
    use matgrad::Real;
    use ndarray::{ArrayRef1, ArrayRef2, ArrayView1};

    use super::*;

    #[grad(w)]
    fn single(x: &Array2<f32>, w: &Array1<f32>, y: &Array1<f32>, ridge: f32) -> f32 {
        let r = x.dot(w) - y;
        r.dot(&r) + 0.5 * ridge * w.dot(w)
    }

    #[grad(w, ridge)]
    fn bound<T: Real>(x: &Array2<T>, w: &Array1<T>, y: &Array1<T>, ridge: T) -> T {
        let r = x.dot(w) - y;
        r.dot(&r) + T::lit(0.5) * ridge * w.dot(w)
    }

    #[grad(w)]
    fn qualified<'a, T: std::fmt::Debug + matgrad::Real>(
        x: &ArrayRef2<T>,
        w: ArrayView1<'a, T>,
        y: &'a ArrayRef1<T>,
    ) -> T {
        mean(square(matmul(x, w) - y))
    }

    #[grad(w)]
    fn claused<T>(x: &Array2<T>, w: &[T], y: &Vec<T>) -> T
    where
        T: Real,
    {
        norm2(matmul(x, w)) * sum(y)
    }

    fn checked<T: Real>(tolerance: f64, h: f64) {
        let cast = |x: f64| T::lit(x);
        let (a, w, y) = (a().mapv(cast), x().mapv(cast), y().mapv(cast));
        let ridge = T::lit(0.25);
        let expected = central(&w, h, |w| bound(&a, w, &y, ridge));
        let (dw, dridge) = bound_grad(&a, &w, &y, ridge);
        assert_close(&dw, &expected, tolerance);
        let slope = central(&array![ridge], h, |t| bound(&a, &w, &y, t[0]));
        assert_close(&array![dridge], &slope, tolerance);
        assert_close(&bound_value_and_grad(&a, &w, &y, ridge).1.0, &dw, tolerance);

        let expected = central(&w, h, |w| qualified(&a, w.view(), &y));
        assert_close(&qualified_grad(&a, w.view(), &y), &expected, tolerance);
        assert_close(&qualified_value_and_grad(&a, w.view(), &y).1, &expected, tolerance);

        let (v, u) = (w.to_vec(), y.to_vec());
        let expected = central(&w, h, |w| claused(&a, &w.to_vec(), &u));
        assert_close(&claused_grad(&a, &v, &u), &expected, tolerance);
        assert_close(&claused_value_and_grad(&a, &v, &u).1, &expected, tolerance);
    }

    #[test]
    fn a_type_parameter_stands_for_both_scalars() {
        checked::<f64>(1e-7, 1e-6);
        checked::<f32>(5e-3, 1e-2);
    }

    #[test]
    fn single_precision() {
        let (a, w, y) =
            (a().mapv(|x| x as f32), x().mapv(|x| x as f32), y().mapv(|x| x as f32));
        let expected = central(&w, 1e-2, |w| single(&a, w, &y, 0.25));
        assert_close(&single_grad(&a, &w, &y, 0.25), &expected, 5e-3);
        let (value, gradient): (f32, Array1<f32>) = single_value_and_grad(&a, &w, &y, 0.25);
        assert!((value - single(&a, &w, &y, 0.25)).abs() < 1e-5);
        assert_close(&gradient, &expected, 5e-3);
    }
}

/// Visibility and attributes are the function's own.
mod items {
    use super::*;

    mod inner {
        use matgrad::prelude::*;
        use ndarray::Array1;

        #[grad(x)]
        pub fn public(x: &Array1<f64>) -> f64 {
            x.exp().sum()
        }

        #[grad(x)]
        pub(crate) fn of_the_crate(x: &Array1<f64>) -> f64 {
            let scale: f64 = public(&stop_gradient(x));
            scale * x.sum()
        }

        #[grad(x)]
        pub(in crate::items) fn of_a_path(x: &Array1<f64>) -> f64 {
            x.sin().sum()
        }
    }

    #[cfg(any())]
    #[grad(x)]
    fn configured(x: &Array1<f64>) -> f64 {
        x.sum()
    }

    #[grad(x)]
    #[cfg(all())]
    fn configured(x: &Array1<f64>) -> f64 {
        x.cos().sum()
    }

    #[grad(x)]
    #[cfg(any())]
    fn configured_too(x: &Array1<f64>) -> f64 {
        x.sum()
    }

    #[allow(dead_code, reason = "the companions of the other one must be gone")]
    fn configured_too_grad() {}

    #[grad(x)]
    #[deprecated(note = "it is old")]
    #[must_use]
    #[inline]
    #[doc(alias = "ancient")]
    fn old(x: &Array1<f64>) -> f64 {
        return norm2(x);
    }

    #[test]
    fn visibility_is_kept() {
        assert_near(&inner::public_grad(&x()), &central(&x(), H, inner::public));
        assert_near(&inner::of_a_path_grad(&x()), &central(&x(), H, inner::of_a_path));
        let (value, gradient) = inner::public_value_and_grad(&x());
        assert!((value - inner::public(&x())).abs() < 1e-15);
        assert_near(&gradient, &x().exp());
        assert!((inner::of_a_path_value_and_grad(&x()).0 - inner::of_a_path(&x())).abs() < 1e-15);
    }

    #[test]
    fn conditional_compilation_is_kept() {
        assert_near(&configured_grad(&x()), &central(&x(), H, configured));
        assert_near(&configured_value_and_grad(&x()).1, &-x().sin());
    }

    #[test]
    #[allow(deprecated, reason = "it is what is tested")]
    fn deprecated_functions_have_deprecated_companions() {
        assert_near(&old_grad(&x()), &central(&x(), H, old));
        assert_near(&old_value_and_grad(&x()).1, &old_grad(&x()));
    }

    struct Ridge {
        a: Array2<f64>,
        penalty: f64,
    }

    impl Ridge {
        const SCALE: f64 = 0.5;

        #[grad(x)]
        pub fn loss(&self, #[dims(3)] x: &Array1<f64>, y: &Array1<f64>) -> f64 {
            let a: Array2<f64> = self.a.clone();
            let penalty: f64 = self.penalty();
            let r = a.dot(x) - y;
            Self::SCALE * (r.dot(&r) + penalty * x.dot(x))
        }

        #[grad(x, y)]
        fn distance(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
            norm2(x - y)
        }

        fn penalty(&self) -> f64 {
            self.penalty
        }
    }

    #[test]
    fn methods() {
        let ridge = Ridge { a: a(), penalty: 0.1 };
        let expected = central(&x(), H, |x| ridge.loss(x, &y()));
        assert_near(&ridge.loss_grad(&x(), &y()), &expected);
        let (value, gradient) = ridge.loss_value_and_grad(&x(), &y());
        assert!((value - ridge.loss(&x(), &y())).abs() < 1e-15);
        assert_near(&gradient, &expected);
        let ones = Array1::ones(3);
        let (dx, dy) = Ridge::distance_grad(&x(), &ones);
        assert_near(&dx, &central(&x(), H, |x| Ridge::distance(x, &ones)));
        assert_near(&dy, &central(&ones, H, |y| Ridge::distance(&x(), y)));
        assert_near(&Ridge::distance_value_and_grad(&x(), &ones).1.1, &dy);
    }

    #[test]
    fn a_body_may_call_what_is_not_differentiated() {
        let frozen = inner::public(&x());
        assert_near(&inner::of_the_crate_grad(&x()), &central(&x(), H, |x| frozen * x.sum()));
        let expected = inner::of_the_crate(&x());
        assert!((inner::of_the_crate_value_and_grad(&x()).0 - expected).abs() < 1e-15);
    }
}
