//! Text, numbers with units, addresses, ranges.

use super::Checked;
use crate::codes;
use crate::schema::{Kind, Ty, Unit};
use crate::topology::resolve::Resolver;
use crate::topology::resolve::eval::Sort;
use crate::topology::{V, Value};

impl Resolver<'_, '_> {
    pub(super) fn text(&mut self, value: Value, least: u32, most: u32, name: &str) -> Checked {
        let span = value.span;
        match &value.v {
            V::Str(s) => {
                let length = s.chars().count();
                if length < least as usize || length > most as usize {
                    let bound =
                        if most == u32::MAX { format!("at least {least}") } else { format!("{least} to {most}") };
                    return Err(Box::new(
                        codes::OUT_OF_RANGE
                            .at(span, format!("{length} characters are outside the {bound} of `{name}`")),
                    ));
                }
                Ok(value)
            }
            V::Word(w) => {
                let diagnostic = codes::WRONG_TYPE.at(span, format!("text stands in quotes: `\"{w}\"`")).fix(
                    format!("write `\"{w}\"`"),
                    span,
                    format!("\"{w}\""),
                );
                Err(Box::new(diagnostic))
            }
            V::Int(_) | V::Number(_) | V::Bool(_) => {
                let text = self.sources.slice(span).to_owned();
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is text: `\"{text}\"`")).fix(
                    format!("write `\"{text}\"`"),
                    span,
                    format!("\"{text}\""),
                )))
            }
            _ => self.sorted(value, &[Sort::Str, Sort::Secret, Sort::Other, Sort::Ref(Kind::Resource)], "text"),
        }
    }

    pub(super) fn ssh_key(&mut self, value: Value) -> Checked {
        let span = value.span;
        match &value.v {
            V::Str(s) => {
                let known = ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "sk-ssh-ed25519@", "sk-ecdsa-sha2-"];
                if known.iter().any(|k| s.trim_start().starts_with(k)) {
                    return Ok(value);
                }
                Err(Box::new(
                    codes::WRONG_TYPE
                        .at(span, "this is no public SSH key: it begins with its type, such as `ssh-ed25519 `")
                        .help("the key is the one line of a `.pub` file; `file(\"id.pub\")` reads it"),
                ))
            }
            _ => self.sorted(value, &[Sort::Str, Sort::Secret], "a public SSH key"),
        }
    }

    pub(super) fn port_or_range(&mut self, value: Value, list: bool) -> Checked {
        let span = value.span;
        match &value.v {
            V::Any => Ok(value),
            V::Range(ends) => {
                let (from, to) = (ends.0.clone(), ends.1.clone());
                let from = self.check(from, Ty::Port, "a port")?;
                let to = self.check(to, Ty::Port, "a port")?;
                if let (V::Int(a), V::Int(b)) = (&from.v, &to.v)
                    && a > b
                {
                    return Err(Box::new(codes::OUT_OF_RANGE.at(span, format!("the range {a}..{b} is empty")).fix(
                        format!("write `{b}..{a}`"),
                        span,
                        format!("{b}..{a}"),
                    )));
                }
                Ok(Value::new(V::Range(std::sync::Arc::new((from, to))), span))
            }
            V::List(items) if list => {
                let items: Result<Vec<Value>, _> = items.iter().map(|i| self.port_or_range(i.clone(), false)).collect();
                Ok(Value::new(V::List(items?.into()), span))
            }
            V::List(_) => Err(Box::new(
                codes::WRONG_TYPE.at(span, "one port or one range stands here; several are rules of their own"),
            )),
            // As templates and other tools write it.
            V::Str(text) if list && text.contains([',', '-', '*']) => {
                let said = codes::WRONG_TYPE
                    .at(
                        span,
                        format!("several ports are a list, and a range has two dots; this is the text \"{text}\""),
                    )
                    .azure(Some("SecurityRuleInvalidPortRange"));
                Err(Box::new(match ports_in(text) {
                    Some(ports) => said.fix(format!("write `{ports}`"), span, ports),
                    None => said,
                }))
            }
            _ => self.check(value, Ty::Port, "a port"),
        }
    }

    pub(super) fn network(&mut self, value: Value, net: bool, name: &str) -> Checked {
        let span = value.span;
        let wanted = if net { "a network, such as `10.0.0.0/16`" } else { "an address, such as `10.0.0.4`" };
        match (&value.v, net) {
            (V::Cidr(_), true) | (V::Address(_), false) => Ok(value),
            (V::Str(s), false) if looks_like_ip(s) && self.sources.slice(span).contains("${") => Err(Box::new(
                codes::WRONG_TYPE.at(span, format!("{wanted} is wanted here, and a string is none")).help(
                    "an address is computed by `cidr_host(SUBNET.prefix, N)`; 3 is the first that a machine can have",
                ),
            )),
            (V::Str(s), _) if looks_like_ip(s) => {
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("{wanted} is wanted here, without quotes")).fix(
                    format!("write `{s}`"),
                    span,
                    s.to_string(),
                )))
            }
            (V::Address(a), true) => {
                let length = if a.is_ipv4() { 32 } else { 128 };
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is a network; this is an address")).offer(
                    format!("write `{a}/{length}`"),
                    span,
                    format!("{a}/{length}"),
                )))
            }
            (V::Cidr(n), false) => {
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is one address; this is a network")).offer(
                    format!("write `{}`", n.addr()),
                    span,
                    n.addr().to_string(),
                )))
            }
            (V::Str(_), _) => self.sorted(value, &[], wanted),
            _ => self.sorted(value, &[Sort::Str, Sort::Other], wanted),
        }
    }

    pub(super) fn duration(&mut self, value: Value, unit: Unit, lo: u64, hi: u64, name: &str) -> Checked {
        let span = value.span;
        match value.v {
            V::Duration(s) => {
                if unit == Unit::Minutes && s % 60 != 0 {
                    let up = s.div_ceil(60);
                    return Err(Box::new(
                        codes::WRONG_UNIT.at(span, format!("`{name}` is in whole minutes: `{up}m`")).fix(
                            format!("write `{up}m`"),
                            span,
                            format!("{up}m"),
                        ),
                    ));
                }
                if s < lo || s > hi {
                    let (shown, lo_, hi_) = (short(s), short(lo), short(hi));
                    let nearest = if s < lo { &lo_ } else { &hi_ };
                    let bounds = if hi >= i32::MAX as u64 {
                        format!("below {lo_}, the least")
                    } else {
                        format!("outside {lo_}..{hi_}")
                    };
                    return Err(Box::new(
                        codes::OUT_OF_RANGE.at(span, format!("`{name}` of {shown} is {bounds}")).offer(
                            format!("write `{nearest}`"),
                            span,
                            nearest.clone(),
                        ),
                    ));
                }
                Ok(value)
            }
            V::Int(i) => {
                let unit = if unit == Unit::Minutes { "m" } else { "s" };
                Err(Box::new(codes::WRONG_UNIT.at(span, format!("a duration has a unit: `{i}{unit}`")).offer(
                    format!("write `{i}{unit}`"),
                    span,
                    format!("{i}{unit}"),
                )))
            }
            V::Str(ref text) if iso_duration(text).is_some() => {
                let meant = iso_duration(text).unwrap_or_default();
                Err(Box::new(
                    codes::WRONG_TYPE
                        .at(span, format!("a duration is written `{meant}`, and this is the string \"{text}\""))
                        .fix(format!("write `{meant}`"), span, meant.clone()),
                ))
            }
            _ => self.sorted(value, &[Sort::Duration], "a duration, such as `5m`"),
        }
    }

    pub(super) fn int_range(&mut self, value: Value, name: &str) -> Checked {
        let span = value.span;
        match &value.v {
            V::Range(ends) => {
                let ty = Ty::Int(0, 1_000_000);
                let (from, to) = (ends.0.clone(), ends.1.clone());
                let from = self.check(from, ty, name)?;
                let to = self.check(to, ty, name)?;
                if let (V::Int(a), V::Int(b)) = (&from.v, &to.v)
                    && a > b
                {
                    return Err(Box::new(codes::OUT_OF_RANGE.at(span, format!("the range {a}..{b} is empty")).fix(
                        format!("write `{b}..{a}`"),
                        span,
                        format!("{b}..{a}"),
                    )));
                }
                Ok(Value::new(V::Range(std::sync::Arc::new((from, to))), span))
            }
            _ => self.sorted(value, &[], "a range, such as `2..10`,"),
        }
    }

    pub(super) fn time_range(&mut self, value: Value) -> Checked {
        match &value.v {
            V::Range(ends) if matches!((&ends.0.v, &ends.1.v), (V::Time(_), V::Time(_))) => Ok(value),
            _ => self.sorted(value, &[], "a range of times of day, such as `08:00..18:00`,"),
        }
    }

    pub(super) fn zones(&mut self, value: Value) -> Checked {
        let span = value.span;
        match &value.v {
            V::List(items) => {
                let mut out = Vec::new();
                for item in items.iter() {
                    let item = match &item.v {
                        V::Str(s) if matches!(&**s, "1" | "2" | "3") => {
                            return Err(Box::new(codes::WRONG_TYPE.at(item.span, "zones are numbers").fix(
                                format!("write `{s}`"),
                                item.span,
                                s.to_string(),
                            )));
                        }
                        V::Int(i) if !(1..=3).contains(i) => {
                            return Err(Box::new(
                                codes::OUT_OF_RANGE
                                    .at(item.span, format!("zone {i} is outside 1..3"))
                                    .azure(Some("InvalidAvailabilityZone")),
                            ));
                        }
                        V::Str(s) | V::Word(s) => {
                            let said = codes::WRONG_TYPE
                                .at(item.span, format!("`{s}` is no zone; zones are 1, 2 and 3"))
                                .azure(Some("InvalidAvailabilityZone"));
                            let all = s.to_lowercase().contains("redundant");
                            return Err(Box::new(if all {
                                said.fix("write `[1, 2, 3]`", span, "[1, 2, 3]")
                            } else {
                                said
                            }));
                        }
                        V::Int(_) => item.clone(),
                        _ => self.sorted(item.clone(), &[Sort::Int, Sort::Str], "a zone, 1 to 3,")?,
                    };
                    if out.contains(&item) && item.as_late().is_none() {
                        return Err(Box::new(codes::OUT_OF_RANGE.at(item.span, "this zone stands twice")));
                    }
                    out.push(item);
                }
                Ok(Value::new(V::List(out.into()), span))
            }
            V::Int(i) => Err(Box::new(codes::WRONG_TYPE.at(span, format!("zones are a list: `[{i}]`")).fix(
                format!("write `[{i}]`"),
                span,
                format!("[{i}]"),
            ))),
            V::Range(ends) => match (&ends.0.v, &ends.1.v) {
                (V::Int(a), V::Int(b)) if *a >= 1 && *b <= 3 && a <= b => {
                    let zones: Vec<String> = (*a..=*b).map(|i| i.to_string()).collect();
                    let text = format!("[{}]", zones.join(", "));
                    Err(Box::new(codes::WRONG_TYPE.at(span, format!("zones are a list: `{text}`")).fix(
                        format!("write `{text}`"),
                        span,
                        text,
                    )))
                }
                _ => self.sorted(value, &[Sort::List], "a list of zones, such as `[1, 2, 3]`,"),
            },
            _ => self.sorted(value, &[Sort::List], "a list of zones, such as `[1, 2, 3]`,"),
        }
    }
}

pub(super) fn looks_like_ip(text: &str) -> bool {
    let address = text.split('/').next().unwrap_or(text);
    address.parse::<std::net::IpAddr>().is_ok()
}

/// A duration as lbx writes it.
pub(in crate::topology::resolve) fn short(seconds: u64) -> String {
    if seconds == 0 {
        return "0s".to_owned();
    }
    [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")]
        .iter()
        .scan(seconds, |rest, (size, unit)| {
            let n = *rest / size;
            *rest %= size;
            Some(if n > 0 { format!("{n}{unit}") } else { String::new() })
        })
        .collect()
}

/// `636, 389-390` as lbx writes it: `[636, 389..390]`.
fn ports_in(text: &str) -> Option<String> {
    let port = |text: &str| text.trim().parse::<u16>().ok();
    let parts: Option<Vec<String>> = text
        .split(',')
        .map(|part| match part.split_once('-') {
            Some((from, to)) => Some(format!("{}..{}", port(from)?, port(to)?)),
            None if part.trim() == "*" => Some("*".to_owned()),
            None => port(part).map(|p| p.to_string()),
        })
        .collect();
    match &parts?[..] {
        [one] => Some(one.clone()),
        several => Some(format!("[{}]", several.join(", "))),
    }
}

/// `PT1H30M` and `P1D` as they are written here.
fn iso_duration(text: &str) -> Option<String> {
    let rest = text.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let plain = format!("{days}{time}").to_ascii_lowercase();
    let shape = days.bytes().all(|b| b.is_ascii_digit() || b == b'D')
        && time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'H' | b'M' | b'S'));
    let begins = plain.bytes().next().is_some_and(|b| b.is_ascii_digit());
    let ends = plain.bytes().last().is_some_and(|b| b.is_ascii_lowercase());
    (shape && begins && ends && plain.len() < 16).then_some(plain)
}
