"""The template language, against the official evaluator's answers.

The questions and answers are not part of the project; where they are missing the tests say so and are skipped.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

from arm.loose_json import loads
from arm.trouble import Left, TemplateError

from .oracle import ARM_EVAL, EVALUATED, SHARED, difference, differences, evaluate

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
WITHOUT = "the official evaluator's answers are not here: corpus/evaluated beside the project"


def lines(name):
    with open(os.path.join(EVALUATED, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@unittest.skipUnless(os.path.isdir(EVALUATED), WITHOUT)
class Questions(unittest.TestCase):
    """One small question each."""

    def test_functions(self):
        for question in lines("functions.jsonl"):
            template = {
                "$schema": SCHEMA,
                "contentVersion": "1.0.0.0",
                "resources": [
                    {
                        "type": "A.B/c",
                        "name": "x",
                        "apiVersion": "2020-01-01",
                        "properties": {"v": question["expression"]},
                    }
                ],
            }
            with self.subTest(question["expression"]):
                try:
                    value = evaluate(template, {})[0][0]["properties"]["v"]
                except TemplateError as error:
                    self.assertIn("error", question, error)
                    continue
                self.assertNotIn("error", question, f"accepted as {value!r}")
                if "left" in question:
                    self.assertIsInstance(value, Left)
                else:
                    self.assertIsNone(difference(value, question["value"]))

    def test_semantics(self):
        for question in lines("semantics.jsonl"):
            with self.subTest(question["name"]):
                try:
                    resources, outputs = evaluate(question["template"], question.get("parameters", {}))
                except TemplateError as error:
                    self.assertIn("error", question, f"{question['about']}: {error}")
                    continue
                self.assertNotIn("error", question, question["about"])
                found = differences(resources, outputs, question["resources"], question.get("outputs", {}))
                self.assertIsNone(found, question["about"])

    def test_the_number_of_questions(self):
        self.assertGreaterEqual(len(lines("functions.jsonl")) + len(lines("semantics.jsonl")), 671)


@unittest.skipUnless(os.path.isdir(EVALUATED), WITHOUT)
class Corpus(unittest.TestCase):
    """Whole templates from the wild."""

    def test_templates(self):
        count = resources_compared = 0
        for name in sorted(os.listdir(EVALUATED)):
            if not name.endswith(".json") or name == "values.json":
                continue
            with open(os.path.join(EVALUATED, name), encoding="utf-8") as file:
                answer = json.load(file)
            with self.subTest(name):
                with open(os.path.join(SHARED, "corpus/arm", name), "rb") as file:
                    template = loads(file.read())
                used = answer["parameters_used"].items()
                given = {key: row["value"] for key, row in used if "value" in row and row["from"] != "default"}
                context = answer["context"]
                resources, outputs = evaluate(
                    template,
                    given,
                    group=context.get("resourceGroup"),
                    location=context["location"],
                    deployment=context["deploymentName"],
                    template_uri=context.get("templateUri"),
                )
                self.assertIsNone(differences(resources, outputs, answer["resources"], answer["outputs"]))
                count += 1
                resources_compared += len(answer["resources"])
        self.assertGreaterEqual(count, 214)
        self.assertGreaterEqual(resources_compared, 1600)

    def test_templates_that_are_refused(self):
        for row in lines("summary.jsonl"):
            if row.get("stage") != "evaluate":
                continue
            with self.subTest(row["id"]):
                with open(os.path.join(SHARED, "corpus/arm", row["id"] + ".json"), "rb") as file:
                    template = loads(file.read())
                given = {}
                for name, parameter in template.get("parameters", {}).items():
                    if "defaultValue" not in parameter:
                        given[name] = {"int": 1, "bool": True, "array": [], "object": {}}.get(
                            parameter["type"].lower(), "x"
                        )
                    if "allowedValues" in parameter and name in given:
                        given[name] = parameter["allowedValues"][0]
                with self.assertRaises(TemplateError):
                    evaluate(template, given)


TEMPLATES = os.environ.get("STAND_IN_TEMPLATES")


@unittest.skipUnless(TEMPLATES, "no folder of templates is given in STAND_IN_TEMPLATES")
@unittest.skipUnless(
    os.access(ARM_EVAL, os.X_OK), "the official evaluator is not here: tools/arm-eval beside the project"
)
class Emitted(unittest.TestCase):
    """What lbxc emits, evaluated here and by the official evaluator."""

    def test_every_template(self):
        paths = sorted(os.path.join(TEMPLATES, name) for name in os.listdir(TEMPLATES) if name.endswith(".json"))
        self.assertGreater(len(paths), 0)
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, ARM_EVAL, "--batch", *paths, "--out-dir", folder, "--jobs", "1"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 2:
                self.skipTest(f"arm-eval has trouble of its own: {done.stderr.strip()[:200]}")
            for path in paths:
                with self.subTest(os.path.basename(path)):
                    with open(os.path.join(folder, os.path.basename(path)), encoding="utf-8") as file:
                        answer = json.load(file)
                    with open(path, "rb") as file:
                        template = loads(file.read())
                    used = answer["parameters_used"].items()
                    given = {key: row["value"] for key, row in used if "value" in row and row["from"] != "default"}
                    context = answer["context"]
                    resources, outputs = evaluate(
                        template,
                        given,
                        group=context.get("resourceGroup"),
                        location=context["location"],
                        deployment=context["deploymentName"],
                        subscription=context["subscriptionId"],
                        tenant=context["tenantId"],
                    )
                    self.assertIsNone(differences(resources, outputs, answer["resources"], answer["outputs"]))
