//! The constructors of nodes: one for each way in which stages write them.

use super::{Attribute, Contract, Factor, Graph, Id, Input, Kind, Label, Number, label};
use crate::dim::{Dim, SMALL};
use crate::rules::{self, Role, RuleId};

impl Graph {
    /// A new leaf.
    pub fn input(&mut self, input: Input, shape: Vec<Dim>) -> Id {
        self.inputs.push(input);
        self.intern(Kind::Input(self.inputs.len() - 1), shape)
    }

    /// A scalar constant.
    pub fn number(&mut self, value: f64) -> Id {
        self.intern(Kind::Number(Number::new(value)), Vec::new())
    }

    /// A dimension as a scalar. A large fixed one stays a size, so that a small one can stand in for it.
    pub fn size(&mut self, dim: Dim) -> Id {
        match self.dims.as_constant(dim) {
            // An axis length is far below 2⁵³.
            #[allow(clippy::cast_precision_loss)]
            Some(value) if value <= SMALL => self.number(value as f64),
            _ => self.intern(Kind::Size(dim), Vec::new()),
        }
    }

    /// The identity matrix.
    pub fn eye(&mut self, dim: Dim) -> Id {
        let start = self.dims.constant(0);
        self.intern(Kind::Pick { start, step: 1 }, vec![dim, dim])
    }

    /// An array of ones; the number 1 for the empty shape.
    pub fn ones(&mut self, shape: &[Dim]) -> Id {
        if shape.is_empty() {
            return self.number(1.0);
        }
        self.contract(Contract {
            dims: shape.to_vec(),
            rank: shape.len(),
            factors: Vec::new(),
        })
    }

    /// An array of zeros: a sum of nothing; the number 0 for the empty shape.
    pub fn zeros(&mut self, shape: Vec<Dim>) -> Id {
        if shape.is_empty() {
            self.number(0.0)
        } else {
            self.intern(Kind::Combine(Vec::new()), shape)
        }
    }

    /// A scalar spread over a shape.
    pub fn broadcast(&mut self, scalar: Id, shape: &[Dim]) -> Id {
        self.spread(scalar, shape, &[])
    }

    /// `x` spread over a shape, its axes becoming `axes` of the result.
    pub fn spread(&mut self, x: Id, shape: &[Dim], axes: &[Label]) -> Id {
        if self.rank(x) == shape.len() {
            return x;
        }
        let factors = vec![Factor {
            node: x,
            labels: axes.to_vec(),
        }];
        self.contract(Contract {
            dims: shape.to_vec(),
            rank: shape.len(),
            factors,
        })
    }

    /// A contraction; its result's shape are the first `rank` of its dimensions.
    pub fn contract(&mut self, contract: Contract) -> Id {
        let shape = contract.dims[..contract.rank].to_vec();
        self.intern(Kind::Contract(contract), shape)
    }

    /// A contraction in einsum notation, one letter an axis: `"ij,jk->ik"`. Every letter of the
    /// result must occur before the arrow. Dimensions are taken from the first factor that
    /// carries the letter.
    ///
    /// # Panics
    /// If the notation holds other signs than letters, commas and the arrow.
    pub fn einsum(&mut self, notation: &str, arguments: &[Id]) -> Id {
        let (left, out) = notation.split_once("->").unwrap_or((notation, ""));
        let mut letters: Vec<char> = out.chars().collect();
        for letter in left.chars().filter(|c| c.is_alphabetic()) {
            if !letters.contains(&letter) {
                letters.push(letter);
            }
        }
        let mut dims: Vec<Option<Dim>> = vec![None; letters.len()];
        let mut factors = Vec::with_capacity(arguments.len());
        for (term, node) in left.split(',').zip(arguments) {
            let mut labels = Vec::new();
            for (axis, letter) in term.chars().enumerate() {
                let known = letters.iter().position(|l| *l == letter);
                let place = known.expect("letters are those before and behind the arrow");
                dims[place].get_or_insert(self.shape(*node)[axis]);
                labels.push(label(place));
            }
            factors.push(Factor {
                node: *node,
                labels,
            });
        }
        let dims = dims.into_iter().flatten().collect();
        self.contract(Contract {
            dims,
            rank: out.chars().count(),
            factors,
        })
    }

    /// A linear combination of nodes of one shape, as given.
    pub fn combine(&mut self, terms: Vec<(f64, Id)>) -> Id {
        let shape = terms
            .first()
            .map_or_else(Vec::new, |term| self.shape(term.1).to_vec());
        let terms = terms
            .into_iter()
            .map(|(c, id)| (Number::new(c), id))
            .collect();
        self.intern(Kind::Combine(terms), shape)
    }

    /// `c x`.
    pub fn scale(&mut self, scale: f64, x: Id) -> Id {
        self.combine(vec![(scale, x)])
    }

    /// The elementwise product of arrays of one shape and scalars.
    pub fn hadamard(&mut self, arguments: &[Id]) -> Id {
        let widest = arguments.iter().copied().max_by_key(|id| self.rank(*id));
        let Some(widest) = widest else {
            return self.number(1.0);
        };
        let dims = self.shape(widest).to_vec();
        let rank = dims.len();
        let factors = arguments
            .iter()
            .map(|node| {
                let labels = (0..self.rank(*node)).map(label).collect();
                Factor {
                    node: *node,
                    labels,
                }
            })
            .collect();
        self.contract(Contract {
            dims,
            rank,
            factors,
        })
    }

    /// An elementwise function, by the name of its rule; scalars among the arguments spread.
    pub fn map(&mut self, name: &str, attribute: Attribute, arguments: &[Id]) -> Id {
        self.map_by(rules::named(name), attribute, arguments)
    }

    /// The function that plays a role, of each element.
    pub fn play(&mut self, role: Role, arguments: &[Id]) -> Id {
        self.map_by(rules::playing(role), Attribute::None, arguments)
    }

    fn map_by(&mut self, rule: RuleId, attribute: Attribute, arguments: &[Id]) -> Id {
        let widest = arguments.iter().copied().max_by_key(|id| self.rank(*id));
        let shape = widest.map_or_else(Vec::new, |id| self.shape(id).to_vec());
        let arguments = arguments
            .iter()
            .map(|id| self.broadcast(*id, &shape))
            .collect();
        self.intern(
            Kind::Map {
                rule,
                attribute,
                arguments,
            },
            shape,
        )
    }

    /// A primitive of the rule table, by name.
    pub fn apply(
        &mut self,
        name: &str,
        attribute: Attribute,
        arguments: &[Id],
        shape: Vec<Dim>,
    ) -> Id {
        let kind = Kind::Apply {
            rule: rules::named(name),
            attribute,
            arguments: arguments.to_vec(),
        };
        self.intern(kind, shape)
    }

    /// The elements of `x` in row-major order under another shape.
    pub fn reshape(&mut self, x: Id, shape: Vec<Dim>) -> Id {
        if self.shape(x) == shape {
            x
        } else {
            self.intern(Kind::Reshape(x), shape)
        }
    }
}
