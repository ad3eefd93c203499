//! A private link service before a pool of addresses.

use super::Findings;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Attr, Frontend, Late, V, Value, View};

rule! {
    private_link_to_addresses "LBX1604" "private-link-to-addresses" Error
    "a private link service before a pool of addresses", from: ["LB-050"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for service in view.of_kind(Kind::Resource).filter(|r| !r.existing()) {
        let of_type = service.text("type").is_some_and(|ty| {
            ty.split('@').next().unwrap_or_default().eq_ignore_ascii_case("Microsoft.Network/privateLinkServices")
        });
        if !of_type {
            continue;
        }
        let mut named = Vec::new();
        for (_, value, cond) in &service.node().body {
            if view.holds(*cond) {
                frontends(view, value, &mut named);
            }
        }
        for (frontend, span) in named {
            let lb = frontend.lb();
            let Some((pool, member)) = lb.pools().find_map(|p| Some((p, p.members().find(|m| m.address().is_some())?))) else {
                continue;
            };
            findings.push(
                service,
                CODE.at(span, format!("{} has a pool of addresses, so no private link service stands before it", lb.called()))
                    .because(member.span_of("target"), format!("an address in {}", pool.called()))
                    .help("let the machines join the pool by `pools: […]` on their nics"),
            );
        }
    }
}

/// The frontends that a verbatim member names by their ids.
fn frontends<'v>(view: &'v View<'v>, value: &Value, out: &mut Vec<(Frontend<'v>, Span)>) {
    let span = value.span;
    match &view.reduce(value).v {
        V::Thing(id) => out.extend(view.typed::<Frontend>(*id).map(|f| (f, span))),
        V::List(items) => items.iter().for_each(|i| frontends(view, i, out)),
        V::Map(entries) => entries.iter().for_each(|(_, v)| frontends(view, v, out)),
        V::Late(late) => {
            if let Late::Attr(of, Attr::Id) = &**late
                && let V::Thing(id) = view.reduce(of).v
            {
                out.extend(view.typed::<Frontend>(id).map(|f| (f, span)));
            }
        }
        _ => {}
    }
}
