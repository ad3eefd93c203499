//! The scale set, and how it is kept healthy and current.

use super::common::*;
use super::machine::MACHINE;

const VMSS_PARENT: &[Kind] = &[Kind::Vmss];

pub(super) static VMSS: KindRow = KindRow {
    top: true,
    head: &["mode"],
    own: &[
        Prop::new("mode", Ty::Word(&["Uniform", "Flexible"]))
            .required()
            .head()
            .compile_time()
            .arm("P.orchestrationMode")
            .note("has no default because Azure's tools disagree about it"),
        Prop::new("instances", Ty::Int(0, 1000))
            .default(Default::Derived("the lower end of `autoscale`; must be written without one"))
            .arm_by("sku.capacity", By::Hand)
            .note("with `autoscale` only the start"),
        Prop::new("allocation", Ty::Word(&["LowestPrice", "CapacityOptimized", "Prioritized"]))
            .compile_time()
            .arm("P.skuProfile.allocationStrategy")
            .note("with a list in `size`; `Prioritized` ranks by order"),
        Prop::new("fault_domains", Ty::Int(1, 5))
            .default(Default::Derived("Flexible `1`, Uniform nothing"))
            .arm("P.platformFaultDomainCount"),
        Prop::new("single_placement_group", Ty::Bool)
            .default(Default::Derived("Flexible `false`; Uniform `false` above 100 instances, else nothing"))
            .arm("P.singlePlacementGroup"),
        Prop::new("zone_balance", Ty::Bool).arm("P.zoneBalance"),
        Prop::new("overprovision", Ty::Bool)
            .default(Default::Derived("Uniform `false`, Flexible nothing"))
            .arm("P.overprovision")
            .note("Azure's own default is true; it doubles NAT ranges"),
        Prop::new("computer_name_prefix", Ty::Str(1, 58))
            .default(Default::Derived("its `name`"))
            .arm("VMP.osProfile.computerNamePrefix"),
    ],
    shared: &[&MACHINE, &COMMON_RESOURCE, &EXISTING],
    attributes: &[Attribute {
        name: "principal_id",
        arm: "reference(…, 'Full').identity.principalId, with `SystemAssigned`",
    }],
    notes: "Children: those of a machine, and `health`, `upgrade`, `repairs`, `scale_in`, `autoscale`. \
            A Flexible set without `image` is an empty one, for `vm`s that name it.",
    ..kind(
        Kind::Vmss,
        "vmss",
        "Microsoft.Compute/virtualMachineScaleSets",
        "A scale set: machines that are made alike.",
    )
};

pub(super) static HEALTH: KindRow = KindRow {
    parents: VMSS_PARENT,
    named: false,
    head: &["probe", "protocol", "port", "path"],
    own: &[
        Prop::new("probe", Ty::Ref(&[Kind::Probe]))
            .head()
            .arm_by("VMP.networkProfile.healthProbe.id", By::Hand)
            .note("a probe of a load balancer; Uniform"),
        Prop::new("protocol", Ty::Word(&["tcp", "http", "https"]))
            .head()
            .compile_time()
            .note("of the application health extension: its setting `protocol`"),
        Prop::new("port", Ty::Port).head().note("setting `port`"),
        Prop::new("path", TEXT)
            .default(Default::Derived("must be written for `http` and `https`"))
            .head()
            .note("setting `requestPath`"),
        Prop::new("interval", Ty::Duration(Unit::Seconds, 5, 60))
            .default(Default::Seconds(5))
            .compile_time()
            .note("of the extension: setting `intervalInSeconds`"),
        Prop::new("count", Ty::Int(1, 24))
            .default(Default::Int(1))
            .compile_time()
            .note("of the extension: setting `numberOfProbes`"),
        Prop::new("grace", Ty::Duration(Unit::Seconds, 0, 4 * HOUR))
            .compile_time()
            .note("with `rich`: setting `gracePeriod`"),
        Prop::new("rich", Ty::Bool)
            .default(Default::Bool(false))
            .compile_time()
            .note("`typeHandlerVersion` `2.0`: states beyond healthy and unhealthy"),
    ],
    notes: "`health PROBE` or `health PROTOCOL :PORT [PATH]`: either a probe of a load balancer, or the application \
            health extension, which the compiler writes. One per scale set.",
    ..kind(Kind::Health, "health", "", "How a scale set finds out which of its machines are healthy.")
};

const SHARE: Ty = Ty::Percent(5, 100);

pub(super) static UPGRADE: KindRow = KindRow {
    parents: VMSS_PARENT,
    named: false,
    head: &["mode"],
    own: &[
        Prop::new("mode", Ty::Word(&["Manual", "Automatic", "Rolling"])).required().head().compile_time().arm("mode"),
        Prop::new("max_batch", SHARE).default(Default::Percent(20)).arm("rollingUpgradePolicy.maxBatchInstancePercent"),
        Prop::new("max_unhealthy", SHARE)
            .default(Default::Percent(20))
            .arm("rollingUpgradePolicy.maxUnhealthyInstancePercent"),
        Prop::new("max_unhealthy_upgraded", Ty::Percent(0, 100))
            .default(Default::Percent(20))
            .arm("rollingUpgradePolicy.maxUnhealthyUpgradedInstancePercent"),
        Prop::new("pause", Ty::Duration(Unit::Iso, 0, DAY))
            .default(Default::Seconds(0))
            .compile_time()
            .arm("rollingUpgradePolicy.pauseTimeBetweenBatches"),
        Prop::new("cross_zone", Ty::Bool).arm("rollingUpgradePolicy.enableCrossZoneUpgrade"),
        Prop::new("prioritize_unhealthy", Ty::Bool).arm("rollingUpgradePolicy.prioritizeUnhealthyInstances"),
        Prop::new("rollback", Ty::Bool)
            .arm("rollingUpgradePolicy.rollbackFailedInstancesOnPolicyBreach")
            .note("Uniform"),
        Prop::new("max_surge", Ty::Bool).arm("rollingUpgradePolicy.maxSurge"),
        Prop::new("automatic_os", Ty::Bool)
            .arm_by("automaticOSUpgradePolicy.enableAutomaticOSUpgrade", By::Hand)
            .note("Uniform; with `automaticOSUpgradePolicy.useRollingUpgradePolicy`"),
        Prop::new("os_rollback", Ty::Bool).arm_by("automaticOSUpgradePolicy.disableAutomaticRollback", By::Inverse),
    ],
    notes: "Without it the mode is `Manual`. The three shares and `pause` are written for `Rolling`, and with `automatic_os`.",
    ..kind(Kind::Upgrade, "upgrade", "P.upgradePolicy", "How machines get a new model.")
};

pub(super) static REPAIRS: KindRow = KindRow {
    parents: VMSS_PARENT,
    named: false,
    own: &[
        Prop::new("action", Ty::Word(&["Replace", "Reimage", "Restart"]))
            .default(Default::Word("Replace"))
            .compile_time()
            .arm("repairAction"),
        Prop::new("grace", Ty::Duration(Unit::Iso, 10 * MIN, 90 * MIN))
            .default(Default::Seconds(10 * MIN))
            .compile_time()
            .arm("gracePeriod"),
    ],
    notes: "Its presence is `enabled` true.",
    ..kind(Kind::Repairs, "repairs", "P.automaticRepairsPolicy", "What becomes of unhealthy machines.")
};

pub(super) static SCALE_IN: KindRow = KindRow {
    parents: VMSS_PARENT,
    named: false,
    head: &["policy"],
    own: &[
        Prop::new("policy", Ty::Word(&["Default", "OldestVM", "NewestVM"]))
            .required()
            .head()
            .compile_time()
            .arm_by("rules[]", By::Hand),
        Prop::new("force_delete", Ty::Bool).arm("forceDeletion"),
        Prop::new("prioritize_unhealthy", Ty::Bool).arm("prioritizeUnhealthyVMs"),
    ],
    ..kind(Kind::ScaleIn, "scale_in", "P.scaleInPolicy", "Which machine goes first.")
};
