//! Reading the rule table's short texts, word by word.

/// What is left of a text; white space between words does not count.
pub(super) struct Cursor<'a> {
    text: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let text = text.trim_start();
        Self { text }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Steps over `symbol`, if it comes next.
    pub(super) fn take(&mut self, symbol: char) -> bool {
        let rest = self.text.strip_prefix(symbol);
        self.text = rest.unwrap_or(self.text).trim_start();
        rest.is_some()
    }

    /// The name or number that comes next.
    pub(super) fn word(&mut self) -> &'a str {
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let end = self.text.find(|c| !inside(c)).unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at(end);
        self.text = rest.trim_start();
        word
    }

    /// What stands before `symbol`, which is stepped over.
    pub(super) fn until(&mut self, symbol: char) -> &'a str {
        let (inside, rest) = self.text.split_once(symbol).unwrap_or((self.text, ""));
        self.text = rest.trim_start();
        inside.trim()
    }
}
