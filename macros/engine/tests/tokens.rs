//! Whatever tokens it is given, the macro neither panics nor hangs, keeps the function and
//! answers in Rust.

use std::time::{Duration, Instant};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

#[path = "tokens/corpus.rs"]
mod corpus;

/// How many, unless `MATGRAD_MUTANTS` says so: `.ci/run` tries 100 000.
const MUTANTS: u64 = 20_000;
const WORKERS: u64 = 2;

/// A token, or a group with its tokens.
#[derive(Clone)]
enum Tree {
    Leaf(TokenTree),
    Group(Delimiter, Vec<Tree>),
}

fn trees(tokens: TokenStream) -> Vec<Tree> {
    let tree = |token| match token {
        TokenTree::Group(group) => Tree::Group(group.delimiter(), trees(group.stream())),
        leaf => Tree::Leaf(leaf),
    };
    tokens.into_iter().map(tree).collect()
}

fn tokens(trees: &[Tree]) -> TokenStream {
    let token = |tree: &Tree| match tree {
        Tree::Leaf(leaf) => leaf.clone(),
        Tree::Group(delimiter, inner) => Group::new(*delimiter, tokens(inner)).into(),
    };
    trees.iter().map(token).collect()
}

fn size(trees: &[Tree]) -> usize {
    let one = |tree: &Tree| match tree {
        Tree::Leaf(_) => 1,
        Tree::Group(_, inner) => 1 + size(inner),
    };
    trees.iter().map(one).sum()
}

/// xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators" (2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let word = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(word).expect("31 bits") % limit.max(1)
    }
}

/// Calls `act` on the list and the index of the `at`-th tree in depth-first order.
fn visit(
    trees: &mut Vec<Tree>,
    at: &mut usize,
    act: &mut dyn FnMut(&mut Vec<Tree>, usize),
) -> bool {
    for index in 0..trees.len() {
        if *at == 0 {
            act(trees, index);
            return true;
        }
        *at -= 1;
        if let Tree::Group(_, inner) = &mut trees[index]
            && visit(inner, at, act)
        {
            return true;
        }
    }
    false
}

/// One change at a random place: delete, duplicate, swap with a neighbour, replace or precede by
/// `other`, change the delimiter, wrap, unwrap.
fn mutate(trees: &mut Vec<Tree>, other: &Tree, random: &mut Random) {
    let (mut at, kind) = (random.below(size(trees)), random.below(8));
    visit(trees, &mut at, &mut |list, index| match kind {
        0 => drop(list.remove(index)),
        1 => list.insert(index, list[index].clone()),
        2 => {
            let next = (index + 1) % list.len();
            list.swap(index, next);
        }
        3 | 4 => list[index] = other.clone(),
        5 => list.insert(index, other.clone()),
        6 => {
            let inner = vec![list[index].clone()];
            list[index] = Tree::Group(Delimiter::Parenthesis, inner);
        }
        _ => match &list[index] {
            Tree::Group(Delimiter::Brace, inner) => {
                list[index] = Tree::Group(Delimiter::Bracket, inner.clone());
            }
            Tree::Group(_, inner) => {
                let inner = inner.clone();
                list.splice(index..=index, inner);
            }
            Tree::Leaf(_) => list.truncate(index),
        },
    });
}

fn pick(trees: &[Tree], random: &mut Random) -> Tree {
    let mut found = trees[0].clone();
    let mut at = random.below(size(trees));
    visit(&mut trees.to_vec(), &mut at, &mut |list, index| {
        found = list[index].clone();
    });
    found
}

fn without_spaces(tokens: &TokenStream) -> String {
    tokens
        .to_string()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// What must survive: the last group of braces, which is the body, token for token.
fn body(item: &TokenStream) -> Option<String> {
    let braces = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let found = item.clone().into_iter().filter(braces).last()?;
    Some(without_spaces(&TokenStream::from(found)))
}

/// Expands one mutant; gives the time it took and whether there was no error.
fn check(attribute: &TokenStream, item: &TokenStream) -> (Duration, bool) {
    let start = Instant::now();
    let output = matgrad_engine::expand(attribute.clone(), item.clone());
    let elapsed = start.elapsed();
    let case = || format!("#[grad({attribute})] {item}");
    let text = without_spaces(&output);
    if let Some(body) = body(item) {
        assert!(text.contains(&body), "{}\nlost its body:\n{output}", case());
    }
    if syn::parse2::<syn::ItemFn>(item.clone()).is_ok() {
        let parsed = syn::parse2::<syn::File>(output.clone());
        assert!(parsed.is_ok(), "{}\nbecame no Rust:\n{output}", case());
    }
    assert!(
        elapsed < Duration::from_secs(1),
        "{} took {elapsed:?}",
        case()
    );
    (elapsed, !text.contains("compile_error!"))
}

fn parse(text: &str) -> TokenStream {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_corpus_expands_without_errors() {
    let mut failures = Vec::new();
    for (attribute, item) in corpus::FUNCTIONS {
        let output = matgrad_engine::expand(parse(attribute), parse(item)).to_string();
        let mut errors = output.split("compile_error ! { \"").skip(1);
        let message = errors.find_map(|error| error.split_once('"'));
        if let Some((message, _)) = message {
            failures.push(format!("#[grad({attribute})] {item}\n    {message}"));
        }
        assert!(
            output.contains("_grad"),
            "#[grad({attribute})] {item}\n{output}"
        );
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn mutants_neither_panic_nor_hang_nor_lose_the_function() {
    let mutants = std::env::var("MATGRAD_MUTANTS").map_or(MUTANTS, |count| {
        count.parse().expect("MATGRAD_MUTANTS is a number")
    });
    let worker = move |seed: u64| {
        let sources: Vec<(Vec<Tree>, Vec<Tree>)> = corpus::FUNCTIONS
            .iter()
            .map(|(attribute, item)| (trees(parse(attribute)), trees(parse(item))))
            .collect();
        let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ (seed + 1));
        let (mut longest, mut expanded) = (Duration::ZERO, 0_u64);
        for _ in 0..mutants / WORKERS {
            let (mut attribute, mut item) = sources[random.below(sources.len())].clone();
            for _ in 0..=random.below(3) {
                let other = pick(&sources[random.below(sources.len())].1, &mut random);
                if random.below(12) == 0 {
                    mutate(&mut attribute, &other, &mut random);
                } else {
                    mutate(&mut item, &other, &mut random);
                }
            }
            let (elapsed, ok) = check(&tokens(&attribute), &tokens(&item));
            longest = longest.max(elapsed);
            expanded += u64::from(ok);
        }
        (longest, expanded)
    };
    let start = Instant::now();
    let threads: Vec<_> = (0..WORKERS)
        .map(|seed| std::thread::spawn(move || worker(seed)))
        .collect();
    let mut expanded = 0;
    for thread in threads {
        let (longest, count) = thread.join().expect("no panic");
        expanded += count;
        println!("longest {longest:?}");
    }
    println!(
        "{mutants} mutants in {:?}, {expanded} without an error",
        start.elapsed()
    );
    assert!(
        expanded > mutants / 100,
        "hardly any mutant gets past the parser: {expanded}"
    );
}
