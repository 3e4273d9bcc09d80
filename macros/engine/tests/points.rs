//! Every function is checked: no refusal of a right one, and none that was looked at nowhere.

use std::fs;
use std::path::Path;

use matgrad_engine::derive;
use matgrad_engine::diagnostics::Errors;
use matgrad_engine::verify::Verified;
use quote::ToTokens;

/// What the check says of a function.
fn checked(attribute: &str, item: &str) -> Result<Verified, String> {
    let mut errors = Errors::new();
    let derived = derive(
        attribute.parse().unwrap(),
        item.parse().unwrap(),
        &mut errors,
    );
    let messages = errors.messages();
    match derived {
        Some(derived) => Ok(derived.verified),
        None => Err(messages.join("\n")),
    }
}

fn assert_checked(functions: &[(&str, &str)]) {
    for (attribute, item) in functions {
        let verified = checked(attribute, item);
        assert!(
            matches!(verified, Ok(Verified::Checked(2..))),
            "{item}\n{verified:?}"
        );
    }
}

#[test]
fn a_summed_index_that_no_factor_carries_counts() {
    assert_checked(&[
        (
            "t",
            "fn f(t: f64) -> f64 { let m = ones::<f64, _>((2, 3)) * t; frobenius(&m, &m) + sum(&m) }",
        ),
        (
            "t",
            "fn f(t: f64) -> f64 { let m = ones::<f64, _>((2000, 1500)) * t; frobenius(&m, &m) + sum(&m) }",
        ),
        (
            "t",
            "fn f(t: f64, n: usize, k: usize) -> f64 { let m = ones::<f64, _>((n, k)) * t; frobenius(&m, &m) + sum(&m) }",
        ),
    ]);
}

#[test]
fn large_fixed_sizes_are_checked_at_small_ones_with_the_same_relations() {
    assert_checked(&[
        (
            "x",
            "fn f(#[dims(2000, 1500)] x: &Array2<f64>, #[dims(1500)] w: &Array1<f64>) -> f64 { x.dot(w).sum() / (x.len() as f64) }",
        ),
        (
            "x",
            "fn f(#[dims(2000)] x: &Array1<f64>) -> f64 { let a = reshape(x, (50, 40)); a.t().dot(&a).sum() + x.mean().unwrap() }",
        ),
        (
            "x",
            "fn f(#[dims(784)] x: &Array1<f64>) -> f64 { let a = reshape(x, (28, 28)); a.dot(&a).sum() + trace(&a) }",
        ),
        (
            "x",
            "fn f(#[dims(2000)] x: &Array1<f64>) -> f64 { x[1999] * x[0] + x.slice(s![100..150]).sum() }",
        ),
        (
            "x",
            "fn f(#[dims(1000)] x: &Array1<f64>) -> f64 { let y = x.slice(s![..;100]); y.dot(&y) + x[999] }",
        ),
        (
            "x",
            "fn f(#[dims(100)] x: &Array1<f64>) -> f64 { let d = &x.slice(s![1..]) - &x.slice(s![..99]); d.dot(&d) }",
        ),
        (
            "x",
            "fn f(x: &Array1<f64>) -> f64 { x.slice(s![500..600]).dot(&x.slice(s![0..100])) }",
        ),
        (
            "a",
            "fn f(#[dims(300, 200)] a: &Array2<f64>, #[dims(300)] b: &Array1<f64>) -> f64 { solve(a.t().dot(a), a.t().dot(b)).sum() }",
        ),
        (
            "a, b",
            "fn f(#[dims(30, 20)] a: &Array2<f64>, #[dims(10, 40)] b: &Array2<f64>) -> f64 { kron(a, b).sum() + kron(a, b).column(3).sum() }",
        ),
        (
            "u",
            "fn f(#[dims(3000)] u: &Array1<f64>) -> f64 { let m = outer(u, u); frobenius(&m.dot(&m), &m.dot(&m)) }",
        ),
        (
            "x",
            "fn f(#[dims(3000, 3000)] x: &Array2<f64>) -> f64 { trace(x.dot(x).dot(x).dot(x)) }",
        ),
    ]);
}

#[test]
fn least_squares_are_checked_where_their_matrices_have_inverses() {
    assert_checked(&[
        (
            "x",
            "fn f(x: &Array2<f64>, b: &Array1<f64>) -> f64 { sum(square(b - &x.dot(&solve(x.t().dot(x), x.t().dot(b))))) }",
        ),
        (
            "x, b",
            "fn f(x: &Array2<f64>, b: &Array1<f64>) -> f64 { solve(x.t().dot(x), x.t().dot(b)).sum() }",
        ),
        (
            "x",
            "fn f(x: &Array2<f64>, b: &Array1<f64>) -> f64 { norm2(solve(x.t().dot(x), x.t().dot(b))) }",
        ),
        (
            "x",
            "fn f(x: &Array2<f64>, w: &Array1<f64>) -> f64 { x.dot(&inv(x.t().dot(x))).dot(&x.t()).diag().dot(w) }",
        ),
        (
            "x, allow_zero",
            "fn f(x: &Array2<f64>, unused: &Array1<f64>) -> f64 { sum(sqrt(inv(x.t().dot(x)).diag())) }",
        ),
        (
            "x",
            "fn f(x: &Array2<f64>, c: &Array2<f64>, b: &Array2<f64>) -> f64 { trace(inv(x.t().dot(c).dot(x)).dot(&x.t().dot(b).dot(x))) }",
        ),
        (
            "a",
            "fn f(a: &Array2<f64>, g: &Array2<f64>) -> f64 { hadamard(g, inv(a.t().dot(a)).dot(&a.t())).sum() }",
        ),
        (
            "a, g",
            "fn f(a: &Array2<f64>, g: &Array2<f64>) -> f64 { hadamard(g, a.t().dot(&inv(a.dot(&a.t())))).sum() }",
        ),
        (
            "a",
            "fn f(a: &Array2<f64>, w: &Array1<f64>) -> f64 { logdet(a.t().dot(&diag(w)).dot(a)) }",
        ),
        (
            "a",
            "fn f(a: &Array2<f64>) -> f64 { det(a.t().dot(a)) + logdet(eye::<f64>(a.nrows()) + a.dot(&a.t())) }",
        ),
        (
            "a",
            "fn f(a: &Array2<f64>) -> f64 { cholesky(a.t().dot(a)).sum() }",
        ),
        (
            "a",
            "fn f(a: &Array2<f64>, l: f64) -> f64 { inv(a.t().dot(a) + eye::<f64>(a.ncols()) * l).sum() }",
        ),
        (
            "a",
            "fn f(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> f64 { inv(a.dot(b).dot(c)).sum() }",
        ),
        (
            "u",
            "fn f(u: &Array1<f64>, v: &Array1<f64>) -> f64 { det(outer(u, v)) + u.dot(v) }",
        ),
    ]);
}

/// The annotated functions below a folder: attribute arguments and item.
fn annotated(folder: &Path, functions: &mut Vec<(String, String)>) {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            annotated(&path, functions);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = syn::parse_file(&fs::read_to_string(&path).unwrap());
            if let Ok(file) = file {
                collect(&file.items, functions);
            }
        }
    }
}

fn collect(items: &[syn::Item], functions: &mut Vec<(String, String)>) {
    for item in items {
        match item {
            syn::Item::Mod(module) => {
                let items = module.content.as_ref().map(|content| content.1.as_slice());
                collect(items.unwrap_or_default(), functions);
            }
            syn::Item::Fn(function) => note(&function.attrs, item, functions),
            syn::Item::Impl(block) => {
                for item in &block.items {
                    if let syn::ImplItem::Fn(function) = item {
                        note(&function.attrs, item, functions);
                    }
                }
            }
            _ => {}
        }
    }
}

fn note(
    attributes: &[syn::Attribute],
    item: &impl ToTokens,
    functions: &mut Vec<(String, String)>,
) {
    let grad = |a: &&syn::Attribute| a.path().segments.last().is_some_and(|s| s.ident == "grad");
    if let Some(attribute) = attributes.iter().find(grad) {
        let arguments = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            _ => String::new(),
        };
        let item = item.to_token_stream().to_string();
        // Without the attribute itself.
        let own = attribute.to_token_stream().to_string();
        functions.push((arguments, item.replace(&own, "")));
    }
}

/// Folders to look at instead of the project's own.
const FOLDERS: &str = "MATGRAD_CORPUS";

#[test]
fn every_function_of_the_project_is_checked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut functions = Vec::new();
    match std::env::var(FOLDERS) {
        Ok(folders) => folders
            .split(':')
            .for_each(|folder| annotated(Path::new(folder), &mut functions)),
        Err(_) => ["tests", "examples", "benches"]
            .iter()
            .for_each(|folder| annotated(&root.join(folder), &mut functions)),
    }
    let own = std::env::var(FOLDERS).is_err();
    assert!(!own || functions.len() > 400, "{}", functions.len());
    let mut refused = Vec::new();
    for (attribute, item) in &functions {
        let verified = checked(attribute, item);
        if !matches!(verified, Ok(Verified::Checked(2..))) {
            refused.push(format!("{item}\n{verified:?}"));
        }
    }
    assert!(
        refused.is_empty(),
        "{}:\n{}",
        refused.len(),
        refused.join("\n\n")
    );
}

#[test]
fn what_could_be_checked_nowhere_says_so_in_its_docs() {
    let item = "fn f(x: &Array1<f64>) -> f64 { x.mapv(|v| (-1.0 - v * v).ln()).sum() }";
    assert!(matches!(checked("x", item), Ok(Verified::Unchecked(_))));
    let tokens = matgrad_engine::expand("x".parse().unwrap(), item.parse().unwrap());
    assert!(
        tokens
            .to_string()
            .contains("Not checked against the function: ")
    );
}

#[test]
fn the_smaller_of_two_sizes_is_no_part_of_itself() {
    assert_checked(&[
        (
            "y",
            "fn f(y: &Array2<f64>) -> f64 { let s = svdvals(y); let a = outer(mean_axis(y, Axis(1)), &s); dot(svdvals(&a), &s) }",
        ),
        (
            "y, x",
            "fn f(y: &Array2<f64>, x: &Array1<f64>) -> f64 { dot(svdvals(y), x) + dot(svdvals(y.t()), x) }",
        ),
        (
            "y",
            "fn f(#[dims(n, m)] y: &Array2<f64>) -> f64 { let s = svdvals(y); dot(&s, y.column(0)) + dot(&s, y.row(0)) }",
        ),
        (
            "y",
            "fn f(y: &Array2<f64>) -> f64 { let s = svdvals(y); let t = svdvals(outer(&s, y.row(0))); dot(&s, &t) + dot(&t, y.column(0)) }",
        ),
    ]);
}
