//! The facts of the platform agree with each other, and the type check finds what it should and nothing else.

use lbxc::azure::types::{self, FindingKind};
use lbxc::azure::{images, names, regions, reserved, sizes, snat, tags, time_zones, versions};
use serde_json::json;

#[test]
fn every_emitted_type_is_written_with_its_tables_version() {
    for (arm, version) in versions::ALL {
        assert_eq!(types::version(arm), Some(*version), "{arm}");
        assert_eq!(types::canonical(arm), Some(*arm));
    }
}

#[test]
fn tables_are_whole() {
    let all: Vec<_> = types::all().collect();
    assert!(all.len() > 50, "{}", all.len());
    for (arm, version) in all {
        assert!(version.len() >= 10, "{arm} {version}");
        assert!(!types::members(arm, "").is_empty(), "{arm} has no members");
    }
}

#[test]
fn a_right_body_has_no_findings() {
    let body = json!({
        "type": "Microsoft.Network/loadBalancers",
        "apiVersion": "2026-03-01",
        "name": "edge",
        "location": "[resourceGroup().location]",
        "sku": { "name": "Standard", "tier": "Regional" },
        "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', 'www')]"],
        "properties": {
            "frontendIPConfigurations": [{
                "name": "www",
                "properties": { "publicIPAddress": { "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'www')]" } }
            }],
            "backendAddressPools": [{ "name": "app" }],
            "probes": [{ "name": "p", "properties": { "protocol": "Tcp", "port": 80, "intervalInSeconds": "[parameters('i')]" } }]
        }
    });
    assert_eq!(types::check("Microsoft.Network/loadBalancers", "2026-03-01", &body), []);
}

#[test]
fn wrong_bodies_are_found_out() {
    let body = json!({
        "sku": { "name": 3 },
        "properties": {
            "probez": [],
            "probes": [{ "name": "p", "properties": { "protocol": "tcp", "intervalInSeconds": [5] } }],
            "provisioningState": "Succeeded"
        }
    });
    let found = types::check("microsoft.network/loadbalancers", "2026-03-01", &body);
    let short: Vec<_> = found.iter().map(|f| (f.path.as_str(), f.kind)).collect();
    assert_eq!(
        short,
        [
            ("sku.name", FindingKind::Spelling),
            ("properties.probez", FindingKind::Unknown),
            ("properties.probes[0].properties.protocol", FindingKind::Spelling),
            ("properties.probes[0].properties.intervalInSeconds", FindingKind::WrongType),
            ("properties.probes[0].properties.port", FindingKind::Missing),
            ("properties.provisioningState", FindingKind::ReadOnly),
        ]
    );
    assert_eq!(found[1].suggestion.as_deref(), Some("probes"));
}

#[test]
fn other_versions_are_judged_fairly() {
    let body = json!({ "properties": { "outboundNatRules": [], "fromTheFuture": 1 } });
    let kinds = |version| -> Vec<String> {
        types::check("Microsoft.Network/loadBalancers", version, &body).into_iter().map(|f| f.path).collect()
    };
    assert_eq!(kinds("2018-01-01"), ["properties.fromTheFuture"], "an old version had `outboundNatRules`");
    assert_eq!(kinds("2099-01-01"), [""; 0], "a newer version may have anything");
    assert_eq!(kinds("2020-01-01-preview"), [""; 0], "and so may a preview");
}

#[test]
fn closed_words_are_checked_and_open_ones_are_not() {
    let closed = json!({ "properties": { "upgradePolicy": { "mode": "Roling" } } });
    let found = types::check(VMSS, "2026-04-01", &closed);
    let word = found.iter().find(|f| f.kind == FindingKind::Word).expect("a closed word");
    assert_eq!(word.suggestion.as_deref(), Some("Rolling"));
    let open = json!({ "properties": { "orchestrationMode": "Invented" } });
    assert!(types::check(VMSS, "2026-04-01", &open).iter().all(|f| f.kind == FindingKind::Missing));
}

const VMSS: &str = "Microsoft.Compute/virtualMachineScaleSets";

#[test]
fn parts_are_checked_where_they_stand() {
    let part = json!({ "zones": ["1"], "propertie": {} });
    let found = types::check_part(
        "Microsoft.Network/loadBalancers",
        "properties.frontendIPConfigurations[]",
        part.as_object().expect("an object"),
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, "propertie");
}

#[test]
fn secrets_are_known_by_path() {
    let secret = |path| types::member(VMSS, path).map(|m| m.sensitive);
    assert_eq!(secret("properties.virtualMachineProfile.osProfile.adminPassword"), Some(true));
    assert_eq!(secret("properties.virtualMachineProfile.osProfile.adminUsername"), Some(false));
    assert_eq!(secret("properties.nowhere"), None);
}

#[test]
fn sizes_are_read() {
    for name in [
        "Standard_D2s_v5",
        "standard_d1_V2",
        "Standard_E32-16s_v3",
        "Standard_NC24ads_A100_v4",
        "Standard_B1ls",
        "Standard_GS5-16",
        "Basic_A0",
    ] {
        assert!(sizes::is_known(name), "{name}");
    }
    for name in [
        "Standard_D2_v6s",
        "Standard_D3s_v5",
        "D2s_v5",
        "",
        "Standard_",
        "Standard_ü1",
        "Standard_E16-32s_v3",
        "Standard_99999999999",
    ] {
        assert!(!sizes::is_known(name), "{name}");
    }
    let size = sizes::Size::parse("Standard_NV8ads_V710_v5").expect("a size");
    assert_eq!((size.family, size.number, size.accelerator, size.version), ("NV", 8, Some("V710"), 5));
    let premium = |name| sizes::Size::parse(name).expect("a size").takes_premium_disks();
    assert!(premium("Standard_DS1_v2") && premium("Standard_D2ads_v5"));
    assert!(!premium("Standard_D2_v5") && !premium("Standard_A1_v2"));
    for name in sizes::names() {
        assert!(sizes::Size::parse(name).is_some(), "{name} cannot be taken apart");
        assert!(sizes::is_listed(name) && sizes::is_listed(&name.to_uppercase()), "{name}");
        // What is one letter longer or shorter is another size, or none.
        for other in [format!("{name}x"), name[..name.len() - 1].to_owned()] {
            assert_eq!(sizes::is_listed(&other), sizes::names().contains(&other), "{other}");
        }
    }
}

#[test]
fn published_sizes_are_known() {
    let member =
        types::member("Microsoft.Compute/virtualMachines", "properties.hardwareProfile.vmSize").expect("a member");
    assert!(member.words.len() > 100);
    let missing: Vec<_> = member.words.iter().filter(|size| !sizes::is_known(size)).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn snat_follows_the_table() {
    assert_eq!(snat::default_allocation(100, 1), Some(512));
    assert_eq!(snat::default_allocation(100, 2), Some(1024));
    assert_eq!(snat::default_allocation(100, 3), Some(1024));
    assert_eq!(snat::default_ports(50), Some(1024));
    assert_eq!(snat::default_ports(51), Some(512));
    assert_eq!(snat::default_ports(1001), None);
}

#[test]
fn regions_and_tags_are_found_in_any_spelling() {
    assert_eq!(regions::find("West Europe").map(|r| r.name), Some("westeurope"));
    assert_eq!(regions::find("westeurope").and_then(|r| r.zones), Some(true));
    assert!(regions::find("westeurop").is_none());
    assert!(regions::ALL.is_sorted_by_key(|r| r.name));
    for name in regions::WITHOUT_STANDARD_V2_NAT.iter().chain(regions::GLOBAL_LB_HOMES) {
        assert!(regions::find(name).is_some(), "{name}");
    }
    assert_eq!(tags::find("storage.westeurope"), tags::Known::Yes);
    assert_eq!(tags::canonical("storage.westeurope").as_deref(), Some("Storage.WestEurope"));
    assert_eq!(tags::find("Internet.WestEurope"), tags::Known::NotRegional);
    assert_eq!(tags::find("Storage.Mars"), tags::Known::Region);
    assert_eq!(tags::find("AzureFrontDoor.Backend"), tags::Known::Yes);
    assert_eq!(tags::find("Storrage"), tags::Known::No);
    let display: Vec<_> = regions::ALL.iter().map(|r| regions::fold(r.display)).collect();
    let names: Vec<_> = regions::ALL.iter().map(|r| r.name.to_owned()).collect();
    assert_eq!(display, names);
}

#[test]
fn names_are_checked() {
    use names::NameProblem::*;
    let lb = |name: &str| names::check("Microsoft.Network/loadBalancers", name);
    assert_eq!(lb("edge-1_"), None);
    assert_eq!(lb(""), Some(TooShort(1)));
    assert_eq!(lb(&"x".repeat(81)), Some(TooLong(80)));
    assert_eq!(lb("a b"), Some(Char(' ')));
    assert_eq!(lb("-edge"), Some(First('-')));
    assert_eq!(lb("edge."), Some(Last('.')));
    assert_eq!(names::check(VMSS, "web-"), Some(Last('-')));
    assert_eq!(names::check("Microsoft.Unknown/things", "?"), None);
    assert!(names::is_dns_label("shop-1") && !names::is_dns_label("Shop") && !names::is_dns_label("ab"));
    assert_eq!(reserved::word_in("login-shop"), Some("LOGIN"));
    assert_eq!(reserved::word_in("mywindowsbox"), Some("WINDOWS"));
    assert_eq!(reserved::word_in("shop"), None);
    assert!(reserved::is_user("Admin") && !reserved::is_user("azureuser"));
    assert_eq!(reserved::subnet("gatewaysubnet").map(|s| s.longest_prefix), Some(29));
    assert!(time_zones::is_known("pacific standard time") && !time_zones::is_known("Europe/Berlin"));
}

#[test]
fn images_have_words_and_publishers_systems() {
    let image = images::find("windows_2022").expect("an image");
    assert_eq!((image.os.name(), image.publisher), ("Windows", "MicrosoftWindowsServer"));
    for image in images::ALL {
        assert_eq!(images::publisher_os(image.publisher), Some(image.os), "{}", image.alias);
    }
    assert_eq!(images::publisher_os("Fortinet"), Some(images::Os::Linux));
    assert_eq!(images::publisher_os("nobody"), None);
}
