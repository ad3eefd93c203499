//! One integration binary: what a user sees, by running the program.

mod cli;
mod house;
