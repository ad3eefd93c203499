//! How many machines a scale set has, and when.

use super::common::*;

const RANGE: Prop = Prop::new("range", Ty::IntRange).required().head();
const LEAST: Default = Default::Derived("the lower end of its range");

pub(super) static AUTOSCALE: KindRow = KindRow {
    parents: &[Kind::Vmss],
    named: false,
    head: &["range"],
    own: &[
        RANGE
            .arm_by("P.profiles[].capacity.minimum", By::Hand)
            .note("of the base profile; its end → `P.profiles[0].capacity.maximum`"),
        Prop::new("name", TEXT)
            .default(Default::Derived("`VMSS-autoscale`"))
            .arm_by("P.name", By::Hand)
            .note("of the resource too"),
        Prop::new("profile_name", TEXT)
            .default(Default::Word("default"))
            .compile_time()
            .arm_by("P.profiles[].name", By::Hand)
            .note("of the base profile"),
        Prop::new("default", Ty::Int(0, 1000))
            .default(LEAST)
            .arm_by("P.profiles[].capacity.default", By::Hand)
            .note("of the base profile: how many there are while metrics are missing"),
        Prop::new("enabled", Ty::Bool)
            .default(Default::Bool(true))
            .arm("P.enabled")
            .note("the API's own default is false"),
        Prop::new("predictive", Ty::Word(&["Disabled", "ForecastOnly", "Enabled"]))
            .compile_time()
            .arm("P.predictiveAutoscalePolicy.scaleMode"),
        Prop::new("lookahead", Ty::Duration(Unit::Iso, MIN, HOUR))
            .compile_time()
            .arm("P.predictiveAutoscalePolicy.scaleLookAheadTime"),
    ],
    shared: &[&NAMELESS_RESOURCE],
    notes: "Also in an existing scale set: the setting is a resource of its own. Children: scale rules, `profile`, `notify`.",
    ..kind(Kind::Autoscale, "autoscale", "Microsoft.Insights/autoscaleSettings", "How many machines a scale set has.")
};

pub(super) static PROFILE: KindRow = KindRow {
    parents: &[Kind::Autoscale],
    head: &["range"],
    own: &[
        RANGE.arm_by("capacity.minimum", By::Hand).note("its end → `capacity.maximum`"),
        Prop::new("days", Ty::Days)
            .compile_time()
            .arm_by("recurrence.schedule.days", By::Hand)
            .note("with `hours`: `Monday..Friday`, or a list"),
        Prop::new("hours", Ty::TimeRange)
            .compile_time()
            .arm_by("recurrence.schedule.hours", By::Hand)
            .note("with `days`: `08:00..18:00`; `22:00..06:00` runs over midnight"),
        Prop::new("from", TEXT).compile_time().arm("fixedDate.start").note("with `to`: `\"2026-12-24T00:00\"`"),
        Prop::new("to", TEXT).compile_time().arm("fixedDate.end"),
        Prop::new("time_zone", TEXT)
            .default(Default::Word("UTC"))
            .compile_time()
            .arm_by("recurrence.schedule.timeZone", By::Hand)
            .note("a name that Windows knows; with `from` `fixedDate.timeZone`"),
        Prop::new("default", Ty::Int(0, 1000)).default(LEAST).arm_by("capacity.default", By::Hand),
    ],
    shared: &[&COMMON_CHILD],
    notes: "`days` and `hours`: every week; the profile that ends it is written by the compiler. `from` and `to`: once. \
            One of the two pairs is required. A profile whose range is open and which has no rules takes the base profile's.",
    ..kind(Kind::Profile, "profile", "P.profiles[]", "Other bounds at certain times.")
};

pub(super) static SCALE_RULE: KindRow = KindRow {
    parents: &[Kind::Autoscale, Kind::Profile],
    named: false,
    form: Form::Scale,
    own: &[
        Prop::new("direction", Ty::Word(&["out", "in"]))
            .required()
            .head()
            .compile_time()
            .arm_by("scaleAction.direction", By::Hand),
        Prop::new("change", Ty::Word(&["by", "to"]))
            .required()
            .head()
            .compile_time()
            .arm_by("scaleAction.type", By::Hand)
            .note("`by N` `ChangeCount`, `by N%` `PercentChangeCount`, `to N` `ExactCount`"),
        Prop::new("amount", Ty::OneOf(&[Ty::Int(1, 1000), Ty::Percent(1, 100)]))
            .required()
            .head()
            .arm_by("scaleAction.value", By::Hand),
        Prop::new("metric", Ty::OneOf(&[Ty::Word(&["cpu"]), TEXT]))
            .required()
            .head()
            .arm_by("metricTrigger.metricName", By::Hand)
            .note("`cpu` (\"Percentage CPU\"), or a string"),
        Prop::new("operator", Ty::Word(&[">", ">=", "<", "<=", "==", "!="]))
            .required()
            .head()
            .compile_time()
            .arm_by("metricTrigger.operator", By::Hand),
        Prop::new("threshold", Ty::OneOf(&[Ty::Number, Ty::Percent(0, 100)]))
            .required()
            .head()
            .arm_by("metricTrigger.threshold", By::Hand),
        Prop::new("window", Ty::Duration(Unit::Iso, 5 * MIN, 12 * HOUR))
            .default(Default::Seconds(10 * MIN))
            .head()
            .compile_time()
            .arm("metricTrigger.timeWindow"),
        Prop::new("cooldown", Ty::Duration(Unit::Iso, MIN, 7 * DAY))
            .default(Default::Seconds(5 * MIN))
            .compile_time()
            .arm("scaleAction.cooldown"),
        Prop::new("statistic", Ty::Word(&["Average", "Min", "Max", "Sum", "Count"]))
            .default(Default::Word("Average"))
            .compile_time()
            .arm("metricTrigger.statistic"),
        Prop::new("aggregation", Ty::Word(&["Average", "Minimum", "Maximum", "Total", "Count", "Last"]))
            .default(Default::Word("Average"))
            .compile_time()
            .arm("metricTrigger.timeAggregation"),
        Prop::new("grain", Ty::Duration(Unit::Iso, MIN, 12 * HOUR))
            .default(Default::Seconds(MIN))
            .compile_time()
            .arm("metricTrigger.timeGrain"),
        Prop::new("namespace", TEXT).compile_time().arm("metricTrigger.metricNamespace"),
        Prop::new("resource", ANY_RESOURCE)
            .default(Default::Derived("the scale set"))
            .arm_by("metricTrigger.metricResourceUri", By::Hand),
        Prop::new("dimensions", Ty::Map)
            .compile_time()
            .arm_by("metricTrigger.dimensions[]", By::Hand)
            .note("`{ Name: [\"value\"] }`"),
        Prop::new("per_instance", Ty::Bool).compile_time().arm("metricTrigger.dividePerInstance"),
    ],
    notes: "`(out|in) (by N | by N% | to N) when METRIC OP THRESHOLD [over WINDOW]`.",
    ..kind(Kind::ScaleRule, "out", "P.profiles[].rules[]", "When machines come and go.")
};

pub(super) static NOTIFY: KindRow = KindRow {
    parents: &[Kind::Autoscale],
    named: false,
    own: &[
        Prop::new("emails", Ty::List(&TEXT)).arm("email.customEmails"),
        Prop::new("admins", Ty::Bool).default(Default::Bool(false)).arm("email.sendToSubscriptionAdministrator"),
        Prop::new("co_admins", Ty::Bool).default(Default::Bool(false)).arm("email.sendToSubscriptionCoAdministrators"),
        Prop::new("webhooks", Ty::List(&TEXT)).arm_by("webhooks[].serviceUri", By::Hand),
    ],
    ..kind(Kind::Notify, "notify", "P.notifications[]", "Who is told.")
};
