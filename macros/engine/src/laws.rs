//! Laws: named rewrites that keep the value, and the one way in which they are applied.
//!
//! A stage is a list of laws and how it is driven, in one pass or in rounds. A pass walks the graph, children
//! first: each node is rebuilt on its rewritten children, and the laws that are tried at such nodes
//! are applied until none does. Invariants: values do not change, every use of a law is recorded,
//! steps are bounded. Deterministic: laws are tried in the table's order.

use crate::dim::Dim;
use crate::gradient::Applied;
use crate::graph::{Attribute, Graph, Id, Kind, SideTable};
use crate::rules::{self, Meaning, Rule, RuleId};

/// A rewrite that keeps the value.
#[derive(Clone)]
pub struct Law {
    /// What derivations, documentation and tests call it.
    pub name: &'static str,
    /// The pattern, on paper; several, with semicolons between them.
    pub before: &'static str,
    /// What it becomes, or what each does.
    pub after: &'static str,
    /// When it applies, beyond the pattern.
    pub condition: &'static str,
    /// The nodes that it is tried at.
    pub pattern: Pattern,
    /// The rewrite; `None` where it does not apply.
    pub apply: fn(&mut Pass, Id) -> Option<Id>,
    /// A graph in which it applies, for its own test.
    pub example: fn(&mut Graph) -> Id,
}

/// The nodes that a law is tried at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Contractions.
    Contract,
    /// Contractions of two factors or more.
    Product,
    /// Linear combinations.
    Combine,
    /// Linear combinations of two terms or more.
    Sum,
    /// Elementwise functions.
    Map,
    /// Elementwise functions of these names.
    Function(&'static [&'static str]),
    /// Other shapes of the same elements.
    Reshape,
    /// Primitives of these names.
    Primitive(&'static [&'static str]),
}

/// Classes of nodes, by which laws are looked up: these, and one for each rule.
const CONTRACT: usize = 0;
const PRODUCT: usize = 1;
const COMBINE: usize = 2;
const SUM: usize = 3;
const RESHAPE: usize = 4;
const RULES: usize = 5;

fn class(kind: &Kind) -> Option<usize> {
    match kind {
        Kind::Contract(contract) if contract.factors.len() > 1 => Some(PRODUCT),
        Kind::Contract(_) => Some(CONTRACT),
        Kind::Combine(terms) if terms.len() > 1 => Some(SUM),
        Kind::Combine(_) => Some(COMBINE),
        Kind::Reshape(_) => Some(RESHAPE),
        Kind::Map { rule, .. } | Kind::Apply { rule, .. } => Some(RULES + rule.position()),
        Kind::Input(_) | Kind::Number(_) | Kind::Size(_) | Kind::Pick { .. } | Kind::Triangle => {
            None
        }
    }
}

/// Laws by the nodes that they are tried at, in order.
pub struct Table<'a> {
    classes: Vec<Vec<&'a Law>>,
}

impl<'a> Table<'a> {
    /// The table of these laws.
    pub fn new(laws: impl IntoIterator<Item = &'a Law>) -> Self {
        let class = |id: RuleId| RULES + id.position();
        let elementwise = |rule: &Rule| matches!(rule.meaning, Meaning::Elementwise { .. });
        let maps = rules::all().filter(|(_, rule)| elementwise(rule));
        let maps: Vec<usize> = maps.map(|(id, _)| class(id)).collect();
        let mut classes = vec![Vec::new(); RULES + rules::all().count()];
        for law in laws {
            let named: Vec<usize>;
            let tried_at = match law.pattern {
                Pattern::Contract => &[CONTRACT, PRODUCT][..],
                Pattern::Product => &[PRODUCT],
                Pattern::Combine => &[COMBINE, SUM],
                Pattern::Sum => &[SUM],
                Pattern::Reshape => &[RESHAPE],
                Pattern::Map => &maps,
                Pattern::Function(names) | Pattern::Primitive(names) => {
                    named = names.iter().map(|name| class(rules::named(name))).collect();
                    &named
                }
            };
            for class in tried_at {
                classes[*class].push(law);
            }
        }
        Self { classes }
    }
}

/// Laws shrink what they match; these only bound one that would not.
const STEPS_PER_NODE: usize = 64;
const DEPTH: usize = 16;

/// A pass over a graph: what a law sees.
pub struct Pass<'a> {
    /// The graph, to which rewritten nodes are added.
    pub graph: &'a mut Graph,
    /// The uses of laws, in order.
    pub applied: Vec<Applied>,
    /// The value as the user wrote it, where its domain matters.
    pub(crate) source: Option<Id>,
    /// What the pass is for.
    pub(crate) roots: Vec<Id>,
    /// Once asked for: the dimensions without which a divisor is a sum over nothing.
    pub(crate) guards: Option<SideTable<Vec<Dim>>>,
    table: &'a Table<'a>,
    pub(crate) uses: Vec<u32>,
    settled: SideTable<Id>,
    depth: usize,
}

impl<'a> Pass<'a> {
    /// A pass over what `roots` depend on.
    pub fn new(graph: &'a mut Graph, roots: Vec<Id>, table: &'a Table<'a>) -> Self {
        let uses = graph.uses(&roots);
        Self {
            graph,
            applied: Vec::new(),
            source: None,
            roots,
            guards: None,
            table,
            uses,
            settled: SideTable::default(),
            depth: 0,
        }
    }

    /// How many nodes use this one.
    #[must_use]
    pub fn uses(&self, id: Id) -> u32 {
        self.uses.get(id.0 as usize).copied().unwrap_or(0)
    }

    /// Whether more than one node uses this one, so that copying it into its user repeats work.
    #[must_use]
    pub fn is_shared(&self, id: Id) -> bool {
        self.uses(id) > 1
    }

    /// Rewrites what `visited` depend on. Gives for each node by id what it became.
    pub fn walk(&mut self, visited: &[Id]) -> Vec<Id> {
        let order = self.graph.schedule(visited);
        let mut new: Vec<Id> = self.graph.ids().collect();
        for old in order {
            let rebuilt = self.graph.rebuild(old, &new);
            let id = self.settle(rebuilt);
            if id != old {
                self.carry(old, id);
            }
            new[old.0 as usize] = id;
        }
        new
    }

    /// What is known of a node holds of the one in its place.
    fn carry(&mut self, old: Id, new: Id) {
        let (uses, index) = (self.uses(old), new.0 as usize);
        if self.uses.len() <= index {
            self.uses.resize(index + 1, 0);
        }
        self.uses[index] += uses;
        if let Some(guards) = &mut self.guards
            && let Some(dims) = guards.get(old).cloned()
        {
            guards.insert(new, dims);
        }
        if let Some(name) = self.graph.names.get(&old).cloned() {
            self.graph.names.entry(new).or_insert(name);
        }
    }

    /// The node with every law applied, its children being rewritten already.
    pub fn settle(&mut self, id: Id) -> Id {
        if let Some(known) = self.settled.get(id) {
            return *known;
        }
        if self.depth == DEPTH {
            return id;
        }
        self.depth += 1;
        let mut now = id;
        for _ in 0..STEPS_PER_NODE {
            let Some(class) = class(self.graph.kind(now)) else {
                break;
            };
            let laws = self.table.classes[class].iter();
            let mut tried = laws.map(|law| Some((law, (law.apply)(self, now)?)));
            let Some((law, after)) = tried.find_map(|step| step) else {
                break;
            };
            debug_assert_eq!(
                self.graph.shape(now),
                self.graph.shape(after),
                "{} keeps shapes",
                law.name
            );
            self.applied.push(Applied {
                law: law.name,
                before: now,
                after,
            });
            now = after;
        }
        self.depth -= 1;
        self.settled.insert(id, now);
        now
    }

    /// An elementwise function of rewritten arguments, itself rewritten.
    pub(crate) fn map(&mut self, name: &str, arguments: &[Id]) -> Id {
        let node = self.graph.map(name, Attribute::None, arguments);
        self.settle(node)
    }
}

/// A square matrix to show a law on.
#[must_use]
pub fn parameter(graph: &mut Graph) -> Id {
    use crate::graph::{Input, Numeral, Role};
    let dim = match graph.inputs.first() {
        Some(_) => graph.shape(Id(0))[0],
        None => graph.dims.fresh("n", crate::dim::Nature::Declared),
    };
    let input = Input {
        name: format!("x{}", graph.inputs.len()),
        role: Role::Parameter(graph.inputs.len()),
        numeral: Numeral::Real,
        structure: crate::structure::Structure::NONE,
    };
    graph.input(input, vec![dim, dim])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::{Dual, Tensor};
    use crate::interpret::evaluate;
    use crate::verify::exact::{Exact, same};
    use crate::verify::structured;
    use crate::{arrange, simplify, stabilise};

    fn stages() -> [Vec<&'static Law>; 3] {
        let (stable, simple) = (stabilise::laws(), simplify::laws());
        [
            stable.collect(),
            simple.collect(),
            arrange::laws().collect(),
        ]
    }

    /// A 3 × 3 matrix of positive numbers, the largest on the diagonal, and slopes.
    fn square(seed: u32) -> Tensor {
        Tensor::build(vec![3, 3], |at| {
            let k = u32::try_from(3 * at[0] + at[1] + 1).unwrap();
            Dual {
                value: (f64::from(k * seed) * 0.37).sin().abs()
                    + 0.2
                    + f64::from(u8::from(at[0] == at[1])),
                slope: (f64::from(k) * 0.91).cos(),
            }
        })
    }

    #[test]
    fn every_law_applies_in_its_example_and_keeps_value_and_slope() {
        let mut exact = 0;
        for laws in stages() {
            let table = Table::new(laws.iter().copied());
            for law in laws {
                exact += u32::from(check(law, &table));
            }
        }
        assert!(exact > 30, "only {exact} examples are rational");
    }

    /// Whether the law's example is rational, and so compared exactly as well.
    fn check(law: &Law, table: &Table) -> bool {
        let mut graph = Graph::default();
        let example = (law.example)(&mut graph);
        // What nothing uses is a result, too.
        let uses = graph.uses(&graph.ids().collect::<Vec<Id>>());
        let results = graph
            .ids()
            .filter(|id| uses[id.0 as usize] == 1 && *id != example);
        let roots = [example].into_iter().chain(results).collect();
        let order = graph.schedule(&[example]);
        let mut pass = Pass::new(&mut graph, roots, table);
        let applied = order.into_iter().rev().find_map(|id| {
            let class = class(pass.graph.kind(id))?;
            let mut tried = table.classes[class].iter();
            let is_tried = tried.any(|tried| tried.name == law.name);
            let after = is_tried.then(|| (law.apply)(&mut pass, id))??;
            (after != id).then_some([id, after])
        });
        let applied = applied.unwrap_or_else(|| panic!("{} does not apply", law.name));
        let inputs = graph.inputs.iter().zip(3..);
        let inputs = inputs.map(|(input, seed)| structured(square(seed), input.structure));
        let inputs: Vec<Tensor> = inputs.collect();
        let values = evaluate(&graph, &applied, &|_| 3, &inputs);
        assert_eq!(values[0].shape, values[1].shape, "{}", law.name);
        for (before, after) in values[0].data.iter().zip(&values[1].data) {
            // A law reorders a few operations: some units in the last place.
            let scale = before.value.abs().max(1.0);
            let near = |x: f64, y: f64, most: f64| (x - y).abs() <= most * scale;
            let both =
                near(before.value, after.value, 1e-13) && near(before.slope, after.slope, 1e-12);
            assert!(both, "{}: {before:?} became {after:?}", law.name);
        }
        let exact = same(&graph, applied, &|_| 3);
        assert!(!matches!(exact, Exact::Different(_)), "{}", law.name);
        exact == Exact::Equal
    }

    #[test]
    fn names_and_texts_are_those_of_one_law_each() {
        let laws = stages().concat();
        for law in &laws {
            let [before, after] = [law.before, law.after].map(|text| text.split("; ").count());
            assert_eq!(before, after, "{}", law.name);
        }
        let mut names: Vec<&str> = laws.iter().map(|law| law.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
