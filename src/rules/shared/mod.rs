//! What is no rule: running them, and what several of them need. Beside this folder every file is a rule with its page.

pub(super) mod check;
pub(super) mod edits;
mod expects;
pub(super) mod ids;
mod once;
pub(super) mod packets;
pub(super) mod promises;
pub(super) mod raw_members;
