//! What is known of a matrix besides its shape, and how operations carry it on.
//!
//! Declared of parameters by `#[structure(..)]`, propagated node by node as the graph is built.
//! Invariant: what is claimed holds for every value of the inputs that keeps its own promise; a
//! claim that cannot be shown is not made.

use std::ops::{BitAnd, BitOr};

/// A set of properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Structure(u8);

impl Structure {
    /// Nothing is known.
    pub const NONE: Self = Self(0);
    /// Aᵀ = A.
    pub const SYMMETRIC: Self = Self(1);
    /// 0 above the diagonal.
    pub const LOWER: Self = Self(2);
    /// 0 below the diagonal.
    pub const UPPER: Self = Self(4);
    /// 0 beside the diagonal.
    pub const DIAGONAL: Self = Self(1 | 2 | 4);
    /// The zeros of a diagonal matrix, of whatever other structure.
    pub const DIAGONAL_ZEROS: Self = Self(2 | 4);
    /// Symmetric, with positive eigenvalues.
    pub const POSDEF: Self = Self(1 | 8);
    /// AᵀA = I.
    pub const ORTHOGONAL: Self = Self(16);

    /// The names that `#[structure(..)]` takes.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("symmetric", Self::SYMMETRIC),
        ("diagonal", Self::DIAGONAL),
        ("lower", Self::LOWER),
        ("upper", Self::UPPER),
        ("posdef", Self::POSDEF),
        ("orthogonal", Self::ORTHOGONAL),
    ];

    /// Whether all of `other` is known.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        self & other == other
    }

    /// What is known of the transpose.
    #[must_use]
    pub fn transposed(self) -> Self {
        let swapped = [(Self::LOWER, Self::UPPER), (Self::UPPER, Self::LOWER)];
        let kept = Self(self.0 & !(Self::LOWER | Self::UPPER).0);
        swapped.into_iter().fold(
            kept,
            |sum, (from, to)| {
                if self.is(from) { sum | to } else { sum }
            },
        )
    }

    /// What a change has of a matrix that keeps its structure.
    #[must_use]
    pub fn of_tangent(self) -> Self {
        self & Self::DIAGONAL
    }

    /// What an inverse has of its matrix: all of it.
    #[must_use]
    pub fn of_inverse(self) -> Self {
        self
    }

    /// What a polynomial in the matrix, or a limit of such, has of it.
    #[must_use]
    pub fn of_function(self) -> Self {
        self & Self::DIAGONAL
    }

    /// With what follows from what is known.
    #[must_use]
    pub fn closed(self) -> Self {
        // Two of symmetric, lower and upper are all three.
        let parts = [Self::SYMMETRIC, Self::LOWER, Self::UPPER];
        if parts.into_iter().filter(|part| self.is(*part)).count() > 1 {
            self | Self::DIAGONAL
        } else {
            self
        }
    }
}

impl BitAnd for Structure {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Structure {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
