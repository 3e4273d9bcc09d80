//! Products of arrays.

use super::{Domain, Group, Meaning, Parameter, Rule};

const TWO: &[Parameter] = &[Parameter::Array, Parameter::Array];

/// The entries.
pub const RULES: &[Rule] = &[Rule {
    name: "matmul",
    methods: &["dot"],
    group: Group::Products,
    parameters: TWO,
    forms: &["ij,jk->ik", "ij,j->i", "i,ij->j", "i,i->"],
    meaning: Meaning::Contraction,
    notation: "{0} {1}",
    law: "d(A B) = dA B + A dB",
    domain: Domain::Real,
    summary: "matrix and vector products",
}];
