//! A question whose answer nobody reads.

use std::collections::BTreeSet;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Cond, NodeId, Outcome, ParamId, View, mentions};

rule! {
    unused_param "LBX6021" "unused-param" Hint
    "a param that nothing reads",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    let topology = view.topology;
    if topology.params.is_empty() || topology.nodes.is_empty() || view.widened.is_some() {
        return;
    }
    let mut used: BTreeSet<ParamId> = BTreeSet::new();
    let mut read = |value: &crate::topology::Value| mentions(topology, value, true, &mut |id| { used.insert(id); });
    for node in &topology.nodes {
        read(&node.name);
        node.slots.iter().for_each(|s| read(&s.value));
        node.body.iter().for_each(|(_, v, _)| read(v));
        node.raw.iter().for_each(|(v, _)| read(v));
    }
    for cond in &topology.conds {
        if let Cond::And { value, .. } = cond {
            read(value);
        }
    }
    topology.conditions.iter().for_each(&mut read);
    topology.outputs.iter().for_each(|o| read(&o.value));
    topology.lets.iter().for_each(|l| read(&l.value));
    topology.params.iter().filter_map(|p| p.default.as_ref()).for_each(&mut read);
    for expect in &topology.expects {
        read(&expect.from);
        read(&expect.to);
        let ends = [&expect.except, &expect.port, &expect.via, &expect.min_ports];
        ends.into_iter().flatten().for_each(&mut read);
        if let Outcome::Reaches(target, port) = &expect.outcome {
            read(target);
            port.iter().for_each(&mut read);
        }
    }
    for (at, param) in topology.params.iter().enumerate() {
        if !param.foreign && !param.set && !used.contains(&ParamId(at as u32)) {
            findings.push(
                view.thing(NodeId(0)),
                CODE.at(param.name_span, format!("nothing reads `{}`", param.name))
                    .help("remove it, or use it")
                    .offer_cut("it", param.span),
            );
        }
    }
}
