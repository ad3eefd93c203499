//! What the rows say, in words: for the reference and for messages.

use super::{Default, Kind, Ty, row};

impl Ty {
    /// What a property of this type takes: `cidr`, `public_ip or subnet`, `4m..30m`.
    pub fn words(&self) -> String {
        match self {
            Ty::Any => "any value".to_owned(),
            Ty::Map => "map".to_owned(),
            Ty::Str(_, u32::MAX) => "string".to_owned(),
            Ty::Str(min, max) => format!("string of {min}..{max} characters"),
            Ty::Int(min, max) if *max >= i64::from(i32::MAX) => format!("int from {min}"),
            Ty::Int(min, max) => format!("int {min}..{max}"),
            Ty::Number => "number".to_owned(),
            Ty::Bool => "bool".to_owned(),
            Ty::Secret => "secret".to_owned(),
            Ty::SshKey => "ssh_key or secret".to_owned(),
            Ty::Port => "port".to_owned(),
            Ty::PortOrRange => "port, range or `*`".to_owned(),
            Ty::Ports => "port, range, `*`, or a list".to_owned(),
            Ty::Cidr => "cidr".to_owned(),
            Ty::Address => "address".to_owned(),
            Ty::Duration(_, min, max) if *max >= u64::from(u32::MAX / 2) => {
                format!("duration from {}", duration(*min))
            }
            Ty::Duration(_, min, max) => format!("duration {}..{}", duration(*min), duration(*max)),
            Ty::IntRange => "range of ints".to_owned(),
            Ty::TimeRange => "range of times".to_owned(),
            Ty::Days => "range or list of days".to_owned(),
            Ty::Percent(min, max) => format!("percent {min}..{max}"),
            Ty::Disk => "disk size".to_owned(),
            Ty::VmSize => "vm_size".to_owned(),
            Ty::Region => "region".to_owned(),
            Ty::Image => "image".to_owned(),
            Ty::Zones => "zones".to_owned(),
            Ty::Word(words) => quoted(words),
            Ty::OpenWord(words) => format!("{}, or another word", quoted(words)),
            Ty::Ref(kinds) => kinds.iter().map(|kind| kind_word(*kind)).collect::<Vec<_>>().join(", "),
            Ty::List(of) => format!("list of {}", of.words()),
            Ty::OneOf(types) => types.iter().map(Ty::words).collect::<Vec<_>>().join(", or "),
        }
    }
}

impl Default {
    /// What holds when nothing is written: `4m`, `true`, `–`, `!`.
    pub fn words(&self) -> String {
        match self {
            Default::Nothing => "–".to_owned(),
            Default::Required => "!".to_owned(),
            Default::Bool(b) => format!("`{b}`"),
            Default::Int(n) => format!("`{n}`"),
            Default::Word(word) => format!("`{word}`"),
            Default::Seconds(s) => format!("`{}`", duration(*s)),
            Default::Percent(n) => format!("`{n}%`"),
            Default::Derived(words) => (*words).to_owned(),
        }
    }
}

fn kind_word(kind: Kind) -> String {
    match kind {
        Kind::Resource => "any resource".to_owned(),
        kind => row(kind).word.to_owned(),
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

/// A duration as it is written: in the largest units that leave nothing over.
pub fn duration(seconds: u64) -> String {
    if seconds == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    let mut left = seconds;
    for (unit, size) in [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)] {
        // an hour and a half is `90m` where minutes are wanted
        if unit == 'h' && left < 7200 && !left.is_multiple_of(3600) {
            continue;
        }
        if left >= size {
            text.push_str(&format!("{}{unit}", left / size));
            left %= size;
        }
    }
    text
}
