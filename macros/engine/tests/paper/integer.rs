//! Integer arithmetic, in subscripts and ranges.

use super::Meaning;

/// Integer arithmetic: `i`, `3`, `n−1`, `2n+i`, `(i+1)`, `m·n`, `min(m, n)`.
pub fn integer(text: &str, lookup: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let text: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    let mut at = 0;
    let value = sum(&text, &mut at, lookup)?;
    (at == text.len()).then_some(value)
}

fn sum(text: &[char], at: &mut usize, lookup: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let mut total = 0;
    let mut sign = 1;
    loop {
        if text.get(*at) == Some(&'−') || text.get(*at) == Some(&'-') {
            sign = -sign;
            *at += 1;
        }
        total += sign * product(text, at, lookup)?;
        match text.get(*at) {
            Some('+') => sign = 1,
            Some('−' | '-') => sign = -1,
            _ => return Some(total),
        }
        *at += 1;
    }
}

fn product(text: &[char], at: &mut usize, lookup: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let mut total = 1;
    let start = *at;
    while let Some(c) = text.get(*at).copied() {
        let least = ['m', 'i', 'n', '('];
        let mut factor = if text[*at..].starts_with(&least) {
            *at += least.len();
            let left = sum(text, at, lookup)?;
            *at += 1;
            let right = sum(text, at, lookup)?;
            *at += 1;
            left.min(right)
        } else if c == '(' {
            *at += 1;
            let inner = sum(text, at, lookup)?;
            *at += 1;
            inner
        } else if c.is_ascii_digit() {
            let mut value = 0;
            while let Some(digit) = text.get(*at).and_then(|c| c.to_digit(10)) {
                value = value * 10 + i64::from(digit);
                *at += 1;
            }
            value
        } else if c == '·' {
            *at += 1;
            continue;
        } else if c.is_alphabetic() {
            let longest = (1..=text.len() - *at).rev().find_map(|length| {
                let name: String = text[*at..*at + length].iter().collect();
                lookup(&name).map(|value| (length, value))
            })?;
            *at += longest.0;
            longest.1
        } else {
            break;
        };
        let power = match (text.get(*at), text.get(*at + 1)) {
            (Some('²'), _) => Some((2, 1)),
            (Some('³'), _) => Some((3, 1)),
            (Some('^'), Some(digit)) => digit.to_digit(10).map(|power| (power, 2)),
            _ => None,
        };
        if let Some((power, length)) = power {
            factor = factor.pow(power);
            *at += length;
        }
        total *= factor;
    }
    (*at > start).then_some(total)
}

/// The parts between the commas that are in no parentheses.
pub fn split(text: &str) -> Vec<String> {
    let mut depth = 0;
    let parts = text.split(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        c == ',' && depth == 0
    });
    parts.map(str::to_owned).collect()
}

/// The positions of `start:end` or `start:end:step`.
pub fn range(text: &str, meaning: &Meaning) -> Result<Vec<usize>, String> {
    let parts: Option<Vec<i64>> = text
        .split(':')
        .map(|part| integer(part, &|name| meaning.sizes.get(name).copied()))
        .collect();
    let parts = parts.ok_or_else(|| format!("no range: {text}"))?;
    let step = parts.get(2).copied().unwrap_or(1);
    let count = (parts[1] - parts[0]) / step;
    (0..count)
        .map(|k| usize::try_from(parts[0] + step * k).map_err(|e| e.to_string()))
        .collect()
}
