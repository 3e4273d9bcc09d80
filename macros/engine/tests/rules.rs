//! The rule table: each differential against dual numbers of the value, at first and second
//! order, forwards and backwards; and what must hold of every row.

use std::collections::BTreeMap;

use matgrad_engine::differentiate::{differentiate, tangents};
use matgrad_engine::dim::Dim;
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Attribute, Graph, Id, Kind};
use matgrad_engine::interpret::evaluate;
use matgrad_engine::rules::linear::Family;
use matgrad_engine::rules::{self, Differential, Domain, Group, Meaning, Parameter, Rule, all};
use matgrad_engine::simplify::simplify;
use matgrad_engine::verify::random::Random;

mod numeric;

use numeric::{call, compare, forms, input, inputs, sizes, symbol, tensor, weighted};

const POINTS: usize = 24;

/// A weighted sum of one call, with respect to its arguments.
struct Case {
    title: String,
    domain: Domain,
    gradient: Gradient,
}

fn case(rule: &Rule, attribute: Attribute, arguments: &[String]) -> Case {
    let mut graph = Graph::default();
    let mut letters: BTreeMap<char, Dim> = BTreeMap::new();
    let mut arrays = Vec::new();
    for (position, argument) in arguments.iter().enumerate() {
        let mut dims = Vec::new();
        for letter in argument.chars() {
            let known = letters.get(&letter).copied();
            let dim = known.unwrap_or_else(|| symbol(&mut graph, &letter.to_string()));
            letters.insert(letter, dim);
            dims.push(dim);
        }
        arrays.push(input(&mut graph, &format!("x{position}"), &dims));
    }
    let value = call(&mut graph, rule, attribute, &arrays);
    let source = weighted(&mut graph, value);
    Case {
        title: format!("{} {arguments:?} {attribute:?}", rule.name),
        domain: rule.domain,
        gradient: differentiate(graph, source, &arrays),
    }
}

/// Every rule that takes arrays, in each of its forms.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, rule) in all() {
        // Singular vectors only make sense beside their own singular values: `svdvals` has them.
        let piece =
            rule.group == Group::Internal && rules::traits(id).family == Some(Family::Singular);
        if rule.parameters.first() == Some(&Parameter::Array) && !piece {
            for (attribute, arguments) in forms(rule) {
                cases.push(case(rule, attribute, &arguments));
            }
        }
    }
    cases
}

fn check(title: &str, domain: Domain, gradient: &Gradient) {
    let mut random = Random::new(7);
    for _ in 0..POINTS {
        let inputs = inputs(&gradient.graph, &mut random, domain);
        let (found, expected, magnitude) = compare(
            &gradient.graph,
            gradient.source,
            &gradient.wrt,
            &gradient.partials,
            &inputs,
            &mut random,
        );
        assert!(
            (found - expected).abs() <= 1e-12 * (magnitude + 1.0),
            "{title}: {found} is not {expected}"
        );
    }
}

#[test]
fn differentials_are_the_slopes_of_values() {
    let cases = cases();
    assert!(cases.len() > 100, "{} cases", cases.len());
    for Case {
        title,
        domain,
        gradient,
    } in cases
    {
        check(&title, domain, &gradient);
        check(&format!("{title}, simplified"), domain, &simplify(gradient));
    }
}

#[test]
fn tangents_are_the_slopes_of_values() {
    for Case {
        title,
        domain,
        mut gradient,
    } in cases()
    {
        let graph = &mut gradient.graph;
        let mut pairs = Vec::new();
        for id in gradient.wrt.clone() {
            let shape = graph.shape(id).to_vec();
            pairs.push((id, input(graph, "d", &shape)));
        }
        let forward = tangents(graph, &gradient.sweep, &pairs);
        let Some(forward) = forward.get(gradient.source).copied() else {
            continue;
        };
        let mut random = Random::new(11);
        for _ in 0..4 {
            let mut point = inputs(graph, &mut random, domain);
            let found = evaluate(graph, &[forward], &sizes, &point)[0].data[0].value;
            for (id, differential) in &pairs {
                let (Kind::Input(at), Kind::Input(from)) =
                    (graph.kind(*id), graph.kind(*differential))
                else {
                    panic!("not inputs")
                };
                let direction = point[*from].clone();
                for (x, d) in point[*at].data.iter_mut().zip(direction.data) {
                    x.slope = d.value;
                }
            }
            let expected = evaluate(graph, &[gradient.source], &sizes, &point)[0].data[0].slope;
            let tolerance = 1e-11 * (expected.abs() + 1.0);
            assert!(
                (found - expected).abs() <= tolerance,
                "{title}: {found} is not {expected}"
            );
        }
    }
}

#[test]
fn partials_differentiate_again() {
    let mut again = 0;
    for Case {
        title,
        domain,
        gradient,
    } in cases()
    {
        for (position, partial) in gradient.partials.iter().enumerate() {
            let mut graph = gradient.graph.clone();
            let Some(partial) = partial else { continue };
            let source = weighted(&mut graph, *partial);
            let second = differentiate(graph, source, &gradient.wrt);
            let title = format!("{title}, partial {position}");
            check(&title, domain, &second);
            check(&format!("{title}, simplified"), domain, &simplify(second));
            again += 1;
        }
    }
    assert!(again > 100, "{again} second derivatives");
}

#[test]
fn every_row_is_complete() {
    let (mut names, mut methods) = (Vec::new(), Vec::new());
    for (id, rule) in all() {
        let name = rule.name;
        assert_eq!(rules::named(name), id, "two rows are named {name}");
        assert!(!names.contains(&name), "two rows are named {name}");
        names.push(name);
        for method in rule.methods {
            assert!(
                !methods.contains(method),
                "two rows have the method {method}"
            );
            methods.push(method);
        }
        for text in [rule.law, rule.notation, rule.summary] {
            assert!(!text.trim().is_empty(), "{name} says nothing");
        }
        let arrays = rule.parameters.iter().filter(|p| **p == Parameter::Array);
        let arrays = arrays.count();
        for placeholder in ["{0}", "{1}", "{2}"].iter().skip(arrays) {
            assert!(
                !rule.notation.contains(placeholder),
                "{name}: {placeholder}"
            );
        }
        let constant = rule.group == Group::Constants;
        let elementwise = matches!(rule.meaning, Meaning::Elementwise { .. });
        let composite =
            matches!(rule.meaning, Meaning::Composite(_)) && rule.group == Group::Elementwise;
        assert_eq!(
            rule.forms.is_empty(),
            elementwise || composite || constant,
            "{name}"
        );
        for form in rule.forms {
            let left = form.split_once("->").expect("an arrow").0;
            assert_eq!(left.split(',').count(), arrays, "{name}: {form}");
        }
        match &rule.meaning {
            Meaning::Elementwise { partials, .. } => assert_eq!(partials.len(), arrays, "{name}"),
            Meaning::Primitive {
                differential: Differential::Terms(lines),
                ..
            } => assert!([1, rule.forms.len()].contains(&lines.len()), "{name}"),
            _ => {}
        }
    }
}

#[test]
fn every_rule_that_a_differential_names_exists() {
    for (_, rule) in all() {
        let texts: &[&str] = match &rule.meaning {
            Meaning::Elementwise { partials, .. } => partials,
            Meaning::Primitive {
                differential: Differential::Terms(lines),
                ..
            } => lines,
            _ => &[],
        };
        for text in texts {
            let mut rest = *text;
            while let Some(end) = rest.find('(') {
                let start = rest[..end]
                    .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .map_or(0, |before| before + 1);
                if start < end {
                    let _ = rules::named(&rest[start..end]);
                }
                rest = &rest[end + 1..];
            }
        }
    }
}

/// The partials of `rule` at one point, without a weight.
fn partials_at(rule: &str, build: impl FnOnce(&mut Graph, Id) -> Id, x: &[f64]) -> Vec<f64> {
    let mut graph = Graph::default();
    let n = graph.dims.constant(i64::try_from(x.len()).unwrap());
    let id = input(&mut graph, "x", &[n]);
    let value = build(&mut graph, id);
    let letters = if graph.rank(value) == 0 { "->" } else { "i->" };
    let source = graph.einsum(letters, &[value]);
    let gradient = differentiate(graph, source, &[id]);
    let mut out = Vec::new();
    for gradient in [gradient.clone(), simplify(gradient)] {
        let mut point = tensor(&mut Random::new(1), &[x.len()], Domain::Real, 0);
        for (element, x) in point.data.iter_mut().zip(x) {
            element.value = *x;
        }
        let partial = gradient.partials[0].unwrap_or_else(|| panic!("{rule} has no partial"));
        let found = evaluate(&gradient.graph, &[partial], &sizes, &[point]);
        let found: Vec<f64> = found[0].data.iter().map(|element| element.value).collect();
        assert!(
            out.is_empty() || out == found,
            "{rule}: {out:?}, simplified {found:?}"
        );
        out = found;
    }
    out
}

fn of_map(rule: &str, x: &[f64]) -> Vec<f64> {
    partials_at(rule, |graph, id| graph.map(rule, Attribute::None, &[id]), x)
}

fn with_number(rule: &str, number: f64, x: &[f64]) -> Vec<f64> {
    let build = |graph: &mut Graph, id| {
        let number = graph.number(number);
        graph.map(rule, Attribute::None, &[id, number])
    };
    partials_at(rule, build, x)
}

fn of_apply(rule: &str, x: &[f64]) -> Vec<f64> {
    let build = |graph: &mut Graph, id| graph.apply(rule, Attribute::None, &[id], vec![]);
    partials_at(rule, build, x)
}

#[test]
fn kinks_have_the_subgradient_of_least_norm() {
    assert_eq!(of_map("abs", &[-2.0, 0.0, 2.0]), [-1.0, 0.0, 1.0]);
    assert_eq!(of_map("relu", &[-2.0, 0.0, 2.0]), [0.0, 0.0, 1.0]);
    assert_eq!(of_apply("norm2", &[0.0, 0.0]), [0.0, 0.0]);
    assert_eq!(of_apply("max", &[1.0, 3.0, 3.0]), [0.0, 0.5, 0.5]);
    assert_eq!(of_apply("min", &[1.0, 1.0, 1.0, 1.0]), [0.25; 4]);
    // Two arrays share a tie, against a literal number it counts 0.
    let build = |graph: &mut Graph, id| {
        let other = graph.scale(-1.0, id);
        graph.map("maximum", Attribute::None, &[id, other])
    };
    assert_eq!(
        partials_at("maximum", build, &[-1.0, 0.0, 1.0]),
        [-1.0, 0.0, 1.0]
    );
    assert_eq!(
        with_number("maximum", 1.0, &[0.0, 1.0, 2.0]),
        [0.0, 0.0, 1.0]
    );
    assert_eq!(
        with_number("minimum", 1.0, &[0.0, 1.0, 2.0]),
        [1.0, 0.0, 0.0]
    );
    for (number, slope) in [(0.5, 0.5), (3.0, 1.0), (-1.0, 0.0)] {
        assert_eq!(with_number("leaky_relu", number, &[0.0, 2.0]), [slope, 1.0]);
        assert_eq!(with_number("elu", number, &[0.0, 2.0]), [slope, 1.0]);
    }
    let build = |graph: &mut Graph, id| {
        let (lo, hi) = (graph.number(-1.0), graph.number(1.0));
        graph.map("clamp", Attribute::None, &[id, lo, hi])
    };
    assert_eq!(
        partials_at("clamp", build, &[-2.0, -1.0, 0.0, 1.0, 2.0]),
        [0.0, 0.0, 1.0, 0.0, 0.0]
    );
}

#[test]
fn powers_are_finite_at_zero_where_they_exist() {
    assert_eq!(with_number("powf", 2.0, &[0.0, 3.0]), [0.0, 6.0]);
    assert_eq!(with_number("powf", 0.0, &[0.0, 3.0]), [0.0, 0.0]);
    assert_eq!(with_number("powf", 1.0, &[0.0, 3.0]), [1.0, 1.0]);
    let build = |graph: &mut Graph, id| graph.map("powi", Attribute::Exponent(0), &[id]);
    assert_eq!(partials_at("powi", build, &[3.0]), [0.0]);
}

#[test]
fn partials_keep_their_digits_at_the_ends_of_the_domain() {
    // 1 − x is 2⁻⁴⁰ exactly, so that √((1 − x)(1 + x)) can be written down.
    let gap = 2.0_f64.powi(-40);
    let expected = 1.0 / (gap * (2.0 - gap)).sqrt();
    let found = of_map("asin", &[1.0 - gap])[0];
    assert!((found / expected - 1.0).abs() < 1e-14, "{found}");
    let found = of_map("atanh", &[1.0 - gap])[0];
    assert!((found * (gap * (2.0 - gap)) - 1.0).abs() < 1e-14, "{found}");
    assert!(of_map("softplus", &[-800.0, 800.0]) == [0.0, 1.0]);
    assert!(of_map("sigmoid", &[-800.0, 800.0]) == [0.0, 0.0]);
}
