//! Backends: a deployment → text. They decide nothing: what exists, in which order, under which condition is said by
//! the [`Deployment`](crate::deploy::Deployment); a backend chooses only among spellings of the same thing.

pub mod arm;
pub mod az;
pub mod bicep;
mod guard;
mod names;
mod share;
mod walk;
