//! What the examples share: tables read from files, a descent along a gradient, central differences, and
//! the documentation that `#[grad]` writes.

#![allow(dead_code, reason = "each example uses a part")]

use std::{error::Error, fs, path::Path};

use ndarray::{Array1, Array2};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprLit, Item, ItemFn, Lit, Meta};

/// The numbers of a file of `examples/data`, without its comments and the line of names above them.
pub fn table(file: &str) -> Result<Array2<f64>, Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let text = fs::read_to_string(data.join(file))?;
    let mut rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    let columns = rows.clone().next().ok_or("no rows")?.split(',').count();
    rows.try_fold(Array2::zeros((0, columns)), |mut table, row| {
        let row: Result<Array1<f64>, _> = row.split(',').map(str::parse).collect();
        table.push_row(row?.view())?;
        Ok(table)
    })
}

/// The documentation that `#[grad]` writes for the gradient of `function`, one of `source`.
pub fn documentation(source: &str, function: &str) -> String {
    let mut annotated = find(source.parse().expect("Rust"), function);
    let place = annotated
        .attrs
        .iter()
        .position(|attribute| attribute.path().is_ident("grad"));
    let arguments = match annotated.attrs.remove(place.expect("#[grad]")).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let expansion = matgrad_engine::expand(arguments, annotated.into_token_stream());
    comment(&find(expansion, &format!("{function}_grad")))
}

/// The comment on `function`, and the closed form of its gradient: the lines from `∇` to the next
/// blank one.
pub fn closed_form(source: &str, function: &str) -> String {
    let documentation = documentation(source, function);
    let lines = documentation
        .lines()
        .skip_while(|line| !line.trim_start().starts_with('∇'));
    let form: Vec<&str> = lines.take_while(|line| !line.trim().is_empty()).collect();
    let title = comment(&find(source.parse().expect("Rust"), function));
    format!("{title}\n{}", form.join("\n"))
}

/// The gradient of `f` at `x` by central differences.
pub fn central(x: &Array2<f64>, f: impl Fn(&Array2<f64>) -> f64) -> Array2<f64> {
    let h = 1e-5;
    let along = |at: (usize, usize), step: f64| {
        let mut moved = x.clone();
        moved[at] += step;
        f(&moved)
    };
    Array2::from_shape_fn(x.dim(), |at| (along(at, h) - along(at, -h)) / (2.0 * h))
}

/// A local minimum of the function of which `f` gives value and gradient, downhill from `start`.
///
/// Steps of Barzilai and Borwein's length, halved until the value falls by Armijo's rule. A value that is
/// not a number does not fall, so that the descent turns back where the function ends.
pub fn descend(start: Array1<f64>, f: impl Fn(&Array1<f64>) -> (f64, Array1<f64>)) -> Array1<f64> {
    let mut x = start;
    let (mut value, mut slope) = f(&x);
    let mut step = 0.1 / slope.dot(&slope).sqrt();
    for _ in 0..2000 {
        let square = slope.dot(&slope);
        if square.sqrt() < 1e-8 * value.abs().max(1.0) {
            break;
        }
        let next = loop {
            let next = &x - step * &slope;
            if f(&next).0 <= value - 1e-4 * step * square {
                break next;
            }
            step /= 2.0;
            if step * square < f64::EPSILON * value.abs() {
                return x;
            }
        };
        let (new_value, new_slope) = f(&next);
        let (moved, turned) = (&next - &x, &new_slope - &slope);
        let bend = moved.dot(&turned);
        step = if bend > 0.0 {
            moved.dot(&moved) / bend
        } else {
            2.0 * step
        };
        (x, value, slope) = (next, new_value, new_slope);
    }
    x
}

fn find(file: TokenStream, name: &str) -> ItemFn {
    let items = syn::parse2::<syn::File>(file).expect("Rust").items;
    let functions = items.into_iter().filter_map(|item| match item {
        Item::Fn(function) => Some(function),
        _ => None,
    });
    let mut named = functions.filter(|function| function.sig.ident == name);
    named.next().unwrap_or_else(|| panic!("no function {name}"))
}

fn comment(function: &ItemFn) -> String {
    let lines = function
        .attrs
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        });
    let lines: Vec<String> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).into())
        .filter(|line: &String| !line.starts_with("```"))
        .collect();
    lines.join("\n")
}
