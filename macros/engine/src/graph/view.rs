//! Ways to look at a node: as a product, a call, a power, a square, a quotient.

use super::{Attribute, Contract, Factor, Graph, Id, Kind};
use crate::rules::{self, Role, Rule};

/// An application of a rule, elementwise or to whole arrays.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The rule.
    pub rule: &'static Rule,
    /// Its axis or exponent.
    pub attribute: Attribute,
    /// Its arrays.
    pub arguments: &'a [Id],
}

impl Graph {
    /// The contraction that a node is.
    #[must_use]
    pub fn as_contract(&self, id: Id) -> Option<&Contract> {
        match self.kind(id) {
            Kind::Contract(contract) => Some(contract),
            _ => None,
        }
    }

    /// A node as a product, of one factor if it is nothing else.
    #[must_use]
    pub fn as_product(&self, id: Id) -> Contract {
        let product = self.as_contract(id).cloned();
        product.unwrap_or_else(|| Contract::of(id, self.shape(id)))
    }

    /// The factor that a contraction leaves as it is, if it does nothing else.
    #[must_use]
    pub fn lone_factor(&self, contract: &Contract) -> Option<Id> {
        match contract.factors.as_slice() {
            [only] if only.is_elementwise(contract) && self.shape(only.node) == contract.dims => {
                Some(only.node)
            }
            _ => None,
        }
    }

    /// The application of a rule that a node is.
    #[must_use]
    pub fn as_call(&self, id: Id) -> Option<Call<'_>> {
        match self.kind(id) {
            Kind::Map {
                rule,
                attribute,
                arguments,
            }
            | Kind::Apply {
                rule,
                attribute,
                arguments,
            } => Some(Call {
                rule: rules::rule(*rule),
                attribute: *attribute,
                arguments,
            }),
            _ => None,
        }
    }

    /// The name of the rule that a node applies; nothing where it applies none.
    #[must_use]
    pub fn operation(&self, id: Id) -> &'static str {
        self.as_call(id).map_or("", |call| call.rule.name)
    }

    /// The arguments of the rule of this name, if a node applies it.
    #[must_use]
    pub fn arguments(&self, id: Id, name: &str) -> Option<&[Id]> {
        let call = self.as_call(id)?;
        (call.rule.name == name).then_some(call.arguments)
    }

    /// The first of [`Graph::arguments`].
    #[must_use]
    pub fn argument(&self, id: Id, name: &str) -> Option<Id> {
        self.arguments(id, name)?.first().copied()
    }

    /// The base and the exponent of a whole power of each element: a reciprocal, a square, be it written as a product.
    #[must_use]
    pub fn as_power(&self, id: Id) -> Option<(Id, i32)> {
        if let Some(contract) = self.as_contract(id) {
            return match contract.factors.as_slice() {
                [x, y] if x == y && x.is_elementwise(contract) => Some((x.node, 2)),
                _ => None,
            };
        }
        let call = self.as_call(id)?;
        let exponent = match call.attribute {
            Attribute::Exponent(n) if n != 0 => n,
            _ if call.rule.plays(Role::Reciprocal) => -1,
            _ if call.rule.plays(Role::Square) => 2,
            _ => return None,
        };
        Some((call.arguments[0], exponent))
    }

    /// `x` where a node is x² of each element.
    #[must_use]
    pub fn as_square(&self, id: Id) -> Option<Id> {
        self.as_power(id)
            .filter(|power| power.1 == 2)
            .map(|power| power.0)
    }

    /// What a node divides by, element by element.
    #[must_use]
    pub fn divisor(&self, id: Id) -> Option<Id> {
        if let Some((base, exponent)) = self.as_power(id) {
            return (exponent < 0).then_some(base);
        }
        let call = self.as_call(id)?;
        let divides = call.rule.plays(Role::Quotient);
        call.arguments.last().copied().filter(|_| divides)
    }

    /// Whether a node is an identity matrix.
    #[must_use]
    pub fn is_identity(&self, id: Id) -> bool {
        match (self.kind(id), self.shape(id)) {
            (Kind::Pick { start, step: 1 }, [rows, columns]) => {
                rows == columns && self.dims.as_constant(*start) == Some(0)
            }
            _ => false,
        }
    }
}

impl Factor {
    /// Whether the contraction that it is a factor of sums nothing and takes each of its elements in place.
    #[must_use]
    pub fn is_elementwise(&self, contract: &Contract) -> bool {
        !contract.sums() && self.labels == super::identity(contract.rank)
    }
}
