//! One integration binary: what a user sees, by running the program.

mod azure;
mod build;
mod cases;
mod catalogue;
mod catalogue_codes;
mod cli;
mod corpus;
mod corruptions;
mod decompile;
mod docs;
mod doubles;
mod emit;
mod emit_az;
mod emit_files;
mod emit_random;
mod first_contact;
mod fix;
mod fmt;
mod hostile;
mod house;
mod inputs;
mod judges;
mod ledger;
mod lower;
mod reach;
mod readme;
#[cfg(unix)]
mod real_az;
mod rules;
mod schema;
mod show;
mod stand_in;
mod stream;
mod support;
mod syntax;
mod total;
