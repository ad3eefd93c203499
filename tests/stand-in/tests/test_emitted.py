"""What lbxc emits, deployed: the examples' templates leave a world that a second deployment does not change.

The folder of templates is given by whoever emits them; see tests/it/stand_in.rs.
"""

import json
import os
import unittest

from .client import RG, Case

TEMPLATES = os.environ.get("STAND_IN_TEMPLATES")
# An example that builds on what somebody else has made cannot succeed in an empty world; nothing else may stop it.
MISSING = {"InvalidResourceReference", "ResourceNotFound", "ParentResourceNotFound"}
PLACEHOLDERS = {"int": 2, "bool": True, "array": [], "object": {}}


@unittest.skipUnless(TEMPLATES, "no folder of templates is given in STAND_IN_TEMPLATES")
class Examples(Case):
    """Each example's template, twice."""

    def test_examples(self):
        names = sorted(name for name in os.listdir(TEMPLATES) if name.startswith("examples-"))
        succeeded = 0
        for name in names:
            with self.subTest(name):
                self.setUp()
                with open(os.path.join(TEMPLATES, name), encoding="utf-8") as file:
                    template = json.load(file)
                given = {
                    key: {"value": PLACEHOLDERS.get(row["type"].lower(), row.get("allowedValues", ["Dummy-Passw0rd-1"])[0])}
                    for key, row in template.get("parameters", {}).items()
                    if "defaultValue" not in row
                }
                state, record = self.deploy(template, parameters=given)
                if state == "Failed":
                    details = record["properties"]["error"]["details"]
                    self.assertLessEqual({row["code"] for row in details}, MISSING, details)
                    self.assertTrue(any(row["code"] in MISSING and "no dependsOn" not in row["message"] for row in details), details)
                    continue
                self.assertEqual(state, "Succeeded", record)
                succeeded += 1
                before = self.state()["resources"]
                path = f"{RG}/providers/Microsoft.Resources/deployments/main/whatIf"
                body = {"properties": {"template": template, "parameters": given, "mode": "Incremental"}}
                changes = self.must("POST", path, body)["properties"]["changes"]
                self.assertEqual({row["changeType"] for row in changes}, {"NoChange"})
                self.assertEqual(self.deploy(template, parameters=given, name="again")[0], "Succeeded")
                self.assertEqual(before, self.state()["resources"])
        self.assertGreaterEqual(succeeded, 12)
