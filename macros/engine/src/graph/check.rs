//! Whether a graph is legal, by the grammar in the header of [`super`].

use super::{Attribute, Contract, Graph, Id, Kind};
use crate::dim::Dim;
use crate::rules::{self, Meaning, Parameter, RuleId};

/// Whether what `roots` depend on is legal.
///
/// # Errors
/// What the grammar forbids, and the graph down to where it does.
pub fn check(graph: &Graph, roots: &[Id]) -> Result<(), (String, String)> {
    for id in graph.ids() {
        let mut late = None;
        graph.visit_children(id, &mut |child| {
            late = late.or((child >= id).then_some(child));
        });
        if let Some(child) = late {
            let what = format!("the operand %{} of the earlier node %{}", child.0, id.0);
            return Err((what, String::new()));
        }
    }
    if let Some(root) = roots.iter().find(|root| root.0 as usize >= graph.len()) {
        return Err((format!("a root %{} that is no node", root.0), String::new()));
    }
    for id in graph.schedule(roots) {
        node(graph, id).map_err(|what| (format!("{what} in the last line"), graph.print(&[id])))?;
    }
    Ok(())
}

type Checked = Result<(), String>;

fn require(holds: bool, what: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(what()) }
}

fn node(graph: &Graph, id: Id) -> Checked {
    let (kind, shape) = (graph.kind(id), graph.shape(id));
    let ranks = |allowed: &[usize]| {
        require(allowed.contains(&shape.len()), || {
            format!("{} axes", shape.len())
        })
    };
    match kind {
        Kind::Input(number) => require(*number < graph.inputs.len(), || "an unknown input".into()),
        Kind::Number(_) | Kind::Size(_) => ranks(&[0]),
        Kind::Pick { .. } => ranks(&[1, 2]),
        Kind::Triangle => ranks(&[2]),
        Kind::Contract(contract) => {
            require(contract.dims.get(..contract.rank) == Some(shape), || {
                "a shape that is not that of the result's labels".into()
            })?;
            factors(graph, contract)
        }
        Kind::Combine(terms) => {
            let mut terms = terms.iter();
            terms.try_for_each(|term| same_shape(graph, shape, term.1))
        }
        Kind::Map {
            rule,
            attribute,
            arguments,
        } => {
            let row = rules::rule(*rule);
            let Meaning::Elementwise { partials, .. } = &row.meaning else {
                return Err(format!("`{}`, which is not elementwise,", row.name));
            };
            count(arguments.len(), partials.len(), *rule)?;
            given(*attribute, *rule)?;
            let mut arguments = arguments.iter();
            arguments.try_for_each(|argument| same_shape(graph, shape, *argument))
        }
        Kind::Reshape(x) => {
            let equal = graph.dims.same_count(shape, graph.shape(*x));
            require(equal, || "another number of elements".into())
        }
        Kind::Apply {
            rule,
            attribute,
            arguments,
        } => applied(graph, *rule, *attribute, arguments, shape),
    }
}

fn factors(graph: &Graph, contract: &Contract) -> Checked {
    for factor in &contract.factors {
        let shape = graph.shape(factor.node);
        require(factor.labels.len() == shape.len(), || {
            format!("{} labels for {} axes", factor.labels.len(), shape.len())
        })?;
        for (label, dim) in factor.labels.iter().zip(shape) {
            let Some(expected) = contract.dims.get(usize::from(*label)) else {
                return Err(format!("a label {label} without a dimension"));
            };
            same_dim(graph, *expected, *dim)?;
        }
    }
    Ok(())
}

fn same_shape(graph: &Graph, shape: &[Dim], id: Id) -> Checked {
    let other = graph.shape(id);
    require(shape.len() == other.len(), || {
        "operands of another rank".into()
    })?;
    let mut pairs = shape.iter().zip(other);
    pairs.try_for_each(|(left, right)| same_dim(graph, *left, *right))
}

fn same_dim(graph: &Graph, left: Dim, right: Dim) -> Checked {
    require(graph.dims.are_equal(left, right), || {
        let [left, right] = [left, right].map(|dim| graph.dims.display(dim));
        format!("an index over both {left} and {right}")
    })
}

fn count(found: usize, expected: usize, rule: RuleId) -> Checked {
    let name = rules::rule(rule).name;
    require(found == expected, || {
        format!("{found} arguments of `{name}`, which takes {expected},")
    })
}

/// Whether an exponent is there if and only if the rule takes one.
fn given(attribute: Attribute, rule: RuleId) -> Checked {
    let row = rules::rule(rule);
    let wanted = row.parameters.contains(&Parameter::Exponent);
    let given = matches!(attribute, Attribute::Exponent(_));
    require(wanted == given, || {
        format!("a wrong attribute of `{}`", row.name)
    })
}

fn applied(
    graph: &Graph,
    rule: RuleId,
    attribute: Attribute,
    arguments: &[Id],
    shape: &[Dim],
) -> Checked {
    let row = rules::rule(rule);
    if !matches!(row.meaning, Meaning::Primitive { .. }) {
        return Err(format!("`{}`, which is no primitive,", row.name));
    }
    let ranks: Vec<usize> = arguments.iter().map(|id| graph.rank(*id)).collect();
    let Some([left, out]) = row.letters(attribute, &ranks) else {
        return Err(format!("arguments that no form of `{}` takes", row.name));
    };
    let mut known: Vec<(char, Dim)> = Vec::new();
    let dims = arguments.iter().flat_map(|id| graph.shape(*id));
    for (letter, dim) in left.zip(dims) {
        match known.iter().find(|(other, _)| *other == letter) {
            Some((_, other)) => same_dim(graph, *other, *dim)?,
            None => known.push((letter, *dim)),
        }
    }
    let out: Vec<char> = out.collect();
    require(out.len() == shape.len(), || {
        format!("a wrong rank of `{}`", row.name)
    })?;
    for (letter, dim) in out.iter().zip(shape) {
        if let Some((_, other)) = known.iter().find(|(other, _)| other == letter) {
            same_dim(graph, *other, *dim)?;
        }
    }
    Ok(())
}
