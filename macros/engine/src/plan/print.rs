//! Plans as text, for tests and error messages.
