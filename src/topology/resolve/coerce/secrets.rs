//! What a value is made of: secrets that would leak, params that make it late.

use crate::codes;
use crate::diag::Diagnostic;
use crate::schema::Prop;
use crate::source::Span;
use crate::topology::resolve::Resolver;
use crate::topology::{Late, ParamType, Text, V, Value};

impl Resolver<'_, '_> {
    /// A secret that flows into a place where it can be read.
    pub(super) fn leak(&self, value: &Value, row: &'static Prop) -> Option<Diagnostic> {
        let fine = matches!(row.name, "password" | "ssh" | "custom_data" | "protected_settings");
        if fine {
            return None;
        }
        let (name, span) = self.secret_in(value)?;
        Some(
            codes::SECRET_IN_PLAIN_PLACE
                .at(value.span, format!("the secret `{name}` would be readable in `{}`", row.name))
                .because(span, "declared here")
                .help("a secret may go to `password`, `ssh`, `custom_data` and `protected_settings`"),
        )
    }

    /// A secret param inside a value.
    pub(in crate::topology::resolve) fn secret_in(&self, value: &Value) -> Option<(Text, Span)> {
        match &value.v {
            V::List(items) => items.iter().find_map(|i| self.secret_in(i)),
            V::Map(entries) => entries.iter().find_map(|(_, v)| self.secret_in(v)),
            V::Late(late) => match &**late {
                Late::Param(p) => {
                    let param = self.topology.param(*p);
                    (param.ty == ParamType::Secret).then(|| (param.name.clone(), param.name_span))
                }
                Late::Let(l) => self.secret_in(&self.topology.lets[l.index()].value),
                Late::Compare(_, _, b) if b.is_none() => None,
                // The condition tells nothing but whether it is given.
                Late::If(_, a, b) => self.secret_in(a).or_else(|| self.secret_in(b)),
                other => {
                    let mut found = None;
                    crate::topology::resolve::finish::parts(other, &mut |v| {
                        found = found.take().or_else(|| self.secret_in(v))
                    });
                    found
                }
            },
            _ => None,
        }
    }

    pub(super) fn is_late(&self, value: &Value) -> bool {
        match &value.v {
            V::Late(late) => match &**late {
                Late::Choice(_) => false,
                Late::If(_, a, b) => self.is_late(a) || self.is_late(b),
                _ => true,
            },
            V::List(items) => items.iter().any(|i| self.is_late(i)),
            V::Map(entries) => entries.iter().any(|(_, v)| self.is_late(v)),
            _ => false,
        }
    }

    /// The param that makes a value late.
    pub(super) fn origin_of_lateness(&self, value: &Value) -> Option<(Text, Span)> {
        match &value.v {
            V::List(items) => items.iter().find_map(|i| self.origin_of_lateness(i)),
            V::Late(late) => match &**late {
                Late::Param(p) => {
                    let param = self.topology.param(*p);
                    Some((param.name.clone(), param.name_span))
                }
                Late::Let(l) => self.origin_of_lateness(&self.topology.lets[l.index()].value),
                other => {
                    let mut found = None;
                    crate::topology::resolve::finish::parts(other, &mut |v| {
                        found = found.take().or_else(|| self.origin_of_lateness(v))
                    });
                    found
                }
            },
            _ => None,
        }
    }
}
