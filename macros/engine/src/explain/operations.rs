//! The rule table as the page of supported operations.

use crate::rules::{self, Group, Meaning, Parameter, Rule, RuleId};

const INTRODUCTION: &str = "\
# Supported operations

Functions of `matgrad::prelude`, in `#[grad]` functions and outside of them. Where methods are
listed, `x.exp()` is read as well as `exp(x)`. Shapes are written a letter an axis: equal letters are
equal dimensions, `ij,j->i` takes a matrix and a vector and gives a vector; nothing stands for a
scalar. Elementwise functions take arrays of one shape; scalars beside arrays spread.

This page is written from the rule table, and a test keeps it so.
";

const GROUPS: [(Group, &str); 9] = [
    (Group::Products, "Products"),
    (Group::Shape, "Rearranging"),
    (Group::Sums, "Sums, means and products of elements"),
    (Group::Norms, "Norms"),
    (Group::Extremes, "Extremes"),
    (Group::LinearAlgebra, "Linear algebra"),
    (Group::Elementwise, "Functions of each element"),
    (Group::Constants, "Constants"),
    (Group::Conditions, "Conditions"),
];

/// The page, as Markdown.
#[must_use]
pub fn operations() -> String {
    let mut page = String::from(INTRODUCTION);
    for (group, title) in GROUPS {
        let rows: Vec<String> = rules::all()
            .filter(|(_, rule)| rule.group == group)
            .map(|(id, rule)| row(id, rule))
            .collect();
        if rows.is_empty() {
            continue;
        }
        page.push_str("\n## ");
        page.push_str(title);
        page.push_str("\n\n| function | methods | shapes | value | differential |\n");
        page.push_str("| --- | --- | --- | --- | --- |\n");
        page.push_str(&rows.concat());
    }
    let methods: Vec<String> = rules::all()
        .filter(|(_, rule)| rule.group == Group::Internal && !rule.methods.is_empty())
        .map(|(id, rule)| row(id, rule))
        .collect();
    if !methods.is_empty() {
        page.push_str("\n## Methods without a function\n\n");
        page.push_str("| | methods | shapes | value | differential |\n");
        page.push_str("| --- | --- | --- | --- | --- |\n");
        page.push_str(&methods.concat());
    }
    page
}

fn row(id: RuleId, rule: &Rule) -> String {
    let name = match rule.group {
        Group::Internal => String::new(),
        // Written as Rust has them, which is what the summary says.
        Group::Conditions => format!("`{}`", rule.summary),
        _ => format!("`{}`", signature(rule)),
    };
    let methods: Vec<String> = rule.methods.iter().map(|m| format!("`.{m}`")).collect();
    let shapes: Vec<String> = rule.forms.iter().map(|form| form_text(form)).collect();
    let shapes = match (&rule.meaning, shapes.is_empty()) {
        (Meaning::Elementwise { .. }, _) | (_, true) => "any".into(),
        _ => shapes.join(" "),
    };
    let feature = rules::traits(id).feature;
    let feature = feature.map_or(String::new(), |feature| format!(" (feature `{feature}`)"));
    let value = match rule.group {
        Group::Conditions => rule
            .notation
            .replace("{0}", "x")
            .replace("{1}", "y")
            .replace("{2}", "z"),
        _ => format!("{}{feature}", rule.summary),
    };
    let cells = [name, methods.join(" "), shapes, value, rule.law.into()];
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |\n", cells.join(" | "))
}

fn signature(rule: &Rule) -> String {
    let mut letters = ["x", "y", "z"].into_iter();
    let argument = |parameter: &Parameter| match parameter {
        Parameter::Array => letters.next().unwrap_or("x"),
        Parameter::Axis => "Axis(k)",
        Parameter::Exponent | Parameter::Order => "n",
        Parameter::Shape => "shape",
        Parameter::Number => "number",
    };
    let arguments: Vec<&str> = rule.parameters.iter().map(argument).collect();
    format!("{}({})", rule.name, arguments.join(", "))
}

/// A form; the axis it is restricted to is said in words.
fn form_text(form: &str) -> String {
    match form.split_once(':') {
        Some((axis, form)) => format!("axis {axis}: `{form}`"),
        None => format!("`{form}`"),
    }
}
