//! The grammar.
//!
//! ```text
//! sum      ::= [−] term ((+ | −) term)*
//! term     ::= product ((⊙ | ⊘ | ⊗ | : | /) product)*        left to right
//! product  ::= power ((juxtaposed | ·) power)*
//! power    ::= atom (ᵀ | ⁻¹ | ⁻ᵀ | ² … | ⁻² … | ^power | ^⊙power | _letters | [ranges])*
//! atom     ::= number | name | 1 | I | e_k | f(sum, …) | (sum) | [condition] | [sum]_letters | ‖sum‖ | |sum|
//! ```

use super::Meaning;
use super::integer::split;

#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Number(f64),
    /// A vector of ones; the number tells occurrences apart.
    Ones(usize),
    SizedOnes(String),
    Identity(usize),
    SizedIdentity(String),
    Basis(usize, String),
    Name(String),
    Negative(Box<Expr>),
    Sum(Vec<Expr>),
    Binary(char, Box<Expr>, Box<Expr>),
    Product(Vec<Expr>),
    Transpose(Box<Expr>),
    Inverse(Box<Expr>),
    /// Of a scalar or a square matrix.
    Power(Box<Expr>, Box<Expr>),
    /// Of each element.
    PowerOfEach(Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
    Word(String),
    Index(Box<Expr>, Vec<String>),
    /// `[body]_letters` or `∑_letters body`.
    Elements(Vec<String>, Vec<String>, Box<Expr>),
    /// `[a < b < c]`; operands that are index arithmetic are read as such.
    Condition(Vec<(String, Option<Expr>)>, char),
}

/// What stands between the sides of a condition, the loosest first.
const RELATIONS: &str = "∨∧<>≤≥=≠";

/// The parts of a text between separators that are in no brackets.
fn outside<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, _) in text.match_indices(separator) {
        let count = |set: &str| text[start..at].chars().filter(|c| set.contains(*c)).count();
        if count("([") == count(")]") {
            parts.push(&text[start..at]);
            start = at + separator.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

struct Reader<'a> {
    text: Vec<char>,
    at: usize,
    meaning: &'a Meaning,
    fresh: usize,
}

pub fn read(text: &str, meaning: &Meaning) -> Result<Expr, String> {
    let joined: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut reader = Reader {
        text: joined.chars().collect(),
        at: 0,
        meaning,
        fresh: 0,
    };
    let expression = reader.sum()?;
    if reader.at < reader.text.len() {
        return Err(format!("unread: {}", reader.rest()));
    }
    Ok(expression)
}

impl Reader<'_> {
    fn rest(&self) -> String {
        self.text[self.at..].iter().collect()
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let matches = self.rest().starts_with(text);
        if matches {
            self.at += text.chars().count();
        }
        matches
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        if self.eat(text) {
            Ok(())
        } else {
            Err(format!("expected `{text}` before `{}`", self.rest()))
        }
    }

    fn sum(&mut self) -> Result<Expr, String> {
        let mut terms = vec![self.signed()?];
        loop {
            if self.eat(" + ") {
                terms.push(self.term()?);
            } else if self.eat(" − ") {
                terms.push(Expr::Negative(Box::new(self.term()?)));
            } else {
                break;
            }
        }
        Ok(if terms.len() == 1 {
            terms.remove(0)
        } else {
            Expr::Sum(terms)
        })
    }

    fn signed(&mut self) -> Result<Expr, String> {
        if self.eat("−") {
            Ok(Expr::Negative(Box::new(self.term()?)))
        } else {
            self.term()
        }
    }

    fn term(&mut self) -> Result<Expr, String> {
        let mut left = self.product()?;
        'operators: loop {
            for sign in ['⊙', '⊘', '⊗', ':', '/'] {
                if self.eat(&format!(" {sign} ")) || (sign == '/' && self.eat("/")) {
                    let right = self.product()?;
                    left = Expr::Binary(sign, Box::new(left), Box::new(right));
                    continue 'operators;
                }
            }
            return Ok(left);
        }
    }

    fn product(&mut self) -> Result<Expr, String> {
        let mut factors = vec![self.power()?];
        loop {
            let start = self.at;
            if self.eat("·") || self.eat(" ") {
                let operator = self.peek().is_none_or(|c| "+−⊙⊘⊗:/<>=≥,".contains(c));
                if !operator {
                    factors.push(self.power()?);
                    continue;
                }
            }
            self.at = start;
            break;
        }
        if factors.len() == 1 {
            return Ok(factors.remove(0));
        }
        // A 1 among factors is the vector of ones.
        for factor in &mut factors {
            if *factor == Expr::Number(1.0) {
                *factor = self.ones();
            }
        }
        Ok(Expr::Product(factors))
    }

    fn ones(&mut self) -> Expr {
        self.fresh += 1;
        Expr::Ones(self.fresh)
    }

    fn power(&mut self) -> Result<Expr, String> {
        let mut base = self.atom()?;
        loop {
            if self.eat("⁻¹") {
                base = Expr::Inverse(Box::new(base));
            } else if self.eat("⁻ᵀ") {
                base = Expr::Transpose(Box::new(Expr::Inverse(Box::new(base))));
            } else if self.eat("ᵀ") {
                if base == Expr::Number(1.0) {
                    base = self.ones();
                }
                base = Expr::Transpose(Box::new(base));
            } else if self.eat("^") {
                let of_each = self.eat("⊙");
                let (inner, exponent) = (Box::new(base), Box::new(self.atom()?));
                base = if of_each {
                    Expr::PowerOfEach(inner, exponent)
                } else {
                    Expr::Power(inner, exponent)
                };
            } else if let Some(digits) = self.superscript() {
                base = Expr::Power(Box::new(base), Box::new(Expr::Number(digits)));
            } else if self.eat("_") {
                let letters = self.subscripts()?;
                base = Expr::Index(Box::new(base), letters);
            } else if self.peek() == Some('[') {
                self.at += 1;
                let inside = self.until(']')?;
                base = Expr::Index(Box::new(base), split(&inside));
            } else {
                return Ok(base);
            }
        }
    }

    fn superscript(&mut self) -> Option<f64> {
        let mut digits = String::new();
        if self.eat("⁻") {
            digits.push('-');
        }
        while let Some(at) = self
            .peek()
            .and_then(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|d| d == c))
        {
            digits.push_str(&at.to_string());
            self.at += 1;
        }
        digits.parse().ok()
    }

    fn subscripts(&mut self) -> Result<Vec<String>, String> {
        if self.eat("(") {
            let mut depth = 1;
            let start = self.at;
            while depth > 0 {
                match self.peek().ok_or("an open subscript")? {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                self.at += 1;
            }
            let inside: String = self.text[start..self.at - 1].iter().collect();
            return Ok(split(&inside));
        }
        let mut letters = Vec::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric()) {
            letters.push(c.to_string());
            self.at += 1;
        }
        Ok(letters)
    }

    fn until(&mut self, close: char) -> Result<String, String> {
        let start = self.at;
        while self.peek().ok_or("an open bracket")? != close {
            self.at += 1;
        }
        self.at += 1;
        Ok(self.text[start..self.at - 1].iter().collect())
    }

    fn atom(&mut self) -> Result<Expr, String> {
        if self.eat("(") {
            let inside = self.sum()?;
            self.expect(")")?;
            return Ok(inside);
        }
        if self.eat("‖") {
            let inside = self.sum()?;
            self.expect("‖")?;
            let kinds = [("₁", "norm1"), ("₂", "norm2"), ("_*", "nuclear")];
            let kind = kinds.into_iter().find(|(mark, _)| self.eat(mark));
            let kind = kind.map_or("norm2", |(_, kind)| kind);
            return Ok(Expr::Call(kind.into(), vec![inside]));
        }
        if self.eat("|") {
            let inside = self.sum()?;
            self.expect("|")?;
            return Ok(Expr::Call("abs".into(), vec![inside]));
        }
        if self.eat("∑_") {
            let letters = self.subscripts()?;
            self.expect(" ")?;
            let body = self.product()?;
            return Ok(Expr::Elements(Vec::new(), letters, Box::new(body)));
        }
        if self.eat("[") {
            return self.bracket();
        }
        for (glyph, value) in [
            ('½', 0.5),
            ('⅓', 1.0 / 3.0),
            ('⅔', 2.0 / 3.0),
            ('¼', 0.25),
            ('¾', 0.75),
        ] {
            if self.eat(&glyph.to_string()) {
                return Ok(Expr::Number(value));
            }
        }
        if self.eat("1_") {
            return Ok(Expr::SizedOnes(self.subscripts()?.concat()));
        }
        if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return self.number();
        }
        self.word()
    }

    fn number(&mut self) -> Result<Expr, String> {
        let start = self.at;
        while let Some(c) = self.peek() {
            let exponent = matches!(c, 'e')
                && self
                    .text
                    .get(self.at + 1)
                    .is_some_and(|d| d.is_ascii_digit() || *d == '-');
            let sign = c == '-' && self.text[self.at - 1] == 'e';
            if c.is_ascii_digit() || c == '.' || exponent || sign {
                self.at += 1;
            } else {
                break;
            }
        }
        let text: String = self.text[start..self.at].iter().collect();
        text.parse()
            .map(Expr::Number)
            .map_err(|_| format!("no number: {text}"))
    }

    /// `[condition]`, or `[elements]_letters`.
    fn bracket(&mut self) -> Result<Expr, String> {
        let start = self.at;
        let mut depth = 1;
        let mut end = start;
        let (mut calls, mut sign) = (0, None);
        while depth > 0 {
            let c = *self.text.get(end).ok_or("an open bracket")?;
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                '(' => calls += 1,
                ')' => calls -= 1,
                c if RELATIONS.contains(c) && (depth, calls) == (1, 0) => sign = Some(c),
                _ => {}
            }
            end += 1;
        }
        if sign.is_some() {
            let inside: String = self.text[start..end - 1].iter().collect();
            self.at = end;
            return self.condition(&inside);
        }
        let body = self.sum()?;
        self.expect("]_")?;
        let outer = self.subscripts()?;
        Ok(match body {
            Expr::Elements(inner, summed, body) if inner.is_empty() => {
                Expr::Elements(outer, summed, body)
            }
            body => Expr::Elements(outer, Vec::new(), Box::new(body)),
        })
    }

    /// A condition without its brackets; `∨` and `∧` do not meet without them.
    fn condition(&self, text: &str) -> Result<Expr, String> {
        let found = RELATIONS
            .chars()
            .find(|sign| outside(text, &format!(" {sign} ")).len() > 1);
        let sign = found.ok_or_else(|| format!("no condition: {text}"))?;
        let parts = outside(text, &format!(" {sign} "));
        let operand = |part: &&str| match self.condition(part) {
            Ok(inner) => Some(inner),
            Err(_) => read(part, self.meaning).ok(),
        };
        let operands = parts.iter().map(|part| ((*part).to_owned(), operand(part)));
        Ok(Expr::Condition(operands.collect(), sign))
    }

    fn word(&mut self) -> Result<Expr, String> {
        let rest = self.rest();
        if !self.meaning.variables.contains_key("e") && self.eat("e_") {
            self.fresh += 1;
            let id = self.fresh;
            let position = self.subscripts()?.concat();
            return Ok(Expr::Basis(id, position));
        }
        if self.eat("I_") {
            let size = self.subscripts()?.concat();
            return Ok(Expr::SizedIdentity(size));
        }
        let known = self
            .meaning
            .variables
            .keys()
            .chain(self.meaning.sizes.keys());
        let longest = known
            .filter(|name| rest.starts_with(name.as_str()))
            .max_by_key(|name| name.len());
        let word: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || "_√∛".contains(*c))
            .collect();
        // `X_(n − 1)` is an element, not a call.
        if !word.ends_with('_') && rest[word.len()..].starts_with('(') {
            self.at += word.chars().count() + 1;
            let first = if word == "where" {
                self.chosen_by()?
            } else {
                self.argument()?
            };
            let mut arguments = vec![first];
            while self.eat(", ") {
                arguments.push(self.argument()?);
            }
            self.expect(")")?;
            return Ok(Expr::Call(word, arguments));
        }
        if let Some(name) = longest.cloned() {
            self.at += name.chars().count();
            return Ok(Expr::Name(name));
        }
        if self.eat("inf") {
            return Ok(Expr::Number(f64::INFINITY));
        }
        self.fresh += 1;
        if self.eat("I") {
            return Ok(Expr::Identity(self.fresh));
        }
        Err(format!("unknown name before `{rest}`"))
    }

    /// What `where` chooses by: a condition without brackets, or a value that is 0 or 1.
    fn chosen_by(&mut self) -> Result<Expr, String> {
        let rest = self.rest();
        let text = outside(&rest, ", ")[0];
        if let Ok(condition) = self.condition(text) {
            self.at += text.chars().count();
            return Ok(condition);
        }
        self.argument()
    }

    fn argument(&mut self) -> Result<Expr, String> {
        let start = self.at;
        let end = self.text[start..]
            .iter()
            .position(|c| ",)".contains(*c))
            .ok_or("an open call")?;
        let text: String = self.text[start..start + end].iter().collect();
        if text.starts_with("axis ") || text.contains('×') || text == "scalar" {
            self.at += end;
            return Ok(Expr::Word(text));
        }
        self.sum()
    }
}
