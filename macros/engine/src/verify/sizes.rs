//! Small sizes for the symbols of a graph, at which every node is defined.

use super::random::Random;
use crate::dim::{Dim, Fixed, Nature, Symbol};
use crate::graph::{Contract, Graph, Id, Kind, SideTable};
use crate::interpret::{length, shape, work};
use crate::rules;

/// What sizes must satisfy.
enum Condition {
    /// The dimension is not negative; an axis of a parameter is not empty.
    AtLeast(Dim, i64),
    /// Two dimensions that only run time compares.
    Equal(Dim, Dim),
    /// As many elements.
    Same(Vec<Dim>, Vec<Dim>),
    /// `0 ≤ start + step·i < limit` for each row.
    Inside {
        start: Dim,
        step: i64,
        rows: Option<Dim>,
        limit: Dim,
    },
}

/// Draws sizes for one graph.
pub(super) struct Sizes {
    order: Vec<Id>,
    conditions: Vec<Condition>,
    /// The matrices that operations want of full rank.
    ranked: Vec<Id>,
    fixed: Fixed,
    /// Where drawing begins, once what comes before was tried in vain.
    first: usize,
}

const TRIES: usize = 500;
/// From here on, matrices may be of any rank.
const ANY_RANK: usize = 350;
/// Products that one evaluation should not form, so that an expansion never waits.
const MOST_WORK: usize = 2_000_000;

impl Sizes {
    pub(super) fn new(graph: &Graph, roots: &[Id]) -> Self {
        let order = graph.schedule(roots);
        let (mut conditions, mut ranked) = (Vec::new(), Vec::new());
        let mut used: Vec<Dim> = Vec::new();
        for id in &order {
            node_conditions(graph, *id, &mut conditions);
            used.extend(graph.shape(*id));
            match graph.kind(*id) {
                Kind::Contract(contract) => used.extend(&contract.dims),
                Kind::Pick { start: dim, .. } | Kind::Size(dim) => used.push(*dim),
                Kind::Apply {
                    rule, arguments, ..
                } if rules::rule(*rule).domain.is_of_full_rank()
                    && graph.rank(arguments[0]) == 2 =>
                {
                    ranked.push(arguments[0]);
                }
                _ => {}
            }
        }
        ranked.sort_unstable();
        ranked.dedup();
        Self {
            fixed: Fixed::new(&graph.dims, used.into_iter()),
            order,
            conditions,
            ranked,
            first: 0,
        }
    }

    /// A size for each symbol, and for each large fixed size, noted in the graph: all different if
    /// there are few, and small. `None` if none was found.
    pub(super) fn draw(&mut self, graph: &mut Graph, random: &mut Random) -> Option<Vec<i64>> {
        let mut floors: Vec<(i64, i64)> = Vec::new();
        let mut heavy: Option<(usize, Vec<i64>, _)> = None;
        for attempt in self.first..TRIES {
            let floor = |size: i64| {
                let of = floors.iter().filter(|floor| floor.0 == size);
                of.map(|floor| floor.1).max().unwrap_or(0)
            };
            let spread = i64::try_from(attempt / 10 % 5).ok()?;
            let pairs = self.fixed.draw(|| random.small(1, 1 + spread), floor);
            graph.dims.replace_fixed(pairs.unwrap_or_default());
            // Sizes that differ tell most; what run time compares may leave none of them.
            let assumed = match attempt {
                0..150 | 350..400 => graph.dims.repaired(candidate(graph, random, 4), random),
                150..250 | 400..450 => graph.dims.sample(random.bits()),
                250..300 => graph.dims.repaired(candidate(graph, random, 2), random),
                _ => graph.dims.repaired(candidate(graph, random, 8), random),
            };
            let Some(mut sizes) = assumed else { continue };
            if !self.settle(graph, &mut sizes, &mut floors)
                || attempt < ANY_RANK && !self.are_ranked(graph, &sizes)
            {
                continue;
            }
            self.first = self.first.max(attempt.saturating_sub(50));
            let work = self.work(graph, &sizes);
            if work <= MOST_WORK {
                return Some(sizes);
            }
            if heavy.as_ref().is_none_or(|least| work < least.0) {
                heavy = Some((work, sizes, graph.dims.stand_ins().to_vec()));
            }
        }
        let (_, sizes, pairs) = heavy?;
        graph.dims.replace_fixed(pairs);
        Some(sizes)
    }

    /// Whether all conditions hold, once axes are long enough for what is read of them; fixed ones are
    /// next time.
    fn settle(&self, graph: &Graph, sizes: &mut [i64], floors: &mut Vec<(i64, i64)>) -> bool {
        self.conditions.iter().all(|condition| {
            if holds(graph, condition, sizes) {
                return true;
            }
            let Condition::Inside { limit, .. } = condition else {
                return false;
            };
            let least = ends(graph, condition, sizes)[1] + 1;
            let limit = graph.dims.polynomial(*limit);
            if let Some(symbol) = limit.as_symbol() {
                sizes[symbol.0 as usize] = least.max(1);
            } else if let Some(fixed) = limit.as_constant() {
                floors.push((fixed, least));
            }
            false
        }) || self.conditions.iter().all(|c| holds(graph, c, sizes))
    }

    /// Whether every matrix that has to be of full rank can be.
    fn are_ranked(&self, graph: &Graph, sizes: &[i64]) -> bool {
        let mut ranks = Ranks {
            graph,
            sizes,
            known: SideTable::default(),
        };
        self.ranked.iter().all(|id| {
            let least = graph.shape(*id).iter().map(|dim| ranks.length(*dim)).min();
            least.is_none_or(|least| ranks.of(*id) >= least)
        })
    }
    /// About how many products one evaluation forms.
    fn work(&self, graph: &Graph, sizes: &[i64]) -> usize {
        let of = |symbol: Symbol| sizes[symbol.0 as usize];
        let elements = |id: Id| shape(graph, graph.shape(id), &of).iter().product();
        self.order.iter().fold(0_usize, |total, id| {
            let work = match graph.kind(*id) {
                Kind::Contract(Contract {
                    dims,
                    rank,
                    factors,
                }) => {
                    let labels = factors.iter().map(|factor| factor.labels.as_slice());
                    work(&shape(graph, dims, &of), *rank, labels)
                }
                _ => elements(*id),
            };
            total.saturating_add(work)
        })
    }
}

fn candidate(graph: &Graph, random: &mut Random, widest: i64) -> Vec<i64> {
    let mut free: Vec<i64> = Vec::new();
    let mut one = |symbol| {
        if matches!(graph.dims.nature(symbol), Nature::Integer(_)) {
            return random.small(0, 4);
        }
        if free.is_empty() {
            free = (2..=widest).collect();
        }
        free.swap_remove(random.below(free.len()))
    };
    graph.dims.symbols().map(&mut one).collect()
}

fn holds(graph: &Graph, condition: &Condition, sizes: &[i64]) -> bool {
    let of = |symbol: Symbol| sizes[symbol.0 as usize];
    let length = |dim: &Dim| length(graph, *dim, &of);
    match condition {
        Condition::AtLeast(dim, least) => length(dim) >= *least,
        Condition::Equal(left, right) => length(left) == length(right),
        Condition::Same(left, right) => {
            left.iter().map(length).product::<i64>() == right.iter().map(length).product()
        }
        Condition::Inside { rows, limit, .. } => {
            let inside = |at: &i64| (0..length(limit)).contains(at);
            rows.is_some_and(|rows| length(&rows) == 0)
                || ends(graph, condition, sizes).iter().all(inside)
        }
    }
}

/// The least and the greatest position that a selection reads.
fn ends(graph: &Graph, condition: &Condition, sizes: &[i64]) -> [i64; 2] {
    let of = |symbol: Symbol| sizes[symbol.0 as usize];
    match condition {
        Condition::Inside {
            start, step, rows, ..
        } => {
            let rows = rows.map_or(1, |rows| length(graph, rows, &of));
            let (first, across) = (length(graph, *start, &of), step * (rows - 1));
            [first + across.min(0), first + across.max(0)]
        }
        _ => [0, 0],
    }
}

/// The largest rank that matrices can have at given sizes, whatever the inputs.
struct Ranks<'a> {
    graph: &'a Graph,
    sizes: &'a [i64],
    known: SideTable<i64>,
}

/// Summed labels up to which all ways to part them are tried.
const PARTED: usize = 6;

impl Ranks<'_> {
    fn length(&self, dim: Dim) -> i64 {
        length(self.graph, dim, &|symbol: Symbol| {
            self.sizes[symbol.0 as usize]
        })
    }

    fn of(&mut self, id: Id) -> i64 {
        if let Some(known) = self.known.get(id) {
            return *known;
        }
        let graph = self.graph;
        let shape = graph.shape(id).iter();
        let full = shape.map(|dim| self.length(*dim)).min().unwrap_or(1);
        let bound = match graph.kind(id) {
            Kind::Combine(terms) => terms
                .iter()
                .fold(0_i64, |sum, term| sum.saturating_add(self.of(term.1))),
            Kind::Contract(contract) if contract.rank == 2 && contract.dims.len() <= 2 + PARTED => {
                let partings = 0..1_usize << (contract.dims.len() - 2);
                // The rows' label on one side, the columns' on the other.
                let bounds = partings.map(|summed| self.across(contract, summed << 2 | 1));
                bounds.min().unwrap_or(full)
            }
            _ => full,
        };
        self.known.insert(id, bound.min(full));
        bound.min(full)
    }

    /// Of a product whose labels are parted in two: the product of the ranks of those factors that have
    /// labels on both sides, as the rank of an elementwise product is at most the product of ranks.
    fn across(&mut self, contract: &Contract, side: usize) -> i64 {
        let mut bound = 1_i64;
        for factor in &contract.factors {
            let mut lengths = [1_i64; 2];
            let mut both = [false; 2];
            for (axis, label) in factor.labels.iter().enumerate() {
                if !factor.labels[..axis].contains(label) {
                    let on = side >> label & 1;
                    both[on] = true;
                    let length = self.length(contract.dims[usize::from(*label)]);
                    lengths[on] = lengths[on].saturating_mul(length);
                }
            }
            if both == [true; 2] {
                let own = match factor.labels.len() {
                    2 => self.of(factor.node),
                    _ => lengths[0].min(lengths[1]),
                };
                bound = bound.saturating_mul(own);
            }
        }
        bound
    }
}

fn node_conditions(graph: &Graph, id: Id, conditions: &mut Vec<Condition>) {
    let own = graph.shape(id);
    let least = i64::from(matches!(graph.kind(id), Kind::Input(_)));
    let mut at_least = |dim: Dim| {
        let constant = graph.dims.polynomial(dim).as_constant();
        if constant.is_none_or(|value| value < least) {
            conditions.push(Condition::AtLeast(dim, least));
        }
    };
    for dim in own {
        at_least(*dim);
    }
    let mut equal = |left: Dim, right: Dim| {
        if left != right {
            conditions.push(Condition::Equal(left, right));
        }
    };
    match graph.kind(id) {
        Kind::Contract(contract) => {
            for factor in &contract.factors {
                for (label, dim) in factor.labels.iter().zip(graph.shape(factor.node)) {
                    equal(contract.dims[usize::from(*label)], *dim);
                }
            }
        }
        Kind::Combine(_) | Kind::Map { .. } => {
            for child in graph.children(id) {
                for (left, right) in own.iter().zip(graph.shape(child)) {
                    equal(*left, *right);
                }
            }
        }
        Kind::Apply {
            rule,
            attribute,
            arguments,
        } => {
            let ranks: Vec<usize> = arguments.iter().map(|id| graph.rank(*id)).collect();
            let letters = rules::rule(*rule).letters(*attribute, &ranks);
            let [letters, _] = letters.expect("a form that applies");
            let dims = arguments.iter().flat_map(|id| graph.shape(*id));
            let mut known: Vec<(char, Dim)> = Vec::new();
            for (letter, dim) in letters.zip(dims) {
                match known.iter().find(|(other, _)| *other == letter) {
                    Some((_, other)) => equal(*other, *dim),
                    None => known.push((letter, *dim)),
                }
            }
        }
        Kind::Reshape(x) => {
            conditions.push(Condition::Same(own.to_vec(), graph.shape(*x).to_vec()));
        }
        Kind::Pick { start, step } => conditions.push(Condition::Inside {
            start: *start,
            step: *step,
            rows: (own.len() == 2).then(|| own[0]),
            limit: own[own.len() - 1],
        }),
        Kind::Input(_) | Kind::Number(_) | Kind::Size(_) | Kind::Triangle => {}
    }
}
