//! A value in the spelling of the language.

use crate::source::Sources;
use crate::topology::{Topology, V, Value};

/// A value as its author could have written it; a late one as it was written.
pub(super) fn text(sources: &Sources, topology: &Topology, value: &Value) -> String {
    let inner = |value: &Value| text(sources, topology, value);
    match &value.v {
        V::Missing => "?".to_owned(),
        V::Unknown => "unknown".to_owned(),
        V::None => "none".to_owned(),
        V::Bool(b) => b.to_string(),
        V::Int(i) => i.to_string(),
        V::Number(n) => n.to_string(),
        V::Str(s) => {
            format!("\"{}\"", super::one_line(&s.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")))
        }
        V::Word(w) => w.to_string(),
        V::Cidr(net) => net.to_string(),
        V::Address(address) => address.to_string(),
        V::Duration(seconds) => duration(*seconds),
        V::Percent(share) => format!("{share}%"),
        V::Disk(size) if *size > 0 && size % 1024 == 0 => format!("{}TiB", size / 1024),
        V::Disk(size) => format!("{size}GiB"),
        V::Time(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        V::Range(ends) => format!("{}..{}", inner(&ends.0), inner(&ends.1)),
        V::Any => "*".to_owned(),
        V::List(items) => format!("[{}]", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
        V::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {}", inner(value))).collect();
            if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
        }
        V::Thing(id) => topology.path(*id),
        V::Family(ids) => {
            format!("[{}]", ids.iter().map(|id| topology.path(*id)).collect::<Vec<_>>().join(", "))
        }
        V::Scope(_) | V::Late(_) => one_line(sources.slice(value.span)),
    }
}

/// `15m`, `1h30m`, `7d`.
fn duration(seconds: u64) -> String {
    let parts = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut rest = seconds;
    let mut out = String::new();
    for (size, unit) in parts {
        if rest >= size {
            out.push_str(&format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if out.is_empty() { "0s".to_owned() } else { out }
}

/// Source text on one line.
pub(super) fn one_line(text: &str) -> String {
    super::one_line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
