//! lbx text → tree.

pub mod ast;
