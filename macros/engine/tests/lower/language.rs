//! Each feature of the language, and the graph it becomes.

use super::{A, X, check, passes, refused};

#[test]
fn operators_between_shapes() {
    check(
        X,
        "(x + y).sum()",
        "%0 = x + y : n; %1 = [] %0[i] : scalar; %1",
    );
    check(
        X,
        "(x * y).sum()",
        "%0 = [i] x[i] y[i] : n; %1 = [] %0[i] : scalar; %1",
    );
    check(
        X,
        "(x - s).sum()",
        "%0 = [i] s : n; %1 = x - %0 : n; %2 = [] %1[i] : scalar; %2",
    );
    check(
        X,
        "(s / x).sum()",
        "%0 = recip(x) : n; %1 = [i] s %0[i] : n; %2 = [] %1[i] : scalar; %2",
    );
    check(
        X,
        "(1.0 / x).sum()",
        "%0 = recip(x) : n; %1 = [] %0[i] : scalar; %1",
    );
    check(
        X,
        "(x / 4.0).sum()",
        "%0 = 0.25 x : n; %1 = [] %0[i] : scalar; %1",
    );
    check(
        X,
        "(2.0 - x).sum()",
        "%0 = [i] 1 : n; %1 = 2 %0 - x : n; %2 = [] %1[i] : scalar; %2",
    );
    check(
        X,
        "-(x * 3.0).sum()",
        "%0 = 3 x : n; %1 = [] %0[i] : scalar; %2 = - %1 : scalar; %2",
    );
    check(
        X,
        "s * (2.0 * 3.0) + -1.0",
        "%0 = 6 s : scalar; %1 = %0 - 1 : scalar; %1",
    );
}

#[test]
fn vectors_broadcast_along_the_rows_of_matrices() {
    check(
        A,
        "(a + x).sum()",
        "%0 = [i j] x[j] : m × n; %1 = a + %0 : m × n; %2 = [] %1[i j] : scalar; %2",
    );
    check(
        A,
        "(x * a).sum()",
        "%0 = [i j] x[j] a[i j] : m × n; %1 = [] %0[i j] : scalar; %1",
    );
    check(
        A,
        "(a / x).sum()",
        "%0 = recip(x) : n; %1 = [i j] a[i j] %0[j] : m × n; %2 = [] %1[i j] : scalar; %2",
    );
}

#[test]
fn a_dimension_known_to_be_one_broadcasts() {
    check(
        "x: &Array1<f64>, y: &Array1<f64>",
        "(&x.view().insert_axis(Axis(1)) * y).sum()",
        "%0 = [i j] x[i] : n × 1; %1 = [i j] %0[i k] y[j] : n × m; %2 = [] %1[i j] : scalar; %2",
    );
    check(
        "#[dims(1, m)] row: &Array2<f64>, a: &Array2<f64>",
        "(row - a).sum()",
        "%0 = [i j] row[k j] : n × m; %1 = %0 - a : n × m; %2 = [] %1[i j] : scalar; %2",
    );
}

#[test]
fn names_are_scoped_and_shadowed() {
    check(
        X,
        "let x = x * s; let z = { let x = x * y; x.sum() }; z + x.sum()",
        "%0 = [i] x[i] s : n; %1 = [i] %0[i] y[i] : n; %2 = [] %1[i] : scalar; %3 = [] %0[i] : scalar; \
         %4 = %2 + %3 : scalar; %4",
    );
    let (_, lowered) = passes(X, "let r = x - y; r.dot(&r)");
    let names: Vec<&String> = lowered.graph.names.values().collect();
    assert_eq!(names, ["r"]);
    check(
        X,
        "let (a, b) = (x, y); a.dot(b)",
        "%0 = [] x[i] y[i] : scalar; %0",
    );
    check(X, "return (x.dot(y));", "%0 = [] x[i] y[i] : scalar; %0");
}

#[test]
fn functions_methods_and_paths_are_one_operation() {
    let expected = "%0 = exp(x) : n; %1 = [] %0[i] : scalar; %1";
    for body in [
        "sum(exp(x))",
        "x.exp().sum()",
        "x.mapv(f64::exp).sum()",
        "x.mapv(exp).sum()",
        "x.map(|v| v.exp()).sum()",
        "x.mapv(|v: f64| f64::exp(v)).sum()",
        "let f = |v: f64| v.exp(); x.mapv(f).sum()",
        "matgrad::prelude::sum(x.exp())",
    ] {
        check("x: &Array1<f64>", body, expected);
    }
    check(
        A,
        "trace(a.t())",
        "%0 = [i j] a[j i] : m × m; %1 = [] %0[i i] : scalar; %1",
    );
    check(
        "x: f64, y: f64",
        "f64::max(x, y)",
        "%0 = maximum(x, y) : scalar; %0",
    );
    check("x: f64", "trace(x)", "%0 = [] x : scalar; %0");
}

#[test]
fn exponents_are_literals_or_of_run_time() {
    check("x: f64", "x.powi(3)", "%0 = powi(x; 3) : scalar; %0");
    check("x: f64", "x.powi(-2)", "%0 = powi(x; -2) : scalar; %0");
    check("x: f64, n: i32", "x.powi(n)", "%0 = pow(x, n) : scalar; %0");
    check("x: f64", "x.powf(0.5)", "%0 = powf(x, 0.5) : scalar; %0");
}

#[test]
fn closures_speak_of_one_element() {
    check(
        X,
        "x.mapv(|v| s * v * v.sin() + 1.0).sum()",
        "%0 = [i] s x[i] : n; %1 = sin(x) : n; %2 = [i] %0[i] %1[i] : n; %3 = [i] 1 : n; %4 = %2 + %3 : n; \
         %5 = [] %4[i] : scalar; %5",
    );
    // The element's own sum, not the array's.
    check(
        X,
        "x.mapv(|v| sum(v)).dot(y)",
        "%0 = [] x[i] y[i] : scalar; %0",
    );
    check(
        X,
        "x.mapv(|v| { let w = v * v; w + s }).sum()",
        "%0 = [i] x[i] x[i] : n; %1 = [i] s : n; \
         %2 = %0 + %1 : n; %3 = [] %2[i] : scalar; %3",
    );
    refused(
        X,
        "x.mapv(|v| y.mapv(|w| v * w).sum()).sum()",
        &["does not read inside of `mapv`", "functions of one element"],
    );
}

#[test]
fn integers_are_polynomials() {
    check(
        A,
        "let (n, d) = a.dim(); (n * d - 1) as f64 * s",
        "%0 = [] size(nd − 1) s : scalar; %0",
    );
    check(A, "a.len() as f64 * s", "%0 = [] size(mn) s : scalar; %0");
    check(
        A,
        "a.shape()[1] as f64 * s",
        "%0 = [] size(n) s : scalar; %0",
    );
    check(
        A,
        "a.dim().0 as f64 * s + a.len_of(Axis(1)) as f64",
        "%0 = [] size(m) s : scalar; \
         %1 = %0 + size(n) : scalar; %1",
    );
    check(
        "s: f64, k: usize",
        "(2 * k + 1) as f64 * s",
        "%0 = [] size(2k + 1) s : scalar; %0",
    );
    check(
        "s: f64, k: i32",
        "(k - 1) as f64 * s",
        "%0 = k - 1 : scalar; %1 = [] %0 s : scalar; %1",
    );
    check("s: f64", "(7 / 2) as f64 * s", "%0 = 3 s : scalar; %0");
    let (_, lowered) = passes(
        "x: &Array1<f64>",
        "let n = x.len(); let h = n / 2; h as f64 * x.sum()",
    );
    assert_eq!(lowered.environment.statements.len(), 1);
    assert_eq!(lowered.environment.integers[0].to_string(), "n / 2");
}

#[test]
fn constants_have_shapes() {
    check(
        A,
        "let o = Array1::<f64>::ones(a.nrows()); o.dot(&a.dot(x))",
        "%0 = [i] 1 : m; \
         %1 = [i] a[i j] x[j] : m; %2 = [] %0[i] %1[i] : scalar; %2",
    );
    check(
        A,
        "trace(matmul(Array2::eye(a.ncols()), a.t().dot(b)))",
        "%0 = [i j] a[j i] : n × m; \
         %1 = [i j] %0[i k] b[k j] : n × n; %2 = [i j] eye[i k] %1[k j] : n × n; %3 = [] %2[i i] : scalar; %3",
    );
    check(
        "x: &Array1<f64>",
        "(x * &Array1::from_elem(x.len(), 2.5)).sum()",
        "%0 = [i] 2.5 : n; \
         %1 = [i] x[i] %0[i] : n; %2 = [] %1[i] : scalar; %2",
    );
    check(
        "x: &Array1<f64>",
        "sum(matmul(x, Array2::<f64>::ones((x.len(), 3))))",
        "%0 = [i j] 1 : n × 3; \
         %1 = [i] x[j] %0[j i] : 3; %2 = [] %1[i] : scalar; %2",
    );
    check(
        "x: &Array1<f64>",
        "Array2::from_diag(x).sum()",
        "%0 = [i j] eye[i j] x[i] : n × n; \
         %1 = [] %0[i j] : scalar; %1",
    );
    check(
        "x: &Array1<f64>",
        "(x + &zeros(x.len())).sum()",
        "%0 =  : n; %1 = x + %0 : n; %2 = [] %1[i] : scalar; %2",
    );
}

#[test]
fn elements_rows_and_slices_are_picked() {
    check(
        X,
        "x[2] * s",
        "%0 = [] pick(2)[i] x[i] : scalar; %1 = [] %0 s : scalar; %1",
    );
    check(
        "a: &Array2<f64>",
        "a[[0, 1]]",
        "%0 = [] pick(0)[i] pick(1)[j] a[i j] : scalar; %0",
    );
    check(
        "a: &Array2<f64>",
        "a.row(1).sum()",
        "%0 = [i] pick(1)[j] a[j i] : n; %1 = [] %0[i] : scalar; %1",
    );
    check(
        "a: &Array2<f64>, k: usize",
        "a.column(k).sum()",
        "%0 = [i] pick(k)[j] a[i j] : m; \
         %1 = [] %0[i] : scalar; %1",
    );
    check(
        "a: &Array2<f64>",
        "a.slice(s![1.., ..;-1]).sum()",
        "%0 = [i j] pick(1)[i k] pick(n − 1; -1)[j l] \
         a[k l] : m − 1 × n; %1 = [] %0[i j] : scalar; %1",
    );
    check(
        "a: &Array2<f64>",
        "a.slice(s![-1, 1..=2]).sum()",
        "%0 = [i] pick(m − 1)[j] pick(1)[i k] a[j k] : 2; \
         %1 = [] %0[i] : scalar; %1",
    );
    check(
        "x: &Array1<f64>",
        "x.slice(s![..;2]).sum()",
        "%0 = [i] pick(0; 2)[i j] x[j] : len(x.slice(s![..; 2])); \
         %1 = [] %0[i] : scalar; %1",
    );
    check(
        "x: &Array1<f64>",
        "x.slice(s![NewAxis, ..]).sum()",
        "%0 = [i j] x[j] : 1 × n; %1 = [] %0[i j] : scalar; %1",
    );
}
