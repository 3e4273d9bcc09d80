//! A gradient at a point: what printed formulas are read against.

use std::cell::Cell;

use matgrad_engine::diagnostics::Errors;
use matgrad_engine::differentiate::differentiate;
use matgrad_engine::dim::Symbol;
use matgrad_engine::dual::{Dual, Tensor};
use matgrad_engine::explain::formula::{Formula, Name};
use matgrad_engine::explain::notation::Definition;
use matgrad_engine::explain::{names, text};
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Graph, Id, Kind, Numeral};
use matgrad_engine::interpret::{self, evaluate};
use matgrad_engine::lower::lower;
use matgrad_engine::parse::parse;
use matgrad_engine::simplify::simplify;
use matgrad_engine::verify::structured;

use super::{Meaning, UNTOLD, Value, value};

/// The gradient of a function, given as `attribute => item`.
pub fn gradient(attribute: &str, item: &str) -> Gradient {
    let mut errors = Errors::new();
    let attribute = attribute.parse().expect("tokens");
    let item = item.parse().expect("tokens");
    let function = parse(attribute, item, &mut errors);
    let lowered = function.as_ref().and_then(|f| lower(f, &mut errors));
    let messages = errors.messages();
    assert!(messages.is_empty(), "{messages:?}");
    let lowered = lowered.expect("lowered");
    simplify(differentiate(lowered.graph, lowered.source, &lowered.wrt))
}

/// Sizes that satisfy all that the function assumes: above 1, which formulas read as scalars, and matrices
/// with as many rows as columns at least, where there are such, so that their Gram matrices have inverses.
pub fn sizes(graph: &Graph) -> impl Fn(Symbol) -> i64 + use<> {
    let inputs = graph.input_ids();
    let fits = |sizes: &Vec<i64>| {
        let of = |symbol: Symbol| sizes[symbol.0 as usize];
        let shapes = inputs
            .iter()
            .map(|id| interpret::shape(graph, graph.shape(*id), &of));
        let tall = |shape: &Vec<usize>| shape.len() < 2 || shape[0] >= shape[1];
        (
            sizes.iter().all(|size| *size > 1),
            shapes.filter(tall).count(),
        )
    };
    let samples = (0..40).filter_map(|seed| graph.dims.sample(seed));
    let sizes = samples.max_by_key(fits).expect("sizes");
    move |symbol: Symbol| sizes[symbol.0 as usize]
}

fn random(state: &mut u64) -> f64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    // In (0.2, 0.95): inside every function's domain, without ties.
    0.2 + 0.75 * f64::from(u32::try_from(*state >> 40).unwrap_or(0)) / f64::from(1 << 24)
}

pub fn inputs(graph: &Graph) -> Vec<Tensor> {
    let mut state = 0x9E37_79B9_7F4A_7C15;
    let mut tensors = vec![Tensor::default(); graph.inputs.len()];
    for at in 0..u32::try_from(graph.len()).unwrap_or(0) {
        if let Kind::Input(index) = graph.kind(Id(at)) {
            let shape = interpret::shape(graph, graph.shape(Id(at)), &sizes(graph));
            let drawn = Tensor::build(shape, |_| Dual::constant(random(&mut state)));
            tensors[*index] = structured(drawn, graph.inputs[*index].structure);
        }
    }
    for (input, tensor) in graph.inputs.iter().zip(&mut tensors) {
        if let (true, Some(symbol)) = (
            input.numeral == Numeral::Integer,
            graph
                .dims
                .symbols()
                .find(|s| graph.dims.name(*s) == input.name),
        ) {
            #[allow(clippy::cast_precision_loss)] // a small size
            let value = sizes(graph)(symbol) as f64;
            *tensor = Tensor::scalar(Dual::constant(value));
        }
    }
    tensors
}

pub fn plain(tensor: &Tensor) -> Value {
    Value {
        shape: tensor.shape.clone(),
        data: tensor.data.iter().map(|x| x.value).collect(),
    }
}

pub fn meaning(graph: &Graph, tensors: &[Tensor]) -> Meaning {
    let named = names::inputs(graph).into_iter().zip(tensors);
    let variables = named.map(|(name, tensor)| (printed(&name), plain(tensor)));
    let size = sizes(graph);
    let sizes = graph
        .dims
        .symbols()
        .map(|s| (graph.dims.name(s).to_owned(), graph.dims.size(s, &size)));
    Meaning {
        variables: variables.collect(),
        sizes: sizes.collect(),
    }
}

fn printed(name: &Name) -> String {
    let d = if name.differential { "d" } else { "" };
    format!("{d}{}", name.text)
}

pub fn close(what: &str, printed: &str, read: &Value, meant: &Value) {
    assert_eq!(
        read.data.len(),
        meant.data.len(),
        "{what}: {printed}: {:?} for {:?}",
        read.shape,
        meant.shape
    );
    let scale = meant.data.iter().fold(1e-3, |m: f64, x| m.max(x.abs()));
    if !scale.is_finite() || scale > 1e4 {
        return; // sines of large numbers have few digits
    }
    for (x, y) in read.data.iter().zip(&meant.data) {
        assert!(
            (x - y).abs() <= 1e-9 * scale || y.is_nan(),
            "{what}: {printed} is {:?}, meant {:?}",
            read.data,
            meant.data
        );
    }
}

/// A graph at a point: what formulas are read against.
pub struct Point<'a> {
    what: &'a str,
    graph: &'a Graph,
    pub tensors: Vec<Tensor>,
    /// How many formulas leave open what they mean.
    pub untold: Cell<usize>,
}

impl<'a> Point<'a> {
    pub fn new(what: &'a str, graph: &'a Graph) -> Self {
        let tensors = inputs(graph);
        Self {
            what,
            graph,
            tensors,
            untold: Cell::new(0),
        }
    }

    pub fn value(&self, id: Id) -> Value {
        let values = evaluate(self.graph, &[id], &sizes(self.graph), &self.tensors);
        plain(&values[0])
    }

    /// Reads definitions, then the formula, which must come to what is meant.
    pub fn check(&self, formula: &Formula, definitions: &[Definition], meant: &Value) {
        let mut meaning = meaning(self.graph, &self.tensors);
        for definition in definitions {
            let name = printed(&definition.name);
            let shape = interpret::shape(self.graph, &definition.shape, &sizes(self.graph));
            let Some(value) = self.read(&definition.formula, &meaning, &shape) else {
                return;
            };
            meaning.variables.insert(name, value);
        }
        if let Some(read) = self.read(formula, &meaning, &meant.shape) {
            close(self.what, &text::line(formula), &read, meant);
        }
    }

    fn read(&self, formula: &Formula, meaning: &Meaning, shape: &[usize]) -> Option<Value> {
        let text = text::line(formula);
        match value(&text, meaning, shape) {
            Ok(value) => Some(value),
            Err(error) if error == UNTOLD => {
                self.untold.set(self.untold.get() + 1);
                None
            }
            Err(error) => panic!("{}: {text}: {error}", self.what),
        }
    }
}
