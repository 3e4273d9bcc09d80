//! What emitted code repeats of the body, checks at entry and proves.

use super::{A, check, checks, passes};

#[test]
fn run_time_indices_are_bounded_at_entry() {
    assert_eq!(checks("x: &Array1<f64>", "x[3]"), ["3 < n"]);
    assert_eq!(checks("x: &Array1<f64>, k: usize", "x[k]"), ["k < n"]);
    assert_eq!(checks("x: &Array1<f64>", "x[x.len() - 1]"), ["1 ≤ n"]);
    assert_eq!(
        checks("x: &Array1<f64>", "x.slice(s![1..-1]).sum()"),
        ["2 ≤ n", "1 ≤ n"]
    );
    assert_eq!(
        checks(
            "x: &Array1<f64>, a: usize, b: usize",
            "x.slice(s![a..b]).sum()"
        ),
        ["a ≤ b", "b ≤ n"]
    );
    assert_eq!(
        checks("#[dims(3)] x: &Array1<f64>", "x[2]"),
        ["x.0 = 3, by `#[dims(3)]`"]
    );
}

#[test]
fn every_axis_is_checked_but_the_one_a_symbol_is_read_off() {
    assert_eq!(
        checks(A, "s * x.dot(&a.dot(b).dot(x))"),
        [
            "a.1 = n, the columns of `a`",
            "b.0 = n, the columns of `a`",
            "b.1 = m, the rows of `a`",
            "x.0 = m, the rows of `a`",
        ][1..]
    );
    assert_eq!(
        checks(
            "#[dims(n, _)] a: &Array2<f64>, x: &Array1<f64>",
            "a.dot(x).sum()"
        ),
        ["x.0 = m, the columns of `a`"]
    );
    assert_eq!(
        checks("x: &Array1<f64>", "(x + &ones(4)).sum()"),
        ["x.0 = 4, which the body needs"]
    );
    assert_eq!(
        checks("x: &Array1<f64>, k: usize", "(x + &ones(k + 1)).sum()"),
        ["x.0 = k + 1"]
    );
    assert_eq!(
        checks(
            "#[dims(n)] x: &Array1<f64>, k: usize",
            "(x + &ones(k)).sum()"
        ),
        ["x.0 = k"]
    );
    assert_eq!(
        checks(
            "x: &Array1<f64>, y: &Array1<f64>",
            "(kron(x, y) + &kron(y, x)).sum()"
        ),
        [""; 0]
    );
    assert_eq!(
        checks("a: &Array2<f64>, b: &Array2<f64>", "trace(kron(a, b))"),
        ["mp ≤ nq", "nq ≤ mp"]
    );
}

#[test]
fn typed_lets_of_any_rust_are_constants() {
    let (_, lowered) = passes(
        "x: &Array1<f64>, data: &Data",
        "let k = 3; let unused = x.len(); let w: Array1<f64> = data.weights(k); let p: f64 = self.p; \
         x.dot(&w) * p * K * std::f64::consts::PI * K",
    );
    let text: Vec<String> = lowered
        .environment
        .statements
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        text,
        [
            "let k = 3 ;",
            "let w : Array1 < f64 > = data . weights (k) ;",
            "let p : f64 = self . p ;"
        ]
    );
    let inputs: Vec<&str> = lowered
        .graph
        .inputs
        .iter()
        .map(|i| i.name.as_str())
        .collect();
    assert_eq!(inputs, ["x", "w", "p", "K", "std::f64::consts::PI"]);
    check(
        "x: &Array1<f64>",
        "const HALF: f64 = 0.5; HALF * x.sum()",
        "%0 = [] x[i] : scalar; %1 = 0.5 %0 : scalar; %1",
    );
    check(
        "x: &Array1<f64>",
        "let k: usize = count(); x[k]",
        "%0 = [] pick(k)[i] x[i] : scalar; %0",
    );
    check(
        "x: &Array1<f64>",
        "let k: i32 = count(); x.powi(k).sum()",
        "%0 = [i] k : n; %1 = pow(x, %0) : n; \
         %2 = [] %1[i] : scalar; %2",
    );
    check(
        "x: &Array1<f64>",
        "let w: Array1<f64> = weights(&stop_gradient(x)); w.dot(x)",
        "%0 = [] w[i] x[i] : scalar; %0",
    );
    check(
        "x: &Array1<f64>",
        "let n = x.len(); let w: Array1<f64> = weights(n); w.dot(x)",
        "%0 = [] w[i] x[i] : scalar; %0",
    );
}

#[test]
fn shadowed_names_are_saved_before_they_change() {
    let (_, lowered) = passes(
        "x: &Array1<f64>, k: usize",
        "let y = x[k]; let k = k + 1; let w: f64 = weight(k); y * w",
    );
    let text: Vec<String> = lowered
        .environment
        .statements
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(text[0], "let integer_0 = (k) ;");
    assert_eq!(lowered.environment.integers[0].to_string(), "integer_0");
    let (_, lowered) = passes(
        "x: &Array1<f64>",
        "let w: f64 = first(); let y = w * x.sum(); let w: f64 = second(); y * w",
    );
    let text: Vec<String> = lowered
        .environment
        .statements
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        text,
        [
            "let w : f64 = first () ;",
            "let input_1 = & (w) ;",
            "let w : f64 = second () ;"
        ]
    );
    assert_eq!(lowered.environment.inputs[1].to_string(), "input_1");
}

#[test]
fn integers_and_symbols_of_one_name_are_told_apart() {
    check(
        "#[dims(k)] x: &Array1<f64>, k: usize",
        "k as f64 * x.sum()",
        "%0 = [] x[i] : scalar; %1 = [] size(k′) %0 : scalar; %1",
    );
    check(
        "x: &Array1<f64>",
        "(x + &ones(K)).dot(&ones(K))",
        "%0 = [i] 1 : K; %1 = x + %0 : K; %2 = [] %1[i] %0[i] : scalar; %2",
    );
}

#[test]
fn calls_are_proven_and_the_rest_is_left_alone() {
    let proof = |body: &str| {
        let (_, lowered) = passes("x: &Array1<f64>", body);
        lowered.environment.proof.to_string().replace(' ', "")
    };
    let same = "::matgrad::__private::proof::same";
    assert_eq!(
        proof("sum(x)"),
        format!("{same}(::matgrad::prelude::sum,sum)(x)")
    );
    assert_eq!(
        proof("my::sum(exp(x))"),
        format!("{same}(::matgrad::prelude::sum,my::sum)({same}(::matgrad::prelude::exp,exp)(x))")
    );
    assert_eq!(
        proof("x.dot(&Array1::<f64>::ones(x.len()))"),
        format!(
            "x.dot(&{same}(::matgrad::__private::ndarray::Array1::<f64>::ones,Array1::<f64>::ones)(x.len()))"
        )
    );
    assert_eq!(proof("x.mapv(f64::exp).sum()"), "x.mapv(f64::exp).sum()");
    assert_eq!(
        proof("let w: f64 = weigh(exp(2.0), &stop_gradient(x)); w * x.sum()"),
        format!(
            "letw:f64=weigh(exp(2.0),&{same}(::matgrad::prelude::stop_gradient,stop_gradient)(x));w*x.sum()"
        )
    );
    assert_eq!(
        proof("let exp = |v: f64| v; x.sum() * exp(2.0)"),
        "letexp=|v:f64|v;x.sum()*exp(2.0)"
    );
}
