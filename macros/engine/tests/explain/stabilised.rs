//! Functions that are read as others before they are differentiated, determinants above all.

/// The attribute, the function, and the form of each listed parameter's gradient.
pub const CASES: &[(&str, &str, &[&str])] = &[
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { det(x.dot(x).dot(x)) }",
        &["3 det(X)² adj(X)ᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { det(matrix_power(x, 6)) }",
        &["6 det(X)⁵ adj(X)ᵀ"],
    ),
    (
        "x",
        "fn f(#[dims(n, n)] x: &Array2<f64>) -> f64 { det(x.t().dot(x)) }",
        &["2 det(X) adj(X)ᵀ"],
    ),
    (
        "x",
        "fn f(#[dims(m, n)] x: &Array2<f64>) -> f64 { det(x.t().dot(x)) }",
        &["2 X adj(Xᵀ X)"],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, #[dims(n, n)] x: &Array2<f64>) -> f64 { det(a.dot(x).dot(&a.dot(x))) }",
        &["2 det(A X) Aᵀ adj(A X)ᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { det(inv(x)) }",
        &["−X⁻ᵀ / det(X)"],
    ),
    (
        "x, a",
        "fn f(#[dims(n, n)] a: &Array2<f64>, #[dims(n, n)] x: &Array2<f64>) -> f64 { logdet(a.dot(x)) + det(x.t().dot(a)).ln() }",
        &["2 X⁻ᵀ", "2 A⁻ᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { (det(x) * det(x.dot(x))).ln() }",
        &["3 X⁻ᵀ"],
    ),
    (
        "t, x",
        "fn f(t: f64, x: &Array2<f64>) -> f64 { logdet(2.0 * t * x) }",
        &["n / t", "X⁻ᵀ"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>) -> f64 { adjugate(x).sum() }",
        &["Dadj(Xᵀ, 1 1ᵀ)"],
    ),
    (
        "x",
        "fn f(a: &Array2<f64>, x: &Array2<f64>) -> f64 { trace(a.dot(&(det(x) * inv(x)))) }",
        &["Dadj(Xᵀ, Aᵀ)"],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>, s: &Array1<f64>) -> f64 { (x / norm2(x)).dot(s) }",
        &["(s − ((sᵀ x)/‖x‖₂²) x) / ‖x‖₂"],
    ),
    (
        "x",
        "fn f(x: &Array2<f64>, s: &Array2<f64>) -> f64 { (s * x).sum() / (x * x).sum().sqrt() }",
        &["(S − ((S : X)/‖X‖₂²) X) / ‖X‖₂"],
    ),
    (
        "x, y",
        "fn f(x: &Array1<f64>, y: &Array1<f64>) -> f64 { x.dot(y) / (norm2(x) * norm2(y)) }",
        &[
            "(y / ‖y‖₂ − ((xᵀ y)/(‖x‖₂² ‖y‖₂)) x) / ‖x‖₂",
            "(x / ‖x‖₂ − ((xᵀ y)/(‖x‖₂ ‖y‖₂²)) y) / ‖y‖₂",
        ],
    ),
    (
        "x",
        "fn f(x: &Array1<f64>) -> f64 { norm2(x) }",
        &["x / ‖x‖₂"],
    ),
];
