//! Dimensions: interned integer polynomials in symbols, and their unification.
//!
//! Invariant: equal polynomials have equal [`Dim`] handles, so shapes compare by handle once
//! [`Dims::resolve`] has been applied. Knows nothing of nodes or of Rust.

use crate::hash::Positions;

mod fixed;
mod sample;
mod text;
mod unify;

pub use fixed::{Fixed, SMALL};

/// An unknown of the dimension language: an axis length, or an integer known only at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub u32);

/// A handle to an interned [`Polynomial`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dim(pub u32);

/// `Σ coefficient · Π symbols`, sorted by monomial, without zero coefficients.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Polynomial {
    terms: Vec<(Vec<Symbol>, i64)>,
}

/// Where a symbol comes from, which decides what unification may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Named by `#[dims(..)]`: rigid, as a type parameter is.
    Declared,
    /// Stands for an axis nobody named: bound by unification.
    Inferred,
    /// An integer expression of the body, by index into the environment: compared at run time.
    Integer(usize),
    /// The smaller of two dimensions.
    Least(Dim, Dim),
}

/// The interner, the symbols and what unification has found out.
#[derive(Clone, Debug, Default)]
pub struct Dims {
    polynomials: Vec<Polynomial>,
    index: Positions,
    symbols: Vec<(String, Nature)>,
    bindings: Vec<Option<Dim>>,
    /// Dimensions that run time finds equal: each with the one that stands for it.
    identified: Vec<(Dim, Dim)>,
    assumptions: Vec<Assumption>,
    /// By fixed size, ascending: what stands in for it where the graph is evaluated.
    stand_ins: Vec<(i64, i64)>,
}

/// What the body takes for granted of its sizes, and companions check at entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// One side.
    pub left: Dim,
    /// The other, equal to it or not below it.
    pub right: Dim,
    /// `left = right`; otherwise `left ≤ right`.
    pub equal: bool,
}

/// What unification could conclude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unified {
    /// The two are equal from now on.
    Equal,
    /// They can never be equal: a compile error.
    Never,
    /// Only run time can tell: an entry check.
    Unknown,
}

fn position(count: usize) -> u32 {
    u32::try_from(count).expect("there are fewer than 2³² dimensions")
}

impl Polynomial {
    /// The constant `value`.
    #[must_use]
    pub fn constant(value: i64) -> Self {
        Self::from_terms(vec![(Vec::new(), value)])
    }

    /// The polynomial `symbol`.
    #[must_use]
    pub fn symbol(symbol: Symbol) -> Self {
        Self::from_terms(vec![(vec![symbol], 1)])
    }

    fn from_terms(mut terms: Vec<(Vec<Symbol>, i64)>) -> Self {
        terms.sort();
        let mut merged: Vec<(Vec<Symbol>, i64)> = Vec::with_capacity(terms.len());
        for (monomial, coefficient) in terms {
            match merged.last_mut() {
                Some(last) if last.0 == monomial => last.1 = last.1.saturating_add(coefficient),
                _ => merged.push((monomial, coefficient)),
            }
        }
        merged.retain(|term| term.1 != 0);
        Self { terms: merged }
    }

    /// Monomials (sorted symbols with repetition) and their coefficients, in canonical order.
    #[must_use]
    pub fn terms(&self) -> &[(Vec<Symbol>, i64)] {
        &self.terms
    }

    /// `self + scale · other`.
    #[must_use]
    pub fn add_scaled(&self, other: &Self, scale: i64) -> Self {
        let mut terms = self.terms.clone();
        terms.extend(
            other
                .terms
                .iter()
                .map(|(m, c)| (m.clone(), c.saturating_mul(scale))),
        );
        Self::from_terms(terms)
    }

    /// `self · other`.
    #[must_use]
    pub fn product(&self, other: &Self) -> Self {
        let mut terms = Vec::with_capacity(self.terms.len() * other.terms.len());
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                let mut monomial = left.clone();
                monomial.extend(right);
                monomial.sort();
                terms.push((monomial, a.saturating_mul(*b)));
            }
        }
        Self::from_terms(terms)
    }

    /// The value, if no symbol occurs.
    #[must_use]
    pub fn as_constant(&self) -> Option<i64> {
        match self.terms.as_slice() {
            [] => Some(0),
            [(monomial, value)] if monomial.is_empty() => Some(*value),
            _ => None,
        }
    }

    /// The symbol, if the polynomial is just that.
    #[must_use]
    pub fn as_symbol(&self) -> Option<Symbol> {
        match self.terms.as_slice() {
            [(monomial, 1)] if monomial.len() == 1 => Some(monomial[0]),
            _ => None,
        }
    }

    /// Whether `symbol` occurs.
    #[must_use]
    pub fn mentions(&self, symbol: Symbol) -> bool {
        self.terms
            .iter()
            .any(|(monomial, _)| monomial.contains(&symbol))
    }

    /// The symbols that occur, sorted.
    #[must_use]
    pub fn symbols(&self) -> Vec<Symbol> {
        let mut all: Vec<Symbol> = self
            .terms
            .iter()
            .flat_map(|t| t.0.iter().copied())
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// The value where each symbol has the value that `of` gives.
    pub fn evaluate(&self, of: &mut dyn FnMut(Symbol) -> i64) -> i64 {
        self.evaluate_with(&|fixed| fixed, of)
    }

    /// The same, with another number in the place of each coefficient.
    fn evaluate_with(&self, fixed: &dyn Fn(i64) -> i64, of: &mut dyn FnMut(Symbol) -> i64) -> i64 {
        let mut sum = 0_i64;
        for (monomial, coefficient) in &self.terms {
            let mut product = fixed(*coefficient);
            for symbol in monomial {
                product = product.saturating_mul(of(*symbol));
            }
            sum = sum.saturating_add(product);
        }
        sum
    }
}

impl Dims {
    /// The handle of `polynomial`.
    pub fn intern(&mut self, polynomial: Polynomial) -> Dim {
        let equal = |position: u32| self.polynomials[position as usize] == polynomial;
        match self.index.find(&polynomial, equal) {
            Ok(found) => Dim(found),
            Err(place) => {
                let dim = Dim(position(self.polynomials.len()));
                self.polynomials.push(polynomial);
                self.index.insert(place, dim.0);
                dim
            }
        }
    }

    /// The handle of `polynomial`, if it has one.
    #[must_use]
    pub fn find(&self, polynomial: &Polynomial) -> Option<Dim> {
        let equal = |position: u32| self.polynomials[position as usize] == *polynomial;
        self.index.find(polynomial, equal).ok().map(Dim)
    }

    /// The fixed size `value`.
    pub fn constant(&mut self, value: i64) -> Dim {
        self.intern(Polynomial::constant(value))
    }

    /// A new symbol.
    pub fn fresh(&mut self, name: impl Into<String>, nature: Nature) -> Dim {
        let symbol = Symbol(position(self.symbols.len()));
        self.symbols.push((name.into(), nature));
        self.bindings.push(None);
        self.intern(Polynomial::symbol(symbol))
    }

    /// The value of a dimension, given those of the symbols.
    #[must_use]
    pub fn evaluate(&self, dim: Dim, sizes: &dyn Fn(Symbol) -> i64) -> i64 {
        self.value(self.polynomial(dim), sizes)
    }

    fn value(&self, polynomial: &Polynomial, sizes: &dyn Fn(Symbol) -> i64) -> i64 {
        let fixed = |size| self.stand_in(size);
        polynomial.evaluate_with(&fixed, &mut |symbol| self.size(symbol, sizes))
    }

    /// The value of a symbol: as given, but the smaller of two dimensions is computed.
    #[must_use]
    pub fn size(&self, symbol: Symbol, sizes: &dyn Fn(Symbol) -> i64) -> i64 {
        match self.nature(symbol) {
            Nature::Least(left, right) => {
                let sides = [left, right].map(|side| self.evaluate(side, sizes));
                sides[0].min(sides[1])
            }
            _ => sizes(symbol),
        }
    }

    /// The polynomial of a handle.
    #[must_use]
    pub fn polynomial(&self, dim: Dim) -> &Polynomial {
        &self.polynomials[dim.0 as usize]
    }

    /// All symbols, in order of creation.
    pub fn symbols(&self) -> impl Iterator<Item = Symbol> + use<> {
        (0..position(self.symbols.len())).map(Symbol)
    }

    /// The name of a symbol.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> &str {
        &self.symbols[symbol.0 as usize].0
    }

    /// Gives a symbol the name that messages and documentation print.
    pub fn rename(&mut self, symbol: Symbol, name: impl Into<String>) {
        self.symbols[symbol.0 as usize].0 = name.into();
    }

    /// Where a symbol comes from.
    #[must_use]
    pub fn nature(&self, symbol: Symbol) -> Nature {
        self.symbols[symbol.0 as usize].1
    }

    /// The sum of two dimensions, the second scaled.
    pub fn add_scaled(&mut self, left: Dim, right: Dim, scale: i64) -> Dim {
        let sum = self
            .polynomial(left)
            .add_scaled(self.polynomial(right), scale);
        self.intern(sum)
    }

    /// The product of dimensions; 1 for none.
    pub fn product(&mut self, factors: &[Dim]) -> Dim {
        let product = factors.iter().fold(Polynomial::constant(1), |acc, factor| {
            acc.product(&self.polynomials[factor.0 as usize])
        });
        self.intern(product)
    }

    /// The fixed size, if `dim` resolves to one.
    #[must_use]
    pub fn as_constant(&self, dim: Dim) -> Option<i64> {
        self.resolved(self.polynomial(dim)).as_constant()
    }

    /// `dim` with everything that unification has found out substituted.
    pub fn resolve(&mut self, dim: Dim) -> Dim {
        let resolved = self.resolved(self.polynomial(dim));
        let mut dim = self.intern(resolved);
        while let Some((_, other)) = self.identified.iter().find(|(from, _)| *from == dim) {
            dim = *other;
        }
        dim
    }

    fn resolved(&self, polynomial: &Polynomial) -> Polynomial {
        let bound = |symbol: &Symbol| self.bindings[symbol.0 as usize];
        if !polynomial
            .terms
            .iter()
            .any(|t| t.0.iter().any(|s| bound(s).is_some()))
        {
            return polynomial.clone();
        }
        let mut sum = Polynomial::default();
        for (monomial, coefficient) in &polynomial.terms {
            let mut product = Polynomial::constant(*coefficient);
            for symbol in monomial {
                let factor = match bound(symbol) {
                    Some(dim) => self.resolved(self.polynomial(dim)),
                    None => Polynomial::symbol(*symbol),
                };
                product = product.product(&factor);
            }
            sum = sum.add_scaled(&product, 1);
        }
        sum
    }

    /// The symbols of `dim`, what unification has found out substituted, sorted.
    #[must_use]
    pub fn symbols_of(&self, dim: Dim) -> Vec<Symbol> {
        self.resolved(self.polynomial(dim)).symbols()
    }

    /// Whether a polynomial has grown beyond what shapes of real programs have.
    #[must_use]
    pub fn is_large(&self, dim: Dim) -> bool {
        let resolved = self.resolved(self.polynomial(dim));
        let terms = resolved.terms();
        terms.len() > 64 || terms.iter().any(|(monomial, _)| monomial.len() > 32)
    }

    /// The terms of `dim` with positive coefficients, and the negated others.
    #[must_use]
    pub fn polynomial_signs(&self, dim: Dim) -> (Polynomial, Polynomial) {
        let resolved = self.resolved(self.polynomial(dim));
        let (gain, loss): (Vec<_>, Vec<_>) = resolved.terms.into_iter().partition(|(_, c)| *c > 0);
        let loss = loss.into_iter().map(|(m, c)| (m, -c)).collect();
        (Polynomial { terms: gain }, Polynomial { terms: loss })
    }

    /// The same as dimensions.
    pub fn split_signs(&mut self, dim: Dim) -> (Dim, Dim) {
        let (gain, loss) = self.polynomial_signs(dim);
        (self.intern(gain), self.intern(loss))
    }
}
