//! When a profile counts: every week, or once.

use jiff::civil::DateTime;

use super::Findings;
use super::edits::{self, WayOut};
use crate::azure::{limits, time_zones};
use crate::diag::{Level, nearest};
use crate::topology::{Given, Profile, V, View};

rule! {
    profile_schedule "LBX2107" "profile-schedule" Error
    "a profile that says no time, or one that cannot be",
    from: ["AS-016"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for profile in view.all::<Profile>() {
        let given = |name: &str| profile.given(name) != Given::No;
        let (weekly, dated) = (given("days") || given("hours"), given("from") || given("to"));
        let missing = [("days", "hours"), ("hours", "days"), ("from", "to"), ("to", "from")]
            .into_iter()
            .find(|(one, other)| given(one) && !given(other));
        if weekly && dated {
            let date = if given("from") { "from" } else { "to" };
            let day = if given("days") { "days" } else { "hours" };
            findings.push(
                profile.0,
                CODE.at(profile.span_of(date), "a profile counts every week or once, not both")
                    .because(profile.span_of(day), "every week")
                    .help("make two profiles"),
            );
        } else if let Some((one, other)) = missing {
            findings.push(
                profile.0,
                CODE.at(profile.span_of(one), format!("`{one}` goes with `{other}`, which is missing"))
                    .help(format!("write `{other}: …` beside it"))
                    .offer_line(profile.0, match other {
                        "hours" => "hours: 08:00..18:00",
                        "days" => "days: Monday..Friday",
                        "from" => "from: \"…\"",
                        _ => "to: \"…\"",
                    }),
            );
        } else if !weekly && !dated {
            findings.push(
                profile.0,
                CODE.at(profile.name_span(), format!("`{}` says no time at which it counts", profile.path()))
                    .help("write `days: Monday..Friday, hours: 08:00..18:00`, or `from: \"2026-12-24T00:00\", to: \"2026-12-27T00:00\"`")
                    .offer_line(profile.0, "days: Monday..Friday, hours: 08:00..18:00"),
            );
        } else {
            times(profile, findings);
        }
        if let Some(zone) = profile.text("time_zone").filter(|z| !time_zones::is_known(z)) {
            let span = profile.span_of("time_zone");
            let mut finding = CODE.at(span, format!("Windows knows no time zone `{zone}`")).level(Level::Warning);
            finding = match nearest(&zone, time_zones::ALL.iter().copied()) {
                Some(near) => finding.fix(format!("write `{near}`"), span, format!("\"{near}\"")),
                None => finding.help("names are Windows' own: `W. Europe Standard Time`"),
            };
            findings.push(profile.0, finding);
        }
    }
}

fn times(profile: Profile, findings: &mut Findings) {
    if let V::Range(ends) = &profile.get("hours").v
        && let (V::Time(a), V::Time(b)) = (&ends.0.v, &ends.1.v)
        && a == b
    {
        findings.push(
            profile.0,
            CODE.at(profile.span_of("hours"), "these hours begin and end at one moment")
                .help("a whole day is `00:00..23:59`")
                .offer_set(profile.0, "hours", "00:00..23:59"),
        );
    }
    let (Some(from), Some(to)) = (profile.text("from"), profile.text("to")) else { return };
    let ends = [("from", &from), ("to", &to)];
    let mut moments = Vec::new();
    for (property, text) in ends {
        match moment(text) {
            Some(at) => moments.push(at),
            None => findings.push(
                profile.0,
                CODE.at(profile.span_of(property), format!("this is no moment: `{text}`"))
                    .help("write it as `\"2026-12-24T00:00\"`"),
            ),
        }
    }
    let [start, end] = moments[..] else { return };
    if end <= start {
        findings.push(
            profile.0,
            CODE.at(profile.span_of("to"), "the end comes after the start")
                .because(profile.span_of("from"), "the start")
                .way_if(start != end, "swap the two".to_owned(), vec![
                    edits::set(profile.0, "from", &format!("\"{to}\"")),
                    edits::set(profile.0, "to", &format!("\"{from}\"")),
                ]),
        );
    } else if end - start > limits::FIXED_DATE_DAYS * 24 * 60 {
        findings.push(
            profile.0,
            CODE.at(
                profile.span_of("to"),
                format!("a dated profile lasts at most {} days; this one {}", limits::FIXED_DATE_DAYS, (end - start) / (24 * 60)),
            )
            .because(profile.span_of("from"), "the start"),
        );
    }
}

/// Minutes of `2026-12-24T00:00`, with seconds or without, since the year 0. What stands for a zone at its end (`Z`,
/// `+01:00`) is left out: both ends of a profile have the same.
pub(super) fn moment(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let time = time.split(['Z', '+', '-']).next()?;
    let moment: DateTime = format!("{date}T{time}").parse().ok()?;
    Some(moment.duration_since(DateTime::ZERO).as_mins())
}
