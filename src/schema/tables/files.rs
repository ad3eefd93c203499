//! What a file says of itself, groups of machines, and the way out.

use super::common::*;

pub(super) static DEPLOY: KindRow = KindRow {
    top: true,
    named: false,
    own: &[
        Prop::new("group", TEXT).compile_time().note("the group that scripts use and that `use existing` looks in"),
        Prop::new("subscription", TEXT).compile_time().note("for scripts"),
        Prop::new("location", Ty::Region)
            .default(Default::Derived("the group's"))
            .arm_by("location", By::Hand)
            .note("each resource's, unless it says otherwise"),
        Prop::new("tags", Ty::Map).arm_by("tags", By::Hand).note("of every resource that can have tags"),
    ],
    notes: "At most one per file, and one in the file that is built.",
    ..kind(Kind::Deploy, "deploy", "", "Where and with which tags this file is deployed.")
};

pub(super) static AVAILABILITY_SET: KindRow = KindRow {
    top: true,
    own: &[
        Prop::new("fault_domains", Ty::Int(1, 3)).default(Default::Int(2)).arm("P.platformFaultDomainCount"),
        Prop::new("update_domains", Ty::Int(1, 20)).default(Default::Int(5)).arm("P.platformUpdateDomainCount"),
        Prop::new("proximity_group", Ty::Ref(&[Kind::ProximityGroup])).arm("P.proximityPlacementGroup.id"),
    ],
    shared: RESOURCE,
    notes: "`sku.name` is always `Aligned`.",
    ..kind(
        Kind::AvailabilitySet,
        "availability_set",
        "Microsoft.Compute/availabilitySets",
        "Machines that do not fail together.",
    )
};

pub(super) static PROXIMITY_GROUP: KindRow = KindRow {
    top: true,
    own: &[
        Prop::new("zones", Ty::Zones).arm("zones").note("one at most"),
        Prop::new("vm_sizes", Ty::List(&Ty::VmSize)).arm("P.intent.vmSizes"),
    ],
    shared: RESOURCE,
    ..kind(
        Kind::ProximityGroup,
        "proximity_group",
        "Microsoft.Compute/proximityPlacementGroups",
        "Machines that stand close together.",
    )
};

pub(super) static VERBATIM: KindRow = KindRow {
    top: true,
    form: Form::Value("type"),
    own: &[
        Prop::new("type", Ty::Str(1, 300))
            .required()
            .head()
            .compile_time()
            .arm_by("type", By::Hand)
            .note("`\"TYPE@API-VERSION\"`; of an `existing` one the version may be left out while nothing but `.id` and `.name` is read"),
        NAME,
        DEPENDS_ON,
        Prop::new("parent", ANY_RESOURCE).compile_time().note("makes it a child of that resource"),
        Prop::new("scope", ANY_RESOURCE)
            .compile_time()
            .arm_by("scope", By::Hand)
            .note("makes it an extension of that resource"),
    ],
    shared: &[&EXISTING],
    notes: "All other members of the block are written as they stand; nothing is added but `type`, `apiVersion` and `name`. \
            What is written can be read by the path it is written with.",
    ..kind(Kind::Resource, "resource", "", "Any resource, verbatim.")
};
