//! The check of the graph level: legal graphs pass, and each way to break the grammar is caught.

use matgrad_engine::dim::{Assumption, Dim, Nature};
use matgrad_engine::graph::{Attribute, Contract, Factor, Graph, Id, Kind, Label, check};
use matgrad_engine::rules::named;

mod numeric;

use numeric::input;

/// An n × m matrix and a vector of m.
struct Example {
    graph: Graph,
    dims: [Dim; 2],
    x: Id,
    w: Id,
}

fn example() -> Example {
    let mut graph = Graph::default();
    let dims = ["n", "m"].map(|name| graph.dims.fresh(name, Nature::Declared));
    let x = input(&mut graph, "x", &dims);
    let w = input(&mut graph, "w", &dims[1..]);
    Example { graph, dims, x, w }
}

/// A kind of node with its shape, in the example.
type Made = fn(&mut Example) -> (Kind, Vec<Dim>);

fn contract(dims: Vec<Dim>, rank: usize, factors: &[(Id, &[Label])]) -> Kind {
    let factors = factors.iter().map(|(node, labels)| Factor {
        node: *node,
        labels: labels.to_vec(),
    });
    Kind::Contract(Contract {
        dims,
        rank,
        factors: factors.collect(),
    })
}

fn map(name: &str, attribute: Attribute, arguments: &[Id]) -> Kind {
    Kind::Map {
        rule: named(name),
        attribute,
        arguments: arguments.to_vec(),
    }
}

fn apply(name: &str, attribute: Attribute, arguments: &[Id]) -> Kind {
    Kind::Apply {
        rule: named(name),
        attribute,
        arguments: arguments.to_vec(),
    }
}

fn checked(made: Made) -> Result<(), String> {
    let mut example = example();
    let (kind, shape) = made(&mut example);
    let root = example.graph.intern(kind, shape);
    check(&example.graph, &[root]).map_err(|(what, _)| what)
}

#[test]
fn legal_nodes_pass() {
    let legal: &[Made] = &[
        |e| (Kind::Size(e.dims[0]), vec![]),
        |e| {
            (
                contract(
                    vec![e.dims[0], e.dims[1]],
                    1,
                    &[(e.x, &[0, 1]), (e.w, &[1])],
                ),
                vec![e.dims[0]],
            )
        },
        |e| (Kind::Combine(vec![]), e.dims.to_vec()),
        |e| (map("powi", Attribute::Exponent(2), &[e.x]), e.dims.to_vec()),
        |e| {
            (
                apply("max_axis", Attribute::Axis(1), &[e.x]),
                vec![e.dims[0]],
            )
        },
        |e| {
            let count = e.graph.dims.product(&e.dims);
            (Kind::Reshape(e.x), vec![count])
        },
        |e| (Kind::Triangle, e.dims.to_vec()),
    ];
    for (position, made) in legal.iter().enumerate() {
        assert_eq!(checked(*made), Ok(()), "{position}");
    }
}

#[test]
fn each_breach_is_caught_and_said() {
    let breaches: &[(&str, Made)] = &[
        ("operand", |e| {
            (Kind::Reshape(Id::at(e.graph.len())), e.dims.to_vec())
        }),
        ("unknown input", |e| (Kind::Input(7), e.dims.to_vec())),
        ("axes", |e| (Kind::Size(e.dims[0]), e.dims.to_vec())),
        ("axes", |e| (Kind::Triangle, e.dims[1..].to_vec())),
        ("axes", |e| {
            let start = e.graph.dims.constant(0);
            (Kind::Pick { start, step: 1 }, vec![])
        }),
        ("shape", |e| {
            (
                contract(e.dims.to_vec(), 2, &[(e.x, &[0, 1])]),
                e.dims[1..].to_vec(),
            )
        }),
        ("shape", |e| {
            (
                contract(e.dims.to_vec(), 3, &[(e.x, &[0, 1])]),
                vec![e.dims[0]; 3],
            )
        }),
        ("labels", |e| {
            (
                contract(e.dims.to_vec(), 1, &[(e.x, &[0])]),
                vec![e.dims[0]],
            )
        }),
        ("without a dimension", |e| {
            (
                contract(e.dims.to_vec(), 1, &[(e.x, &[0, 2])]),
                vec![e.dims[0]],
            )
        }),
        ("both m and n", |e| {
            (
                contract(vec![e.dims[1], e.dims[0]], 1, &[(e.x, &[0, 1])]),
                vec![e.dims[1]],
            )
        }),
        ("both n and m", |e| {
            (contract(vec![e.dims[0]], 0, &[(e.x, &[0, 0])]), vec![])
        }),
        ("rank", |e| {
            (
                Kind::Combine(vec![(matgrad_engine::graph::Number::new(1.0), e.w)]),
                e.dims.to_vec(),
            )
        }),
        ("both n and m", |e| {
            (map("exp", Attribute::None, &[e.w]), vec![e.dims[0]])
        }),
        ("arguments of `exp`", |e| {
            (map("exp", Attribute::None, &[e.x, e.x]), e.dims.to_vec())
        }),
        ("attribute", |e| {
            (map("powi", Attribute::None, &[e.x]), e.dims.to_vec())
        }),
        ("attribute", |e| {
            (map("exp", Attribute::Exponent(2), &[e.x]), e.dims.to_vec())
        }),
        ("not elementwise", |e| {
            (map("inv", Attribute::None, &[e.x]), e.dims.to_vec())
        }),
        ("elements", |e| (Kind::Reshape(e.x), vec![e.dims[0]])),
        ("no primitive", |e| {
            (apply("exp", Attribute::None, &[e.x]), e.dims.to_vec())
        }),
        ("no form", |e| {
            (apply("det", Attribute::None, &[e.w]), vec![])
        }),
        ("no form", |e| {
            (
                apply("max_axis", Attribute::Axis(2), &[e.x]),
                vec![e.dims[0]],
            )
        }),
        ("both n and m", |e| {
            (apply("det", Attribute::None, &[e.x]), vec![])
        }),
        ("rank of `max_axis`", |e| {
            (apply("max_axis", Attribute::Axis(1), &[e.x]), vec![])
        }),
        ("both n and m", |e| {
            (
                apply("max_axis", Attribute::Axis(1), &[e.x]),
                vec![e.dims[1]],
            )
        }),
    ];
    for (position, (said, made)) in breaches.iter().enumerate() {
        let text = checked(*made).expect_err(&format!("{position}, {said}"));
        assert!(text.contains(said), "{position}, {said}: {text}");
    }
    let example = example();
    assert!(check(&example.graph, &[Id(99)]).is_err());
}

#[test]
fn what_companions_check_at_entry_counts_as_equal() {
    let mut example = example();
    let [n, m] = example.dims;
    let kind = contract(vec![n], 0, &[(example.x, &[0, 0])]);
    let root = example.graph.intern(kind, vec![]);
    assert!(check(&example.graph, &[root]).is_err());
    example.graph.dims.assume(Assumption {
        left: m,
        right: n,
        equal: true,
    });
    assert_eq!(check(&example.graph, &[root]), Ok(()));
}
