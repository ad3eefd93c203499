//! Functions and operators on values that are known now. `None`: not known now, or not for these types (the
//! resolver has said so).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;

use super::{CompareOp, Func, V, Value};

/// Whole-number arithmetic as ARM does it; `None` where there is no answer.
pub fn arithmetic(func: Func, a: i64, b: i64) -> Option<i64> {
    match func {
        Func::Add => a.checked_add(b),
        Func::Sub => a.checked_sub(b),
        Func::Mul => a.checked_mul(b),
        Func::Div => a.checked_div(b),
        Func::Mod => a.checked_rem(b),
        Func::Min => Some(a.min(b)),
        Func::Max => Some(a.max(b)),
        _ => None,
    }
}

/// A function of known arguments.
pub fn call(func: Func, args: &[Value]) -> Option<V> {
    let text = |at: usize| args.get(at).and_then(|v: &Value| v.as_str());
    let int = |at: usize| args.get(at).and_then(Value::as_int);
    Some(match func {
        Func::Lower => V::Str(text(0)?.to_lowercase().into()),
        Func::Upper => V::Str(text(0)?.to_uppercase().into()),
        Func::Take => match &args.first()?.v {
            V::List(items) => V::List(items.iter().take(int(1)?.max(0) as usize).cloned().collect()),
            _ => V::Str(text(0)?.chars().take(int(1)?.max(0) as usize).collect::<String>().into()),
        },
        Func::Replace => V::Str(text(0)?.replace(text(1)?, text(2)?).into()),
        Func::Split => {
            let span = args[0].span;
            let separator = text(1)?;
            if separator.is_empty() {
                return None;
            }
            V::List(text(0)?.split(separator).map(|s| Value::text(s, span)).collect())
        }
        Func::JoinList => {
            let V::List(items) = &args.first()?.v else { return None };
            let parts: Option<Vec<String>> = items.iter().map(display).collect();
            V::Str(parts?.join(text(1)?).into())
        }
        Func::Length => match &args.first()?.v {
            V::List(items) if items.iter().all(|i| i.as_late().is_none()) => V::Int(items.len() as i64),
            V::Map(entries) => V::Int(entries.len() as i64),
            V::Str(s) => V::Int(s.chars().count() as i64),
            _ => return None,
        },
        Func::Min | Func::Max if args.len() == 1 => {
            let V::List(items) = &args[0].v else { return None };
            let ints: Option<Vec<i64>> = items.iter().map(Value::as_int).collect();
            let ints = ints?;
            V::Int(*if func == Func::Min { ints.iter().min() } else { ints.iter().max() }?)
        }
        Func::Add | Func::Sub | Func::Mul | Func::Min | Func::Max | Func::Mod | Func::Div => {
            V::Int(arithmetic(func, int(0)?, int(1)?)?)
        }
        Func::Base64 => V::Str(STANDARD.encode(text(0)?).into()),
        Func::CidrSubnet => V::Cidr(subnet(net(&args.first()?.v)?, int(1)?, int(2)?)?),
        Func::CidrHost => V::Address(host(net(&args.first()?.v)?, int(1)?)?),
        Func::Json => V::Str(json(args.first()?)?.to_string().into()),
        Func::Unique | Func::UniqueString | Func::Guid | Func::NewGuid | Func::Child | Func::ListCall => return None,
    })
}

fn net(v: &V) -> Option<IpNet> {
    match v {
        V::Cidr(net) => Some(*net),
        V::Str(s) => s.parse().ok(),
        _ => None,
    }
}

/// The `index`th network of that length within `net`.
pub fn subnet(net: IpNet, length: i64, index: i64) -> Option<IpNet> {
    let length = u8::try_from(length).ok()?;
    if length < net.prefix_len() || length > net.max_prefix_len() || index < 0 {
        return None;
    }
    let bits = u32::from(length - net.prefix_len());
    if bits < 63 && index >= 1i64 << bits {
        return None;
    }
    let step = u128::from(net.max_prefix_len() - length);
    match net {
        IpNet::V4(n) => {
            let base = u32::from(n.network()).checked_add(u32::try_from((index as u64) << step).ok()?)?;
            Some(IpNet::V4(ipnet::Ipv4Net::new(base.into(), length).ok()?))
        }
        IpNet::V6(n) => {
            let base = u128::from(n.network()).checked_add((index as u128) << step)?;
            Some(IpNet::V6(ipnet::Ipv6Net::new(base.into(), length).ok()?))
        }
    }
}

/// The `index`th address of `net`, 0 being the first after the network's own.
pub fn host(net: IpNet, index: i64) -> Option<std::net::IpAddr> {
    let offset = u128::try_from(index).ok()?.checked_add(1)?;
    let size = u32::from(net.max_prefix_len() - net.prefix_len());
    if size < 128 && offset >= 1u128 << size {
        return None;
    }
    Some(match net {
        IpNet::V4(n) => std::net::Ipv4Addr::from(u32::from(n.network()).checked_add(offset as u32)?).into(),
        IpNet::V6(n) => std::net::Ipv6Addr::from(u128::from(n.network()).checked_add(offset)?).into(),
    })
}

/// A comparison of known values; `None` where one is late.
pub fn compare(op: CompareOp, a: &V, b: &V) -> Option<bool> {
    if matches!(a, V::Late(_) | V::Missing | V::Unknown) || matches!(b, V::Late(_) | V::Missing | V::Unknown) {
        return None;
    }
    let order = match (a, b) {
        (V::Int(a), V::Int(b)) => a.cmp(b),
        (V::Number(_) | V::Int(_), V::Number(_) | V::Int(_)) => number(a)?.partial_cmp(&number(b)?)?,
        (V::Duration(a), V::Duration(b)) => a.cmp(b),
        (V::Str(a) | V::Word(a), V::Str(b) | V::Word(b)) => a.cmp(b),
        _ => {
            return match op {
                CompareOp::Eq => Some(a == b),
                CompareOp::Ne => Some(a != b),
                _ => None,
            };
        }
    };
    Some(match op {
        CompareOp::Eq => order.is_eq(),
        CompareOp::Ne => order.is_ne(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::Le => order.is_le(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::Ge => order.is_ge(),
    })
}

fn number(v: &V) -> Option<f64> {
    match v {
        V::Int(i) => Some(*i as f64),
        V::Number(n) => Some(*n),
        _ => None,
    }
}

/// A known value inside a string.
pub fn display(value: &Value) -> Option<String> {
    Some(match &value.v {
        V::None => String::new(),
        V::Bool(b) => b.to_string(),
        V::Int(i) | V::Disk(i) | V::Percent(i) => i.to_string(),
        V::Number(n) => n.to_string(),
        V::Str(s) | V::Word(s) => s.to_string(),
        V::Cidr(n) => n.to_string(),
        V::Address(a) => a.to_string(),
        V::Duration(s) => iso(*s),
        V::Time(m) => format!("{:02}:{:02}", m / 60, m % 60),
        _ => return None,
    })
}

/// A known value as JSON.
pub fn json(value: &Value) -> Option<serde_json::Value> {
    use serde_json::Value as Json;
    Some(match &value.v {
        V::None => Json::String(String::new()),
        V::Bool(b) => Json::Bool(*b),
        V::Int(i) | V::Disk(i) | V::Percent(i) => Json::from(*i),
        V::Number(n) => Json::from(*n),
        V::List(items) => Json::Array(items.iter().map(json).collect::<Option<_>>()?),
        V::Map(entries) => Json::Object(
            entries.iter().map(|(k, v)| Some((k.to_string(), json(v)?))).collect::<Option<serde_json::Map<_, _>>>()?,
        ),
        _ => Json::String(display(value)?),
    })
}

/// A duration as ISO 8601 writes it.
pub fn iso(seconds: u64) -> String {
    let (days, hours, minutes, secs) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let mut out = String::from("P");
    if days > 0 {
        out.push_str(&format!("{days}D"));
    }
    if hours + minutes + secs > 0 || days == 0 {
        out.push('T');
    }
    for (n, unit) in [(hours, 'H'), (minutes, 'M'), (secs, 'S')] {
        if n > 0 {
            out.push_str(&format!("{n}{unit}"));
        }
    }
    if seconds == 0 {
        out.push_str("0S");
    }
    out
}
