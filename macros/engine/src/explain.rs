//! The explanation of a gradient: closed form, derivation, dimensions and cost.
//!
//! Graph → [`formula::Formula`] (`notation`, `network`) → marks (`layout`) → Unicode, LaTeX or
//! MathML. Invariant: what is printed has the value of the node that it is printed for; a test
//! reads it back. Reads records and computes nothing: no derivative, no simplification.

use crate::dim::Polynomial;
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind};

mod algebra;
pub mod derivation;
mod docs;
pub mod formula;
pub mod latex;
pub mod layout;
pub mod mathml;
pub mod names;
mod network;
pub mod notation;
mod template;
pub mod text;

use formula::{Formula, Name};

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
    /// The closed form of its gradient.
    pub form: Formula,
    /// Names in the form and the derivation, with what they stand for.
    pub definitions: Vec<(Name, Formula)>,
    /// The derivation's lines.
    pub derivation: Vec<Step>,
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
    pub value_definitions: Vec<(Name, Formula)>,
    /// One for each listed parameter.
    pub partials: Vec<Partial>,
    /// Each array parameter's name as formulas print it, with its shape.
    pub dimensions: Vec<(String, String)>,
    /// Operation counts, printed.
    pub costs: [Option<String>; 3],
}

/// A longer derivation has its middle left out.
const LINES: usize = 10;
/// A longer line is left out.
const WEIGHT: usize = 56;

/// Explains a gradient.
#[must_use]
pub fn explain(gradient: &Gradient, function: &str, costs: &Costs) -> Explanation {
    let graph = &gradient.graph;
    let value = notation::notation(graph, &[vec![gradient.source]], false);
    let cost = |polynomial: &Option<Polynomial>| {
        let polynomial = polynomial.as_ref()?;
        Some(graph.dims.display_polynomial(polynomial))
    };
    Explanation {
        function: function.into(),
        symbol: names::function(function),
        value: value.formula(gradient.source),
        partials: (0..gradient.wrt.len())
            .filter_map(|position| partial(gradient, position))
            .collect(),
        dimensions: dimensions(graph),
        costs: [cost(&costs.value), cost(&costs.gradient), cost(&costs.both)],
        value_definitions: value.definitions,
    }
}

fn dimensions(graph: &Graph) -> Vec<(String, String)> {
    let names = names::inputs(graph);
    let ids = (0..u32::try_from(graph.len()).unwrap_or(0)).map(Id);
    let arrays = ids.filter_map(|id| match graph.kind(id) {
        Kind::Input(index) if graph.rank(id) > 0 => {
            let shape = graph.dims.display_shape(graph.shape(id));
            Some((names[*index].text.clone(), shape))
        }
        _ => None,
    });
    arrays.collect()
}

fn partial(gradient: &Gradient, position: usize) -> Option<Partial> {
    let id = gradient.partials[position]?;
    let derived = derivation::derivation(gradient, position);
    let (graph, lines) = match &derived {
        Some(derived) => (&derived.graph, derived.lines.as_slice()),
        None => (&gradient.graph, &[][..]),
    };
    let mut groups = vec![vec![id]];
    for line in lines {
        groups.push(line.terms.iter().flat_map(|(a, b)| [*a, *b]).collect());
    }
    let notation = notation::notation(graph, &groups, true);
    let steps = steps(graph, &notation, lines);
    let form = notation.formula(id);
    let mut shown = vec![&form];
    shown.extend(steps.iter().filter_map(|step| match step {
        Step::Line(formula, _) => Some(formula),
        Step::Elided => None,
    }));
    let definitions = needed(&shown, &notation.definitions);
    let parameter = gradient.wrt[position];
    let name = match gradient.graph.kind(parameter) {
        Kind::Input(index) => gradient.graph.inputs[*index].name.clone(),
        _ => String::new(),
    };
    let shape = gradient.graph.shape(parameter);
    Some(Partial {
        name,
        shape: gradient.graph.dims.display_shape(shape),
        form,
        definitions,
        derivation: steps,
    })
}

/// The lines as formulas, without repetitions, at most [`LINES`].
fn steps(
    graph: &Graph,
    notation: &notation::Notation,
    lines: &[derivation::Line],
) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut previous = None;
    for (position, line) in lines.iter().enumerate() {
        let terms = line.terms.iter().map(|(cotangent, tangent)| {
            let rank = graph.rank(*tangent);
            paired(notation.formula(*cotangent), notation.formula(*tangent), rank)
        });
        let formula = Formula::sum(terms.collect());
        let last = position + 1 == lines.len();
        if formula.weight() > WEIGHT && !last {
            if !matches!(steps.last(), Some(Step::Elided)) {
                steps.push(Step::Elided);
            }
        } else if previous.as_ref() != Some(&formula) {
            previous = Some(formula.clone());
            steps.push(Step::Line(formula, line.laws.join(", ")));
        }
    }
    if steps.len() > LINES {
        let tail = steps.split_off(steps.len() - 3);
        steps.truncate(LINES - 4);
        steps.push(Step::Elided);
        steps.extend(tail);
    }
    steps
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
        1 => Formula::product(vec![cotangent.transpose(), tangent]).into_scalar(),
        _ => Formula::frobenius(cotangent, tangent),
    }
}

/// The definitions that formulas mention, directly or through one another.
fn needed(shown: &[&Formula], definitions: &[(Name, Formula)]) -> Vec<(Name, Formula)> {
    let mut kept: Vec<(Name, Formula)> = Vec::new();
    for (name, formula) in definitions.iter().rev() {
        let mentioned = shown.iter().any(|f| f.mentions(name))
            || kept.iter().any(|(_, f)| f.mentions(name));
        if mentioned {
            kept.push((name.clone(), formula.clone()));
        }
    }
    kept.reverse();
    kept
}
