fn f_value_and_grad(
    a: &Array2<f64>,
    b: &Array2<f64>,
) -> (f64, ndarray::Array2<f64>) {
    let a_ = matrix::<f64, _>(&a);
    let b_ = matrix::<f64, _>(&b);
    let len_n_2 = len(&a_, 1usize);
    let len_m_3 = len(&a_, 0usize);
    check(
        "f_value_and_grad",
        "b",
        0usize,
        len(&b_, 0usize),
        len_n_2,
        "n, the columns of `a`",
    );
    check(
        "f_value_and_grad",
        "b",
        1usize,
        len(&b_, 1usize),
        len_m_3,
        "m, the rows of `a`",
    );
    let t3 = transpose(b_);
    let t4 = copy(t3);
    let mut t2 = 0.0f64;
    for (i0, block) in blocks(len_n_2) {
        let [s0] = sweep_rows::<
            f64,
            _,
            1usize,
        >(
            block,
            len_m_3,
            |i1| (
                lane(&a_, 1usize, [i1, i0]),
                lane(&b_, 0usize, [i0, i1]),
            ),
            #[inline(always)]
            move |(), (e0, e1)| {
                let e2 = e0 * e1;
                [e2]
            },
        );
        t2 += s0;
    }
    (t2, t4)
}
