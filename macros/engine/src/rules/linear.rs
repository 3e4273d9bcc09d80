//! Linear algebra.
//!
//! Differentials: Magnus & Neudecker, Matrix Differential Calculus, ch. 8; Petersen & Pedersen, The
//! Matrix Cookbook (2012), §2; Murray, Differentiation of the Cholesky decomposition (2016); Higham,
//! Functions of Matrices (2008), ch. 3.

use super::Parameter::{Array, Exponent};
use super::{Call, Differential, Domain, Group, Meaning, Operator, Role, Rule};
use crate::dual::{Tensor, matrix};
use crate::graph::{Attribute, Graph, Id, Kind};
use crate::structure::Structure;

/// What one factorization of a matrix gives more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Whatever serves to solve systems: LU, Cholesky, or the triangle itself.
    Solving,
    /// The same, of an inverse: a product with it solves a system.
    Inverse,
    /// Systems of a matrix that has to be known as triangular.
    Triangular,
    /// Cholesky's, no other.
    Cholesky,
    /// Eigenvalues and eigenvectors of a symmetric matrix.
    Spectral,
    /// Singular values and vectors.
    Singular,
}

/// What is known of a primitive on matrices besides its rule.
#[derive(Clone, Copy)]
pub struct Traits {
    /// The factorization of its argument that it is read off.
    pub family: Option<Family>,
    /// The structure of its value, from its argument's.
    pub structure: fn(Structure) -> Structure,
    /// The feature of the run-time crate that it needs.
    pub feature: Option<&'static str>,
}

/// The traits of what is not linear algebra.
pub const NO_TRAITS: Traits = Traits {
    family: None,
    structure: |_| Structure::NONE,
    feature: None,
};

/// A row: name, group, parameters, forms, meaning, family, structure, feature, domain, notation, law, summary.
macro_rules! rows {
    ($($name:literal $group:ident $parameters:expr, $forms:expr, $meaning:expr, $family:expr, $structure:expr,
        $feature:expr, $domain:ident, $notation:literal, $law:literal, $summary:literal $(, $role:ident)*;)*) => {
        /// The entries.
        pub const RULES: &[Rule] = &[$(Rule {
            name: $name,
            methods: &[],
            group: Group::$group,
            parameters: &$parameters,
            forms: &$forms,
            meaning: $meaning,
            notation: $notation,
            law: $law,
            domain: Domain::$domain,
            summary: $summary,
            roles: &[$(Role::$role),*],
        }),*];
        /// The traits of each, in the same order.
        pub const TRAITS: &[Traits] = &[$(Traits {
            family: $family,
            structure: $structure,
            feature: $feature,
        }),*];
    };
}

const fn primitive(
    differential: Differential,
    value: fn(&[&Tensor], Attribute) -> Tensor,
) -> Meaning {
    Meaning::Primitive {
        differential,
        value,
    }
}

const SOLVING: Option<Family> = Some(Family::Solving);
const INVERSE: Option<Family> = Some(Family::Inverse);
const TRIANGULAR: Option<Family> = Some(Family::Triangular);
const SPECTRAL: Option<Family> = Some(Family::Spectral);
const SINGULAR: Option<Family> = Some(Family::Singular);
const FAER: Option<&str> = Some("faer");

rows! {
    "inv" LinearAlgebra [Array], ["ii->ii"],
        primitive(Differential::Terms(&["- Y[pa] dA[ab] Y[bq]"]), |x, _| matrix::inverse(x[0])),
        INVERSE, Structure::of_inverse, None, Invertible,
        "{0}⁻¹", "d A⁻¹ = −A⁻¹ dA A⁻¹", "the inverse";
    "solve" LinearAlgebra [Array, Array], ["ii,ij->ij", "ii,i->i"], Meaning::Composite(solve),
        None, NOTHING, None, Invertible,
        "{0}⁻¹ {1}", "d A⁻¹ = −A⁻¹ dA A⁻¹", "A⁻¹ B, the solution X of A X = B, for a vector or matrix B";
    "solve_triangular" LinearAlgebra [Array, Array], ["ii,ij->ij", "ii,i->i"], Meaning::Composite(solve),
        TRIANGULAR, NOTHING, None, Invertible,
        "{0}⁻¹ {1}", "d A⁻¹ = −A⁻¹ dA A⁻¹", "A⁻¹ B of a matrix A known to be triangular";
    "det" LinearAlgebra [Array], ["ii->"],
        primitive(Differential::Terms(&["adjugate(A)[ba] dA[ab]"]), |x, _| matrix::determinant(x[0])),
        SOLVING, NOTHING, None, Regular,
        "det({0})", "d det A = tr(adj(A) dA)", "the determinant";
    "logdet" LinearAlgebra [Array], ["ii->"],
        primitive(Differential::Terms(&["inv(A)[ba] dA[ab]"]), |x, _| matrix::log_determinant(x[0])),
        SOLVING, NOTHING, None, Invertible,
        "logdet({0})", "d ln |det A| = tr(A⁻¹ dA)", "ln |det A|";
    "adjugate" LinearAlgebra [Array], ["ii->ii"],
        primitive(Differential::Operators(&[ADJUGATE]), |x, _| matrix::adjugate(x[0])),
        None, Structure::of_function, None, Regular,
        "adj({0})", "d adj A = Dadj(A, dA) = tr(adj(A) dA) A⁻¹ − A⁻¹ dA adj A",
        "the adjugate: det(A) A⁻¹ where A has an inverse, the transposed cofactors everywhere", Transposes;
    "adjugate_frechet" Internal [Array, Array], ["ii,ii->ii"],
        primitive(Differential::Operators(&[TWICE_ADJUGATE, ADJUGATE]), |x, _| matrix::adjugate_frechet(x[0], x[1])),
        None, NOTHING, None, Regular,
        "Dadj({0}, {1})", "d Dadj(A, E) = D²adj(A, E, dA) + Dadj(A, dE)",
        "the derivative of the adjugate along a direction";
    "cholesky" LinearAlgebra [Array], ["ii->ii"],
        primitive(
            Differential::Terms(&[
                "0.5 Y[pk] half(Y)[kq] inv(Y)[ka] dA[ab] inv(Y)[qb] \
                    + 0.5 Y[pk] half(Y)[kq] inv(Y)[kb] dA[ab] inv(Y)[qa]",
            ]),
            |x, _| matrix::cholesky(x[0]),
        ),
        Some(Family::Cholesky), |_| Structure::LOWER, None, Invertible,
        "chol({0})", "d chol A = L Φ(L⁻¹ dA L⁻ᵀ)",
        "the lower triangle L of A = L Lᵀ; reads the lower triangle of A, and the gradient is symmetric";
    "half" Internal [Array], ["ii->ii"], Meaning::Composite(half),
        None, NOTHING, None, Regular,
        "Φ({0})", "dΦ = 0", "the lower triangle of ones with ½ on its diagonal";
    "expm" LinearAlgebra [Array], ["ii->ii"],
        primitive(Differential::Operators(&[EXPONENTIAL]), |x, _| matrix::exponential(x[0])),
        None, Structure::of_function, None, Regular,
        "expm({0})", "d e^A = L(A, dA)", "the matrix exponential", Transposes;
    "expm_frechet" Internal [Array, Array], ["ii,ii->ii"],
        primitive(Differential::Operators(&[DIRECTIONAL, EXPONENTIAL]), |x, _| matrix::frechet(x[0], x[1])),
        None, NOTHING, None, Regular,
        "L({0}, {1})", "d L(A, E) = L₂(A, E, dA) + L(A, dE)", "the derivative of the matrix exponential along a direction";
    "matrix_power" LinearAlgebra [Array, Exponent], ["ii->ii"], Meaning::Composite(power),
        None, NOTHING, None, Regular,
        "{0}^{n}", "d(A B) = dA B + A dB", "Aⁿ, of an integer power n; the inverse's for a negative one";
    "eigvalsh" LinearAlgebra [Array], ["ii->i"],
        primitive(
            Differential::Terms(&["eigenvectors(A)[ap] dA[ab] eigenvectors(A)[bp]"]),
            |x, _| matrix::eigen(x[0]).0,
        ),
        SPECTRAL, NOTHING, FAER, Regular,
        "eig({0})", "dλᵢ = qᵢᵀ dA qᵢ",
        "the eigenvalues of a symmetric matrix, ascending; reads its lower triangle, and the gradient is symmetric";
    "eigenvectors" Internal [Array], ["ii->ii"],
        primitive(
            Differential::Terms(&[
                "0.5 Y[pk] eigengaps(A)[kq] Y[ak] dA[ab] Y[bq] + 0.5 Y[pk] eigengaps(A)[kq] Y[bk] dA[ab] Y[aq]",
            ]),
            |x, _| matrix::eigen(x[0]).1,
        ),
        SPECTRAL, |_| Structure::ORTHOGONAL, FAER, Regular,
        "Q({0})", "dQ = Q (F ⊙ (Qᵀ dA Q))", "the eigenvectors of a symmetric matrix, as columns";
    "eigengaps" Internal [Array], ["ii->ii"], Meaning::Composite(eigengaps),
        None, NOTHING, FAER, Regular,
        "F({0})", "dF = dF", "1 / (λ_q − λ_p), and 0 where they are equal";
    "svdvals" LinearAlgebra [Array], ["ij->*"], Meaning::Composite(singular_values),
        None, NOTHING, FAER, Regular,
        "svdvals({0})", "dσᵢ = uᵢᵀ dA vᵢ", "the singular values, descending";
    "singular_values" Internal [Array], ["ij->k"],
        primitive(
            Differential::Terms(&["left_vectors(A, Y)[ak] dA[ab] right_vectors(A, Y)[bk]"]),
            |x, _| matrix::singular(x[0]).1,
        ),
        SINGULAR, NOTHING, FAER, Regular,
        "svdvals({0})", "dσᵢ = uᵢᵀ dA vᵢ", "the singular values, descending";
    "left_vectors" Internal [Array, Array], ["pj,q->pq"],
        primitive(
            Differential::Terms(&[
                "Y[pk] singular_gaps(B)[kq] Y[ak] dA[ab] right_vectors(A, B)[bq] B[q] \
                    + Y[pk] singular_gaps(B)[kq] B[k] right_vectors(A, B)[bk] dA[ab] Y[aq] \
                    + right_vectors(A, B)[bq] recip(B)[q] dA[pb] \
                    - Y[pk] Y[ak] dA[ab] right_vectors(A, B)[bq] recip(B)[q]",
            ]),
            |x, _| matrix::singular(x[0]).0,
        ),
        SINGULAR, NOTHING, FAER, Regular,
        "U({0})", "dU = U (F ⊙ (Uᵀ dA V Σ + Σ Vᵀ dAᵀ U)) + (I − U Uᵀ) dA V Σ⁻¹",
        "the left singular vectors, as columns; the second argument holds the singular values";
    "right_vectors" Internal [Array, Array], ["ip,q->pq"],
        primitive(
            Differential::Terms(&[
                "Y[pk] singular_gaps(B)[kq] B[k] left_vectors(A, B)[ak] dA[ab] Y[bq] \
                    + Y[pk] singular_gaps(B)[kq] Y[bk] dA[ab] left_vectors(A, B)[aq] B[q] \
                    + left_vectors(A, B)[aq] recip(B)[q] dA[ap] \
                    - Y[pk] Y[bk] dA[ab] left_vectors(A, B)[aq] recip(B)[q]",
            ]),
            |x, _| matrix::singular(x[0]).2,
        ),
        SINGULAR, NOTHING, FAER, Regular,
        "V({0})", "dV = V (F ⊙ (Σ Uᵀ dA V + Vᵀ dAᵀ U Σ)) + (I − V Vᵀ) dAᵀ U Σ⁻¹",
        "the right singular vectors, as columns; the second argument holds the singular values";
    "singular_gaps" Internal [Array], ["i->*"], Meaning::Composite(singular_gaps),
        None, NOTHING, None, Regular,
        "F({0})", "dF = dF", "1 / (σ_q² − σ_p²), and 0 where they are equal";
    "rank_mask" Internal [Array], ["i->i"],
        primitive(Differential::PiecewiseConstant, |x, _| matrix::rank_mask(x[0])),
        None, NOTHING, None, Regular,
        "[{0} > 0]", "d [x > 0] = 0", "1 where a singular value is not 0 up to rounding, 0 elsewhere";
    "norm_nuclear" LinearAlgebra [Array], ["ij->"],
        primitive(
            Differential::Terms(&["left_vectors(A, svdvals(A))[ak] rank_mask(svdvals(A))[k] \
                right_vectors(A, svdvals(A))[bk] dA[ab]"]),
            |x, _| matrix::nuclear(x[0]),
        ),
        SINGULAR, NOTHING, FAER, Regular,
        "‖{0}‖*", "d ‖A‖_* = U Vᵀ : dA", "the sum of the singular values";
    "pinv" LinearAlgebra [Array], ["ji->ij"],
        primitive(
            Differential::Terms(&[
                "- Y[ia] dA[ab] Y[bj] + Y[ia] Y[ca] dA[jc] - Y[ia] Y[ca] dA[bc] A[bd] Y[dj] \
                    + Y[ab] Y[aj] dA[bi] - Y[ia] A[ac] dA[bc] Y[db] Y[dj]",
            ]),
            |x, _| matrix::pseudoinverse(x[0]),
        ),
        None, NOTHING, FAER, Invertible,
        "pinv({0})", "d A⁺ = −A⁺ dA A⁺ + A⁺A⁺ᵀ dAᵀ (I − A A⁺) + (I − A⁺A) dAᵀ A⁺ᵀA⁺",
        "the pseudoinverse of Moore and Penrose", Transposes;
}

/// The structure of a value about whose structure nothing is said.
const NOTHING: fn(Structure) -> Structure = |_| Structure::NONE;

/// Written with the inverse, so that the laws of products apply; the plan solves.
fn solve(graph: &mut Graph, call: &Call) -> Id {
    let inverse = inverse(graph, call.arrays[0]);
    let form = ["ij,j->i", "ij,jk->ik"][graph.rank(call.arrays[1]) - 1];
    graph.einsum(form, &[inverse, call.arrays[1]])
}

fn inverse(graph: &mut Graph, a: Id) -> Id {
    let shape = graph.shape(a).to_vec();
    graph.apply("inv", Attribute::None, &[a], shape)
}

/// `[i j] = (i ≥ j) − ½ (i = j)`.
fn half(graph: &mut Graph, call: &Call) -> Id {
    let shape = graph.shape(call.arrays[0]).to_vec();
    let eye = graph.eye(shape[0]);
    let triangle = graph.intern(Kind::Triangle, shape);
    graph.combine(vec![(1.0, triangle), (-0.5, eye)])
}

/// The derivative L(A, ·) of the exponential; its adjoint is L(Aᵀ, ·) (Higham 2008, §3.2).
const EXPONENTIAL: Operator = Operator {
    forward: |graph, arguments, tangent| frechet(graph, arguments[0], tangent),
    adjoint: |graph, arguments, cotangent| {
        let transposed = graph.einsum("ij->ji", &[arguments[0]]);
        frechet(graph, transposed, cotangent)
    },
};

/// The derivative of L(A, E) in A. As L(A, E) is the upper right block of exp [A E; 0 A], it is that block
/// of L([A E; 0 A], [dA 0; 0 dA]) (Higham 2008, eq. 3.16).
const DIRECTIONAL: Operator = Operator {
    forward: |graph, arguments, tangent| {
        let blocks = Blocks::new(graph, arguments[0]);
        let at = blocks.triangle(graph, arguments[0], arguments[1]);
        let [upper, lower] = [0, 1].map(|i| blocks.put(graph, tangent, [i, i]));
        let along = graph.combine(vec![(1.0, upper), (1.0, lower)]);
        let whole = frechet(graph, at, along);
        blocks.take(graph, whole, [0, 1])
    },
    adjoint: |graph, arguments, cotangent| {
        let blocks = Blocks::new(graph, arguments[0]);
        let at = blocks.triangle(graph, arguments[0], arguments[1]);
        let at = graph.einsum("ij->ji", &[at]);
        let along = blocks.put(graph, cotangent, [0, 1]);
        let whole = frechet(graph, at, along);
        let parts = [0, 1].map(|i| (1.0, blocks.take(graph, whole, [i, i])));
        graph.combine(parts.to_vec())
    },
};

/// The derivative Dadj(A, ·) of the adjugate. As C : Dadj(A, E) is the second derivative of det A along E and
/// Cᵀ, in either order, its adjoint is Dadj(Aᵀ, ·).
const ADJUGATE: Operator = Operator {
    forward: |graph, arguments, tangent| {
        let shape = graph.shape(tangent).to_vec();
        let arguments = [arguments[0], tangent];
        graph.apply("adjugate_frechet", Attribute::None, &arguments, shape)
    },
    adjoint: |graph, arguments, cotangent| {
        let transposed = graph.einsum("ij->ji", &[arguments[0]]);
        (ADJUGATE.forward)(graph, &[transposed], cotangent)
    },
};

/// The second derivative of the adjugate along E and along what the operator is applied to. The third one
/// of det A along three matrices, in any order, shows its adjoint, as the second shows that of [`ADJUGATE`].
const TWICE_ADJUGATE: Operator = Operator {
    forward: |graph, arguments, tangent| twice(graph, arguments[0], arguments[1], tangent),
    adjoint: |graph, arguments, cotangent| {
        let [a, e] = [0, 1].map(|k| graph.einsum("ij->ji", &[arguments[k]]));
        twice(graph, a, e, cotangent)
    },
};

/// A⁻¹ (tr(Dadj(A, F) E) I − E Dadj(A, F) − F Dadj(A, E)), which is A adj A = det(A) I differentiated twice.
fn twice(graph: &mut Graph, a: Id, e: Id, f: Id) -> Id {
    let inverse = inverse(graph, a);
    let [along_e, along_f] = [e, f].map(|x| (ADJUGATE.forward)(graph, &[a], x));
    let terms = [
        (1.0, "ij,kl,lk->ij", vec![inverse, along_f, e]),
        (-1.0, "ik,kl,lj->ij", vec![inverse, e, along_f]),
        (-1.0, "ik,kl,lj->ij", vec![inverse, f, along_e]),
    ];
    let terms = terms.map(|(sign, form, factors)| (sign, graph.einsum(form, &factors)));
    graph.combine(terms.to_vec())
}

fn frechet(graph: &mut Graph, a: Id, e: Id) -> Id {
    let shape = graph.shape(a).to_vec();
    graph.apply("expm_frechet", Attribute::None, &[a, e], shape)
}

/// Matrices of two by two blocks.
struct Blocks {
    /// `[i k]`: 1 where row `i` of a block is row `k` of the whole.
    picks: [Id; 2],
}

impl Blocks {
    fn new(graph: &mut Graph, block: Id) -> Self {
        let n = graph.shape(block)[0];
        let twice = graph.dims.add_scaled(n, n, 1);
        let zero = graph.dims.constant(0);
        let picks =
            [zero, n].map(|start| graph.intern(Kind::Pick { start, step: 1 }, vec![n, twice]));
        Self { picks }
    }

    fn put(&self, graph: &mut Graph, x: Id, [row, column]: [usize; 2]) -> Id {
        graph.einsum("ik,ij,jl->kl", &[self.picks[row], x, self.picks[column]])
    }

    fn take(&self, graph: &mut Graph, x: Id, [row, column]: [usize; 2]) -> Id {
        graph.einsum("ik,kl,jl->ij", &[self.picks[row], x, self.picks[column]])
    }

    /// `[A E; 0 A]`.
    fn triangle(&self, graph: &mut Graph, a: Id, e: Id) -> Id {
        let blocks = [(a, [0, 0]), (e, [0, 1]), (a, [1, 1])];
        let blocks = blocks.map(|(x, at)| (1.0, self.put(graph, x, at)));
        graph.combine(blocks.to_vec())
    }
}

/// By repeated squaring.
fn power(graph: &mut Graph, call: &Call) -> Id {
    let Attribute::Exponent(exponent) = call.attribute else {
        return call.arrays[0];
    };
    let mut base = call.arrays[0];
    if exponent < 0 {
        base = inverse(graph, base);
    }
    let mut result = None;
    let mut left = exponent.unsigned_abs();
    while left > 0 {
        if left % 2 == 1 {
            result = Some(result.map_or(base, |r| graph.einsum("ij,jk->ik", &[r, base])));
        }
        left /= 2;
        if left > 0 {
            base = graph.einsum("ij,jk->ik", &[base, base]);
        }
    }
    result.unwrap_or_else(|| {
        let n = graph.shape(base)[0];
        graph.eye(n)
    })
}

/// As many as the shorter axis has.
fn singular_values(graph: &mut Graph, call: &Call) -> Id {
    let shape = graph.shape(call.arrays[0]).to_vec();
    let count = graph.dims.least(shape[0], shape[1]);
    graph.apply(
        "singular_values",
        Attribute::None,
        &call.arrays,
        vec![count],
    )
}

fn eigengaps(graph: &mut Graph, call: &Call) -> Id {
    let n = graph.shape(call.arrays[0])[0];
    let values = graph.apply("eigvalsh", Attribute::None, &call.arrays, vec![n]);
    gaps(graph, values)
}

fn singular_gaps(graph: &mut Graph, call: &Call) -> Id {
    let squares = graph.map("square", Attribute::None, &call.arrays);
    gaps(graph, squares)
}

/// `[p q] = 1 / (x_q − x_p)`, 0 where the two are equal.
fn gaps(graph: &mut Graph, x: Id) -> Id {
    let n = graph.shape(x)[0];
    let [rows, columns] = [0, 1].map(|axis| graph.spread(x, &[n, n], &[axis]));
    let gaps = graph.combine(vec![(1.0, columns), (-1.0, rows)]);
    graph.map("recip0", Attribute::None, &[gaps])
}
