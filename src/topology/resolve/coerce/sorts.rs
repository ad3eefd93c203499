//! What a value is, as far as types and messages go.

use super::scalars::short;
use crate::schema::{self, Kind};
use crate::topology::resolve::Resolver;
use crate::topology::resolve::eval::Sort;
use crate::topology::resolve::params::type_word;
use crate::topology::{Func, Late, ParamType, V, Value};

impl Resolver<'_, '_> {
    /// What a value is, as far as types go.
    pub(in crate::topology::resolve) fn sort(&self, value: &Value) -> Sort {
        match &value.v {
            V::Missing | V::Unknown | V::None => Sort::Any,
            V::Bool(_) => Sort::Bool,
            V::Int(_) => Sort::Int,
            V::Number(_) => Sort::Number,
            V::Str(_) | V::Word(_) => Sort::Str,
            V::Cidr(_) | V::Address(_) => Sort::Other,
            V::Time(_) | V::Range(_) | V::Any | V::Scope(_) => Sort::Duration,
            V::Duration(_) => Sort::Duration,
            V::Percent(_) => Sort::Percent,
            V::Disk(_) => Sort::Int,
            V::List(_) | V::Family(_) => Sort::List,
            V::Map(_) => Sort::Map,
            V::Thing(id) => Sort::Ref(self.topology.node(*id).kind),
            V::Late(late) => self.late_sort(late),
        }
    }

    pub(super) fn late_sort(&self, late: &Late) -> Sort {
        match late {
            Late::Param(p) => match &self.topology.param(*p).ty {
                ParamType::Str(..) | ParamType::SshKey | ParamType::VmSize | ParamType::Region | ParamType::Image => {
                    Sort::Str
                }
                ParamType::Cidr | ParamType::Address => Sort::Other,
                ParamType::Int | ParamType::Port | ParamType::Disk => Sort::Int,
                ParamType::Number => Sort::Number,
                ParamType::Bool => Sort::Bool,
                ParamType::Secret => Sort::Secret,
                ParamType::Zones | ParamType::List(_) => Sort::List,
                ParamType::Map => Sort::Map,
                ParamType::Ref(kind) => Sort::Ref(*kind),
                ParamType::Duration => Sort::Duration,
                ParamType::Percent => Sort::Percent,
            },
            Late::Let(l) => self.sort(&self.topology.lets[l.index()].value),
            Late::Fact(_) | Late::Join(_) => Sort::Str,
            Late::Choice(ids) => ids.first().map_or(Sort::Any, |id| Sort::Ref(self.topology.node(*id).kind)),
            Late::Attr(_, crate::topology::Attr::Path(_)) | Late::Arm(_) | Late::Index(..) | Late::Member(..) => {
                Sort::Any
            }
            Late::Attr(_, crate::topology::Attr::Id) => Sort::Ref(Kind::Resource),
            Late::Attr(..) => Sort::Str,
            Late::Not(_) | Late::And(..) | Late::Or(..) | Late::Compare(..) => Sort::Bool,
            Late::If(_, a, b) => {
                if a.is_none() {
                    self.sort(b)
                } else {
                    self.sort(a)
                }
            }
            Late::Call(func, args) => match func {
                Func::Lower
                | Func::Upper
                | Func::Replace
                | Func::JoinList
                | Func::Base64
                | Func::Unique
                | Func::UniqueString
                | Func::Guid
                | Func::NewGuid
                | Func::Json => Sort::Str,
                Func::Take => args.first().map_or(Sort::Str, |a| self.sort(a)),
                Func::Split => Sort::List,
                Func::Length | Func::Min | Func::Max | Func::Mod | Func::Div | Func::Add | Func::Sub | Func::Mul => {
                    Sort::Int
                }
                Func::CidrSubnet | Func::CidrHost => Sort::Other,
                Func::Child => Sort::Ref(Kind::Resource),
                Func::ListCall => Sort::Any,
            },
        }
    }

    /// A value in a message: "the vnet `core`", "a string".
    pub(in crate::topology::resolve) fn describe(&self, value: &Value) -> String {
        match &value.v {
            V::Thing(id) => {
                let node = self.topology.node(*id);
                format!("the {} `{}`", schema::row(node.kind).word, self.topology.path(*id))
            }
            V::Family(ids) => match ids.first() {
                Some(id) => format!("a family of {}s", schema::row(self.topology.node(*id).kind).word),
                None => "an empty family".to_owned(),
            },
            V::Scope(_) => "a module instance or an alias".to_owned(),
            V::Str(s) if s.chars().count() <= 30 && !s.contains('\n') => format!("the string \"{s}\""),
            V::Word(w) => format!("the word `{w}`"),
            V::Int(i) => format!("the number {i}"),
            V::Cidr(n) => format!("the network {n}"),
            V::Address(a) => format!("the address {a}"),
            V::Duration(s) => format!("the duration {}", short(*s)),
            V::Percent(p) => format!("{p}%"),
            V::Disk(d) => format!("the size {d}GiB"),
            V::Time(_) => "a time of day".to_owned(),
            V::Range(_) => "a range".to_owned(),
            V::Any => "`*`".to_owned(),
            V::Bool(b) => format!("`{b}`"),
            V::None => "`none`".to_owned(),
            V::Late(late) => match &**late {
                Late::Param(p) => {
                    let param = self.topology.param(*p);
                    format!("the {} param `{}`", type_word(&param.ty), param.name)
                }
                Late::Choice(ids) => match ids.first() {
                    Some(id) => {
                        format!("the {} `{}`", schema::row(self.topology.node(*id).kind).word, self.topology.path(*id))
                    }
                    None => "a thing".to_owned(),
                },
                _ => self.sort(value).words(),
            },
            _ => self.sort(value).words(),
        }
    }
}
