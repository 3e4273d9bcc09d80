//! Functions of each element.

use super::{Domain, Group, Meaning, Parameter, Rule};

/// The entries.
pub const RULES: &[Rule] = &[Rule {
    name: "exp",
    methods: &["exp"],
    group: Group::Elementwise,
    parameters: &[Parameter::Array],
    forms: &[],
    meaning: Meaning::Elementwise {
        partials: &["f"],
        value: |x, _| x[0].exp(),
    },
    notation: "exp({0})",
    law: "d exp x = exp(x) dx",
    domain: Domain::Real,
    summary: "eˣ",
}];
