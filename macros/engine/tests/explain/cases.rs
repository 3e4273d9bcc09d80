//! Functions and the closed forms that a textbook prints for them.

/// The attribute, the function, and the form of each listed parameter's gradient.
pub const CASES: &[(&str, &str, &[&str])] = &[
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array1<f64>) -> f64 { x.dot(&a.dot(x)) }",
        &["(A + Aᵀ) x"],
    ),
    (
        "a",
        "fn f(a: &Array2<f64>, x: &Array1<f64>) -> f64 { x.dot(&a.dot(x)) }",
        &["x xᵀ"],
    ),
    (
        "x",
        "fn f(a: &Array1<f64>, x: &Array1<f64>) -> f64 { a.dot(x) }",
        &["a"],
    ),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.dot(x) }", &["2 x"]),
    (
        "x",
        "fn f(a: &Array1<f64>, x: &Array2<f64>, b: &Array1<f64>) -> f64 { a.dot(&x.dot(b)) }",
        &["a bᵀ"],
    ),
    ("x", "fn f(x: &Array2<f64>) -> f64 { trace(x) }", &["I"]),
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array2<f64>) -> f64 { trace(matmul(a, x)) }",
        &["Aᵀ"],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 { trace(matmul(matmul(a, x), b)) }",
        &["Aᵀ Bᵀ"],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array2<f64>) -> f64 { trace(matmul(a, transpose(x))) }",
        &["A"],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array2<f64>) -> f64 { frobenius(a, x) }",
        &["A"],
    ),
    ("x", "fn f(x: &Array2<f64>) -> f64 { x.sum() }", &["1 1ᵀ"]),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.sum() }", &["1"]),
    (
        "w",
        "fn f(w: &Array1<f64>, x: &Array2<f64>, y: &Array1<f64>) -> f64 { let r = x.dot(w) - y; r.dot(&r) }",
        &["2 Xᵀ (X w − y)"],
    ),
    (
        "w, x, y",
        "fn f(w: &Array1<f64>, x: &Array2<f64>, y: &Array1<f64>) -> f64 { let r = x.dot(w) - y; 0.5 * r.dot(&r) / y.len() as f64 }",
        &["Xᵀ (X w − y) / n", "(X w − y) wᵀ / n", "(y − X w) / n"],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 { norm2(matmul(a, x) - y) }",
        &["Aᵀ (A x − y) / ‖A x − y‖₂"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { norm2(x).powi(2) }",
        &["2 X"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { norm2(x) }",
        &["x / ‖x‖₂"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { norm1(x) }",
        &["sign(X)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { x.mapv(f64::exp).sum() }",
        &["exp(x)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { logsumexp(x) }",
        &["softmax(x)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, y: &Array1<f64>) -> f64 { y.dot(&softmax(x)) }",
        &["y ⊙ softmax(x) − (yᵀ softmax(x)) softmax(x)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { x.mapv(f64::exp).sum().ln() }",
        &["exp(x) / (1ᵀ exp(x))"],
    ),
    (
        "w",
        "fn f(x: &Array2<f64>, y: &Array1<f64>, w: &Array1<f64>) -> f64 { let z = x.dot(w); softplus(z.view()).sum() - y.dot(&z) }",
        &["Xᵀ (σ(X w) − y)"],
    ),
    (
        "w, x",
        "fn f(x: &Array2<f64>, w: &Array1<f64>) -> f64 { square(tanh(x.dot(w))).sum() }",
        &[
            "2 Xᵀ (tanh(X w) ⊙ (1 − tanh(X w)^⊙2))",
            "2 (tanh(X w) ⊙ (1 − tanh(X w)^⊙2)) wᵀ",
        ],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, g: &Array2<f64>) -> f64 { (g * tanh(x)).sum() }",
        &["G ⊙ (1 − tanh(X)^⊙2)"],
    ),
    (
        "x, a, b",
        "fn f(a: &Array1<f64>, x: &Array2<f64>, b: &Array1<f64>) -> f64 { a.dot(&x.dot(b)).sin() }",
        &["cos(aᵀ X b) a bᵀ", "cos(aᵀ X b) X b", "cos(aᵀ X b) Xᵀ a"],
    ),
    (
        "u, v",
        "fn f(x: &Array2<f64>, u: &Array2<f64>, v: &Array2<f64>) -> f64 { let e = x - u.dot(v); (&e * &e).sum() }",
        &["−2 (X − U V) Vᵀ", "−2 Uᵀ (X − U V)"],
    ),
    (
        "u, v",
        "fn f(x: &Array2<f64>, w: &Array2<f64>, u: &Array2<f64>, v: &Array2<f64>) -> f64 { let e = w * (x - u.dot(&v.t())); (&e * &e).sum() }",
        &["−2 (W^⊙2 ⊙ (X − U Vᵀ)) V", "−2 (W^⊙2 ⊙ (X − U Vᵀ))ᵀ U"],
    ),
    (
        "x",
        "fn f(c: &Array1<f64>, x: &Array1<f64>) -> f64 { (c / x).sum().ln() }",
        &["−(c ⊘ x^⊙2) / (1ᵀ (c ⊘ x))"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { x[2] * x[0] }",
        &["x_2 e_0 + x_0 e_2"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, i: usize) -> f64 { x.row(i).dot(&x.column(i)) }",
        &["X[i,:]ᵀ e_iᵀ + e_i X[:,i]ᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, v: &Array1<f64>) -> f64 { x.row(1).dot(v) }",
        &["e_1 vᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, v: &Array1<f64>) -> f64 { x.slice(s![1..3]).dot(v) }",
        &["I[1:3,:]ᵀ v"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, a: &Array2<f64>) -> f64 { trace(matmul(a, tril(x))) }",
        &["tril(Aᵀ)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, c: &Array1<f64>) -> f64 { c.dot(&cumsum(x)) }",
        &["triu(1 1ᵀ) c"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, a: &Array2<f64>) -> f64 { trace(matmul(a, diag(x))) }",
        &["diag(A)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, c: &Array1<f64>) -> f64 { c.dot(&diag(x)) }",
        &["diag(c)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, g: &Array1<f64>) -> f64 { g.dot(&vec(x)) }",
        &["reshape(g, n × m)ᵀ"],
    ),
    (
        "x",
        "fn f(#[dims(3, 4)] x: &Array2<f64>, g: &Array2<f64>) -> f64 { frobenius(g, reshape(x, (2, 6))) }",
        &["reshape(G, 3 × 4)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, c: &Array1<f64>) -> f64 { c.dot(&x.sum_axis(Axis(0))) }",
        &["1 cᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, c: &Array1<f64>) -> f64 { c.dot(&x.mean_axis(Axis(1)).unwrap()) }",
        &["c 1ᵀ / n"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { x.mean().unwrap() }",
        &["1 1ᵀ / (m n)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { prod(x) }",
        &["coprod(x)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { max(x) }",
        &["argmax(x)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, c: &Array1<f64>) -> f64 { c.dot(&max_axis(x, Axis(1))) }",
        &["diag(c) argmax(X, axis 1)"],
    ),
    (
        "w, b",
        "fn f(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>, y: &Array2<f64>) -> f64 { let z = x.dot(w) + b; (logsumexp_axis(z.view(), Axis(1)).sum() - (y * z).sum()) / x.nrows() as f64 }",
        &[
            "Xᵀ (softmax(X W + 1 bᵀ, axis 1) − Y) / m",
            "(softmax(X W + 1 bᵀ, axis 1) − Y)ᵀ 1 / m",
        ],
    ),
    (
        "w1, w2",
        "fn f(x: &Array2<f64>, w1: &Array2<f64>, w2: &Array2<f64>, y: &Array2<f64>) -> f64 { let h = tanh(x.dot(w1)); let e = h.dot(w2) - y; (&e * &e).sum() }",
        &[
            "2 Xᵀ (((tanh(X W₁) W₂ − Y) W₂ᵀ) ⊙ (1 − tanh(X W₁)^⊙2))",
            "2 tanh(X W₁)ᵀ (tanh(X W₁) W₂ − Y)",
        ],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array1<f64>) -> f64 { let t = a.dot(x); (t.dot(&t) + 1.0).sqrt() }",
        &["Aᵀ A x / √(xᵀ Aᵀ A x + 1)"],
    ),
    (
        "w",
        "fn f(x: &Array2<f64>, y: &Array1<f64>, w: &Array1<f64>, lambda: f64) -> f64 { let r = x.dot(w) - y; r.dot(&r) + lambda * w.dot(w) }",
        &["2 λ w + 2 Xᵀ (X w − y)"],
    ),
    (
        "lambda",
        "fn f(w: &Array1<f64>, lambda: f64) -> f64 { lambda * w.dot(w) }",
        &["wᵀ w"],
    ),
    (
        "s",
        "fn f(s: f64, x: &Array1<f64>) -> f64 { (x * s).mapv(f64::sin).sum() }",
        &["xᵀ cos(s x)"],
    ),
    (
        "x",
        "fn f(x: f64) -> f64 { x.powi(3) - 2.0 * x + 1.0 / x }",
        &["3 x² − 1 / x² − 2"],
    ),
    (
        "p",
        "fn f(p: &Array1<f64>) -> f64 { (p * &p.mapv(f64::ln)).sum() }",
        &["ln(p) + 1"],
    ),
    (
        "p",
        "fn f(p: &Array1<f64>, y: &Array1<f64>) -> f64 { -(y * &p.mapv(f64::ln) + (1.0 - y) * (1.0 - p).mapv(f64::ln)).sum() }",
        &["(1 − y) ⊘ (1 − p) − y ⊘ p"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { x.powi(3).sum() }",
        &["3 x^⊙2"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, n: f64) -> f64 { x.mapv(|v| v.powf(n)).sum() }",
        &["n x^⊙(n − 1)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, b: &Array2<f64>) -> f64 { trace(matmul(matmul(x, x.t()), b)) }",
        &["(B + Bᵀ) X"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, b: &Array2<f64>) -> f64 { trace(matmul(matmul(b, x.t()), x)) }",
        &["X (B + Bᵀ)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> f64 { trace(matmul(matmul(matmul(x.t(), c), matmul(x, x.t())), matmul(matmul(c, x), b))) }",
        &["Cᵀ X (Xᵀ Cᵀ X Bᵀ + Bᵀ Xᵀ Cᵀ X) + C X (B Xᵀ C X + Xᵀ C X B)"],
    ),
    (
        "a, s, w",
        "fn f(a: &Array2<f64>, w: &Array2<f64>, x: &Array1<f64>, s: &Array1<f64>) -> f64 { let r = x - a.dot(s); r.dot(&w.dot(&r)) }",
        &["−(W + Wᵀ) r sᵀ", "−Aᵀ (W + Wᵀ) r", "r rᵀ"],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, b: &Array1<f64>, c: &Array2<f64>, d: &Array2<f64>, e: &Array1<f64>, x: &Array1<f64>) -> f64 { (a.dot(x) + b).dot(&c.dot(&(d.dot(x) + e))) }",
        &["Dᵀ Cᵀ (A x + b) + Aᵀ C (D x + e)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, u: &Array1<f64>, v: &Array1<f64>) -> f64 { (x * v).dot(v).dot(u) }",
        &["u (v ⊙ v)ᵀ"],
    ),
    (
        "mu",
        "fn f(x: &Array2<f64>, mu: &Array1<f64>) -> f64 { let c = x - mu; (&c * &c).sum() }",
        &["−2 (X − 1 μᵀ)ᵀ 1"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, y: &Array2<f64>, g: &Array2<f64>) -> f64 { (g * maximum(x, y)).sum() }",
        &["G ⊙ [X > Y]"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, c: &Array1<f64>) -> f64 { c.dot(&relu(x)) }",
        &["c ⊙ [x > 0]"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, c: &Array1<f64>) -> f64 { c.dot(&clamp(x, 0.3, 0.7)) }",
        &["c ⊙ [0.3 < x < 0.7]"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, y: &Array1<f64>) -> f64 { x.dot(y) / (norm2(x) * norm2(y)) }",
        &["y / (‖x‖₂ ‖y‖₂) − ((xᵀ y)/(‖y‖₂ ‖x‖₂³)) x"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, w: &Array1<f64>) -> f64 { trace(matmul(matmul(x, diag(w)), x.t())) }",
        &["2 X diag(w)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { (outer(x, x) * outer(x, x)).sum() }",
        &["4 x xᵀ x"],
    ),
    (
        "q",
        "fn f(#[dims(p, m)] q: &Array2<f64>, #[dims(p, m)] w: &Array2<f64> , v: &Array1<f64>) -> f64 { let o = Array1::<f64>::ones(q.nrows()); o.dot(&(q * w).dot(v)) }",
        &["W diag(v)"],
    ),
    (
        "x",
        "fn f(#[structure(symmetric)] s: &Array2<f64>, x: &Array1<f64>) -> f64 { x.dot(&s.dot(x)) }",
        &["2 S x"],
    ),
    (
        "s",
        "fn f(#[structure(posdef)] s: &Array2<f64>, #[structure(symmetric)] c: &Array2<f64>) -> f64 { logdet(s) + trace(solve(s, c)) }",
        &["S⁻¹ − S⁻¹ C S⁻¹"],
    ),
    (
        "s",
        "fn f(#[structure(symmetric)] s: &Array2<f64>, a: &Array2<f64>) -> f64 { trace(matmul(a, s)) }",
        &["½ Aᵀ + ½ A"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { logdet(x.t().dot(x)) }",
        &["2 X (Xᵀ X)⁻¹"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { trace(matrix_power(x, 4)) }",
        &["4 (Xᵀ)³"],
    ),
    (
        "a",
        "fn f(x: &Array2<f64>, a: &Array2<f64>) -> f64 { trace(x.t().dot(x.t()).dot(a).dot(x)) }",
        &["X² Xᵀ"],
    ),
    (
        "a",
        "fn f(x: &Array2<f64>, a: &Array2<f64>) -> f64 { (matrix_power(x, -2) * a).sum() }",
        &["X⁻²"],
    ),
    (
        "a",
        "fn f(x: &Array2<f64>, y: &Array2<f64>, a: &Array2<f64>) -> f64 { (x.dot(x) * y * a * a).sum() }",
        &["2 X² ⊙ Y ⊙ A"],
    ),
    (
        "a",
        "fn f(x: &Array2<f64>, a: &Array2<f64>) -> f64 { (a * &inv(x.dot(x)).dot(&x.mapv(|v| v * v))).sum() }",
        &["(X²)⁻¹ (X ⊙ X)"],
    ),
    (
        "t",
        "fn f(t: f64) -> f64 { t * t.exp() }",
        &["(1 + t) exp(t)"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { trace(x).exp() * trace(x) }",
        &["(1 + tr(X)) exp(tr(X)) I"],
    ),
    (
        "t",
        "fn f(t: f64, x: &Array1<f64>) -> f64 { t.sin() * t.exp() - x.dot(x) * t.exp() }",
        &["exp(t) (sin(t) − xᵀ x + cos(t))"],
    ),
    (
        "x",
        "fn f(s: f64, x: &Array1<f64>, y: &Array1<f64>) -> f64 { y.dot(x) + s * y.dot(x) + x.dot(x) }",
        &["2 x + (1 + s) y"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, #[dims(d, d)] s: &Array2<f64>, g: &Array2<f64>) -> f64 { frobenius(g, x.dot(&kron(Array2::<f64>::ones((1, s.nrows())), s))) }",
        &["G (1_dᵀ ⊗ S)ᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, g: &Array2<f64>) -> f64 { frobenius(g, x.dot(&kron(Array2::<f64>::eye(3), ones((2, 1))))) }",
        &["G (I_3 ⊗ 1_2)ᵀ"],
    ),
    (
        "y",
        "fn f(#[dims(n, 6)] y: &Array2<f64>, g: &Array2<f64>) -> f64 { let n = y.nrows(); frobenius(g, reshape(reshape(y, (2 * n, 3)).sum_axis(Axis(1)), (n, 2))) }",
        &["G ⊗ 1_3ᵀ"],
    ),
    (
        "y",
        "fn f(#[dims(n, 6)] y: &Array2<f64>, g: &Array1<f64>) -> f64 { let n = y.nrows(); g.dot(&reshape(y, (2 * n, 3)).sum_axis(Axis(1))) }",
        &["reshape(g, n × 2) ⊗ 1_3ᵀ"],
    ),
    (
        "w, s",
        "fn f(w: &Array1<f64>, #[structure(posdef)] s: &Array2<f64>, m: &Array1<f64>, rf: f64) -> f64 { (w.dot(m) - rf) / w.dot(&s.dot(w)).sqrt() }",
        &[
            "m / √(wᵀ S w) − ((wᵀ m − rf)/√(wᵀ S w)³) S w",
            "−((wᵀ m − rf)/(2 √(wᵀ S w)³)) w wᵀ",
        ],
    ),
    (
        "d, s",
        "fn f(d: &Array1<f64>, #[structure(posdef)] s: &Array2<f64>) -> f64 { d.dot(&solve(s, d)).sqrt() }",
        &["S⁻¹ d / √(dᵀ S⁻¹ d)", "−(1/(2 √(dᵀ S⁻¹ d))) S⁻¹ d dᵀ S⁻¹"],
    ),
    (
        "x, b",
        "fn f(#[structure(symmetric)] a: &Array2<f64>, #[structure(posdef)] b: &Array2<f64>, x: &Array1<f64>) -> f64 { x.dot(&a.dot(x)) / x.dot(&b.dot(x)) }",
        &[
            "2 (A / (xᵀ B x) − ((xᵀ A x)/(xᵀ B x)²) B) x",
            "−((xᵀ A x)/(xᵀ B x)²) x xᵀ",
        ],
    ),
];

/// Functions whose gradients are long or have no form that every book agrees on: only read back.
pub const OTHERS: &[(&str, &str)] = &[
    (
        "a, x",
        "fn f(a: &Array2<f64>, x: &Array2<f64>, g: &Array2<f64>) -> f64 { frobenius(g, kron(a, x)) }",
    ),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.var(0.0) }"),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.std(1.0) }"),
    (
        "x",
        "fn f(x: &Array2<f64>, c: &Array1<f64>) -> f64 { c.dot(&x.var_axis(Axis(0), 0.0)) }",
    ),
    (
        "w",
        "fn f(x: &Array2<f64>, w: &Array2<f64>, y: &Array2<f64>) -> f64 { -(y * softmax_axis(x.dot(w), Axis(1)).mapv(f64::ln)).sum() }",
    ),
    (
        "m",
        "fn f(y: &Array2<f64>, m: &Array2<f64>, b: &Array2<f64>) -> f64 { let e = y - m.dot(b).dot(&m.t()); (&e * &e).sum() }",
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> f64 { (x.dot(a) * x.dot(b) * x.dot(c)).sum() }",
    ),
];
