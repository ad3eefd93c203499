"""Deployments that run: order, loops, conditions, nesting, outputs, failures."""

from . import build as b
from .client import NET, RG, VMSS, Case, S

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
SUBSCRIPTION = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"


def template(*resources, **more):
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), **more}


def resource(kind, name, body=None, **more):
    return {
        "type": kind,
        "apiVersion": "2024-05-01",
        "name": name,
        **(body or {"location": "eastus", "properties": {}}),
        **more,
    }


def pip(name="pip", **more):
    return resource("Microsoft.Network/publicIPAddresses", name, b.public_ip(), **more)


def lb(**more):
    return resource("Microsoft.Network/loadBalancers", "lb", b.balancer(), **more)


AFTER_PIP = ["[resourceId('Microsoft.Network/publicIPAddresses', 'pip')]"]


class Running(Case):
    """Templates that succeed or fail while they run."""

    def works(self, body, **more):
        state, record = self.deploy(body, **more)
        self.assertEqual(state, "Succeeded", record)
        return {name: row["value"] for name, row in record["properties"]["outputs"].items()}

    def fails(self, code, body, **more):
        state, record = self.deploy(body, **more)
        self.assertEqual(state, "Failed", record)
        codes = [row["code"] for row in record["properties"]["error"]["details"]]
        self.assertIn(code, codes, record["properties"]["error"]["details"])
        return record["properties"]["error"]["details"][codes.index(code)]["message"]

    def invalid(self, part, body, **more):
        state, answer = self.deploy(body, **more)
        self.assertEqual((state, answer["error"]["code"]), (400, "InvalidTemplate"), answer)
        self.assertIn(part, answer["error"]["message"])

    def test_order_is_not_luck(self):
        self.works(template(pip(), lb(dependsOn=AFTER_PIP)))
        self.works(template(lb(dependsOn=["pip"]), pip()), name="again")
        self.server.request("POST", "/_stand-in/reset")
        self.must("PUT", RG, {"location": "eastus"})
        message = self.fails("InvalidResourceReference", template(pip(), lb()))
        self.assertIn("no dependsOn orders it before", message)
        # what was there before needs no order
        self.works(template(pip(), lb()), name="third")

    def test_a_failure_is_an_operation_and_stops_what_depends_on_it(self):
        bad = pip("bad", zones=["9"])
        after = pip("after", dependsOn=["bad"])
        self.fails("InvalidAvailabilityZone", template(bad, after, pip("apart")))
        path = f"{RG}/providers/Microsoft.Resources/deployments/main"
        rows = self.must("GET", f"{path}/operations")["value"]
        found = {row["properties"]["targetResource"]["resourceName"]: row["properties"] for row in rows}
        self.assertEqual(
            {name: row["provisioningState"] for name, row in found.items()}, {"bad": "Failed", "apart": "Succeeded"}
        )
        self.assertEqual(found["bad"]["statusMessage"]["error"]["code"], "InvalidAvailabilityZone")
        status, answer, headers = self.arm(
            "PUT", path, {"properties": {"template": template(bad), "mode": "Incremental"}}
        )
        self.assertEqual((status, answer["properties"]["provisioningState"]), (201, "Accepted"))
        where = headers["Azure-AsyncOperation"].removeprefix(self.server.url).split("?")[0]
        polled = self.must("GET", where)
        self.assertEqual((polled["status"], polled["error"]["code"]), ("Failed", "DeploymentFailed"))

    def test_reference_and_resource_id(self):
        outputs = {
            "address": {"type": "string", "value": "[reference('pip').ipAddress]"},
            "full": {"type": "object", "value": "[reference('pip', '2024-05-01', 'Full').sku]"},
            "rule": {
                "type": "string",
                "value": "[reference(resourceId('Microsoft.Network/loadBalancers','lb')).loadBalancingRules[0].id]",
            },
            "version": {
                "type": "string",
                "value": "[providers('Microsoft.Compute','virtualMachineScaleSets').apiVersions[0]]",
            },
            "place": {"type": "string", "value": "[resourceGroup().location]"},
        }
        found = self.works(template(pip(), lb(dependsOn=AFTER_PIP), outputs=outputs))
        self.assertRegex(found["address"], r"^203\.0\.113\.")
        self.assertEqual(found["full"], {"name": "Standard", "tier": "Regional"})
        self.assertEqual(found["rule"], f"{NET}/loadBalancers/lb/loadBalancingRules/web")
        self.assertEqual((found["version"], found["place"]), ("2026-04-01", "eastus"))
        # a reference by name brings its order along, one by id does not
        tags = {"a": "[reference('p2').ipAddress]"}
        self.works(template(pip("p1", tags=tags), pip("p2")), name="named")
        tags = {"a": "[reference(resourceId('Microsoft.Network/publicIPAddresses','p4')).ipAddress]"}
        self.fails("ResourceNotFound", template(pip("p4"), pip("p3", tags=tags)), name="by-id")
        tags = {"a": "[reference(resourceId('Microsoft.Network/publicIPAddresses','p9')).ipAddress]"}
        self.fails("ResourceNotFound", template(pip("p5", tags=tags)), name="nowhere")

    def test_loops_conditions_parameters(self):
        parameters = {"names": {"type": "array"}, "more": {"type": "bool", "defaultValue": False}}
        looped = pip(
            "[parameters('names')[copyIndex()]]", copy={"name": "loop", "count": "[length(parameters('names'))]"}
        )
        given = {"names": {"value": ["a", "b"]}}
        last = pip("last", dependsOn=["loop"], condition="[not(parameters('more'))]")
        off = pip("off", condition="[parameters('more')]")
        self.works(template(looped, last, off, parameters=parameters), parameters=given)
        names = [row["name"] for row in self.state()["resources"]]
        self.assertEqual(names, ["a", "b", "last"])
        self.invalid("not provided", template(looped, parameters=parameters))
        self.invalid("not valid", template(looped, parameters=parameters), parameters={"names": {"value": "a"}})
        self.invalid("not present in the original template", template(pip()), parameters={"x": {"value": 1}})

    def test_symbolic_names_and_existing(self):
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        resources = {
            "old": {
                "existing": True,
                "type": "Microsoft.Network/publicIPAddresses",
                "apiVersion": "2024-05-01",
                "name": "pip",
            },
            "balancer": lb(),
        }
        outputs = {
            "address": {"type": "string", "value": "[reference('old').ipAddress]"},
            "id": {"type": "string", "value": "[resourceInfo('balancer').id]"},
        }
        body = {**template(languageVersion="2.0", outputs=outputs), "resources": resources}
        found = self.works(body)
        self.assertEqual(found["id"], f"{NET}/loadBalancers/lb")
        self.assertRegex(found["address"], r"^203\.")
        resources["old"]["name"] = "none"
        self.fails("ResourceNotFound", body, name="missing")

    def test_nested(self):
        inner = template(
            pip("[parameters('n')]"),
            parameters={"n": {"type": "string"}},
            outputs={
                "id": {
                    "type": "string",
                    "value": "[resourceId('Microsoft.Network/publicIPAddresses', parameters('n'))]",
                }
            },
        )
        nested = {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "inner",
            "properties": {
                "mode": "Incremental",
                "expressionEvaluationOptions": {"scope": "inner"},
                "parameters": {"n": {"value": "pip"}},
                "template": inner,
            },
        }
        outputs = {"id": {"type": "string", "value": "[reference('inner').outputs.id.value]"}}
        found = self.works(template(nested, lb(dependsOn=["inner"]), outputs=outputs))
        self.assertEqual(found["id"], f"{NET}/publicIPAddresses/pip")
        self.must("GET", f"{RG}/providers/Microsoft.Resources/deployments/inner")
        nested["properties"]["template"] = {**inner, "resources": [pip("[parameters('n')]", zones=["9"])]}
        self.fails("DeploymentFailed", template(nested), name="bad")

    def test_subscription_scope(self):
        group = {
            "type": "Microsoft.Resources/resourceGroups",
            "apiVersion": "2022-09-01",
            "name": "made",
            "location": "[deployment().location]",
        }
        nested = {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "inner",
            "resourceGroup": "made",
            "dependsOn": ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'made')]"],
            "properties": {"mode": "Incremental", "template": template(pip())},
        }
        body = {**template(group, nested), "$schema": SUBSCRIPTION}
        self.works(body, base=S, location="westeurope")
        self.assertEqual(self.must("GET", f"{S}/resourceGroups/made")["location"], "westeurope")
        self.must("GET", f"{S}/resourceGroups/made/providers/Microsoft.Network/publicIPAddresses/pip")
        state, answer = self.deploy(body, base=S)
        self.assertEqual((state, answer["error"]["code"]), (400, "LocationRequired"))
        state, answer = self.deploy(template(pip()), location="eastus")
        self.assertEqual((state, answer["error"]["code"]), (400, "InvalidDeployment"))

    def test_templates_that_are_refused_at_once(self):
        self.invalid("defined multiple times", template(pip(), pip()))
        self.invalid("Circular", template(pip("a", dependsOn=["b"]), pip("b", dependsOn=["a"])))
        self.invalid("not defined in the template", template(pip(dependsOn=["none"])))
        self.invalid("Could not find member 'comment'", template(pip(comment="x")))
        self.invalid("Unable to parse", template(pip("[a]")))
        self.invalid(
            "not defined in the template",
            template(pip(), outputs={"x": {"type": "string", "value": "[reference('none').x]"}}),
        )
        wrong = {"x": {"type": "int", "value": "[reference('pip').ipAddress]"}}
        self.fails("DeploymentOutputEvaluationFailed", template(pip(), outputs=wrong), name="output")

    def test_names_of_dependencies(self):
        nat = b.nat_rule("one", pool=None, start=None, end=None, frontendPort=2222)
        rule = resource(
            "Microsoft.Network/loadBalancers/inboundNatRules",
            "lb/one",
            {"properties": nat["properties"]},
            dependsOn=["lb"],
        )
        relative = [
            "Microsoft.Network/loadBalancers/lb/inboundNatRules/one",
            "[concat('Microsoft.Network/publicIPAddresses/', 'pip')]",
        ]
        none = pip("[concat('x', copyIndex())]", copy={"name": "none", "count": 0})
        self.works(template(pip(), lb(dependsOn=["pip"]), rule, none, pip("last", dependsOn=[*relative, "none"])))
        self.invalid("not defined", template(pip("a", dependsOn=["Microsoft.Network/publicIPAddresses/b"])))

    def test_what_if_changes_nothing(self):
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        before = self.state()
        body = {"properties": {"template": template(pip(tags={"a": "b"}), pip("new")), "mode": "Incremental"}}
        answer = self.must("POST", f"{RG}/providers/Microsoft.Resources/deployments/main/whatIf", body)
        changes = {row["resourceId"].rsplit("/", 1)[1]: row["changeType"] for row in answer["properties"]["changes"]}
        self.assertEqual(changes, {"pip": "Modify", "new": "Create"})
        self.must("POST", f"{RG}/providers/Microsoft.Resources/deployments/main/validate", body)
        self.assertEqual(before, self.state())

    def test_complete_mode(self):
        self.works(template(pip(), lb(dependsOn=["pip"])))
        path = f"{RG}/providers/Microsoft.Resources/deployments/main"
        self.must("PUT", path, {"properties": {"template": template(pip("only")), "mode": "Complete"}})
        self.assertEqual([row["name"] for row in self.state()["resources"]], ["only"])

    def test_bodies_of_az(self):
        raw = b"""{"properties": {template: {
          // a comment, and a file spliced in as it is
          '$schema': "%s", "contentVersion": "1.0.0.0",
          "resources": [],
          "outputs": {"x": {"type": "string", "value": "[concat('a', 'b')]"},},
        }, "parameters": {}, "mode": "incremental"}}""" % SCHEMA.encode()
        path = f"{RG}/providers/Microsoft.Resources/deployments/az"
        status, record, _ = self.server.arm("PUT", path, raw=raw)
        self.assertEqual((status, record["properties"]["outputs"]["x"]["value"]), (201, "ab"))

    def test_secrets_and_keys(self):
        self.must(
            "PUT", f"{RG}/providers/Microsoft.Storage/storageAccounts/sa", {"location": "eastus", "properties": {}}
        )
        parameters = {"secret": {"type": "securestring"}}
        outputs = {
            "key": {
                "type": "string",
                "value": "[listKeys(resourceId('Microsoft.Storage/storageAccounts','sa'),'2023-05-01').keys[0].value]",
            }
        }
        body = template(pip(tags={"t": "[parameters('secret')]"}), parameters=parameters, outputs=outputs)
        found = self.works(body, parameters={"secret": {"value": "s3"}})
        self.assertEqual(len(found["key"]), 88)
        record = self.must("GET", f"{RG}/providers/Microsoft.Resources/deployments/main")
        self.assertEqual(record["properties"]["parameters"], {"secret": {"type": "securestring"}})

    def test_children_by_type(self):
        vnet = resource("Microsoft.Network/virtualNetworks", "vnet", b.vnet())
        subnet = resource(
            "Microsoft.Network/virtualNetworks/subnets", "vnet/web", {"properties": {"addressPrefix": "10.0.1.0/24"}}
        )
        self.fails("InvalidResourceReference", template(vnet, subnet))
        self.works(template(vnet, {**subnet, "dependsOn": ["vnet"]}), name="ordered")
        probe = resource(
            "Microsoft.Network/loadBalancers/probes",
            "lb/up",
            {"properties": {"protocol": "Tcp", "port": 1}},
            dependsOn=["lb"],
        )
        self.fails("MethodNotAllowed", template(pip(), lb(dependsOn=["pip"]), probe), name="probe")
        self.assertTrue(VMSS)
