fn f_grad(
    x: &Array2<f64>,
    a: &Array2<f64>,
) -> ndarray::Array2<f64> {
    let x_ = matrix::<f64, _>(&x);
    let a_ = matrix::<f64, _>(&a);
    let len_n_2 = len(&x_, 1usize);
    let len_m_3 = len(&x_, 0usize);
    check(
        "f_grad",
        "a",
        0usize,
        len(&a_, 0usize),
        len_n_2,
        "n, the columns of `x`",
    );
    check(
        "f_grad",
        "a",
        1usize,
        len(&a_, 1usize),
        len_m_3,
        "m, the rows of `x`",
    );
    let t1 = copy(a_);
    t1
}
