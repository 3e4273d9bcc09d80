pub fn p_grad(
    q: &Array2<f64>,
    big_w: &Array2<f64>,
    w: &Array1<f64>,
    g: &Array1<f64>,
) -> ndarray::Array2<f64> {
    let q_ = matrix::<f64, _>(&q);
    let big_w_ = matrix::<f64, _>(&big_w);
    let w_ = vector::<f64, _>(&w);
    let g_ = vector::<f64, _>(&g);
    let len_p_2 = len(&q_, 0usize);
    let len_m_3 = len(&q_, 1usize);
    check(
        "p_grad",
        "big_w",
        0usize,
        len(&big_w_, 0usize),
        len_p_2,
        "p, the rows of `q`",
    );
    check(
        "p_grad",
        "big_w",
        1usize,
        len(&big_w_, 1usize),
        len_m_3,
        "m, the columns of `q`",
    );
    check(
        "p_grad",
        "w",
        0usize,
        len(&w_, 0usize),
        len_m_3,
        "m, the columns of `q`",
    );
    check(
        "p_grad",
        "g",
        0usize,
        len(&g_, 0usize),
        len_m_3,
        "m, the columns of `q`",
    );
    let mut t3 = unwritten::<f64, _>([len_p_2, len_m_3]);
    for i0 in 0..len_p_2 {
        sweep::<
            f64,
            _,
            _,
            0usize,
        >(
            len_m_3,
            (lane_new(&mut t3, 1usize, [i0, 0]),),
            (
                lane(&big_w_, 1usize, [i0, 0]),
                lane(&w_, 0usize, [0]),
                lane(&g_, 0usize, [0]),
            ),
            #[inline(always)]
            move |(o0,), (e0, e1, e2)| {
                let e3 = e1 * e2;
                let e4 = e0 * e3;
                *o0 = e4;
                []
            },
        );
    }
    let t3 = written(t3);
    t3
}
