//! "Did you mean": the known word closest to a misspelt one.

/// The candidate that the fewest edits turn `word` into, if so few that a slip is likely.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter();
    let (edits, candidate) = scored.map(|c| (distance(word, c), c)).min()?;
    (edits <= 1 + word.chars().count() / 4 && edits < candidate.chars().count())
        .then_some(candidate)
}

/// Edits between two words: insert, delete, replace, swap neighbours (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let replaced = previous[j] + usize::from(a != b);
            let mut best = replaced.min(previous[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut previous, row);
    }
    previous[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let words = ["trace", "transpose", "x", "allow_zero"];
        assert_eq!(nearest("trcae", words), Some("trace"));
        assert_eq!(nearest("allow_zeros", words), Some("allow_zero"));
        assert_eq!(nearest("traspose", words), Some("transpose"));
        assert_eq!(nearest("q", words), None);
        assert_eq!(nearest("momentum", words), None);
    }
}
