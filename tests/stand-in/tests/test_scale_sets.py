"""Instances have models of their own."""

from . import build as b
from .client import NET, VMSS, Case

LB, WEB = f"{NET}/loadBalancers/lb", f"{VMSS}/web"


class Instances(Case):
    """Models, instances, and "still in use"."""

    def setUp(self):
        super().setUp()
        self.must("PUT", f"{NET}/virtualNetworks/vnet", b.vnet(("web", "10.0.1.0/24")))
        self.must("PUT", f"{NET}/publicIPAddresses/pip", b.public_ip())
        self.must("PUT", LB, b.balancer(inboundNatPools=[b.nat_pool("ssh")]))

    def latest(self):
        return [row["properties"]["latestModelApplied"] for row in self.must("GET", f"{WEB}/virtualMachines")["value"]]

    def test_a_nat_pool_is_in_use_until_the_instances_have_let_it_go(self):
        self.must("PUT", WEB, b.scale_set(nat=("ssh",)))
        self.assertEqual(self.latest(), [True, True])
        self.refused("CodeNotKnown", "PUT", LB, b.balancer())
        self.must("PUT", WEB, b.scale_set())
        self.assertEqual(self.latest(), [False, False])
        self.refused("CodeNotKnown", "PUT", LB, b.balancer())
        self.must("POST", f"{WEB}/manualupgrade", {"instanceIds": ["0"]})
        self.assertEqual(self.latest(), [True, False])
        self.refused("CodeNotKnown", "PUT", LB, b.balancer())
        self.must("POST", f"{WEB}/manualupgrade", {"instanceIds": ["*"]})
        self.must("PUT", LB, b.balancer())

    def test_the_rules_that_a_nat_pool_makes(self):
        self.must("PUT", WEB, b.scale_set(nat=("ssh",)))
        before = self.state()
        shown = self.must("GET", LB)
        rules = {row["name"]: row["properties"] for row in shown["properties"]["inboundNatRules"]}
        self.assertEqual({name: row["frontendPort"] for name, row in rules.items()}, {"ssh.0": 50000, "ssh.1": 50001})
        self.assertIn("/virtualMachines/0/", rules["ssh.0"]["backendIPConfiguration"]["id"])
        # who reads the load balancer and writes it again hands them back, and nothing comes of it
        self.must("PUT", LB, shown)
        self.assertEqual(before, self.state())

    def test_no_instances_and_the_model_alone_blocks(self):
        self.must("PUT", WEB, b.scale_set(nat=("ssh",), instances=0))
        self.refused("CodeNotKnown", "PUT", LB, b.balancer())
        self.must("PUT", WEB, b.scale_set(instances=0))
        self.must("PUT", LB, b.balancer())

    def test_automatic_and_rolling_bring_the_instances_up(self):
        self.must("PUT", WEB, b.scale_set(nat=("ssh",), mode="Automatic"))
        self.must("PUT", WEB, b.scale_set(mode="Automatic"))
        self.assertEqual(self.latest(), [True, True])
        self.must("PUT", LB, b.balancer())
        self.must("PUT", WEB, b.scale_set(mode="Rolling", probe="up"))
        self.assertEqual(self.latest(), [True, True])

    def test_the_health_probe(self):
        self.must("PUT", WEB, b.scale_set(probe="up"))
        gone = b.balancer(loadBalancingRules=[], inboundNatPools=[b.nat_pool("ssh")])
        self.refused("CannotRemoveRuleUsedByProbeUsedByVMSS", "PUT", LB, gone)
        self.must("PUT", WEB, b.scale_set())
        self.refused("CannotRemoveRuleUsedByProbeUsedByVMSS", "PUT", LB, gone)
        self.must("POST", f"{WEB}/manualupgrade", {"instanceIds": ["*"]})
        self.must("PUT", LB, gone)

    def test_scaling(self):
        self.must("PUT", WEB, b.scale_set(instances=3))
        # az vmss scale sends nothing but location and sku
        found = self.must("PUT", WEB, {"location": "eastus", "sku": {"name": "Standard_D2s_v5", "capacity": 2}})
        self.assertIn("virtualMachineProfile", found["properties"])
        rows = self.must("GET", f"{WEB}/virtualMachines")["value"]
        self.assertEqual([row["instanceId"] for row in rows], ["0", "1"])
        self.must("POST", f"{WEB}/delete", {"instanceIds": ["0"]})
        self.assertEqual(self.must("GET", WEB)["sku"]["capacity"], 1)
        self.must("PATCH", WEB, {"sku": {"name": "Standard_D2s_v5", "capacity": 2}})
        rows = self.must("GET", f"{WEB}/virtualMachines")["value"]
        self.assertEqual([row["instanceId"] for row in rows], ["1", "3"])
        self.must("GET", f"{WEB}/virtualMachines/1")
        self.assertEqual(self.must("GET", f"{WEB}/instanceView")["virtualMachine"]["statusesSummary"][0]["count"], 2)

    def test_new_instances_have_the_new_model(self):
        self.must("PUT", WEB, b.scale_set(nat=("ssh",), instances=1))
        self.must("PUT", WEB, b.scale_set(instances=2))
        self.assertEqual(self.latest(), [False, True])

    def test_what_a_put_leaves_out_is_kept(self):
        self.must("PUT", WEB, b.scale_set())
        body = b.changed(
            b.scale_set(), ("properties", "virtualMachineProfile", "storageProfile", "imageReference"), ...
        )
        found = self.must("PUT", WEB, body)
        self.assertEqual(found["properties"]["virtualMachineProfile"]["storageProfile"]["imageReference"]["offer"], "o")

    def test_extensions_by_url(self):
        self.must("PUT", WEB, b.scale_set())
        extension = {"properties": {"publisher": "P", "type": "ApplicationHealthLinux", "typeHandlerVersion": "1.0"}}
        self.must("PUT", f"{WEB}/extensions/health", extension)
        profile = self.must("GET", WEB)["properties"]["virtualMachineProfile"]["extensionProfile"]
        self.assertEqual([row["name"] for row in profile["extensions"]], ["health"])
        self.must("PUT", WEB, b.changed(self.must("GET", WEB), ("properties", "upgradePolicy"), {"mode": "Rolling"}))
        self.refused("BadRequest", "DELETE", f"{WEB}/extensions/health")
