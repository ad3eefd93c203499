//! A value known only at deployment that leaves the bounds of its property for some value of a param.

use super::Findings;
use crate::diag::Code;
use crate::schema::Ty;
use crate::topology::{Judged, Num, Thing, V, Value, View};

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

fn judge(view: &View, thing: Thing, name: &str, ty: Ty, value: &Value, findings: &mut Findings) {
    let (lo, hi) = match ty {
        Ty::Int(lo, hi) | Ty::Percent(lo, hi) => (lo, hi),
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
    let (message, bound) = match (num.below(lo), num.above(hi)) {
        (Some(value), _) => (format!("`{name}` may be {value}, below {lo}, the least"), lo),
        (None, Some(value)) => (format!("`{name}` may be {value}, above {hi}, the most"), hi),
        (None, None) => return,
    };
    findings.push(thing, explained(view, &CODE, &num, message, bound));
}

/// The finding with the param that allows the value.
fn explained(view: &View, code: &'static Code, num: &Num, message: String, bound: i64) -> crate::diag::Diagnostic {
    let finding = code.at(num.span, message);
    match num.judged {
        Judged::Exact => finding,
        Judged::Promised(p) => {
            let param = view.topology.param(p);
            finding
                .because(param.name_span, format!("`{}` allows it", param.name))
                .help(format!("let `in` keep `{}` within {bound}", param.name))
        }
        Judged::Default(p) => {
            let param = view.topology.param(p);
            finding.because(param.name_span, format!("with the default of `{}`", param.name))
        }
    }
}
