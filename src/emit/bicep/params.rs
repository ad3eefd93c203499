//! The parameter file: what a deployment has to be told comes from the environment, so that nothing is deployed with a
//! placeholder, and no secret stands in a file.

use crate::deploy::{Deployment, Param, Type};
use crate::emit::arm::is_literal;
use crate::emit::guard;
use crate::emit::names::Names;

use super::convert::Converter;
use super::layout::{Doc, doc, print};
use super::tree::Tree;

/// The parameter file of `STEM.bicep`, where there are params: literal defaults to look at and to change, and an environment
/// variable for what has no default.
pub fn params(deployment: &Deployment, stem: &str) -> Option<String> {
    if deployment.params.is_empty() {
        return None;
    }
    let names = Names::of(deployment);
    let guarded = guard::guarded(deployment);
    let converter =
        Converter { deployment: &guarded, names: &names, order: &[], owner: None, used: Default::default() };
    let lines = deployment.params.iter().zip(&names.params).filter_map(|(param, name)| {
        let value = match &param.default {
            Some(_) if param.secure => return None,
            Some(default) if is_literal(default) => converter.tree(default),
            Some(_) => return None,
            None => from_environment(param, name),
        };
        Some(print(&Doc::Glue(vec![Doc::text(format!("param {name} = ")), doc(&value, false)])))
    });
    let lines: Vec<String> = lines.collect();
    let using = format!("using {}\n", super::tree::flat(&Tree::text(format!("./{stem}.bicep"))));
    Some(if lines.is_empty() { using } else { format!("{using}\n{}\n", lines.join("\n")) })
}

fn from_environment(param: &Param, name: &str) -> Tree {
    let read = Tree::Call("readEnvironmentVariable".into(), vec![Tree::text(name.to_ascii_uppercase())]);
    match param.ty {
        Type::String => read,
        Type::Int => Tree::Call("int".into(), vec![read]),
        Type::Bool => Tree::Call("bool".into(), vec![read]),
        Type::Array | Type::Object => Tree::Call("json".into(), vec![read]),
    }
}
