//! The sizes of a mix are alike in what the machine's model says once for all of them.

use super::Findings;
use crate::azure::sizes::Size;
use crate::topology::{V, View, Vmss};

rule! {
    unlike_sizes "LBX1858" "unlike-sizes" Warning
    "sizes of a mix that are too different",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>().filter(|v| !v.existing()) {
        if !matches!(vmss.get("size").v, V::List(_)) {
            continue;
        }
        let sizes = crate::topology::Machine::Vmss(vmss).sizes();
        let Some((first, there)) = sizes.first() else { continue };
        let Some(one) = Size::parse(first) else { continue };
        for (name, span) in &sizes[1..] {
            let Some(other) = Size::parse(name) else { continue };
            let how = if one.is_arm() != other.is_arm() {
                Some(("processors", arm(&one), arm(&other)))
            } else {
                match (one.only_controller(), other.only_controller()) {
                    (Some(a), Some(b)) if a != b => Some(("disk controller", a, b)),
                    _ => match (one.has_local_disk(), other.has_local_disk()) {
                        (Some(a), Some(b)) if a != b => Some(("local disk", local(a), local(b))),
                        _ => None,
                    },
                }
            };
            if let Some((what, a, b)) = how {
                findings.push(
                    vmss.0,
                    CODE.at(*span, format!("the sizes of a mix have the same {what}: `{first}` has {a}, `{name}` {b}"))
                        .because(*there, format!("{a} here"))
                        .help("leave one out, or make a scale set of each sort"),
                );
                break;
            }
        }
    }
}

fn arm(size: &Size) -> &'static str {
    if size.is_arm() { "Arm" } else { "x64" }
}

fn local(has: bool) -> &'static str {
    if has { "one" } else { "none" }
}
