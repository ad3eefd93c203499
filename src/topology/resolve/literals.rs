//! Addresses and networks as they are written.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Resolver;
use crate::codes;
use crate::source::Span;
use crate::topology::{V, Value};

impl Resolver<'_, '_> {
    /// `10.0.0.0/16`, `10.0.0.4`: judged as written.
    pub(super) fn ip(&mut self, text: &str, span: Span) -> Value {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let Ok(parsed) = address.parse::<IpAddr>() else {
            let why = if address.contains(':') { "not an IPv6 address".to_owned() } else { bad_v4(address) };
            let diagnostic = codes::BAD_ADDRESS.at(span, format!("`{address}` is no address: {why}"));
            return self.missing(span, diagnostic);
        };
        let Some(length) = length else { return Value::new(V::Address(parsed), span) };
        let most = if parsed.is_ipv4() { 32 } else { 128 };
        let strict = length.parse::<u8>().ok().filter(|n| *n <= most && length == n.to_string());
        let Some(length) = strict else {
            let diagnostic = codes::BAD_ADDRESS.at(span, format!("`/{length}` is no prefix length: 0 to {most}"));
            return self.missing(span, diagnostic);
        };
        match IpNet::new(parsed, length) {
            Ok(net) if net.addr() == net.network() => Value::new(V::Cidr(net), span),
            Ok(net) => {
                let right = net.trunc();
                self.report(
                    codes::HOST_BITS.at(span, format!("`{text}` has host bits set; the network is `{right}`")).fix(
                        format!("write `{right}`"),
                        span,
                        right.to_string(),
                    ),
                );
                Value::new(V::Cidr(right), span)
            }
            Err(_) => Value::new(V::Missing, span),
        }
    }
}

fn bad_v4(address: &str) -> String {
    for part in address.split('.') {
        if part.len() > 1 && part.starts_with('0') {
            return format!("`{part}` begins with 0");
        }
        if part.parse::<u16>().is_ok_and(|n| n > 255) || part.len() > 3 {
            return format!("`{part}` is above 255");
        }
    }
    "four numbers from 0 to 255 are wanted".to_owned()
}
