//! lbxc compiles `.lbx`, a language for Azure load balancing, to ARM JSON, Bicep and an `az` script.
//!
//! The rooms, in the order in which data flows through them; an edge only ever points back up this list:
//!
//! | room | what it knows |
//! |---|---|
//! | [`source`] | files, spans, lines and columns |
//! | [`diag`] | a diagnostic as plain data |
//! | [`codes`] | the codes of the language itself, each with its page |
//! | [`syntax`] | text → tree with spans and comments; the formatter |
//! | [`azure`] | facts of the platform: limits, sizes, regions, images, names |
//! | [`schema`] | the language's kinds and properties as rows |
//! | [`stdlib`] | the library: modules of lbx inside the binary |
//! | [`topology`] | the tree resolved: things, values, conditions, variants |
//! | [`ledger`] | who takes how many ports, addresses and rules, counted once |
//! | [`flow`] | packets: who reaches whom, by which way, and the statement that decides |
//! | [`rules`] | one stem per rule |
//! | [`deploy`] | what will exist in Azure; lowering |
//! | [`emit`] | ARM JSON, Bicep, az script |
//! | [`compile`] | all phases in a row |
//! | [`show`] | renderers of diagnostics and of the topology |
//! | [`fix`] | what fixes make of the sources |
//! | [`cli`] | verbs; the only room with files, environment and exit codes |

pub mod azure;
pub mod cli;
pub mod codes;
pub mod compile;
pub mod deploy;
pub mod diag;
pub mod emit;
pub mod fix;
pub mod flow;
pub mod ledger;
pub mod rules;
pub mod schema;
pub mod show;
pub mod source;
pub mod stdlib;
pub mod syntax;
pub mod topology;
