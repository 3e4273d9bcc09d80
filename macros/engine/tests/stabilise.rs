//! Naive spellings against the stable functions they become; what is left alone; random
//! compositions against dual numbers; the cost of the pass.

use matgrad_engine::diagnostics::Errors;
use matgrad_engine::dual::Dual;
use matgrad_engine::graph::{Attribute, Graph, Id, Kind};
use matgrad_engine::interpret::{evaluate, evaluate_all};
use matgrad_engine::lower::lower;
use matgrad_engine::parse::parse;
use matgrad_engine::stabilise::{laws, stabilise};

#[path = "stabilise/composer.rs"]
mod composer;
mod numeric;

use composer::Composer;
use numeric::{input, sizes};

/// The stable value of a body, printed, and the laws that led there.
fn stable(body: &str) -> (String, Vec<&'static str>) {
    let item = format!(
        "fn f(x: &Array1<f64>, y: &Array1<f64>, a: &Array2<f64>, b: &Array2<f64>, s: f64, t: f64) -> f64 {{ {body} }}"
    );
    let mut errors = Errors::new();
    let attribute = "x, y, a, b, s, t, allow_zero".parse().unwrap();
    let function = parse(attribute, item.parse().unwrap(), &mut errors);
    let lowered = function.and_then(|function| lower(&function, &mut errors));
    let text = errors.into_tokens().to_string();
    let mut lowered = lowered.unwrap_or_else(|| panic!("{body}: {text}"));
    let stable = stabilise(&mut lowered.graph, lowered.source);
    let names = stable.laws.iter().map(|step| step.law).collect();
    (lowered.graph.print(&[stable.value]), names)
}

/// Bodies, and a node of what they become.
const RECOGNISED: &[(&str, &str)] = &[
    ("(1.0 + x.mapv(f64::exp)).ln().sum()", "softplus(x)"),
    ("x.mapv(|v| (v.exp() + 1.0).ln()).sum()", "softplus(x)"),
    ("sum(ln(ones(x.len()) + exp(x)))", "softplus(x)"),
    ("(2.0 + s.exp()).ln()", "softplus("),
    ("(1.0 + s.exp() + t.exp()).ln()", "logaddexp(s, t)"),
    ("(0.5 * s.exp() + 0.5 * t.exp()).ln()", "logaddexp("),
    ("(1.0 / (1.0 + (-(s - t)).exp())).ln()", "softplus("),
    ("1.0 / (3.0 + 3.0 * s.exp())", "sigmoid("),
    ("(s - t).exp() / (1.0 + (s - t).exp())", "sigmoid("),
    ("exp(a).sum().ln()", "logsumexp(a)"),
    ("(x.dot(x) + s).sqrt()", "root_of_square_plus("),
    (
        "(1e-5 + square(x).mean().unwrap()).sqrt()",
        "root_of_square_plus(",
    ),
    ("(x.dot(x) + y.dot(y)).sqrt()", "hypot("),
    ("x.dot(&a.dot(x)) / x.dot(x)", "ratio("),
    ("(y * x).sum() / (norm2(x) + 1e-8)", "ratio("),
    ("(x / norm2(x).max(1e-8)).sum()", "ratio("),
    ("exp(a.t()).sum_axis(Axis(0)).ln().sum()", "logsumexp_axis("),
    (
        "a.mapv(f64::exp).mean_axis(Axis(1)).unwrap().ln().sum()",
        "logsumexp_axis(a; axis 1)",
    ),
    ("(a - 3.0).mapv(f64::exp).sum().ln()", "logsumexp(a)"),
    ("exp(a).dot(y).ln().sum()", "stop_gradient("),
    (
        "(exp(a) * &b.row(0)).sum_axis(Axis(1)).ln().sum()",
        "max_axis(a; axis 1)",
    ),
    ("let e = exp(a); (b * &(&e / e.sum())).sum()", "softmax(a)"),
    (
        "let e = exp(a); (b * &(&e / &e.sum_axis(Axis(0)))).sum()",
        "softmax_axis(a; axis 0)",
    ),
    (
        "let e = exp(a); (exp(a) / e.sum()).ln().sum()",
        "log_softmax(a)",
    ),
    (
        "let e = exp(x - max(x)); (&e / e.sum()).ln().sum()",
        "log_softmax(x)",
    ),
    ("(x - exp(x).sum().ln()).sum()", "log_softmax(x)"),
    (
        "exp(a).sum_axis(Axis(1)).sum() / exp(b).sum()",
        "logsumexp(b)",
    ),
    (
        "let e = exp(a); (&e / &exp(b).sum_axis(Axis(0))).sum()",
        "logsumexp_axis(b; axis 0)",
    ),
    ("let e = exp(x); (&e * x).sum() / e.sum()", "softmax(x)"),
    (
        "let e = exp(x); e.mapv(|v| v.powi(2)).sum() / e.sum().powi(2)",
        "log_softmax(x)",
    ),
    ("let e = exp(x); (e / (exp(x).sum() + 1.0)).dot(x)", "exp("),
    (
        "let (e, f) = (exp(x[0]), exp(x[1])); (s * &e + t * &f) / (e + f)",
        "logaddexp(",
    ),
    (
        "let e = exp(outer(x, y)); (&e / &e.sum_axis(Axis(0))).dot(y).sum()",
        "softmax_axis(",
    ),
    (
        "let e = exp(x) * x; (&e / e.sum()).dot(x)",
        "stop_gradient(",
    ),
    ("1.0 / (1.0 + exp(x).sum())", "exp("),
    ("2.0 / (s.exp() + (-s).exp())", "sech(s)"),
    ("(s.exp() - 1.0).ln()", "ln_1m_exp(s)"),
    ("(2.0 - 2.0 * (-s).exp()).ln()", "ln_1m_exp(s)"),
    ("(-(-s).exp()).ln_1p()", "ln_1m_exp(s)"),
    ("x.mapv(|v| v / (v.exp() - 1.0)).sum()", "recip_exp_m1(x)"),
    ("s.exp() / (s.exp() - 1.0).powi(2)", "recip_exp_m1(s)"),
    ("1.0 / (1.0 - (-s).exp())", "recip_exp_m1("),
    ("s.cosh().powi(-2)", "sech(s)"),
    ("1.0 / (s * exp(x).sum())", "logsumexp(x)"),
    ("(x * &x.ln() * y).sum()", "xlogx(x)"),
    ("dot(y, x.ln())", "xlogy(y, x)"),
    ("(1.0 - y).dot(&(1.0 - x).ln())", "xlog1py("),
    (
        "(a * a).sum_axis(Axis(0)).sqrt().sum()",
        "norm2_axis(a; axis 0)",
    ),
    ("frobenius(a, a).sqrt()", "norm2(a)"),
    ("trace(a.dot(&a.t())).sqrt()", "norm2(a)"),
    ("(x - y).mapv(|v| v.powi(2)).sum().sqrt()", "norm2("),
    ("(0.5 * x.dot(x)).sqrt()", "norm2(x)"),
    ("a.std_axis(Axis(0), 0.0).sum()", "norm2_axis("),
    ("(s * s + t * t + 1.0).sqrt()", "hypot(s, t)"),
    ("(s - t).powi(2).sqrt()", "abs("),
    ("1.0 - s.tanh().powi(2) + t", "tanh_dx(s)"),
    ("t * (1.0 + (0.5 * s).tanh())", "sigmoid(s)"),
    ("(s.exp() - (-s).exp()) / (s.exp() + (-s).exp())", "tanh(s)"),
    ("s.exp() - 1.0 - s", "exp_m1(s)"),
    ("x.mapv(|v| v.cosh().ln()).sum()", "ln_cosh(x)"),
    (
        "let p = softmax(x); dot(&p, (&p / &softmax(2.0 * x)).ln())",
        "log_softmax(",
    ),
    ("(1.0 - s).ln()", "ln_1p("),
    ("(s.exp() / t).ln()", "ln(t)"),
    ("(x / norm2(x)).dot(y)", "ratio(x, "),
    ("(x * x).sum().sqrt().recip() * (y * x).sum()", "ratio(x, "),
    ("y.dot(x) / (norm2(y) * norm2(x))", "ratio(y, "),
    ("norm2(a.dot(x)) / (s * norm2(x))", "ratio("),
    ("s / (s * s + t * t).sqrt()", "ratio(s, "),
    ("(3.0 * x / norm2(3.0 * x)).dot(y)", "ratio(x, "),
    ("(&a.t() / norm2(a)).dot(x).sum()", "ratio(a, "),
    (
        "(a / &(a * a).sum_axis(Axis(0)).sqrt()).dot(x).sum()",
        "ratio(a, ",
    ),
    ("2.0_f64.powf(s).ln()", "0.6931471805599453 s"),
];

#[test]
fn naive_spellings_are_recognised() {
    for (body, expected) in RECOGNISED {
        let (text, names) = stable(body);
        assert!(text.contains(expected), "{body}, by {names:?}:\n{text}");
        assert!(!names.is_empty(), "{body}");
    }
}

/// What looks alike but is something else, or cannot be written better.
const LEFT_ALONE: &[&str] = &[
    "(s.exp() - 2.0).ln()",
    "(1.0 - s.exp() * t).ln() - (t * s.exp() - 1.0).ln() + softplus(t)",
    "(exp(x) + exp(y)).sum()",
    "x.dot(y).sqrt()",
    "(s * s - t * t).sqrt()",
    "(x.dot(x) - 1.0).sqrt()",
    "a.dot(&x.ln()).sum()",
    "(s.ln() * x).sum()",
    "t.exp() * s.ln() + s.ln() / x.len() as f64",
    "2.0 - sigmoid(s)",
    "2.0 - tanh(s).powi(2)",
    "s + softplus(s)",
    "logsumexp_axis(a, Axis(1)).sum() - a.sum()",
    "exp(s.ln())",
    "s.powf(t).ln()",
    "norm2(x) * norm2(y)",
    "(x / norm2(y)).sum() + (y / norm2(a)).sum()",
    "(a / norm2(a.row(0))).sum()",
    "(x * x / norm2(x * y)).sum()",
    "trace(a.dot(b)).sqrt()",
];

#[test]
fn what_only_looks_alike_is_left_alone() {
    for body in LEFT_ALONE {
        let (text, names) = stable(body);
        let harmless = |name: &&str| {
            [
                "function of a spread array",
                "number in front of a product",
                "logarithm of one more",
            ]
            .contains(name)
        };
        assert!(names.iter().all(harmless), "{body}, by {names:?}:\n{text}");
    }
}

const COMPOSITIONS: u64 = 16_000;

#[test]
fn compositions_keep_value_and_slope() {
    let mut seen: Vec<&str> = Vec::new();
    let mut compared = 0;
    for seed in 0..COMPOSITIONS {
        let mut composer = Composer::new(seed);
        for _ in 0..10 {
            composer.step();
        }
        let source = composer.finish();
        let stable = stabilise(&mut composer.graph, source);
        if stable.laws.is_empty() {
            continue;
        }
        seen.extend(stable.laws.iter().map(|step| step.law));
        for _ in 0..4 {
            let inputs = composer.point();
            let all = evaluate_all(&composer.graph, &[source], &sizes, &inputs);
            let largest = all
                .iter()
                .flatten()
                .flat_map(|t| &t.data)
                .fold(0.0, |m, x: &Dual| {
                    f64::max(m, x.value.abs().max(x.slope.abs()))
                });
            let smooth = all
                .iter()
                .flatten()
                .flat_map(|t| &t.data)
                .all(|x| x.is_finite());
            if !smooth || largest > 1e4 {
                continue;
            }
            let values = evaluate(&composer.graph, &[source, stable.value], &sizes, &inputs);
            let (before, after) = (values[0].data[0], values[1].data[0]);
            let names: Vec<&str> = stable.laws.iter().map(|step| step.law).collect();
            let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * (1.0 + largest);
            assert!(
                near(before.value, after.value) && near(before.slope, after.slope),
                "{seed}: {before:?} became {after:?} by {names:?}\n{}\n{}",
                composer.graph.print(&[source]),
                composer.graph.print(&[stable.value])
            );
            compared += 1;
        }
    }
    assert!(compared > 8000, "{compared} points");
    let missing: Vec<&str> = laws()
        .map(|law| law.name)
        // Which of the arrays are square matrices is not known here.
        .filter(|name| !seen.contains(name) && !name.contains("determinant"))
        .collect();
    println!("{compared} points, never by chance: {missing:?}");
    assert!(missing.len() < 10, "{missing:?}");
}

#[test]
fn a_stable_value_is_left_as_it_is() {
    for seed in 0..500 {
        let mut composer = Composer::new(seed);
        for _ in 0..10 {
            composer.step();
        }
        let source = composer.finish();
        let once = stabilise(&mut composer.graph, source);
        let twice = stabilise(&mut composer.graph, once.value);
        let names: Vec<&str> = twice.laws.iter().map(|step| step.law).collect();
        assert_eq!(
            once.value,
            twice.value,
            "{seed}: {names:?}\n{}\n{}",
            composer.graph.print(&[once.value]),
            composer.graph.print(&[twice.value])
        );
    }
}

/// Nodes added to the graph of a chain of naive softplus, of a long sum, of nested scales.
fn growth(length: usize, link: impl Fn(&mut Graph, Id) -> Id) -> usize {
    let mut graph = Graph::default();
    let mut value = input(&mut graph, "s", &[]);
    for _ in 0..length {
        value = link(&mut graph, value);
    }
    let before = graph.len();
    let stable = stabilise(&mut graph, value);
    assert!(stable.laws.len() <= 8 * length);
    graph.len() - before
}

#[test]
fn the_pass_is_linear() {
    let softplus = |graph: &mut Graph, x: Id| {
        let (e, one) = (graph.map("exp", Attribute::None, &[x]), graph.number(1.0));
        let sum = graph.combine(vec![(1.0, one), (1.0, e)]);
        graph.map("ln", Attribute::None, &[sum])
    };
    let sum = |graph: &mut Graph, x: Id| {
        let (s, one) = (Id(0), graph.number(1.0));
        let e = graph.map("exp", Attribute::None, &[x]);
        graph.combine(vec![(1.0, x), (0.5, s), (-1.0, one), (1.0, e)])
    };
    let product = |graph: &mut Graph, x: Id| {
        let half = graph.scale(0.5, x);
        let product = graph.hadamard(&[half, Id(0)]);
        let root = graph.map("sqrt", Attribute::None, &[product]);
        graph.hadamard(&[root, root])
    };
    for link in [&softplus as &dyn Fn(&mut Graph, Id) -> Id, &sum, &product] {
        let (short, long) = (growth(100, link), growth(400, link));
        assert!(
            long <= 5 * short.max(100),
            "{short} nodes for 100, {long} for 400"
        );
    }
}

#[test]
fn names_go_with_what_they_name() {
    let item = "fn f(z: f64) -> f64 { let p = 1.0 / (1.0 + (-z).exp()); p * p }";
    let mut errors = Errors::new();
    let function = parse("z".parse().unwrap(), item.parse().unwrap(), &mut errors).unwrap();
    let mut lowered = lower(&function, &mut errors).unwrap();
    errors.forget();
    let stable = stabilise(&mut lowered.graph, lowered.source);
    let Kind::Contract(product) = lowered.graph.kind(stable.value) else {
        panic!("not a product")
    };
    assert_eq!(lowered.graph.names[&product.factors[0].node], "p");
}

/// The documentation of the companions of an item.
fn documentation(item: &str) -> String {
    let tokens = matgrad_engine::expand("x".parse().unwrap(), item.parse().unwrap());
    tokens.to_string()
}

#[test]
fn documentation_tells_what_is_computed_instead() {
    let docs =
        documentation("fn f(x: &Array1<f64>) -> f64 { (1.0 + x.mapv(f64::exp)).ln().sum() }");
    assert!(
        docs.contains("ln(a + c eˣ) = ln a + softplus(x + ln(c/a))"),
        "{docs}"
    );
    assert!(docs.contains("d softplus x = σ(x) dx"), "{docs}");
    let docs = documentation("fn f(x: &Array1<f64>) -> f64 { softplus(x).sum() }");
    assert!(!docs.contains("overflow or cancellation"), "{docs}");
}
