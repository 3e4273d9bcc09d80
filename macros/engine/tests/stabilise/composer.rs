//! Random graphs for the laws.

use crate::numeric::{self, input, symbol};
use matgrad_engine::dual::Tensor;
use matgrad_engine::graph::{Attribute, Contract, Factor, Graph, Id, Label};
use matgrad_engine::verify::random::Random;

/// A random graph of elementwise functions, products, sums and spreads that laws are made of.
pub struct Composer {
    pub graph: Graph,
    random: Random,
    nodes: Vec<Id>,
}

impl Composer {
    pub fn new(seed: u64) -> Self {
        let mut graph = Graph::default();
        let (n, m) = (symbol(&mut graph, "n"), symbol(&mut graph, "m"));
        let nodes = vec![
            input(&mut graph, "a", &[n, m]),
            input(&mut graph, "b", &[n, m]),
            input(&mut graph, "x", &[n]),
            input(&mut graph, "y", &[m]),
            input(&mut graph, "s", &[]),
        ];
        let random = Random::new(seed);
        Self {
            graph,
            random,
            nodes,
        }
    }

    /// A node, a recent one more often than not.
    fn any(&mut self) -> Id {
        let recent = self.nodes[self.nodes.len().saturating_sub(4)..].to_vec();
        let all = self.nodes.clone();
        if self.random.below(3) > 0 {
            self.random.choose(&recent)
        } else {
            self.random.choose(&all)
        }
    }

    /// A node of the shape of another.
    fn like(&mut self, id: Id) -> Id {
        let shape = self.graph.shape(id).to_vec();
        let fits: Vec<Id> = self
            .nodes
            .iter()
            .copied()
            .filter(|other| self.graph.shape(*other) == shape)
            .collect();
        self.random.choose(&fits)
    }

    pub fn step(&mut self) {
        let id = self.any();
        let new = match self.random.below(11) {
            0..=2 => self.function(id),
            3 => self.square(id),
            4 | 5 => self.combination(id),
            6 | 7 => self.product(id),
            8 => self.sum(id),
            9 => self.exponentials(id),
            _ => self.reciprocal_times(id),
        };
        self.nodes.push(new);
    }

    fn function(&mut self, id: Id) -> Id {
        let names = [
            "exp", "exp", "exp", "ln", "ln", "sqrt", "recip", "tanh", "sigmoid", "softplus",
            "cosh", "abs", "ln_1p", "exp_m1", "erf", "erf",
        ];
        let name = self.random.choose(&names);
        if name == "erf" {
            return self.complement(id);
        }
        self.graph.map(name, Attribute::None, &[id])
    }

    /// `ln(1 ± erf(y))`, also as 2 less the other, or that less ln 2, of y below 1: further out the source cancels.
    fn complement(&mut self, id: Id) -> Id {
        let id = self.graph.map("tanh", Attribute::None, &[id]);
        let id = self.graph.map("erf", Attribute::None, &[id]);
        let shape = self.graph.shape(id).to_vec();
        let ones = self.graph.ones(&shape);
        let sign = self.random.choose(&[1.0, -1.0]);
        let sum = self.graph.combine(vec![(1.0, ones), (sign, id)]);
        let sum = if self.random.below(2) == 0 {
            self.graph.combine(vec![(2.0, ones), (-1.0, sum)])
        } else {
            sum
        };
        let logarithm = self.graph.map("ln", Attribute::None, &[sum]);
        let less = self.random.choose(&[0.0, -std::f64::consts::LN_2]);
        self.graph.combine(vec![(1.0, logarithm), (less, ones)])
    }

    /// `eˣ ± e⁻ˣ`, or `eˣ` and another one.
    fn exponentials(&mut self, id: Id) -> Id {
        let other = if self.random.below(3) > 0 {
            self.graph.scale(-1.0, id)
        } else {
            self.like(id)
        };
        let [e, f] = [id, other].map(|x| self.graph.map("exp", Attribute::None, &[x]));
        let scale = self.random.choose(&[1.0, -1.0]);
        self.graph.combine(vec![(1.0, e), (scale, f)])
    }

    fn square(&mut self, id: Id) -> Id {
        let exponent = self.random.choose(&[2, 2, 3, -1, -2]);
        self.graph.map("powi", Attribute::Exponent(exponent), &[id])
    }

    fn combination(&mut self, id: Id) -> Id {
        let shape = self.graph.shape(id).to_vec();
        let number = self.random.choose(&[1.0, 1.0, -1.0, 0.5, 2.0]);
        let mut terms = vec![(number, id)];
        for _ in 0..=self.random.below(2) {
            let node = if self.random.below(2) == 0 {
                self.graph.ones(&shape)
            } else {
                self.like(id)
            };
            terms.push((self.random.choose(&[1.0, 1.0, -1.0, -1.0, 0.5, 2.0]), node));
        }
        self.graph.combine(terms)
    }

    /// An array spread over the shape of a matrix, or itself.
    fn spread(&mut self, id: Id) -> Id {
        let matrix = self.graph.shape(self.nodes[0]).to_vec();
        let shape = self.graph.shape(id).to_vec();
        let labels: &[Label] = match shape.as_slice() {
            [_, _] => return id,
            [only] if *only == matrix[0] => &[0],
            [_] => &[1],
            _ => &[],
        };
        self.graph.spread(id, &matrix, labels)
    }

    fn product(&mut self, id: Id) -> Id {
        let other = if self.random.below(2) == 0 {
            self.like(id)
        } else {
            let any = self.any();
            let id = self.spread(id);
            let any = self.spread(any);
            return self.graph.hadamard(&[id, any]);
        };
        self.graph.hadamard(&[id, other])
    }

    fn sum(&mut self, id: Id) -> Id {
        let forms: &[&str] = match self.graph.rank(id) {
            2 => &["ij->", "ij->i", "ij->j"],
            1 => &["i->"],
            _ => return self.spread(id),
        };
        let form = self.random.choose(forms);
        self.graph.einsum(form, &[id])
    }

    /// `x / Σx`, `x / √Σx²` and the like.
    fn reciprocal_times(&mut self, id: Id) -> Id {
        let total = if self.random.below(3) == 0 {
            let squares = self.graph.map("powi", Attribute::Exponent(2), &[id]);
            let sum = self.sum(squares);
            self.graph.map("sqrt", Attribute::None, &[sum])
        } else {
            self.sum(id)
        };
        let recip = self.graph.map("recip", Attribute::None, &[total]);
        let (rank, of) = (self.graph.rank(id), self.graph.rank(recip));
        if rank == 2 && of == 1 {
            let recip = self.spread(recip);
            self.graph.hadamard(&[id, recip])
        } else if of == 0 {
            let dims = self.graph.shape(id).to_vec();
            let labels = (0..rank).filter_map(|l| Label::try_from(l).ok()).collect();
            let factors = vec![
                Factor { node: id, labels },
                Factor {
                    node: recip,
                    labels: vec![],
                },
            ];
            self.graph.contract(Contract {
                dims,
                rank,
                factors,
            })
        } else {
            recip
        }
    }

    /// A scalar that everything made last is in.
    pub fn finish(&mut self) -> Id {
        let last = self.nodes[self.nodes.len() - 3..].to_vec();
        let mut terms = Vec::new();
        for id in last {
            let form = ["->", "i->", "ij->"][self.graph.rank(id)];
            terms.push((1.0, self.graph.einsum(form, &[id])));
        }
        self.graph.combine(terms)
    }

    pub fn point(&mut self) -> Vec<Tensor> {
        let mut inputs = numeric::inputs(
            &self.graph,
            &mut self.random,
            matgrad_engine::rules::Domain::Positive,
        );
        for element in inputs.iter_mut().flat_map(|x| &mut x.data) {
            element.value -= 0.6;
            element.slope = self.random.between(-1.0, 1.0);
        }
        inputs
    }
}
