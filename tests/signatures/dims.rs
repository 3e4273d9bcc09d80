//! `#[dims(..)]`: symbols, sizes, blanks, a size of one, and the rank of an alias.

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
    assert_near(
        &fixed_grad(&x(), &a()),
        &central(&x(), H, |x| fixed(x, &a())),
    );
    assert_near(&fixed_value_and_grad(&x(), &a()).1, &fixed_grad(&x(), &a()));
}

#[test]
fn a_dimension_of_one_broadcasts() {
    let m = array![[2.0, -1.0, 0.5]];
    assert_near(
        &one_row_grad(&m, &a()),
        &central(&m, H, |m| one_row(m, &a())),
    );
    assert_near(&one_row_value_and_grad(&m, &a()).1, &one_row_grad(&m, &a()));
}

#[test]
fn aliases_take_their_rank_from_dims() {
    let (dw, ds) = aliased_grad(&a(), x().view());
    assert_near(&dw, &central(&a(), H, |a| aliased(a, x().view())));
    assert_near(&ds, &central(&x(), H, |x| aliased(&a(), x.view())));
    assert_near(&aliased_value_and_grad(&a(), x().view()).1.0, &dw);
}
