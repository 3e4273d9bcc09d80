//! What is refused, and the words that the message must have.

use matgrad_engine::diagnostics::Errors;
use matgrad_engine::differentiate;
use matgrad_engine::lower::check_dependence;

use super::{A, X, lowered, passes, refused};

#[test]
fn what_is_not_understood_names_a_way_out() {
    refused(
        X,
        "fancy(x).sum()",
        &[
            "`fancy`",
            "is not a function that matgrad knows",
            "typed `let`",
        ],
    );
    refused(X, "hadamrd(x, y).sum()", &["did you mean `hadamard`"]);
    refused(
        X,
        "x.fancy().sum()",
        &["`.fancy(..)`", "is not a method that matgrad knows"],
    );
    refused(X, "x.smu()", &["did you mean `sum`"]);
    refused(X, "x.mapv(f64::tanhh).sum()", &["did you mean `tanh`"]);
    refused(A, "trace(inverse(a))", &["did you mean `inv`"]);
    refused(A, "a.norm()", &["did you mean `norm2`"]);
    refused(
        A,
        "a.det()",
        &["`det` is a function, not a method: write `det(..)`"],
    );
    let run_time = "a: &Array2<f64>, k: i32";
    let literal = &["`k` is not a literal", "a literal integer"];
    refused(run_time, "trace(matrix_power(a, k))", literal);
    refused(
        X,
        "let w: Array1<f64> = fancy(x); w.dot(y)",
        &["involves `x`", "stop_gradient(x)"],
    );
    refused(
        X,
        "let z = x * s; let w: Array1<f64> = fancy(&z); w.dot(y)",
        &["involves `z`", "stop_gradient(z)"],
    );
    refused(
        "x: &Array1<f64>, data: &Data",
        "x.sum() * data",
        &["`data`", "typed `let`"],
    );
    refused(
        "x: &Array1<f64>",
        "let m: Model = fit(); x.sum()",
        &["constant of type `Model`"],
    );
    refused(
        "x: &Array1<f64>",
        "(x.sum() as i32) as f64",
        &["cast", "not differentiated"],
    );
    refused(
        "x: &Array1<f64>, k: usize",
        "(k as u8) as f64 * x.sum()",
        &["may cut the number off"],
    );
    refused("x: f64", "x % 2.0", &["`%` is not differentiated"]);
    refused(
        "x: &Array1<f64>",
        "x.powi(2)",
        &["is a vector", "returns a scalar"],
    );
    refused("x: &Array1<f64>", "x.mapv(|v| norm2(v)).sum()", &["norm2"]);
}

#[test]
fn shape_errors_name_both_shapes_and_where_they_come_from() {
    let dims = "#[dims(n, d)] x: &Array2<f64>, #[dims(n)] y: &Array1<f64>";
    refused(
        dims,
        "matmul(x, y).sum()",
        &[
            "`matmul` needs the columns of `x` to equal the length of `y`",
            "`x` is n × d",
            "`y` is n",
            "`d` and `n` are declared by `#[dims(n, d)]` of `x`",
        ],
    );
    refused(
        "#[dims(n, d)] x: &Array2<f64>, #[dims(k, d)] y: &Array2<f64>",
        "x.dot(y).sum()",
        &["its transpose would fit"],
    );
    refused(
        dims,
        "(y + &ones(4)).sum()",
        &[
            "`y` is n",
            "ones(4)",
            "is 4",
            "`n` is declared by",
            "`#[dims(4)]`",
        ],
    );
    refused(
        dims,
        "hadamard(x, y).sum()",
        &[
            "takes a matrix and a matrix",
            "`x` is a matrix",
            "`y` is a vector",
        ],
    );
    refused(
        dims,
        "trace(y)",
        &["`trace` takes a matrix, or a scalar", "`y` is a vector"],
    );
    refused(dims, "trace(x)", &["the rows of `x`", "the columns of `x`"]);
}

#[test]
fn axes_and_indices_that_are_not_there_are_named() {
    let dims = "#[dims(n, d)] x: &Array2<f64>, #[dims(n)] y: &Array1<f64>";
    refused(dims, "y[[0, 1]]", &["`y` is a vector", "takes 1"]);
    refused(dims, "y.row(0).sum()", &["vector", "rows"]);
    refused(dims, "x.sum_axis(Axis(2)).sum()", &["no axis 2"]);
    refused(
        "#[dims(3)] x: &Array1<f64>",
        "x[3]",
        &["x[3]", "beyond", "3"],
    );
    refused(
        "#[dims(3)] x: &Array1<f64>",
        "x.slice(s![2..5]).sum()",
        &["beyond"],
    );
    refused(dims, "exp(x, y)", &["`exp` takes 1 argument", "2"]);
    refused(
        dims,
        "Array2::<f64>::ones(3).sum() * y.sum()",
        &["`Array2` has 2 axes", "1"],
    );
}

#[test]
fn what_later_lines_decide_is_decided() {
    // kron(x, y) leaves mn = 6 open until x and y are known to be of lengths 2 and 2.
    let late = "#[dims(6)] z: &Array1<f64>, x: &Array1<f64>, y: &Array1<f64>";
    let body = |last: &str| {
        format!("let k = kron(x, y) + z; x.dot(&ones(2)) + y.dot(&ones({last})) + k.sum()")
    };
    passes(late, &body("3"));
    refused(
        late,
        &body("2"),
        &["4 and 6 can not be equal", "operands have one shape"],
    );
}

#[test]
fn bodies_that_double_are_refused_in_time() {
    let doubling = |first: &str, step: &str, last: &str| {
        let mut body = format!("let k0 = {first};");
        for i in 0..40 {
            body += &step
                .replace("NEW", &format!("k{}", i + 1))
                .replace("OLD", &format!("k{i}"));
        }
        body + last
    };
    let x = "x: &Array1<f64>";
    let closures = doubling(
        "|v: f64| v * v",
        "let NEW = |v: f64| OLD(OLD(v));",
        "k40(x.sum())",
    );
    refused(x, &closures, &["closures that call closures"]);
    let krons = doubling("x", "let NEW = kron(OLD, OLD);", "k40.sum()");
    refused(x, &krons, &["too many dimensions"]);
    let sizes = doubling("x.len()", "let NEW = OLD * OLD;", "k40 as f64 * x.sum()");
    passes(x, &sizes);
    let sums = doubling("x.sum()", "let NEW = OLD * OLD + OLD;", "k40");
    passes(x, &sums);
}

#[test]
fn constants_of_inner_scopes_are_not_taken_for_outer_ones() {
    let x = "x: &Array1<f64>";
    refused(
        x,
        "let i = 4; let a = { let i = x.len(); x[i / 2] }; a * x[i]",
        &["`i` is not known", "outside of the block"],
    );
    refused(
        x,
        "let f = |i: usize| x[i / 2]; f(x.len())",
        &["`i` is not known"],
    );
    refused(
        x,
        "let w = 2.0; let y = { let w: f64 = weight(); w * x.sum() }; y * w",
        &["hides another `w`"],
    );
}

#[test]
fn parameters_without_a_gradient_are_refused() {
    let messages = |attribute: &str, parameters: &str, body: &str| {
        let (function, lowered) = lowered(attribute, parameters, body).unwrap();
        let gradient = differentiate::differentiate(lowered.graph, lowered.source, &lowered.wrt);
        let mut errors = Errors::new();
        check_dependence(&function, &gradient, &mut errors);
        errors.messages()
    };
    let both = "x: &Array1<f64>, t: f64";
    assert!(messages("x", both, "t * x.sum()").is_empty());
    let found = messages("x, t", both, "x.sum()");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("`t`") && found[0].contains("does not depend on it"),
        "{found:?}"
    );
    let found = messages("x", both, "sign(x).sum() * t");
    assert!(found[0].contains("only through `sign`"), "{found:?}");
    assert!(messages("x, t, allow_zero", both, "x.sum()").is_empty());
    assert!(lowered("k", "x: f64, k: usize", "x * k as f64").is_err());
}
