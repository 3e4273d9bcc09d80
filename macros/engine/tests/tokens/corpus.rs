//! Functions as users write them: each is read, differentiated and emitted without an error.

/// The attribute's arguments and the item.
pub const FUNCTIONS: &[(&str, &str)] = &[
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.dot(x) }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.sum() }"),
    ("x", "fn f(x: f64) -> f64 { x.sin() * x.exp() }"),
    ("a", "fn f(a: &Array2<f64>) -> f64 { trace(a) }"),
    ("a", "pub fn f(#[dims(n, m)] a: &Array2<f64>, #[dims(m, n)] b: &Array2<f64>) -> f64 { trace(matmul(a, b)) }"),
    ("x, a", "fn f(x: &Array1<f64>, a: &Array2<f64>) -> f64 { x.dot(&a.dot(x)) }"),
    (
        "q",
        "pub fn p(#[dims(p, m)] q: &Array2<f64>, #[dims(p, m)] big_w: &Array2<f64>, #[dims(m)] w: &Array1<f64>, #[dims(m)] g: &Array1<f64>) -> f64 {
            let ones = Array1::<f64>::ones(q.nrows());
            trace(matmul(ones, matmul(hadamard(q, big_w), hadamard(w, g))))
        }",
    ),
    (
        "w, b",
        "fn ridge(w: &Array1<f64>, b: f64, x: &Array2<f64>, y: &Array1<f64>, lambda: f64) -> f64 {
            let r = x.dot(w) + b - y;
            0.5 * r.dot(&r) + 0.5 * lambda * w.dot(w)
        }",
    ),
    (
        "w",
        "fn logistic(w: ArrayView1<'_, f64>, x: ArrayView2<'_, f64>, y: ArrayView1<'_, f64>) -> f64 {
            let z = matmul(x, w);
            softplus(&z).sum() - y.dot(&z)
        }",
    ),
    ("", "fn f<T: Real>(x: &Array1<T>) -> T { T::lit(0.5) * x.mapv(|v| v * v).sum() }"),
    ("x", "fn f(x: &[f64], k: usize) -> f64 { let n = x.len(); sum(square(x)) / (n + k) as f64 }"),
    ("a", "fn f(a: &Array2<f64>) -> f64 { let (n, d) = a.dim(); a.sum() / (n * d) as f64 }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { let m = x.mean().unwrap(); (x - m).powi(2).sum() }"),
    ("x, y", "fn f(x: &Array1<f64>, y: &Array1<f64>) -> f64 { frobenius(outer(x, y), outer(y, x)) }"),
    ("a", "fn f(a: &Array2<f64>, x: &Array1<f64>) -> f64 { norm2(matmul(transpose(a), x)) }"),
    ("a", "fn f(a: &Array2<f64>) -> f64 { a.t().dot(a).sum() }"),
    ("a", "fn f(a: &Array2<f64>) -> f64 { a.row(0).dot(&a.row(1)) + a[[0, 0]] * a.column(1).sum() }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x[0] * x.slice(s![1..]).sum() + x.slice(s![..;2]).sum() }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { const HALF: f64 = 0.5; let y = x * HALF; y.mapv(f64::tanh).sum() }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { logsumexp(x) - max(x) }"),
    ("x, allow_zero", "fn f(x: &Array1<f64>, y: f64) -> f64 { sign(y) * 2.0 }"),
    ("a, layout = \"numerator\"", "fn f(a: &Array2<f64>, b: &Array2<f64>) -> f64 { hadamard(a, b).sum() }"),
    ("x, crate = my::matgrad", "fn f(x: &Array1<f32>) -> f32 { x.mapv(|v: f32| v.abs()).sum() }"),
    ("x", "fn f(x: &Array2<f64>, w: &Array1<f64>) -> f64 { (x * w).sum_axis(Axis(0)).mapv(f64::sqrt).sum() }"),
    ("x", "fn f(x: f64, y: f64) -> f64 { x.max(y) + f64::min(x, 3.0) - x.powf(y) / (1.0 + x * x) }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { let c: f64 = if true { 1.0 } else { 2.0 }; c * x.sum() }"),
    ("x", "fn f(&self, x: &Array1<f64>) -> f64 { let w: &Array1<f64> = &self.w; w.dot(x) }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { let x = x + 1.0; let x = &x * &x; return x.sum(); }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { let y = { let z = x.exp(); z.sum() }; y.ln() }"),
    ("u, v", "fn f(u: &Array1<f64>, v: &Array1<f64>) -> f64 { kron(u, v).sum() + vec(outer(u, v)).sum() }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { diag(x).sum() + tril(outer(x, x)).sum() + cumsum(x).sum() }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { stop_gradient(x).dot(x) }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { reshape(x, (2, 3)).sum_axis(Axis(1)).sum() }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.insert_axis(Axis(1)).to_owned().sum() * std::f64::consts::PI }"),
    ("x", "fn f(x: ArrayView1<f64>) -> f64 { prod(x) + norm1(x) + relu(&x).sum() - sigmoid(&x).sum() }"),
    ("x", "fn f(#[dims(3)] x: &Vector) -> f64 { x.view().into_owned().clone().sum() }"),
    ("x", "fn f(x: Array2<f64>) -> f64 { mean(&x) + x.mean_axis(Axis(0)).unwrap().sum() }"),
    ("x", "fn f(x: f64, k: i32) -> f64 { -x.powi(2) + (k as f64) * x.recip() }"),
    ("x", "#[must_use] #[inline] fn f(x: &ArrayRef1<f64>) -> f64 { maximum(x, 0.0).sum() }"),
    ("x", "fn f<'a>(x: &'a ArrayRef<f64, Ix2>) -> f64 where f64: Copy { softmax(&x.row(0)).dot(&x.row(0)) }"),
];
