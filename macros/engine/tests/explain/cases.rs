//! Functions and the closed forms that a textbook prints for them.

/// The attribute, the function, and the form of each listed parameter's gradient.
pub const CASES: &[(&str, &str, &[&str])] = &[
    ("x", "fn f(a: &Array2<f64>, x: &Array1<f64>) -> f64 { x.dot(&a.dot(x)) }", &["(A + Aᵀ) x"]),
    ("x", "fn f(a: &Array1<f64>, x: &Array1<f64>) -> f64 { a.dot(x) }", &["a"]),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.dot(x) }", &["2 x"]),
    ("x", "fn f(a: &Array1<f64>, x: &Array2<f64>, b: &Array1<f64>) -> f64 { a.dot(&x.dot(b)) }", &["a bᵀ"]),
    ("x", "fn f(x: &Array2<f64>) -> f64 { trace(x) }", &["I"]),
    ("x", "fn f(a: &Array2<f64>, x: &Array2<f64>) -> f64 { trace(matmul(a, x)) }", &["Aᵀ"]),
    ("x", "fn f(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 { trace(matmul(matmul(a, x), b)) }", &["Aᵀ Bᵀ"]),
    ("x", "fn f(a: &Array2<f64>, x: &Array2<f64>) -> f64 { frobenius(a, x) }", &["A"]),
    ("x", "fn f(x: &Array2<f64>) -> f64 { x.sum() }", &["1 1ᵀ"]),
    ("x", "fn f(x: &Array1<f64>) -> f64 { x.sum() }", &["1"]),
    ("w", "fn f(w: &Array1<f64>, x: &Array2<f64>, y: &Array1<f64>) -> f64 { let r = x.dot(w) - y; r.dot(&r) }", &["2 Xᵀ (X w − y)"]),
];
