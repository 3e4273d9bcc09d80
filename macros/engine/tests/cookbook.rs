//! The Matrix Cookbook's table of derivatives (Petersen & Pedersen, 15 November 2012), derived.
//!
//! `cookbook/equations.txt` holds, an equation each, its number and the parameter, the function in
//! Rust, and the derivative that the book gives. Each is derived; what is printed and what the book
//! prints are read back and compared with the derivative by dual numbers. `docs/cookbook.md` is the
//! table that results.

#![allow(
    clippy::float_cmp,
    clippy::needless_range_loop,
    clippy::collapsible_if,
    clippy::match_same_arms,
    clippy::redundant_closure_for_method_calls,
    reason = "the reader of formulas follows its grammar case by case"
)]
#![allow(dead_code, reason = "the reader serves other tests too")]

use matgrad_engine::derive;
use matgrad_engine::diagnostics::Errors;
use matgrad_engine::dual::Tensor;
use matgrad_engine::explain::{Costs, Explanation, explain, text};
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::Kind;
use matgrad_engine::interpret::evaluate;
use matgrad_engine::structure::Structure;

mod paper;

use paper::Value;
use paper::point::{Point, close, meaning, sizes};

const EQUATIONS: &str = include_str!("cookbook/equations.txt");

const INTRODUCTION: &str = "\
# The Matrix Cookbook, derived

Derivatives of *The Matrix Cookbook* (Petersen & Pedersen, version of 15 November 2012) by equation
number: the function, and the closed form that matgrad derives and prints for it. A test derives
each, and compares the printed form and the book's with the derivative by dual numbers. An equation of
the chapter on derivatives that has no row is in the list at the end, with the reason.

Gradients have the shape of their parameter. Of symmetric matrices (equations 139–141) the gradient
is the Frobenius one inside the space, (G + Gᵀ)/2 of the unstructured gradient G; the book counts each
pair of mirrored elements once, which gives G + Gᵀ − G ⊙ I. `adj` is the adjugate, `e_0` the first unit
vector, `A : B` = tr(AᵀB). Functions are written with arrays as parameters: `A` is a matrix, `a` a vector
and `t` a scalar; what has no name in the table is of whatever size fits. Where the book differentiates an
array, the row has its inner product with an array `G` or `g`, or one element. Everything is real (89 is the
book's case of complex values), and 128 reads sin X element by element. In 95 the book prints B B for Bᵀ B.
";

/// The book's chapter on derivatives, by the numbers of its equations.
const CHAPTER: std::ops::RangeInclusive<u32> = 32..=144;

/// What of the chapter is not in the table, and why.
const OTHERS: &[(&[u32], &str)] = &[
    (
        &[32],
        "says that elements are independent: assumed of every parameter, and seen in 73",
    ),
    (
        &[45],
        "of the conjugate transpose; of real matrices it is 44",
    ),
    (
        &[47, 50],
        "say that G Xᵀ = det(X) I of the gradient G in 49, which a test checks",
    ),
    (&[48, 98], "second derivatives"),
    (&[68], "of eigenvectors, which the vocabulary has not"),
    (&[96], "defines the function in 97"),
    (
        &[133, 134, 135, 136, 137, 138],
        "rules, the chain rule among them, of which 139–142 are cases",
    ),
    (
        &[143, 144],
        "of Toeplitz matrices, which are no structure here",
    ),
];

/// An equation of the book.
struct Equation<'a> {
    number: u32,
    parameter: &'a str,
    function: &'a str,
    book: &'a str,
}

/// The equations by section.
fn sections() -> Vec<(&'static str, Vec<Equation<'static>>)> {
    let mut sections: Vec<(&str, Vec<Equation<'_>>)> = Vec::new();
    for block in EQUATIONS.trim_end().split("\n\n") {
        if let Some(title) = block.strip_prefix("# ") {
            sections.push((title, Vec::new()));
            continue;
        }
        let lines: Vec<&str> = block.lines().collect();
        let [head, function, book] = lines[..] else {
            panic!("three lines: {block}");
        };
        let (number, parameter) = head.split_once(' ').expect("a number and a parameter");
        sections.last_mut().expect("a section").1.push(Equation {
            number: number.parse().expect("a number"),
            parameter,
            function,
            book,
        });
    }
    sections
}

fn derived(equation: &Equation<'_>) -> Gradient {
    let mut errors = Errors::new();
    let [attribute, item] = [equation.parameter, equation.function].map(|t| t.parse());
    let derived = derive(
        attribute.expect("tokens"),
        item.expect("tokens"),
        &mut errors,
    );
    let messages = errors.messages();
    assert!(messages.is_empty(), "{}: {messages:?}", equation.number);
    derived.expect("a gradient").gradient
}

/// The derivative by each element of the parameter, by dual numbers on the function as written;
/// inside the space of the parameter's structure.
fn slopes(point: &Point<'_>, gradient: &Gradient) -> Value {
    let Kind::Input(number) = gradient.graph.kind(gradient.wrt[0]) else {
        panic!("a parameter")
    };
    let structure = gradient.graph.inputs[*number].structure;
    let shape = point.tensors[*number].shape.clone();
    let columns = shape.get(1).copied().unwrap_or(1);
    let slope = |flat: usize| {
        let mut inputs = point.tensors.clone();
        let mirrored = (flat % columns) * columns + flat / columns;
        let both = structure.is(Structure::SYMMETRIC);
        for at in [flat, if both { mirrored } else { flat }] {
            inputs[*number].data[at].slope += 0.5;
        }
        let values = evaluate(
            &gradient.graph,
            &[gradient.source],
            &sizes(&gradient.graph),
            &inputs,
        );
        values[0].data[0].slope
    };
    let diagonal = structure.is(Structure::DIAGONAL);
    let inside = |flat: usize| !diagonal || flat % columns == flat / columns;
    let count = point.tensors[*number].data.len();
    let slope = |flat| if inside(flat) { slope(flat) } else { 0.0 };
    Value {
        shape,
        data: (0..count).map(slope).collect(),
    }
}

/// The book's symmetric gradient, which counts mirrored elements once, from ours.
fn counted_once(value: &Value) -> Value {
    let element = |i, j| value.at(i, j) * if i == j { 1.0 } else { 2.0 };
    Value::matrix(value.rows(), value.columns(), element)
}

/// Makes a square matrix well-conditioned.
fn dominate(x: &mut Tensor) {
    let &[n, columns] = x.shape.as_slice() else {
        return;
    };
    if n == columns {
        x.data
            .iter_mut()
            .step_by(n + 1)
            .for_each(|x| x.value += 1.0);
    }
}

fn check(equation: &Equation<'_>) -> Explanation {
    let gradient = derived(equation);
    let explanation = explain(&gradient, "f", &Costs::default());
    let what = format!("equation {}", equation.number);
    let mut point = Point::new(&what, &gradient.graph);
    point.tensors.iter_mut().for_each(dominate);
    let exact = slopes(&point, &gradient);
    // Beyond this, `close` compares nothing.
    assert!(
        exact.data.iter().all(|x| x.abs() <= 1e4),
        "{what}: {exact:?}"
    );
    let partial = &explanation.partials[0];
    point.check(&partial.form, &partial.definitions, &exact);
    assert_eq!(point.untold.get(), 0, "{what}");
    let meaning = meaning(&gradient.graph, &point.tensors);
    let book = paper::value(equation.book, &meaning, &exact.shape);
    let book = book.unwrap_or_else(|error| panic!("{what}: {}: {error}", equation.book));
    let once = (139..=141).contains(&equation.number);
    let exact = if once { counted_once(&exact) } else { exact };
    close(&what, equation.book, &book, &exact);
    explanation
}

/// A formula, and what the names in it stand for.
fn cell(formula: &str, definitions: &[(String, String)]) -> String {
    let mut cell = format!("`{formula}`");
    for (position, (name, formula)) in definitions.iter().enumerate() {
        let before = if position == 0 { " where " } else { ", " };
        cell += &[before, "`", name, " = ", formula, "`"].concat();
    }
    cell.replace('|', "\\|")
}

fn row(equation: &Equation<'_>) -> String {
    let explanation = check(equation);
    let partial = &explanation.partials[0];
    let definitions = |list: &[matgrad_engine::explain::notation::Definition]| {
        let one = |d: &matgrad_engine::explain::notation::Definition| {
            (d.name.text.clone(), text::line(&d.formula))
        };
        list.iter().map(one).collect::<Vec<_>>()
    };
    let value = cell(
        &text::line(&explanation.value),
        &definitions(&explanation.value_definitions),
    );
    let form = cell(
        &text::line(&partial.form),
        &definitions(&partial.definitions),
    );
    let parameter = &partial.name;
    let structure = ["symmetric", "diagonal", "posdef"]
        .into_iter()
        .find(|s| equation.function.contains(&format!("({s})] {parameter}:")))
        .map_or(String::new(), |s| format!(", {s}"));
    let parameter = format!("{parameter}{structure}");
    format!("| {} | {value} | {parameter} | {form} |\n", equation.number)
}

#[test]
fn the_cookbook_is_derived() {
    let mut page = String::from(INTRODUCTION);
    let mut count = 0;
    for (title, equations) in sections() {
        page += &["\n## ", title, "\n\n"].concat();
        page.push_str("| eq. | function | by | gradient |\n| --- | --- | --- | --- |\n");
        for equation in &equations {
            page.push_str(&row(equation));
            count += 1;
        }
    }
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).expect("README.md");
    assert!(
        readme.contains(&format!("has {count} equations")),
        "{count}"
    );
    page.push_str("\n## Equations without a row\n\n| eq. | reason |\n| --- | --- |\n");
    for (numbers, reason) in OTHERS {
        let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
        page += &["| ", &numbers.join(", "), " | ", reason, " |\n"].concat();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cookbook.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &page).expect("the page is written");
    }
    let found = std::fs::read_to_string(path).expect("docs/cookbook.md");
    assert!(
        found == page,
        "run this test with UPDATE=1 in the environment"
    );
}

/// Every equation of the chapter is in the table or in the list, and none is in both.
#[test]
fn the_chapter_is_complete() {
    let mut numbers: Vec<u32> = OTHERS
        .iter()
        .flat_map(|(numbers, _)| *numbers)
        .copied()
        .collect();
    let rows = sections().into_iter().flat_map(|(_, equations)| equations);
    numbers.extend(
        rows.map(|equation| equation.number)
            .filter(|n| CHAPTER.contains(n)),
    );
    numbers.sort_unstable();
    assert_eq!(numbers, CHAPTER.collect::<Vec<_>>());
}

/// Equations 47 and 50: Σ_k (∂ det X / ∂X_ik) X_jk = δ_ij det X.
#[test]
fn the_gradient_of_a_determinant_times_the_matrix_is_diagonal() {
    let equation = Equation {
        number: 50,
        parameter: "x",
        function: "fn f(x: &Array2<f64>) -> f64 { det(x) }",
        book: "",
    };
    let gradient = derived(&equation);
    let point = Point::new("equation 50", &gradient.graph);
    let values = evaluate(
        &gradient.graph,
        &[gradient.source, gradient.partials[0].expect("a path")],
        &sizes(&gradient.graph),
        &point.tensors,
    );
    let (det, found) = (values[0].data[0].value, &values[1]);
    let n = found.shape[0];
    let x = |i: usize, j: usize| point.tensors[0].data[i * n + j].value;
    let product = Value::matrix(n, n, |i, j| {
        (0..n).map(|k| found.data[i * n + k].value * x(j, k)).sum()
    });
    let expected = Value::matrix(n, n, |i, j| if i == j { det } else { 0.0 });
    close("equation 50", "det(X) I", &product, &expected);
}

/// The second table under "Where others are wrong".
#[test]
fn the_readme_shows_what_is_printed() {
    const ROWS: [(&str, &str); 9] = [
        ("fn f(x: &Array2<f64>) -> f64 { det(x).ln() }", "X⁻ᵀ"),
        (
            "fn f(a: &Array2<f64>, b: &Array2<f64>) -> f64 { trace(a.t().dot(a)) + trace(b.t().dot(b)) }",
            "2 A",
        ),
        ("fn f(x: &Array2<f64>) -> f64 { 3.0 * det(x) }", "3 adj(X)ᵀ"),
        (
            "fn f(a: &Array2<f64>, x: &Array2<f64>) -> f64 { trace(a.dot(x)).ln() }",
            "Aᵀ / tr(A X)",
        ),
        (
            "fn f(x: &Array2<f64>) -> f64 { trace(x).exp() * trace(x) }",
            "(1 + tr(X)) exp(tr(X)) I",
        ),
        (
            "fn f(x: &Array2<f64>) -> f64 { det(x.t().dot(x)).ln() }",
            "2 X (Xᵀ X)⁻¹",
        ),
        ("fn f(x: &Array2<f64>) -> f64 { det(x) }", "adj(X)ᵀ"),
        (
            "fn f(a: &Array2<f64>, x: &Array2<f64>, b: &Array2<f64>) -> f64 { det(a.dot(x).dot(b)) }",
            "Aᵀ adj(A X B)ᵀ Bᵀ",
        ),
        (
            "fn f(x: &Array2<f64>) -> f64 { det(matrix_power(x, 3)) }",
            "3 det(X)² adj(X)ᵀ",
        ),
    ];
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(path).expect("README.md");
    for (function, form) in ROWS {
        let equation = Equation {
            number: 0,
            parameter: if form == "2 A" { "a" } else { "x" },
            function,
            book: "",
        };
        let explanation = explain(&derived(&equation), "f", &Costs::default());
        assert_eq!(
            text::line(&explanation.partials[0].form),
            form,
            "{function}"
        );
        assert!(readme.contains(&format!("| `{form}` |")), "{form}");
    }
}
