//! Two profiles at one time: which counts is Azure's secret.

use super::Findings;
use super::edits::WayOut;
use super::profile_schedule::moment;
use crate::topology::{Autoscale, Profile, Text, V, View};

rule! {
    overlapping_profiles "LBX2108" "overlapping-profiles" Warning
    "two profiles count at one time",
    from: []
}

const WEEK: i64 = 7 * 24 * 60;

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>() {
        // Weekly and dated ones apart: a dated one goes before a weekly one, which is how exceptions are made.
        let mut weekly: Vec<(Text, i64, i64, Profile)> = Vec::new();
        let mut dated: Vec<(Text, i64, i64, Profile)> = Vec::new();
        for profile in setting.profiles() {
            let Some(zone) = profile.text("time_zone") else { continue };
            weekly.extend(hours(profile).into_iter().map(|(a, b)| (zone.clone(), a, b, profile)));
            if let (Some(from), Some(to)) = (profile.text("from"), profile.text("to"))
                && let (Some(a), Some(b)) = (moment(&from), moment(&to))
                && a < b
            {
                dated.push((zone, a, b, profile));
            }
        }
        for mut spans in [weekly, dated] {
            spans.sort_by(|a, b| (&a.0, a.1, a.3.id).cmp(&(&b.0, b.1, b.3.id)));
            let mut blamed = Vec::new();
            for pair in spans.windows(2) {
                let [(zone, _, end, first), (other, start, _, second)] = pair else { continue };
                if zone == other && start < end && first.id != second.id {
                    let mut both = [*first, *second];
                    both.sort_by_key(|p| p.id);
                    let [early, late] = both;
                    if blamed.contains(&(early.id, late.id)) {
                        continue;
                    }
                    blamed.push((early.id, late.id));
                    findings.push(
                        late.0,
                        CODE.at(late.name_span(), format!("`{}` and `{}` count at one time", late.path(), early.path()))
                            .because(early.name_span(), "the other profile")
                            .help("let one end where the other begins")
                            .offer_removal(late.0),
                    );
                }
            }
        }
    }
}

/// The minutes of the week in which a weekly profile counts, `start` included and `end` not; what runs over Sunday's
/// midnight is split.
fn hours(profile: Profile) -> Vec<(i64, i64)> {
    let V::Range(ends) = &profile.get("hours").v else { return Vec::new() };
    let (V::Time(from), V::Time(to)) = (&ends.0.v, &ends.1.v) else { return Vec::new() };
    let (from, to) = (i64::from(*from), i64::from(*to));
    let length = if to >= from { to - from } else { to - from + 24 * 60 };
    let mut out = Vec::new();
    for day in days(profile) {
        let start = day * 24 * 60 + from;
        let end = start + length;
        if end > WEEK {
            out.push((start, WEEK));
            out.push((0, end - WEEK));
        } else {
            out.push((start, end));
        }
    }
    out
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn days(profile: Profile) -> Vec<i64> {
    let number = |v: &V| match v {
        V::Str(s) | V::Word(s) => DAYS.iter().position(|d| *d == &**s).map(|d| d as i64),
        _ => None,
    };
    // `Saturday..Monday` has become a list already.
    profile.get("days").items().iter().filter_map(|i| number(&i.v)).collect()
}
