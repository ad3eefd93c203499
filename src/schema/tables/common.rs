//! Rows and shorthands that several families share.

pub(super) use crate::schema::{Attribute, By, Default, Form, Kind, KindRow, Prop, Ty, Unit};

/// Seconds in a minute.
pub(super) const MIN: u64 = 60;
/// Seconds in an hour.
pub(super) const HOUR: u64 = 3600;
/// Seconds in a day.
pub(super) const DAY: u64 = 24 * HOUR;

/// Text of any length, but some.
pub(super) const TEXT: Ty = Ty::Str(1, u32::MAX);
/// The id of any resource.
pub(super) const ANY_RESOURCE: Ty = Ty::Ref(&[Kind::Resource]);
/// A pair that ends a name's ambiguity: `IPv4`, `IPv6`.
pub(super) const VERSION: Ty = Ty::Word(&["IPv4", "IPv6"]);
/// What becomes of a thing when its machine goes.
pub(super) const DELETE: Ty = Ty::Word(&["Delete", "Detach"]);
/// How a label's name is kept from others.
pub(super) const DNS_SCOPE: Ty = Ty::OpenWord(&["TenantReuse", "SubscriptionReuse", "ResourceGroupReuse", "NoReuse"]);
/// Kinds of managed disks.
pub(super) const DISK_TYPE: Ty = Ty::OpenWord(&[
    "Standard_LRS",
    "StandardSSD_LRS",
    "Premium_LRS",
    "StandardSSD_ZRS",
    "Premium_ZRS",
    "PremiumV2_LRS",
    "UltraSSD_LRS",
]);
/// A host's cache.
pub(super) const CACHING: Ty = Ty::Word(&["None", "ReadOnly", "ReadWrite"]);
/// Which way packets towards the internet take.
pub(super) const ROUTING: Ty = Ty::Word(&["Microsoft", "Internet"]);

/// The Azure name.
pub(super) const NAME: Prop =
    Prop::new("name", TEXT).default(Default::Derived("the symbol")).arm_by("name", By::Hand).note(
        "in a loop with `-KEY` behind it, in a module instance with `INSTANCE-` before it; taken as it is when written",
    );

const LOCATION: Prop =
    Prop::new("location", Ty::Region).default(Default::Derived("`deploy.location`")).arm_by("location", By::Hand);
const TAGS: Prop = Prop::new("tags", Ty::Map)
    .default(Default::Derived("those of `deploy`"))
    .arm_by("tags", By::Hand)
    .note("joined with those of `deploy`; its own win");
/// What must be there first.
pub(super) const DEPENDS_ON: Prop = Prop::new("depends_on", Ty::List(&ANY_RESOURCE))
    .arm_by("dependsOn", By::Hand)
    .compile_time()
    .note("added to what references imply");

/// Of every resource with a place of its own.
pub static COMMON_RESOURCE: [Prop; 4] = [NAME, LOCATION, TAGS, DEPENDS_ON];

/// Of a resource whose name has rows of its own.
pub(super) static NAMELESS_RESOURCE: [Prop; 3] = [LOCATION, TAGS, DEPENDS_ON];

/// Of every element with a name.
pub static COMMON_CHILD: [Prop; 1] = [NAME];

/// Of an `existing` resource: how it is found.
pub static EXISTING: [Prop; 3] = [
    Prop::new("group", TEXT).default(Default::Derived("`deploy.group`")).existing().note("the resource group it is in"),
    Prop::new("subscription", TEXT)
        .default(Default::Derived("`deploy.subscription`"))
        .existing()
        .note("the subscription it is in"),
    Prop::new("id", TEXT).existing().note("its id, instead of name and group"),
];

/// A kind with nothing in it, to start from.
pub(super) const fn kind(kind: Kind, word: &'static str, arm: &'static str, doc: &'static str) -> KindRow {
    KindRow {
        kind,
        word,
        doc,
        arm,
        parents: &[],
        top: false,
        named: true,
        head: &[],
        form: Form::Block,
        own: &[],
        shared: &[],
        attributes: &[],
        notes: "",
    }
}

/// What a created or existing resource has beside its own rows.
pub(super) const RESOURCE: &[&[Prop]] = &[&COMMON_RESOURCE, &EXISTING];
