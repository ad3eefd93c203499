//! One integration binary: what a user sees, by running the program.

mod azure;
mod build;
mod cases;
mod catalogue;
mod cli;
mod corpus;
mod docs;
mod emit;
mod emit_az;
mod emit_files;
mod emit_random;
mod first_contact;
mod fix;
mod fmt;
mod house;
mod inputs;
mod ledger;
mod lower;
mod readme;
mod rules;
mod schema;
mod support;
mod syntax;
mod total;
