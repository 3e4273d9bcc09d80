//! The rule table: everything matgrad knows about an operation, in one entry.
//!
//! An entry gives names and method spellings, the shape law, the value (its reference
//! interpreter; the run-time function has the rule's name), the differential, the notation and
//! the domain that tests sample. Lookup, "did you mean", shape errors, the supported-operations
//! page, derivation text and the generated tests are read off it. Nothing else names an operation.

use crate::dual::{Dual, Tensor};
use crate::graph::{Attribute, Graph, Id};

mod conditions;
mod elementwise;
mod extremes;
pub mod linear;
mod norms;
mod products;
pub mod rational;
mod shapes;
mod sums;

pub use crate::rules::registry::{
    RuleId, all, named, nearest, playing, printed, rule, traits, with_method, with_name,
};

mod registry;

/// One operation.
pub struct Rule {
    /// The function of `matgrad::prelude`, and of `matgrad::__private` in emitted code.
    pub name: &'static str,
    /// Spellings as a method of an array or scalar.
    pub methods: &'static [&'static str],
    /// Which part of the documentation lists it.
    pub group: Group,
    /// What a call takes, in order; a method's receiver is the first.
    pub parameters: &'static [Parameter],
    /// The shape law: one line for each combination of ranks, in einsum notation, `"ij,jk->ik"`.
    /// A leading `"0:"` restricts a line to that axis. Equal letters are equal dimensions.
    /// `"*"` after the arrow leaves the result's shape to `meaning`. Empty for elementwise
    /// functions and their composites, which take arrays of one shape and scalars.
    pub forms: &'static [&'static str],
    /// The value and the differential.
    pub meaning: Meaning,
    /// How formulas print it, with `{0}`, `{1}` for arguments: `"tr({0})"`.
    pub notation: &'static str,
    /// The differential in words, printed beside the derivation's line: `"d tr X = tr dX"`.
    pub law: &'static str,
    /// Where tests and the expansion-time check sample the arguments.
    pub domain: Domain,
    /// One line for the supported-operations page.
    pub summary: &'static str,
    /// What other stages may rely on.
    pub roles: &'static [Role],
}

/// What a stage asks of an operation instead of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The choice between two values by a condition.
    Choice,
    /// Holds where a condition does not.
    Negation,
    /// Holds where two conditions do.
    Conjunction,
    /// Holds where one of two conditions does.
    Disjunction,
    /// Holds where the first argument is greater than the second.
    Greater,
    /// The power of an exponent that is an argument.
    Power,
    /// 1/x.
    Reciprocal,
    /// x².
    Square,
    /// x/y.
    Quotient,
    /// A divisor as it is, or 1 where there is nothing that it sums.
    Divisor,
    /// Is 0 where, and only where, its argument is.
    Vanishes,
    /// A norm along what its result has no axis for.
    Norm,
    /// Of the transpose it gives the transpose.
    Transposes,
}

impl Role {
    const COUNT: usize = Self::Transposes as usize + 1;
}

/// The parts of the supported-operations page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Products of arrays.
    Products,
    /// Rearranging.
    Shape,
    /// Sums, means and products of elements.
    Sums,
    /// Norms.
    Norms,
    /// Maxima, minima and their smooth forms.
    Extremes,
    /// Functions of each element.
    Elementwise,
    /// Inverses, determinants, factors and spectra.
    LinearAlgebra,
    /// Constant arrays, `stop_gradient`.
    Constants,
    /// Comparisons and `if`, which users write as Rust has them.
    Conditions,
    /// Not callable by users: what differentials of other rules are written with.
    Internal,
}

/// What a call takes at one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// An array or scalar to differentiate through.
    Array,
    /// `Axis(k)` with a literal `k`.
    Axis,
    /// An integer exponent: a literal becomes [`Attribute::Exponent`].
    Exponent,
    /// The order of a derivative: a literal integer, not negative; becomes [`Attribute::Order`].
    Order,
    /// A literal number that shapes the definition, such as the `ddof` of a variance.
    Number,
    /// Dimensions: `n`, `(n, m)`.
    Shape,
}

/// The value and the differential.
pub enum Meaning {
    /// The contraction that the matching form denotes.
    Contraction,
    /// An elementwise function.
    Elementwise {
        /// `∂f/∂x_k` for each argument, as a scalar expression in `x`, `y`, `z` (the arguments),
        /// `f` (the value) and `n` (the exponent): `"1 - f*f"`. What follows a semicolon is
        /// taken where another argument is a literal number, which settles ties. `"where x"` is
        /// 1 where the condition `x` holds, and nothing elsewhere: no 0 that would be multiplied.
        partials: &'static [&'static str],
        /// The value.
        value: fn(&[Dual], Attribute) -> Dual,
    },
    /// A primitive on whole arrays.
    Primitive {
        /// How its value moves with its arguments.
        differential: Differential,
        /// The value.
        value: fn(&[&Tensor], Attribute) -> Tensor,
    },
    /// Defined by other rules; its differential is derived.
    Composite(fn(&mut Graph, &Call) -> Id),
}

/// How a primitive's value `Y` moves with its arguments `A`, `B`, ….
pub enum Differential {
    /// One line a form: contractions, each linear in one `dA`, in the letters of the form, with `..` for
    /// all letters of the operand: `"- Y[ia] dA[ab] Y[bj]"`, `"max_mask(A)[..] dA[..]"`.
    Terms(&'static [&'static str]),
    /// For each argument a linear operator that is no contraction.
    Operators(&'static [Operator]),
    /// Zero wherever it exists.
    PiecewiseConstant,
}

/// A linear operator on `dA`, and its adjoint: `C : forward(E) = adjoint(C) : E`. Both are given the
/// arguments of the primitive.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// The tangent of the value, of an argument's tangent.
    pub forward: fn(&mut Graph, &[Id], Id) -> Id,
    /// The argument's cotangent, of the value's.
    pub adjoint: fn(&mut Graph, &[Id], Id) -> Id,
}

/// The arguments of a composite, read and checked against its forms.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// The arrays, in order.
    pub arrays: Vec<Id>,
    /// The axis or exponent.
    pub attribute: Attribute,
    /// The literal numbers, in order.
    pub numbers: Vec<f64>,
    /// The requested shape.
    pub shape: Vec<crate::dim::Dim>,
}

/// Intervals that arguments are sampled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Any real number.
    Real,
    /// Above 0.
    Positive,
    /// Strictly between −1 and 1.
    Unit,
    /// Strictly between 0 and 1.
    Probability,
    /// Above 1.
    AboveOne,
    /// Real but not near 0, nor near a tie.
    NonZero,
    /// The second argument below 0, the third above, the first anywhere.
    Bounds,
    /// Square matrices whose symmetric part is safely positive definite; other arrays anywhere.
    Regular,
    /// The same, of which the operation needs that they have an inverse; others of full rank.
    Invertible,
    /// 0 or 1.
    Truth,
    /// The first argument 0 or 1, the others anywhere.
    Choice,
}

impl Domain {
    /// Whether the first argument, a matrix, should have as large a rank as its shape allows: for its
    /// inverse, or since equal eigenvalues have no slopes of their own.
    #[must_use]
    pub fn is_of_full_rank(self) -> bool {
        matches!(self, Self::Regular | Self::Invertible)
    }
}

impl Rule {
    /// Whether users call it by its name.
    #[must_use]
    pub fn is_function(&self) -> bool {
        !matches!(self.group, Group::Internal | Group::Conditions)
    }

    /// Whether it plays this role.
    #[must_use]
    pub fn plays(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// What a literal integer becomes that is part of a call.
    #[must_use]
    pub fn integer(&self) -> Option<fn(i32) -> Attribute> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::Exponent => Some(Attribute::Exponent as fn(i32) -> Attribute),
                Parameter::Order => Some(Attribute::Order),
                _ => None,
            })
    }

    /// Which form applies to arguments of these ranks.
    #[must_use]
    pub fn form(&self, attribute: Attribute, ranks: &[usize]) -> Option<usize> {
        self.forms.iter().position(|form| {
            let (axis, form) = match form.split_once(':') {
                Some((axis, form)) => (axis.trim().parse().ok(), form),
                None => (None, *form),
            };
            let axis_fits = axis.is_none_or(|axis| attribute == Attribute::Axis(axis));
            let left = form.split_once("->").map_or(form, |(left, _)| left);
            axis_fits
                && left
                    .split(',')
                    .map(|term| term.trim().len())
                    .eq(ranks.iter().copied())
        })
    }

    /// The letters of the arguments' axes, and those of the value's, in the form that applies.
    #[must_use]
    pub fn letters(
        &self,
        attribute: Attribute,
        ranks: &[usize],
    ) -> Option<[impl Iterator<Item = char> + use<>; 2]> {
        let form = self.forms[self.form(attribute, ranks)?];
        let form = form.split_once(':').map_or(form, |(_, form)| form);
        let (left, out) = form.split_once("->")?;
        Some([left, out].map(|side| side.chars().filter(|letter| letter.is_alphabetic())))
    }

    /// The shape of the value for arguments that fit the forms; empty where `meaning` decides.
    #[must_use]
    pub fn shape(
        &self,
        graph: &Graph,
        attribute: Attribute,
        ranks: &[usize],
        arguments: &[Id],
    ) -> Vec<crate::dim::Dim> {
        let Some(form) = self.form(attribute, ranks) else {
            return Vec::new();
        };
        let form = self.forms[form];
        let form = form.split_once(':').map_or(form, |(_, rest)| rest);
        let (left, out) = form.split_once("->").unwrap_or((form, ""));
        let of = |letter: char| {
            left.split(',').zip(arguments).find_map(|(term, id)| {
                let axis = term.trim().chars().position(|c| c == letter)?;
                graph.shape(*id).get(axis).copied()
            })
        };
        out.trim().chars().filter_map(of).collect()
    }
}
