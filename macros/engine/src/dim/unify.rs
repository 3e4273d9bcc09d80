//! What is equal: unification, what only run time can tell, and the smaller of two dimensions.

use super::{Assumption, Dim, Dims, Nature, Polynomial, Symbol, Unified};

/// Sizes at which dimensions are compared.
const SAMPLES: u64 = 4;

impl Dims {
    /// The smaller of two dimensions: one of them where that is known, a symbol otherwise.
    pub fn least(&mut self, left: Dim, right: Dim) -> Dim {
        let (left, right) = (self.resolve(left), self.resolve(right));
        let difference = self.add_scaled(left, right, -1);
        match self.as_constant(difference) {
            Some(value) if value <= 0 => left,
            Some(_) => right,
            None => {
                // min(n, min(n, m)) is min(n, m).
                for [whole, part] in [[left, right], [right, left]] {
                    if self.parts(whole).is_some_and(|parts| parts.contains(&part)) {
                        return whole;
                    }
                }
                let mut symbols = self.symbols();
                let same = |s: &Symbol| self.nature(*s) == Nature::Least(left, right);
                if let Some(known) = symbols.find(same) {
                    return self.intern(Polynomial::symbol(known));
                }
                let least = self.fresh("", Nature::Least(left, right));
                if let Some(symbol) = self.polynomial(least).as_symbol() {
                    self.rename(symbol, self.free_letter(symbol));
                }
                least
            }
        }
    }

    /// Decides each smaller of two dimensions by what unification has found out, or gives it a letter.
    pub fn resolve_least(&mut self) {
        for symbol in self.symbols() {
            let Nature::Least(left, right) = self.nature(symbol) else {
                continue;
            };
            let (left, right) = (self.resolve(left), self.resolve(right));
            let difference = self.add_scaled(left, right, -1);
            let name = self.free_letter(symbol);
            let index = symbol.0 as usize;
            self.symbols[index] = (name, Nature::Least(left, right));
            self.bindings[index] = match self.as_constant(difference) {
                Some(value) if value <= 0 => Some(left),
                Some(_) => Some(right),
                None => None,
            };
        }
    }

    /// A letter for a symbol, which no other has.
    fn free_letter(&self, symbol: Symbol) -> String {
        let taken = |name: &str| {
            let others = self.symbols().filter(|other| *other != symbol);
            others.into_iter().any(|other| self.name(other) == name)
        };
        let letters = ["k", "r", "q", "l"].map(String::from).into_iter();
        let numbered = (1..).map(|n| format!("k{n}"));
        let mut free = letters.chain(numbered).filter(|name| !taken(name));
        free.next().unwrap_or_default()
    }

    /// The two that a dimension is the smaller of.
    fn parts(&self, dim: Dim) -> Option<[Dim; 2]> {
        match self.nature(self.polynomial(dim).as_symbol()?) {
            Nature::Least(left, right) => Some([left, right]),
            _ => None,
        }
    }

    /// Whether a dimension that is the smaller of two, and that `whole` is made of, has `part` among them,
    /// or made into one of them.
    fn is_part(&self, part: Dim, whole: Dim) -> bool {
        let part_of = |symbol: Symbol| match self.nature(symbol) {
            Nature::Least(left, right) => [left, right].into_iter().any(|side| {
                let settled = self.settled(side);
                let own = self.polynomial(part).as_symbol();
                settled == *self.polynomial(part)
                    || own.is_some_and(|own| settled.mentions(own))
                    || self.is_part(part, side)
            }),
            _ => false,
        };
        self.settled(whole).symbols().into_iter().any(part_of)
    }

    /// From now on, one dimension stands for two that only run time can find equal: a fixed size
    /// before a symbol, a symbol before a polynomial.
    pub fn identify(&mut self, left: Dim, right: Dim) {
        let (left, right) = (self.resolve(left), self.resolve(right));
        if left == right {
            return;
        }
        let preference = |dim: Dim| {
            let polynomial = self.polynomial(dim);
            match (polynomial.as_constant(), polynomial.as_symbol()) {
                (Some(_), _) => 0,
                (_, Some(symbol)) if !matches!(self.nature(symbol), Nature::Integer(_)) => 1,
                (_, Some(_)) => 2,
                _ => 3,
            }
        };
        let (from, to) = if preference(left) <= preference(right) {
            (right, left)
        } else {
            (left, right)
        };
        // The smaller of two dimensions must not come to be one of the two.
        if !self.is_part(from, to) {
            self.identified.push((from, to));
        } else if !self.is_part(to, from) {
            self.identified.push((to, from));
        }
    }

    /// Whether two dimensions are known to be equal: by unification, or by what companions check at entry.
    #[must_use]
    pub fn are_equal(&self, left: Dim, right: Dim) -> bool {
        left == right || self.vanishes(&self.settled(left).add_scaled(&self.settled(right), -1))
    }

    /// Whether two shapes are known to have as many elements.
    #[must_use]
    pub fn same_count(&self, left: &[Dim], right: &[Dim]) -> bool {
        let count = |shape: &[Dim]| {
            let dims = shape.iter().map(|dim| self.settled(*dim));
            dims.fold(Polynomial::constant(1), |all, dim| all.product(&dim))
        };
        left == right || self.vanishes(&count(left).add_scaled(&count(right), -1))
    }

    /// Whether a polynomial is 0 at all sizes that companions let pass: at some of them, if not by its form.
    fn vanishes(&self, difference: &Polynomial) -> bool {
        let assumed = || {
            let mut samples = (0..SAMPLES).map_while(|seed| self.sample(seed));
            samples.all(|sizes| self.at(difference, &sizes) == 0)
        };
        difference.terms.is_empty() || (!self.assumptions.is_empty() && assumed())
    }

    /// What [`Dims::resolve`] gives, as a polynomial.
    fn settled(&self, dim: Dim) -> Polynomial {
        let mut settled = self.resolved(self.polynomial(dim));
        let identified = |polynomial: &Polynomial| {
            let mut pairs = self.identified.iter();
            let found = pairs.find(|pair| self.polynomial(pair.0) == polynomial);
            found.map(|pair| self.polynomial(pair.1).clone())
        };
        while let Some(other) = identified(&settled) {
            settled = other;
        }
        settled
    }

    /// Notes what only run time can check.
    pub fn assume(&mut self, assumption: Assumption) {
        if !self.assumptions.contains(&assumption) {
            self.assumptions.push(assumption);
        }
    }

    /// What only run time can check.
    #[must_use]
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// Makes two dimensions equal where that can be done or excluded at compile time.
    pub fn unify(&mut self, left: Dim, right: Dim) -> Unified {
        let (left, right) = (self.resolve(left), self.resolve(right));
        if left == right {
            return Unified::Equal;
        }
        if self.bind(left, right) || self.bind(right, left) {
            return Unified::Equal;
        }
        let difference = self.polynomial(left).add_scaled(self.polynomial(right), -1);
        let rigid = difference
            .symbols()
            .iter()
            .all(|s| self.nature(*s) == Nature::Declared);
        let linear = difference
            .terms
            .iter()
            .all(|(monomial, _)| monomial.len() <= 1);
        if rigid && linear {
            Unified::Never
        } else {
            Unified::Unknown
        }
    }

    fn bind(&mut self, variable: Dim, value: Dim) -> bool {
        let Some(symbol) = self.polynomial(variable).as_symbol() else {
            return false;
        };
        let value = self.polynomial(value);
        let free = self.nature(symbol) == Nature::Inferred;
        let value = self.find(value).filter(|_| free && !value.mentions(symbol));
        let Some(value) = value.filter(|value| !self.is_part(variable, *value)) else {
            return false;
        };
        self.bindings[symbol.0 as usize] = Some(value);
        true
    }
}
