//! Random typed programs as Rust source, from a seed.
//!
//! A pool of values grows by operations on members whose shapes fit; what stays unbound stands within the
//! next expression, what a `let` binds may be used again. Each operation is spelled in one of the ways that
//! Rust and the vocabulary allow for the types at hand.

use std::collections::BTreeSet;
use std::fmt::Write;

mod arrays;
mod scalars;
mod spelling;

/// The source of a module: the programs, and for each a test that calls `check` with a `Case`.
pub fn module(programs: u64) -> String {
    let mut source = String::new();
    for seed in 0..programs {
        source += &Generator::new(seed).program();
    }
    source
}

/// What a value is to the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Scalar,
    ScalarRef,
    Owned,
    Ref,
    View,
    /// `&ArrayRef`.
    Raw,
    /// `&[f64]` or `&Vec<f64>`.
    Elements,
}

/// A value of the program: a name, or an expression that is not bound to one.
#[derive(Clone)]
struct Value {
    text: String,
    shape: Vec<&'static str>,
    form: Form,
    bound: bool,
    /// Whether it stays clear of 0 from above.
    positive: bool,
    /// About as large as it gets.
    size: f64,
    /// The parameters its derivative reaches.
    from: BTreeSet<usize>,
}

struct Parameter {
    shape: Vec<&'static str>,
    /// Attributes, name and type.
    declaration: String,
    /// The expression that passes it, from the inputs `i`.
    argument: String,
}

struct Generator {
    seed: u64,
    state: u64,
    generic: bool,
    parameters: Vec<Parameter>,
    pool: Vec<Value>,
    lines: Vec<String>,
    names: usize,
}

impl Generator {
    fn new(seed: u64) -> Self {
        Self {
            seed,
            // Not the generator's own step, by which the streams would be one, shifted.
            state: seed.wrapping_mul(0xd134_2543_de82_ef95),
            generic: seed % 8 == 5,
            parameters: Vec::new(),
            pool: Vec::new(),
            lines: Vec::new(),
            names: 0,
        }
    }

    /// SplitMix64, reduced.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = u64::try_from(bound).expect("a small number");
        usize::try_from((mixed ^ (mixed >> 31)) % bound).expect("below a small number")
    }

    fn choose<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn program(mut self) -> String {
        let count = 2 + self.below(3);
        for number in 0..count {
            self.parameter(number);
        }
        let steps = 4 + self.below(7);
        let mut made = 0;
        while made < steps {
            if let Some(value) = self.step() {
                self.keep(value);
                made += 1;
            }
        }
        let (total, from) = loop {
            let (total, from) = self.total();
            if !from.is_empty() {
                break (total, from);
            }
            let reduction = self.reduction().expect("the first parameter is an array");
            self.pool.push(reduction);
        };
        self.write(&total, &from)
    }

    fn parameter(&mut self, number: usize) {
        let shapes: [&[&str]; 8] = [
            &["n"],
            &["n"],
            &["m"],
            &["n", "m"],
            &["n", "m"],
            &["m", "n"],
            &["n", "n"],
            &[],
        ];
        let shape = if number == 0 {
            self.choose(&shapes[..7])
        } else {
            self.choose(&shapes)
        };
        let (form, ty, argument) = self.parameter_type(shape.len(), number);
        let name = format!("x{number}");
        let dims = if !shape.is_empty() && self.below(4) == 0 {
            format!("#[dims({})] ", shape.join(", "))
        } else {
            String::new()
        };
        self.parameters.push(Parameter {
            shape: shape.to_vec(),
            declaration: format!("{dims}{name}: {ty}"),
            argument,
        });
        self.pool.push(Value {
            text: name,
            shape: shape.to_vec(),
            form,
            bound: true,
            positive: false,
            size: 1.5,
            from: BTreeSet::from([number]),
        });
    }

    /// Keeps a value: bound by a `let` in one of its forms, or to be used once where it is needed.
    fn keep(&mut self, value: Value) {
        let value = self.tamed(value);
        if value.bound || self.below(5) < 2 {
            self.pool.push(value);
        } else {
            let value = self.bind(value);
            self.pool.push(value);
        }
    }

    /// Scaled or squashed, if it could grow too large to compare.
    fn tamed(&mut self, value: Value) -> Value {
        if value.size <= 30.0 {
            return value;
        }
        let (text, form) = (self.argument(&value), Form::owned(&value.shape));
        Value {
            text: format!("tanh({text})"),
            form,
            bound: false,
            positive: false,
            size: 1.0,
            ..value
        }
    }

    fn bind(&mut self, value: Value) -> Value {
        self.names += 1;
        let mut name = format!("v{}", self.names);
        let Value { text, form, .. } = &value;
        let rank = value.shape.len();
        let line = match self.below(8) {
            // Shadowing: what the name stood for is out of reach from here on.
            0 => {
                let old = self
                    .pool
                    .iter()
                    .position(|one| one.bound && one.text.starts_with('v'));
                let free =
                    |old: &usize| !text.contains(&self.pool[*old].text) && !self.is_lent(*old);
                if let Some(old) = old.filter(free) {
                    name = self.pool.remove(old).text;
                }
                format!("let {name} = {text};")
            }
            1 if *form == Form::Owned => {
                format!("let {name}: Array{rank}<{}> = {text};", self.ty())
            }
            2 if *form == Form::Scalar => format!("let {name}: {} = {text};", self.ty()),
            3 => format!("let {name} = {{ let inner = {text}; inner }};"),
            4 if *form == Form::Owned => {
                self.lines.push(format!("let held{name} = {text};"));
                self.lines.push(format!("let {name} = &held{name};"));
                let bound = (name, Form::Ref);
                return named(value, bound);
            }
            _ => format!("let {name} = {text};"),
        };
        self.lines.push(line);
        let form = *form;
        named(value, (name, form))
    }

    /// Bound, with its type.
    fn annotated(&mut self, view: Value) -> Value {
        self.names += 1;
        let (name, rank, ty) = (format!("v{}", self.names), view.shape.len(), self.ty());
        self.lines.push(format!(
            "let {name}: ArrayView{rank}<'_, {ty}> = {};",
            view.text
        ));
        let form = view.form;
        named(view, (name, form))
    }

    /// Whether another member of the pool is written by this one's name.
    fn is_lent(&self, position: usize) -> bool {
        let name = &self.pool[position].text;
        let others = self.pool.iter().enumerate();
        let mut others = others.filter(|(other, _)| *other != position);
        others.any(|(_, value)| value.form == Form::View || value.text.contains(name.as_str()))
    }

    fn ty(&self) -> &'static str {
        if self.generic { "T" } else { "f64" }
    }

    /// The sum of what was made last, and of everything that waits for its use.
    fn total(&mut self) -> (String, BTreeSet<usize>) {
        let mut terms = Vec::new();
        let mut from = BTreeSet::new();
        let waiting: Vec<Value> = self.pool.extract_if(.., |one| !one.bound).collect();
        let last = self.pool.iter().rev().take(2).cloned();
        let all: Vec<Value> = last.chain(waiting).collect();
        for value in all {
            from.extend(value.from.iter().copied());
            let term = self.reduced(&value);
            terms.push(self.factor(term));
        }
        (terms.join(" + "), from)
    }

    /// A scalar term, perhaps with a coefficient.
    fn factor(&mut self, term: String) -> String {
        let half = self.literal(0.5);
        match self.below(4) {
            0 => format!("{half} * {term}"),
            1 => format!("{term} * {half}"),
            2 => format!("(-{term})"),
            _ => term,
        }
    }

    fn write(&mut self, total: &str, from: &BTreeSet<usize>) -> String {
        let reached: Vec<usize> = from.iter().copied().collect();
        let mut wrt: Vec<usize> = reached
            .iter()
            .copied()
            .filter(|_| self.below(3) > 0)
            .collect();
        if wrt.is_empty() {
            wrt.push(reached[0]);
        }
        if self.below(3) == 0 {
            wrt.reverse();
        }
        let names: Vec<String> = wrt.iter().map(|number| format!("x{number}")).collect();
        let attribute = if wrt == [0] && self.below(2) == 0 {
            "#[grad]".to_owned()
        } else {
            let option = if self.below(5) == 0 {
                ", allow_zero"
            } else {
                ""
            };
            format!("#[grad({}{option})]", names.join(", "))
        };
        let join = |part: fn(&Parameter) -> &String| {
            let parts: Vec<&str> = self
                .parameters
                .iter()
                .map(|one| part(one).as_str())
                .collect();
            parts.join(", ")
        };
        let (declarations, arguments) = (join(|one| &one.declaration), join(|one| &one.argument));
        let shapes: Vec<String> = self
            .parameters
            .iter()
            .map(|one| one.shape.concat())
            .collect();
        let (ty, generics) = (self.ty(), if self.generic { "<T: Real>" } else { "" });
        let name = format!("p{}", self.seed);
        let mut source = format!("{attribute}\nfn {name}{generics}({declarations}) -> {ty} {{\n");
        for line in &self.lines {
            let _ = writeln!(source, "    {line}");
        }
        let last = if self.seed % 7 == 3 {
            format!("return {total};")
        } else {
            total.to_owned()
        };
        let _ = writeln!(source, "    {last}\n}}");
        let _ = writeln!(
            source,
            "#[test]\nfn check_{name}() {{\n    crate::check(&crate::Case {{ shapes: &{shapes:?}, wrt: &{wrt:?}, \
             value: |i| {name}({arguments}),\n        both: |i| {{ let (value, gradient) = {name}_value_and_grad(\
             {arguments}); (value, gradient.parts()) }},\n        gradient: |i| {name}_grad({arguments}).parts() \
             }});\n}}\n"
        );
        source
    }
}

/// The value under a name.
fn named(value: Value, (name, form): (String, Form)) -> Value {
    Value {
        text: name,
        form,
        bound: true,
        ..value
    }
}
