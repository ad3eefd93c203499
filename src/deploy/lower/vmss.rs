//! Scale sets.

use super::body::{Body, Items};
use super::cond::{choice, or};
use super::rows::Base;
use super::{At, Made};
use crate::deploy::{Element, Expr, Func};
use crate::schema::{self, Kind, Unit};
use crate::topology::{Mode, Node, Typed, V, Value, Vmss};

const PROFILE: &str = "properties.virtualMachineProfile";
/// Rows of `upgrade` that count only where machines are replaced batch by batch.
const ROLLING: [&str; 4] = ["max_batch", "max_unhealthy", "max_unhealthy_upgraded", "pause"];

impl<'l> At<'l> {
    pub(super) fn vmss(self, node: &'l Node, made: &mut Made) {
        let base = Base { machine: PROFILE, own: "" };
        let mode = node.slots.iter().find(|s| s.row.name == "mode").and_then(|s| s.value.as_str());
        let mode = match mode {
            Some("Flexible") => Some(Mode::Flexible),
            Some("Uniform") => Some(Mode::Uniform),
            _ => None,
        };
        let flexible = mode == Some(Mode::Flexible);
        self.sku(node, &mut made.body);
        let own = schema::row(Kind::Vmss).own.iter().filter(|row| row.name != "computer_name_prefix");
        self.rows_of(&[node], own, &mut made.body, base);
        let only = |yes: bool, value: Expr| if yes { value } else { Expr::Null };
        let domains = self.prop_or(node, "fault_domains", &At::expr, only(flexible, Expr::Int(1)));
        made.body.set("properties.platformFaultDomainCount", domains);
        let many = flexible || self.lower.more_than_100(node);
        let single = self.prop_or(node, "single_placement_group", &At::expr, only(many, Expr::Bool(false)));
        made.body.set("properties.singlePlacementGroup", single);
        let overprovision = self.prop_or(node, "overprovision", &At::expr, only(!flexible, Expr::Bool(false)));
        made.body.set("properties.overprovision", overprovision);
        // An empty set has no model: machines join it one by one.
        let empty = flexible && !node.slots.iter().any(|s| s.row.name == "image");
        self.upgrade(node, empty, made);
        for (kind, place) in [(Kind::Repairs, "automaticRepairsPolicy"), (Kind::ScaleIn, "scaleInPolicy")] {
            let blocks = self.children(node, kind);
            let own = format!("properties.{place}");
            if kind == Kind::Repairs {
                made.body.set(&format!("{own}.enabled"), self.pick(&blocks, &|_, _| Expr::Bool(true)));
            } else {
                let rules =
                    self.pick(&blocks, &|at, block| at.prop(block, "policy", &|at, v| Expr::list([at.expr(v)])));
                made.body.set(&format!("{own}.rules"), rules);
            }
            self.rows_of(&blocks, schema::row(kind).props(), &mut made.body, Base { machine: PROFILE, own: &own });
            for block in &blocks {
                self.part(made, own.clone(), block);
            }
        }
        if empty {
            self.rows_of(
                &[node],
                schema::MACHINE.iter().filter(|r| !r.arm.path.starts_with("VMP")),
                &mut made.body,
                base,
            );
            return;
        }
        let list = format!("{PROFILE}.networkProfile.networkInterfaceConfigurations");
        let nics = self.nic_configurations(node, mode, &list, made);
        let mut network = Body::default();
        network.set("networkInterfaceConfigurations", nics);
        if flexible {
            // The first version that Flexible takes; what is newer in a nic needs a newer one.
            let newer = self.children(node, Kind::Nic).iter().any(|nic| {
                nic.slots
                    .iter()
                    .any(|s| matches!(s.row.name, "auxiliary_mode" | "auxiliary_sku" | "tcp_state_tracking"))
            });
            network.set("networkApiVersion", Expr::str(if newer { "2022-11-01" } else { "2020-11-01" }));
        }
        let health = self.children(node, Kind::Health);
        network.set("healthProbe.id", self.pick(&health, &|at, block| at.prop(block, "probe", &At::expr)));
        let network = match network.finish() {
            Expr::Object(members) if members.is_empty() => Expr::Null,
            network => network,
        };
        self.machine(node, PROFILE, network, made);
        self.extensions(node, made);
    }

    fn sku(self, node: &'l Node, body: &mut Body) {
        let name = self.prop(node, "size", &|at, v| match v.v {
            V::List(_) => Expr::str("Mix"),
            _ => at.expr(v),
        });
        if name == Expr::Null && !node.slots.iter().any(|s| s.row.name == "instances") {
            return;
        }
        body.set("sku.name", name);
        let least = self.pick(&self.children(node, Kind::Autoscale), &|at, autoscale| at.bound(autoscale, false));
        body.set("sku.capacity", self.prop_or(node, "instances", &At::expr, least));
        let ranked = node.slots.iter().any(|s| s.row.name == "allocation" && s.value.as_str() == Some("Prioritized"));
        let sizes = self.prop(node, "size", &|at, v| match &v.v {
            V::List(_) => {
                let elements = at.elements(v, &At::expr).into_iter().enumerate().map(|(rank, size)| {
                    let mut members = vec![("name".to_owned(), size.value)];
                    if ranked {
                        members.push(("rank".to_owned(), Expr::Int(rank as i64)));
                    }
                    Element { value: Expr::Object(members), condition: size.condition }
                });
                Expr::List(elements.collect())
            }
            _ => Expr::Null,
        });
        body.set("properties.skuProfile.vmSizes", sizes);
    }

    /// An end of the range of `autoscale` or `profile`.
    pub(super) fn bound(self, node: &'l Node, upper: bool) -> Expr {
        self.prop(node, "range", &|at, v| match &v.v {
            V::Range(ends) => at.expr(if upper { &ends.1 } else { &ends.0 }),
            _ => at.expr(v),
        })
    }

    fn upgrade(self, node: &'l Node, empty: bool, made: &mut Made) {
        let own = "properties.upgradePolicy";
        let blocks = self.children(node, Kind::Upgrade);
        if blocks.is_empty() && empty {
            return;
        }
        let mode = self.pick_or(&blocks, &|at, block| at.prop(block, "mode", &At::expr), Expr::str("Manual"));
        made.body.set(&format!("{own}.mode"), mode);
        let row = schema::row(Kind::Upgrade);
        let rows = row.props().filter(|row| row.name != "mode" && !ROLLING.contains(&row.name));
        for name in ROLLING {
            let Some(row) = row.prop(name) else { continue };
            let value = self.pick(&blocks, &|at, block| {
                choice(at.rolling(block), at.prop(block, name, &|at, v| at.by_row(row, v)), Expr::Null)
            });
            made.body.set(&format!("{own}.{}", row.arm.path), value);
        }
        self.rows_of(&blocks, rows, &mut made.body, Base { machine: PROFILE, own });
        let automatic = |at: At<'l>, block: &'l Node| at.prop(block, "automatic_os", &At::expr);
        made.body
            .set(&format!("{own}.automaticOSUpgradePolicy.enableAutomaticOSUpgrade"), self.pick(&blocks, &automatic));
        made.body
            .set(&format!("{own}.automaticOSUpgradePolicy.useRollingUpgradePolicy"), self.pick(&blocks, &automatic));
        for block in &blocks {
            self.part(made, own.to_owned(), block);
        }
    }

    /// When machines are replaced batch by batch.
    fn rolling(self, upgrade: &'l Node) -> Expr {
        let rolling = self.prop_or(
            upgrade,
            "mode",
            &|at, v| match v.as_str() {
                Some(word) => Expr::Bool(word == "Rolling"),
                None => Expr::Call(Func::Equals, vec![at.expr(v), Expr::str("Rolling")]),
            },
            Expr::Bool(false),
        );
        or(rolling, self.prop_or(upgrade, "automatic_os", &At::truth, Expr::Bool(false)))
    }

    fn extensions(self, node: &'l Node, made: &mut Made) {
        let list = format!("{PROFILE}.extensionProfile.extensions");
        let mut items = Items::default();
        for block in self.children(node, Kind::Health) {
            if block.slots.iter().any(|s| s.row.name == "probe") {
                self.part(made, format!("{PROFILE}.networkProfile.healthProbe"), block);
                continue;
            }
            let within = At { cond: block.cond, ..self };
            let extension = within.health_extension(node, block);
            if let Some(at) = items.push(extension, self.holds(block.cond)) {
                self.part(made, format!("{list}[{at}]"), block);
            }
        }
        for block in self.children(node, Kind::Extension) {
            let within = At { cond: block.cond, ..self };
            let mut body = Body::default();
            body.set("name", within.text(&block.name));
            within.extension(block, &mut body);
            let after = within.prop(block, "depends_on", &|at, v| {
                at.list(v, None, &|at, extension| match extension.v {
                    V::Thing(id) => at.text(&at.lower.topology.node(id).name),
                    _ => at.expr(extension),
                })
            });
            body.set("properties.provisionAfterExtensions", after);
            within.raw(block, &mut body);
            if let Some(at) = items.push(body.finish(), self.holds(block.cond)) {
                self.part(made, format!("{list}[{at}]"), block);
            }
        }
        made.body.set(&list, items.finish());
        made.body.set(&format!("{PROFILE}.extensionProfile.extensionsTimeBudget"), self.extensions_budget(node));
    }

    /// The application health extension that `health PROTOCOL :PORT` stands for.
    fn health_extension(self, set: &'l Node, block: &'l Node) -> Expr {
        let ty =
            choice(self.is_windows(set), Expr::str("ApplicationHealthWindows"), Expr::str("ApplicationHealthLinux"));
        let rich =
            |yes: Expr, no: Expr| self.prop(block, "rich", &|at, v| choice(at.truth(v), yes.clone(), no.clone()));
        let seconds =
            |name: &str| self.prop(block, name, &|at: At<'l>, v: &Value| super::rows::duration(at, v, Unit::Seconds));
        let mut body = Body::default();
        body.set("name", Expr::str("HealthExtension"));
        body.set("properties.publisher", Expr::str("Microsoft.ManagedServices"));
        body.set("properties.type", ty);
        body.set("properties.typeHandlerVersion", rich(Expr::str("2.0"), Expr::str("1.0")));
        body.set("properties.autoUpgradeMinorVersion", Expr::Bool(true));
        body.set("properties.settings.protocol", self.prop(block, "protocol", &At::expr));
        body.set("properties.settings.port", self.prop(block, "port", &At::expr));
        body.set("properties.settings.requestPath", self.prop(block, "path", &At::text));
        body.set("properties.settings.intervalInSeconds", seconds("interval"));
        body.set("properties.settings.numberOfProbes", self.prop(block, "count", &At::expr));
        body.set("properties.settings.gracePeriod", seconds("grace"));
        body.finish()
    }
}

impl super::Lower<'_> {
    /// Whether a scale set may have more machines than one placement group takes.
    fn more_than_100(&self, node: &Node) -> bool {
        let Some(id) = self.index_of(node) else { return false };
        Vmss::of(self.view.thing(id)).most_instances().is_some_and(|most| most.hi > 100)
    }
}
