//! Lengths of axes, and the sizes at which a program is run.

use std::rc::Rc;

/// Lengths that stand for `n`, `m` and `p`.
pub type Sizes = [usize; 3];

pub const SYMBOLS: [&str; 3] = ["n", "m", "p"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dim {
    Symbol(usize),
    Fixed(usize),
    Less(Rc<Dim>, usize),
    /// Every so many indices.
    Every(Rc<Dim>, usize),
    Times(Rc<Dim>, Rc<Dim>),
}

pub const N: Dim = Dim::Symbol(0);
pub const M: Dim = Dim::Symbol(1);
pub const P: Dim = Dim::Symbol(2);

impl Dim {
    pub fn at(&self, sizes: Sizes) -> usize {
        match self {
            Self::Symbol(symbol) => sizes[*symbol],
            Self::Fixed(length) => *length,
            Self::Less(dim, by) => dim.at(sizes).saturating_sub(*by),
            Self::Every(dim, step) => dim.at(sizes).div_ceil(*step),
            Self::Times(a, b) => a.at(sizes) * b.at(sizes),
        }
    }

    pub fn less(&self, by: usize) -> Self {
        match self {
            Self::Fixed(length) => Self::Fixed(length.saturating_sub(by)),
            dim => Self::Less(Rc::new(dim.clone()), by),
        }
    }

    pub fn every(&self, step: usize) -> Self {
        match self {
            Self::Fixed(length) => Self::Fixed(length.div_ceil(step)),
            dim => Self::Every(Rc::new(dim.clone()), step),
        }
    }

    pub fn times(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Fixed(a), Self::Fixed(b)) => Self::Fixed(a * b),
            _ => Self::Times(Rc::new(self.clone()), Rc::new(other.clone())),
        }
    }

    pub fn is_one(&self) -> bool {
        *self == Self::Fixed(1)
    }
}

/// The number of elements.
pub fn count(shape: &[Dim], sizes: Sizes) -> usize {
    shape.iter().map(|dim| dim.at(sizes)).product()
}
