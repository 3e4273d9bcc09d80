//! Programs say whatever the rule table has.

use std::collections::BTreeSet;

use matgrad_engine::rules::{self, Group, all};

use crate::generate::program;

const PROGRAMS: u64 = 1500;

/// What programs do not say.
const LEFT_OUT: &[&str] = &[
    // Arrays and scalars have it by the vocabulary's trait, and it is refused.
    ".pow",
];

#[test]
fn programs_say_every_function_and_method() {
    let sources: String = (0..PROGRAMS)
        .map(|seed| program(seed).annotated())
        .collect();
    // What stands before each parenthesis: a function's name, or a method's with its dot.
    let heads = sources.split(['(', '{']).filter_map(|text| {
        let plain = text
            .trim_end_matches("::<f64>")
            .trim_end_matches("::<f64, _>");
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        plain.rsplit(|c| !inside(c)).next()
    });
    let words: BTreeSet<&str> = heads
        .map(|head| head.rfind('.').map_or(head, |dot| &head[dot..]))
        .chain(
            sources
                .split("mapv(")
                .filter_map(|text| text.split(')').next()),
        )
        .collect();
    let mut missing = Vec::new();
    for (id, rule) in all() {
        let hidden = matches!(rule.group, Group::Internal | Group::Conditions);
        if hidden || rules::traits(id).feature.is_some() {
            continue;
        }
        let name = rule.is_function().then(|| rule.name.to_owned());
        let methods = rule.methods.iter().map(|method| format!(".{method}"));
        let names = name.into_iter().chain(methods);
        missing.extend(names.filter(|name| !words.contains(name.as_str())));
    }
    missing.retain(|name| !LEFT_OUT.contains(&name.as_str()));
    assert!(missing.is_empty(), "no program says {missing:?}");
}
