fn f_value_and_grad(x: f64, a: &Array2<f64>) -> (f64, f64) {
    let x_ = scalar::<f64, _>(&x);
    let a_ = matrix::<f64, _>(&a);
    let len_n_1 = len(&a_, 0usize);
    check(
        "f_value_and_grad",
        "a",
        1usize,
        len(&a_, 1usize),
        len_n_1,
        "n, the rows of `a`",
    );
    let t1 = math::less(x_, (-1.0f64));
    let (t11, t16) = if math::holds(t1) {
        let t2 = x_ * x_;
        let t12 = 2.0f64 * x_;
        (t2, t12)
    } else {
        let t3 = math::greater(x_, 1.0f64);
        let (t10, t15) = if math::holds(t3) {
            let t5 = factorize::lu(a_);
            let t6 = factor::det(&t5);
            let t7 = x_ - 1.0f64;
            let t8 = math::sqrt(t7);
            let t9 = t6 * t8;
            let t13 = math::ratio(t6, t8);
            let t14 = 0.5f64 * t13;
            (t9, t14)
        } else {
            (0.0f64, 0.0f64)
        };
        (t10, t15)
    };
    (t11, t16)
}
