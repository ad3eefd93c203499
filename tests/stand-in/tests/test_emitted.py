"""What lbxc emits, deployed. Whatever lbxc accepts, nothing of it may be refused.

The folder of templates is given by whoever emits them; see tests/it/stand_in.rs.
"""

import json
import os
import unittest

from . import build as b
from .client import NET, RG, Case

TEMPLATES = os.environ.get("STAND_IN_TEMPLATES")
# What builds on what somebody else has made cannot succeed in a world without it; nothing else may stop a template.
MISSING = {"InvalidResourceReference", "ResourceNotFound", "ParentResourceNotFound"}
# A pool that a param names may be one that the probe's rule leads to; the one that stands in for it here is not.
OUTSIDE = {"CannotUseHealthProbeWithoutLoadBalancing"}
PLACEHOLDERS = {"int": 2, "bool": True, "array": [], "object": {}, "securestring": "Dummy-Passw0rd-1"}
SUBNET = f"{NET}/virtualNetworks/there/subnets/there"


def subnets(value):
    """The params that a template uses as the id of a subnet."""
    if isinstance(value, dict):
        found = value.get("subnet")
        if isinstance(found, dict) and str(found.get("id")).startswith("[parameters('"):
            yield found["id"].removeprefix("[parameters('").removesuffix("')]")
        for item in value.values():
            yield from subnets(item)
    elif isinstance(value, list):
        for item in value:
            yield from subnets(item)


def values(template):
    """Values for what has no default."""
    places = set(subnets(template))
    given = {}
    for name, row in template.get("parameters", {}).items():
        kind = row["type"].lower()
        if name in places:
            given[name] = {"value": SUBNET}
        elif "defaultValue" in row:
            continue
        elif "allowedValues" in row:
            given[name] = {"value": row["allowedValues"][0]}
        elif "location" in name.lower() or "region" in name.lower():
            given[name] = {"value": "eastus"}
        elif any(word in name.lower() for word in ("prefix", "space", "cidr")):
            given[name] = {"value": "10.77.0.0/16"}
        else:
            given[name] = {
                "value": (
                    max(PLACEHOLDERS.get(kind, "web"), row.get("minValue", 0))
                    if kind == "int"
                    else PLACEHOLDERS.get(kind, "web")
                )
            }
    return given


@unittest.skipUnless(TEMPLATES, "no folder of templates is given in STAND_IN_TEMPLATES")
class Emitted(Case):
    """Templates by the first word of their name."""

    def each(self, prefix):
        """Deploy each template whose name begins so; yields those that succeed."""
        for name in sorted(name for name in os.listdir(TEMPLATES) if name.startswith(prefix)):
            with self.subTest(name):
                self.setUp()
                there = b.vnet(("there", "10.0.0.0/16"))
                there["properties"]["subnets"][0]["properties"]["privateLinkServiceNetworkPolicies"] = "Disabled"
                self.must("PUT", f"{NET}/virtualNetworks/there", there)
                with open(os.path.join(TEMPLATES, name), encoding="utf-8") as file:
                    template = json.load(file)
                given = values(template)
                state, record = self.deploy(template, parameters=given)
                if state == "Succeeded":
                    yield template, given
                    continue
                self.assertEqual(state, "Failed", record)
                details = record["properties"]["error"]["details"]
                self.assertLessEqual({row["code"] for row in details}, MISSING | OUTSIDE, details)
                self.assertFalse(any("no dependsOn" in row["message"] for row in details), details)

    def test_examples_deploy_twice(self):
        count = 0
        for template, given in self.each("examples-"):
            before = self.state()["resources"]
            path = f"{RG}/providers/Microsoft.Resources/deployments/main/whatIf"
            body = {"properties": {"template": template, "parameters": given, "mode": "Incremental"}}
            changes = self.must("POST", path, body)["properties"]["changes"]
            self.assertLessEqual({row["changeType"] for row in changes}, {"NoChange", "Ignore"})
            self.assertEqual(self.deploy(template, parameters=given, name="again")[0], "Succeeded")
            self.assertEqual(before, self.state()["resources"])
            count += 1
        self.assertGreaterEqual(count, 12)

    def test_what_the_rules_let_pass(self):
        self.assertGreaterEqual(sum(1 for _ in self.each("accepted-")), 200)
