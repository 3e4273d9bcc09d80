fn f_grad(
    x: &Array2<f64>,
    a: &Array2<f64>,
    b: &Array2<f64>,
) -> ndarray::Array2<f64> {
    let x_ = matrix::<f64, _>(&x);
    let a_ = matrix::<f64, _>(&a);
    let b_ = matrix::<f64, _>(&b);
    let len_m_2 = len(&x_, 0usize);
    let len_n_4 = len(&x_, 1usize);
    check(
        "f_grad",
        "a",
        0usize,
        len(&a_, 0usize),
        len_m_2,
        "m, the rows of `x`",
    );
    check(
        "f_grad",
        "a",
        1usize,
        len(&a_, 1usize),
        len_m_2,
        "m, the rows of `x`",
    );
    check(
        "f_grad",
        "b",
        0usize,
        len(&b_, 0usize),
        len_n_4,
        "n, the columns of `x`",
    );
    check(
        "f_grad",
        "b",
        1usize,
        len(&b_, 1usize),
        len_n_4,
        "n, the columns of `x`",
    );
    let t1 = transpose(a_);
    let t3 = matmul(t1, x_);
    let t5 = transpose(view(&t3));
    let t6 = matmul(b_, t5);
    let t7 = transpose(view(&t6));
    let t8 = matmul(t1, t7);
    let t9 = transpose(x_);
    let t10 = matmul(t9, t1);
    let t11 = transpose(b_);
    let t12 = matmul(t11, view(&t10));
    let t13 = matmul(view(&t12), t1);
    let mut t14 = unwritten::<f64, _>([len_m_2, len_n_4]);
    for (i1, block) in blocks(len_n_4) {
        for i0 in 0..len_m_2 {
            sweep::<
                f64,
                _,
                _,
                0usize,
            >(
                block,
                (lane_new(&mut t14, 1usize, [i0, i1]),),
                (
                    lane(&t8, 1usize, [i0, i1]),
                    lane(&t13, 0usize, [i1, i0]),
                ),
                #[inline(always)]
                move |(o0,), (e0, e1)| {
                    let e2 = e0 + e1;
                    *o0 = e2;
                    []
                },
            );
        }
    }
    let t14 = written(t14);
    t14
}
