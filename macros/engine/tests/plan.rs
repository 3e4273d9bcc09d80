//! Plans: what they decide, printed; what they cost; and that they compute what the graph says.

use matgrad_engine::arrange::arrange;
use matgrad_engine::code;
use matgrad_engine::differentiate::differentiate;
use matgrad_engine::dim::Dim;
use matgrad_engine::dual::Tensor;
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Attribute, Graph, Id, Kind};
use matgrad_engine::interpret::{evaluate, evaluate_all};
use matgrad_engine::plan::{Plan, check as legal, plan};
use matgrad_engine::rules::Domain;
use matgrad_engine::simplify::simplify;
use matgrad_engine::verify::random::Random;

mod numeric;

#[path = "programs/generate.rs"]
mod generate;

use generate::{Program, program};
use numeric::{input, inputs, sizes, symbol};

const PROGRAMS: u64 = 2500;

/// Whether some node is so large that sines and differences of such numbers are noise.
fn is_wild(gradient: &Gradient, roots: &[Id], point: &[Tensor]) -> bool {
    let values = evaluate_all(&gradient.graph, roots, &sizes, point);
    let large = |tensor: &Tensor| tensor.data.iter().any(|x| x.value.abs() > 1e12);
    values.iter().flatten().any(large)
}

/// The plan of what is computed for `roots`, and its graph.
fn planned(gradient: &Gradient, roots: &[Id]) -> (Graph, Plan) {
    let mut graph = gradient.graph.clone();
    let arranged = arrange(&mut graph, gradient.source, vec![roots.to_vec()]);
    let plan = plan(&graph, &arranged.rows[0]);
    (graph, plan)
}

/// Each element of the plan's results is that of the graph.
fn compare(what: &str, gradient: &Gradient, roots: &[Id], point: &[Tensor]) {
    let (graph, plan) = planned(gradient, roots);
    let expected = evaluate(&gradient.graph, roots, &sizes, point);
    let code = code::lower(&plan);
    let checked = legal(&plan).and_then(|()| code::check(&code));
    let found = checked.and_then(|()| code::run(&code, &graph.dims, &sizes, point));
    let found = found.unwrap_or_else(|error| panic!("{what}: {error}\n{}", plan.print(&graph)));
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found.shape, expected.shape, "{what}");
        let largest = expected
            .data
            .iter()
            .fold(1.0, |largest: f64, x| largest.max(x.value.abs()));
        for (found, expected) in found.data.iter().zip(&expected.data) {
            let (found, expected) = (found.value, expected.value);
            assert!(
                (found - expected).abs() <= 1e-9 * largest || !expected.is_finite(),
                "{what}: {found} is not {expected}\n{}\n{}",
                gradient.graph.print(roots),
                plan.print(&graph)
            );
        }
    }
}

#[test]
fn plans_of_random_programs_compute_their_graphs() {
    let mut wild = 0;
    for seed in 0..PROGRAMS {
        let Program { graph, source, wrt } = program(seed);
        let mut random = Random::new(seed);
        let point = inputs(&graph, &mut random, Domain::Real);
        let gradient = simplify(differentiate(graph, source, &wrt));
        let partials: Vec<Id> = gradient.partials.iter().flatten().copied().collect();
        let mut both = vec![gradient.value];
        both.extend(&partials);
        let what = |name: &str| format!("program {seed}, {name}");
        if is_wild(&gradient, &both, &point) {
            wild += 1;
            continue;
        }
        compare(&what("gradient"), &gradient, &partials, &point);
        compare(&what("value and gradient"), &gradient, &both, &point);
        compare(&what("source"), &gradient, &[gradient.source], &point);
    }
    assert!(wild < PROGRAMS / 10, "{wild} programs are not compared");
}

#[test]
fn plans_of_second_derivatives_compute_their_graphs() {
    let mut wild = 0;
    for seed in 0..600 {
        let Program { graph, source, wrt } = program(seed);
        let mut random = Random::new(seed);
        let first = simplify(differentiate(graph, source, &wrt));
        let Some(partial) = first.partials.iter().flatten().next().copied() else {
            continue;
        };
        let mut graph = first.graph.clone();
        let source = numeric::weighted(&mut graph, partial);
        let point = inputs(&graph, &mut random, Domain::Real);
        let second = simplify(differentiate(graph, source, &wrt));
        let partials: Vec<Id> = second.partials.iter().flatten().copied().collect();
        if is_wild(&second, &partials, &point) {
            wild += 1;
            continue;
        }
        compare(&format!("program {seed}"), &second, &partials, &point);
    }
    assert!(wild < 60, "{wild} programs are not compared");
}

/// A graph with matrices `A`, `B` (n × n), `X` (n × m) and vectors `x` (m), `y`, `z` (n).
struct Example {
    graph: Graph,
    n: Dim,
    a: Id,
    b: Id,
    matrix: Id,
    x: Id,
    y: Id,
    z: Id,
}

fn example() -> Example {
    let mut graph = Graph::default();
    let (n, m) = (symbol(&mut graph, "n"), symbol(&mut graph, "m"));
    let a = input(&mut graph, "A", &[n, n]);
    let b = input(&mut graph, "B", &[n, n]);
    let matrix = input(&mut graph, "X", &[n, m]);
    let x = input(&mut graph, "x", &[m]);
    let y = input(&mut graph, "y", &[n]);
    let z = input(&mut graph, "z", &[n]);
    Example {
        graph,
        n,
        a,
        b,
        matrix,
        x,
        y,
        z,
    }
}

fn example_planned(build: impl FnOnce(&mut Example) -> Vec<Id>) -> (Graph, Plan) {
    let mut example = example();
    let roots = build(&mut example);
    let gradient = Gradient {
        source: roots[0],
        value: roots[0],
        graph: example.graph,
        wrt: Vec::new(),
        partials: Vec::new(),
        transposed: Vec::new(),
        sweep: Vec::new(),
        laws: Vec::new(),
    };
    let mut random = Random::new(1);
    let point = inputs(&gradient.graph, &mut random, Domain::Positive);
    compare("example", &gradient, &roots, &point);
    planned(&gradient, &roots)
}

/// The plan printed, and its cost.
#[track_caller]
fn check(build: impl FnOnce(&mut Example) -> Vec<Id>, expected: &str, cost: &str) {
    let (graph, plan) = example_planned(build);
    let lines: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(plan.print(&graph), lines.join("\n"));
    assert_eq!(graph.dims.display_polynomial(&plan.cost), cost);
}

#[test]
fn products_are_ordered_by_cost() {
    let product = "t2 = B @ y\nt4 = A @ t2\nreturn t4";
    check(
        |e| vec![e.graph.einsum("ij,jk,k->i", &[e.a, e.b, e.y])],
        product,
        "4n²",
    );
    check(
        |e| vec![e.graph.einsum("k,jk,ij->i", &[e.y, e.b, e.a])],
        product,
        "4n²",
    );
}

#[test]
fn what_needs_no_matrix_product_has_none() {
    check(
        |e| vec![e.graph.einsum("ij,ji->", &[e.a, e.b])],
        "t2 = for i j in blocks: A[j i]·B[i j]\nreturn t2",
        "2n²",
    );
    check(
        |e| vec![e.graph.einsum("ij,ji->i", &[e.a, e.b])],
        "t2[i] = for i j in blocks: A[i j]·B[j i]\nreturn t2",
        "2n²",
    );
    check(
        |e| vec![e.graph.einsum("ij,ij,j->i", &[e.a, e.b, e.y])],
        "t3[i] = for i j: A[i j]·B[i j]·y[j]\nreturn t3",
        "3n²",
    );
    check(
        |e| {
            let transposed = e.graph.einsum("ij->ji", &[e.a]);
            let sum = e.graph.combine(vec![(1.0, e.a), (1.0, transposed)]);
            vec![e.graph.einsum("ij,j->i", &[sum, e.y])]
        },
        "t2[i] = for i j in blocks: (A[i j] + A[j i])·y[j]\nreturn t2",
        "3n²",
    );
}

#[test]
fn matrices_are_multiplied_as_they_lie() {
    check(
        |e| vec![e.graph.einsum("ij,jk->ik", &[e.a, e.b])],
        "t2 = A @ B\nreturn t2",
        "2n³",
    );
    check(
        |e| vec![e.graph.einsum("ji,jk,kl->il", &[e.a, e.b, e.matrix])],
        "t1 = Aᵀ\nt3 = t1 @ B\nt5 = t3 @ X\nreturn t5",
        "2n³ + 2n²m",
    );
    check(
        |e| vec![e.graph.einsum("ij,jk->ki", &[e.a, e.b])],
        "t1 = Bᵀ\nt3 = Aᵀ\nt4 = t1 @ t3\nreturn t4",
        "2n³",
    );
    check(
        |e| vec![e.graph.einsum("ij,j,jk->ik", &[e.a, e.y, e.b])],
        "t3[i j] = for i j: B[i j]·y[i]\nt4 = A @ t3\nreturn t4",
        "2n³ + n²",
    );
}

#[test]
fn loops_are_shared_and_keep_intermediates_in_registers() {
    check(
        |e| {
            let rows = e.graph.einsum("ij->i", &[e.matrix]);
            let total = e.graph.einsum("ij->", &[e.matrix]);
            vec![rows, total]
        },
        "t1[i], t2 = for i j: X[i j], X[i j]\nreturn t1, t2",
        "2nm",
    );
    check(
        |e| {
            let product = e.graph.einsum("ij,j->i", &[e.matrix, e.x]);
            let residual = e.graph.combine(vec![(1.0, product), (-1.0, e.y)]);
            let value = e.graph.einsum("i,i->", &[residual, residual]);
            let partial = e.graph.einsum("ij,i->j", &[e.matrix, residual]);
            vec![value, partial]
        },
        "t2 = X @ x
        t4, t6[i] = for i: (t2[i] - y[i])·(t2[i] - y[i]), t2[i] - y[i]
        t5 = Xᵀ
        t7 = t5 @ t6
        return t4, t7",
        "4nm + 3n",
    );
    check(
        |e| {
            let exp = e.graph.map("exp", Attribute::None, &[e.y]);
            let total = e.graph.einsum("i->", &[exp]);
            let inverse = e.graph.map("recip", Attribute::None, &[total]);
            vec![e.graph.einsum("i,->i", &[exp, inverse])]
        },
        "t1[i], t2 = for i: exp(y[i]), exp(y[i])
        t3 = recip(t2)
        t4[i] = for i: t1[i]·t3
        return t4",
        "3n + 1",
    );
}

#[test]
fn outer_products_and_broadcasts_are_written_once() {
    check(
        |e| vec![e.graph.einsum("i,ij,j->ij", &[e.y, e.matrix, e.x])],
        "t3[i j] = for i j: y[i]·X[i j]·x[j]\nreturn t3",
        "2nm",
    );
    check(
        |e| vec![e.graph.einsum("i,j->ij", &[e.y, e.x])],
        "t2[i j] = for i j: y[i]·x[j]\nreturn t2",
        "nm",
    );
    check(
        |e| {
            let outer = e.graph.einsum("i,j->ij", &[e.y, e.x]);
            vec![e.graph.einsum("ij,ij->", &[outer, e.matrix])]
        },
        "t3 = for j i: y[j]·x[i]·X[j i]\nreturn t3",
        "3nm",
    );
}

#[test]
fn a_result_is_an_array_of_its_own() {
    check(
        |e| vec![e.y, e.y],
        "t1 = copy(y)\nt2 = copy(y)\nreturn t1, t2",
        "0",
    );
    check(
        |e| vec![e.graph.einsum("ij->ji", &[e.matrix])],
        "t1 = Xᵀ\nt2 = copy(t1)\nreturn t2",
        "0",
    );
}

#[test]
fn selections_are_views_and_triangles_cumulative_sums() {
    check(
        |e| {
            let triangle = e.graph.shape(e.a).to_vec();
            let triangle = e.graph.intern(Kind::Triangle, triangle);
            let sums = e.graph.einsum("ij,j->i", &[triangle, e.y]);
            vec![sums, e.graph.einsum("ij,i->j", &[triangle, e.z])]
        },
        "t1 = cumsum(y)\nt3 = rcumsum(z)\nreturn t1, t3",
        "2n",
    );
    check(
        |e| {
            let (start, n) = (e.graph.dims.constant(0), e.n);
            let first = e.graph.intern(Kind::Pick { start, step: 1 }, vec![n]);
            let row = e.graph.einsum("k,kj->j", &[first, e.matrix]);
            vec![row, e.graph.einsum("k,j->kj", &[first, e.x])]
        },
        "t1 = X.select(0: 0)
        t2 = copy(t1)
        t4.select(0: 0) = x, 0 elsewhere
        return t2, t4",
        "0",
    );
    check(
        |e| {
            let eye = e.graph.eye(e.n);
            vec![e.graph.einsum("ij,i->ij", &[eye, e.y])]
        },
        "t1.slice(1: 0 + 1·k, n).diagonal = y, 0 elsewhere\nreturn t1",
        "0",
    );
}
