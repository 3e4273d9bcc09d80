//! Rust functions and the graphs they become, a line or two a feature of the language; and what is
//! refused, by the words that the message must have.

use std::str::FromStr as _;

use matgrad_engine::diagnostics::Errors;
use matgrad_engine::function::Function;
use matgrad_engine::lower::{Lowered, check_dependence, lower};
use matgrad_engine::{differentiate, parse};
use proc_macro2::TokenStream;

/// Parses and lowers `#[grad(attribute)] fn f(parameters) -> f64 { body }`.
fn lowered(
    attribute: &str,
    parameters: &str,
    body: &str,
) -> Result<(Function, Lowered), Vec<String>> {
    let source = format!("fn f({parameters}) -> f64 {{ {body} }}");
    let mut errors = Errors::new();
    let attribute = TokenStream::from_str(attribute).unwrap();
    let item = TokenStream::from_str(&source).unwrap();
    let function = parse::parse(attribute, item, &mut errors);
    let lowered = function.and_then(|function| {
        let lowered = lower(&function, &mut errors)?;
        Some((function, lowered))
    });
    let messages = errors.messages();
    match lowered {
        Some(found) => {
            assert!(messages.is_empty(), "{source}: {messages:?}");
            Ok(found)
        }
        None => {
            assert!(!messages.is_empty(), "{source}: failed without a message");
            Err(messages)
        }
    }
}

fn passes(parameters: &str, body: &str) -> (Function, Lowered) {
    match lowered("", parameters, body) {
        Ok(found) => found,
        Err(messages) => panic!("{body}: {messages:#?}"),
    }
}

/// The graph, its lines joined by `; `.
fn printed(parameters: &str, body: &str) -> String {
    let (_, lowered) = passes(parameters, body);
    lowered.graph.print(&[lowered.source]).replace('\n', "; ")
}

#[track_caller]
fn check(parameters: &str, body: &str, expected: &str) {
    let found = printed(parameters, body);
    assert_eq!(found, expected, "\n{body}");
}

#[track_caller]
fn refused(parameters: &str, body: &str, fragments: &[&str]) {
    match lowered("", parameters, body) {
        Ok((_, lowered)) => panic!("{body} became {}", lowered.graph.print(&[lowered.source])),
        Err(messages) => {
            assert_eq!(
                messages.len(),
                1,
                "one mistake is one message: {messages:#?}"
            );
            for fragment in fragments {
                assert!(
                    messages[0].contains(fragment),
                    "`{fragment}` is not in:\n{}",
                    messages[0]
                );
            }
        }
    }
}

const X: &str = "x: &Array1<f64>, y: &Array1<f64>, s: f64";
const A: &str = "a: &Array2<f64>, b: &Array2<f64>, x: &Array1<f64>, s: f64";

/// The entry checks: `parameter.axis = size`, then `index < limit`.
fn checks(parameters: &str, body: &str) -> Vec<String> {
    let (function, lowered) = passes(parameters, body);
    let dims = &lowered.graph.dims;
    let name = |id| match lowered.graph.kind(id) {
        matgrad_engine::graph::Kind::Input(index) => lowered.graph.inputs[*index].name.clone(),
        _ => unreachable!("{}", function.signature.name),
    };
    let equalities = lowered.environment.equalities.iter();
    let equalities = equalities.map(|e| format!("{}.{} = {}", name(e.input), e.axis, e.rule));
    let bounds = lowered.environment.bounds.iter().map(|b| {
        let relation = if b.inclusive { "≤" } else { "<" };
        format!(
            "{} {relation} {}",
            dims.display(b.index),
            dims.display(b.limit)
        )
    });
    equalities.chain(bounds).collect()
}

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
fn what_is_not_understood_names_a_way_out() {
    refused(
        X,
        "fancy(x).sum()",
        &[
            "`fancy`",
            "is not a function that matgrad knows",
            "typed `let`",
        ],
    );
    refused(X, "hadamrd(x, y).sum()", &["did you mean `hadamard`"]);
    refused(
        X,
        "x.fancy().sum()",
        &["`.fancy(..)`", "is not a method that matgrad knows"],
    );
    refused(X, "x.smu()", &["did you mean `sum`"]);
    refused(
        X,
        "let w: Array1<f64> = fancy(x); w.dot(y)",
        &["involves `x`", "stop_gradient(x)"],
    );
    refused(
        X,
        "let z = x * s; let w: Array1<f64> = fancy(&z); w.dot(y)",
        &["involves `z`", "stop_gradient(z)"],
    );
    refused(
        "x: &Array1<f64>, data: &Data",
        "x.sum() * data",
        &["`data`", "typed `let`"],
    );
    refused(
        "x: &Array1<f64>",
        "let m: Model = fit(); x.sum()",
        &["constant of type `Model`"],
    );
    refused(
        "x: &Array1<f64>",
        "(x.sum() as i32) as f64",
        &["cast", "not differentiated"],
    );
    refused(
        "x: &Array1<f64>, k: usize",
        "(k as u8) as f64 * x.sum()",
        &["may cut the number off"],
    );
    refused("x: f64", "x % 2.0", &["`%` is not differentiated"]);
    refused(
        "x: &Array1<f64>",
        "x.powi(2)",
        &["is a vector", "returns a scalar"],
    );
    refused("x: &Array1<f64>", "x.mapv(|v| norm2(v)).sum()", &["norm2"]);
}

#[test]
fn shape_errors_name_both_shapes_and_where_they_come_from() {
    let dims = "#[dims(n, d)] x: &Array2<f64>, #[dims(n)] y: &Array1<f64>";
    refused(
        dims,
        "matmul(x, y).sum()",
        &[
            "`matmul` needs the columns of `x` to equal the length of `y`",
            "`x` is n × d",
            "`y` is n",
            "`d` and `n` are declared by `#[dims(n, d)]` of `x`",
        ],
    );
    refused(
        "#[dims(n, d)] x: &Array2<f64>, #[dims(k, d)] y: &Array2<f64>",
        "x.dot(y).sum()",
        &["its transpose would fit"],
    );
    refused(
        dims,
        "(y + &ones(4)).sum()",
        &[
            "`y` is n",
            "ones(4)",
            "is 4",
            "`n` is declared by",
            "`#[dims(4)]`",
        ],
    );
    refused(
        dims,
        "hadamard(x, y).sum()",
        &[
            "takes a matrix and a matrix",
            "`x` is a matrix",
            "`y` is a vector",
        ],
    );
    refused(
        dims,
        "trace(y)",
        &["`trace` takes a matrix, or a scalar", "`y` is a vector"],
    );
    refused(dims, "trace(x)", &["the rows of `x`", "the columns of `x`"]);
    refused(dims, "y[[0, 1]]", &["`y` is a vector", "takes 1"]);
    refused(dims, "y.row(0).sum()", &["vector", "rows"]);
    refused(dims, "x.sum_axis(Axis(2)).sum()", &["no axis 2"]);
    refused(
        "#[dims(3)] x: &Array1<f64>",
        "x[3]",
        &["x[3]", "beyond", "3"],
    );
    refused(
        "#[dims(3)] x: &Array1<f64>",
        "x.slice(s![2..5]).sum()",
        &["beyond"],
    );
    refused(dims, "exp(x, y)", &["`exp` takes 1 argument", "2"]);
    refused(
        dims,
        "Array2::<f64>::ones(3).sum() * y.sum()",
        &["`Array2` has 2 axes", "1"],
    );
}

#[test]
fn what_later_lines_decide_is_decided() {
    // kron(x, y) leaves mn = 6 open until x and y are known to be of lengths 2 and 2.
    let late = "#[dims(6)] z: &Array1<f64>, x: &Array1<f64>, y: &Array1<f64>";
    let body = |last: &str| {
        format!("let k = kron(x, y) + z; x.dot(&ones(2)) + y.dot(&ones({last})) + k.sum()")
    };
    passes(late, &body("3"));
    refused(
        late,
        &body("2"),
        &["4 and 6 can not be equal", "operands have one shape"],
    );
}

#[test]
fn bodies_that_double_are_refused_in_time() {
    let doubling = |first: &str, step: &str, last: &str| {
        let mut body = format!("let k0 = {first};");
        for i in 0..40 {
            body += &step
                .replace("NEW", &format!("k{}", i + 1))
                .replace("OLD", &format!("k{i}"));
        }
        body + last
    };
    let x = "x: &Array1<f64>";
    let closures = doubling(
        "|v: f64| v * v",
        "let NEW = |v: f64| OLD(OLD(v));",
        "k40(x.sum())",
    );
    refused(x, &closures, &["closures that call closures"]);
    let krons = doubling("x", "let NEW = kron(OLD, OLD);", "k40.sum()");
    refused(x, &krons, &["too many dimensions"]);
    let sizes = doubling("x.len()", "let NEW = OLD * OLD;", "k40 as f64 * x.sum()");
    passes(x, &sizes);
    let sums = doubling("x.sum()", "let NEW = OLD * OLD + OLD;", "k40");
    passes(x, &sums);
}

#[test]
fn constants_of_inner_scopes_are_not_taken_for_outer_ones() {
    let x = "x: &Array1<f64>";
    refused(
        x,
        "let i = 4; let a = { let i = x.len(); x[i / 2] }; a * x[i]",
        &["`i` is not known", "outside of the block"],
    );
    refused(
        x,
        "let f = |i: usize| x[i / 2]; f(x.len())",
        &["`i` is not known"],
    );
    refused(
        x,
        "let w = 2.0; let y = { let w: f64 = weight(); w * x.sum() }; y * w",
        &["hides another `w`"],
    );
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
fn parameters_without_a_gradient_are_refused() {
    let messages = |attribute: &str, parameters: &str, body: &str| {
        let (function, lowered) = lowered(attribute, parameters, body).unwrap();
        let gradient = differentiate::differentiate(lowered.graph, lowered.source, &lowered.wrt);
        let mut errors = Errors::new();
        check_dependence(&function, &gradient, &mut errors);
        errors.messages()
    };
    let both = "x: &Array1<f64>, t: f64";
    assert!(messages("x", both, "t * x.sum()").is_empty());
    let found = messages("x, t", both, "x.sum()");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("`t`") && found[0].contains("does not depend on it"),
        "{found:?}"
    );
    let found = messages("x", both, "sign(x).sum() * t");
    assert!(found[0].contains("only through `sign`"), "{found:?}");
    assert!(messages("x, t, allow_zero", both, "x.sum()").is_empty());
    assert!(lowered("k", "x: f64, k: usize", "x * k as f64").is_err());
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
        format!("{same}(sum,::matgrad::prelude::sum)(x)")
    );
    assert_eq!(
        proof("my::sum(exp(x))"),
        format!("{same}(my::sum,::matgrad::prelude::sum)({same}(exp,::matgrad::prelude::exp)(x))")
    );
    assert_eq!(
        proof("x.dot(&Array1::<f64>::ones(x.len()))"),
        format!(
            "x.dot(&{same}(Array1::<f64>::ones,::matgrad::__private::ndarray::Array1::<f64>::ones)(x.len()))"
        )
    );
    assert_eq!(proof("x.mapv(f64::exp).sum()"), "x.mapv(f64::exp).sum()");
    assert_eq!(
        proof("let w: f64 = weigh(exp(2.0), &stop_gradient(x)); w * x.sum()"),
        format!(
            "letw:f64=weigh(exp(2.0),&{same}(stop_gradient,::matgrad::prelude::stop_gradient)(x));w*x.sum()"
        )
    );
    assert_eq!(
        proof("let exp = |v: f64| v; x.sum() * exp(2.0)"),
        "letexp=|v:f64|v;x.sum()*exp(2.0)"
    );
}
