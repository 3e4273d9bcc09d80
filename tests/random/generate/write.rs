//! A program as the source of an annotated function, and of the case that the harness checks.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::dims::Sizes;
use super::{Generator, Number, Parameter};

/// A program, written.
pub struct Program {
    pub seed: u64,
    pub(super) number: Number,
    /// What the parentheses of `#[grad(..)]` hold.
    pub attribute: String,
    /// The function without its attribute.
    pub item: String,
    /// The same function in `f64`, of one in `f32`.
    pub(super) twin: Option<String>,
    /// The arguments of a call, from the inputs `i`.
    arguments: String,
    /// Lengths of axes, promises and listed parameters, as the fields of a `Case`.
    fields: String,
    numerator: bool,
    /// Whether there are points at which it can be differentiated.
    pub is_defined: bool,
}

impl Program {
    /// The function's name.
    pub fn name(&self) -> String {
        format!("p{}", self.seed)
    }

    /// The annotated function.
    pub fn annotated(&self) -> String {
        match self.attribute.as_str() {
            "" => format!("#[grad]\n{}", self.item),
            attribute => format!("#[grad({attribute})]\n{}", self.item),
        }
    }

    /// The function, annotated or not, with its twin.
    fn functions(&self, annotated: bool) -> String {
        let item = if annotated {
            self.annotated()
        } else {
            bare(&self.item)
        };
        match &self.twin {
            Some(twin) => {
                let (seed, twin) = (self.seed, bare(twin));
                format!("{item}mod double{seed} {{ use super::*;\npub {twin}}}\n")
            }
            None => item,
        }
    }

    /// The function alone, as rustc should take it.
    pub fn plain(&self) -> String {
        self.functions(false)
    }

    /// The annotated function and a constant `CASE_…` of it.
    pub fn source(&self) -> String {
        let Self { seed, fields, .. } = self;
        let name = self.name();
        let reference = match self.twin {
            Some(_) => format!("double{seed}::{name}"),
            None => name,
        };
        let runs = match self.number {
            Number::Double => self.run("f64"),
            Number::Single => self.run("f32"),
            Number::Generic => format!("{}, {}", self.run("f64"), self.run("f32")),
        };
        format!(
            "{}pub const CASE_{seed}: Case = Case {{ seed: {seed}, {fields}, reference: |i| {reference}({}), \
             runs: &[{runs}] }};\n",
            self.functions(true),
            self.passed("f64"),
        )
    }

    /// The arguments of a call in a scalar.
    fn passed(&self, scalar: &str) -> String {
        let arguments = self.arguments.replace('§', scalar);
        if scalar == "f64" {
            arguments.replace("f32", "f64")
        } else {
            arguments
        }
    }

    fn run(&self, scalar: &str) -> String {
        let (name, arguments) = (self.name(), self.passed(scalar));
        let parts = if self.numerator {
            "turned(gradient.parts())"
        } else {
            "gradient.parts()"
        };
        format!(
            "Run {{ single: {}, value: |i| f64::from({name}({arguments})), both: |i| {{ let (value, gradient) = \
             {name}_value_and_grad({arguments}); (f64::from(value), {parts}) }}, gradient: |i| {{ let gradient = \
             {name}_grad({arguments}); {parts} }} }}",
            scalar == "f32"
        )
    }
}

/// The function without the attributes of its parameters.
fn bare(item: &str) -> String {
    let parts = item.split("#[");
    let parts = parts
        .enumerate()
        .map(|(number, part)| match part.split_once("] ") {
            Some((_, rest)) if number > 0 => rest,
            _ => part,
        });
    parts.collect()
}

impl Generator {
    pub fn write(mut self, total: &str, from: &BTreeSet<usize>) -> Program {
        let wrt = self.listed(from);
        let numerator = self.below(12) == 0;
        let attribute = self.attribute(&wrt, numerator);
        let (generics, ty) = (
            if self.number == Number::Generic {
                "<T: Real>"
            } else {
                ""
            },
            self.ty(),
        );
        let plain = |part: fn(&(&'static str, &'static str)) -> &'static str| {
            self.plain
                .iter()
                .map(part)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let join = |part: fn(&Parameter) -> &String, plain: Vec<String>| {
            let parts = self.parameters.iter().map(part).cloned();
            parts.chain(plain).collect::<Vec<_>>().join(", ")
        };
        let declarations = join(|one| &one.declaration, plain(|one| one.0));
        let arguments = join(|one| &one.argument, plain(|one| one.1));
        let mut item = format!("fn p{}{generics}({declarations}) -> {ty} {{\n", self.seed);
        for line in &self.lines {
            let _ = writeln!(item, "    {line}");
        }
        let _ = match self.seed % 7 {
            3 => writeln!(item, "    return {total};\n}}"),
            _ => writeln!(item, "    {total}\n}}"),
        };
        Program {
            seed: self.seed,
            number: self.number,
            attribute,
            item,
            twin: None,
            arguments,
            fields: self.fields(&wrt),
            numerator,
            is_defined: !self.undefined,
        }
    }

    /// The parameters to differentiate by: some of those that are reached.
    fn listed(&mut self, from: &BTreeSet<usize>) -> Vec<usize> {
        let reached: Vec<usize> = from.iter().copied().collect();
        let chosen = reached.iter().copied();
        let mut wrt: Vec<usize> = chosen.filter(|_| self.below(3) > 0).collect();
        if wrt.is_empty() {
            wrt.push(reached[0]);
        }
        if self.below(3) == 0 {
            wrt.reverse();
        }
        wrt
    }

    fn attribute(&mut self, wrt: &[usize], numerator: bool) -> String {
        let layout = if numerator {
            ", layout = \"numerator\""
        } else {
            ""
        };
        if wrt == [0] && !numerator && self.below(3) == 0 {
            return String::new();
        }
        let names: Vec<String> = wrt.iter().map(|number| format!("x{number}")).collect();
        // That a value does not depend on a parameter after all is an error, and a test of its own.
        format!("{}{layout}, allow_zero", names.join(", "))
    }

    fn fields(&self, wrt: &[usize]) -> String {
        let large = |sizes: &&Sizes| sizes.iter().max() > Some(&5);
        let small: Vec<&Sizes> = self
            .sizes
            .iter()
            .filter(|one| !large(one))
            .take(3)
            .collect();
        let chosen = small.into_iter().chain(self.sizes.iter().find(large));
        let shapes = |sizes: &Sizes| {
            let shape = |one: &Parameter| {
                let lengths: Vec<usize> = one.shape.iter().map(|dim| dim.at(*sizes)).collect();
                format!("&{lengths:?}")
            };
            let shapes: Vec<String> = self.parameters.iter().map(shape).collect();
            format!("&[{}]", shapes.join(", "))
        };
        let sizes: Vec<String> = chosen.map(shapes).collect();
        let promise = |one: &Parameter| format!("Promise::{}", one.promise);
        let promises: Vec<String> = self.parameters.iter().map(promise).collect();
        format!(
            "sizes: &[{}], promises: &[{}], wrt: &{wrt:?}",
            sizes.join(", "),
            promises.join(", ")
        )
    }
}
