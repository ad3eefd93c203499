"""Marketplace images, as az asks for them: every offer has the same two versions."""

import re

VERSIONS = ["1.0.20250101", "1.0.20250601"]
VERSION = re.compile(r"\d+\.\d+\.\d+")  # scripts pin versions of their own
ALIASES = {
    "Linux": {
        "Ubuntu2204": ("Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2"),
        "Ubuntu2404": ("Canonical", "ubuntu-24_04-lts", "server"),
        "Debian11": ("Debian", "debian-11", "11-backports-gen2"),
    },
    "Windows": {
        "Win2022Datacenter": ("MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-g2"),
        "Win2019Datacenter": ("MicrosoftWindowsServer", "WindowsServer", "2019-datacenter-gensecond"),
    },
}


def aliases():
    """The document behind `endpoint_vm_image_alias_doc`."""
    rows = {
        system: {
            alias: {"publisher": publisher, "offer": offer, "sku": sku, "version": "latest", "architecture": "x64"}
            for alias, (publisher, offer, sku) in table.items()
        }
        for system, table in ALIASES.items()
    }
    return {"outputs": {"aliases": {"type": "object", "value": rows}}}


def windows(publisher):
    return "windows" in publisher.lower()


def answer(subscription, location, parts, query):
    """`publishers/P/artifacttypes/vmimage/offers/O/skus/S/versions[/V]`; None when the path is another."""
    words = [part.lower() for part in parts[0::2]]
    if words[:5] != ["publishers", "artifacttypes", "offers", "skus", "versions"] or len(parts) < 9:
        return None
    publisher, offer, sku = parts[1], parts[5], parts[7]
    base = (
        f"/Subscriptions/{subscription}/Providers/Microsoft.Compute/Locations/{location}/Publishers/{publisher}"
        f"/ArtifactTypes/VMImage/Offers/{offer}/Skus/{sku}/Versions/"
    )
    if len(parts) == 10:
        if not VERSION.fullmatch(parts[9]):
            return 404, {
                "error": {"code": "NotFound", "message": f"Artifact: VMImage was not found: version {parts[9]}."}
            }
        return 200, one(base, location, publisher, parts[9])
    rows = [one(base, location, publisher, version) for version in VERSIONS]
    if "desc" in query.get("$orderby", ""):
        rows.reverse()
    if query.get("$top", "").isdigit():
        rows = rows[: int(query["$top"])]
    return 200, rows


def one(base, location, publisher, version):
    return {
        "id": base + version,
        "name": version,
        "location": location,
        "properties": {
            "osDiskImage": {"operatingSystem": "Windows" if windows(publisher) else "Linux", "sizeInGb": 31},
            "dataDiskImages": [],
            "hyperVGeneration": "V2",
            "architecture": "x64",
            "automaticOSUpgradeProperties": {"automaticOSUpgradeSupported": True},
            "features": [{"name": "SecurityType", "value": "TrustedLaunchSupported"}],
        },
    }


SIZES = [
    "Standard_D2s_v5",
    "Standard_D4s_v5",
    "Standard_D8s_v5",
    "Standard_B2s",
    "Standard_B2ms",
    "Standard_DS1_v2",
    "Standard_DS2_v2",
    "Standard_D2s_v3",
    "Standard_D4s_v3",
    "Standard_F2s_v2",
    "Standard_E2s_v5",
    "Standard_D2ads_v5",
]


def sizes(locations, location_name):
    """`Microsoft.Compute/skus`: which machine sizes there are, with their zones."""
    rows = []
    for place in locations:
        for size in SIZES:
            rows.append(
                {
                    "resourceType": "virtualMachines",
                    "name": size,
                    "tier": "Standard",
                    "size": size.removeprefix("Standard_"),
                    "family": "standardFamily",
                    "locations": [place.replace(" ", "")],
                    "locationInfo": [{"location": location_name(place), "zones": ["1", "2", "3"], "zoneDetails": []}],
                    "capabilities": [
                        {"name": "vCPUs", "value": "2"},
                        {"name": "MemoryGB", "value": "8"},
                        {"name": "AcceleratedNetworkingEnabled", "value": "True"},
                        {"name": "PremiumIO", "value": "True"},
                        {"name": "HyperVGenerations", "value": "V1,V2"},
                    ],
                    "restrictions": [],
                }
            )
    return rows
