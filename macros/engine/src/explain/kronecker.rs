//! Kronecker products among reshaped arrays: `A ⊗ B`, where one of the two may be ones.
//!
//! `kron` is a product of separate labels, reshaped, and gradients leave such arrays behind where a
//! factor of ones or an identity has dropped out. Between the two operands nothing tells how large
//! ones and identities are, so that there they carry their size: `1_d`, `I_d`.

use super::formula::{Formula, Subscript, Term};
use super::notation::Notation;
use crate::dim::{Dim, Polynomial};
use crate::graph::{Contract, Factor, Id, Kind, Label, Number};

impl Notation<'_> {
    /// `x` under the shape `shape`, where that is a Kronecker product or a sum of such.
    pub(super) fn kronecker(&self, x: Id, shape: &[Dim]) -> Option<Formula> {
        let contract = match self.graph.kind(x) {
            Kind::Contract(contract) => contract,
            Kind::Combine(terms) if !terms.is_empty() => {
                let term = |(c, id): &(Number, Id)| {
                    let product = self.kronecker(*id, shape);
                    product.map(|product| product.scaled(c.get()))
                };
                let mut products = terms.iter().map(term).collect::<Option<Vec<_>>>()?;
                products.retain(|product| *product != Formula::Number(0.0));
                return Some(Formula::sum(products));
            }
            _ => return None,
        };
        if contract.factors.is_empty() {
            return None;
        }
        let product = self.separate(contract, shape);
        product.or_else(|| self.repeated(contract, shape))
    }

    /// A reshaped `[i k j l] = A[i j] B[k l]`, or `[i k] = a[i] b[k]`.
    fn separate(&self, contract: &Contract, shape: &[Dim]) -> Option<Formula> {
        if contract.dims.len() != contract.rank {
            return None;
        }
        let sides: [&[Label]; 2] = match contract.rank {
            4 => [&[0, 2], &[1, 3]],
            2 => [&[0], &[1]],
            _ => return None,
        };
        let pairs = contract.dims.chunks(2).map(|pair| self.size_of(pair));
        if !pairs.eq(shape.iter().map(|dim| self.size_of(&[*dim]))) {
            return None;
        }
        let zero = |f: &Factor| self.formula(f.node) == Formula::Number(0.0);
        if contract.factors.iter().any(zero) {
            return Some(Formula::Number(0.0));
        }
        let mut term = Term::one();
        // A label without a factor broadcasts, as it would with ones.
        let mut operands: [Vec<Factor>; 2] = [Vec::new(), Vec::new()];
        for factor in &contract.factors {
            if self.is_ones(factor.node) {
                continue;
            }
            let on = |side: &[Label]| factor.labels.iter().all(|label| side.contains(label));
            match sides.iter().position(|side| on(side))? {
                _ if factor.labels.is_empty() => term.multiply(self.formula(factor.node)),
                side => operands[side].push(factor.clone()),
            }
        }
        if operands.iter().all(Vec::is_empty) {
            return None;
        }
        let [a, b] = operands;
        let [left, right] = [(a, sides[0]), (b, sides[1])]
            .map(|(factors, side)| term.take_scalars(self.operand(contract, factors, side)));
        let product = Formula::Kronecker(Box::new(left), Box::new(right));
        Some(term.of(Some(product)))
    }

    /// A matrix whose elements stand c times in a row: a reshaped `[i j] = v[i]`, of c columns.
    fn repeated(&self, contract: &Contract, shape: &[Dim]) -> Option<Formula> {
        let mut labels = contract.factors.iter().flat_map(|factor| &factor.labels);
        let ([rows, columns], 2) = (shape, contract.rank) else {
            return None;
        };
        if labels.any(|label| *label == 1) {
            return None;
        }
        let width = quotient(
            &self.size_of(&[*columns]),
            &self.size_of(&[contract.dims[1]]),
        )?;
        let height = self.size_of(&[*rows]);
        if height.product(&width) != self.size_of(&contract.dims[..1]) {
            return None;
        }
        let mut vector = contract.clone();
        vector.rank = 1;
        vector.dims.remove(1);
        let factors = vector.factors.iter_mut();
        for label in factors.flat_map(|factor| &mut factor.labels) {
            *label = label.saturating_sub(1);
        }
        let mut term = Term::one();
        let left = if let Some(matrix) = self.matrix(&vector, &[&height, &width]) {
            term.take_scalars(self.sized(matrix))
        } else {
            let vector = term.take_scalars(self.contract(&vector));
            if vector.is_ones() || matches!(vector, Formula::Number(_)) {
                return None;
            }
            let shape = [&height, &width].map(|size| self.graph.dims.display_polynomial(size));
            let target = Formula::Word(shape.join(" × "));
            Formula::Call("reshape".into(), vec![vector, target])
        };
        let right = self.of_size(Formula::Ones, contract.dims[1]).transpose();
        let product = Formula::Kronecker(Box::new(left), Box::new(right));
        Some(term.of(Some(product)))
    }

    /// What was reshaped to the vector, if it had this shape.
    fn matrix(&self, vector: &Contract, shape: &[&Polynomial]) -> Option<Id> {
        let [Factor { node, labels }] = vector.factors.as_slice() else {
            return None;
        };
        let (Kind::Reshape(matrix), [0]) = (self.graph.kind(*node), labels.as_slice()) else {
            return None;
        };
        let dims = self.graph.shape(*matrix).iter();
        let sizes = dims.map(|dim| self.graph.dims.polynomial(*dim));
        sizes.eq(shape.iter().copied()).then_some(*matrix)
    }

    fn is_ones(&self, id: Id) -> bool {
        matches!(self.graph.kind(id), Kind::Contract(contract) if contract.factors.is_empty())
    }

    /// The factors over the labels of one side, as the vector or matrix over these.
    fn operand(&self, contract: &Contract, mut factors: Vec<Factor>, side: &[Label]) -> Formula {
        let dims = side.iter().map(|label| contract.dims[usize::from(*label)]);
        let dims: Vec<Dim> = dims.collect();
        if factors.is_empty() {
            return self.sized_ones(&dims);
        }
        for label in factors.iter_mut().flat_map(|factor| &mut factor.labels) {
            *label = Label::from(*label != side[0]);
        }
        let (rank, rows) = (dims.len(), dims[0]);
        let operand = Contract {
            dims,
            rank,
            factors,
        };
        match self.contract(&operand) {
            Formula::Identity => self.of_size(Formula::Identity, rows),
            formula => formula,
        }
    }

    /// A node's formula, where nothing around it tells how large an identity is.
    pub(super) fn sized(&self, id: Id) -> Formula {
        match self.formula(id) {
            Formula::Identity => self.of_size(Formula::Identity, self.graph.shape(id)[0]),
            formula => formula,
        }
    }

    fn sized_ones(&self, shape: &[Dim]) -> Formula {
        let ones = |dim: Dim| self.of_size(Formula::Ones, dim);
        let unit = |dim: Dim| self.graph.dims.as_constant(dim) == Some(1);
        match shape {
            [rows, columns] if unit(*rows) => ones(*columns).transpose(),
            [rows, columns] if !unit(*columns) => {
                Formula::product(vec![ones(*rows), ones(*columns).transpose()])
            }
            [rows, ..] => ones(*rows),
            [] => Formula::Ones,
        }
    }

    fn of_size(&self, formula: Formula, dim: Dim) -> Formula {
        let size = self.graph.dims.display(dim).replace(' ', "");
        Formula::Index(Box::new(formula), vec![Subscript::At(size)])
    }

    fn size_of(&self, dims: &[Dim]) -> Polynomial {
        let one = Polynomial::constant(1);
        let polynomials = dims.iter().map(|dim| self.graph.dims.polynomial(*dim));
        polynomials.fold(one, |product, dim| product.product(dim))
    }
}

/// `of` by `by`, if both are of one term and it divides.
fn quotient(of: &Polynomial, by: &Polynomial) -> Option<Polynomial> {
    let ([(monomial, a)], [(divisor, b)]) = (of.terms(), by.terms()) else {
        return None;
    };
    let mut left = monomial.clone();
    for symbol in divisor {
        let at = left.iter().position(|other| other == symbol)?;
        left.remove(at);
    }
    let number = Polynomial::constant((a % b == 0).then(|| a / b)?);
    let symbols = left.into_iter().map(Polynomial::symbol);
    Some(symbols.fold(number, |product, symbol| product.product(&symbol)))
}
