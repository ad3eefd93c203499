//! A value known only at deployment that leaves the bounds of its property for some value of a param.

use super::Findings;
use super::promises::explained;
use crate::schema::{Kind, Ty};
use crate::topology::{Thing, V, Value, View};

rule! { late_value_out_of_range "LBX6091" "late-value-out-of-range" Error
"a deploy-time value that some value of a param takes out of its property's bounds", from: [] }

fn check(view: &View, findings: &mut Findings) {
    let things = (0..view.topology.nodes.len()).map(|at| crate::topology::NodeId(at as u32));
    for thing in things.filter(|id| view.present(*id)).map(|id| view.thing(id)).filter(|t| !t.existing()) {
        for slot in thing.node().slots.iter().filter(|s| view.holds(s.cond)) {
            judge(view, thing, slot.row.name, slot.row.ty, &slot.value, findings);
        }
    }
}

fn of_load_balancer(thing: Thing) -> bool {
    matches!(thing.kind(), Kind::Probe | Kind::Rule | Kind::NatRule | Kind::NatPool)
}

fn judge(view: &View, thing: Thing, name: &str, ty: Ty, value: &Value, findings: &mut Findings) {
    let (lo, hi) = match ty {
        Ty::Int(lo, hi) | Ty::Percent(lo, hi) => (lo, hi),
        // The ports of a load balancer have narrower bounds, which port-out-of-range knows.
        Ty::Port | Ty::PortOrRange | Ty::Ports if of_load_balancer(thing) => return,
        Ty::Port | Ty::PortOrRange | Ty::Ports => (0, 65_535),
        Ty::OneOf(tys) => {
            // A whole number among the types: its bounds are what a late number has to keep.
            if let Some(int) = tys.iter().find(|t| matches!(t, Ty::Int(..))) {
                judge(view, thing, name, *int, value, findings);
            }
            return;
        }
        _ => return,
    };
    match &value.v {
        V::Late(_) => {}
        V::Range(ends) => {
            judge(view, thing, name, ty, &ends.0, findings);
            judge(view, thing, name, ty, &ends.1, findings);
            return;
        }
        V::List(items) => {
            items.iter().for_each(|item| judge(view, thing, name, ty, item, findings));
            return;
        }
        _ => return,
    }
    let Some(num) = view.num(value) else { return };
    let message = match (num.below(lo), num.above(hi)) {
        (Some(value), _) => format!("`{name}` may be {value}, below {lo}, the least"),
        (None, Some(value)) => format!("`{name}` may be {value}, above {hi}, the most"),
        (None, None) => return,
    };
    findings.push(thing, explained(view.topology, CODE.at(num.span, message), &num, lo, hi));
}
