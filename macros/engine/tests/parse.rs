//! What is read, what is refused and in which words, and what is left when something is refused.

use matgrad_engine::ast::ExprKind;
use matgrad_engine::diagnostics::Errors;
use matgrad_engine::function::{Function, ParameterKind};
use matgrad_engine::parse::{fallback, parse};
use proc_macro2::TokenStream;

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("a token stream")
}

fn read(attribute: &str, item: &str) -> Function {
    let mut errors = Errors::new();
    let function = parse(tokens(attribute), tokens(item), &mut errors);
    let messages = errors.messages();
    assert!(messages.is_empty(), "{item}\n{messages:#?}");
    function.expect("a function")
}

/// Each error of the function must contain one of the fragments, in order, and no more come.
fn refuse(attribute: &str, item: &str, fragments: &[&str]) {
    let mut errors = Errors::new();
    let function = parse(tokens(attribute), tokens(item), &mut errors);
    let messages = errors.messages();
    assert!(function.is_none(), "read: {item}");
    assert_eq!(messages.len(), fragments.len(), "{item}\n{messages:#?}");
    for (message, fragment) in messages.iter().zip(fragments) {
        assert!(
            message.contains(fragment),
            "{item}\n{message}\nlacks {fragment}"
        );
        assert!(!message.ends_with('.'), "{message}");
    }
}

/// The kind of the only parameter.
fn kind(ty: &str, generics: &str, scalar: &str) -> ParameterKind {
    let item = format!("fn f{generics}(o: &{scalar}, x: {ty}) -> {scalar} {{ o }}");
    read("o", &item).parameters[1].kind
}

#[test]
fn types_of_parameters() {
    use ParameterKind::{Array, Integer, Opaque, Scalar};
    for (ty, expected) in [
        ("&Array1<f64>", Array(1)),
        ("&Array2<f64>", Array(2)),
        ("&ndarray::Array2<f64>", Array(2)),
        ("&'a Array2<f64>", Array(2)),
        ("ArrayView1<'_, f64>", Array(1)),
        ("ArrayView2<f64>", Array(2)),
        ("&ArrayView2<'_, f64>", Array(2)),
        ("&ArrayRef1<f64>", Array(1)),
        ("&ArrayRef2<f64>", Array(2)),
        ("&ArrayRef<f64, Ix1>", Array(1)),
        ("&ArrayRef<f64, ndarray::Ix2>", Array(2)),
        ("ArrayView<'_, f64, Ix2>", Array(2)),
        ("&Array<f64, Dim<[usize; 2]>>", Array(2)),
        ("Array1<f64>", Array(1)),
        ("Array<f64, Ix2>", Array(2)),
        ("&[f64]", Array(1)),
        ("&Vec<f64>", Array(1)),
        ("(&Array1<f64>)", Array(1)),
        ("f64", Scalar),
        ("&f64", Scalar),
        ("usize", Integer),
        ("&usize", Integer),
        ("i32", Integer),
        ("bool", Opaque),
        ("&Array1<usize>", Opaque),
        ("&Array3<f64>", Opaque),
        ("&ArrayD<f64>", Opaque),
        ("&Array<f64, IxDyn>", Opaque),
        ("&Model", Opaque),
        ("impl Fn(f64) -> f64", Opaque),
        ("(f64, f64)", Opaque),
    ] {
        assert_eq!(kind(ty, "<'a>", "f64"), expected, "{ty}");
    }
    assert_eq!(kind("&Array1<T>", "<T: Real>", "T"), Array(1));
    assert_eq!(kind("T", "<T: matgrad::Real + Copy>", "T"), Scalar);
    assert_eq!(kind("&[f32]", "", "f32"), Array(1));
}

#[test]
fn a_where_clause_bounds_the_scalar() {
    let f = read("", "fn f<T>(x: &Array1<T>) -> T where T: Real { x.sum() }");
    assert_eq!(f.parameters[0].kind, ParameterKind::Array(1));
    assert_eq!(f.signature.where_clause.to_string(), "where T : Real");
}

#[test]
fn a_method_shows_the_bound_of_its_impl() {
    let f = read(
        "",
        "fn f(&self, x: &Array1<T>) -> T where T: matgrad::Real { x.sum() }",
    );
    assert_eq!(f.signature.scalar.to_string(), "T");
    refuse(
        "",
        "fn f(&self, x: &Array1<T>) -> T { x.sum() }",
        &["`where T: Real`"],
    );
}

#[test]
fn dims_tell_what_an_alias_hides() {
    let f = read(
        "",
        "fn f(#[dims(n, 3)] x: &Matrix, #[dims()] s: Scalar) -> f64 { s }",
    );
    assert_eq!(f.parameters[0].kind, ParameterKind::Array(2));
    assert_eq!(f.parameters[1].kind, ParameterKind::Scalar);
    assert!(!f.item.to_string().contains("dims"));
    assert!(!f.parameters[0].tokens.to_string().contains("dims"));
}

#[test]
fn options() {
    let f = read(
        "b, a, allow_zero, layout = \"numerator\", crate = my::path,",
        "fn f(a: f64, b: f64) -> f64 { a * b }",
    );
    assert_eq!(f.options.wrt, [1, 0]);
    assert!(f.options.allow_zero && f.options.numerator);
    assert_eq!(f.options.runtime.to_string(), "my :: path");
    let plain = read("allow_zero", "fn f(a: f64, b: f64) -> f64 { a * b }");
    assert_eq!(plain.options.wrt, [0]);
    assert_eq!(plain.options.runtime.to_string(), ":: matgrad");
}

#[test]
fn companions_carry_what_they_should() {
    let f = read(
        "",
        "#[doc = \"text\"] #[doc(hidden)] #[inline] #[test] #[no_mangle] #[expect(dead_code)] #[other::thing]
         pub(crate) fn f(&self, #[allow(unused)] x: f64) -> f64 { return x; }",
    );
    let carried: Vec<String> = f
        .signature
        .attributes
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        carried,
        ["# [doc (hidden)]", "# [inline]", "# [allow (dead_code)]"]
    );
    assert_eq!(f.signature.receiver.to_string(), "& self");
    assert_eq!(f.signature.companion("grad").to_string(), "f_grad");
}

#[test]
fn bodies() {
    let f = read(
        "",
        "fn f(x: &Array2<f64>, k: usize) -> f64 {
             use std::f64::consts::PI;
             const HALF: f64 = 0.5;
             let (n, _) = x.dim();
             let w: f64 = if k > 3 { 1.0 } else { 2.0 };
             let y = x.slice(s![.., 1..k;2]).mapv(|v| v.powi(2));
             HALF * w * PI * y.sum() / n as f64 - x[[0, 1]]
         }",
    );
    let names: Vec<usize> = f.body.statements.iter().map(|s| s.names.len()).collect();
    assert_eq!(names, [0, 1, 2, 1, 1]);
    assert!(f.body.statements[0].binds_nothing());
    assert!(matches!(
        f.body.statements[3].value.kind,
        ExprKind::If { .. }
    ));
    let annotation = f.body.statements[3].annotation.as_ref();
    assert_eq!(annotation.and_then(|a| a.rank), Some(0));
    let tail = f.body.tail.expect("a value");
    assert!(matches!(tail.kind, ExprKind::Binary { operator: '-', .. }));
}

#[test]
fn refused_attributes() {
    let item = "fn loss(weights: &Array1<f64>, k: usize, m: &Model) -> f64 { 0.0 }";
    refuse("weigths", item, &["did you mean `weights`?"]);
    refuse("zzz", item, &["its parameters are `weights`, `k` and `m`"]);
    refuse("weights, weights", item, &["listed twice"]);
    refuse("k", item, &["an integer has no gradient"]);
    refuse("m", item, &["the type `&Model` does not show"]);
    refuse("\"weights\"", item, &["without quotes: `#[grad(weights)]`"]);
    refuse("weights, alow_zero", item, &["did you mean `allow_zero`?"]);
    refuse("weights, layout = \"row\"", item, &["numerator"]);
    refuse(
        "weights, layuot = \"numerator\"",
        item,
        &["did you mean `layout`?"],
    );
    refuse(
        "weights, also(jvp, hesian)",
        item,
        &["`loss_jvp` is not available yet", "did you mean `hessian`?"],
    );
    refuse("weights, hessian", item, &["`also(hessian)`"]);
    refuse("self", item, &["`self` can't be listed"]);
    refuse("weights,, k", item, &["empty argument", "an integer"]);
    refuse("&weights", item, &["an argument of"]);
    refuse("weights, crate = \"x\"", item, &["path without quotes"]);
    refuse("", "fn f() -> f64 { 1.0 }", &["no parameter"]);
    refuse(
        "",
        "fn f(k: usize, x: f64) -> f64 { x }",
        &["`#[grad]` alone"],
    );
}

#[test]
fn refused_signatures() {
    for (item, fragment) in [
        ("fn f(x: f64) { }", "without a value"),
        ("fn f(x: f64) -> Array1<f64> { x }", "array-valued"),
        ("fn f(x: f64) -> usize { 1 }", "integer"),
        ("fn f(x: f64) -> Result<f64, E> { x }", "no gradient"),
        ("fn f(x: f64) -> Loss { x }", "does not show"),
        ("fn f(x: &mut Array1<f64>) -> f64 { 1.0 }", "side effects"),
        ("fn f(x: f64, y: f32) -> f64 { x }", "one scalar type"),
        (
            "fn f<T: Float>(x: T) -> T { x }",
            "bound `T` by `matgrad::Real`",
        ),
        ("async fn f(x: f64) -> f64 { x }", "async"),
        ("unsafe fn f(x: f64) -> f64 { x }", "unsafe"),
        (
            "extern \"C\" fn f(x: f64) -> f64 { x }",
            "calling convention",
        ),
        ("fn f(mut x: f64) -> f64 { x }", "remove `mut`"),
        (
            "fn f(x: f64, (a, b): (f64, f64)) -> f64 { x }",
            "plain name",
        ),
        (
            "fn f(#[dims(n)] x: &Array2<f64>) -> f64 { 1.0 }",
            "has 2 axes, and `#[dims(..)]` names 1",
        ),
        (
            "fn f(#[dims(n, 0)] x: &Array2<f64>) -> f64 { 1.0 }",
            "length 0",
        ),
        (
            "fn f(#[dims(n, n + 1)] x: &Array2<f64>) -> f64 { 1.0 }",
            "a name",
        ),
        (
            "fn f(#[structure(symetric)] x: &Array2<f64>) -> f64 { 1.0 }",
            "did you mean `symmetric`",
        ),
        (
            "fn f(#[structure(spd)] x: &Array2<f64>) -> f64 { 1.0 }",
            "did you mean `posdef`",
        ),
        (
            "fn f(#[structure(symmetric, posdef)] x: &Array2<f64>) -> f64 { 1.0 }",
            "a matrix has one structure",
        ),
        (
            "fn f(#[structure] x: &Array2<f64>) -> f64 { 1.0 }",
            "in parentheses",
        ),
        (
            "fn f(#[structure(symmetric)] x: &Array1<f64>) -> f64 { 1.0 }",
            "only a matrix has a structure",
        ),
        (
            "fn f(#[structure(lower)] #[structure(upper)] x: &Array2<f64>) -> f64 { 1.0 }",
            "a second `#[structure(..)]`",
        ),
        ("fn f(x: &Array3<f64>) -> f64 { 1.0 }", "arrays of 3 axes"),
        ("fn f(x: &ArcArray1<f64>) -> f64 { 1.0 }", "derefs to"),
        ("struct S;", "not on a `struct`"),
        ("mod m { fn f() {} }", "not available yet"),
        ("fn f(x: f64) -> f64;", "without a body"),
        ("#[grad(x)] fn f(x: f64) -> f64 { x }", "a second `#[grad]`"),
    ] {
        refuse("", item, &[fragment]);
    }
}

#[test]
fn refused_statements() {
    for (statement, fragment) in [
        ("let mut y = x;", "`let mut`"),
        ("x = 1.0;", "assignment"),
        ("x += 1.0;", "assignment"),
        ("for i in 0..3 { }", "`for`"),
        ("while x > 1.0 { }", "a loop"),
        ("loop { }", "a loop"),
        ("if x > 1.0 { }", "`if`"),
        ("return x;", "early `return`"),
        (
            "let y: f64 = if x > 1.0 { return x } else { x };",
            "early `return`",
        ),
        ("g(|v| { return v });", "dropped"),
        ("assert!(x > 1.0);", "assertions"),
        ("println!(\"{x}\");", "printing"),
        ("fn g() {}", "inner `fn`"),
        ("let Some(y) = g(x) else { panic!() };", "`let … else`"),
        ("let y;", "without a value"),
        ("x.sum();", "dropped"),
        ("#[cfg(test)] let y = x;", "under a condition"),
        ("let f = |v| { return v; };", "early `return`"),
        ("unsafe { g(); }", "`unsafe`"),
        ("match x { _ => {} }", "`match`"),
    ] {
        let item = format!("fn f(x: f64) -> f64 {{ {statement} x }}");
        let mut errors = Errors::new();
        assert!(
            parse(tokens(""), tokens(&item), &mut errors).is_none(),
            "{statement}"
        );
        let messages = errors.messages();
        assert!(messages[0].contains(fragment), "{statement}: {messages:?}");
        assert_eq!(messages.len(), 1, "{statement}: {messages:?}");
    }
}

#[test]
fn a_mistake_keeps_the_function_and_stands_in_for_its_companions() {
    let item = tokens(
        "#[cfg(a)] pub fn f<'a>(&self, #[dims(n)] x: &'a Array1<f64>, s: f64) -> f64 { half. }",
    );
    let kept = fallback(&tokens("x, s"), &item).to_string();
    let expected = tokens(
        "#[cfg(a)] pub fn f<'a>(&self, x: &'a Array1<f64>, s: f64) -> f64 { half. }
         #[cfg(a)] #[allow(unused, clippy::all, clippy::pedantic)]
         pub fn f_grad<'a>(&self, _: &'a Array1<f64>, _: f64)
             -> (::matgrad::__private::ndarray::Array1<f64>, f64) { ::core::unreachable!() }
         #[cfg(a)] #[allow(unused, clippy::all, clippy::pedantic)]
         pub fn f_value_and_grad<'a>(&self, _: &'a Array1<f64>, _: f64)
             -> (f64, (::matgrad::__private::ndarray::Array1<f64>, f64)) { ::core::unreachable!() }",
    );
    assert_eq!(kept.replace(' ', ""), expected.to_string().replace(' ', ""));
    let unknown = fallback(&tokens("y"), &item).to_string();
    assert!(unknown.contains("-> ! {"), "{unknown}");
    let other = "struct S { x : f64 }";
    assert_eq!(
        fallback(&tokens("x"), &tokens(other)).to_string(),
        tokens(other).to_string()
    );
}

#[test]
fn stubs_of_further_companions() {
    let item = tokens("fn f(x: &Array1<f32>, s: f32) -> f32 { s }");
    let stubs = fallback(&tokens("x, s, also(jvp, vjp, hvp, into, hesian)"), &item)
        .to_string()
        .replace(' ', "");
    for expected in [
        "fnf_jvp(_:&Array1<f32>,_:f32,_:&::matgrad::__private::ndarray::ArrayRef1<f32>,_:f32)->(f32,f32)",
        "fnf_vjp(_:&Array1<f32>,_:f32,_:f32)->(f32,(::matgrad::__private::ndarray::Array1<f32>,f32))",
        "fnf_hvp(_:&Array1<f32>,_:f32,_:&::matgrad::__private::ndarray::ArrayRef1<f32>,_:f32)->(::matgrad::__private::ndarray::Array1<f32>,f32)",
        "fnf_grad_into(_:&Array1<f32>,_:f32,_:&mutimpl?Sized,_:&mutimpl?Sized,_:&mutimpl?Sized)->f32",
        "fnf_hessian(",
    ] {
        assert!(stubs.contains(expected), "{stubs}\nlacks {expected}");
    }
    let array = fallback(
        &tokens("x, also(jacobian)"),
        &tokens("fn f(x: &Array2<f64>) -> Array1<f64> { g }"),
    );
    let array = array.to_string().replace(' ', "");
    for expected in [
        "fnf_vjp(_:&Array2<f64>,_:&::matgrad::__private::ndarray::ArrayRef1<f64>)->(::matgrad::__private::ndarray::Array1<f64>,::matgrad::__private::ndarray::Array2<f64>)",
        "fnf_jacobian(_:&Array2<f64>)->::matgrad::__private::ndarray::Array3<f64>",
    ] {
        assert!(array.contains(expected), "{array}\nlacks {expected}");
    }
    assert!(!array.contains("f_grad"));
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(3000), close.repeat(3000))
    };
    for value in [
        deep("(", "x", ")"),
        deep("-", "x", ""),
        deep("{", "x", "}"),
        deep("x + ", "x", ""),
        deep("|v|", "x", ""),
        deep("x = ", "x", ""),
        deep("if x {} else ", "{}", ""),
        deep("A::<", "x", ">"),
        deep("x as A<", "x", ">"),
        deep("return ", "x", ""),
        deep("", "x", ".f()"),
        deep("&mut ", "x", ""),
        deep("|a, b|", "x", ""),
        deep("'a: ", "x", ""),
        deep("while ", "x", ""),
        deep("..", "x", ""),
        deep("fn() -> ", "x", ""),
    ] {
        let item = tokens(&format!("fn f(x: f64) -> f64 {{ {value} }}"));
        let mut errors = Errors::new();
        assert!(parse(tokens(""), item.clone(), &mut errors).is_none());
        assert!(!errors.messages().is_empty());
        // Printing would recurse: only the number of tokens is compared.
        let kept = fallback(&tokens(""), &item).into_iter().count();
        assert!(kept >= item.into_iter().count());
    }
}
