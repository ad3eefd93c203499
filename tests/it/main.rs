//! One integration binary: what a user sees, by running the program.

mod azure;
mod build;
mod cli;
mod docs;
mod emit;
mod emit_files;
mod emit_random;
mod first_contact;
mod emit_az;
mod house;
mod rules;
mod schema;
mod support;
mod syntax;
mod total;
