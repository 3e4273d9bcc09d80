//! Names for dimensions, and the equalities of axes that companions check at entry.

use super::{Assumed, Lowering, parameters};
use crate::dim::{Dim, Nature, Symbol, Unified};
use crate::function::{Bound, DimName, Equality};
use crate::graph::{Id, Role};

/// Letters for axes that nobody named, in the order of preference.
const LETTERS: [&str; 14] = [
    "m", "n", "p", "q", "k", "r", "s", "t", "l", "d", "h", "u", "v", "w",
];

/// What messages call an axis that nobody named yet.
pub(super) fn axis_of(name: &str, rank: usize, axis: usize) -> String {
    match (rank, axis) {
        (1, _) => format!("len({name})"),
        (2, 0) => format!("rows({name})"),
        (2, 1) => format!("columns({name})"),
        _ => format!("axis {axis} of {name}"),
    }
}

/// "the columns of `x`".
pub(super) fn described_axis(name: &str, rank: usize, axis: usize) -> String {
    match (rank, axis) {
        (1, _) => format!("the length of {name}"),
        (2, 0) => format!("the rows of {name}"),
        (2, 1) => format!("the columns of {name}"),
        _ => format!("axis {axis} of {name}"),
    }
}

impl Lowering<'_> {
    /// A dimension gets the name that the user's `let` gives it.
    pub(super) fn name_dimension(&mut self, dim: Dim, name: &str) {
        let dim = self.graph.dims.resolve(dim);
        let Some(symbol) = self.graph.dims.polynomial(dim).as_symbol() else {
            return;
        };
        let provisional = match self.graph.dims.nature(symbol) {
            Nature::Declared => false,
            Nature::Inferred => self.is_provisional(symbol),
            Nature::Integer(_) | Nature::Least(..) => !is_plain(self.graph.dims.name(symbol)),
        };
        if provisional && !self.is_dimension_name(name) {
            self.graph.dims.rename(symbol, name);
        }
    }

    /// Whether a symbol still has the name of [`axis_of`], which no identifier has.
    fn is_provisional(&self, symbol: Symbol) -> bool {
        !is_plain(self.graph.dims.name(symbol))
    }

    fn is_dimension_name(&self, name: &str) -> bool {
        let dims = &self.graph.dims;
        dims.symbols().any(|symbol| dims.name(symbol) == name)
    }

    /// A run-time integer called like a declared symbol is another number: it gets a prime.
    fn tell_integers_apart(&mut self) {
        let dims = &mut self.graph.dims;
        for symbol in dims.symbols() {
            let name = dims.name(symbol).to_owned();
            let integer = matches!(dims.nature(symbol), Nature::Integer(_));
            let twin = |other: &Symbol| *other != symbol && dims.name(*other) == name;
            if integer && dims.symbols().any(|other| twin(&other)) {
                dims.rename(symbol, format!("{name}′"));
            }
        }
    }

    /// Gives a letter to each axis length that nobody named.
    pub(super) fn name_dimensions(&mut self) {
        self.tell_integers_apart();
        let mut open: Vec<Symbol> = Vec::new();
        for id in self.graph.input_ids() {
            for dim in self.graph.shape(id).to_vec() {
                let Some(symbol) = self.graph.dims.polynomial(dim).as_symbol() else {
                    continue;
                };
                let inferred = self.graph.dims.nature(symbol) == Nature::Inferred;
                if inferred && self.is_provisional(symbol) && !open.contains(&symbol) {
                    open.push(symbol);
                }
            }
        }
        let inputs = self.graph.input_ids();
        // A vector has n elements on paper, a matrix m rows.
        let vectors = inputs.iter().all(|id| self.graph.rank(*id) < 2) || open.len() == 1;
        let mut taken: Vec<String> = self
            .function
            .parameters
            .iter()
            .map(|p| p.name.to_string())
            .collect();
        for symbol in open {
            let first = vectors.then_some("n").into_iter();
            let numbered = (1..).map(|i| format!("n{i}"));
            let mut candidates = first.chain(LETTERS).map(String::from).chain(numbered);
            let free =
                candidates.find(|name| !self.is_dimension_name(name) && !taken.contains(name));
            if let Some(name) = free {
                self.graph.dims.rename(symbol, name.clone());
                taken.push(name);
            }
        }
    }

    /// Collects the checks of axis lengths: each axis but the one that a symbol is read off.
    pub(super) fn require_equalities(&mut self, inputs: &[Id], assumed: &[Assumed]) {
        let mut sources: Vec<(Symbol, Id, usize)> = Vec::new();
        for id in inputs {
            for (axis, dim) in self.graph.shape(*id).iter().enumerate() {
                if let Some(symbol) = self.graph.dims.polynomial(*dim).as_symbol() {
                    let run_time = matches!(self.graph.dims.nature(symbol), Nature::Integer(_));
                    if !run_time && !sources.iter().any(|source| source.0 == symbol) {
                        sources.push((symbol, *id, axis));
                    }
                }
            }
        }
        for id in inputs {
            for axis in 0..self.graph.rank(*id) {
                if !sources.iter().any(|s| s.1 == *id && s.2 == axis) {
                    let expected = self.graph.shape(*id)[axis];
                    let rule = self.rule_of(expected, (*id, axis), &sources);
                    self.environment.equalities.push(Equality {
                        input: *id,
                        axis,
                        expected,
                        rule,
                    });
                }
            }
        }
        self.require_assumed(assumed, &sources);
    }

    /// Why an axis must have this length: "m, the columns of `q`".
    fn rule_of(&self, dim: Dim, at: (Id, usize), sources: &[(Symbol, Id, usize)]) -> String {
        let text = self.graph.dims.display(dim);
        let polynomial = self.graph.dims.polynomial(dim);
        if polynomial.as_constant().is_some() {
            return match self.declared_entry(at) {
                Some(entries) => format!("{text}, by `#[dims({entries})]`"),
                None => format!("{text}, which the body needs"),
            };
        }
        let mut parts: Vec<String> = Vec::new();
        for symbol in polynomial.symbols() {
            let name = self.graph.dims.name(symbol);
            if let Some((_, id, axis)) = sources.iter().find(|source| source.0 == symbol) {
                let input = self.input_name(*id).map_or("", |input| input.0);
                let rank = self.graph.rank(*id);
                let of = described_axis(&format!("`{input}`"), rank, *axis);
                parts.push(match polynomial.as_symbol() {
                    Some(_) => of,
                    None => format!("{name} {of}"),
                });
            }
        }
        if parts.is_empty() {
            text
        } else {
            format!("{text}, {}", parts.join(", "))
        }
    }

    /// The `#[dims(..)]` that fixes this axis.
    fn declared_entry(&self, (id, axis): (Id, usize)) -> Option<String> {
        let Some((_, Role::Parameter(position))) = self.input_name(id) else {
            return None;
        };
        let dims = &self.function.parameters.get(position)?.dims;
        matches!(dims.get(axis)?, DimName::Fixed(..)).then(|| {
            let entries: Vec<String> = dims.iter().map(parameters::dim_name).collect();
            entries.join(", ")
        })
    }

    /// Unifies again what was open: what followed may have decided it.
    pub(super) fn reconsider_assumed(&mut self) {
        for index in 0..self.assumed.len() {
            let (left, right) = self.assumed[index].sides;
            if self.graph.dims.unify(left, right) == Unified::Never {
                let Assumed { why, place, .. } = &self.assumed[index];
                let dims = &self.graph.dims;
                let message = format!(
                    "{} and {} can not be equal, and {why}{}",
                    dims.display(left),
                    dims.display(right),
                    self.dims_note(&[left, right])
                );
                let place = *place;
                self.error::<()>(place, message);
            }
        }
    }

    /// Lets one dimension stand for two that are assumed equal, so that the graph's shapes agree;
    /// gives what entry has to check for that.
    pub(super) fn identify_assumed(&mut self) -> Vec<Assumed> {
        let mut assumed = std::mem::take(&mut self.assumed);
        for Assumed { sides, .. } in &mut assumed {
            let dims = &mut self.graph.dims;
            *sides = (dims.resolve(sides.0), dims.resolve(sides.1));
        }
        assumed.retain(|assumed| assumed.sides.0 != assumed.sides.1);
        for Assumed { sides, .. } in &assumed {
            self.graph.dims.identify(sides.0, sides.1);
        }
        assumed
    }

    /// Equalities that unification left open: by an axis that is one side, else as two bounds.
    fn require_assumed(&mut self, assumed: &[Assumed], sources: &[(Symbol, Id, usize)]) {
        let mut seen: Vec<(Dim, Dim)> = Vec::new();
        for Assumed { sides, why, .. } in assumed {
            let sides = *sides;
            if seen.contains(&sides) || seen.contains(&(sides.1, sides.0)) {
                continue;
            }
            seen.push(sides);
            let axis_with = |dim: Dim| {
                let symbol = self.graph.dims.polynomial(dim).as_symbol()?;
                let source = sources.iter().find(|source| source.0 == symbol)?;
                Some((source.1, source.2))
            };
            let found = [(sides.0, sides.1), (sides.1, sides.0)]
                .into_iter()
                .find_map(|(dim, expected)| Some((axis_with(dim)?, expected)));
            if let Some(((input, axis), expected)) = found {
                let rule = self.rule_of(expected, (input, axis), sources);
                self.environment.equalities.push(Equality {
                    input,
                    axis,
                    expected,
                    rule,
                });
            } else {
                let (a, b) = (
                    self.graph.dims.display(sides.0),
                    self.graph.dims.display(sides.1),
                );
                for (index, limit) in [sides, (sides.1, sides.0)] {
                    self.environment.bounds.push(Bound {
                        index,
                        limit,
                        inclusive: true,
                        what: format!("{a} = {b}, as {why}"),
                    });
                }
            }
        }
    }
}

fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '_')
}
