//! The deployment as a bash script of `az` commands.
//!
//! Invariant: what the script leaves behind is what the ARM template describes. A plain command is written only where
//! it sends the same; everything else is sent with its exact body. Load balancers, networks and security groups are sent
//! whole, not part by part: a part that the source no longer has would stay, and rules would be gone for a moment. Nothing is decided here that `lower` decides.
//!
//! | file | what it writes |
//! |---|---|
//! | `script` | the sections and their order |
//! | `params` | options, environment variables, checks, usage |
//! | `writer` | variables, names and ids, each once |
//! | `expr`, `test`, `document` | values as text, as conditions, as JSON |
//! | `ask` | questions to Azure Resource Manager: what bash cannot compute |
//! | `rest` | exact bodies, run-time state |
//! | `flags` | plain commands, as data |
//! | `runtime` | the script's own functions |
//! | `quote`, `names`, `lines` | quoting, variables' names, layout |

mod ask;
mod document;
mod expr;
mod flags;
mod lines;
mod names;
mod params;
mod quote;
mod rest;
mod runtime;
mod script;
mod test;
mod writer;

use crate::deploy::Deployment;

/// Writes the script; `source_name` is the name of the file that the deployment was compiled from.
pub fn script(deployment: &Deployment, source_name: &str) -> String {
    script::script(deployment, source_name)
}
