fn f_grad(
    x: &Array1<f64>,
    c: &Array1<f64>,
) -> ndarray::Array1<f64> {
    let x_ = vector::<f64, _>(&x);
    let c_ = vector::<f64, _>(&c);
    let len_n_1 = len(&x_, 0usize);
    check(
        "f_grad",
        "c",
        0usize,
        len(&c_, 0usize),
        len_n_1,
        "n, the length of `x`",
    );
    let t1 = ops::rcumsum(c_);
    t1
}
