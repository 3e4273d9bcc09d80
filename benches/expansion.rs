//! How long `#[grad]` takes to expand: `cargo bench --bench expansion`.
//!
//! Every annotated function of tests/, examples/ and benches/ is expanded several times by the
//! engine, built without optimisation as cargo builds macros. Then chains f∘f∘… of growing
//! length, whose time must grow linearly. `-- NAME…` measures functions of these names
//! alone, `-- chains` the chains.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use proc_macro2::TokenStream;
use quote::ToTokens;

const REPETITIONS: usize = 5;

fn main() {
    let wanted: Vec<String> = env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut functions = Vec::new();
    for folder in ["tests", "examples", "benches"] {
        for file in rust_files(&root.join(folder)) {
            collect(&file, &mut functions);
        }
    }
    functions.retain(|(name, ..)| wanted.is_empty() || wanted.contains(name));
    let mut times: Vec<(f64, String)> = functions
        .into_iter()
        .map(|(name, attribute, item)| (milliseconds(&attribute, &item), name))
        .collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((median, _)) = times.get(times.len() / 2) {
        println!("{} functions: median {median:.2} ms", times.len());
    }
    for (time, name) in times.iter().rev().take(5) {
        println!("  {time:>7.2} ms  {name}");
    }
    if !wanted.is_empty() && wanted != ["chains"] {
        return;
    }
    println!("chains");
    for length in [10, 100, 1000] {
        let time = milliseconds(&quote::quote!(x), &chain(length));
        #[allow(clippy::cast_precision_loss)]
        let per_operation = time / length as f64;
        println!("  {length:>5} operations {time:>8.2} ms, {per_operation:.3} ms each");
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The annotated functions of a file: name, attribute arguments, item.
fn collect(file: &Path, functions: &mut Vec<(String, TokenStream, TokenStream)>) {
    let Some(parsed) = fs::read_to_string(file)
        .ok()
        .and_then(|text| syn::parse_file(&text).ok())
    else {
        return;
    };
    collect_items(&parsed.items, functions);
}

fn collect_items(items: &[syn::Item], functions: &mut Vec<(String, TokenStream, TokenStream)>) {
    for item in items {
        match item {
            syn::Item::Fn(function) => {
                let is_grad = |a: &&syn::Attribute| a.path().is_ident("grad");
                let Some(attribute) = function.attrs.iter().find(is_grad) else {
                    continue;
                };
                let arguments = match &attribute.meta {
                    syn::Meta::List(list) => list.tokens.clone(),
                    _ => TokenStream::new(),
                };
                let mut plain = function.clone();
                plain.attrs.retain(|a| !a.path().is_ident("grad"));
                functions.push((
                    function.sig.ident.to_string(),
                    arguments,
                    plain.into_token_stream(),
                ));
            }
            syn::Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    collect_items(items, functions);
                }
            }
            _ => {}
        }
    }
}

/// `x ↦ Σ sin(exp(… x))` with so many operations.
fn chain(length: usize) -> TokenStream {
    let steps = (0..length).map(|step| {
        let function = quote::format_ident!("{}", ["sin", "tanh", "exp", "sqrt"][step % 4]);
        quote::quote!(let x = x.mapv(f64::#function);)
    });
    quote::quote! {
        fn chain(x: &Array1<f64>) -> f64 {
            let x = x.to_owned();
            #(#steps)*
            x.sum()
        }
    }
}

fn milliseconds(attribute: &TokenStream, item: &TokenStream) -> f64 {
    let mut times: Vec<f64> = (0..REPETITIONS)
        .map(|_| {
            let start = Instant::now();
            let tokens = matgrad_engine::expand(attribute.clone(), item.clone());
            std::hint::black_box(tokens);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
