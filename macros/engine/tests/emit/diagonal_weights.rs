fn f_value_and_grad(
    w: &Array1<f64>,
    x: &Array2<f64>,
) -> (
    f64,
    (
        ndarray::Array1<f64>,
        ndarray::Array2<f64>,
    ),
) {
    let w_ = vector::<f64, _>(&w);
    let x_ = matrix::<f64, _>(&x);
    let len_m_0 = len(&w_, 0usize);
    let len_n_2 = len(&x_, 1usize);
    check(
        "f_value_and_grad",
        "x",
        0usize,
        len(&x_, 0usize),
        len_m_0,
        "m, the length of `w`",
    );
    let mut t2 = unwritten::<f64, _>([len_n_2, len_m_0]);
    for (i1, block) in blocks(len_m_0) {
        for i0 in 0..len_n_2 {
            sweep::<
                f64,
                _,
                _,
                0usize,
            >(
                block,
                (lane_new(&mut t2, 1usize, [i0, i1]),),
                (
                    lane(&w_, 0usize, [i1]),
                    lane(&x_, 0usize, [i1, i0]),
                ),
                #[inline(always)]
                move |(o0,), (e0, e1)| {
                    let e2 = e0 * e1;
                    *o0 = e2;
                    []
                },
            );
        }
    }
    let t2 = written(t2);
    let t3 = matmul(view(&t2), x_);
    let t4 = factorize::lu(view(&t3));
    let t5 = factor::logdet(&t4);
    let t6 = transpose(x_);
    let t7 = factor::solve_transposed(&t4, t6);
    let mut t8 = zeros::<f64, _>([len_m_0]);
    for (i1, block) in blocks(len_n_2) {
        for i0 in 0..len_m_0 {
            let [s0] = sweep::<
                f64,
                _,
                _,
                1usize,
            >(
                block,
                (),
                (
                    lane(&x_, 1usize, [i0, i1]),
                    lane(&t7, 0usize, [i1, i0]),
                ),
                #[inline(always)]
                move |(), (e0, e1)| {
                    let e2 = e0 * e1;
                    [e2]
                },
            );
            *element_mut(&mut t8, [i0]) += s0;
        }
    }
    let t9 = factor::solve(&t4, view(&t2));
    let mut t10 = unwritten::<f64, _>([len_m_0, len_n_2]);
    for (i0, block) in blocks(len_m_0) {
        for i1 in 0..len_n_2 {
            sweep::<
                f64,
                _,
                _,
                0usize,
            >(
                block,
                (lane_new(&mut t10, 0usize, [i0, i1]),),
                (
                    lane(&t9, 1usize, [i1, i0]),
                    lane(&w_, 0usize, [i0]),
                    lane(&t7, 1usize, [i1, i0]),
                ),
                #[inline(always)]
                move |(o0,), (e0, e1, e2)| {
                    let e3 = e1 * e2;
                    let e4 = e0 + e3;
                    *o0 = e4;
                    []
                },
            );
        }
    }
    let t10 = written(t10);
    (t5, (t8, t10))
}
