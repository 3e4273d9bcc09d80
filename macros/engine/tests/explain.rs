//! What is printed is what is meant: closed forms as on paper, and every formula read back.

#![allow(
    clippy::float_cmp,
    clippy::needless_range_loop,
    clippy::collapsible_if,
    clippy::match_same_arms,
    clippy::redundant_closure_for_method_calls,
    reason = "the reader of formulas follows its grammar case by case"
)]

use matgrad_engine::companion::ROWS;
use matgrad_engine::derive;
use matgrad_engine::diagnostics::Errors;
use matgrad_engine::differentiate::differentiate;
use matgrad_engine::explain::derivation::{Derivation, derivation};
use matgrad_engine::explain::formula::Formula;
use matgrad_engine::explain::operations::operations;
use matgrad_engine::explain::{
    Costs, Explanation, INTERMEDIATES, Partial, Step, explain, latex, text,
};
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Input, Kind, Role};
use matgrad_engine::rules::{self, Group};
use matgrad_engine::simplify::simplify;

#[path = "explain/cases.rs"]
mod cases;
#[path = "programs/generate.rs"]
mod generate;
mod numeric;
mod paper;
#[path = "explain/stabilised.rs"]
mod stabilised;

use paper::Value;
use paper::point::{Point, close, gradient, plain};

/// Reads back the value, every closed form and every line of every derivation. Also gives how
/// many formulas leave open what they mean.
fn check(what: &str, gradient: &Gradient) -> (Explanation, usize) {
    let explanation = explain(gradient, "f", &Costs::default());
    let point = Point::new(what, &gradient.graph);
    let value = point.value(gradient.source);
    point.check(&explanation.value, &explanation.value_definitions, &value);
    let mut untold = point.untold.get();
    for (position, partial) in explanation.partials.iter().enumerate() {
        match derivation(gradient, position) {
            Some(derived) => untold += check_partial(what, gradient, partial, &derived),
            None => assert_eq!(partial.form, Formula::Number(0.0), "{what}"),
        }
    }
    for line in ROWS[..2].iter().flat_map(|row| explanation.docs(row)) {
        assert!(line.chars().count() <= 80, "{what}: {line}");
    }
    well_formed(what, &explanation.mathml());
    for formula in explanation.latex() {
        balanced(what, &formula);
    }
    (explanation, untold)
}

fn check_partial(
    what: &str,
    gradient: &Gradient,
    partial: &Partial,
    derived: &Derivation,
) -> usize {
    let point = Point::new(what, &derived.graph);
    let parameter = |input: &Input| input.name == partial.name;
    let position = gradient
        .wrt
        .iter()
        .position(|id| match gradient.graph.kind(*id) {
            Kind::Input(index) => parameter(&gradient.graph.inputs[*index]),
            _ => false,
        });
    let id = gradient.partials[position.expect("a parameter")].expect("a partial");
    let meant = point.value(id);
    point.check(&partial.form, &partial.definitions, &meant);
    let mut inputs = derived.graph.inputs.iter();
    let tangent = inputs.position(|input| matches!(input.role, Role::Tangent(_)));
    let tangent = plain(&point.tensors[tangent.expect("a tangent")]);
    let products = meant.data.iter().zip(&tangent.data).map(|(x, y)| x * y);
    let total = Value::scalar(products.sum());
    let short = partial.definitions.len() <= INTERMEDIATES;
    assert_eq!(!partial.derivation.is_empty(), short, "{what}");
    for formula in partial.derivation.iter().filter_map(Step::formula) {
        point.check(formula, &partial.derivation_definitions, &total);
    }
    point.untold.get()
}

/// Every tag closes in order, and no character is left that needs an escape.
fn well_formed(what: &str, xml: &str) {
    let mut open = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at);
        assert!(!before.contains('>'), "{what}: {xml}");
        let end = after.find('>').expect("a tag ends");
        let tag = &after[1..end];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{what}: {xml}");
        } else {
            open.push(tag.split(' ').next().unwrap_or(tag));
        }
        rest = &after[end + 1..];
    }
    assert!(open.is_empty(), "{what}: {xml}");
}

fn balanced(what: &str, latex: &str) {
    let depth = latex
        .replace("\\{", "")
        .chars()
        .fold(0_i32, |depth, c| match c {
            '{' => depth + 1,
            '}' => {
                assert!(depth > 0, "{what}: {latex}");
                depth - 1
            }
            _ => depth,
        });
    assert_eq!(depth, 0, "{what}: {latex}");
    assert!(latex.is_ascii(), "{what}: {latex}");
    let fences = |side: &str| latex.matches(side).count();
    assert_eq!(fences("\\left"), fences("\\right"), "{what}: {latex}");
}

/// A gradient of the function as it is read: by stable functions.
fn stable_gradient(attribute: &str, item: &str) -> Gradient {
    let mut errors = Errors::new();
    let [attribute, tokens] = [attribute, item].map(|text| text.parse().expect("tokens"));
    let derived = derive(attribute, tokens, &mut errors);
    let messages = errors.messages();
    derived
        .unwrap_or_else(|| panic!("{item}: {messages:?}"))
        .gradient
}

#[test]
fn closed_forms_are_those_of_textbooks() {
    let plain = cases::CASES
        .iter()
        .map(|case| (case, gradient(case.0, case.1)));
    let stable = stabilised::CASES.iter();
    let stable = stable.map(|case| (case, stable_gradient(case.0, case.1)));
    let mut failures = Vec::new();
    for ((_, item, expected), gradient) in plain.chain(stable) {
        let (explanation, untold) = check(item, &gradient);
        assert_eq!(untold, 0, "{item}");
        let forms = explanation.partials.iter().map(|p| text::line(&p.form));
        let forms: Vec<String> = forms.collect();
        if forms != *expected {
            failures.push(format!("{item}: {forms:?}, expected {expected:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_has_no_textbook_form_is_read_back_all_the_same() {
    for (attribute, item) in cases::OTHERS {
        assert_eq!(check(item, &gradient(attribute, item)).1, 0, "{item}");
    }
}

/// The functions of a source file with their `#[grad]` attributes.
fn annotated(source: &str) -> Vec<(String, String)> {
    let file = syn::parse_file(source).expect("Rust");
    let mut found = Vec::new();
    for item in file.items {
        let syn::Item::Fn(mut function) = item else {
            continue;
        };
        let grad = function
            .attrs
            .iter()
            .position(|a| a.path().is_ident("grad"));
        if let Some(at) = grad {
            let attribute = function.attrs.remove(at);
            let arguments = match attribute.meta {
                syn::Meta::List(list) => list.tokens.to_string(),
                _ => String::new(),
            };
            found.push((arguments, quote::quote!(#function).to_string()));
        }
    }
    found
}

#[test]
fn shared_cases_are_read_back() {
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests");
    let folder = std::fs::read_dir(format!("{tests}/shared_cases")).expect("the shared cases");
    let files = folder.map(|entry| entry.expect("a file").path());
    let mut count = 0;
    for path in files.chain([format!("{tests}/mixture.rs").into()]) {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("text");
        for (attribute, item) in annotated(&source) {
            count += 1;
            let (_, untold) = check(&item, &gradient(&attribute, &item));
            // A Kronecker product's index notation takes its ranges from the shape around it; the sizes
            // drawn for the mixture leave `icf[:,d:p]` without columns.
            let open = ["kron (eye", "fn mixture"];
            assert!(
                untold == 0 || open.iter().any(|part| item.contains(part)),
                "{item}: {untold} untold"
            );
        }
    }
    assert!(count > 100, "{count} cases");
}

#[test]
fn random_programs_are_read_back() {
    const PROGRAMS: u64 = 400;
    let mut unread = 0;
    for seed in 0..PROGRAMS {
        let program = generate::program(seed);
        let gradient = simplify(differentiate(program.graph, program.source, &program.wrt));
        let (_, untold) = check(&format!("program {seed}"), &gradient);
        unread += usize::from(untold > 0);
    }
    // Programs that compute with ones alone, or take the larger of an array and itself.
    assert!(unread < 30, "{unread} of {PROGRAMS} were not read");
}

#[test]
fn each_cotangent_is_the_sum_of_the_recorded_parts() {
    let programs = (0..100).map(|seed| {
        let program = generate::program(seed);
        simplify(differentiate(program.graph, program.source, &program.wrt))
    });
    let cases = cases::CASES.iter().map(|case| gradient(case.0, case.1));
    let mut steps = 0;
    for gradient in programs.chain(cases) {
        let point = Point::new("a sweep", &gradient.graph);
        for step in gradient.sweep.iter().skip(1) {
            let parts = gradient.sweep.iter().flat_map(|other| &other.terms);
            let parts = parts.filter(|part| part.term.operand == step.node);
            let mut sum = point.value(step.cotangent);
            sum.data.fill(0.0);
            for part in parts.filter_map(|part| part.cotangent) {
                let part = point.value(part);
                assert_eq!(part.shape, sum.shape);
                for (total, x) in sum.data.iter_mut().zip(part.data) {
                    *total += x;
                }
            }
            // What an `if` does not take may be infinite.
            if !sum.data.iter().all(|x| x.is_finite()) {
                continue;
            }
            let printed = format!("the cotangent of %{}", step.node.0);
            close("a sweep", &printed, &sum, &point.value(step.cotangent));
            steps += 1;
        }
    }
    assert!(steps > 500, "{steps} steps");
}

const SEED: &str = "pub fn p(#[dims(p, m)] q: &Array2<f64>, #[dims(p, m)] big_w: &Array2<f64>, #[dims(m)] w: &Array1<f64>, #[dims(m)] g: &Array1<f64>) -> f64 {
    let ones = Array1::<f64>::ones(q.nrows());
    trace(matmul(ones, matmul(hadamard(q, big_w), hadamard(w, g))))
}";

#[test]
fn the_seed_is_documented_as_on_paper() {
    let explanation = explain(&gradient("q", SEED), "p", &Costs::default());
    let expected = "\
Gradient of [`p`] with respect to `q`, of `q`'s shape `p × m`.

```text
∇q = (1 (w ⊙ g)ᵀ) ⊙ W
```

Derivation
```text
dP = tr(1ᵀ (dQ ⊙ W) (w ⊙ g))
   = 1 (w ⊙ g)ᵀ : (dQ ⊙ W)            A:B = tr(AᵀB)
   = ((1 (w ⊙ g)ᵀ) ⊙ W) : dQ
```

Dimensions
```text
Q: p × m, W: p × m, w: m, g: m
```";
    assert_eq!(explanation.docs(&ROWS[0]).join("\n"), expected);
    assert_eq!(text::line(&explanation.value), "tr(1ᵀ (Q ⊙ W) (w ⊙ g))");
    let form = latex::latex(&explanation.partials[0].form);
    assert_eq!(
        form,
        "\\left(\\mathbf{1} \\, {\\left(w \\odot g\\right)}^{\\top}\\right) \\odot W"
    );
}

#[test]
fn numerator_layout_prints_the_transposes_of_matrices() {
    let item =
        "fn f(a: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> f64 { x.dot(&a.dot(y)) }";
    let gradient = stable_gradient("a, x, layout = \"numerator\"", item);
    let explanation = explain(&gradient, "f", &Costs::default());
    let [a, x] = explanation.partials.as_slice() else {
        panic!("two parameters are listed")
    };
    assert_eq!(text::line(&a.form), "y xᵀ");
    assert!(a.transposed && a.shape == "n × m", "{}", a.shape);
    assert_eq!(text::line(&x.form), "A y");
    assert!(!x.transposed && x.shape == "m", "{}", x.shape);
    let item = "fn f(a: &Array2<f64>, x: &Array1<f64>) -> f64 { sum(x) }";
    let gradient = stable_gradient("a, layout = \"numerator\", allow_zero", item);
    let explanation = explain(&gradient, "f", &Costs::default());
    assert_eq!(explanation.partials[0].form, Formula::Number(0.0));
    assert!(explanation.partials[0].transposed);
}

#[test]
fn the_page_of_operations_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operations.md");
    let page = operations();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &page).expect("the page is written");
    }
    for (_, rule) in rules::all().filter(|(_, rule)| rule.group != Group::Internal) {
        let shown = match rule.group {
            Group::Conditions => format!("`{}`", rule.summary.replace('|', "\\|")),
            _ => format!("`{}(", rule.name),
        };
        assert!(page.contains(&shown), "{}", rule.name);
    }
    let found = std::fs::read_to_string(path).expect("docs/operations.md");
    assert!(
        found == page,
        "run this test with UPDATE=1 in the environment"
    );
}

#[test]
fn the_readme_shows_what_is_derived() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).expect("README.md");
    let docs = explain(&gradient("q", SEED), "p", &Costs::default()).docs(&ROWS[0]);
    let blocks = docs.split(|line| line.starts_with("```"));
    for block in blocks.skip(1).step_by(2).take(2) {
        assert!(readme.contains(&block.join("\n")), "{block:?}");
    }
}
