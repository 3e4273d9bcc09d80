pub(crate) fn f_grad<'a, T>(
    &self,
    x: &'a Array1<T>,
) -> ndarray::Array1<T>
where
    T: Real,
{
    let x_ = vector::<T, _>(&x);
    let len_n_0 = len(&x_, 0usize);
    let mut t1 = unwritten::<T, _>([len_n_0]);
    sweep::<
        T,
        _,
        _,
        0usize,
    >(
        len_n_0,
        (lane_new(&mut t1, 0usize, [0]),),
        (lane(&x_, 0usize, [0]),),
        #[inline(always)]
        move |(o0,), (e0,)| {
            let e1 = lit::<T>(2f64) * e0;
            *o0 = e1;
            []
        },
    );
    let t1 = written(t1);
    t1
}
