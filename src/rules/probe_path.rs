//! An HTTP probe without a path, or a TCP probe with one.

use super::Findings;
use crate::topology::{Probe, V, View};

rule! { probe_path "LBX1024" "probe-path" Error
"an HTTP probe without a path, or a TCP probe with one", from: ["LB-067", "F097", "F119"], refused }

fn check(view: &View, findings: &mut Findings) {
    for probe in view.all::<Probe>().filter(|p| !p.existing()) {
        let Some(protocol) = probe.protocol() else { continue };
        let path = probe.get("path");
        let written = probe.slot("path").map(|s| s.value.span);
        match (&*protocol, &path.v) {
            ("http" | "https", V::None) => findings.push(
                *probe,
                CODE.at(probe.span_of("port"), format!("{} asks by {protocol} and has no path", probe.called()))
                    .help("write the path behind the port: `http :8080 /healthz`")
                    .offer("ask for `/`", probe.span_of("port").after(), " /"),
            ),
            ("http" | "https", V::Str(path)) if path.starts_with("http://") || path.starts_with("https://") => {
                let span = written.unwrap_or(probe.name_span());
                let rest = path.split_once("://").map_or("", |(_, rest)| rest);
                let own = rest.find('/').map_or("/", |at| &rest[at..]);
                findings.push(
                    *probe,
                    CODE.at(span, format!("{} names a host, but a machine is asked at its own address", probe.called()))
                        .fix(format!("write `{own}`"), span, format!("\"{own}\"")),
                );
            }
            ("tcp", V::Str(_)) => {
                let span = written.unwrap_or(probe.name_span());
                findings.push(
                    *probe,
                    CODE.at(span, format!("{} asks by tcp, which knows no path", probe.called()))
                        .because(probe.span_of("protocol"), "the protocol")
                        .offer("ask by http", probe.span_of("protocol"), "http"),
                );
            }
            _ => {}
        }
    }
}
