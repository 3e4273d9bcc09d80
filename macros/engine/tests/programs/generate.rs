//! Random typed programs over the whole vocabulary, from a seed.
//!
//! A pool of arrays grows by calls of random rules on members whose shapes fit; what is used
//! twice is shared. The table alone says which calls there are.

use std::collections::BTreeMap;

use matgrad_engine::dim::Dim;
use matgrad_engine::graph::{Attribute, Contract, Factor, Graph, Id, Kind};
use matgrad_engine::rules::{Domain, Meaning, Parameter, Rule, all};
use matgrad_engine::verify::random::Random;

use crate::numeric::{call, forms, input, symbol};

/// A scalar function and the inputs it is differentiated by.
pub struct Program {
    pub graph: Graph,
    pub source: Id,
    pub wrt: Vec<Id>,
}

struct Generator {
    graph: Graph,
    random: Random,
    pool: Vec<Id>,
    dims: Vec<Dim>,
}

/// The program of a seed.
pub fn program(seed: u64) -> Program {
    let mut graph = Graph::default();
    let dims = ["n", "m", "k"]
        .map(|name| symbol(&mut graph, name))
        .to_vec();
    let mut generator = Generator {
        graph,
        random: Random::new(seed),
        pool: Vec::new(),
        dims,
    };
    generator.inputs();
    let inputs = generator.pool.clone();
    let steps = 3 + generator.random.below(9);
    let mut made = 0;
    while made < steps {
        if let Some(node) = generator.step() {
            generator.pool.push(node);
            made += 1;
        }
    }
    let source = generator.total();
    let mut wrt = vec![generator.random.choose(&inputs)];
    let other = generator.random.choose(&inputs);
    if generator.random.below(2) == 0 && !wrt.contains(&other) {
        wrt.push(other);
    }
    Program {
        graph: generator.graph,
        source,
        wrt,
    }
}

/// The rules that users can call on arrays.
pub fn vocabulary() -> Vec<&'static Rule> {
    let callable = |rule: &Rule| {
        let visible = rule.is_function() || !rule.methods.is_empty();
        visible && rule.parameters.first() == Some(&Parameter::Array)
    };
    all()
        .map(|(_, rule)| rule)
        .filter(|rule| callable(rule))
        .collect()
}

impl Generator {
    fn inputs(&mut self) {
        let (n, m) = (self.dims[0], self.dims[1]);
        let shapes = [
            vec![],
            vec![n],
            vec![m],
            vec![n, m],
            vec![m, n],
            vec![n, n],
            vec![n, m],
        ];
        for number in 0..3 + self.random.below(3) {
            let shape = shapes[self.random.below(shapes.len())].clone();
            let name = format!("x{number}");
            let id = input(&mut self.graph, &name, &shape);
            self.pool.push(id);
        }
    }

    /// One more array, if the choice made fits the pool.
    fn step(&mut self) -> Option<Id> {
        match self.random.below(21) {
            0..13 => self.rule(),
            13..15 => self.combination(),
            15..17 => self.quotient(),
            17 => self.slice(),
            18 => self.rows(),
            19 => self.choice(),
            _ => Some(self.constant()),
        }
    }

    /// A recent member as often as any.
    fn member(&mut self) -> Id {
        let recent = self.pool.len().saturating_sub(3);
        let from = if self.random.below(2) == 0 { recent } else { 0 };
        let position = from + self.random.below(self.pool.len() - from);
        self.pool[position]
    }

    fn member_like(&mut self, shape: &[Dim]) -> Option<Id> {
        (0..8).find_map(|_| {
            let member = self.member();
            (self.graph.shape(member) == shape).then_some(member)
        })
    }

    fn rule(&mut self) -> Option<Id> {
        let rule = self.random.choose(&vocabulary());
        let (attribute, arguments) = {
            let forms = forms(rule);
            let form = self.random.below(forms.len());
            forms[form].clone()
        };
        let mut arrays: Vec<Id> = Vec::new();
        let mut letters: BTreeMap<char, Dim> = BTreeMap::new();
        for argument in &arguments {
            let member = if matches!(rule.meaning, Meaning::Elementwise { .. }) {
                self.companion(&arrays)?
            } else {
                self.fitting(argument, &mut letters)?
            };
            arrays.push(member);
        }
        if rule.name == "signum" {
            // It tells −0 from 0, which laws may exchange.
            arrays[0] = self.inside(Domain::Positive, arrays[0]);
        }
        for array in &mut arrays {
            *array = self.inside(rule.domain, *array);
        }
        Some(call(&mut self.graph, rule, attribute, &arrays))
    }

    /// Of the shape of the others, or a scalar or literal beside them.
    fn companion(&mut self, others: &[Id]) -> Option<Id> {
        let Some(first) = others.first() else {
            return Some(self.member());
        };
        let shape = self.graph.shape(*first).to_vec();
        match self.random.below(3) {
            0 => {
                let value = self.random.choose(&[-0.5, 0.0, 0.5, 1.0, 2.0]);
                Some(self.graph.number(value))
            }
            1 => self.member_like(&[]),
            _ => self.member_like(&shape),
        }
    }

    fn fitting(&mut self, argument: &str, letters: &mut BTreeMap<char, Dim>) -> Option<Id> {
        (0..12).find_map(|_| {
            let member = self.member();
            let shape = self.graph.shape(member);
            let mut known = letters.clone();
            let fits = shape.len() == argument.len()
                && argument
                    .chars()
                    .zip(shape)
                    .all(|(letter, dim)| known.entry(letter).or_insert(*dim) == dim);
            fits.then(|| {
                *letters = known;
                member
            })
        })
    }

    /// `x` moved into a domain; where only kinks are in the way, as often left.
    fn inside(&mut self, domain: Domain, x: Id) -> Id {
        let shape = self.graph.shape(x).to_vec();
        let ones = self.graph.ones(&shape);
        match domain {
            Domain::Regular | Domain::Invertible if shape.len() == 2 && shape[0] == shape[1] => {
                let sine = self.graph.map("sin", Attribute::None, &[x]);
                let eye = self.graph.eye(shape[0]);
                self.graph.combine(vec![(0.2, sine), (2.5, eye)])
            }
            Domain::Real
            | Domain::Bounds
            | Domain::Choice
            | Domain::Regular
            | Domain::Invertible => x,
            Domain::Truth => {
                let zero = self.graph.number(0.0);
                self.graph.map("greater", Attribute::None, &[x, zero])
            }
            Domain::NonZero if self.random.below(2) == 0 => x,
            Domain::Positive | Domain::NonZero => {
                let square = self.graph.map("square", Attribute::None, &[x]);
                self.graph.combine(vec![(1.0, square), (0.5, ones)])
            }
            Domain::Unit => {
                let sine = self.graph.map("sin", Attribute::None, &[x]);
                self.graph.scale(0.8, sine)
            }
            Domain::Probability => self.graph.map("sigmoid", Attribute::None, &[x]),
            Domain::AboveOne => {
                let softplus = self.graph.map("softplus", Attribute::None, &[x]);
                self.graph.combine(vec![(1.0, softplus), (1.25, ones)])
            }
        }
    }

    fn combination(&mut self) -> Option<Id> {
        let first = self.member();
        let shape = self.graph.shape(first).to_vec();
        let mut terms = vec![(1.0, first)];
        for _ in 0..=self.random.below(2) {
            let scale = self.random.choose(&[-1.0, 1.0, 0.5, 3.0]);
            terms.push((scale, self.member_like(&shape)?));
        }
        Some(self.graph.combine(terms))
    }

    fn quotient(&mut self) -> Option<Id> {
        let above = self.member();
        let shape = self.graph.shape(above).to_vec();
        let below = self.member_like(&shape)?;
        let below = self.inside(Domain::Positive, below);
        let inverse = self.graph.map("recip", Attribute::None, &[below]);
        Some(self.graph.hadamard(&[above, inverse]))
    }

    /// One of two members by a condition; half of the time with a branch that is no number where it is
    /// not taken.
    fn choice(&mut self) -> Option<Id> {
        let taken = self.member();
        let shape = self.graph.shape(taken).to_vec();
        let (other, compared) = (self.member_like(&shape)?, self.member_like(&shape)?);
        let threshold = self.random.choose(&[0.0, 0.25, -0.5]);
        let threshold = self.graph.number(threshold);
        let names = ["less", "at_most", "greater", "at_least"];
        let name = self.random.choose(&names);
        let mut condition = self
            .graph
            .map(name, Attribute::None, &[compared, threshold]);
        let mut taken = taken;
        match self.random.below(6) {
            0..3 => {
                condition = self
                    .graph
                    .map("greater", Attribute::None, &[taken, threshold]);
                let ones = self.graph.ones(&shape);
                let beyond = self.graph.combine(vec![(1.0, taken), (0.75, ones)]);
                let name = self.random.choose(&["sqrt", "ln", "recip"]);
                taken = self.graph.map(name, Attribute::None, &[beyond]);
            }
            3 => condition = self.graph.map("not", Attribute::None, &[condition]),
            4 => {
                let second = self
                    .graph
                    .map("greater", Attribute::None, &[other, threshold]);
                let name = self.random.choose(&["both", "either"]);
                condition = self.graph.map(name, Attribute::None, &[condition, second]);
            }
            _ => {}
        }
        Some(
            self.graph
                .map("select", Attribute::None, &[condition, taken, other]),
        )
    }

    /// A row, a column, or every other element from the last.
    fn slice(&mut self) -> Option<Id> {
        let x = self.member();
        let shape = self.graph.shape(x).to_vec();
        let zero = self.graph.dims.constant(0);
        let one = self.graph.dims.constant(1);
        let kind = |start, step| Kind::Pick { start, step };
        match shape.as_slice() {
            [length] => {
                let last = self.graph.dims.add_scaled(*length, one, -1);
                let pick = self.graph.intern(kind(last, -1), vec![*length, *length]);
                Some(self.graph.einsum("ik,k->i", &[pick, x]))
            }
            [rows, columns] if self.random.below(2) == 0 => {
                let last = self.graph.dims.add_scaled(*rows, one, -1);
                let short = self.graph.dims.add_scaled(*columns, one, -1);
                let row = self.graph.intern(kind(last, 1), vec![*rows]);
                let tail = self.graph.intern(kind(one, 1), vec![short, *columns]);
                Some(self.graph.einsum("k,ji,ki->j", &[row, tail, x]))
            }
            [_, columns] => {
                let column = self.graph.intern(kind(zero, 1), vec![*columns]);
                Some(self.graph.einsum("k,ik->i", &[column, x]))
            }
            _ => None,
        }
    }

    /// A vector spread over the rows of a matrix and added to it.
    fn rows(&mut self) -> Option<Id> {
        let matrix = self.member();
        let shape = self.graph.shape(matrix).to_vec();
        let [rows, columns] = shape.as_slice() else {
            return None;
        };
        let vector = self.member_like(&[*columns])?;
        let spread = self.graph.contract(Contract {
            dims: vec![*rows, *columns],
            rank: 2,
            factors: vec![Factor {
                node: vector,
                labels: vec![1],
            }],
        });
        Some(self.graph.combine(vec![(1.0, matrix), (1.0, spread)]))
    }

    fn constant(&mut self) -> Id {
        let (n, m) = (self.dims[0], self.dims[1]);
        match self.random.below(5) {
            0 => self.graph.eye(n),
            1 => self.graph.ones(&[n, m]),
            2 => self.graph.ones(&[n]),
            3 => self.graph.size(m),
            _ => self.graph.number(0.75),
        }
    }

    /// The last few members, each summed in one of several ways.
    fn total(&mut self) -> Id {
        let mut terms = Vec::new();
        for back in 1..=2 {
            let x = self.pool[self.pool.len() - back];
            let letters: String = "abcdefgh".chars().take(self.graph.rank(x)).collect();
            let sum = match self.random.below(3) {
                0 => self.graph.einsum(&format!("{letters}->"), &[x]),
                1 => self
                    .graph
                    .einsum(&format!("{letters},{letters}->"), &[x, x]),
                _ => {
                    let sine = self.graph.map("sin", Attribute::None, &[x]);
                    self.graph
                        .einsum(&format!("{letters},{letters}->"), &[x, sine])
                }
            };
            let scale = self.random.choose(&[1.0, -1.0, 0.5]);
            terms.push((scale, sum));
        }
        self.graph.combine(terms)
    }
}
