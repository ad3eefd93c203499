//! One prefix, one way.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Route, RouteTable, V, View};

rule! {
    duplicate_route "LBX4040" "duplicate-route" Error
    "two routes of a table have one prefix",
    from: ["NET-031"]
}

fn check(view: &View, findings: &mut Findings) {
    for table in view.all::<RouteTable>() {
        let mut seen: Vec<(String, Route)> = Vec::new();
        for route in table.parts::<Route>() {
            let key = match route.get("prefix").v {
                V::Cidr(net) => net.trunc().to_string(),
                V::Word(tag) | V::Str(tag) => tag.to_ascii_lowercase(),
                _ => continue,
            };
            match seen.binary_search_by(|(k, _)| k.cmp(&key)) {
                Ok(at) if !route.existing() => findings.push(
                    route.0,
                    CODE.at(route.span_of("prefix"), format!("`{}` leads there already", seen[at].1.node().symbol))
                        .because(seen[at].1.span_of("prefix"), "the first route")
                        .help("remove one of them: a table has one route for a prefix")
                        .removal(route.0, route.get("next_hop") == seen[at].1.get("next_hop")),
                ),
                Ok(_) => {}
                Err(at) => seen.insert(at, (key, route)),
            }
        }
    }
}
