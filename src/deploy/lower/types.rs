//! The ARM types of values, and what is known of an id from outside.

use super::Lower;
use super::params::param_type;
use crate::deploy::{Expr, ResId, Target, Type};
use crate::schema::{self, Kind};
use crate::topology::{self as top, Late, ParamType, V, Value};

impl Lower<'_> {
    /// The kind of thing that an id from outside names.
    pub(super) fn id_kind(&self, value: &Value) -> Option<Kind> {
        match value.as_late()? {
            Late::Param(id) => match self.topology.param(*id).ty {
                ParamType::Ref(Kind::Resource) => None,
                ParamType::Ref(kind) => Some(kind),
                _ => None,
            },
            Late::Let(id) => self.id_kind(&self.topology.lets[id.index()].value),
            Late::If(_, a, b) => self.id_kind(a).or_else(|| self.id_kind(b)),
            _ => None,
        }
    }

    /// Whether a value is a list.
    pub(super) fn is_list(&self, value: &Value) -> bool {
        matches!(value.v, V::List(_) | V::Family(_)) || self.type_of(value) == Type::Array
    }

    /// The ARM type of a value.
    pub(super) fn type_of(&self, value: &Value) -> Type {
        match &value.v {
            V::Bool(_) => Type::Bool,
            V::Int(_) | V::Disk(_) | V::Percent(_) => Type::Int,
            V::List(_) | V::Family(_) => Type::Array,
            V::Map(_) => Type::Object,
            V::Late(late) => self.type_of_late(late),
            V::Missing
            | V::Unknown
            | V::None
            | V::Number(_)
            | V::Str(_)
            | V::Word(_)
            | V::Cidr(_)
            | V::Address(_)
            | V::Duration(_)
            | V::Time(_)
            | V::Range(_)
            | V::Any
            | V::Thing(_)
            | V::Scope(_) => Type::String,
        }
    }

    fn type_of_late(&self, late: &Late) -> Type {
        use top::Func as F;
        match late {
            Late::Param(id) => param_type(&self.topology.param(*id).ty),
            Late::Let(id) => self.type_of(&self.topology.lets[id.index()].value),
            Late::Fact(_) | Late::Choice(_) | Late::Attr(..) | Late::Join(_) | Late::Arm(_) => Type::String,
            Late::Not(_) | Late::And(..) | Late::Or(..) | Late::Compare(..) => Type::Bool,
            Late::If(_, a, b) => self.type_of(if a.is_none() { b } else { a }),
            Late::Call(func, args) => match func {
                F::Length | F::Min | F::Max | F::Mod | F::Div | F::Add | F::Sub | F::Mul => Type::Int,
                F::Split => Type::Array,
                F::Take => args.first().map_or(Type::String, |first| self.type_of(first)),
                F::Lower
                | F::Upper
                | F::Replace
                | F::JoinList
                | F::Base64
                | F::CidrSubnet
                | F::CidrHost
                | F::Unique
                | F::UniqueString
                | F::Guid
                | F::NewGuid
                | F::Json
                | F::Child
                | F::ListCall => Type::String,
            },
            Late::Index(list, _) => self.inner_type(list, None),
            Late::Member(map, name) => self.inner_type(map, Some(name)),
        }
    }

    /// The type of what is inside a list or map, by the first element that says so.
    fn inner_type(&self, outer: &Value, member: Option<&str>) -> Type {
        match (self.inner(outer, member), outer.as_late()) {
            (Some(inner), _) => self.type_of(&inner),
            (None, Some(Late::Param(id))) => match &self.topology.param(*id).ty {
                ParamType::List(of) => param_type(of),
                ParamType::Zones => Type::Int,
                _ => Type::String,
            },
            _ => Type::String,
        }
    }

    fn inner(&self, outer: &Value, member: Option<&str>) -> Option<Value> {
        match &outer.v {
            V::List(items) => items.first().cloned(),
            V::Map(entries) => match member {
                Some(name) => entries.iter().find(|(k, _)| &**k == name).map(|(_, v)| v.clone()),
                None => entries.first().map(|(_, v)| v.clone()),
            },
            V::Late(late) => match &**late {
                Late::Let(id) => self.inner(&self.topology.lets[id.index()].value, member),
                Late::Index(list, _) => self.inner(&self.inner(list, None)?, member),
                Late::Member(map, name) => self.inner(&self.inner(map, Some(name))?, member),
                Late::If(_, a, b) => self.inner(a, member).or_else(|| self.inner(b, member)),
                _ => None,
            },
            _ => None,
        }
    }

    /// A resource known by its id alone, of which something is read.
    pub(super) fn outside(&self, id: Expr, kind: Kind) -> Option<Target> {
        let ty = schema::row(kind).arm;
        if !ty.starts_with("Microsoft.") {
            return None;
        }
        let mut outside = self.outside.borrow_mut();
        let at = match outside.iter().position(|(known, of)| *known == id && *of == kind) {
            Some(at) => at,
            None => {
                outside.push((id, kind));
                outside.len() - 1
            }
        };
        Some(Target { resource: ResId(self.made + at), child: Vec::new() })
    }
}
