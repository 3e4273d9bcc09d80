//! Gradients stay small: counted in nodes, never timed.

#![allow(clippy::format_collect, reason = "a test's source text is short")]

use matgrad_engine::derive;
use matgrad_engine::diagnostics::Errors;
use proc_macro2::TokenStream;

/// Nodes of the source and of its simplified gradient, for a function of a vector `x`.
fn nodes(body: &str) -> (usize, usize) {
    let item = format!("fn f(x: &Array1<f64>) -> f64 {{ {body} }}");
    let tokens: TokenStream = item.parse().expect("the body is Rust");
    let mut errors = Errors::new();
    let derived = derive(TokenStream::new(), tokens, &mut errors);
    assert_eq!(errors.messages(), Vec::<String>::new());
    let gradient = derived.expect("no errors were found").gradient;
    let partials: Vec<_> = gradient.partials.iter().flatten().copied().collect();
    let count = |roots: &[_]| gradient.graph.schedule(roots).len();
    (count(&[gradient.source]), count(&partials))
}

fn chain(length: usize, step: impl Fn(usize) -> String) -> String {
    let steps: String = (0..length)
        .map(|k| format!("let x = {};\n", step(k)))
        .collect();
    format!("let x = x.to_owned();\n{steps} x.sum()")
}

fn check(family: &str, body: impl Fn(usize) -> String) {
    let mut previous: Option<(usize, usize)> = None;
    for length in [5, 10, 100, 500, 1000] {
        let (source, gradient) = nodes(&body(length));
        assert!(
            gradient <= 5 * source,
            "{family} {length}: {gradient} nodes from {source}"
        );
        if let Some((shorter, nodes)) = previous {
            // Linear: no more nodes per operation than the shorter one had, but for the ends,
            // which differ.
            let bound = nodes * length / shorter * 11 / 10 + 10;
            assert!(
                gradient <= bound,
                "{family} {length}: {gradient} nodes, {nodes} at {shorter}"
            );
        }
        previous = Some((length, gradient));
    }
}

#[test]
fn chains_of_functions() {
    check("sin∘exp∘…", |n| {
        chain(n, |k| {
            format!("x.mapv(f64::{})", ["sin", "exp", "tanh", "sqrt"][k % 4])
        })
    });
}

#[test]
fn sums_with_sharing() {
    check("x + sin x", |n| {
        chain(n, |_| "&x + &x.mapv(f64::sin)".into())
    });
}

#[test]
fn nested_doubling() {
    check("x ⊙ x", |n| chain(n, |_| "&x * &x".into()));
}

#[test]
fn products_of_many() {
    check("Π sin(k x)", |n| {
        let factors: Vec<String> = (1..=n).map(|k| format!("sin(&({k}.5 * &x))")).collect();
        let steps: String = factors
            .iter()
            .map(|f| format!("let y = &y * &{f};\n"))
            .collect();
        format!("let x = x.to_owned(); let y = &x + 1.0;\n{steps} y.sum()")
    });
}

#[test]
fn affine_chains() {
    check("2 x + 1", |n| {
        chain(n, |k| format!("2.0 * &x.mapv(f64::cos) + {k}.0 / &x"))
    });
}

/// Constants that are used twice, again and again: what walks over them has to remember where it was.
#[test]
fn shared_constants_are_walked_once() {
    let body = chain(80, |_| "x".into()).replace("let x = x;\n", "let c = c.dot(&c.t());\n");
    let body =
        format!("let c = Array2::<f64>::ones((x.len(), x.len()));\n{body} + c.dot(&x).sum()");
    let item = format!("fn f(x: &Array1<f64>) -> f64 {{ {body} }}");
    let tokens: TokenStream = item.parse().expect("the body is Rust");
    let expansion = matgrad_engine::expand(TokenStream::new(), tokens).to_string();
    assert!(!expansion.contains("compile_error"), "{expansion}");
    assert!(expansion.contains("fn f_grad"));
}
