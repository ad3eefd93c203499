//! Networks and load balancers by chance, each island a topology of its own: it can stand in the file, in a module, in a loop
//! or under a condition.

use super::choice::Gen;
use super::machine::{Kind, Shape};
use super::tree::{Tree, block, line};

/// A topology of its own.
#[derive(Debug, Default)]
pub(super) struct Island {
    pub(super) trees: Vec<Tree>,
    /// What can be read of it.
    pub(super) outputs: Vec<String>,
    /// What holds of it, where it stands in the file.
    pub(super) expects: Vec<Tree>,
    /// It may stand under a condition, in a loop, in a module.
    pub(super) movable: bool,
}

/// A network and its subnets, as others name them.
pub(super) struct Net {
    pub(super) name: String,
    pub(super) app: String,
    pub(super) nsg: String,
    /// The second number of its addresses.
    pub(super) octet: usize,
}

impl Gen {
    /// A network with an NSG that lets clients to a port.
    pub(super) fn network(
        &mut self,
        island: &mut Island,
        port: u16,
        way_out: Option<&str>,
        routes: Option<&str>,
    ) -> Net {
        let octet = 1 + self.fresh() % 190;
        let name = self.name(&["net", "core", "spoke"]);
        let nsg = self.name(&["guard", "door-rules"]);
        let mut six = self.chance(15);
        if self.turn.is_some() {
            six = false;
        }
        let inner = if six { "VirtualNetwork" } else { name.as_str() };
        let rules = self.rules(port, island, inner);
        let mut inside = rules;
        self.common(&nsg, &mut inside);
        let doc = self.doc();
        island.trees.push(block(format!("nsg {nsg}"), inside).doc(doc));

        let mut app = vec![line(format!("nsg: {nsg}"))];
        if let Some(gateway) = way_out {
            app.push(line(format!("nat_gateway: {gateway}")));
        }
        if let Some(table) = routes {
            app.push(line(format!("route_table: {table}")));
        }
        self.may(20, &mut app, |g| format!("default_outbound: {}", g.of(&["false", "false", "true"])));
        self.may(20, &mut app, |_| "service_endpoints: [\"Microsoft.Storage\", \"Microsoft.Sql\"]".into());
        self.may(20, &mut app, |g| {
            format!("private_endpoint_policies: {}", g.of(&["Enabled", "Disabled", "NetworkSecurityGroupEnabled"]))
        });
        self.may(20, &mut app, |g| format!("private_link_service_policies: {}", g.of(&["Enabled", "Disabled"])));
        let app_name = self.of(&["app", "nodes", "back-end"]).to_owned();
        self.part_name(&app_name, &mut app);
        let prefixes = match (six, self.roll(4)) {
            (true, _) => format!("[10.{octet}.1.0/24, fd00:{octet:x}:0:1::/64]"),
            (_, 0) => format!("cidr_subnet(10.{octet}.0.0/16, 24, 1)"),
            _ => format!("10.{octet}.1.0/24"),
        };
        let mut b = Vec::new();
        let doc = self.doc();
        b.push(block(format!("subnet {app_name} {prefixes}"), app).doc(doc));
        self.may_block(20, &mut b, |g| {
            let mut inside = vec![line("delegation: \"Microsoft.Web/serverFarms\"")];
            g.part_name("web", &mut inside);
            block(format!("subnet web 10.{octet}.2.0/24"), inside)
        });
        self.may(20, &mut b, |_| format!("dns_servers: [10.{octet}.0.4, 168.63.129.16]"));
        self.may(20, &mut b, |g| format!("flow_timeout: {}", g.minutes(4, 30)));
        self.may(10, &mut b, |g| {
            let plan = g.verbatim(
                "ddos",
                "existing resource ddos = \"Microsoft.Network/ddosProtectionPlans@2024-05-01\"",
                vec![line("group: \"rg-net\"")],
            );
            format!("ddos_plan: {plan}")
        });
        self.may(12, &mut b, |_| {
            "raw { properties: { encryption: { enabled: true, enforcement: \"AllowUnencrypted\" } } }".into()
        });
        self.common(&name, &mut b);
        let prefixes =
            if six { format!("[10.{octet}.0.0/16, fd00:{octet:x}::/48]") } else { format!("10.{octet}.0.0/16") };
        let doc = self.doc();
        island.trees.push(block(format!("vnet {name} {prefixes}"), b).doc(doc));
        island.outputs.push(format!("{name}.prefix"));
        island.outputs.push(format!("{name}.{app_name}.id"));
        Net { app: format!("{name}.{app_name}"), name, nsg, octet }
    }

    /// The rules of an NSG: clients at a port, operators, and what else there may be.
    fn rules(&mut self, port: u16, island: &mut Island, net: &str) -> Vec<Tree> {
        let mut rules = Vec::new();
        let written = self.port(port);
        let head = match self.roll(4) {
            0 => format!("allow 100 clients = tcp Internet -> *:[{port}, 9443]"),
            1 => format!("allow (90 + 10) clients = any * -> *:{written}"),
            _ => format!("allow 100 clients = tcp Internet -> *:{written}"),
        };
        let mut inside = Vec::new();
        self.part_name("clients", &mut inside);
        let doc = self.doc();
        rules.push(block(head, inside).doc(doc));
        rules.push(line("allow 110 operators = tcp [203.0.113.0/24, 198.51.100.7] -> *:[22, 3389]"));
        rules.push(line("allow 120 probe = tcp AzureLoadBalancer -> *:*"));
        self.may(25, &mut rules, |_| format!("allow 130 inner = udp {net} -> *:1000..2000"));
        self.may(20, &mut rules, |_| "allow 140 ping = icmp VirtualNetwork -> *".into());
        self.may(12, &mut rules, |g| format!("allow 150 tunnel = {} 203.0.113.9 -> *", g.of(&["esp", "ah"])));
        self.may(20, &mut rules, |_| "allow 160 from-port = tcp 198.51.100.0/24:[53, 1024..2048] -> *:53".into());
        self.may(25, &mut rules, |_| "allow outbound 200 out = any * -> Internet:*".into());
        self.may(20, &mut rules, |_| "deny outbound 300 mail = tcp * -> Internet:25".into());
        self.may(20, &mut rules, |_| "deny 4000 rest = tcp 192.0.2.0/24 -> *:*".into());
        if self.chance(15) {
            let asg = self.name(&["members"]);
            let mut inside = Vec::new();
            self.common(&asg, &mut inside);
            island.trees.push(block(format!("asg {asg}"), inside));
            rules.push(line(format!("allow 170 group = tcp {asg} -> {asg}:8443")));
        }
        if self.chance(12) {
            rules.push(block(
                "for i, p in [7001, 7002]",
                vec![line("allow (400 + i) looped = tcp 203.0.113.0/24 -> *:p")],
            ));
        }
        if self.chance(12) {
            let condition = self.condition();
            rules.push(block(format!("if {condition}"), vec![line("deny 500 closed = udp Internet -> *:5000")]));
        }
        rules
    }

    /// A public address; its name.
    pub(super) fn address(&mut self, island: &mut Island, extra: &[&str]) -> String {
        let name = self.name(&["www", "entry", "ip"]);
        let mut b: Vec<Tree> = extra.iter().map(|text| line(*text)).collect();
        if !extra.iter().any(|text| text.starts_with("zones")) {
            let zones = self.zones();
            b.push(line(format!("zones: {zones}")));
        }
        if self.turn.is_none() && !self.module && !extra.iter().any(|text| text.contains("IPv6")) {
            if self.chance(35) {
                let number = self.fresh();
                b.push(line(match self.roll(3) {
                    0 => format!("dns: \"shop{number}-${{unique()}}\""),
                    1 => format!("dns: \"shop{number}-${{{}}}\"", self.stage()),
                    _ => format!("dns: \"shop{number}-web\""),
                }));
                self.may(35, &mut b, |g| {
                    format!(
                        "dns_scope: {}",
                        g.of(&["TenantReuse", "SubscriptionReuse", "ResourceGroupReuse", "NoReuse"])
                    )
                });
                island.outputs.push(format!("\"http://${{{name}.fqdn}}/\""));
            }
            self.may(25, &mut b, |g| format!("idle: {}", g.minutes(4, 30)));
            if self.chance(15) && extra.is_empty() {
                let prefix = self.name(&["block"]);
                let zones = self.of(&["[1, 2, 3]"]);
                island.trees.push(block(
                    format!("public_ip_prefix {prefix}"),
                    vec![line("length: 30"), line(format!("zones: {zones}"))],
                ));
                b.push(line(format!("prefix: {prefix}")));
            }
            self.may(12, &mut b, |_| "routing: Microsoft".into());
            self.may(12, &mut b, |_| "allocation: Static".into());
            self.may(12, &mut b, |g| format!("ddos: {}", g.of(&["VirtualNetworkInherited", "Disabled"])));
        }
        self.common(&name, &mut b);
        let doc = self.doc();
        island.trees.push(block(format!("public_ip {name}"), b).doc(doc));
        island.outputs.push(format!("{name}.address"));
        name
    }

    /// A probe.
    fn probe(&mut self, port: u16) -> Tree {
        let mut inside = Vec::new();
        self.may(35, &mut inside, |g| format!("interval: {}s", g.of(&["5", "10", "15"])));
        self.may(35, &mut inside, |g| format!("threshold: {}", g.int(1, 3)));
        self.may(10, &mut inside, |_| "count: 2".into());
        self.may(15, &mut inside, |g| format!("when_all_down: {}", g.of(&["AllProbedDown", "AllProbedUp"])));
        self.part_name("up", &mut inside);
        let port = self.port(port);
        let head = match self.roll(4) {
            0 => format!("probe up = tcp :{port}"),
            1 => format!("probe up = https :{port} /healthz"),
            2 => format!("probe up = http :{port} \"/a'b?x=1\""),
            _ => format!("probe up = http :{port} /healthz"),
        };
        block(head, inside)
    }

    fn rule(&mut self, head: String, tcp: bool, public: bool, outbound: bool) -> Tree {
        let mut inside = vec![line("probe: up")];
        if tcp {
            self.may(30, &mut inside, |g| format!("idle: {}", g.minutes(4, 30)));
            self.may(20, &mut inside, |g| format!("tcp_reset: {}", g.bool()));
        } else {
            self.may(70, &mut inside, |g| format!("connection_tracking: {}", g.bool()));
        }
        self.may(15, &mut inside, |_| "floating_ip: false".into());
        self.may(25, &mut inside, |g| {
            format!("distribution: {}", g.word(&["Default", "SourceIP", "SourceIPProtocol"]))
        });
        if public {
            self.may(20, &mut inside, |g| if outbound { "snat: false".into() } else { format!("snat: {}", g.bool()) });
        }
        self.part_name(head.split(' ').nth(1).unwrap_or_default(), &mut inside);
        let doc = self.doc();
        block(head, inside).doc(doc)
    }

    /// What NAT rules and pools share.
    fn nat(&mut self, head: String) -> Tree {
        let mut inside = Vec::new();
        self.may(30, &mut inside, |g| format!("idle: {}", g.minutes(4, 30)));
        self.may(30, &mut inside, |g| format!("tcp_reset: {}", g.bool()));
        self.may(30, &mut inside, |_| "floating_ip: false".into());
        self.part_name(head.split(' ').nth(1).unwrap_or_default(), &mut inside);
        block(head, inside)
    }

    /// A public load balancer, and a scale set or machines behind it.
    pub(super) fn web(&mut self) -> Island {
        let mut island = Island { movable: true, ..Island::default() };
        let port = 8080;
        let net = self.network(&mut island, port, None, None);
        let www = self.address(&mut island, &[]);
        let edge = self.name(&["edge", "front", "lb"]);
        let kind = [Kind::Uniform, Kind::Uniform, Kind::Flexible, Kind::Flexible, Kind::Vm][self.roll(5)];
        let windows = self.chance(25);
        let mut b = Vec::new();
        let mut frontend = Vec::new();
        self.part_name("www", &mut frontend);
        self.may(10, &mut frontend, |g| format!("connection_tracking: {}", g.bool()));
        b.push(block(format!("frontend www = {www}"), frontend));
        let separate = self.chance(40);
        let mut outbound_to = "www".to_owned();
        if separate {
            if self.chance(60) {
                let prefix = self.name(&["range"]);
                let mut inside = vec![line(format!("length: {}", self.of(&["30", "29"]))), line("zones: [1, 2, 3]")];
                self.may(60, &mut inside, |_| "sku: Standard".into());
                self.may(60, &mut inside, |_| "tier: Regional".into());
                self.may(60, &mut inside, |_| "version: IPv4".into());
                self.common(&prefix, &mut inside);
                island.trees.push(block(format!("public_ip_prefix {prefix}"), inside));
                b.push(line(format!("frontend out = {prefix}")));
                outbound_to = "out".to_owned();
            } else {
                let out = self.address(&mut island, &[]);
                b.push(line(format!("frontend out = {out}")));
                outbound_to = self.of(&["out", "[www, out]"]).to_owned();
            }
        }
        let mut pool = Vec::new();
        self.may(12, &mut pool, |g| format!("drain: {}s", g.between(0, 300)));
        self.part_name("pool", &mut pool);
        b.push(block("pool app", pool));
        b.push(self.probe(port));
        let has_outbound = self.chance(65) || separate;
        let backend = self.port(port);
        b.push(self.rule(format!("rule web = tcp www:80 -> app:{backend}"), true, true, has_outbound));
        if self.chance(35) {
            let turn = self.turn.replace("p");
            let mut rule = self.rule("rule more = tcp www:p -> app:p".into(), true, true, has_outbound);
            if self.chance(50) {
                rule = self.rule("rule more = udp www:p -> app:p".into(), false, true, has_outbound);
            }
            self.turn = turn;
            let looped = match self.roll(3) {
                0 => block("for p in [9001, 9002]", vec![rule]),
                1 => block("for name, p in { one: 9003, two: 9004 }", vec![rule]),
                _ => block("for p in 9005..9006", vec![rule]),
            };
            b.push(looped);
        }
        if self.chance(15) {
            let condition = self.condition();
            let rule = self.rule("rule extra = tcp www:8443 -> app:8443".into(), true, true, has_outbound);
            b.push(block(format!("if {condition}"), vec![rule]));
        }
        let login = if windows { 3389 } else { 22 };
        let mut nat_pools = String::new();
        let mut nat_rules = String::new();
        match kind {
            Kind::Uniform if self.chance(85) => {
                b.push(self.nat(format!("nat_pool ssh = tcp www:50000..50119 -> :{login}")));
                nat_pools = format!("nat_pools: [{edge}.ssh]");
            }
            Kind::Vm if self.chance(50) => {
                for at in 1..=2 {
                    b.push(self.nat(format!("nat_rule ssh{at} = tcp www:{} -> :{login}", 50000 + at)));
                }
                nat_rules = "one".to_owned();
            }
            _ => b.push(self.nat(format!("nat_rule ssh = tcp www:50000..50119 -> app:{login}"))),
        }
        if has_outbound {
            let mut inside = vec![line(format!("ports_per_instance: {}", self.of(&["max", "1024", "512"])))];
            self.may(30, &mut inside, |g| format!("idle: {}", g.minutes(4, 100)));
            self.may(25, &mut inside, |g| format!("tcp_reset: {}", g.bool()));
            self.part_name("internet", &mut inside);
            let protocol = self.of(&["any", "any", "tcp"]);
            b.push(block(format!("outbound internet = {protocol} app -> {outbound_to}"), inside));
        }
        self.common(&edge, &mut b);
        let doc = self.doc();
        island.trees.push(block(format!("lb {edge}"), b).doc(doc));
        island.outputs.push(format!("{edge}.www.address"));
        island.outputs.push(format!("{edge}.id"));
        island.outputs.push(format!("child({edge}, \"probes\", \"up\")"));

        let zoned = if kind == Kind::Vm { 45 } else { 75 };
        let zones = if self.chance(zoned) { Some(self.zones()) } else { None };
        if kind == Kind::Vm {
            let looped = self.chance(75) && self.turn.is_none();
            let family = self.name(&["box", "node", "relay"]);
            let machines = if looped { 1 } else { 2 };
            let mut group = Vec::new();
            for at in 1..=machines {
                let symbol = if looped { family.clone() } else { format!("{family}-{at}") };
                let number = if looped { "i".to_owned() } else { at.to_string() };
                let turn = self.turn;
                if looped {
                    self.turn = Some("i");
                }
                let mut nic = vec![line(format!("subnet: {}", net.app)), line(format!("pools: [{edge}.app]"))];
                self.may(30, &mut nic, |_| {
                    format!(
                        "address: cidr_host(10.{}.1.0/24, {})",
                        net.octet,
                        if looped { "9 + i".into() } else { (9 + at).to_string() }
                    )
                });
                if !nat_rules.is_empty() {
                    let rule = if looped {
                        "if i == 1 then EDGE.ssh1 else EDGE.ssh2".replace("EDGE", &edge)
                    } else {
                        format!("{edge}.ssh{at}")
                    };
                    nic.push(line(format!("nat_rules: [{rule}]")));
                }
                self.nic_words(&mut nic, Kind::Vm);
                let zones = zones.as_ref().map(|_| format!("[{number}]"));
                let shape = Shape {
                    kind,
                    windows,
                    zones,
                    nics: vec![block("nic main", nic)],
                    probe: None,
                    port,
                    most: 2,
                    fixed: true,
                };
                group.push(self.machine(&symbol, shape));
                self.turn = turn;
            }
            if looped {
                island.trees.push(block("for i in 1..2", group));
                // First, so that few are left out.
                island.outputs.insert(0, format!("{family}[*].id"));
                island.outputs.insert(1, format!("join({family}[*].name, \",\")"));
                island.outputs.push(format!("{family}[2].name"));
            } else {
                island.outputs.push(format!("{family}-1.main.address"));
                island.trees.extend(group);
            }
            if looped {
                island.expects.push(line(format!("expect tcp Internet -> {edge}.www:80 reaches {family}:{port}")));
            } else {
                island.expects.push(line(format!("expect tcp Internet -> {edge}.www:80 allowed")));
            }
            return island;
        }
        let web = self.name(&["web", "farm"]);
        let mut ip = vec![line(format!("pools: [{edge}.app]"))];
        if !nat_pools.is_empty() {
            ip.push(line(nat_pools));
        }
        let mut nic = vec![line(format!("subnet: {}", net.app))];
        self.nic_words(&mut nic, kind);
        if self.chance(40) {
            if !has_outbound && self.chance(80) {
                ip.push(self.instance_address(kind));
            }
            self.part_name("first", &mut ip);
            self.may(30, &mut ip, |_| "primary: true".into());
            self.may(30, &mut ip, |_| "version: IPv4".into());
            nic.push(block("ip first", ip));
            if self.chance(40) {
                nic.push(block("ip second", vec![line("primary: false")]));
            }
        } else {
            nic.extend(ip);
        }
        let shape = Shape {
            kind,
            windows,
            zones,
            nics: vec![block("nic main", nic)],
            probe: Some(format!("{edge}.up")),
            port,
            most: self.of(&["6", "10", "20"]).parse().unwrap_or(6),
            fixed: true,
        };
        let machine = self.machine(&web, shape);
        island.trees.push(machine);
        island.outputs.push(format!("{web}.id"));
        island.expects.push(line(format!("expect tcp Internet -> {edge}.www:80 reaches {web}:{port}")));
        self.may(40, &mut island.expects, |_| format!("expect tcp Internet -> {edge}.www:80 allowed"));
        self.may(50, &mut island.expects, |g| {
            let operators = "[203.0.113.0/24, 198.51.100.7]";
            match g.roll(2) {
                0 => format!("expect tcp Internet except {operators} -> {edge}.www:50000 blocked"),
                _ => format!("expect tcp 192.0.2.9 -> {edge}.www:50000 blocked"),
            }
        });
        if has_outbound && !separate {
            self.may(60, &mut island.expects, |_| {
                format!("expect tcp {web} -> Internet:443 via {edge}.www {{ min_ports: 8 }}")
            });
        }
        island
    }

    pub(super) fn instance_address(&mut self, kind: Kind) -> Tree {
        let mut inside = Vec::new();
        self.may(60, &mut inside, |g| format!("idle: {}", g.minutes(4, 30)));
        if self.chance(70) {
            let label = self.fresh();
            inside.push(line(format!("dns: \"node{label}\"")));
            self.may(80, &mut inside, |g| format!("dns_scope: {}", g.of(&["TenantReuse", "NoReuse"])));
        }
        self.may(60, &mut inside, |_| "version: IPv4".into());
        if kind == Kind::Flexible {
            self.may(80, &mut inside, |_| "sku: Standard".into());
            self.may(80, &mut inside, |g| format!("delete: {}", g.of(&["Delete", "Detach"])));
        }
        self.may(50, &mut inside, |_| "routing: Internet".into());
        self.part_name("direct", &mut inside);
        block("instance_public_ip direct", inside)
    }

    /// What a nic may say beside its addresses.
    pub(super) fn nic_words(&mut self, nic: &mut Vec<Tree>, kind: Kind) {
        self.may(25, nic, |g| format!("accelerated_networking: {}", g.bool()));
        self.may(20, nic, |g| format!("ip_forwarding: {}", g.bool()));
        self.may(15, nic, |_| "dns_servers: [10.0.0.4]".into());
        self.may(15, nic, |g| format!("tcp_state_tracking: {}", g.bool()));
        self.may(20, nic, |_| "primary: true".into());
        if kind != Kind::Uniform {
            self.may(20, nic, |g| format!("delete: {}", g.of(&["Delete", "Detach"])));
        }
        if self.turn.is_none() && kind != Kind::Vm {
            self.may(15, nic, |_| "name: \"nic-x\"".into());
        }
    }

    /// An internal load balancer with HA ports or a rule, and what stands behind it.
    pub(super) fn inner(&mut self) -> Island {
        let mut island = Island { movable: true, ..Island::default() };
        let port = 8080;
        let way_out = if self.chance(60) { Some(self.way_out(&mut island)) } else { None };
        let routes = if self.chance(40) { Some(self.routes(&mut island)) } else { None };
        let net = self.network(&mut island, port, way_out.as_deref(), routes.as_deref());
        let inner = self.name(&["inner", "ilb"]);
        let mut frontend = Vec::new();
        if self.chance(60) {
            frontend.push(line(format!("address: 10.{}.1.200", net.octet)));
        }
        self.may(60, &mut frontend, |g| format!("zones: {}", g.of(&["[1, 2, 3]", "[2]"])));
        self.may(20, &mut frontend, |_| "version: IPv4".into());
        let mut b = vec![block(format!("frontend hop = {}", net.app), frontend), line("pool app"), self.probe(port)];
        if self.chance(45) {
            let mut inside = vec![line("probe: up")];
            self.may(40, &mut inside, |_| "floating_ip: true".into());
            b.push(block("rule all = any hop:* -> app:*", inside));
        } else {
            b.push(self.rule(format!("rule main = tcp hop:80 -> app:{port}"), true, false, false));
            if self.chance(30) {
                b.push(block("rule dns = udp hop:53 -> app:53", vec![line("probe: none")]));
            }
        }
        self.common(&inner, &mut b);
        island.trees.push(block(format!("lb {inner}"), b));
        island.outputs.push(format!("{inner}.hop.address"));
        let db = self.name(&["db", "worker"]);
        let kind = if self.chance(50) { Kind::Flexible } else { Kind::Uniform };
        let mut nic = vec![line(format!("subnet: {}", net.app)), line(format!("pools: [{inner}.app]"))];
        self.nic_words(&mut nic, kind);
        let mut nics = vec![block("nic main", nic)];
        if self.chance(15) {
            nics.push(block("nic side", vec![line(format!("subnet: {}", net.app)), line("primary: false")]));
        }
        let shape = Shape {
            kind,
            windows: self.chance(15),
            zones: if self.chance(70) { Some(self.zones()) } else { None },
            nics,
            probe: Some(format!("{inner}.up")),
            port,
            most: 8,
            fixed: false,
        };
        let mut machine = self.machine(&db, shape);
        machine.push(line("waive scale-set-without-inbound-nat because \"operators come over the bastion\""));
        island.trees.push(machine);
        island
    }

    /// A NAT gateway; its name.
    pub(super) fn way_out(&mut self, island: &mut Island) -> String {
        let gateway = self.name(&["egress", "way-out"]);
        let second = self.chance(50);
        let mut b = Vec::new();
        if second {
            let ip = self.address(island, &["sku: StandardV2"]);
            b.push(line(format!("public_ips: [{ip}]")));
            b.push(line("sku: StandardV2"));
        } else if self.chance(50) {
            let prefix = self.name(&["range"]);
            let length = self.int(28, 31);
            island.trees.push(block(
                format!("public_ip_prefix {prefix}"),
                vec![line(format!("length: {length}")), line("zones: [1]")],
            ));
            b.push(line(format!("prefixes: [{prefix}]")));
            b.push(line("zones: [1]"));
        } else {
            let ip = self.address(island, &["zones: [1]"]);
            b.push(line(format!("public_ips: [{ip}]")));
            b.push(line("zones: [1]"));
        }
        self.may(40, &mut b, |g| format!("idle: {}", g.minutes(4, 100)));
        self.common(&gateway, &mut b);
        island.trees.push(block(format!("nat_gateway {gateway}"), b));
        gateway
    }

    /// A route table; its name.
    fn routes(&mut self, island: &mut Island) -> String {
        let table = self.name(&["routes", "by-hub"]);
        let mut b = Vec::new();
        self.may(50, &mut b, |g| format!("bgp_propagation: {}", g.bool()));
        let mut inside = Vec::new();
        self.part_name("dc", &mut inside);
        b.push(block("route dc = 172.16.0.0/12 -> 10.250.0.4", inside));
        self.may(40, &mut b, |_| "route drop = 192.0.2.0/24 -> None".into());
        self.may(30, &mut b, |_| "route back = 198.51.100.0/24 -> VirtualNetworkGateway".into());
        self.may(30, &mut b, |_| "route store = Storage -> Internet".into());
        self.common(&table, &mut b);
        island.trees.push(block(format!("route_table {table}"), b));
        table
    }
}
