"""The server: start, certificate, tokens, controls, and that nothing unknown passes."""

import json
import os
import ssl
import unittest
import urllib.error

from . import build as b
from .client import NET, RG, VMSS, Case, S, Server
from .oracle import SHARED

REQUESTS = os.path.join(SHARED, "az/requests")


class Start(unittest.TestCase):
    """One process, as its users start it."""

    def test_it_starts_in_less_than_a_second(self):
        best = 60.0
        for _ in range(5):  # a busy machine may need several
            server = Server()
            server.close()
            best = min(best, server.seconds)
            if best < 1.0:
                break
        self.assertLess(best, 1.0)

    def test_a_token_costs_the_secret_and_it_ends_with_its_input(self):
        server = Server("--secret", "s3cret")
        try:
            self.assertTrue(server.url.startswith("https://127.0.0.1:"))
            self.assertEqual(server.request("GET", "/msi/token?resource=x")[0], 401)
            status, token, _ = server.request("GET", "/msi/token?resource=x", headers={"X-IDENTITY-HEADER": "s3cret"})
            self.assertEqual((status, token["token_type"], token["resource"]), (200, "Bearer", "x"))
            server.token = token["access_token"]
            self.assertEqual(server.arm("PUT", RG, {"location": "eastus"})[0], 201)
            self.assertEqual(server.request("GET", f"{RG}?api-version=2024-11-01")[0], 401)
        finally:
            server.close()
        self.assertEqual(server.process.returncode, 0)
        self.assertFalse(os.path.exists(server.certificate), "the temporary folder is left behind")

    def test_the_certificate_is_needed_and_strict(self):
        server = Server()
        try:
            self.assertEqual(server.request("GET", "/vmaliases")[0], 200)
            with self.assertRaises(urllib.error.URLError):
                bare = Server.__new__(Server)
                bare.url, bare.opener = server.url, urllib.request.build_opener()
                bare.request("GET", "/vmaliases")
            strict = ssl.create_default_context(cafile=server.certificate)
            strict.verify_flags |= ssl.VERIFY_X509_STRICT
            opener = urllib.request.build_opener(
                urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=strict)
            )
            with opener.open(server.url + "/metadata/endpoints?api-version=2019-05-01") as answer:
                self.assertEqual(json.loads(answer.read())["resourceManager"], server.url)
        finally:
            server.close()


class Plane(Case):
    """Requests that are not about one type."""

    def test_what_is_not_modelled_is_501_and_logged(self):
        unknown = [
            ("PUT", f"{RG}/providers/Microsoft.Quantum/workspaces/x", {"location": "eastus"}),
            ("GET", f"{RG}/providers/Microsoft.Quantum/workspaces/x", None),
            ("POST", f"{VMSS}/web/deallocate", {}),
            ("GET", "/providers/Microsoft.Billing/accounts", None),
            ("GET", f"{S}/resources?$filter=plan eq 'x'", None),
        ]
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        self.must("PUT", f"{VMSS}/web", b.scale_set(pools=()))
        for method, path, body in unknown:
            status, answer, _ = self.arm(method, path, body)
            self.assertEqual((status, answer["error"]["code"]), (501, "NotModelled"), path)
        log = self.server.request("GET", "/_stand-in/refused")[1]["unknown"]
        self.assertEqual(len(log), len(unknown))
        self.assertEqual(log[0]["body"], {"location": "eastus"})
        template = {
            "$schema": "x",
            "contentVersion": "1.0.0.0",
            "resources": [{"type": "A.B/c", "name": "x", "apiVersion": "2020-01-01"}],
        }
        self.assertEqual(self.deploy(template)[0], 501)

    def test_writes_are_counted_and_kept_as_received(self):
        self.server.request("POST", "/_stand-in/reset")
        self.must("PUT", RG, {"location": "East US", "tags": {"a": "b"}})
        self.server.request("POST", "/_stand-in/mark?label=half")
        self.must("GET", RG)
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip(idleTimeoutInMinutes="4"))
        self.must("DELETE", f"{NET}/publicIPAddresses/pip")
        self.assertEqual(self.arm("DELETE", f"{NET}/publicIPAddresses/pip")[0], 204)
        found = self.server.request("GET", "/_stand-in/writes")[1]
        self.assertEqual(
            (found["count"], found["reads"], found["marks"]), (4, 1, [{"label": "half", "writes": 1, "reads": 0}])
        )
        self.assertEqual(found["writes"][0]["body"], {"location": "East US", "tags": {"a": "b"}})
        self.assertEqual(found["writes"][1]["body"]["properties"]["idleTimeoutInMinutes"], "4")
        self.assertEqual([row["status"] for row in found["writes"]], [201, 201, 200, 204])
        self.assertEqual(found["writes"][1]["apiVersion"], "2024-11-01")
        self.assertEqual(len(self.server.request("GET", "/_stand-in/writes?from=3")[1]["writes"]), 1)

    def test_a_state_can_be_put_back(self):
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        self.must("PUT", f"{NET}/loadBalancers/lb", b.balancer())
        self.must("PUT", f"{VMSS}/web", b.scale_set())
        before = self.state()
        self.server.request("POST", "/_stand-in/reset")
        self.assertEqual(self.state()["resources"], [])
        self.server.request("POST", "/_stand-in/state", before)
        self.assertEqual(self.state(), before)

    def test_groups(self):
        self.assertEqual(self.arm("HEAD", RG)[0], 204)
        self.assertEqual(self.arm("HEAD", f"{S}/resourceGroups/none")[0], 404)
        self.assertEqual([row["name"] for row in self.must("GET", f"{S}/resourcegroups")["value"]], ["rg"])
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        self.must("DELETE", RG)
        self.assertEqual(self.state()["resources"], [])

    def test_finding_by_name(self):
        self.must("PUT", f"{NET}/publicIPAddresses/pip", {**b.public_ip(), "tags": {"a": "b"}})
        filters = "resourceGroup eq 'RG' and name eq 'pip' and resourceType eq 'Microsoft.Network/publicIPAddresses'"
        rows = self.must("GET", f"{S}/resources?$filter={filters}")["value"]
        self.assertEqual([row["id"] for row in rows], [f"{NET}/publicIPAddresses/pip"])
        self.assertEqual(self.must("GET", f"{S}/resources?$filter=name eq 'None'")["value"], [])
        self.assertEqual(len(self.must("GET", f"{S}/resources?$filter=tagName eq 'a' and tagValue eq 'b'")["value"]), 1)

    def test_ids_have_the_services_spelling(self):
        path = f"{S}/resourcegroups/RG/providers/microsoft.network/PublicIpAddresses/Pip"
        found = self.must("PUT", path, b.public_ip())
        self.assertEqual(found["id"], f"{NET}/publicIPAddresses/Pip")
        self.assertEqual(self.must("GET", path.upper().replace("SUBSCRIPTIONS", "subscriptions"))["id"], found["id"])

    def test_providers_and_images(self):
        rows = self.must("GET", f"{S}/providers/Microsoft.Compute")["resourceTypes"]
        sets = [row for row in rows if row["resourceType"] == "virtualMachineScaleSets"]
        self.assertEqual(sets[0]["apiVersions"][0], "2026-04-01")
        base = f"{S}/providers/Microsoft.Compute/locations/eastus/publishers/Canonical/artifacttypes/vmimage/offers/o/skus/s/versions"
        self.assertEqual(len(self.must("GET", f"{base}?$top=1&$orderby=name desc")), 1)
        self.assertEqual(self.must("GET", f"{base}/1.2.3")["properties"]["osDiskImage"]["operatingSystem"], "Linux")

    def test_lists_and_children(self):
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        found = self.must(
            "PUT", f"{NET}/virtualNetworks/vnet/subnets/app", {"properties": {"addressPrefix": "10.0.2.0/24"}}
        )
        self.assertEqual(found["id"], f"{NET}/virtualNetworks/vnet/subnets/app")
        rows = self.must("GET", f"{NET}/virtualNetworks/vnet/subnets")["value"]
        self.assertEqual([row["name"] for row in rows], ["web", "app"])
        # a PUT of the network that does not mention its subnets keeps them
        self.must(
            "PUT",
            f"{NET}/virtualNetworks/vnet",
            {"location": "eastus", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}},
        )
        self.assertEqual(len(self.must("GET", f"{NET}/virtualNetworks")["value"][0]["properties"]["subnets"]), 2)
        self.must("DELETE", f"{NET}/virtualNetworks/vnet/subnets/app")
        self.assertEqual(self.arm("DELETE", f"{NET}/virtualNetworks/vnet/subnets/app")[0], 204)

    def test_members_by_address_come_by_their_pools_url(self):
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        lb, network = f"{NET}/loadBalancers/lb", b.ref(f"{NET}/virtualNetworks/vnet")
        rows = [b.part(f"m{at}", ipAddress=f"10.0.1.{at}", virtualNetwork=network) for at in (10, 11)]

        def put(*members):
            pool = b.part("app", **({"loadBalancerBackendAddresses": list(members)} if members else {}))
            self.must("PUT", lb, b.balancer(backendAddressPools=[pool]))
            properties = self.must("GET", f"{lb}/backendAddressPools/app")["properties"]
            return [row["properties"]["ipAddress"] for row in properties.get("loadBalancerBackendAddresses", [])]

        self.assertEqual(put(*rows), [])
        pool = b.part("app", loadBalancerBackendAddresses=rows[:1])
        self.must("PUT", f"{lb}/backendAddressPools/app", pool)
        # neither a new one nor a changed one comes in, and who writes the load balancer again keeps what he names
        changed = b.changed(rows[0], ("properties", "ipAddress"), "10.0.1.12")
        self.assertEqual(put(changed, rows[1]), ["10.0.1.10"])
        self.assertEqual(put(), [])

    def test_bodies_that_are_no_json(self):
        status, answer, _ = self.server.arm("PUT", RG, raw=b"{'location':")
        self.assertEqual((status, answer["error"]["code"]), (400, "InvalidRequestContent"))
        self.assertEqual(self.arm("PUT", f"{NET}/publicIPAddresses/pip", [1])[0], 400)


class Folding(Case):
    """What az and templates write in different ways is one state."""

    def test_numbers_words_and_defaults(self):
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        loose = b.balancer(
            loadBalancingRules=[b.rule("web", protocol="tcp", port="80", to="8080", disableOutboundSnat="true")],
            probes=[b.part("up", protocol="TCP", port="8080", intervalInSeconds="5", probeThreshold=2)],
        )
        self.must("PUT", f"{NET}/loadBalancers/lb", loose)
        first = self.state()
        self.must("PUT", f"{NET}/loadBalancers/lb", b.balancer())
        self.assertEqual(first, self.state())
        rule = self.must("GET", f"{NET}/loadBalancers/lb")["properties"]["loadBalancingRules"][0]["properties"]
        self.assertEqual((rule["frontendPort"], rule["protocol"], rule["disableOutboundSnat"]), (80, "Tcp", True))
        self.assertEqual(rule["idleTimeoutInMinutes"], 4)
        self.assertEqual(rule["backendAddressPools"], [rule["backendAddressPool"]])

    def test_letter_case_of_members_and_words(self):
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        loose = {
            "location": "East US",
            "sku": {"name": "standard"},
            "properties": {"publicIPAllocationMethod": "static"},
        }
        self.must("PUT", f"{NET}/publicIPAddresses/pip", loose)
        first = self.state()
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        self.assertEqual(first, self.state())
        nic = b.nic(pools=())
        nic["properties"]["ipConfigurations"][0]["properties"]["subnet"] = {
            "Id": f"{NET}/virtualNetworks/vnet/subnets/none"
        }
        self.refused("InvalidResourceReference", "PUT", f"{NET}/networkInterfaces/nic", nic)

    def test_secrets_are_not_shown_and_not_lost(self):
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        body = b.changed(
            b.scale_set(pools=()), ("properties", "virtualMachineProfile", "osProfile", "customData"), "IyEvYmlu"
        )
        body["identity"] = {"type": "SystemAssigned"}
        self.must("PUT", f"{VMSS}/web", body)
        before = self.state()
        shown = self.must("GET", f"{VMSS}/web")
        self.assertNotIn("customData", shown["properties"]["virtualMachineProfile"]["osProfile"])
        self.assertIn("principalId", shown["identity"])
        self.must("PUT", f"{VMSS}/web", shown)
        self.assertEqual(before, self.state())

    def test_what_was_read_can_be_written(self):
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        self.must(
            "PUT",
            f"{NET}/loadBalancers/lb",
            b.balancer(outboundRules=[b.outbound("out")], inboundNatPools=[b.nat_pool("ssh")]),
        )
        self.must("PUT", f"{VMSS}/web", b.scale_set(nat=("ssh",), probe="up"))
        before = self.state()
        for row in before["resources"]:
            self.must("PUT", row["id"], self.must("GET", row["id"]))
        self.assertEqual(before, self.state())

    def test_references_back_and_addresses_are_shown(self):
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        pip = self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        self.assertRegex(pip["properties"]["ipAddress"], r"^203\.0\.113\.\d+$")
        self.must("PUT", f"{NET}/loadBalancers/lb", b.balancer())
        self.must("PUT", f"{VMSS}/web", b.scale_set(instances=2))
        shown = self.must("GET", f"{NET}/loadBalancers/lb")["properties"]
        rule = f"{NET}/loadBalancers/lb/loadBalancingRules/web"
        for collection in ("frontendIPConfigurations", "backendAddressPools", "probes"):
            self.assertEqual(shown[collection][0]["properties"]["loadBalancingRules"], [{"id": rule}])
        self.assertGreaterEqual(len(shown["backendAddressPools"][0]["properties"]["backendIPConfigurations"]), 2)
        self.assertIn("ipConfiguration", self.must("GET", f"{NET}/publicIPAddresses/pip")["properties"])
        inner = b.balancer("ilb", [b.internal("fe")])
        address = self.must("PUT", f"{NET}/loadBalancers/ilb", inner)["properties"]["frontendIPConfigurations"][0][
            "properties"
        ]
        self.assertTrue(address["privateIPAddress"].startswith("10.0.1."))


@unittest.skipUnless(
    os.path.isdir(REQUESTS), "the recorded requests of az are not here: az/requests beside the project"
)
class Recorded(Case):
    """What the real az sent is understood, whatever the state."""

    def test_recorded_requests(self):
        count = 0
        for name in sorted(os.listdir(REQUESTS)):
            with open(os.path.join(REQUESTS, name), encoding="utf-8") as file:
                requests = json.load(file)["requests"]
            for row in requests:
                query = "&".join(f"{key}={value}" for key, value in row["query"].items() if key != "api-version")
                path = f"{row['path']}?{query}" if query else row["path"]
                status, answer, _ = self.server.arm(
                    row["method"], path, row.get("body"), row["query"].get("api-version", "")
                )
                self.assertNotEqual(status, 501, f"{name}: {row['method']} {path}: {answer}")
                count += 1
        self.assertGreaterEqual(count, 75)


if __name__ == "__main__":
    unittest.main()
