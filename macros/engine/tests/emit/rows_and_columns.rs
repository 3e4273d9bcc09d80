fn f_grad(x: &Array2<f64>) -> ndarray::Array2<f64> {
    let x_ = matrix::<f64, _>(&x);
    let len_m_0 = len(&x_, 0usize);
    let len_n_1 = len(&x_, 1usize);
    check_index(
        "f_grad",
        "x.row(0)",
        "the position",
        0usize,
        len_m_0,
    );
    check_index(
        "f_grad",
        "x.row(1)",
        "the position",
        1usize,
        len_m_0,
    );
    check_index(
        "f_grad",
        "x.column(2)",
        "the position",
        2usize,
        len_n_1,
    );
    let mut t0 = unwritten::<f64, _>([len_m_0]);
    sweep::<
        f64,
        _,
        _,
        0usize,
    >(
        len_m_0,
        (lane_new(&mut t0, 0usize, [0]),),
        (),
        #[inline(always)]
        move |(o0,), ()| {
            *o0 = 1.0f64;
            []
        },
    );
    let t0 = written(t0);
    let mut t1 = zeros::<f64, _>([len_m_0, len_n_1]);
    {
        let mut part0 = select_mut(&mut t1, 1usize, 2usize);
        put(&mut part0, view(&t0));
    }
    let t3 = select(x_, 0usize, 0usize);
    let mut t4 = zeros::<f64, _>([len_m_0, len_n_1]);
    {
        let mut part0 = select_mut(&mut t4, 0usize, 1usize);
        put(&mut part0, t3);
    }
    let t5 = select(x_, 0usize, 1usize);
    let mut t6 = zeros::<f64, _>([len_m_0, len_n_1]);
    {
        let mut part0 = select_mut(&mut t6, 0usize, 0usize);
        put(&mut part0, t5);
    }
    let mut t7 = unwritten::<f64, _>([len_m_0, len_n_1]);
    for i0 in 0..len_m_0 {
        sweep::<
            f64,
            _,
            _,
            0usize,
        >(
            len_n_1,
            (lane_new(&mut t7, 1usize, [i0, 0]),),
            (
                lane(&t1, 1usize, [i0, 0]),
                lane(&t4, 1usize, [i0, 0]),
                lane(&t6, 1usize, [i0, 0]),
            ),
            #[inline(always)]
            move |(o0,), (e0, e1, e2)| {
                let e3 = e0 + e1 + e2;
                *o0 = e3;
                []
            },
        );
    }
    let t7 = written(t7);
    t7
}
