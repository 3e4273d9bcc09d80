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

/// What the type checker is shown of a body: `P!` stands for the run-time crate.
fn proof(body: &str) -> (String, String) {
    let (_, lowered) = passes("x: &Array1<f64>", body);
    let text = |tokens: &proc_macro2::TokenStream| {
        let text = tokens.to_string().replace(' ', "");
        let text = text.replace("::matgrad::__private::proof::", "P!");
        text.replace("::matgrad::", "M!")
    };
    let proof = &lowered.environment.proof;
    (text(&proof.paths), text(&proof.body))
}

#[test]
fn what_is_read_by_its_name_is_proven_and_the_rest_is_left_alone() {
    let body = |body: &str| proof(body).1;
    assert_eq!(body("sum(x)"), "P!same(M!prelude::sum,sum)(x)");
    assert_eq!(
        body("my::sum(exp(x))"),
        "P!same(M!prelude::sum,my::sum)(P!same(M!prelude::exp,exp)(x))"
    );
    assert_eq!(body("(sum)(x)"), "P!same(M!prelude::sum,sum)(x)");
    assert_eq!(
        body("x.dot(&nd::Array1::<f64>::ones(x.len()))"),
        "x.dot(&P!same(M!__private::ndarray::Array1::<f64>::ones,nd::Array1::<f64>::ones)(x.len()))"
    );
    assert_eq!(
        body("x.dot(&<nd::Array1<f64>>::ones(x.len()))"),
        "x.dot(&P!same(<M!__private::ndarray::Array1<f64>>::ones,<nd::Array1<f64>>::ones)(x.len()))"
    );
    assert_eq!(
        body("x.sum_axis(Axis(0)).sum()"),
        "x.sum_axis(P!same(M!__private::ndarray::Axis,Axis)(0)).sum()"
    );
    assert_eq!(
        body("x.mapv(relu).sum()"),
        "x.mapv(P!same(M!prelude::relu,relu)).sum()"
    );
    assert_eq!(
        body("x.mapv(deg::sin).mapv(Self::sigmoid::<f64>).sum()"),
        "x.mapv(P!same(M!prelude::sin,deg::sin))\
         .mapv(P!same(M!prelude::sigmoid::<f64>,Self::sigmoid::<f64>)).sum()"
    );
    assert_eq!(
        body("x.mapv(f64::exp).sum()"),
        "x.mapv(P!same(<::core::primitive::f64>::exp,f64::exp)).sum()"
    );
    assert_eq!(
        body("f64::from(f64::max(x[0], Float::exp(x[[1]])))"),
        "P!same(<::core::primitive::f64asP!From<_>>::from,f64::from)\
         (P!same(<::core::primitive::f64>::max,f64::max)(x[0],P!same(P!Float::exp,Float::exp)(x[[1]])))"
    );
    assert_eq!(
        body("let exp = |v: f64| v; x.sum() * exp(2.0)"),
        "letexp=|v:f64|{P!never();v};x.sum()*exp(2.0)"
    );
    assert_eq!(
        body("let y = { let sum = 2.0; sum }; y * sum(x)"),
        "lety={letsum=2.0;sum};y*P!same(M!prelude::sum,sum)(x)"
    );
    assert_eq!(
        body("if -(x[0] as f64) < 1.0 { x.sum() } else { 2.0 }"),
        "if(-(P!is::<::core::primitive::f64>(x[0]asf64)))<1.0{x.sum()}else{2.0}"
    );
}

#[test]
fn what_is_not_looked_into_is_a_value_of_its_type() {
    assert_eq!(
        proof("let w: f64 = weigh(exp(2.0), &a::stop_gradient(x)); w * x.sum()"),
        (
            "let_=P!same(M!prelude::stop_gradient::<f64>,a::stop_gradient);".to_owned(),
            "letw:f64=P!never();w*x.sum()".to_owned()
        )
    );
    assert_eq!(
        proof("use a::*; const K: f64 = exp(2.0); K * x.sum()"),
        (
            "letx=x;".to_owned(),
            "let_:f64=P!same(M!prelude::exp,exp)(2.0);K*x.sum()".to_owned()
        )
    );
    assert_eq!(
        proof("x.mapv(|v| f64::relu(&v)).sum()"),
        (
            "let_=P!same(<::core::primitive::f64asP!Elementwise>::relu,f64::relu);".to_owned(),
            "x.mapv(|v|{P!never();<::core::primitive::f64asP!Elementwise>::relu(&v)}).sum()"
                .to_owned()
        )
    );
}
