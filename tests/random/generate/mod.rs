//! Random typed programs as Rust source, from a seed.
//!
//! A pool of values grows by operations on members whose shapes fit; what stays unbound stands within the
//! next expression, what a `let` binds may be used again. Each operation is spelled in one of the ways that
//! Rust and the vocabulary allow for the types at hand.

mod arithmetic;
mod constants;
mod dims;
mod elementwise;
mod linear;
mod parameters;
mod products;
mod reductions;
mod scalars;
mod value;
mod views;
mod write;

use std::collections::BTreeSet;

use dims::{Dim, Sizes};
use value::{Form, Value};
pub use write::Program;

struct Parameter {
    shape: Vec<Dim>,
    promise: &'static str,
    /// Attributes, name and type.
    declaration: String,
    /// The expression that passes it, from the inputs `i`.
    argument: String,
}

/// The scalar of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Double,
    Single,
    Generic,
}

struct Generator {
    seed: u64,
    state: u64,
    number: Number,
    parameters: Vec<Parameter>,
    /// Parameters that are no arrays and no scalars, and what the harness passes.
    plain: Vec<(&'static str, &'static str)>,
    index: Option<&'static str>,
    truth: Option<&'static str>,
    pool: Vec<Value>,
    lines: Vec<String>,
    names: usize,
    /// Whether it inverts what has no inverse, but for some sizes. The check at expansion does not draw them yet.
    undefined: bool,
    /// At which the program runs; operations that need more of them leave fewer.
    sizes: Vec<Sizes>,
}

/// The program of a seed.
pub fn program(seed: u64) -> Program {
    let mut program = Generator::new(seed, None).program();
    if program.number == Number::Single {
        program.twin = Some(Generator::new(seed, Some(Number::Double)).program().item);
    }
    program
}

impl Generator {
    fn new(seed: u64, number: Option<Number>) -> Self {
        let mut new = Self {
            seed,
            state: seed.wrapping_mul(0xd134_2543_de82_ef95),
            number: match seed % 8 {
                5 => Number::Generic,
                6 => Number::Single,
                _ => Number::Double,
            },
            parameters: Vec::new(),
            plain: Vec::new(),
            index: None,
            truth: None,
            pool: Vec::new(),
            lines: Vec::new(),
            names: 0,
            undefined: false,
            sizes: Vec::new(),
        };
        new.number = number.unwrap_or(new.number);
        new.sizes = (0..14)
            .map(|_| [(); 3].map(|()| 1 + new.below(5)))
            .collect();
        new.sizes.extend([[9, 13, 7], [12, 6, 9]]);
        new
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

    /// Leaves the sizes that fit, if there are enough of them.
    fn require(&mut self, fits: impl Fn(Sizes) -> bool) -> Option<()> {
        let left: Vec<Sizes> = self
            .sizes
            .iter()
            .copied()
            .filter(|one| fits(*one))
            .collect();
        (left.len() >= 3).then(|| self.sizes = left)
    }

    fn require_at_least(&mut self, dim: &Dim, least: usize) -> Option<()> {
        self.require(|sizes| dim.at(sizes) >= least)
    }

    fn program(mut self) -> Program {
        let count = 1 + self.below(4);
        for number in 0..count {
            self.parameter(number);
        }
        self.others();
        let steps = 4 + self.below(8);
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

    /// One more value, if the choice made fits the pool.
    fn step(&mut self) -> Option<Value> {
        match self.below(48) {
            0..6 => self.unary(),
            6..11 => self.binary(),
            11..13 => self.scaled(),
            13..15 => self.broadcast(),
            15..19 => self.product(),
            19 => self.outer(),
            20 | 21 => self.kron(),
            22..24 => self.along(),
            24..27 => self.rearranged(),
            27..33 => self.part(),
            33 => self.reduction(),
            34 | 35 => self.inner(),
            36 | 37 => self.element(),
            38 => self.arithmetic(),
            39 => self.mapped(),
            40 | 41 => self.constant(),
            42 => self.size(),
            43 => self.called(),
            44 => self.powers(),
            _ => self.linear(),
        }
    }

    /// A member of the pool, often the last one that fits; one that is not bound is taken out.
    fn pick(&mut self, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let positions: Vec<usize> = (0..self.pool.len())
            .filter(|position| fits(&self.pool[*position]))
            .collect();
        let last = *positions.last()?;
        let position = if self.below(3) == 0 {
            last
        } else {
            self.choose(&positions)
        };
        Some(if self.pool[position].bound {
            self.pool[position].clone()
        } else {
            self.pool.remove(position)
        })
    }

    /// Keeps a value: bound by a `let` in one of its forms, or to be used once where it is needed.
    fn keep(&mut self, value: Value) {
        let value = self.tamed(value);
        let value = if value.bound || self.below(5) < 2 {
            value
        } else {
            self.bind(value)
        };
        self.pool.push(value);
    }

    /// Scaled or squashed, if it could grow too large to compare.
    fn tamed(&mut self, value: Value) -> Value {
        if value.size <= 40.0 {
            return value;
        }
        let argument = self.argument(&value);
        let (text, size) = match self.below(3) {
            0 => (format!("sin({argument})"), 1.0),
            1 => (format!("tanh({argument})"), 1.0),
            _ => (format!("asinh({argument})"), 2.0 * value.size.ln()),
        };
        Value {
            from: value.from.clone(),
            ..value.like(text, size)
        }
    }

    fn bind(&mut self, mut value: Value) -> Value {
        if value.lent {
            value = value.like(format!("{}.to_owned()", value.receiver()), value.size);
        }
        self.names += 1;
        let mut name = format!("v{}", self.names);
        let Value { text, form, .. } = &value;
        let (rank, ty, form) = (value.rank(), self.ty(), *form);
        // rustc does not always infer what is left of a slice's axes.
        let way = if text.contains("s![") {
            1
        } else {
            self.below(9)
        };
        let line = match (way, form) {
            // Shadowing: what the name stood for is out of reach from here on.
            (0, _) => {
                if let Some(old) = self.hidden(text) {
                    name = self.pool.remove(old).text;
                }
                format!("let {name} = {text};")
            }
            (1, Form::Owned) => format!("let {name}: Array{rank}<{ty}> = {text};"),
            (1, Form::Scalar) => format!("let {name}: {ty} = {text};"),
            (1 | 2, Form::View) => format!("let {name}: ArrayView{rank}<'_, {ty}> = {text};"),
            (4, _) => format!("let {name} = {{ let inner = {text}; inner }};"),
            (5, Form::Owned) => {
                self.lines.push(format!("let held{name} = {text};"));
                self.lines.push(format!("let {name} = &held{name};"));
                return value.named(name, Form::Ref);
            }
            (6, _) if !self.pool.iter().any(|one| !one.bound) => {
                let literal = self.literal(0.5);
                format!("let ({name}, _half{name}): (_, {ty}) = ({text}, {literal});")
            }
            _ => format!("let {name} = {text};"),
        };
        self.lines.push(line);
        value.named(name, form)
    }

    /// A name that a `let` may take, as nothing that waits is written by it.
    fn hidden(&self, text: &str) -> Option<usize> {
        let named = |one: &Value| one.bound && one.text.starts_with('v');
        let old = self.pool.iter().position(named)?;
        let name = self.pool[old].text.as_str();
        let lent = self.pool.iter().enumerate().any(|(other, value)| {
            other != old && (value.form == Form::View || value.text.contains(name))
        });
        (!lent && !text.contains(name)).then_some(old)
    }

    fn ty(&self) -> &'static str {
        match self.number {
            Number::Double => "f64",
            Number::Single => "f32",
            Number::Generic => "T",
        }
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
}
