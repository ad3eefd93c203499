//! Rarer topologies: pools of addresses, Global and Gateway load balancers, hubs, both address families, what is there already,
//! verbatim resources, the library.

use super::choice::Gen;
use super::machine::{Kind, Shape};
use super::network::Island;
use super::tree::{Tree, block, line};

impl Gen {
    /// A pool of addresses.
    pub(super) fn addresses(&mut self) -> Island {
        let mut island = Island { movable: true, ..Island::default() };
        let net = self.network(&mut island, 8080, None, None);
        let www = self.address(&mut island, &[]);
        let edge = self.name(&["byip"]);
        let mut pool = vec![line(format!("vnet: {}", net.name))];
        self.may(50, &mut pool, |g| format!("sync_mode: {}", g.of(&["Automatic", "Manual"])));
        self.may(20, &mut pool, |_| "drain: 30s".into());
        if self.chance(40) {
            pool.push(block(
                format!("for i, a in [10.{0}.1.11, 10.{0}.1.12]", net.octet),
                vec![block("member m = a", vec![line("name: \"address${i}\"")])],
            ));
        } else {
            for at in 0..2 {
                let mut inside = Vec::new();
                self.may(35, &mut inside, |g| format!("admin_state: {}", g.of(&["Up", "None", "Down"])));
                self.may(70, &mut inside, |_| format!("subnet: {}", net.app));
                self.part_name(&format!("m{at}"), &mut inside);
                pool.push(block(format!("member m{at} = 10.{}.1.{}", net.octet, 21 + at), inside));
            }
        }
        let b = vec![
            line(format!("frontend www = {www}")),
            block("pool app", pool),
            line("probe up = http :8080 /healthz"),
            block("rule web = tcp www:80 -> app:8080", vec![line("probe: up"), line("snat: false")]),
            block("outbound out = any app -> www", vec![line("ports_per_instance: 1024")]),
        ];
        island.trees.push(block(format!("lb {edge}"), b));
        island.outputs.push(format!("{edge}.app.id"));
        island
    }

    /// A Global load balancer over regional ones.
    pub(super) fn global(&mut self) -> Island {
        let mut island = Island::default();
        let mut members = Vec::new();
        for at in 0..2 {
            let name = self.name(&["region"]);
            let group = self.fresh();
            island.trees.push(block(
                format!("existing lb {name}"),
                vec![line(format!("group: \"rg-{group}\"")), line("frontend www"), line("pool app")],
            ));
            let mut inside = Vec::new();
            self.part_name(&format!("m{at}"), &mut inside);
            members.push(block(format!("member m{at} = {name}.www"), inside));
        }
        let address = self.address(&mut island, &["tier: Global", "zones: none"]);
        let world = self.name(&["world"]);
        let mut rule = Vec::new();
        self.may(40, &mut rule, |g| format!("distribution: {}", g.of(&["Default", "SourceIP"])));
        self.may(40, &mut rule, |_| "floating_ip: false".into());
        let mut b = vec![
            line(format!("frontend www = {address}")),
            block("pool regions", members),
            block("rule http = tcp www:80 -> regions:80", rule),
        ];
        self.common(&world, &mut b);
        island.trees.push(block(format!("lb {world} Global"), b));
        island
    }

    /// A Gateway load balancer, and a public one whose packets it sees first.
    pub(super) fn gateway(&mut self) -> Island {
        let mut island = Island::default();
        let net = self.network(&mut island, 8080, None, None);
        let gate = self.name(&["gate"]);
        let mut inner = vec![line("id: 800"), line("port: 10800")];
        let mut outer = vec![line("id: 801"), line("port: 10801")];
        self.may(50, &mut inner, |_| "protocol: VXLAN".into());
        self.may(50, &mut outer, |_| "protocol: VXLAN".into());
        let two = self.chance(40);
        let mut b = vec![line(format!("frontend gate = {}", net.app))];
        if two {
            b.push(block("pool inside", vec![block("tunnel Internal", inner)]));
            b.push(block("pool outside", vec![block("tunnel External", outer)]));
        } else {
            b.push(block("pool inside", vec![block("tunnel Internal", inner), block("tunnel External", outer)]));
        }
        b.push(line("probe up = tcp :8080"));
        let pools = if two { "[inside, outside]" } else { "inside" };
        b.push(block(format!("rule all = any gate:* -> {pools}:*"), vec![line("probe: up")]));
        island.trees.push(block(format!("lb {gate} Gateway"), b));

        let www = self.address(&mut island, &[]);
        let edge = self.name(&["chained"]);
        let mut frontend = vec![line(format!("gateway: {gate}.gate"))];
        self.part_name("www", &mut frontend);
        island.trees.push(block(
            format!("lb {edge}"),
            vec![
                block(format!("frontend www = {www}"), frontend),
                line("pool app"),
                line("probe up = http :8080 /up"),
                block("rule web = tcp www:80 -> app:8080", vec![line("probe: up"), line("snat: false")]),
                block("nat_rule ssh = tcp www:50000..50009 -> app:22", Vec::new()),
                block("outbound out = any app -> www", vec![line("ports_per_instance: 1024")]),
            ],
        ));
        let other = self.network(&mut island, 8080, None, None);
        let web = self.name(&["seen"]);
        let nic = block("nic main", vec![line(format!("subnet: {}", other.app)), line(format!("pools: [{edge}.app]"))]);
        let shape = Shape {
            kind: Kind::Flexible,
            windows: false,
            zones: Some("[1, 2, 3]".into()),
            nics: vec![nic],
            probe: None,
            port: 8080,
            most: 4,
            fixed: true,
        };
        let machine = self.machine(&web, shape);
        island.trees.push(machine);
        let ip = self.address(&mut island, &["zones: [1]"]);
        let single = self.name(&["lone"]);
        let nic = block(
            "nic main",
            vec![
                line(format!("subnet: {}", other.app)),
                block("ip first", vec![line(format!("public_ip: {ip}")), line(format!("gateway: {gate}.gate"))]),
            ],
        );
        let shape = Shape {
            kind: Kind::Vm,
            windows: false,
            zones: Some("[1]".into()),
            nics: vec![nic],
            probe: None,
            port: 8080,
            most: 1,
            fixed: false,
        };
        let machine = self.machine(&single, shape);
        island.trees.push(machine);
        island
    }

    /// A hub and a spoke: peerings, an appliance, and routes to it.
    pub(super) fn hub(&mut self) -> Island {
        let mut island = Island { movable: true, ..Island::default() };
        let hub = self.name(&["hub"]);
        let spoke = self.name(&["spoke"]);
        let (one, two) = (1 + self.fresh() % 120, 128 + self.fresh() % 60);
        let table = self.name(&["by-hub"]);
        let fw = self.name(&["fw"]);
        let peer = |g: &mut Gen, name: &str, other: &str, transit: &str| {
            let mut inside = Vec::new();
            g.may(50, &mut inside, |_| "access: true".into());
            g.may(50, &mut inside, |g| format!("forwarded: {}", g.bool()));
            g.may(60, &mut inside, |_| transit.to_owned());
            g.part_name(name, &mut inside);
            block(format!("peering {name} = {other}"), inside)
        };
        let there = peer(self, "to-spoke", &spoke, "gateway_transit: false");
        let back = peer(self, "to-hub", &hub, "remote_gateways: false");
        island.trees.push(block(
            format!("vnet {hub} 10.{one}.0.0/16"),
            vec![line(format!("subnet appliances 10.{one}.1.0/24")), there],
        ));
        island.trees.push(block(
            format!("vnet {spoke} 10.{two}.0.0/16"),
            vec![block(format!("subnet app 10.{two}.1.0/24"), vec![line(format!("route_table: {table}"))]), back],
        ));
        let by_nic = self.chance(50);
        if by_nic {
            let nic = self.name(&["leg"]);
            let mut b = vec![
                line(format!("subnet: {hub}.appliances")),
                line(format!("address: 10.{one}.1.10")),
                line("ip_forwarding: true"),
            ];
            self.may(40, &mut b, |_| "accelerated_networking: true".into());
            if self.chance(50) {
                let asg = self.name(&["tagged"]);
                island.trees.push(line(format!("asg {asg}")));
                b.push(line(format!("asgs: [{asg}]")));
            }
            self.common(&nic, &mut b);
            island.trees.push(block(format!("nic {nic}"), b));
            island
                .trees
                .push(block(format!("route_table {table}"), vec![line(format!("route all = 0.0.0.0/0 -> {nic}"))]));
            island.outputs.push(format!("{nic}.address"));
        } else {
            island.trees.push(block(
                format!("lb {fw}"),
                vec![
                    block(
                        format!("frontend hop = {hub}.appliances"),
                        vec![line(format!("address: 10.{one}.1.10")), line("zones: [1, 2, 3]")],
                    ),
                    line("pool appliances"),
                    line("probe up = tcp :22"),
                    block("rule all = any hop:* -> appliances:*", vec![line("probe: up")]),
                ],
            ));
            island
                .trees
                .push(block(format!("route_table {table}"), vec![line(format!("route all = 0.0.0.0/0 -> {fw}.hop"))]));
            island.outputs.push(format!("{fw}.hop.address"));
        }
        island
    }

    /// Machines of both address families.
    pub(super) fn both(&mut self) -> Island {
        let mut island = Island::default();
        let octet = 1 + self.fresh() % 200;
        let net = self.name(&["dual"]);
        island.trees.push(block(
            format!("vnet {net} [10.{octet}.0.0/16, fd00:{octet:x}::/48]"),
            vec![line(format!("subnet app [10.{octet}.1.0/24, fd00:{octet:x}:0:1::/64]"))],
        ));
        let guard = self.name(&["six-rules"]);
        island.trees.push(block(
            format!("nsg {guard}"),
            vec![
                line("allow 100 clients = tcp Internet -> *:8080"),
                line("allow 110 ops = tcp 203.0.113.0/24 -> *:22"),
            ],
        ));
        let four = self.address(&mut island, &[]);
        let six = self.address(&mut island, &["version: IPv6"]);
        let edge = self.name(&["six"]);
        island.trees.push(block(
            format!("lb {edge}"),
            vec![
                line(format!("frontend v4 = {four}")),
                line(format!("frontend v6 = {six}")),
                line("pool app4"),
                line("pool app6"),
                line("probe up = http :8080 /up"),
                block("rule web4 = tcp v4:80 -> app4:8080", vec![line("probe: up")]),
                block("rule web6 = tcp v6:80 -> app6:8080", vec![line("probe: up")]),
                line("nat_rule ssh = tcp v4:50000..50049 -> app4:22"),
                block("outbound out4 = any app4 -> v4", vec![line("ports_per_instance: max")]),
                block("outbound out6 = any app6 -> v6", vec![line("ports_per_instance: max")]),
            ],
        ));
        let mut one = vec![line(format!("pools: [{edge}.app4]"))];
        let mut two = vec![line("version: IPv6"), line(format!("pools: [{edge}.app6]"))];
        self.part_name("v4", &mut one);
        self.part_name("v6", &mut two);
        let mut nic = vec![line(format!("subnet: {net}.app")), line(format!("nsg: {guard}"))];
        if self.chance(50) {
            nic.push(line("auxiliary_mode: AcceleratedConnections"));
            nic.push(line("auxiliary_sku: A1"));
            nic.push(line("accelerated_networking: true"));
        }
        nic.push(block("ip v4", one));
        nic.push(block("ip v6", two));
        let kind = if self.chance(50) { Kind::Flexible } else { Kind::Uniform };
        let web = self.name(&["both"]);
        let shape = Shape {
            kind,
            windows: false,
            zones: Some("[1, 2, 3]".into()),
            nics: vec![block("nic main", nic)],
            probe: Some(format!("{edge}.up")),
            port: 8080,
            most: 6,
            fixed: true,
        };
        let machine = self.machine(&web, shape);
        island.trees.push(machine);
        island
    }

    /// What is there already, and what joins it.
    pub(super) fn existing(&mut self) -> Island {
        let mut island = Island::default();
        let net = self.name(&["old-net"]);
        let octet = 1 + self.fresh() % 200;
        let other = self.chance(60);
        let subscription = "55555555-5555-5555-5555-555555555555";
        let mut b = Vec::new();
        if other {
            b.push(line("group: \"rg-network\""));
            self.may(80, &mut b, |_| format!("subscription: \"{subscription}\""));
        }
        self.may(40, &mut b, |_| "name: \"vnet-hub\"".into());
        b.push(block(format!("subnet app 10.{octet}.8.0/24"), vec![line("nsg: none"), line("route_table: none")]));
        island.trees.push(block(format!("existing vnet {net} 10.{octet}.0.0/16"), b));
        let lb = self.name(&["old-lb"]);
        let b = vec![
            line("group: \"rg-network\""),
            line("frontend www"),
            line("pool batch"),
            block("probe up = tcp :8080", Vec::new()),
            line("nat_pool ssh = tcp www:50000..50099 -> :22"),
        ];
        island.trees.push(block(format!("existing lb {lb}"), b));
        let web = self.name(&["joiner"]);
        let guard = self.name(&["old-rules"]);
        if self.chance(50) {
            let id = format!(
                "/subscriptions/{subscription}/resourceGroups/rg-x/providers/Microsoft.Network/networkSecurityGroups/nsg"
            );
            island.trees.push(block(format!("existing nsg {guard}"), vec![line(format!("id: \"{id}\""))]));
        } else {
            let name = self.declare("nsg_name", "param nsg_name: string = \"nsg-old\"");
            island.trees.push(block(format!("existing nsg {guard}"), vec![line(format!("name: {name}"))]));
        }
        let nic = block(
            "nic main",
            vec![
                line(format!("subnet: {net}.app")),
                line(format!("nsg: {guard}")),
                line(format!("pools: [{lb}.batch]")),
                line(format!("nat_pools: [{lb}.ssh]")),
            ],
        );
        let shape = Shape {
            kind: Kind::Uniform,
            windows: false,
            zones: Some("[1, 2, 3]".into()),
            nics: vec![nic],
            probe: None,
            port: 8080,
            most: 6,
            fixed: true,
        };
        let machine = self.machine(&web, shape);
        island.trees.push(machine);
        let set = self.name(&["old-set"]);
        let scale = self.autoscale(8);
        island.trees.push(block(format!("existing vmss {set}"), vec![scale]));
        if !other {
            let sub = self.name(&["added"]);
            let mut inside = vec![line(format!("vnet: {net}"))];
            self.may(60, &mut inside, |g| format!("depends_on: [{}]", g.identity()));
            self.may(50, &mut inside, |g| format!("service_endpoints: [\"Microsoft.{}\"]", g.of(&["Sql", "Storage"])));
            island.trees.push(block(format!("subnet {sub} 10.{octet}.9.0/24"), inside));
            island.outputs.push(format!("{sub}.id"));
        }
        let ip = self.name(&["old-ip"]);
        island.trees.push(block(format!("existing public_ip {ip}"), vec![line("group: \"rg-network\"")]));
        island.outputs.push(format!("{ip}.address"));
        island
    }

    /// An id from outside, application gateways and groups of nics.
    pub(super) fn outside(&mut self) -> Island {
        let mut island = Island::default();
        let subnet = self.declare("there", "param there: subnet");
        let gateway = self.verbatim(
            "entry",
            "existing resource entry = \"Microsoft.Network/applicationGateways@2024-05-01\"",
            vec![line("group: \"rg-network\"")],
        );
        let asg = self.name(&["members"]);
        island.trees.push(line(format!("asg {asg}")));
        let mut ip = vec![line(format!("app_gateway_pools: [child({gateway}, \"backendAddressPools\", \"web\")]"))];
        self.may(60, &mut ip, |_| format!("asgs: [{asg}]"));
        let set = self.name(&["behind"]);
        let kind = if self.chance(50) { Kind::Flexible } else { Kind::Uniform };
        let mut nic = vec![line(format!("subnet: {subnet}"))];
        if self.chance(80) {
            let prefix = self.name(&["own-range"]);
            island
                .trees
                .push(block(format!("public_ip_prefix {prefix}"), vec![line("length: 28"), line("zones: [1, 2, 3]")]));
            let mut address = self.instance_address(kind);
            address.push(line(format!("prefix: {prefix}")));
            ip.push(address);
        }
        nic.push(block("ip main", ip));
        let shape = Shape {
            kind,
            windows: false,
            zones: Some("[1, 2, 3]".into()),
            nics: vec![block("nic main", nic)],
            probe: None,
            port: 8080,
            most: 6,
            fixed: true,
        };
        let machine = self.machine(&set, shape);
        island.trees.push(machine);
        island
    }

    /// Verbatim resources: with a parent, with a scope, read by their paths.
    pub(super) fn verbatims(&mut self) -> Island {
        let mut island = Island::default();
        let store = self.storage();
        let who = self.identity();
        if self.chance(60) {
            let parent = format!("parent: {store}");
            let name = self.verbatim(
                "blobs",
                "resource blobs = \"Microsoft.Storage/storageAccounts/blobServices@2023-05-01\"",
                vec![
                    line("name: \"default\""),
                    line(parent),
                    line("properties: { deleteRetentionPolicy: { enabled: true, days: 7 } }"),
                ],
            );
            island.outputs.push(format!("{name}.id"));
        }
        if self.chance(60) {
            let name = self.name(&["grant"]);
            island.trees.push(block(
                format!("resource {name} = \"Microsoft.Authorization/roleAssignments@2022-04-01\""),
                vec![
                    line(format!("name: guid({store}.id, \"{name}\")")),
                    line(format!("scope: {store}")),
                    line(format!(
                        "properties: {{ principalType: \"ServicePrincipal\", principalId: {who}.properties.principalId, \
                         roleDefinitionId: \"/subscriptions/${{deploy.subscription}}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe\" }}"
                    )),
                ],
            ));
        }
        if self.chance(50) {
            let name = self.name(&["alerts"]);
            let mut b =
                vec![line("location: \"global\""), line("properties: { groupShortName: \"ops\", enabled: true }")];
            self.may(90, &mut b, |_| format!("depends_on: [{store}]"));
            self.may(50, &mut b, |g| format!("tags: {{ owner: {}, \"it's\": \"[x]\" }}", g.stage()));
            island.trees.push(block(format!("resource {name} = \"Microsoft.Insights/actionGroups@2023-01-01\""), b));
        }
        if self.chance(40) {
            let scoped = self.name(&["lock"]);
            island.trees.push(block(
                format!("resource {scoped} = \"Microsoft.Authorization/locks@2020-05-01\""),
                vec![line(format!("scope: {store}")), line("properties: { level: \"CanNotDelete\" }")],
            ));
        }
        island.outputs.push(format!("{store}.properties.primaryEndpoints.blob"));
        island.outputs.push(format!("{store}.sku.name"));
        island
    }

    /// Modules of the library.
    pub(super) fn library(&mut self, uses: &mut Vec<Tree>) -> Island {
        let mut island = Island::default();
        let module = self.of(&[
            "web_tier",
            "ssh_access",
            "autoscale_cpu",
            "internal_tier",
            "egress",
            "ssh_access",
            "autoscale_cpu",
            "dual_stack",
            "nva_pair",
        ]);
        let used = line(format!("use std.{module}"));
        if !uses.contains(&used) {
            uses.push(used);
        }
        let key = self.key();
        let octet = 1 + self.fresh() % 200;
        let net = self.name(&["lib-net"]);
        let name = self.name(&["lib"]);
        let six = module == "dual_stack";
        let (prefixes, inner) = if six {
            (
                format!("[10.{octet}.0.0/16, fd00:{octet:x}::/48]"),
                format!("[10.{octet}.1.0/24, fd00:{octet:x}:0:1::/64]"),
            )
        } else {
            (format!("10.{octet}.0.0/16"), format!("10.{octet}.1.0/24"))
        };
        let subnet = format!("{net}.app");
        let mut arguments = match module {
            "autoscale_cpu" => {
                vec![line(format!("scale_set: \"vmss-jobs{octet}\"")), line("least: 2"), line("most: 20")]
            }
            "egress" => vec![line("by: \"nat_gateway\""), line("addresses: 2")],
            "ssh_access" => vec![line("most: 10")],
            "nva_pair" => vec![
                line(format!("subnet: {subnet}")),
                line(format!("key: {key}")),
                line(format!("address: 10.{octet}.1.200")),
            ],
            _ => vec![line(format!("subnet: {subnet}")), line(format!("key: {key}"))],
        };
        if !matches!(module, "autoscale_cpu" | "egress" | "ssh_access") {
            island.trees.push(block(format!("vnet {net} {prefixes}"), vec![line(format!("subnet app {inner}"))]));
        }
        if module == "web_tier" {
            self.may(50, &mut arguments, |_| "operators: 203.0.113.0/24".into());
            self.may(50, &mut arguments, |g| format!("most: {}", g.between(4, 9)));
            island.outputs.push(format!("{name}.url"));
        }
        island.trees.push(block(format!("{module} {name}"), arguments));
        island
    }

    /// Machines without a load balancer.
    pub(super) fn alone(&mut self) -> Island {
        let mut island = Island { movable: true, ..Island::default() };
        let way_out = self.way_out(&mut island);
        let net = self.network(&mut island, 8080, Some(&way_out), None);
        if self.chance(55) {
            // An empty set for machines that name it.
            let set = self.name(&["fleet"]);
            let domains = self.chance(80);
            island.trees.push(block(
                format!("vmss {set} Flexible"),
                if domains {
                    vec![line("fault_domains: 2")]
                } else {
                    vec![line("fault_domains: 1"), line("zones: [1, 2, 3]")]
                },
            ));
            let one = self.name(&["member"]);
            let mut nic = vec![line(format!("subnet: {}", net.app))];
            self.nic_words(&mut nic, Kind::Vm);
            let shape = Shape {
                kind: Kind::Vm,
                windows: false,
                zones: if domains { Some(String::new()) } else { Some("[1]".into()) },
                nics: vec![block("nic main", nic)],
                probe: None,
                port: 8080,
                most: 2,
                fixed: false,
            };
            let mut machine = self.machine(&one, shape);
            machine.push(line(format!("vmss: {set}")));
            if domains {
                machine.push(line("fault_domain: 1"));
            }
            island.trees.push(machine);
            island.outputs.push(format!("{one}.main.address"));
            return island;
        }
        let kind = [Kind::Uniform, Kind::Flexible, Kind::Vm][self.roll(3)];
        let name = self.name(&["batch", "render"]);
        let mut nic = vec![line(format!("subnet: {}", net.app))];
        self.nic_words(&mut nic, kind);
        let mut nics = vec![block("nic main", nic)];
        if kind == Kind::Vm && self.chance(50) {
            let ip = self.address(&mut island, &["zones: [1]"]);
            nics = vec![block(
                "nic main",
                vec![
                    line(format!("subnet: {}", net.app)),
                    line(format!("nsg: {}", net.nsg)),
                    line(format!("public_ip: {ip}")),
                ],
            )];
        }
        let zones = if kind == Kind::Vm { Some("[1]".into()) } else { None };
        let shape =
            Shape { kind, windows: self.chance(20), zones, nics, probe: None, port: 8080, most: 12, fixed: false };
        let machine = self.machine(&name, shape);
        island.trees.push(machine);
        island.outputs.push(format!("{name}.name"));
        island
    }
}
