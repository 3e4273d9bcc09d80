//! The explanation of a gradient: closed form, derivation, dimensions and cost.
//!
//! Graph → [`formula::Formula`] (`notation`, `network`) → marks (`layout`) → Unicode, LaTeX or
//! MathML. Invariant: what is printed has the value of the node that it is printed for; a test
//! reads it back. Reads records and computes nothing: no derivative, no simplification.

use std::collections::BTreeSet;

use crate::dim::{Nature, Polynomial};
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind};
use crate::stabilise;

mod algebra;
mod collect;
pub mod derivation;
mod docs;
mod elements;
pub mod formula;
mod kronecker;
pub mod latex;
pub mod layout;
pub mod mathml;
pub mod names;
mod network;
pub mod notation;
mod numeral;
pub mod operations;
mod selection;
mod template;
pub mod text;
mod transpose;

use formula::Formula;
use notation::{Definition, Notation, notation};

/// Operation counts, as polynomials in the dimensions.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    /// Floating-point operations of the value.
    pub value: Option<Polynomial>,
    /// Of the gradient alone.
    pub gradient: Option<Polynomial>,
    /// Of both together.
    pub both: Option<Polynomial>,
}

/// What the documentation says about one listed parameter.
#[derive(Clone, Debug)]
pub struct Partial {
    /// Its name in the program.
    pub name: String,
    /// Its shape, `p × m`.
    pub shape: String,
    /// Whether form and shape are those of the transpose, as numerator layout returns it.
    pub transposed: bool,
    /// The closed form of its gradient.
    pub form: Formula,
    /// Names in the form, with what they stand for.
    pub definitions: Vec<Definition>,
    /// The derivation's lines; none where it would be too long to follow.
    pub derivation: Vec<Step>,
    /// Names in the derivation; those of the form keep their meaning.
    pub derivation_definitions: Vec<Definition>,
}

/// One line of a derivation.
#[derive(Clone, Debug)]
pub enum Step {
    /// A formula and what led to it.
    Line(Formula, String),
    /// Lines left out.
    Elided,
}

/// A gradient explained.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The function's name in the program.
    pub function: String,
    /// The value's name in formulas.
    pub symbol: String,
    /// The value as the user wrote it.
    pub value: Formula,
    /// Names in the value, with what they stand for.
    pub value_definitions: Vec<Definition>,
    /// One for each listed parameter.
    pub partials: Vec<Partial>,
    /// Each array parameter's name as formulas print it, with its shape.
    pub dimensions: Vec<(String, String)>,
    /// What makes the value stable, as equations.
    pub stable: Vec<String>,
    /// Operation counts, printed.
    pub costs: [Option<String>; 3],
    /// Why the gradient could not be checked where it was derived, if so.
    pub unchecked: Option<&'static str>,
}

/// A longer derivation has its middle left out.
const LINES: usize = 10;
/// A closed form with more intermediates has no derivation that anyone would follow.
pub const INTERMEDIATES: usize = 8;
/// A longer line is left out.
const WEIGHT: usize = 56;

/// Explains a gradient.
#[must_use]
pub fn explain(gradient: &Gradient, function: &str, costs: &Costs) -> Explanation {
    let graph = &gradient.graph;
    let value = notation(graph, &[vec![gradient.source]], &[], false);
    let cost = |polynomial: &Option<Polynomial>| {
        let polynomial = polynomial.as_ref()?;
        Some(graph.dims.display_polynomial(polynomial))
    };
    Explanation {
        unchecked: None,
        function: function.into(),
        symbol: names::function(function),
        value: value.formula(gradient.source),
        partials: (0..gradient.wrt.len())
            .map(|position| partial(gradient, position))
            .collect(),
        dimensions: dimensions(graph),
        stable: stable(gradient),
        costs: [cost(&costs.value), cost(&costs.gradient), cost(&costs.both)],
        value_definitions: value.definitions,
    }
}

/// The equations by which naive spellings became stable functions, each once.
fn stable(gradient: &Gradient) -> Vec<String> {
    let mut equations: Vec<String> = Vec::new();
    for law in gradient
        .laws
        .iter()
        .filter_map(|step| stabilise::law(step.law))
    {
        for (before, after) in law.before.split("; ").zip(law.after.split("; ")) {
            let equation = format!("{before} = {after}");
            if !equations.contains(&equation) {
                equations.push(equation);
            }
        }
    }
    equations
}

fn dimensions(graph: &Graph) -> Vec<(String, String)> {
    let names = names::inputs(graph);
    let ids = graph.ids();
    let arrays = ids.filter_map(|id| match graph.kind(id) {
        Kind::Input(index) if graph.rank(id) > 0 => {
            let shape = graph.dims.display_shape(graph.shape(id));
            Some((names[*index].text.clone(), shape))
        }
        _ => None,
    });
    let least = graph.dims.symbols().filter_map(|symbol| {
        let Nature::Least(left, right) = graph.dims.nature(symbol) else {
            return None;
        };
        let [left, right] = [left, right].map(|dim| graph.dims.display(dim));
        let meaning = format!("min({left}, {right})");
        Some((graph.dims.name(symbol).to_owned(), meaning))
    });
    arrays.chain(least).collect()
}

fn partial(gradient: &Gradient, position: usize) -> Partial {
    let parameter = gradient.wrt[position];
    let name = match gradient.graph.kind(parameter) {
        Kind::Input(index) => gradient.graph.inputs[*index].name.clone(),
        _ => String::new(),
    };
    let shape = gradient.graph.shape(parameter);
    let mut partial = Partial {
        name,
        shape: gradient.graph.dims.display_shape(shape),
        transposed: false,
        form: Formula::Number(0.0),
        definitions: Vec::new(),
        derivation: Vec::new(),
        derivation_definitions: Vec::new(),
    };
    if let Some(id) = gradient.partials[position] {
        let closed = notation(&gradient.graph, &[vec![id]], &[], true);
        partial.form = closed.formula(id);
        partial.definitions = needed(&[&partial.form], &closed.definitions);
        if partial.definitions.len() <= INTERMEDIATES {
            derive(gradient, position, &mut partial);
        }
    }
    if let Some(Some(id)) = gradient.transposed.get(position).copied() {
        return_transposed(&gradient.graph, id, &mut partial);
    }
    partial
}

/// Numerator layout: form and shape are those of the transpose, the derivation is not.
fn return_transposed(graph: &Graph, transposed: Id, partial: &mut Partial) {
    let closed = notation(graph, &[vec![transposed]], &[], true);
    partial.form = closed.formula(transposed);
    partial.definitions = needed(&[&partial.form], &closed.definitions);
    partial.shape = graph.dims.display_shape(graph.shape(transposed));
    partial.transposed = true;
}

/// Adds the derivation, in which the closed form's names keep their meaning.
fn derive(gradient: &Gradient, position: usize, partial: &mut Partial) {
    let Some(mut derived) = derivation::derivation(gradient, position) else {
        return;
    };
    shorten(&mut derived.lines);
    let group = |line: &derivation::Line| {
        let ids = line.terms.iter();
        ids.flat_map(|(cotangent, tangent)| [*cotangent, *tangent])
            .collect()
    };
    let groups: Vec<Vec<Id>> = derived.lines.iter().map(group).collect();
    let notation = notation(&derived.graph, &groups, &partial.definitions, true);
    partial.derivation = steps(&derived, &notation, &partial.form);
    let shown = partial.derivation.iter().filter_map(Step::formula);
    let shown: Vec<&Formula> = shown.collect();
    let old = &partial.definitions;
    let new = notation.definitions.into_iter();
    let new = new.filter(|new| old.iter().all(|old| old.name != new.name));
    let known: Vec<Definition> = old.iter().cloned().chain(new).collect();
    partial.derivation_definitions = needed(&shown, &known);
}

/// Of a very long derivation the middle is not even translated.
fn shorten(lines: &mut Vec<derivation::Line>) {
    if lines.len() > 2 * LINES + 4 {
        let tail = lines.split_off(lines.len() - LINES);
        lines.truncate(LINES + 4);
        lines.extend(tail);
    }
}

/// The lines as formulas, without repetitions, at most [`LINES`]; the last one shows `form`.
fn steps(derived: &derivation::Derivation, notation: &Notation, form: &Formula) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (position, line) in derived.lines.iter().enumerate() {
        let last = position + 1 == derived.lines.len();
        let terms = line.terms.iter().map(|(cotangent, tangent)| {
            let rank = derived.graph.rank(*tangent);
            let tangent = notation.formula(*tangent);
            if last {
                isolated(form, tangent, rank)
            } else {
                paired(notation.formula(*cotangent), tangent, rank)
            }
        });
        let formula = Formula::sum(terms.collect());
        if formula.weight() > WEIGHT && !last {
            if !matches!(steps.last(), Some(Step::Elided)) {
                steps.push(Step::Elided);
            }
        } else {
            let previous = steps.iter().rev().find_map(Step::formula);
            if !previous.is_some_and(|earlier| earlier.has_same_terms(&formula)) {
                steps.push(Step::Line(formula, line.laws.join(", ")));
            }
        }
    }
    if steps.len() > LINES {
        let tail = steps.split_off(steps.len() - 3);
        steps.truncate(LINES - 4);
        if !matches!(steps.last(), Some(Step::Elided)) {
            steps.push(Step::Elided);
        }
        steps.extend(tail);
    }
    steps
}

impl Step {
    /// The line's formula.
    #[must_use]
    pub fn formula(&self) -> Option<&Formula> {
        match self {
            Self::Line(formula, _) => Some(formula),
            Self::Elided => None,
        }
    }
}

/// `A : dX`, `aᵀ dx` or a product of numbers.
fn paired(cotangent: Formula, tangent: Formula, rank: usize) -> Formula {
    match rank {
        0 => {
            let mut term = formula::Term::one();
            term.multiply(cotangent);
            term.multiply(tangent);
            term.of(None)
        }
        _ if cotangent == Formula::Number(0.0) => cotangent,
        1 => Formula::product(vec![cotangent.transpose(), tangent]).into_scalar(),
        _ => Formula::frobenius(cotangent, tangent),
    }
}

/// The same, with the closed form as it is printed: `(Xᵀ r)ᵀ dw`, not `rᵀ X dw`.
fn isolated(form: &Formula, tangent: Formula, rank: usize) -> Formula {
    if rank != 1 || matches!(form, Formula::Number(_)) {
        return paired(form.clone(), tangent, rank);
    }
    let mut term = formula::Term::one();
    let body = match term.take_scalars(form.clone()) {
        body @ Formula::Product(_) => Formula::Transpose(Box::new(body)),
        body => body.transpose(),
    };
    term.scalars.push(Formula::Product(vec![body, tangent]));
    term.of(None)
}

/// The definitions that formulas mention, directly or through one another.
fn needed(shown: &[&Formula], definitions: &[Definition]) -> Vec<Definition> {
    let mut mentioned = BTreeSet::new();
    for formula in shown {
        formula.names(&mut mentioned);
    }
    let mut kept: Vec<Definition> = Vec::new();
    for definition in definitions.iter().rev() {
        if mentioned.contains(&definition.name) {
            definition.formula.names(&mut mentioned);
            kept.push(definition.clone());
        }
    }
    kept.reverse();
    kept
}
