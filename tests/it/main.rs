//! The tests that see the whole library, in one binary.

mod schema;
