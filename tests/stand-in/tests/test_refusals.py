"""What the stand-in refuses: each of Azure's codes is provoked once, by the smallest change of a world that is accepted."""

import os
import re
import unittest

from . import build as b
from .client import NET, RG, ROOT, VMSS, Case

LB, LB2 = f"{NET}/loadBalancers/lb", f"{NET}/loadBalancers/lb2"
PIP, PIP2 = f"{NET}/publicIPAddresses/pip", f"{NET}/publicIPAddresses/pip2"
VNET, NSG, NIC = f"{NET}/virtualNetworks/vnet", f"{NET}/networkSecurityGroups/nsg", f"{NET}/networkInterfaces/nic"
WEB = f"{VMSS}/web"
PROVOKED = set()


class World(Case):
    """A network, two addresses and a load balancer."""

    def setUp(self):
        super().setUp()
        self.must("PUT", VNET, b.vnet(("web", "10.0.1.0/24"), ("small", "10.0.2.0/29")))
        self.must("PUT", PIP, b.public_ip())
        self.must("PUT", PIP2, b.public_ip())

    def refused(self, code, method, path, body=None, status=None):
        PROVOKED.add(code)
        before = self.state()
        message = super().refused(code, method, path, body, status)
        self.assertEqual(before, self.state(), "a refusal left something behind")
        return message


class Balancers(World):
    """A load balancer by itself."""

    def refuse_lb(self, code, path=LB, **changes):
        return self.refused(code, "PUT", path, b.balancer(**changes))

    def test_frontends(self):
        self.refuse_lb("LoadBalancerWithoutFrontendIPCantHaveChildResources", frontends=[], loadBalancingRules=[])
        both = b.changed(b.internal("fe"), ("properties", "publicIPAddress"), b.ref(PIP))
        self.refuse_lb("FrontendIPConfigHasBothSubnetAndPublicIP", frontends=[both])
        self.refuse_lb("FrontendIPConfigHasNoSubnetOrPublicIP", frontends=[b.part("fe")])
        zoned = {**b.frontend("fe", "pip"), "zones": ["1"]}
        self.refuse_lb("LoadBalancerFrontendIPConfigCannotHaveZoneWhenReferencingPublicIPAddress", frontends=[zoned])
        self.refuse_lb(
            "ResourceCannotHaveMultipleZonesSpecified", frontends=[{**b.internal("fe"), "zones": ["1", "2"]}]
        )
        many = [b.internal(f"f{n}") for n in range(601)]
        self.refuse_lb("LoadBalancerFrontendIPConfigurationCountLimitReached", frontends=many, loadBalancingRules=[])
        v6 = b.internal("fe", privateIPAddressVersion="IPv6")
        self.refuse_lb("AtleastOneIpV4RequiredForIpV6LbFrontendIpConfiguration", frontends=[v6])
        self.refuse_lb("InvalidResourceName", backendAddressPools=[{"name": "app"}, {"name": "LB Rule"}])
        self.refuse_lb("InvalidRequestFormat", backendAddressPools=[{"name": "app"}, {"name": "App"}])

    def test_addresses(self):
        for code, address in (
            ("PrivateIPAddressNotInSubnet", "10.0.9.9"),
            ("PrivateIPAddressInReservedRange", "10.0.1.2"),
        ):
            fixed = b.internal("fe", privateIPAddress=address, privateIPAllocationMethod="Static")
            self.refuse_lb(code, frontends=[fixed])
        fixed = b.internal("fe", privateIPAddress="10.0.1.10", privateIPAllocationMethod="Static")
        self.must("PUT", LB, b.balancer(frontends=[fixed]))
        self.refuse_lb("PrivateIPAddressIsAllocated", LB2, lb="lb2", frontends=[fixed])
        self.must(
            "PUT",
            f"{NET}/publicIPAddresses/old",
            {"location": "eastus", "properties": {"publicIPAllocationMethod": "Static"}},
        )
        self.refuse_lb("PublicIPAndLBSkuDoNotMatch", LB2, lb="lb2", frontends=[b.frontend("fe", "old")])

    def test_one_address_for_one_frontend(self):
        self.must("PUT", LB, b.balancer())
        self.refuse_lb("PublicIPReferencedByMultipleIPConfigs", LB2, lb="lb2")

    def test_references(self):
        self.refuse_lb("InvalidResourceReference", frontends=[b.frontend("fe", "none")])
        self.refuse_lb("InvalidResourceReference", loadBalancingRules=[b.rule("web", pool="none")])
        wrong = b.changed(b.rule("web"), ("properties", "probe"), b.at("lb", "backendAddressPools", "app"))
        self.refuse_lb("InvalidJsonReferenceWrongType", loadBalancingRules=[wrong])
        self.refuse_lb("LinkedInvalidPropertyId", frontends=[b.part("fe", publicIPAddress={"id": "/pip"})])
        far = {**b.balancer(), "location": "westus"}
        self.refused("InvalidResourceReference", "PUT", LB, far)

    def test_ports(self):
        two = [b.rule("web"), b.rule("web2", port=81)]
        self.refuse_lb("RulesUseSameBackendPortProtocolAndPool", loadBalancingRules=two)
        floating = [b.rule("a", enableFloatingIP=True, to=80), b.rule("b", port=81, to=80, enableFloatingIP=True)]
        self.refuse_lb(
            "RulesUseSameBackendPortProtocolAndPoolAndFrontendIPWithFloatingIPEnabled", loadBalancingRules=floating
        )
        self.refuse_lb("CodeNotKnown", loadBalancingRules=[b.rule("web"), b.rule("web2", to=8081)])
        self.refuse_lb(
            "CodeNotKnown", inboundNatPools=[b.nat_pool("ssh"), b.nat_pool("more", start=50099, end=50100, to=23)]
        )
        self.refuse_lb("CodeNotKnown", inboundNatRules=[b.nat_rule("ssh", start=70, end=90)])
        other = b.rule("web", backendAddressPools=[b.at("lb", "backendAddressPools", "two")])
        self.refuse_lb(
            "LoadBalancingRuleBackendAdressPoolAndBackendAddressPoolsCannotBeSetAtTheSameTimeWithDifferentValue",
            backendAddressPools=[{"name": "app"}, {"name": "two"}],
            loadBalancingRules=[other],
        )
        both = b.nat_rule("ssh", frontendPort=22)
        self.refuse_lb("UnsupportedSetOfInboundNatRulePropertiesWhenFrontendPortIsSpecified", inboundNatRules=[both])
        none = b.nat_rule("ssh", pool="app", start=None)
        self.refuse_lb("MissedInboundNatRuleV2Properties", inboundNatRules=[none])
        self.must("PUT", LB, b.balancer(loadBalancingRules=[b.rule("web"), b.rule("udp", protocol="Udp")]))

    def test_outbound(self):
        snat = b.rule("web", disableOutboundSnat=False)
        self.refuse_lb(
            "LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule",
            loadBalancingRules=[snat],
            outboundRules=[b.outbound("out")],
        )
        self.refuse_lb(
            "MoreThanOneOutboundRuleUsingSameFrontendIPConfigurationAndProtocolIsNotSupported",
            outboundRules=[b.outbound("out"), b.outbound("tcp", protocol="Tcp")],
        )
        prefix = "SpecifiedAllocatedOutboundPortsForOutboundRule"
        self.refuse_lb(f"{prefix}IsNotAMultipleOfEight", outboundRules=[b.outbound("out", allocatedOutboundPorts=100)])
        too_many = b.outbound("out", allocatedOutboundPorts=64008)
        self.refuse_lb(f"{prefix}ExceedsTotalNumberOfAllowedPortsPerRule", outboundRules=[too_many])
        inside = b.balancer(frontends=[b.internal("fe")], outboundRules=[b.outbound("out")])
        self.refused("CodeNotKnown", "PUT", LB, inside)
        self.must("PUT", LB, b.balancer(outboundRules=[b.outbound("out", allocatedOutboundPorts=31992)]))
        self.must("PUT", WEB, b.scale_set(instances=2))
        self.refused(f"{prefix}ExceedsTotalNumberOfAvailablePorts", "PUT", WEB, b.scale_set(instances=3))

    def test_changes(self):
        zoned = {**b.internal("fe"), "zones": ["1"]}
        self.must("PUT", LB, b.balancer(frontends=[zoned]))
        self.refuse_lb("ResourceAvailabilityZonesCannotBeModified", frontends=[{**zoned, "zones": ["2"]}])
        self.refuse_lb("SkuCannotBeChangedOnUpdate", sku="Gateway", frontends=[zoned])
        empty = {"frontends": [], "backendAddressPools": [], "probes": [], "loadBalancingRules": []}
        self.refuse_lb("DeletingAllIpConfigsInLoadbalancerNotSupported", **empty)
        self.refused("InvalidResourceLocation", "PUT", LB, {**b.balancer(), "location": "westus"}, 409)

    def test_nat_rules_beside_nat_pools(self):
        self.must("PUT", LB, b.balancer(inboundNatPools=[b.nat_pool("ssh")]))
        self.refuse_lb(
            "AddingOrUpdatingNatRulesWhenNatPoolIsPresentOnLoadbalancerIsNotSupported",
            inboundNatPools=[b.nat_pool("ssh")],
            inboundNatRules=[b.nat_rule("rdp", start=40000, end=40099, to=3389)],
        )

    def test_children_that_have_no_url(self):
        self.must("PUT", LB, b.balancer())
        for collection, name in (("probes", "up"), ("loadBalancingRules", "web"), ("frontendIPConfigurations", "fe")):
            self.refused("MethodNotAllowed", "PUT", f"{LB}/{collection}/{name}", {"properties": {}}, 405)
            self.refused("MethodNotAllowed", "DELETE", f"{LB}/{collection}/{name}", None, 405)
            self.must("GET", f"{LB}/{collection}/{name}")


class ScaleSets(World):
    """A scale set, and what it has in common with load balancers."""

    def setUp(self):
        super().setUp()
        two = [{"name": "app"}, {"name": "two"}]
        pools = {"inboundNatPools": [b.nat_pool("ssh", end=50004)], "backendAddressPools": two}
        self.must("PUT", LB, b.balancer(**pools))

    def refuse_set(self, code, path=WEB, **changes):
        return self.refused(code, "PUT", path, b.scale_set(**changes))

    def test_references(self):
        self.refuse_set("InvalidResourceReference", pools=("none",))
        self.refuse_set("InvalidResourceReference", subnet="none")
        self.refuse_set("InvalidResourceReference", lb="lb9")
        self.refused("InvalidResourceReference", "PUT", WEB, {**b.scale_set(), "location": "westus"})

    def test_nat_pools(self):
        self.refuse_set("InboundNatPoolFrontendPortRangeSmallerThanRequestedPorts", nat=("ssh",), instances=6)
        self.must("PUT", WEB, b.scale_set(nat=("ssh",), instances=5))
        self.refuse_set("CodeNotKnown", f"{VMSS}/more", nat=("ssh",), instances=0)
        self.refuse_set("CodeNotKnown", f"{VMSS}/flex", flexible=True, nat=("ssh",))
        self.must(
            "PUT",
            LB2,
            b.balancer("lb2", [b.internal("fe")], inboundNatPools=[b.nat_pool("ssh", "lb2", start=10000, end=30000)]),
        )
        self.must("PUT", f"{NET}/virtualNetworks/vnet/subnets/big", {"properties": {"addressPrefix": "10.0.16.0/20"}})
        self.refuse_set(
            "LoadBalancerInboundRuleCountLimitExceededByVMScaleSet",
            f"{VMSS}/many",
            lb="lb2",
            nat=("ssh",),
            instances=1500,
            subnet="big",
        )

    def test_health(self):
        self.refuse_set("BadRequest", mode="Rolling")
        self.refuse_set("BadRequest", automaticRepairsPolicy={"enabled": True})
        self.refuse_set(
            "BadRequest",
            upgradePolicy={"mode": "Automatic", "automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": True}},
        )
        self.refuse_set("CannotUseHealthProbeWithoutLoadBalancing", pools=(), probe="up")
        self.must("PUT", WEB, b.scale_set(probe="up", mode="Rolling"))
        idle = b.balancer("lb2", [b.frontend("fe", "pip2")], loadBalancingRules=[])
        self.must("PUT", LB2, idle)
        self.refuse_set("CannotUseInactiveHealthProbe", f"{VMSS}/b", lb="lb2", probe="up")
        self.refuse_set("CodeNotKnown", f"{VMSS}/b", probe="up", flexible=True)

    def test_one_load_balancer_of_a_kind(self):
        self.must(
            "PUT",
            LB2,
            b.balancer("lb2", [b.frontend("fe", "pip2")], loadBalancingRules=[b.rule("web", "lb2", to=9090)]),
        )
        pools = [b.at("lb", "backendAddressPools", "app"), b.at("lb2", "backendAddressPools", "app")]
        both = b.changed(b.scale_set(), (*b.IP, "loadBalancerBackendAddressPools"), pools)
        self.refused("VMScaleSetCannotUseMultipleLoadBalancersOfSameType", "PUT", WEB, both)
        self.must("PUT", LB2, b.balancer("lb2", [b.frontend("fe", "pip2")]))
        self.refused("RulesOfSameLoadBalancerTypeUseSameBackendPortProtocolAndVmssIPConfig", "PUT", WEB, both)

    def test_members(self):
        self.must("PUT", f"{NET}/virtualNetworks/other", b.vnet(("web", "10.1.1.0/24"), space=("10.1.0.0/16",)))
        away = b.changed(b.scale_set(), (*b.IP, "subnet"), b.ref(f"{NET}/virtualNetworks/other/subnets/web"))
        self.must("PUT", LB2, b.balancer("lb2", [b.internal("fe")]))
        inside = b.changed(b.scale_set(lb="lb2"), (*b.IP, "subnet"), b.ref(f"{NET}/virtualNetworks/other/subnets/web"))
        self.refused("NetworkInterfaceAndInternalLoadBalancerMustUseSameVnet", "PUT", WEB, inside)
        nics = away["properties"]["virtualMachineProfile"]["networkProfile"]["networkInterfaceConfigurations"]
        first = b.scale_set()["properties"]["virtualMachineProfile"]["networkProfile"][
            "networkInterfaceConfigurations"
        ][0]
        nics[0]["name"], nics[0]["properties"]["primary"] = "second", False
        nics.append(first)
        self.refused("VMScaleSetCannotReferenceSubnetsFromDifferentVirtualNetworks", "PUT", WEB, away)
        dual = b.scale_set()
        ips = dual["properties"]["virtualMachineProfile"]["networkProfile"]["networkInterfaceConfigurations"][0][
            "properties"
        ]["ipConfigurations"]
        ips[0]["properties"]["primary"] = True
        ips.append(b.changed(b.changed(ips[0], ("name",), "v6"), ("properties", "privateIPAddressVersion"), "IPv6"))
        ips[1]["properties"]["primary"] = False
        self.refused(
            "AllNicIpConfigurationsOfLbBackendPoolOnVMScaleSetMustHaveSamePrivateIpAddressVersion", "PUT", WEB, dual
        )
        self.must(
            "PUT",
            LB,
            b.balancer(
                loadBalancingRules=[b.rule("web"), b.rule("two", port=81, pool="two")],
                backendAddressPools=[{"name": "app"}, {"name": "two"}],
            ),
        )
        self.refuse_set("RulesUseSameBackendPortProtocolAndIPConfig", pools=("app", "two"))

    def test_pools_by_address(self):
        rows = [b.part("a", ipAddress="10.0.1.50", virtualNetwork=b.ref(VNET))]
        self.must("PUT", f"{LB}/backendAddressPools/app", b.part("app", loadBalancerBackendAddresses=rows))
        self.refuse_set("CannotMixIPBasedAddressesAndIPConfigurationsOnLoadBalancerBackendAddressPool")

    def test_outbound_members(self):
        self.must("PUT", LB, b.balancer(outboundRules=[b.outbound("out")]))
        public = b.changed(
            b.scale_set(), (*b.IP, "publicIPAddressConfiguration"), b.part("pip", idleTimeoutInMinutes=4)
        )
        self.refused("NicWithPublicIpCannotReferencePoolWithOutboundRule", "PUT", WEB, public)
        two = b.scale_set()
        ips = two["properties"]["virtualMachineProfile"]["networkProfile"]["networkInterfaceConfigurations"][0][
            "properties"
        ]["ipConfigurations"]
        ips.append(b.changed(ips[0], ("name",), "second"))
        ips[0]["properties"]["primary"], ips[0]["properties"]["loadBalancerBackendAddressPools"] = True, []
        ips[1]["properties"]["primary"] = False
        self.refused(
            "OutboundRuleCannotBeUsedWithBackendAddressPoolThatIsReferencedBySecondaryIpConfigs", "PUT", WEB, two
        )

    def test_addresses_of_machines(self):
        public = b.part("pip", idleTimeoutInMinutes=4) | {"sku": {"name": "Basic"}}
        own = b.changed(b.scale_set(), (*b.IP, "publicIPAddressConfiguration"), public)
        self.refused("DifferentSkuLoadBalancerAndPublicIPAddressNotAllowedInVMSS", "PUT", WEB, own)
        old = f"{NET}/publicIPAddresses/old"
        self.must("PUT", old, {"location": "eastus", "properties": {"publicIPAllocationMethod": "Static"}})
        nic = b.nic(publicIPAddress=b.ref(old))
        self.refused("DifferentSkuLoadBalancersAndPublicIPAddressNotAllowed", "PUT", NIC, nic)
        delegation = b.part("d", serviceName="Microsoft.Web/serverFarms")
        self.must(
            "PUT", f"{VNET}/subnets/apps", {"properties": {"addressPrefix": "10.0.3.0/24", "delegations": [delegation]}}
        )
        self.refuse_set("ResourceNotPermittedOnDelegatedSubnet", subnet="apps")

    def test_rules_per_nic(self):
        rules = [b.rule(f"r{n}", port=n, to=n) for n in range(1, 302)]
        self.must("PUT", LB, b.balancer(loadBalancingRules=rules))
        self.refuse_set("LoadBalancerRuleCountLimitReachedForNic")

    def test_basic(self):
        self.must(
            "PUT",
            f"{NET}/publicIPAddresses/old",
            {"location": "eastus", "properties": {"publicIPAllocationMethod": "Static"}},
        )
        self.must("PUT", LB2, b.balancer("lb2", [b.frontend("fe", "old")], sku="Basic"))
        self.refuse_set(
            "VMScaleSetCannotReferenceLoadbalancerWhenLargeScaleOrCrossAZ", lb="lb2", singlePlacementGroup=False
        )

    def test_model(self):
        self.refuse_set("InvalidParameter", flexible=True, singlePlacementGroup=True)
        system = ("properties", "virtualMachineProfile", "osProfile")
        windows = b.changed(b.scale_set(), (*system, "windowsConfiguration"), {"provisionVMAgent": True})
        windows = b.changed(windows, (*system, "linuxConfiguration"), ...)
        self.refused(
            "InvalidParameter", "PUT", WEB, b.changed(windows, (*system, "computerNamePrefix"), "much-too-long")
        )
        self.refused("InvalidParameter", "PUT", WEB, b.changed(windows, (*system, "adminUsername"), "ops@example"))
        self.refused("InvalidParameter", "PUT", WEB, b.changed(windows, (*system, "adminPassword"), "password"))
        self.refused(
            "InvalidParameter", "PUT", WEB, {"location": "eastus", "sku": {"name": "Standard_D2s_v5", "capacity": 1}}
        )
        extension = b.part("app", type="CustomScript", provisionAfterExtensions=["gone"])
        profile = {"extensions": [extension]}
        ordered = b.changed(b.scale_set(), ("properties", "virtualMachineProfile", "extensionProfile"), profile)
        self.refused("BadRequest", "PUT", WEB, ordered)

    def test_changes(self):
        zoned = {**b.scale_set(), "zones": ["1", "2"]}
        public = b.part("pip", idleTimeoutInMinutes=4) | {"sku": {"name": "Standard"}}
        self.must("PUT", WEB, b.changed(zoned, (*b.IP, "publicIPAddressConfiguration"), public))
        self.refused("PropertyChangeNotAllowed", "PUT", WEB, {**b.scale_set(), "zones": ["1"]}, 409)
        other = b.changed(zoned, (*b.IP, "publicIPAddressConfiguration"), {**public, "sku": {"name": "Basic"}})
        self.refused("SkuCannotBeUpdatedOnVMSSPublicIpAddresses", "PUT", WEB, other)
        self.must("PUT", WEB, {**zoned, "zones": ["1", "2", "3"]})

    def test_instances(self):
        self.must("PUT", WEB, b.scale_set())
        self.refused("InstanceIdsListInstanceIdNotActiveVM", "POST", f"{WEB}/manualupgrade", {"instanceIds": ["7"]})

    def test_subnet_full(self):
        self.refuse_set("SubnetIsFull", subnet="small", instances=4)
        self.must("PUT", WEB, b.scale_set(subnet="small", instances=3))
        self.must("PUT", WEB, b.scale_set(subnet="web", instances=3))


class InUse(World):
    """What is used cannot go."""

    def test_load_balancer_of_a_scale_set(self):
        self.must("PUT", LB, b.balancer(inboundNatPools=[b.nat_pool("ssh")]))
        self.must("PUT", WEB, b.scale_set(nat=("ssh",), probe="up"))
        self.refused("LoadBalancerInUseByVirtualMachineScaleSet", "DELETE", LB)
        message = self.refused("CodeNotKnown", "PUT", LB, b.balancer())
        self.assertIn("Cannot remove inbound nat pool ssh", message)
        self.refused(
            "CannotRemoveRuleUsedByProbeUsedByVMSS",
            "PUT",
            LB,
            b.balancer(inboundNatPools=[b.nat_pool("ssh")], loadBalancingRules=[]),
        )
        message = self.refused(
            "CodeNotKnown",
            "PUT",
            LB,
            b.balancer(inboundNatPools=[b.nat_pool("ssh")], loadBalancingRules=[b.rule("web", to=9090)]),
        )
        self.assertIn("backend port", message)
        self.refused(
            "ModificationOfNICIpConfigBackendPoolNotSupported", "PUT", f"{LB}/backendAddressPools/app", {"name": "app"}
        )

    def test_load_balancer_of_a_nic(self):
        self.must("PUT", LB, b.balancer())
        self.must("PUT", NIC, b.nic())
        self.refused("InUseLoadBalancerCannotBeDeleted", "DELETE", LB)
        self.must("PUT", LB2, b.balancer("lb2", [b.internal("fe")]))
        self.must(
            "PUT",
            f"{NET}/loadBalancers/lb3",
            b.balancer("lb3", [b.internal("fe")], loadBalancingRules=[b.rule("r", "lb3", to=1)]),
        )
        pools = [b.at("lb2", "backendAddressPools", "app"), b.at("lb3", "backendAddressPools", "app")]
        two = b.nic(pools=(), loadBalancerBackendAddressPools=pools)
        self.refused("AnotherInternalLoadBalancerExists", "PUT", f"{NET}/networkInterfaces/n2", two)
        self.must("PUT", f"{NET}/loadBalancers/lb3", b.balancer("lb3", [b.internal("fe")]))
        self.refused(
            "RulesOfSameLoadBalancerTypeUseSameBackendPortProtocolAndIPConfig",
            "PUT",
            f"{NET}/networkInterfaces/n2",
            two,
        )

    def test_global_and_private_link(self):
        self.must("PUT", LB, b.balancer())
        self.must(
            "PUT", f"{NET}/publicIPAddresses/world", {**b.public_ip(), "sku": {"name": "Standard", "tier": "Global"}}
        )
        address = b.part("a", loadBalancerFrontendIPConfiguration=b.at("lb", "frontendIPConfigurations", "fe"))
        world = b.balancer(
            "lb2",
            [b.frontend("fe", "world")],
            backendAddressPools=[b.part("app", loadBalancerBackendAddresses=[address])],
            loadBalancingRules=[b.rule("web", "lb2", to=80, probe=None)],
            probes=[],
        )
        world["sku"]["tier"] = "Global"
        self.must("PUT", LB2, world)
        self.refused("NotAllowedToDeleteLoadBalancerWithFrontendIpConfigurationInUseByGlobalLB", "DELETE", LB)
        inner = f"{NET}/loadBalancers/lb3"
        self.must("PUT", inner, b.balancer("lb3", [b.internal("fe")]))
        link = {
            "location": "eastus",
            "properties": {
                "loadBalancerFrontendIpConfigurations": [b.at("lb3", "frontendIPConfigurations", "fe")],
                "ipConfigurations": [b.part("ip", subnet=b.ref(f"{VNET}/subnets/web"))],
            },
        }
        service = f"{NET}/privateLinkServices/link"
        self.refused("PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled", "PUT", service, link)
        self.must(
            "PUT",
            f"{VNET}/subnets/web",
            {"properties": {"addressPrefix": "10.0.1.0/24", "privateLinkServiceNetworkPolicies": "Disabled"}},
        )
        self.must("PUT", service, link)
        self.refused("CannotDeleteLoadBalancerWithPrivateLinkService", "DELETE", inner)

    def test_network_things(self):
        self.must("PUT", NSG, {"location": "eastus", "properties": {}})
        self.must("PUT", f"{NET}/routeTables/rt", {"location": "eastus", "properties": {}})
        gateway = {
            "location": "eastus",
            "sku": {"name": "Standard"},
            "properties": {"publicIpAddresses": [b.ref(PIP2)]},
        }
        self.must("PUT", f"{NET}/natGateways/nat", gateway)
        subnet = {
            "addressPrefix": "10.0.1.0/24",
            "networkSecurityGroup": b.ref(NSG),
            "routeTable": b.ref(f"{NET}/routeTables/rt"),
            "natGateway": b.ref(f"{NET}/natGateways/nat"),
        }
        self.must("PUT", f"{VNET}/subnets/web", {"properties": subnet})
        self.must("PUT", LB, b.balancer())
        self.must("PUT", WEB, b.changed(b.scale_set(), (*b.IP[:-3], "networkSecurityGroup"), b.ref(NSG)))
        self.refused("NetworkSecurityGroupInUseByVirtualMachineScaleSet", "DELETE", NSG)
        self.must("PUT", WEB, b.scale_set())
        self.must("POST", f"{WEB}/manualupgrade", {"instanceIds": ["*"]})
        # a PUT keeps what it does not mention, so the NSG is dropped by naming the NIC without it
        self.refused("InUseNetworkSecurityGroupCannotBeDeleted", "DELETE", NSG)
        self.refused("InUseRouteTableCannotBeDeleted", "DELETE", f"{NET}/routeTables/rt")
        self.refused("InUseNatGatewayCannotBeDeleted", "DELETE", f"{NET}/natGateways/nat")
        self.refused("PublicIPAddressCannotBeDeleted", "DELETE", PIP)
        self.refused("InUseSubnetCannotBeDeleted", "DELETE", f"{VNET}/subnets/web")
        self.refused("InUseSubnetCannotBeDeleted", "DELETE", VNET)
        self.refused("InUseSubnetCannotBeDeleted", "PUT", VNET, b.vnet(("small", "10.0.2.0/29")))
        self.refused(
            "InUsePrefixCannotBeDeleted",
            "PUT",
            f"{VNET}/subnets/web",
            {"properties": {**subnet, "addressPrefix": "10.0.3.0/24"}},
        )
        self.refused("PublicIPAddressInUseCannotUpdate", "PUT", PIP, b.public_ip(publicIPAddressVersion="IPv6"))
        self.refused(
            "PublicIPAddressInUse",
            "PUT",
            f"{NET}/natGateways/nat2",
            {"location": "eastus", "sku": {"name": "Standard"}, "properties": {"publicIpAddresses": [b.ref(PIP)]}},
        )
        self.must("PUT", f"{NET}/virtualNetworks/other", b.vnet(("web", "10.1.1.0/24"), space=("10.1.0.0/16",)))
        self.refused(
            "NatGatewayCannotBeUsedBySubnetsBelongingToDifferentVirtualNetworks",
            "PUT",
            f"{NET}/virtualNetworks/other/subnets/web",
            {"properties": {"addressPrefix": "10.1.1.0/24", "natGateway": b.ref(f"{NET}/natGateways/nat")}},
        )

    def test_prefixes_and_nics(self):
        prefix = f"{NET}/publicIPPrefixes/prefix"
        self.must(
            "PUT", prefix, {"location": "eastus", "sku": {"name": "Standard"}, "properties": {"prefixLength": 30}}
        )
        self.must("PUT", PIP, b.public_ip(publicIPPrefix=b.ref(prefix)))
        self.refused("InUsePublicIpPrefixCannotBeDeleted", "DELETE", prefix)
        self.must("PUT", NIC, b.nic(pools=()))
        machine = {"location": "eastus", "properties": {"networkProfile": {"networkInterfaces": [b.ref(NIC)]}}}
        self.must("PUT", f"{RG}/providers/Microsoft.Compute/virtualMachines/vm", machine)
        self.refused("NicInUse", "DELETE", NIC)
        self.refused("IpConfigDeleteNotSupported", "PUT", NIC, b.nic(pools=(), name="renamed"))
        two = b.nic(pools=())
        self.must("PUT", f"{NET}/virtualNetworks/other", b.vnet(("web", "10.1.1.0/24"), space=("10.1.0.0/16",)))
        two["properties"]["ipConfigurations"].append(
            b.part("b", subnet=b.ref(f"{NET}/virtualNetworks/other/subnets/web"))
        )
        self.refused("SubnetsNotInSameVnet", "PUT", f"{NET}/networkInterfaces/n2", two)

    def test_locks(self):
        self.must(
            "PUT", f"{PIP}/providers/Microsoft.Authorization/locks/keep", {"properties": {"level": "CanNotDelete"}}
        )
        self.refused("ScopeLocked", "DELETE", PIP, None, 409)
        self.must("PUT", PIP, {**b.public_ip(), "tags": {"a": "b"}})

    def test_nat_gateway_and_basic(self):
        self.must(
            "PUT",
            f"{NET}/publicIPAddresses/old",
            {"location": "eastus", "properties": {"publicIPAllocationMethod": "Static"}},
        )
        self.must("PUT", LB, b.balancer(frontends=[b.frontend("fe", "old")], sku="Basic"))
        self.must("PUT", NIC, b.nic())
        self.must(
            "PUT", f"{NET}/natGateways/nat", {"location": "eastus", "sku": {"name": "Standard"}, "properties": {}}
        )
        self.refused(
            "SubnetWithNatGatewatAndBasicSKUResourceNotAllowed",
            "PUT",
            f"{VNET}/subnets/web",
            {"properties": {"addressPrefix": "10.0.1.0/24", "natGateway": b.ref(f"{NET}/natGateways/nat")}},
        )


class Networks(World):
    """Networks, security groups, addresses."""

    def test_subnets(self):
        self.refused(
            "NetcfgSubnetRangesOverlap", "PUT", f"{VNET}/subnets/b", {"properties": {"addressPrefix": "10.0.1.128/25"}}
        )
        self.refused(
            "NetcfgSubnetRangeOutsideVnet", "PUT", f"{VNET}/subnets/b", {"properties": {"addressPrefix": "10.9.0.0/24"}}
        )
        self.refused(
            "InvalidCIDRNotation", "PUT", f"{VNET}/subnets/b", {"properties": {"addressPrefix": "10.0.3.1/24"}}
        )

    def test_peerings(self):
        self.must("PUT", f"{NET}/virtualNetworks/other", b.vnet(("web", "10.0.1.0/24")))
        peering = {"properties": {"remoteVirtualNetwork": b.ref(f"{NET}/virtualNetworks/other")}}
        self.refused("CodeNotKnown", "PUT", f"{VNET}/virtualNetworkPeerings/p", peering)

    def refuse_rule(self, code, **changes):
        body = {"location": "eastus", "properties": {"securityRules": [b.security_rule("a", **changes)]}}
        return self.refused(code, "PUT", NSG, body)

    def test_security_rules(self):
        two = [b.security_rule("a"), b.security_rule("b")]
        self.refused("SecurityRuleConflict", "PUT", NSG, {"location": "eastus", "properties": {"securityRules": two}})
        self.refuse_rule("SecurityRuleInvalidPriority", priority=50)
        self.refuse_rule("SecurityRuleInvalidAccessType", access="Maybe")
        for text in ("any", "10.0.0.1/8", "VIRTUAL_NETWORK"):
            self.refuse_rule("SecurityRuleInvalidAddressPrefix", sourceAddressPrefix=text)
        for text in ("636, 389", "70000", "90-80"):
            self.refuse_rule("SecurityRuleInvalidPortRange", destinationPortRange=text)
        both = {"sourceAddressPrefix": None, "sourceAddressPrefixes": ["Internet", "10.0.0.0/8"]}
        self.refuse_rule("SecurityRuleParameterContainsUnsupportedValue", **both)
        groups = [f"{NET}/applicationSecurityGroups/g{n}" for n in range(11)]
        for group in groups:
            self.must("PUT", group, {"location": "eastus", "properties": {}})
        many = {"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": [b.ref(group) for group in groups]}
        self.refuse_rule("NumberOfApplicationSecurityGroupsReferencedInSecurityRuleLimitReached", **many)
        self.must("PUT", f"{NET}/virtualNetworks/other", b.vnet(("web", "10.1.1.0/24"), space=("10.1.0.0/16",)))
        for at, name in ((0, "vnet"), (1, "other")):
            body = b.nic(pools=(), vnet_name=name, applicationSecurityGroups=[b.ref(groups[at])])
            self.must("PUT", f"{NET}/networkInterfaces/n{at}", body)
        mixed = {"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": [b.ref(group) for group in groups[:2]]}
        self.refuse_rule("AllApplicationSecurityGroupsInSecurityRuleMustBeFromSameVnet", **mixed)

    def test_addresses(self):
        self.refused("SkuCannotBeChangedOnUpdate", "PUT", PIP, b.public_ip(sku="Basic"))
        self.refused("ResourceAvailabilityZonesCannotBeModified", "PUT", PIP, b.public_ip(zones=["1"]))
        path = f"{NET}/publicIPAddresses/new"
        self.refused("InvalidAvailabilityZone", "PUT", path, b.public_ip(zones=["Zone-Redundant"]))
        self.refused(
            "LocationNotSupportAvailabilityZones", "PUT", path, {**b.public_ip(zones=["1"]), "location": "westus"}
        )
        self.refused("InvalidDomainNameLabel", "PUT", path, b.public_ip(dnsSettings={"domainNameLabel": "Web"}))
        self.must("PUT", path, b.public_ip(dnsSettings={"domainNameLabel": "web"}))
        self.refused(
            "DnsRecordInUse",
            "PUT",
            f"{NET}/publicIPAddresses/newer",
            b.public_ip(dnsSettings={"domainNameLabel": "web"}),
            409,
        )
        self.refused(
            "CodeNotKnown", "PUT", f"{NET}/publicIPAddresses/newer", b.public_ip(publicIPAllocationMethod="Dynamic")
        )
        self.refused(
            "CodeNotKnown",
            "PUT",
            f"{NET}/publicIPPrefixes/p",
            {"location": "eastus", "sku": {"name": "Standard"}, "properties": {"prefixLength": 27}},
        )

    def test_names_and_groups(self):
        self.refused("InvalidResourceName", "PUT", f"{NET}/publicIPAddresses/a b", b.public_ip())
        self.refused("LocationRequired", "PUT", f"{NET}/publicIPAddresses/new", {"properties": {}})
        none = RG.replace("/rg", "/none")
        self.refused(
            "ResourceGroupNotFound",
            "PUT",
            f"{none}/providers/Microsoft.Network/publicIPAddresses/x",
            b.public_ip(),
            404,
        )
        self.refused(
            "ParentResourceNotFound",
            "PUT",
            f"{NET}/virtualNetworks/none/subnets/x",
            {"properties": {"addressPrefix": "10.0.0.0/24"}},
            404,
        )
        self.refused("InvalidResourceGroupLocation", "PUT", RG, {"location": "westus"}, 409)
        deployments = f"{RG}/providers/Microsoft.Resources/deployments"
        self.refused("DeploymentNameLengthLimitExceeded", "PUT", f"{deployments}/{'a' * 65}", {})
        self.refused("DeploymentNameInvalidCharacters", "PUT", f"{deployments}/a b", {})
        self.refused("DeploymentNotFound", "GET", f"{RG}/providers/Microsoft.Resources/deployments/none", None, 404)
        self.refused("LocationRequired", "PUT", none, {})
        status, answer, _ = self.server.arm("GET", RG, api="")
        self.assertEqual((status, answer["error"]["code"]), (400, "MissingApiVersionParameter"))


class Every(unittest.TestCase):
    """Every code that the stand-in can answer is provoked above; this class comes last."""

    def test_every_code(self):
        known = set()
        for folder, _, files in os.walk(ROOT):
            if os.path.basename(folder) == "tests":
                continue
            for name in files:
                if name.endswith(".py"):
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        known |= set(CODE.findall(file.read()))
        known -= ELSEWHERE
        self.assertEqual(sorted(known - PROVOKED), [])
        self.assertGreaterEqual(len(PROVOKED), 90)


CODE = re.compile(
    r'(?:refuse\(\s*|Refusal\(\s*\d+,\s*|^    (?:"Microsoft\.[A-Za-z/]+"|[A-Z]+): |^UNKNOWN = )"([A-Z][A-Za-z0-9]+)"',
    re.M,
)
# Codes of requests rather than resources; test_plane.py and test_deployments.py have them.
ELSEWHERE = set(
    "AuthenticationFailed InvalidRequestContent InvalidTemplate InvalidDeployment DeploymentOutputEvaluationFailed NotFound "
    "ResourceNotFound MissingApiVersionParameter".split()
)


def load_tests(loader, _tests, _pattern):
    """The classes as they stand here, for the last one counts what the others did."""
    suite = unittest.TestSuite()
    for case in (Balancers, ScaleSets, InUse, Networks, Every):
        suite.addTests(loader.loadTestsFromTestCase(case))
    return suite
