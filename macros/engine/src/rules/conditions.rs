//! Conditions, 1 where they hold and 0 elsewhere, and the choice between two values by one.
//!
//! What holds is what holds in Rust: nothing is less than NaN, and NaN differs from itself.

use super::{Domain, Group, Meaning, Parameter, Role, Rule};
use crate::dual::Dual;
use crate::graph::Attribute;

const X: &[Parameter] = &[Parameter::Array];
const XY: &[Parameter] = &[Parameter::Array, Parameter::Array];
const XYZ: &[Parameter] = &[Parameter::Array, Parameter::Array, Parameter::Array];

/// A condition is constant for differentiation, in each argument.
const CONSTANT: [&str; 2] = ["0", "0"];

/// A row a line: name, parameters, notation, whether it holds, domain, summary.
macro_rules! conditions {
    ($($name:literal $parameters:ident $notation:literal, $holds:expr, $domain:ident, $summary:literal $(, $role:ident)*;)*) => {
        &[$(Rule {
            name: $name,
            methods: &[],
            group: Group::Conditions,
            parameters: $parameters,
            forms: &[],
            meaning: Meaning::Elementwise {
                partials: CONSTANT.split_at($parameters.len()).0,
                value: |x, _| truth($holds(x)),
            },
            notation: $notation,
            law: concat!("d [", $summary, "] = 0"),
            domain: Domain::$domain,
            summary: $summary,
            roles: &[$(Role::$role),*],
        }),*]
    };
}

/// The conditions.
#[allow(clippy::float_cmp)] // as the user's own comparison does
pub const RULES: &[Rule] = conditions! {
    "less" XY "[{0} < {1}]", |x: &[Dual]| x[0].value < x[1].value, Real, "x < y";
    "at_most" XY "[{0} ≤ {1}]", |x: &[Dual]| x[0].value <= x[1].value, Real, "x <= y";
    "greater" XY "[{0} > {1}]", |x: &[Dual]| x[0].value > x[1].value, Real, "x > y", Greater;
    "at_least" XY "[{0} ≥ {1}]", |x: &[Dual]| x[0].value >= x[1].value, Real, "x >= y";
    "equal" XY "[{0} = {1}]", |x: &[Dual]| x[0].value == x[1].value, Real, "x == y";
    "differs" XY "[{0} ≠ {1}]", |x: &[Dual]| x[0].value != x[1].value, Real, "x != y";
    "both" XY "[{0} ∧ {1}]", |x: &[Dual]| holds(x[0]) && holds(x[1]), Truth, "x && y", Conjunction;
    "either" XY "[{0} ∨ {1}]", |x: &[Dual]| holds(x[0]) || holds(x[1]), Truth, "x || y", Disjunction;
    "not" X "[{0} = 0]", |x: &[Dual]| !holds(x[0]), Truth, "!x", Negation;
    "is_nan" X "nan({0})", |x: &[Dual]| x[0].value.is_nan(), Real, "x.is_nan()";
    "is_finite" X "finite({0})", |x: &[Dual]| x[0].value.is_finite(), Real, "x.is_finite()";
};

/// The choice.
pub const CHOICE: &[Rule] = &[Rule {
    name: "select",
    methods: &[],
    group: Group::Conditions,
    parameters: XYZ,
    forms: &[],
    meaning: Meaning::Elementwise {
        partials: &["0", "where x", "where not x"],
        value: select,
    },
    notation: "where({0}, {1}, {2})",
    law: "d where(x, y, z) = where(x, dy, dz)",
    domain: Domain::Choice,
    summary: "if x { y } else { z }",
    roles: &[Role::Choice],
}];

fn select(x: &[Dual], _: Attribute) -> Dual {
    if holds(x[0]) { x[1] } else { x[2] }
}

fn holds(condition: Dual) -> bool {
    condition.value != 0.0
}

fn truth(holds: bool) -> Dual {
    Dual::constant(f64::from(u8::from(holds)))
}
