//! What a user sees who expands the attribute: the companions, compared with `emit/<name>.rs`.
//!
//! With `BLESS=1` in the environment the stored texts are replaced: read the difference.

use proc_macro2::TokenStream;

/// The companion `name` of an annotated function, without its documentation, attributes and the
/// closure that proves the body's names.
fn companion(attribute: &str, item: &str, name: &str) -> String {
    let tokens = |text: &str| text.parse::<TokenStream>().unwrap();
    let expansion = matgrad_engine::expand(tokens(attribute), tokens(item));
    let mut file: syn::File = syn::parse2(expansion).unwrap();
    file.items.retain_mut(|item| {
        let syn::Item::Fn(function) = item else {
            return false;
        };
        function.attrs.clear();
        function
            .block
            .stmts
            .retain(|statement| !matches!(statement, syn::Stmt::Expr(syn::Expr::If(_), _)));
        function.sig.ident == name
    });
    prettyplease::unparse(&file).replace("::matgrad::__private::", "")
}

/// Compares a companion with its stored text.
#[track_caller]
fn check(stored: &str, attribute: &str, item: &str, name: &str) {
    let found = companion(attribute, item, name);
    let path = format!("{}/tests/emit/{stored}.rs", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{name} is not as stored in {path}:\n{found}"
    );
}

macro_rules! snapshots {
    ($($stored:ident: $attribute:literal, $item:literal, $name:literal;)*) => {$(
        #[test]
        fn $stored() {
            check(stringify!($stored), $attribute, $item, $name);
        }
    )*};
}

snapshots! {
    fused_rows: "q",
        "pub fn p(
            #[dims(p, m)] q: &Array2<f64>,
            #[dims(p, m)] big_w: &Array2<f64>,
            #[dims(m)] w: &Array1<f64>,
            #[dims(m)] g: &Array1<f64>,
        ) -> f64 {
            let ones = Array1::<f64>::ones(q.nrows());
            trace(matmul(ones, matmul(hadamard(q, big_w), hadamard(w, g))))
        }",
        "p_grad";
    least_squares: "w",
        "fn f(w: &Array1<f64>, x: &Array2<f64>, y: &Array1<f64>) -> f64 {
            let r = x.dot(w) - y;
            0.5 * r.dot(&r)
        }",
        "f_value_and_grad";
    several_of_a_generic_scalar: "a, b",
        "fn f<T: Real>(a: ArrayView2<'_, T>, b: Array1<T>) -> T {
            T::lit(0.5) * sum(softplus(a.dot(&b)))
        }",
        "f_value_and_grad";
    trace_of_a_product: "a",
        "fn f(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
            trace(matmul(a, b))
        }",
        "f_value_and_grad";
    matrix_products: "x",
        "fn f(x: &Array2<f64>, a: &Array2<f64>, b: &Array2<f64>) -> f64 {
            trace(matmul(a, matmul(x, matmul(b, matmul(transpose(x), a)))))
        }",
        "f_grad";
    indices_and_slices: "x",
        "fn f(x: &Array1<f64>, k: usize) -> f64 { x[k] * x[k + 1] * sum(x.slice(s![..k])) }",
        "f_value_and_grad";
    rows_and_columns: "x",
        "fn f(x: &Array2<f64>) -> f64 { x.row(0).dot(&x.row(1)) + x.column(2).sum() }",
        "f_grad";
    last_and_first: "x",
        "fn f(x: &Array1<f64>) -> f64 { let n = x.len(); x[n - 1] * x[0] }",
        "f_grad";
    primitives: "x",
        "fn f(x: &Array2<f64>) -> f64 { logsumexp_axis(x, Axis(1)).sum() + max(x) }",
        "f_grad";
    cumulative_sums: "x",
        "fn f(x: &Array1<f64>, c: &Array1<f64>) -> f64 { dot(cumsum(x), c) }",
        "f_grad";
    numerator_layout: "x, layout = \"numerator\"",
        "fn f(x: &Array2<f64>, a: &Array2<f64>) -> f64 { trace(matmul(x, a)) }",
        "f_grad";
    scalars: "x",
        "fn f(x: f64, y: f64) -> f64 { x.sin() * y + x.powi(3) }",
        "f_value_and_grad";
    branches: "x",
        "fn f(x: f64, a: &Array2<f64>) -> f64 {
            if x < -1.0 { x * x } else if x > 1.0 { det(a) * (x - 1.0).sqrt() } else { 0.0 }
        }",
        "f_value_and_grad";
    choices_of_elements: "x",
        "fn f(x: &Array1<f64>, b: f64) -> f64 { x.mapv(|v| if v > b { (v - b).sqrt() } else { 0.0 }).sum() }",
        "f_value_and_grad";
    single_precision: "x",
        "fn f(x: &[f32], s: f32) -> f32 { 0.1 * sum(exp(x)) / s }",
        "f_grad";
    zeros: "x, allow_zero",
        "fn f(x: &Array1<f64>, y: f64) -> f64 { y * y }",
        "f_grad";
    diagonal_weights: "w, x",
        "fn f(w: &Array1<f64>, x: &Array2<f64>) -> f64 { logdet(matmul(matmul(transpose(x), diag(w)), x)) }",
        "f_value_and_grad";
    receiver_and_where: "x",
        "pub(crate) fn f<'a, T>(&self, x: &'a Array1<T>) -> T where T: Real { x.dot(x) }",
        "f_grad";
}
