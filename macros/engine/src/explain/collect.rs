//! What occurs more than once, written once: powers, and common factors of sums.

use super::formula::{Formula, Term};

/// Equal factors collected into powers, and cancelled against equal divisors.
pub(super) fn powers(
    factors: Vec<Formula>,
    divisors: Vec<Formula>,
    elementwise: bool,
) -> (Vec<Formula>, Vec<Formula>) {
    let mut bases: Vec<(Formula, f64)> = Vec::with_capacity(factors.len());
    for (list, sign) in [(factors, 1.0), (divisors, -1.0)] {
        for factor in list {
            collect(factor, sign, elementwise, &mut bases);
        }
    }
    let raise = |(base, count): (Formula, f64)| {
        let exponent = count.abs();
        if exponent > 1.0 {
            Formula::power(base, Formula::Number(exponent), elementwise)
        } else {
            base
        }
    };
    bases.retain(|(_, count)| *count != 0.0);
    let (above, below): (Vec<_>, Vec<_>) = bases.into_iter().partition(|(_, n)| *n > 0.0);
    (
        above.into_iter().map(raise).collect(),
        below.into_iter().map(raise).collect(),
    )
}

/// Adds `factor` to the exponents: a whole power counts as often as it says.
fn collect(factor: Formula, count: f64, elementwise: bool, bases: &mut Vec<(Formula, f64)>) {
    let (base, count) = match factor {
        Formula::Power {
            base,
            exponent,
            elementwise: own,
        } => match *exponent {
            Formula::Number(n) if n.fract() == 0.0 && own == elementwise => (*base, count * n),
            exponent => {
                let exponent = Box::new(exponent);
                let power = Formula::Power {
                    base,
                    exponent,
                    elementwise: own,
                };
                (power, count)
            }
        },
        base => (base, count),
    };
    match base {
        #[allow(clippy::float_cmp)] // exactly the number 1
        Formula::Term(term) if !elementwise && term.body.is_none() && term.coefficient == 1.0 => {
            for scalar in term.scalars {
                collect(scalar, count, elementwise, bases);
            }
            for divisor in term.divisors {
                collect(divisor, -count, elementwise, bases);
            }
        }
        base => match bases.iter_mut().find(|(seen, _)| *seen == base) {
            Some(seen) => seen.1 += count,
            None => bases.push((base, count)),
        },
    }
}

impl Formula {
    /// A sum of scalars with what all of them share behind it: `exp(t) + t exp(t) = (1 + t) exp(t)`. `None` if
    /// it cannot be told that they are scalars.
    fn scalars_factored(terms: &[Self]) -> Option<Self> {
        let scalar =
            |f: &Self| matches!(f, Self::Term(t) if t.body.is_none() && !t.scalars.is_empty());
        if !terms.iter().any(scalar) {
            return None;
        }
        let part = |term: &Self| {
            let mut term = Term::from_formula(term.clone());
            term.scalars.extend(term.body.take());
            term
        };
        let mut parts: Vec<Term> = terms.iter().map(part).collect();
        let everywhere = |x: &&Self| parts.iter().all(|part| part.scalars.contains(x));
        let shared: Vec<Self> = parts[0]
            .scalars
            .iter()
            .filter(everywhere)
            .cloned()
            .collect();
        if shared.is_empty() {
            return None;
        }
        for part in &mut parts {
            part.scalars.retain(|x| !shared.contains(x));
        }
        let rest = parts.into_iter().map(|part| part.of(None));
        let mut whole = Term::one();
        whole.multiply(Self::sum(rest.collect()));
        whole.scalars.extend(shared);
        Some(whole.of(None))
    }

    /// A sum whose terms share a first or last matrix: `A x + Aᵀ x = (A + Aᵀ) x`.
    #[must_use]
    pub fn factored(self) -> Self {
        let Self::Sum(mut terms) = self else {
            return self;
        };
        if let Some(whole) = Self::scalars_factored(&terms) {
            return whole;
        }
        let count = terms.len();
        for last in [true, false] {
            let mut position = 0;
            while position + 1 < terms.len() {
                // Ones of different lengths are written the same.
                let end = terms[position].end(last);
                let Some(shared) = end.filter(Self::has_names) else {
                    position += 1;
                    continue;
                };
                let (same, rest): (Vec<_>, Vec<_>) = terms
                    .drain(position..)
                    .partition(|term| term.end(last).as_ref() == Some(&shared));
                let together = if same.len() > 1 {
                    let inner = same.into_iter().map(|term| term.without_end(last));
                    let mut inner: Vec<Self> = inner.collect();
                    inner.sort_by_key(Self::transposes);
                    let inner = Self::sum(inner).factored().common();
                    let factors = if last {
                        vec![inner, shared]
                    } else {
                        vec![shared, inner]
                    };
                    vec![Self::product(factors)]
                } else {
                    same
                };
                terms.extend(together);
                terms.extend(rest);
                position += 1;
            }
        }
        if terms.len() == count {
            Self::Sum(terms)
        } else {
            Self::sum(terms)
        }
    }

    /// A sum with what all terms have in front in front of the whole: `2 A + 2 B = 2 (A + B)`.
    fn common(self) -> Self {
        let Self::Sum(terms) = self else {
            return self;
        };
        let parts: Vec<Term> = terms.iter().cloned().map(Term::from_formula).collect();
        let shared = |of: fn(&Term) -> &Vec<Self>| -> Vec<Self> {
            let (first, rest) = parts
                .split_first()
                .map_or((&[][..], &[][..]), |(f, r)| (of(f).as_slice(), r));
            let everywhere = |x: &&Self| rest.iter().all(|term| of(term).contains(x));
            first.iter().filter(everywhere).cloned().collect()
        };
        let mut front = Term {
            coefficient: parts[0].coefficient,
            scalars: shared(|term| &term.scalars),
            divisors: shared(|term| &term.divisors),
            body: None,
        };
        let magnitude = front.coefficient.abs();
        #[allow(clippy::float_cmp)] // written the same
        let equal = parts.iter().all(|term| term.coefficient.abs() == magnitude);
        if !equal || parts.iter().any(|term| term.body.is_none()) {
            front.coefficient = 1.0;
        }
        if parts.iter().any(|term| term.body.is_none()) {
            return Self::Sum(terms);
        }
        let rest = parts.into_iter().map(|mut term| {
            term.coefficient /= front.coefficient;
            term.scalars.retain(|x| !front.scalars.contains(x));
            term.divisors.retain(|x| !front.divisors.contains(x));
            let body = term.body.take();
            term.of(body)
        });
        let rest = Self::sum(rest.collect());
        front.of(Some(rest))
    }

    /// The first or last factor of a product.
    fn end(&self, last: bool) -> Option<Self> {
        match self {
            Self::Product(factors) if last => factors.last().cloned(),
            Self::Product(factors) => factors.first().cloned(),
            Self::Term(term) => term.body.as_ref()?.end(last),
            _ => None,
        }
    }

    fn without_end(self, last: bool) -> Self {
        match self {
            Self::Product(mut factors) => {
                if last {
                    factors.pop();
                } else {
                    factors.remove(0);
                }
                Self::product(factors)
            }
            Self::Term(mut term) => {
                let body = term.body.take().map(|body| body.without_end(last));
                term.of(body)
            }
            other => other,
        }
    }
}
