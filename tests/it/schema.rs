//! The rows are complete and agree with what Azure publishes.

use std::collections::BTreeSet;

use lbxc::azure::types;
use lbxc::schema::{self, By, Kind, Ty, Unit};

#[test]
fn every_kind_has_its_row_at_its_place() {
    for (i, row) in schema::ALL.iter().enumerate() {
        assert_eq!(row.kind as usize, i, "`{}` stands at the wrong place", row.word);
        assert_eq!(schema::row(row.kind).word, row.word);
    }
    assert_eq!(schema::ALL.len(), Kind::Resource as usize + 1);
}

#[test]
fn a_word_finds_its_kind() {
    for row in schema::ALL {
        assert_eq!(schema::by_word(row.word), Some(row.kind));
    }
    assert_eq!(schema::by_word("deny"), Some(Kind::NsgRule));
    assert_eq!(schema::by_word("in"), Some(Kind::ScaleRule));
    assert_eq!(schema::by_word("image"), None);
}

#[test]
fn properties_are_unique_and_heads_are_rows() {
    for row in schema::ALL {
        let mut seen = BTreeSet::new();
        for prop in row.props() {
            assert!(seen.insert(prop.name), "`{}` has two rows `{}`", row.word, prop.name);
        }
        for head in row.head {
            let prop = row.prop(head).unwrap_or_else(|| panic!("`{}` has no row `{head}`", row.word));
            assert_eq!(prop.place, schema::Place::Head);
        }
    }
}

/// Where in a published type a thing of a kind stands: an ARM type, and a path in its body.
type Place = (&'static str, String);

const VMSS: &str = "Microsoft.Compute/virtualMachineScaleSets";

fn join(place: &Place, path: &str) -> Place {
    let profile = if place.0 == VMSS { "properties.virtualMachineProfile" } else { "properties" };
    let mut path = path.replace("[0]", "[]");
    for (short, long) in [("VMP", profile), ("P", "properties")] {
        if let Some(rest) = path.strip_prefix(short).filter(|rest| rest.is_empty() || rest.starts_with('.')) {
            path = format!("{long}{rest}");
        }
    }
    let path = [place.1.as_str(), &path].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(".");
    (place.0, path)
}

/// All places of a kind.
fn places(kind: Kind) -> Vec<Place> {
    let row = schema::row(kind);
    let mut places = Vec::new();
    if row.arm.starts_with("Microsoft.") {
        places.push((row.arm, String::new()));
    } else {
        for parent in row.parents {
            let inner = if kind == Kind::InstancePublicIp && *parent == Kind::Nic {
                // the ip configuration that a nic without `ip` has
                places_of_ips()
            } else {
                self::places(*parent)
            };
            places.extend(inner.iter().map(|place| join(place, row.arm)));
        }
    }
    match kind {
        Kind::Nic => places
            .push((VMSS, "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[]".into())),
        Kind::Extension => places.push(("Microsoft.Compute/virtualMachines/extensions", String::new())),
        _ => {}
    }
    places
}

fn places_of_ips() -> Vec<Place> {
    places(Kind::Nic).iter().map(|place| join(place, "P.ipConfigurations[]")).collect()
}

fn json_of(ty: &Ty) -> Option<&'static str> {
    Some(match ty {
        Ty::Int(..) | Ty::Port | Ty::Percent(..) | Ty::Disk => "int",
        Ty::Duration(Unit::Minutes | Unit::Seconds, ..) => "int",
        Ty::Duration(Unit::Iso, ..) => "string",
        // published as a whole number, taken with a fraction
        Ty::Number => "int",
        Ty::Bool => "bool",
        Ty::Str(..) | Ty::Secret | Ty::Cidr | Ty::Address | Ty::Word(_) | Ty::OpenWord(_) | Ty::Region => "string",
        Ty::List(_) | Ty::Zones => "array",
        Ty::Ref(_) => "string",
        Ty::Map | Ty::Any => return None,
        _ => return None,
    })
}

#[test]
fn paths_exist_in_the_published_types() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in schema::ALL {
        for prop in row.props() {
            let path = prop.arm.path;
            let template = ["dependsOn", "scope", "type", "name", "location", "tags"];
            if path.is_empty() || row.kind == Kind::Deploy || template.contains(&path) && prop.arm.by == By::Hand {
                continue;
            }
            // a vm says these two elsewhere, as the rows' notes tell
            if row.kind == Kind::Vm && ["size", "extensions_budget"].contains(&prop.name) {
                let elsewhere = if prop.name == "size" {
                    "properties.hardwareProfile.vmSize"
                } else {
                    "properties.extensionsTimeBudget"
                };
                assert!(types::member(row.arm, elsewhere).is_some(), "{elsewhere}");
                continue;
            }
            let is_ip_row = row.kind == Kind::Nic && schema::IP_ROWS.iter().any(|p| p.name == prop.name);
            let places = if is_ip_row { places_of_ips() } else { places(row.kind) };
            let found: Vec<_> = places
                .iter()
                .filter_map(|p| {
                    let (arm, path) = join(p, path);
                    types::member(arm, &path)
                })
                .collect();
            seen += 1;
            let here = format!("{}.{} {path} in {places:?}", row.word, prop.name);
            if found.is_empty() {
                wrong.push(format!("{here}: no such path"));
                continue;
            }
            if found.iter().all(|m| m.read_only) {
                wrong.push(format!("{here}: read only"));
            }
            if prop.arm.by == By::Hand {
                continue;
            }
            if let Some(json) = json_of(&prop.ty)
                && !path.ends_with("[].id")
                && !found.iter().any(|m| m.json == json)
            {
                wrong.push(format!("{here}: {json} wanted, {} published", found[0].json));
            }
            if let Ty::Word(words) | Ty::OpenWord(words) = prop.ty {
                for word in words {
                    if !found.iter().any(|m| m.words.is_empty() || m.words.iter().any(|w| w == word)) {
                        wrong.push(format!("{here}: no word `{word}` in {:?}", found[0].words));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 200, "only {seen} paths were looked at");
}

#[test]
fn references_are_written_as_ids() {
    for row in schema::ALL {
        for prop in row.props().filter(|p| p.arm.by == By::Row && !p.arm.path.is_empty()) {
            let wanted = match prop.ty {
                Ty::Ref(_) => ".id",
                Ty::List(Ty::Ref(_)) => "[].id",
                _ => continue,
            };
            assert!(prop.arm.path.ends_with(wanted), "{}.{}: {}", row.word, prop.name, prop.arm.path);
        }
    }
}

#[test]
fn defaults_fit_their_types() {
    use schema::Default;
    for row in schema::ALL {
        for prop in row.props() {
            let fits = match (prop.default, prop.ty) {
                (Default::Bool(_), Ty::Bool) => true,
                (Default::Int(n), Ty::Int(min, max)) => (min..=max).contains(&n),
                (Default::Percent(n), Ty::Percent(min, max)) => (min..=max).contains(&n),
                (Default::Seconds(n), Ty::Duration(_, min, max)) => (min..=max).contains(&n),
                (Default::Word(w), Ty::Word(words)) => words.contains(&w),
                (Default::Word(_), Ty::Str(..) | Ty::Ports) => true,
                (Default::Nothing | Default::Required | Default::Derived(_), _) => true,
                _ => false,
            };
            assert!(fits, "{}.{}: {:?} is no {:?}", row.word, prop.name, prop.default, prop.ty);
        }
    }
}

#[test]
fn attributes_do_not_hide_properties_of_another_meaning() {
    for row in schema::ALL {
        let mut seen = BTreeSet::new();
        for attribute in row.attributes {
            assert!(seen.insert(attribute.name), "{}.{} twice", row.word, attribute.name);
            assert!(!["id", "name"].contains(&attribute.name), "every thing has `{}`", attribute.name);
        }
    }
}

#[test]
fn the_reference_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference.md");
    let wanted = schema::reference();
    if std::env::var_os("LBXC_BLESS").is_some() {
        std::fs::write(path, &wanted).expect("docs/ is there");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "docs/reference.md is not what the rows say: run the tests with LBXC_BLESS=1");
}

#[test]
fn durations_are_written_as_people_do() {
    for (seconds, text) in
        [(0, "0s"), (5, "5s"), (240, "4m"), (5400, "90m"), (7200, "2h"), (604_800, "7d"), (3600, "1h")]
    {
        assert_eq!(schema::duration(seconds), text);
    }
}
