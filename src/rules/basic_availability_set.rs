//! Behind a Basic load balancer stand machines of one availability set, or one scale set, or one machine.

use super::Findings;
use super::edits::{self, WayOut};
use crate::diag::Edit;
use crate::source::Span;
use crate::topology::{Known, Lb, Machine, NodeId, Thing, Tier, View};

rule! {
    basic_availability_set "LBX1806" "basic-availability-set" Error
    "machines behind a Basic load balancer that share no availability set",
    azure: "NetworkInterfaceAndLoadBalancerAreInDifferentAvailabilitySets", from: ["F049", "F114"], refused
}

/// What machines have in common behind a Basic load balancer.
#[derive(Clone, Copy, PartialEq)]
enum Home {
    /// An availability set.
    Set(NodeId),
    /// A scale set is one by itself.
    Scale(NodeId),
    /// A machine in none stands alone.
    Alone(NodeId),
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| lb.tier() == Tier::Basic) {
        let pools = lb.pools().flat_map(|p| p.users());
        let pools = pools.chain(lb.nat_rules().flat_map(|r| r.users())).chain(lb.nat_pools().flat_map(|p| p.users()));
        let mut first: Option<(Home, Thing, Span)> = None;
        let mut said: Vec<NodeId> = Vec::new();
        for (config, span) in pools {
            let Some(machine) = config.nic.machine() else { continue };
            let home = match machine {
                Machine::Vmss(set) => Home::Scale(set.id),
                Machine::Vm(vm) => match vm.availability_set() {
                    Known::Is(set) => Home::Set(set.id),
                    Known::No => Home::Alone(vm.id),
                    Known::Unknown => continue,
                },
            };
            let thing = machine.thing();
            let Some((theirs, other, there)) = first else {
                first = Some((home, thing, span));
                continue;
            };
            // Of two scale sets another rule speaks.
            let scale = matches!((home, theirs), (Home::Scale(_), Home::Scale(_)));
            if home == theirs || scale || thing.existing() || said.contains(&thing.id) {
                continue;
            }
            said.push(thing.id);
            let answer = match home {
                Home::Alone(_) => None,
                _ => Some("NetworkInterfaceAndLoadBalancerAreInDifferentAvailabilitySets"),
            };
            let tier = lb.slot("tier").filter(|_| !lb.existing()).map(edits::without);
            // With the blank in front of it.
            let tier = tier.map(|edit| Edit { span: Span { start: edit.span.start.saturating_sub(1), ..edit.span }, ..edit });
            findings.push(
                config.rows,
                CODE.at(span, format!("{} is Basic, and its machines share one availability set; `{}` is not in that of `{}`", lb.called(), thing.path(), other.path()))
                    .because(there, format!("`{}` is behind it", other.path()))
                    .azure(answer)
                    .way_if(tier.is_some(), format!("remove `{}`", lb.text("tier").unwrap_or_default()), tier.into_iter().collect())
                    .help(format!("write `lb {}`, a Standard one, which takes any machine of the network", lb.node().symbol)),
            );
        }
    }
}
