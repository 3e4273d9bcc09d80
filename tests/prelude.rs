//! The prelude's vocabulary as ordinary functions, without the macro.
